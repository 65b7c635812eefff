//! Plain HTTP/1.1 over a socket, one request per connection, so that a fake provider can break
//! every rule of it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    /// Reads one request; `None` if the connection ends before.
    pub(crate) fn read(connection: &mut TcpStream) -> Option<Self> {
        connection.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let mut bytes = Vec::new();
        let head_length = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            more(connection, &mut bytes)?;
        };
        let head = String::from_utf8(bytes[..head_length].to_vec()).unwrap();
        let mut lines = head.lines();
        let mut words = lines.next()?.split(' ').map(str::to_owned);
        let (method, path) = (words.next()?, words.next()?);
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
        while bytes.len() < head_length + 4 + length {
            more(connection, &mut bytes)?;
        }
        let body = String::from_utf8(bytes[head_length + 4..].to_vec()).unwrap();
        Some(Self { method, path, headers, body })
    }

    /// A header's value; "" if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// All headers, their names in lower case.
    pub(crate) fn headers(&self) -> BTreeMap<String, String> {
        self.headers.iter().cloned().collect()
    }
}

fn more(connection: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let mut part = [0; 4_096];
    let read = connection.read(&mut part).ok().filter(|read| *read > 0)?;
    bytes.extend_from_slice(&part[..read]);
    Some(())
}

/// An answer to the byte, or none.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    pub(crate) delay: Duration,
    hangs_up: bool,
}

impl Answer {
    /// JSON, as text so that numbers stay as they are written.
    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: body.into().into_bytes(),
            delay: Duration::ZERO,
            hangs_up: false,
        }
    }

    /// RFC 7807 with ConnectPSP's code.
    pub(crate) fn problem(status: u16, code: &str) -> Self {
        let body = format!(
            r#"{{"type":"about:blank","title":"Refused","status":{status},"code":"{code}","detail":"Because."}}"#
        );
        Self::json(status, body).with("Content-Type", "application/problem+json")
    }

    /// The connection ends without a byte.
    pub(crate) fn hang_up() -> Self {
        Self { hangs_up: true, ..Self::json(0, "") }
    }

    /// The same answer with a header set.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let mut answer = self.without(name);
        answer.headers.push((name.to_owned(), value.to_owned()));
        answer
    }

    /// The same answer without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// The same answer with its body bent.
    pub(crate) fn bent(mut self, bend: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Self {
        self.body = bend(self.body);
        self
    }

    /// The same answer, later.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub(crate) fn write(&self, connection: &mut TcpStream) {
        if self.hangs_up {
            return;
        }
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let head = format!(
            "HTTP/1.1 {} Whatever\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.status,
            headers.collect::<String>(),
            self.body.len()
        );
        // The till may stop reading when it has had enough.
        let _ =
            connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(&self.body));
    }
}
