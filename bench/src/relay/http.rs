//! Just enough HTTP to put load on a server: what the tool spends is missing to those it measures,
//! since both share the machine.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// Most headers in an answer.
const MOST_HEADERS: usize = 32;

/// A `POST` as it goes over the wire.
pub(crate) fn post(host: SocketAddr, path: &str, more_headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n{more_headers}\
         content-length: {length}\r\n\r\n"
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// How an answer begins.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where its body begins.
    pub(crate) head: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

impl Answer {
    /// Reads the answer at the beginning of what has come; `None` if it is not whole yet.
    pub(crate) fn read(bytes: &[u8]) -> Result<Option<Self>> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(head) = response.parse(bytes)? else { return Ok(None) };
        let status = response.code.context("an answer without a status")?;
        let mut length = None;
        for header in response.headers {
            if header.name.eq_ignore_ascii_case("content-length") {
                length = std::str::from_utf8(header.value)?.trim().parse::<usize>().ok();
            }
        }
        if length.is_none() && status != 204 {
            bail!("an answer {status} without a length");
        }
        let end = head.saturating_add(length.unwrap_or(0));
        if end > LONGEST_ANSWER {
            bail!("an answer of {end} bytes");
        }
        Ok((bytes.len() >= end).then_some(Self { status, head, end }))
    }
}

/// A connection that is kept alive, with one request at a time on it.
pub(crate) struct Connection {
    stream: TcpStream,
    filled: Vec<u8>,
}

impl Connection {
    /// Connects from that address of this machine.
    pub(crate) async fn open(to: SocketAddr, from: Ipv4Addr) -> Result<Self> {
        Ok(Self { stream: connect(to, from).await?, filled: Vec::with_capacity(4096) })
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        self.stream.write_all(request).await.context("cannot send")?;
        loop {
            if let Some(answer) = Answer::read(&self.filled)? {
                let rest = self.filled.split_off(answer.end);
                let whole = std::mem::replace(&mut self.filled, rest);
                return Ok((answer.status, whole.get(answer.head..).unwrap_or_default().to_vec()));
            }
            if self.stream.read_buf(&mut self.filled).await.context("cannot read")? == 0 {
                bail!("the server closed a connection that was to be kept alive");
            }
        }
    }
}

/// A TCP connection from that address of this machine.
pub(crate) async fn connect(to: SocketAddr, from: Ipv4Addr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into()).with_context(|| format!("cannot use the address {from}"))?;
    let stream = socket.connect(to).await.with_context(|| format!("cannot reach {to}"))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_with_its_last_byte() {
        let bytes = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nokHTTP";
        assert_eq!(Answer::read(&bytes[..20]).unwrap(), None);
        assert_eq!(Answer::read(&bytes[..44]).unwrap(), None);
        let whole = Answer::read(bytes).unwrap().unwrap();
        assert_eq!((whole.status, &bytes[whole.head..whole.end]), (201, &b"ok"[..]));
    }
}
