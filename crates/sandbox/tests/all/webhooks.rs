//! Webhooks on real sockets: what is sent where, how often, and what goes wrong on command.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use sandbox::{Config, Request};
use serde_json::{Value, json};

use crate::controls::config;
use crate::http::Running;
use crate::merchant::{Merchant, Received};
use crate::till::fetch_request;

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
