//! The provider of a bench: the sandbox, and before it a wire that stamps each request.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
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

    /// The customer pays the code.
    pub(crate) fn pay(&self, code: &str) -> Result<()> {
        let answer = post(self.address, "/banco/pay", "", &json!({ "code": code }))?;
        anyhow::ensure!(answer.get("status") == Some(&json!("paid")), "not paid: {answer}");
        Ok(())
    }
}

/// A request as it came over the wire: the moment of its first byte, and what came with it.
pub(crate) struct Request {
    pub(crate) at: Instant,
    pub(crate) text: String,
}

/// A wire to a server that stamps what goes to it. It ends with the program.
pub(crate) struct Wire {
    /// Where a client finds the server.
    pub(crate) url: String,
    requests: Receiver<Request>,
}

impl Wire {
    /// A wire to the server at this address.
    pub(crate) fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stamp, requests) = channel();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A client that comes too late gets no answer, as from a server that has gone.
                let _ = carry(client, server, stamp.clone());
            }
        });
        Ok(Self { url, requests })
    }

    /// Forgets what has come so far.
    pub(crate) fn forget(&self) {
        while self.requests.try_recv().is_ok() {}
    }

    /// Waits for the request that is the one.
    pub(crate) fn wait_for(&self, is_it: impl Fn(&str) -> bool) -> Result<Instant> {
        let begun = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let request = self.requests.recv_timeout(left).context("no request came")?;
            if is_it(&request.text) {
                return Ok(request.at);
            }
        }
    }
}

/// Carries bytes both ways, each way in a thread of its own.
fn carry(client: TcpStream, server: SocketAddr, stamp: Sender<Request>) -> Result<()> {
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from_client.read(&mut bytes) {
            let at = Instant::now();
            let came = bytes.get(..length).unwrap_or_default();
            let text = String::from_utf8_lossy(came).into_owned();
            let _ = stamp.send(Request { at, text });
            if to_server.write_all(came).is_err() {
                break;
            }
        }
        let _ = to_server.shutdown(Shutdown::Write);
    });
    let (mut from_server, mut to_client) = (server, client);
    thread::spawn(move || {
        let _ = std::io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    Ok(())
}
