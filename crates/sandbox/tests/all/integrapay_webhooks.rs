//! IntegraPay's webhooks on real sockets: to whom, how, with which header, and what goes wrong on command.

use sandbox::Request;
use serde_json::{Value, json};

use crate::controls::config;
use crate::http::Running;
use crate::merchant::{Merchant, Received};
use crate::till::{cashin_body, cashin_request};

const HEADER: &str = "x-webhook-token";
const SECRET: &str = "the merchant's own words";

fn sandbox() -> Running {
    Running::start(config())
}

fn register(sandbox: &Running, url: &str, method: &str) {
    let order = json!({"url": url, "method": method, "header_name": "X-Webhook-Token", "header_value": SECRET});
    let set = sandbox.order("/_sandbox/integrapay/webhook", &order);
    assert_eq!(set["webhook"]["header_name"], HEADER, "{set}");
}

/// The seed's charge, 1000 of the order `test-123`.
fn charge(sandbox: &Running, postback_url: Option<&str>) {
    sandbox.order("/_sandbox/next_id", &json!({"provider": "integrapay", "id": "1000"}));
    let hook = postback_url.map(|url| format!(r#""postbackUrl":"{url}","value""#));
    let body = cashin_body("500", "test-123");
    let body = hook.map_or_else(|| body.clone(), |hook| body.replace(r#""value""#, &hook));
    assert_eq!(sandbox.send(&cashin_request(body)).json()["transactionId"], 1000);
}

/// The bytes with its times and ids as the seed has them.
fn as_printed(webhook: &Received, printed: &str) -> String {
    let told = webhook.json();
    let printed: Value = serde_json::from_str(printed).unwrap();
    let mut text = String::from_utf8(webhook.body.clone()).unwrap();
    for field in ["processedAt", "endToEndId"] {
        if let (Some(ours), Some(theirs)) = (told[field].as_str(), printed[field].as_str()) {
            text = text.replace(ours, theirs);
        }
    }
    text.replace("99999999", "18236120")
}

#[track_caller]
fn assert_printed(webhook: &Received, printed: &str) {
    let compact: String = printed.lines().map(str::trim).collect();
    assert_eq!(as_printed(webhook, &compact), compact);
    let at = webhook.json()["processedAt"].as_str().unwrap().to_owned();
    assert!(at.ends_with('Z') && at.split('.').nth(1).map(str::len) == Some(8), "{at}");
}

const CREATED: &str = r#"{
"transactionId":1000,"object":"cashin","status":"created","method":"pix","value":500,
"processedAt":"2025-04-02T13:26:52.0365664Z","orderId":"test-123","observation":null}"#;

const PAID: &str = r#"{
"transactionId":1000,"object":"cashin","status":"paid","method":"pix","value":500,
"endToEndId":"E18236120202509231211s04b597fb3c","processedAt":"2025-04-02T13:26:52.0365664Z",
"payer":{"transactionId":1000,"name":"Fulano de Tal da Silva","documentId":"80683806556",
"bankName":null,"bankCode":null,"bankIspb":"18236120"},"orderId":"test-123","observation":null}"#;

const REFUND: &str = r#"{
"transactionId":1000,"object":"cashin","status":"refund","method":"pix","value":500,
"processedAt":"2025-04-02T13:26:52.0365664Z",
"destinationBank":{"name":"Fulano de Tal da Silva","cpfCnpj":"80683806556","email":null,
"pixKey":"80683806556","pixKeyType":"","bank":null,"bankId":null,"ispb":null},
"orderId":"test-123","observation":"Reason for infraction"}"#;

const INFRACTION: &str = r#"{
"transactionId":1000,"object":"cashin","status":"infraction","method":"pix","value":500,
"processedAt":"2025-06-02T13:26:52.0365664Z","orderId":"test-123",
"observation":"Reason for infraction"}"#;

