//! Refunds of ConnectPSP's, and the money that goes back on command.

use sandbox::books::{PayRule, Switches};
use sandbox::{Credentials, Request, Response};
use serde_json::{Value, json};

use crate::controls::config;
use crate::http::Running;
use crate::merchant::Merchant;
use crate::till::{admitted, charge_body, charge_body_with_hook, fetch_request, refund_request};
use crate::world::{World, assert_problem, json, raw, text};

const BODY: &str = r#"{"reason":"CUSTOMER_REQUEST","description":"wrong size"}"#;

/// A charge of R$ 10,00 that was paid.
fn paid(world: &mut World) -> String {
    let id = world.charge("r");
    world.pay(&id, None, PayRule::Waiting).unwrap();
    id
}

fn settles_after(world: &mut World, ms: i64) {
    let switches = world.books.switches().clone();
    world.books.set_switches(Switches { refund_settles_after_ms: ms, ..switches });
}

#[test]
fn a_refund_is_taken_first_and_settles_later() {
    let mut world = World::new();
    let id = paid(&mut world);
    let before = json(&world.fetch(&id));
    settles_after(&mut world, 5_000);
    let taken = world.refund(&id, "key-1", BODY);
    assert_eq!(taken.status, 202);
    let body = json(&taken);
    let devolution = text(&body, "endToEndId").to_owned();
    let expected = format!(
        r#"{{"transactionId":"{id}","internalCode":"{}","externalReference":"r","endToEndId":"{devolution}","originalEndToEndId":"{}","amount":10.00}}"#,
        text(&before, "internalCode"),
        text(&before, "endToEndId"),
    );
    assert_eq!(raw(&taken), expected);
    assert!(devolution.starts_with("D88888888202603101420"), "{devolution}");
    assert_eq!(devolution.len(), 32);

    world.now_ms += 4_999;
    assert_eq!(json(&world.fetch(&id)), before, "a 202 is not \"refunded\"");
    world.now_ms += 1;
    let after = json(&world.fetch(&id));
    assert_eq!((text(&after, "status"), text(&after, "endToEndId")), ("REFUNDED", &*devolution));
    assert_eq!(after["originalEndToEndId"], before["endToEndId"]);
    assert_eq!(text(&after, "refundedAt"), "2026-03-10T11:20:05-03:00");
    assert_eq!(after["paidAt"], before["paidAt"]);
    assert!(raw(&world.fetch(&id)).contains(r#""amount":10.00,"#));
    for name in [&devolution, text(&before, "endToEndId")] {
        assert_eq!(json(&world.fetch(name)), after, "{name}");
    }
}

#[test]
fn a_key_gets_the_same_answer_and_no_second_refund() {
    let mut world = World::new();
    let id = paid(&mut world);
    let first = world.refund(&id, "key-1", BODY);
    world.now_ms += 60_000;
    assert_eq!(world.refund(&id, "key-1", BODY), first);
    assert_problem(&world.refund(&id, "key-2", BODY), 422, "CASH_IN_ALREADY_REFUNDED");
    let other = r#"{"reason":"FRAUD"}"#;
    assert_problem(&world.refund(&id, "key-1", other), 422, "IDEMPOTENCY_KEY_REUSED");
    let another = world.charge("another");
    world.pay(&another, None, PayRule::Waiting).unwrap();
    assert_problem(&world.refund(&another, "key-1", BODY), 422, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(world.books.find(&id).unwrap().refunds.len(), 1);
}

#[test]
fn one_under_way_counts_and_a_key_is_not_needed() {
    let mut world = World::new();
    let id = paid(&mut world);
    settles_after(&mut world, 60_000);
    let token = world.token();
    let mut without_key = refund_request(&token, &id, "x", BODY);
    without_key.headers.retain(|(name, _)| name != "x-idempotency-key");
    assert_eq!(world.answer(&without_key).status, 202);
    assert_problem(&world.answer(&without_key), 422, "CASH_IN_ALREADY_REFUNDED");
}

#[test]
fn a_refund_wants_the_signature_of_the_token_in_use() {
    let mut world = World::new();
    let id = paid(&mut world);
    let (older, token) = (world.token(), world.token());
    let unsigned =
        admitted(Request::new("POST", &format!("/cash-in/{id}/refund")).with_json(BODY), &token);
    assert_problem(&world.answer(&unsigned), 422, "INVALID_SIGNATURE");
    let ours = Credentials::training();
    let another = Credentials { crypto_token: "another".to_owned(), ..ours.clone() };
    for wrong in [
        ours.sign_call(&older),
        another.sign_call(&token),
        ours.sign_call(&token).to_uppercase(),
        String::new(),
    ] {
        let request = unsigned.clone().with_header("DigitalSignature", &wrong);
        assert_problem(&world.answer(&request), 422, "INVALID_SIGNATURE");
    }
    let stranger = Request::new("POST", &format!("/cash-in/{id}/refund")).with_json(BODY);
    assert_problem(&world.answer(&stranger), 401, "UNAUTHORIZED");
    let signed = unsigned.with_header("DigitalSignature", &ours.sign_call(&token));
    assert_eq!(world.answer(&signed).status, 202);
}

#[test]
fn reasons_are_a_list_and_there_is_no_amount() {
    let mut world = World::new();
    let id = paid(&mut world);
    let long = format!(r#"{{"reason":"FRAUD","description":"{}"}}"#, "x".repeat(256));
    for bad in [
        "",
        "{}",
        r#"{"reason":"fraud"}"#,
        r#"{"reason":"BORED"}"#,
        r#"{"reason":null}"#,
        r#"{"reason":"FRAUD","amount":5.00}"#,
        r#"{"reason":"FRAUD","description":7}"#,
        &long,
    ] {
        assert_problem(&world.refund(&id, "key", bad), 400, "VALIDATION_ERROR");
    }
    assert_problem(&world.refund(&id, "", BODY), 400, "VALIDATION_ERROR");
    assert!(world.books.find(&id).unwrap().refunds.is_empty());
    for (number, reason) in
        ["FRAUD", "DUPLICATED_PAYMENT", "CUSTOMER_REQUEST", "MERCHANT_ERROR"].iter().enumerate()
    {
        let id = world.charge(reason);
        world.pay(&id, None, PayRule::Waiting).unwrap();
        let body = format!(r#"{{"reason":"{reason}"}}"#);
        assert_eq!(world.refund(&id, &format!("key-{number}"), &body).status, 202);
    }
}

#[test]
fn only_what_is_paid_is_refunded() {
    let mut world = World::new();
    let (waiting, late, cancelled) = (world.charge("w"), world.charge("l"), world.charge("c"));
    assert_problem(&world.refund(&waiting, "k", BODY), 422, "CASH_IN_NOT_PAID");
    world.books.expire(&late, world.now_ms);
    assert_problem(&world.refund(&late, "k", BODY), 422, "CASH_IN_EXPIRED");
    world.books.cancel(&cancelled, world.now_ms);
    assert_problem(&world.refund(&cancelled, "k", BODY), 422, "CASH_IN_CANCELLED");
    assert_problem(&world.refund("nothing", "k", BODY), 404, "NOT_FOUND");
    world.pay(&late, None, PayRule::Late).unwrap();
    assert_eq!(world.refund(&late, "k", BODY).status, 202);
    let get = Request::new("GET", &format!("/cash-in/{late}/refund"));
    assert_problem(&world.answer(&get), 405, "METHOD_NOT_ALLOWED");
}

#[test]
fn all_that_arrived_goes_back() {
    let mut world = World::new();
    let id = paid(&mut world);
    world.pay(&id, Some(250), PayRule::Any).unwrap();
    assert!(raw(&world.refund(&id, "k", BODY)).contains(r#""amount":12.50}"#));
    world.now_ms += 1_000;
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "REFUNDED");
    world.pay(&id, None, PayRule::Any).unwrap();
    let body = json(&world.fetch(&id));
    assert_eq!(text(&body, "status"), "PAID", "money is here again");
    assert_eq!(body["refundedAt"], Value::Null);
}

/// A sandbox with a paid charge of that reference, and a refund of it.
fn running() -> (Running, Merchant, String, Request) {
    let (sandbox, merchant) = (Running::start(config()), Merchant::start(&[200]));
    let id = sandbox.charge("r", &merchant.url);
    sandbox.pay(&id);
    assert_eq!(merchant.next().json()["eventType"], "CASHIN_PAID");
    let request = refund_request(&sandbox.token(), &id, "key", BODY);
    (sandbox, merchant, id, request)
}

#[test]
fn a_settled_refund_is_told_by_webhook() {
    let (sandbox, merchant, id, request) = running();
    assert_eq!(sandbox.send(&request).status, 202);
    let webhook = merchant.next();
    assert!(webhook.is_signed(), "{webhook:?}");
    let told = webhook.json();
    assert_eq!(told["eventType"], "CASHIN_REFUNDED");
    let fetched = sandbox.send(&fetch_request(&sandbox.token(), &id)).json();
    assert_eq!(told["data"], fetched, "the shape of GET");
    assert_eq!(fetched["status"], "REFUNDED");
    let noted = sandbox.wait_for_delivery();
    assert_eq!((&noted["eventType"], &noted["refunds"]), (&json!("CASHIN_REFUNDED"), &json!(1)));
    let charge = sandbox.send(&Request::new("GET", "/_sandbox/charges/r")).json();
    assert_eq!(
        (&charge["status"], &charge["refunded_centavos"]),
        (&json!("REFUNDED"), &json!(1000))
    );
    assert_eq!(charge["refunds"][0]["idempotency_key"], "key");
    assert_eq!(charge["refunds"][0]["reason"], "CUSTOMER_REQUEST");
}

#[test]
fn calls_for_refunds_go_wrong_on_command() {
    let (sandbox, _merchant, _, request) = running();
    let fault = |kind: &str| {
        let fault = json!({"on": "refund", "kind": kind, "ms": 10, "retry_after_s": 7});
        let added = sandbox.order("/_sandbox/faults", &fault);
        assert!(added["error"].is_null(), "{added}");
    };
    let refunds = || {
        let charge = sandbox.send(&Request::new("GET", "/_sandbox/charges/r")).json();
        charge["refunds"].as_array().unwrap().len()
    };
    for (kind, status) in [
        ("status_500", 500),
        ("rate_limited", 429),
        ("token_expired", 401),
        ("html", 200),
        ("missing_end_to_end_id", 422),
    ] {
        fault(kind);
        let answer = sandbox.send(&request);
        assert_eq!(answer.status, status, "{kind}");
        if kind == "missing_end_to_end_id" {
            assert_eq!(answer.json()["code"], "MISSING_END_TO_END_ID");
        }
        assert_eq!(refunds(), 0, "{kind}");
    }
    fault("drop_before");
    assert!(sandbox.try_send(&request).is_none());
    assert_eq!(refunds(), 0);
    fault("drop_after");
    assert!(sandbox.try_send(&request).is_none(), "the answer is lost");
    assert_eq!(refunds(), 1);
    fault("delay");
    let again = sandbox.send(&request);
    assert_eq!(again.status, 202, "the same key finds the refund again");
    for (kind, status) in [("status_500_after", 500), ("malformed_json", 202)] {
        fault(kind);
        assert_eq!(sandbox.send(&request).status, status, "{kind}");
    }
    assert_eq!(sandbox.send(&request).json(), again.json());
    assert_eq!(refunds(), 1);
    let misplaced = json!({"on": "create", "kind": "missing_end_to_end_id"});
    assert!(sandbox.order("/_sandbox/faults", &misplaced)["error"].is_string());
}

#[test]
fn a_panel_refunds_the_whole_and_disputes_nothing() {
    let sandbox = sandbox::Sandbox::open(config()).unwrap();
    let send = |request: &Request| -> Value {
        match sandbox.handle(request, crate::till::START_MS) {
            sandbox::Outcome::Answer(Response { body, .. }, _) => {
                serde_json::from_slice(&body).unwrap()
            }
            sandbox::Outcome::Close => panic!("closed"),
        }
    };
    let order = |path: &str, order: Value| {
        send(
            &Request::new("POST", &format!("/_sandbox/charges/r/{path}"))
                .with_json(order.to_string()),
        )
    };
    let token = send(&crate::till::token_request())["accessToken"].as_str().unwrap().to_owned();
    let body = charge_body("10.00", "r");
    send(&crate::till::create_request(&token, "r", body));
    assert_eq!(order("refund", json!({}))["error"], "not_paid");
    order("pay", json!({}));
    assert_eq!(order("dispute", json!({"reason": "x"}))["error"], "no_disputes");
    assert_eq!(order("refund", json!({"amount_centavos": 999}))["error"], "only_whole");
    assert_eq!(order("refund", json!({"amount_centavos": 0}))["error"], "bad_amount");
    assert_eq!(order("refund", json!({}))["status"], "REFUNDED");
    assert_eq!(order("refund", json!({}))["error"], "already_refunded");
    assert_eq!(order("pay", json!({}))["error"], "already_paid");
}

#[test]
fn a_webhook_about_the_payment_does_not_tell_of_the_refund() {
    let (sandbox, merchant) = (Running::start(config()), Merchant::start(&[200]));
    sandbox.fault("reorder");
    let body = charge_body_with_hook("10.00", "r", &merchant.url);
    let created = sandbox.send(&crate::till::create_request(&sandbox.token(), "r", body)).json();
    sandbox.pay(created["transactionId"].as_str().unwrap());
    sandbox.order("/_sandbox/charges/r/refund", &json!({}));
    let (first, second) = (merchant.next().json(), merchant.next().json());
    assert_eq!(first["eventType"], "CASHIN_REFUNDED");
    assert_eq!(
        (&second["eventType"], &second["data"]["status"]),
        (&json!("CASHIN_PAID"), &json!("PAID"))
    );
}
