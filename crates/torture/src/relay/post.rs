//! One HTTP request on a connection of its own, so that it is known to the byte what a 2xx followed.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Sends a POST to an `http://` address and reads the answer to its end, all within `patience`.
pub(crate) async fn post(
    url: &str,
    headers: &[(&str, String)],
    body: &[u8],
    patience: Duration,
) -> io::Result<Answer> {
    let late = |_| io::Error::from(io::ErrorKind::TimedOut);
    timeout(patience, exchange(url, headers, body)).await.map_err(late)?
}

async fn exchange(url: &str, headers: &[(&str, String)], body: &[u8]) -> io::Result<Answer> {
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    let (authority, path) =
        url.strip_prefix("http://").and_then(|it| it.split_once('/')).ok_or_else(broken)?;
    let mut request = format!(
        "POST /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request = format!("{request}{name}: {value}\r\n");
    }
    let mut stream = TcpStream::connect(authority).await?;
    stream.write_all(format!("{request}\r\n").as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    let end = loop {
        if let Some(end) = answer.windows(4).position(|it| it == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let status = std::str::from_utf8(&answer[..end]).ok().and_then(|it| it.split(' ').nth(1));
    let status = status.and_then(|it| it.parse().ok()).ok_or_else(broken)?;
    // What was promised by the status stands, even if the rest is cut off.
    let _ = stream.read_to_end(&mut answer).await;
    Ok(Answer { status, body: answer.split_off(end + 4) })
}
