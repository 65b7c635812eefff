//! The sandbox from outside: its program, its books, and the customer's bank.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::process::Running;
use testkit::programs::built;

use crate::terminal::balcao::Till;

/// How long something may take to happen on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The customer's bank at the sandbox, and the sandbox's controls.
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

    /// All charges in the provider's books.
    pub(crate) fn charges(&self) -> Vec<Value> {
        let books = self.ask("GET", "/_sandbox/charges", &Value::Null);
        books["charges"].as_array().unwrap_or_else(|| panic!("{books}")).clone()
    }

    /// The one charge of this amount in the provider's books, once it is there: a screen shows a sale
    /// before the provider has answered.
    pub(crate) fn only_charge(&self, amount_centavos: i64) -> Value {
        let begun = Instant::now();
        loop {
            let books = self.charges();
            let is_right = |charge: &&Value| charge["amount_centavos"] == amount_centavos;
            let right: Vec<&Value> = books.iter().filter(is_right).collect();
            assert!(right.len() <= 1, "charged twice: {books:?}");
            if let [charge] = right[..] {
                return charge.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "no charge of {amount_centavos}: {books:?}");
            std::thread::sleep(Duration::from_millis(20)); // between two looks
        }
    }

    /// The customer pastes the code into the bank's page and pays.
    pub(crate) fn pay(&self, code: &str) {
        let paid = self.ask("POST", "/banco/pay", &json!({ "code": code }));
        assert_eq!(paid["status"], "paid", "{paid}");
    }

    /// Something goes wrong from now on.
    pub(crate) fn fault(&self, fault: &Value) {
        self.ask("POST", "/_sandbox/faults", fault);
    }

    /// Takes all faults back.
    pub(crate) fn no_faults(&self) {
        self.ask("DELETE", "/_sandbox/faults", &Value::Null);
    }

    /// `IntegraPay`'s panel: where its webhooks go, how, and with which header.
    pub(crate) fn subscribe(&self, url: &str, method: &str, header: (&str, &str)) {
        let (name, value) = header;
        let panel = json!({
            "url": url, "method": method, "header_name": name, "header_value": value,
        });
        self.ask("POST", "/_sandbox/integrapay/webhook", &panel);
    }

    /// The provider's next charge gets this id.
    pub(crate) fn next_id(&self, provider: &str, id: &str) {
        self.ask("POST", "/_sandbox/next_id", &json!({ "provider": provider, "id": id }));
    }

    /// `POST /_sandbox/charges/{id}/{order}`.
    pub(crate) fn charge(&self, id: &str, order: &str, body: &Value) {
        self.ask("POST", &format!("/_sandbox/charges/{id}/{order}"), body);
    }

    /// What the provider told by webhook, oldest first, once it is as it should be.
    pub(crate) fn wait_for_webhooks(&self, is_right: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let begun = Instant::now();
        loop {
            let told = self.ask("GET", "/_sandbox/webhooks", &Value::Null);
            let webhooks = told["webhooks"].as_array().unwrap_or_else(|| panic!("{told}"));
            if is_right(webhooks) {
                return webhooks.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "{told}");
            std::thread::sleep(Duration::from_millis(50)); // between two looks
        }
    }

    /// One request to the sandbox; its JSON.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = "Content-Type: application/json\r\n";
        let (status, answer) = request(&self.authority, method, path, headers, body.as_bytes());
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        serde_json::from_str(&answer).unwrap_or(Value::Null)
    }
}

/// One request to a server on this machine; status and body. `headers` end with a line break each.
pub(crate) fn request(
    authority: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> (u16, String) {
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: {authority}\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    let mut connection = TcpStream::connect(authority).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    connection.write_all(head.as_bytes()).unwrap();
    connection.write_all(body).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
    (status.unwrap_or_else(|| panic!("{answer}")), body.to_owned())
}

/// A `balcao-sandbox` of its own.
pub(crate) struct Sandbox {
    _running: Running,
    /// Its address.
    pub(crate) url: String,
    pub(crate) bank: Bank,
    /// What connects a till to it.
    pub(crate) credentials: Value,
}

impl Sandbox {
    pub(crate) fn start() -> Self {
        Self::start_by(&mut Command::new(built("balcao-sandbox")))
    }

    /// On a machine that trusts the certificates in this file.
    pub(crate) fn start_trusting(roots: &Path) -> Self {
        Self::start_by(Command::new(built("balcao-sandbox")).env("SSL_CERT_FILE", roots))
    }

    fn start_by(command: &mut Command) -> Self {
        let (running, line) = Running::start_and_hear(command.arg("--json"));
        let told: Value = serde_json::from_str(&line).unwrap();
        let mut credentials = told["credentials"].clone();
        credentials["payerName"] = "Ana Padrão".into();
        credentials["payerDocument"] = "12345678909".into();
        let url = told["base_url"].as_str().unwrap().to_owned();
        Self { _running: running, bank: Bank::at(&url), url, credentials }
    }

    /// A till that is connected to it.
    pub(crate) fn till(&self) -> Till {
        let till = Till::new();
        till.connect(&self.url, &self.credentials).expect(0);
        till
    }
}
