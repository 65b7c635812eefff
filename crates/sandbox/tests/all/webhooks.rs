//! Webhooks on real sockets: what is sent where, how often, and what goes wrong on command.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use sandbox::{Config, Credentials, Request};
use serde_json::{Value, json};

use crate::controls::config;
use crate::http::Running;
use crate::till::{charge_body_with_hook, create_request, fetch_request};

/// Nothing here takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A webhook as a merchant's server got it.
#[derive(Debug, Clone)]
struct Received {
    line: String,
    /// The names as they were written.
    names: Vec<String>,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Received {
    fn read(stream: &TcpStream) -> Option<Self> {
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

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn is_signed(&self) -> bool {
        let expected = Credentials::training().sign_webhook(&self.body);
        self.headers.get("x-connect-signature") == Some(&expected)
    }
}

/// A merchant's server on a free port: answers with these statuses, then always with the last; 0
/// hangs up.
struct Merchant {
    url: String,
    received: Receiver<Received>,
}

impl Merchant {
    fn start(statuses: &'static [u16]) -> Self {
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
    fn next(&self) -> Received {
        self.received.recv_timeout(PATIENCE).expect("a webhook")
    }
}

impl Running {
    /// A new charge of R$ 10,00 whose webhooks go there; its id.
    fn charge(&self, reference: &str, url: &str) -> String {
        let body = charge_body_with_hook("10.00", reference, url);
        let created = self.send(&create_request(&self.token(), reference, body));
        created.json()["transactionId"].as_str().unwrap().to_owned()
    }

    fn pay(&self, id: &str) {
        let paid = self.order(&format!("/_sandbox/charges/{id}/pay"), &json!({}));
        assert_eq!(paid["status"], "PAID", "{paid}");
    }

    fn fault(&self, kind: &str) {
        let added = self.order("/_sandbox/faults", &json!({"on": "webhook", "kind": kind}));
        assert!(added["error"].is_null(), "{added}");
    }

    fn webhooks(&self) -> Vec<Value> {
        let told = self.send(&Request::new("GET", "/_sandbox/webhooks")).json();
        told["webhooks"].as_array().unwrap().clone()
    }

    /// Waits until the newest webhook is as it should be.
    #[track_caller]
    fn wait_for_webhook(&self, is_right: impl Fn(&Value) -> bool) -> Value {
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

    fn wait_for_delivery(&self) -> Value {
        self.wait_for_webhook(|webhook| webhook["delivered"] == true)
    }
}

fn sandbox() -> Running {
    Running::start(config())
}

#[test]
fn a_payment_is_told_as_documented() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    let id = sandbox.charge("order-1", &merchant.url);
    sandbox.pay(&id);
    let webhook = merchant.next();
    assert_eq!(webhook.line, "POST /hook/a?b=c HTTP/1.1");
    for name in ["Content-Type", "X-Connect-Signature", "X-Event-Id"] {
        assert!(webhook.names.iter().any(|it| it == name), "{name}: {webhook:?}");
    }
    assert_eq!(webhook.headers["content-type"], "application/json");
    assert!(webhook.is_signed(), "{webhook:?}");
    let id_of_event = &webhook.headers["x-event-id"];
    assert_eq!(id_of_event.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert_eq!(&id_of_event[14..15], "4");

    let told = webhook.json();
    assert_eq!(told.as_object().unwrap().len(), 3);
    assert_eq!(told["eventType"], "CASHIN_PAID");
    let at = told["eventAt"].as_str().unwrap();
    assert!(at.ends_with('Z') && at.parse::<jiff::Timestamp>().is_ok(), "{at}");
    assert_eq!(told["data"]["status"], "PAID");
    assert!(told["data"]["endToEndId"].as_str().unwrap().starts_with("E99999999"));
    assert_eq!(told["data"]["payer"]["bankData"]["ispb"], "99999999");
    let fetched = sandbox.send(&fetch_request(&sandbox.token(), &id)).json();
    assert_eq!(told["data"], fetched, "the shape of GET");

    let noted = sandbox.wait_for_delivery();
    assert_eq!(noted["attempts"][0]["status"], 200);
    assert_eq!(noted["attempts"][0]["event_id"], *id_of_event);
    assert_eq!((&noted["tries"], &noted["due_at_ms"]), (&json!(1), &Value::Null));
}

#[test]
fn whatever_pays_is_told() {
    let merchant = Merchant::start(&[200]);
    let customer_pays_after = Some(Duration::from_millis(300));
    let eager = Running::start(Config { customer_pays_after, ..config() });
    let id = eager.charge("eager", &merchant.url);
    // Nobody asks the sandbox anything meanwhile.
    assert_eq!(merchant.next().json()["data"]["transactionId"], *id);

    let sandbox = sandbox();
    let id = sandbox.charge("bank", &merchant.url);
    let charge = sandbox.send(&Request::new("GET", "/_sandbox/charges/bank")).json();
    sandbox.order("/banco/pay", &json!({"code": charge["copyAndPaste"]}));
    assert_eq!(merchant.next().json()["data"]["transactionId"], *id);

    sandbox.charge("late", &merchant.url);
    sandbox.order("/_sandbox/charges/late/expire", &json!({}));
    sandbox.order("/_sandbox/charges/late/pay", &json!({"late": true}));
    assert_eq!(merchant.next().json()["data"]["externalReference"], "late");

    sandbox.charge("twice", &merchant.url);
    sandbox.order("/_sandbox/charges/twice/pay-twice", &json!({}));
    let told = [merchant.next(), merchant.next()];
    let mut amounts: Vec<String> =
        told.iter().map(|webhook| webhook.json()["data"]["amount"].to_string()).collect();
    amounts.sort();
    assert_eq!(amounts, ["10.0", "20.0"], "each tells what had arrived by then");
}

#[test]
fn what_is_not_taken_is_told_again_to_the_byte_under_a_new_id() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[500, 0, 302, 204]));
    sandbox.pay(&sandbox.charge("a", &merchant.url));
    let tries: Vec<Received> = (0..4).map(|_| merchant.next()).collect();
    for again in &tries[1..] {
        assert_eq!(again.body, tries[0].body);
        assert!(again.is_signed());
        assert_ne!(again.headers["x-event-id"], tries[0].headers["x-event-id"]);
    }
    let noted = sandbox.wait_for_delivery();
    let statuses: Vec<&Value> =
        noted["attempts"].as_array().unwrap().iter().map(|attempt| &attempt["status"]).collect();
    assert_eq!(statuses, [&json!(500), &Value::Null, &json!(302), &json!(204)]);
    assert!(noted["attempts"][1]["error"].is_string(), "{noted}");
}

#[test]
fn a_server_that_is_silent_is_waited_for_five_seconds() {
    let sandbox = sandbox();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    sandbox.pay(&sandbox.charge("a", &url));
    let noted = sandbox.wait_for_webhook(|webhook| webhook["tries"] == 1);
    let attempt = &noted["attempts"][0];
    assert_eq!(attempt["error"], "no answer within 5 s");
    assert!(attempt["took_ms"].as_u64().unwrap() >= 5_000, "{noted}");
}

#[test]
fn what_waits_outlives_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let books_file = Some(folder.path().join("books.json"));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let config = Config { books_file, ..config() };
    let first = Running::start(config.clone());
    first.pay(&first.charge("a", &format!("http://127.0.0.1:{port}/")));
    first.wait_for_webhook(|webhook| webhook["tries"] == 1);
    drop(first);

    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let _second = Running::start(config);
    let (stream, _) = listener.accept().unwrap();
    let webhook = Received::read(&stream).unwrap();
    assert!(webhook.is_signed());
    assert_eq!(webhook.json()["data"]["externalReference"], "a");
}

