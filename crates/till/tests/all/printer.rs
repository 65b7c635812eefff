//! A printer in the network, as well or as badly as printers do.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use testkit::paper::Paper;

/// How it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Mood {
    /// It answers, and prints.
    Well,
    /// It prints and says nothing.
    Silent,
    /// It answers, and what it says means nothing.
    Garbage,
    /// It says that it has no paper.
    NoPaper,
    /// It says that its lid is open.
    LidOpen,
    /// It takes the connection, and that is all.
    Hangs,
    /// It goes away in the middle of a slip.
    Vanishes,
    /// It answers and takes what comes, and tells nobody whether it was all.
    Stops,
}

const MOODS: [Mood; 8] = [
    Mood::Well,
    Mood::Silent,
    Mood::Garbage,
    Mood::NoPaper,
    Mood::LidOpen,
    Mood::Hangs,
    Mood::Vanishes,
    Mood::Stops,
];

/// What came, and when the first byte of it did.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) bytes: Vec<u8>,
    pub(crate) first: SystemTime,
}

/// The printer, for as long as the test runs.
pub(crate) struct Printer {
    pub(crate) port: u16,
    mood: Arc<AtomicU8>,
    jobs: Arc<Mutex<Vec<Job>>>,
    on_their_way: Arc<AtomicUsize>,
}

impl Printer {
    pub(crate) fn new(mood: Mood) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        Self::at(listener, mood)
    }

    pub(crate) fn at(listener: TcpListener, mood: Mood) -> Self {
        let port = listener.local_addr().unwrap().port();
        let mood = Arc::new(AtomicU8::new(mood as u8));
        let printer = Self { port, mood, jobs: Arc::default(), on_their_way: Arc::default() };
        let (mood, jobs) = (Arc::clone(&printer.mood), Arc::clone(&printer.jobs));
        let coming = Arc::clone(&printer.on_their_way);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (mood, jobs) = (Arc::clone(&mood), Arc::clone(&jobs));
                let coming = Arc::clone(&coming);
                std::thread::spawn(move || attend(stream, &mood, &jobs, &coming));
            }
        });
        printer
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::SeqCst);
    }

    pub(crate) fn jobs(&self) -> Vec<Job> {
        self.jobs.lock().unwrap().clone()
    }

    /// How many bytes of slips have come, whole or not.
    pub(crate) fn bytes_on_their_way(&self) -> usize {
        self.on_their_way.load(Ordering::SeqCst)
    }

    /// The papers that came out whole, of 48 columns; the drawer is one without a line.
    pub(crate) fn papers(&self) -> Vec<Paper> {
        self.jobs().iter().map(|job| Paper::of(&job.bytes, 48).unwrap()).collect()
    }

    /// The papers, as soon as there are so many.
    pub(crate) async fn printed(&self, count: usize) -> Vec<Paper> {
        let waiting = async {
            while self.jobs().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_mins(1), waiting).await;
        assert!(waited.is_ok(), "{} of {count} came out", self.jobs().len());
        self.papers()
    }
}

fn attend(mut stream: TcpStream, mood: &AtomicU8, jobs: &Mutex<Vec<Job>>, coming: &AtomicUsize) {
    let mood = || MOODS[usize::from(mood.load(Ordering::SeqCst))];
    stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    let mut job = Job { bytes: Vec::new(), first: SystemTime::now() };
    let mut held: Vec<u8> = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        if mood() == Mood::Hangs {
            std::thread::sleep(Duration::from_millis(20));
            continue;
        }
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => held.extend_from_slice(&buffer[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                continue;
            }
            Err(_) => break,
        }
        while let Some(at) = held.windows(2).position(|two| two == [0x10, 0x04]) {
            let Some(question) = held.get(at + 2).copied() else { break };
            held.drain(at..at + 3);
            let is_begun = !job.bytes.is_empty() || !held.is_empty();
            if let Some(answer) = answer(mood(), question, is_begun) {
                let _ = stream.write_all(&answer);
            }
        }
        if !held.is_empty() && held != [0x10] {
            if job.bytes.is_empty() {
                job.first = SystemTime::now();
            }
            coming.fetch_add(held.len(), Ordering::SeqCst);
            job.bytes.append(&mut held);
            if mood() == Mood::Vanishes {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
        }
    }
    if !job.bytes.is_empty() {
        jobs.lock().unwrap().push(job);
    }
}

fn answer(mood: Mood, question: u8, is_begun: bool) -> Option<Vec<u8>> {
    Some(match (mood, question) {
        (Mood::Silent, _) => return None,
        (Mood::Stops | Mood::Vanishes, _) if is_begun => return None,
        (Mood::Garbage, _) => b"HTTP/1.1 400 Bad Request\r\n".to_vec(),
        (Mood::NoPaper, 4) => vec![0x72],
        (Mood::LidOpen, 2) => vec![0x16],
        _ => vec![0x12],
    })
}
