//! One request to a server on this machine, where its time is not what is measured.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// One `POST` to a server on this machine, which must succeed; its JSON, or nothing. `headers` end with a line
/// break each.
pub(crate) fn post(to: SocketAddr, path: &str, headers: &str, body: &Value) -> Result<Value> {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.0\r\nHost: {to}\r\nContent-Type: application/json\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = TcpStream::connect(to)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.write_all(request.as_bytes())?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("half an answer")?;
    anyhow::ensure!(
        head.split(' ').nth(1).is_some_and(|it| it.starts_with('2')),
        "{path}: {answer}"
    );
    Ok(serde_json::from_str(body).unwrap_or(Value::Null))
}