#[test]
fn each_event_of_a_charge_is_told_as_the_page_prints_it() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    register(&sandbox, &merchant.url, "POST");
    charge(&sandbox, None);
    let created = merchant.next();
    assert_eq!(created.line, "POST /hook/a?b=c HTTP/1.1");
    assert_eq!(created.headers[HEADER], SECRET);
    assert_eq!(created.headers["content-type"], "application/json");
    for absent in ["x-event-id", "x-connect-signature", "authorization"] {
        assert!(!created.headers.contains_key(absent), "{absent}");
    }
    assert_printed(&created, CREATED);
    sandbox.pay("1000");
    assert_printed(&merchant.next(), PAID);
    let reason = json!({"reason": "Reason for infraction"});
    sandbox.order("/_sandbox/charges/1000/dispute", &reason);
    assert_printed(&merchant.next(), INFRACTION);
    sandbox.order("/_sandbox/charges/1000/refund", &reason);
    assert_printed(&merchant.next(), REFUND);
    sandbox.wait_for_delivery();
    let kinds: Vec<Value> =
        sandbox.webhooks().into_iter().map(|it| it["eventType"].clone()).collect();
    assert_eq!(kinds, ["cashin.created", "cashin.paid", "cashin.infraction", "cashin.refund"]);
}

#[test]
fn each_event_of_a_payout_is_told_as_the_page_prints_it() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    register(&sandbox, &merchant.url, "POST");
    let told = |id: &str, status: &str| {
        let order = json!({"provider": "integrapay", "id": id, "reference": "test-123", "amount_centavos": 500, "status": status});
        let moved = sandbox.order("/_sandbox/payouts", &order);
        assert!(moved["error"].is_null(), "{moved}");
        merchant.next()
    };
    let printed = |id: &str, status: &str, rest: &str| {
        format!(
            r#"{{"transactionId":{id},"object":"transfer","status":"{status}","method":"pix","value":500,{rest}}}"#
        )
    };
    let at = r#""processedAt":"2025-04-02T14:26:52.0365664Z""#;
    let created = printed(
        "2000",
        "created",
        &format!(r#"{at},"destinationBank":null,"orderId":"test-123","observation":null"#),
    );
    assert_printed(&told("2000", "created"), &created);
    let bank = r#"{"name":"Fornecedor de Treino","cpfCnpj":"12345678909","email":null,"pixKey":"12345678909","pixKeyType":"","bank":null,"bankId":null,"ispb":null}"#;
    let paid = printed(
        "2000",
        "paid",
        &format!(
            r#""endToEndId":"E3571349120350923320635128eb360b",{at},"destinationBank":{bank},"orderId":"test-123","observation":null"#
        ),
    );
    assert_printed(&told("2000", "paid"), &paid);
    let refund = printed(
        "1000",
        "refund",
        &format!(r#"{at},"orderId":"test-123","observation":"Reason for refund""#),
    );
    assert_printed(&told("1000", "refund"), &refund);
    assert_eq!(told("3000", "failed").json()["status"], "failed");
}

#[test]
fn the_method_is_the_registered_one_and_a_postback_is_posted_to() {
    let (sandbox, dashboard, postback) =
        (sandbox(), Merchant::start(&[200]), Merchant::start(&[200]));
    register(&sandbox, &dashboard.url, "PUT");
    charge(&sandbox, Some(&postback.url));
    let (put, posted) = (dashboard.next(), postback.next());
    assert!(put.line.starts_with("PUT /hook"), "{put:?}");
    assert!(posted.line.starts_with("POST /hook"), "{posted:?}");
    assert_eq!(put.body, posted.body);
    assert_eq!(
        (&put.headers[HEADER], &posted.headers[HEADER]),
        (&SECRET.to_owned(), &SECRET.to_owned())
    );

    sandbox.send(&Request::new("DELETE", "/_sandbox/integrapay/webhook"));
    sandbox.pay("1000");
    let paid = postback.next();
    assert_eq!(paid.json()["status"], "paid");
    assert!(!paid.headers.contains_key(HEADER), "no header is set any more");
    assert_eq!(sandbox.webhooks().len(), 3);
}

#[test]
fn a_late_webhook_tells_of_its_own_moment() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[500, 200]));
    charge(&sandbox, Some(&merchant.url));
    sandbox.pay("1000");
    sandbox.order("/_sandbox/charges/1000/refund", &json!({"amount_centavos": 200}));
    sandbox.order("/_sandbox/charges/1000/refund", &json!({"amount_centavos": 300}));
    let told: Vec<Received> = (0..5).map(|_| merchant.next()).collect();
    let mut seen: Vec<(String, i64)> = told
        .iter()
        .map(|it| {
            (it.json()["status"].as_str().unwrap().to_owned(), it.json()["value"].as_i64().unwrap())
        })
        .collect();
    seen.sort();
    seen.dedup();
    let expected = [("created", 500), ("paid", 500), ("refund", 200), ("refund", 300)];
    assert_eq!(seen, expected.map(|(status, value)| (status.to_owned(), value)));
}

