//! A printer on the network: it takes what is sent to it, and answers or does not.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a slip may take to come on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// All that is well, as a printer answers when it is asked how it does (`DLE EOT n`).
const WELL: u8 = 0x12;

/// Where a job is cut (`GS V`).
const CUT: &[u8] = b"\x1dV";

/// A printer at port 9100 of its own.
pub(super) struct Printer {
    pub(super) address: String,
    taken: Arc<Mutex<Vec<u8>>>,
}

impl Printer {
    /// One that is well.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&taken);
        thread::spawn(move || {
            for connection in listener.incoming() {
                let into = Arc::clone(&into);
                thread::spawn(move || take(&connection.unwrap(), &into));
            }
        });
        Self { address, taken }
    }

    /// All that it has taken.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many slips it has cut off.
    pub(super) fn slips(&self) -> usize {
        self.bytes().windows(CUT.len()).filter(|window| *window == CUT).count()
    }

    /// Waits until it has cut off so many slips.
    pub(super) fn wait_for(&self, slips: usize) {
        let begun = Instant::now();
        while self.slips() < slips {
            assert!(begun.elapsed() < PATIENCE, "{} slips of {slips}", self.slips());
            thread::sleep(Duration::from_millis(20)); // between two looks
        }
    }
}

/// Takes what one connection sends, and says that all is well whenever it is asked.
fn take(mut connection: &TcpStream, into: &Mutex<Vec<u8>>) {
    let mut part = [0; 4096];
    while let Ok(length @ 1..) = connection.read(&mut part) {
        let part = &part[..length];
        let asked = part.windows(2).filter(|window| *window == b"\x10\x04").count();
        into.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(part);
        if connection.write_all(&vec![WELL; asked]).is_err() {
            return;
        }
    }
}
