//! A merchant's server that gets webhooks, and a running sandbox that sends them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use sandbox::{Credentials, Request};
use serde_json::{Value, json};

use crate::http::Running;
use crate::till::{charge_body_with_hook, create_request};

/// Nothing here takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A webhook as a merchant's server got it.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) line: String,
    /// The names as they were written.
    pub(crate) names: Vec<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn read(stream: &TcpStream) -> Option<Self> {
        let mut stream = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok()?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut lines = lines.into_iter();
        let line = lines.next()?;
        let (mut names, mut headers) = (Vec::new(), BTreeMap::new());
        for header in lines {
            let (name, value) = header.split_once(": ").unwrap();
            names.push(name.to_owned());
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let mut body = vec![0; headers["content-length"].parse().unwrap()];
        stream.read_exact(&mut body).ok()?;
        Some(Self { line, names, headers, body })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn is_signed(&self) -> bool {
        let expected = Credentials::training().sign_webhook(&self.body);
        self.headers.get("x-connect-signature") == Some(&expected)
    }
}

/// A merchant's server on a free port: answers with these statuses, then always with the last; 0
/// hangs up.
pub(crate) struct Merchant {
    pub(crate) url: String,
    received: Receiver<Received>,
}

impl Merchant {
    pub(crate) fn start(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook/a?b=c", listener.local_addr().unwrap());
        let (tell, received) = channel();
        std::thread::spawn(move || {
            let mut statuses = statuses.iter().cycle().take(statuses.len());
            let mut status = 200;
            for stream in listener.incoming().map_while(Result::ok) {
                let Some(webhook) = Received::read(&stream) else { continue };
                status = statuses.next().copied().unwrap_or(status);
                if status != 0 {
                    let answer = format!(
                        "HTTP/1.1 {status} X\r\nlocation: http://127.0.0.1:1/\r\n\
                         content-length: 0\r\nconnection: close\r\n\r\n"
                    );
                    let _ = (&stream).write_all(answer.as_bytes());
                }
                if tell.send(webhook).is_err() {
                    return;
                }
            }
        });
        Self { url, received }
    }

    #[track_caller]
    pub(crate) fn next(&self) -> Received {
        self.received.recv_timeout(PATIENCE).expect("a webhook")
    }
}

impl Running {
    /// A new charge of R$ 10,00 whose webhooks go there; its id.
    pub(crate) fn charge(&self, reference: &str, url: &str) -> String {
        let body = charge_body_with_hook("10.00", reference, url);
        let created = self.send(&create_request(&self.token(), reference, body));
        created.json()["transactionId"].as_str().unwrap().to_owned()
    }

    pub(crate) fn pay(&self, id: &str) {
        let paid = self.order(&format!("/_sandbox/charges/{id}/pay"), &json!({}));
        assert_eq!(paid["status"], "PAID", "{paid}");
    }

    pub(crate) fn fault(&self, kind: &str) {
        let added = self.order("/_sandbox/faults", &json!({"on": "webhook", "kind": kind}));
        assert!(added["error"].is_null(), "{added}");
    }

    pub(crate) fn webhooks(&self) -> Vec<Value> {
        let told = self.send(&Request::new("GET", "/_sandbox/webhooks")).json();
        told["webhooks"].as_array().unwrap().clone()
    }

    /// Waits until the newest webhook is as it should be.
    #[track_caller]
    pub(crate) fn wait_for_webhook(&self, is_right: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let webhooks = self.webhooks();
            if let Some(webhook) = webhooks.last().filter(|webhook| is_right(webhook)) {
                return webhook.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "{webhooks:?}");
            std::thread::sleep(Duration::from_millis(20)); // between two looks
        }
    }

    pub(crate) fn wait_for_delivery(&self) -> Value {
        self.wait_for_webhook(|webhook| webhook["delivered"] == true)
    }
}