#[test]
fn headers_and_bodies_are_spoilt_on_command() {
    let (sandbox, merchant) = (sandbox(), Merchant::start(&[200]));
    register(&sandbox, &merchant.url, "POST");
    let told = |kind: &str| {
        let fault = json!({"on": "webhook", "provider": "integrapay", "kind": kind});
        sandbox.order("/_sandbox/faults", &fault);
        sandbox.send(&cashin_request(cashin_body("500", kind)));
        merchant.next()
    };
    let bad = told("bad_signature");
    assert_ne!(bad.headers[HEADER], SECRET);
    assert!(!told("no_signature").headers.contains_key(HEADER));
    let corrupt = told("corrupt");
    assert_eq!(
        (&corrupt.json()["value"], &corrupt.headers[HEADER]),
        (&json!(9500), &SECRET.to_owned())
    );
    let first = told("double");
    assert_eq!(first.body, merchant.next().body);
    sandbox.wait_for_delivery();
    let noted = sandbox.webhooks().pop().unwrap();
    assert_eq!(noted["attempts"][0]["event_id"], Value::Null);
    assert_eq!(noted["provider"], "integrapay");

    sandbox.fault("lose");
    sandbox.send(&cashin_request(cashin_body("500", "lost")));
    sandbox.wait_for_delivery();
    sandbox.send(&cashin_request(cashin_body("500", "next")));
    assert_eq!(merchant.next().json()["orderId"], "next");
    sandbox.fault("reorder");
    sandbox.send(&cashin_request(cashin_body("500", "first")));
    sandbox.send(&cashin_request(cashin_body("500", "second")));
    assert_eq!(merchant.next().json()["orderId"], "second");
    assert_eq!(merchant.next().json()["orderId"], "first");
}

#[test]
fn a_dashboard_takes_no_nonsense() {
    let sandbox = sandbox();
    let url = "http://127.0.0.1:9/";
    for (order, error) in [
        (json!({"url": "/hook"}), "bad_url"),
        (json!({"url": url, "method": "GET"}), "unknown variant"),
        (json!({"url": url, "header_name": "X-A"}), "go together"),
        (json!({"url": url, "header_name": "X A", "header_value": "b"}), "bad_header"),
        (json!({"url": url, "header_name": "X-A", "header_value": "b\nc"}), "bad_header"),
        (json!({"url": url, "header_name": "X-A", "header_value": ""}), "bad_header"),
        (json!({"url": url, "header_name": "X-A", "header_value": "x".repeat(513)}), "bad_header"),
        (json!({"url": url, "header_name": "Content-Length", "header_value": "5"}), "bad_header"),
    ] {
        let refused = sandbox.order("/_sandbox/integrapay/webhook", &order);
        let told = refused["error"].as_str().unwrap_or_else(|| panic!("{order}: {refused}"));
        assert!(told.contains(error), "{order}: {told}");
    }
    let none = sandbox.send(&Request::new("GET", "/_sandbox/integrapay/webhook")).json();
    assert_eq!(none["webhook"], Value::Null);
}
