//! HTTP by hand, so that it can be wrong on purpose.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::server::{PATIENCE, address};

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, head: head.to_ascii_lowercase(), body: body.to_owned() })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.map(str::trim)
    }

    /// `Retry-After`, which must be there and be a wait.
    pub(crate) fn retry_after(&self) -> u64 {
        let seconds = self.header("retry-after").and_then(|it| it.parse().ok());
        seconds.filter(|it| *it > 0).unwrap_or_else(|| panic!("no wait in {self:?}"))
    }
}

pub(crate) fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Reads until the other side closes; `None` if there was no answer.
pub(crate) fn answer(mut stream: TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    // A reset after the answer takes nothing from it.
    let _ = stream.read_to_end(&mut bytes);
    Answer::read(&String::from_utf8_lossy(&bytes))
}

/// Sends bytes as they are, and reads until the other side closes.
pub(crate) fn raw(to: SocketAddr, bytes: &[u8]) -> Option<Answer> {
    let mut stream = connect(to);
    let _ = stream.write_all(bytes);
    answer(stream)
}

pub(crate) fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let to = address(url);
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    let fields = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let fields = fields.collect::<String>();
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n{fields}content-length: {}\r\n\r\n",
        body.len()
    );
    raw(to, &[head.as_bytes(), body].concat()).expect("an answer")
}

pub(crate) fn post(url: &str, body: &str) -> Answer {
    request("POST", url, &[("content-type", "application/json")], body.as_bytes())
}

pub(crate) fn get(url: &str) -> Answer {
    request("GET", url, &[], b"")
}
