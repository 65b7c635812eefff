//! The sandbox from outside: its books, and the customer's bank.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The customer's bank at the sandbox.
pub(crate) struct Bank {
    /// Host and port.
    authority: String,
}

impl Bank {
    /// From the address of the bank's page.
    pub(crate) fn at(url: &str) -> Self {
        let authority = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        Self { authority: authority.to_owned() }
    }

    /// The one charge of this amount in the provider's books.
    pub(crate) async fn only_charge(&self, amount_centavos: i64) -> Value {
        let books = self.ask("GET", "/_sandbox/charges", &Value::Null).await;
        let charges = books["charges"].as_array().unwrap_or_else(|| panic!("{books}"));
        let mut right =
            charges.iter().filter(|charge| charge["amount_centavos"] == amount_centavos);
        let charge =
            right.next().unwrap_or_else(|| panic!("no charge of {amount_centavos}: {books}"));
        assert!(right.next().is_none(), "charged twice: {books}");
        charge.clone()
    }

    /// The customer pastes the code into the bank's page and pays.
    pub(crate) async fn pay(&self, code: &str) {
        let paid = self.ask("POST", "/banco/pay", &json!({ "code": code })).await;
        assert_eq!(paid["status"], "paid", "{paid}");
    }

    /// One request to the sandbox; its JSON.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.authority,
            body.len()
        );
        let mut connection = TcpStream::connect(&self.authority).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.split(' ').nth(1).is_some_and(|status| status.starts_with('2')),
            "{path}: {answer}"
        );
        serde_json::from_str(body).unwrap_or(Value::Null)
    }
}
