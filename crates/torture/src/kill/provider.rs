//! The sandbox's controls and books, over its own HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// Longest wait for the sandbox.
const PATIENCE: Duration = Duration::from_secs(20);

/// The provider's other side.
pub(crate) struct Provider {
    /// Host and port.
    authority: String,
}

impl Provider {
    pub(crate) fn at(base_url: &str) -> Result<Self> {
        let authority = base_url.strip_prefix("http://").context("the sandbox speaks HTTP")?;
        Ok(Self { authority: authority.to_owned() })
    }

    /// The books.
    pub(crate) fn charges(&self) -> Result<Vec<Value>> {
        let mut books = self.poll("GET", "/_sandbox/charges", &Value::Null)?;
        serde_json::from_value(books["charges"].take()).context("the books are a list")
    }

    /// The last calls.
    pub(crate) fn requests(&self) -> Result<Vec<Value>> {
        let mut seen = self.poll("GET", "/_sandbox/requests", &Value::Null)?;
        serde_json::from_value(seen["requests"].take()).context("the calls are a list")
    }

    /// Something goes wrong with the next call of a kind.
    pub(crate) fn fault(&self, fault: &Value) -> Result<()> {
        self.poll("POST", "/_sandbox/faults", fault).map(|_| ())
    }

    /// Nothing goes wrong any more.
    pub(crate) fn clear_faults(&self) -> Result<()> {
        self.poll("DELETE", "/_sandbox/faults", &json!({})).map(|_| ())
    }

    /// Pays, expires or cancels a charge.
    pub(crate) fn order(&self, id: &str, what: &str, body: &Value) -> Result<()> {
        self.poll("POST", &format!("/_sandbox/charges/{id}/{what}"), body).map(|_| ())
    }

    fn poll(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.authority,
            body.len()
        );
        let mut connection = TcpStream::connect(&self.authority).context("the sandbox is gone")?;
        connection.set_read_timeout(Some(PATIENCE))?;
        connection.write_all(request.as_bytes())?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("the sandbox answers in HTTP")?;
        if !head.split(' ').nth(1).is_some_and(|status| status.starts_with('2')) {
            bail!("{method} {path}: {answer}");
        }
        serde_json::from_str(body).with_context(|| format!("{method} {path}: {body}"))
    }
}
