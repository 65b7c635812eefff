//! The sandbox on a real socket.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use sandbox::{Config, Request};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::controls::config;
use crate::till::{charge_body, create_request, fetch_request, token_request};

/// A sandbox on a free port, until dropped.
pub(crate) struct Running {
    address: SocketAddr,
    _runtime: Runtime,
}

fn running() -> Running {
    Running::start(config())
}

/// An answer as it came over the wire.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Running {
    pub(crate) fn start(config: Config) -> Self {
        let runtime = Runtime::new().unwrap();
        let bind = tokio::net::TcpListener::bind("127.0.0.1:0");
        let listener = runtime.block_on(bind).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(sandbox::serve(listener, config));
        Self { address, _runtime: runtime }
    }

    /// `None` if the connection was closed without a byte.
    pub(crate) fn try_send(&self, request: &Request) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let Request { method, path, query, headers, body } = request;
        let mut head = format!("{method} {path}?{query} HTTP/1.1\r\nconnection: close\r\n");
        let length = ("content-length".to_owned(), body.len().to_string());
        let host = ("host".to_owned(), self.address.to_string());
        for (name, value) in headers.iter().chain([&length, &host]) {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        // The sandbox may answer and close before it has read a body that is too long; what it
        // said until then is what counts.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        if bytes.is_empty() {
            return None;
        }
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Some(Answer { status, head, body: bytes[end + 4..].to_vec() })
    }

    #[track_caller]
    pub(crate) fn send(&self, request: &Request) -> Answer {
        self.try_send(request).expect("an answer")
    }

    pub(crate) fn token(&self) -> String {
        self.send(&token_request()).json()["accessToken"].as_str().unwrap().to_owned()
    }

    pub(crate) fn order(&self, path: &str, order: &Value) -> Value {
        self.send(&Request::new("POST", path).with_json(order.to_string())).json()
    }

    fn books(&self) -> Vec<Value> {
        let books = self.send(&Request::new("GET", "/_sandbox/charges")).json();
        books["charges"].as_array().unwrap().clone()
    }
}

#[test]
fn a_sale_from_charge_to_paid_by_a_photo_of_the_code() {
    let sandbox = running();
    let token = sandbox.token();
    let created = sandbox.send(&create_request(&token, "k", charge_body("12.50", "order-1")));
    assert_eq!(created.status, 201);
    assert!(created.head.contains("application/json"));
    let created = created.json();

    let code = created["pixData"]["copyAndPaste"].as_str().unwrap();
    let (grey, width) = photo(code);
    let mut scan = Request::new("POST", "/banco/scan");
    scan.query = format!("width={width}");
    scan.body = grey;
    let scanned =
        sandbox.send(&scan.with_header("content-type", "application/octet-stream")).json();
    assert_eq!(scanned["code"], code);
    let paid = sandbox.order("/banco/pay", &json!({"code": scanned["code"]}));
    assert_eq!(paid["status"], "paid");

    let id = created["transactionId"].as_str().unwrap();
    let fetched = sandbox.send(&fetch_request(&token, id)).json();
    assert_eq!(fetched["status"], "PAID");
    assert_eq!(fetched["endToEndId"], paid["paid"]["end_to_end_id"]);
}

/// Grey values of a picture larger than any JSON body may be.
fn photo(code: &str) -> (Vec<u8>, usize) {
    let code = qrcode::QrCode::with_error_correction_level(code, qrcode::EcLevel::M).unwrap();
    let modules = code.width();
    let side = (modules + 8) * 8;
    let grey = |at: usize| {
        let module = |px: usize| (px / 8).checked_sub(4).filter(|&module| module < modules);
        match (module(at % side), module(at / side)) {
            (Some(x), Some(y)) if code[(x, y)] == qrcode::Color::Dark => 30,
            _ => 220,
        }
    };
    let grey: Vec<u8> = (0..side * side).map(grey).collect();
    assert!(grey.len() > 64 * 1024);
    (grey, side)
}

#[test]
fn an_answer_lost_after_processing_is_found_again_under_its_key() {
    let sandbox = running();
    let token = sandbox.token();
    let request = create_request(&token, "k", charge_body("12.50", "order-1"));
    sandbox.order("/_sandbox/faults", &json!({"on": "create", "kind": "drop_after"}));
    assert!(sandbox.try_send(&request).is_none(), "not a byte");
    let again = sandbox.send(&request);
    assert_eq!(again.status, 201);
    let books = sandbox.books();
    assert_eq!(books.len(), 1);
    assert_eq!(books[0]["transactionId"], again.json()["transactionId"]);

    sandbox.order("/_sandbox/faults", &json!({"on": "fetch", "kind": "drop_before"}));
    assert!(sandbox.try_send(&fetch_request(&token, "x")).is_none());
    assert_eq!(sandbox.send(&fetch_request(&token, "x")).status, 404);
}

#[test]
fn a_huge_answer_is_right_but_huge() {
    let sandbox = running();
    let token = sandbox.token();
    sandbox.order("/_sandbox/faults", &json!({"kind": "huge_body"}));
    let huge = sandbox.send(&create_request(&token, "k", charge_body("12.50", "order-1")));
    assert!(huge.body.len() > 50 * 1024 * 1024);
    assert_eq!(huge.json()["externalReference"], "order-1");
}

#[test]
fn a_delayed_answer_comes_later_and_a_patient_till_gets_it() {
    let sandbox = running();
    sandbox.order("/_sandbox/faults", &json!({"on": "token", "kind": "delay", "ms": 150}));
    let asked = Instant::now();
    assert_eq!(sandbox.send(&token_request()).status, 200);
    assert!(asked.elapsed() >= Duration::from_millis(150));
}

#[test]
fn a_clock_that_is_off_is_told_once() {
    let sandbox = running();
    sandbox.order("/_sandbox/faults", &json!({"kind": "wrong_clock"}));
    let date = |answer: &Answer| {
        let line = answer.head.lines().find(|line| line.starts_with("date: ")).unwrap();
        assert_eq!(answer.head.matches("date: ").count(), 1);
        jiff::fmt::rfc2822::parse(&line[6..]).unwrap().timestamp()
    };
    let wrong = date(&sandbox.send(&token_request()));
    let right = date(&sandbox.send(&token_request()));
    let apart_s = right.duration_since(wrong).as_secs();
    assert!((3_600..3_660).contains(&apart_s), "{apart_s}");
}

#[test]
fn what_is_too_long_is_refused() {
    let sandbox = running();
    let body = vec![b' '; 64 * 1024 + 1];
    let request = Request::new("POST", "/auth/token").with_json(body);
    assert_eq!(sandbox.send(&request).status, 413);
    let request = Request::new("GET", "/banco").with_header("x-long", &"x".repeat(32 * 1024));
    assert_eq!(sandbox.try_send(&request).map(|answer| answer.status), Some(431));
    let many = (0..100).fold(Request::new("GET", "/banco"), |request, number| {
        request.with_header(&format!("x-{number}"), "x")
    });
    assert_eq!(sandbox.send(&many).status, 431);
    assert_eq!(sandbox.send(&Request::new("GET", "/banco")).status, 200);
}
