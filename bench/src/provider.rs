//! The provider of a bench: the sandbox, and the wire before a server that stamps what comes and goes.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::child::Server;
use crate::request::post;

/// How long a request may take to come.
const PATIENCE: Duration = Duration::from_mins(5);

/// A `balcao-sandbox`.
pub(crate) struct Sandbox {
    _server: Server,
    /// Where it answers.
    pub(crate) address: SocketAddr,
    /// What connects a till to it.
    pub(crate) credentials: Value,
}

impl Sandbox {
    /// Starts one; what it says goes into the folder.
    pub(crate) fn start(programs: &Path, folder: &Path) -> Result<Self> {
        let mut command = Command::new(programs.join("balcao-sandbox"));
        let log = folder.join("sandbox.log");
        let (server, line) = Server::start_and_hear(command.arg("--json"), &log)?;
        let told: Value = serde_json::from_str(&line)?;
        let url = told.get("base_url").and_then(Value::as_str).context("no address")?;
        let address = url.trim_start_matches("http://").trim_end_matches('/').parse()?;
        let mut credentials = told.get("credentials").cloned().context("no credentials")?;
        if let Some(credentials) = credentials.as_object_mut() {
            credentials.insert("payerName".to_owned(), json!("Ana Padrão"));
            credentials.insert("payerDocument".to_owned(), json!("12345678909"));
        }
        Ok(Self { _server: server, address, credentials })
    }

    /// Its address for a till.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The customer pays the code.
    pub(crate) fn pay(&self, code: &str) -> Result<()> {
        let answer = post(self.address, "/banco/pay", "", &json!({ "code": code }))?;
        anyhow::ensure!(answer.get("status") == Some(&json!("paid")), "not paid: {answer}");
        Ok(())
    }
}

/// A request as it came over the wire, and its answer.
pub(crate) struct Exchange {
    /// When the request's first byte came.
    pub(crate) at: Instant,
    /// When the answer's first byte came.
    pub(crate) answered_at: Instant,
    text: String,
}

/// A wire to a server that stamps what goes over it. It ends with the program.
pub(crate) struct Wire {
    /// Where a client finds the server.
    pub(crate) url: String,
    exchanges: Receiver<Exchange>,
}

impl Wire {
    /// A wire to the server at this address.
    pub(crate) fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stamped, exchanges) = channel();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A client that comes too late gets no answer, as from a server that has gone.
                let _ = carry(client, server, stamped.clone());
            }
        });
        Ok(Self { url, exchanges })
    }

    /// All exchanges that have been stamped and not been looked at, oldest first.
    pub(crate) fn take(&self) -> Vec<Exchange> {
        self.exchanges.try_iter().collect()
    }

    /// Waits until the request that is the one is answered; when it came.
    pub(crate) fn wait_for(&self, is_it: impl Fn(&str) -> bool) -> Result<Instant> {
        let begun = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let exchange = self.exchanges.recv_timeout(left).context("no request came")?;
            if is_it(&exchange.text) {
                return Ok(exchange.at);
            }
        }
    }
}

/// Carries bytes both ways, each way in a thread of its own.
fn carry(client: TcpStream, server: SocketAddr, stamped: Sender<Exchange>) -> Result<()> {
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let asked: Arc<Mutex<Option<(Instant, String)>>> = Arc::default();
    let asking = Arc::clone(&asked);
    let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        pass(from_client, to_server, |came| {
            let mut asked = asking.lock().unwrap_or_else(PoisonError::into_inner);
            let (_, text) = asked.get_or_insert_with(|| (Instant::now(), String::new()));
            text.push_str(&String::from_utf8_lossy(came));
        });
    });
    thread::spawn(move || {
        pass(server, client, |_| {
            let answered_at = Instant::now();
            let asked = asked.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some((at, text)) = asked {
                // Nobody listens any more when the measurement is over.
                let _ = stamped.send(Exchange { at, answered_at, text });
            }
        });
    });
    Ok(())
}

/// Carries bytes one way until an end closes; each piece is looked at before it goes on.
fn pass(mut from: TcpStream, mut to: TcpStream, look_at: impl Fn(&[u8])) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        let came = bytes.get(..length).unwrap_or_default();
        look_at(came);
        if to.write_all(came).is_err() {
            break;
        }
    }
    // The other end may have closed it before.
    let _ = to.shutdown(Shutdown::Write);
}