#[test]
fn a_lost_webhook_is_never_sent_and_taken_for_delivered() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    sandbox.fault("lose");
    sandbox.pay(&sandbox.charge("lost", &merchant.url));
    let noted = sandbox.wait_for_delivery();
    assert_eq!(noted["attempts"][0]["fault"], "lose");
    assert_eq!(noted["attempts"][0]["status"], Value::Null);
    sandbox.pay(&sandbox.charge("next", &merchant.url));
    assert_eq!(merchant.next().json()["data"]["externalReference"], "next");
}

#[test]
fn a_doubled_webhook_comes_twice_under_two_ids() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    sandbox.fault("double");
    sandbox.pay(&sandbox.charge("a", &merchant.url));
    let (first, second) = (merchant.next(), merchant.next());
    assert_eq!(first.body, second.body);
    assert_ne!(first.headers["x-event-id"], second.headers["x-event-id"]);
    let noted = sandbox.wait_for_delivery();
    assert_eq!(noted["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(noted["tries"], 1);
}

#[test]
fn a_reordered_webhook_comes_after_the_next() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    sandbox.fault("reorder");
    sandbox.pay(&sandbox.charge("first", &merchant.url));
    let held = || sandbox.webhooks()[0]["tries"] == 0;
    assert!(held());
    sandbox.pay(&sandbox.charge("second", &merchant.url));
    assert_eq!(merchant.next().json()["data"]["externalReference"], "second");
    assert_eq!(merchant.next().json()["data"]["externalReference"], "first");

    // Taken back, it lets go what it holds.
    sandbox.fault("reorder");
    sandbox.pay(&sandbox.charge("third", &merchant.url));
    sandbox.wait_for_webhook(|webhook| webhook["tries"] == 0);
    sandbox.send(&Request::new("DELETE", "/_sandbox/faults"));
    assert_eq!(merchant.next().json()["data"]["externalReference"], "third");
}

#[test]
fn a_delayed_webhook_comes_later() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    sandbox.order("/_sandbox/faults", &json!({"on": "webhook", "kind": "delay", "ms": 400}));
    let begun = Instant::now();
    sandbox.pay(&sandbox.charge("a", &merchant.url));
    assert!(merchant.next().is_signed());
    assert!(begun.elapsed() >= Duration::from_millis(400));
}

#[test]
fn signatures_and_bodies_are_spoilt_on_command() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    let told = |kind: &str| {
        sandbox.fault(kind);
        sandbox.pay(&sandbox.charge(kind, &merchant.url));
        let webhook = merchant.next();
        assert!(!webhook.is_signed(), "{kind}: {webhook:?}");
        webhook
    };
    let bad = told("bad_signature");
    assert_eq!(bad.headers["x-connect-signature"].len(), 64);
    assert_eq!(bad.json()["data"]["amount"], 10.0);
    let none = told("no_signature");
    assert!(!none.headers.contains_key("x-connect-signature"));
    let corrupt = told("corrupt");
    assert_eq!(corrupt.headers["x-connect-signature"].len(), 64);
    assert_eq!(corrupt.json()["data"]["amount"], 910.0);
    for (on, kind) in [("create", "lose"), ("webhook", "html")] {
        let refused = sandbox.order("/_sandbox/faults", &json!({"on": on, "kind": kind}));
        assert!(refused["error"].as_str().unwrap().contains("webhook"), "{refused}");
    }
}
