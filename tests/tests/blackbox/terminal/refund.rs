//! `balcao refund`: what is sent, what is said, and how it ends.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::balcao::{CRYPTO_TOKEN, Till, Told, credentials};
use super::provider::{Call, Kind, Provider};
use super::wire::Answer;
use crate::sandbox::Sandbox;

/// A till with a sale of R$ 12,50 that is paid.
fn sold(provider: &Provider) -> Till {
    provider.books(|books| books.paid_at_once = true);
    let till = Till::refunding(provider.url());
    till.run(&["charge", "12,50"]).expect(0);
    till
}

fn refund(till: &Till, args: &[&str]) -> Told {
    let command = ["--json", "refund", "1", "--reason", "customer-request"];
    till.run(&[&command, args].concat())
}

/// The refunds on the wire: all with the same key and the same bytes.
fn sent(provider: &Provider) -> Vec<Call> {
    let calls = provider.calls(Kind::Refund);
    let key = |call: &Call| call.request.header("x-idempotency-key").to_owned();
    let different: BTreeSet<_> =
        calls.iter().map(|call| (key(call), call.request.body.clone())).collect();
    assert_eq!(different.len(), 1, "{calls:?}");
    calls
}

/// The money is still here, and why it did not go back stands beside it.
fn is_paid_still(till: &Till, code: &str) {
    let order = till.show("1");
    assert_eq!((&order["status"], &order["refunded_centavos"]), (&json!("paid"), &json!(0)));
    let request = &order["attempts"][0]["refund_request"];
    assert_eq!(request["state"], "failed", "{order}");
    assert!(request["failure"].to_string().contains(code), "{order}");
    till.run(&["verify"]).expect(0);
}

#[test]
fn money_goes_back_signed_and_is_refunded_when_the_provider_says_so() {
    let provider = Provider::honest();
    let till = sold(&provider);
    let told = refund(&till, &["--description", "não gostou: \"frio\""]).expect(0);
    assert_eq!(told.event_names(), ["refunding", "refunded"], "{told}");
    let refunded = told.event("refunded");
    assert_eq!((&refunded["order"], &refunded["status"]), (&json!("000001"), &json!("refunded")));
    assert_eq!(refunded["refunded_centavos"], 1_250);

    let [call] = &sent(&provider)[..] else { panic!("one request") };
    let charge = provider.only_charge();
    assert_eq!(call.request.path, format!("/cash-in/{}/refund", charge.id));
    let body: Value = serde_json::from_str(&call.request.body).unwrap();
    let expected = json!({ "reason": "CUSTOMER_REQUEST", "description": "não gostou: \"frio\"" });
    assert_eq!(body, expected);
    let key = call.request.header("x-idempotency-key");
    assert_eq!((key.len(), key.chars().nth(14)), (36, Some('4')), "a UUID of version 4: {key}");
    assert_ne!(key, charge.key, "a key of its own");
    assert_eq!(call.request.header("applicationtoken"), credentials()["applicationToken"]);

    let order = till.show("1");
    let attempt = &order["attempts"][0];
    let (_, back) = charge.refund.unwrap();
    assert_eq!(attempt["refunds"][0]["end_to_end_id"], back);
    assert_eq!(attempt["refunds"][0]["asked_here"], true);
    assert_eq!(attempt["payments"][0]["end_to_end_id"], charge.end_to_end_id.unwrap());
    assert_eq!(attempt["refund_request"]["state"], "done");
    assert_eq!(attempt["refund_request"]["reason"], "customer_request");
    assert_eq!(attempt["refund_request"]["description"], "não gostou: \"frio\"");
    assert_eq!(till.orders()[0]["refunded_centavos"], 1_250);
    let listed = till.run(&["--json", "orders", "--status", "refunded"]).expect(0).events;
    assert_eq!(listed.len(), 1);
    till.run(&["verify"]).expect(0);
}

#[test]
fn each_reason_is_sent_in_the_providers_words_however_it_is_typed() {
    let all = [
        ("fraud", "FRAUD"),
        ("FRAUD", "FRAUD"),
        ("duplicated-payment", "DUPLICATED_PAYMENT"),
        ("duplicated_payment", "DUPLICATED_PAYMENT"),
        ("DUPLICATED_PAYMENT", "DUPLICATED_PAYMENT"),
        ("customer-request", "CUSTOMER_REQUEST"),
        ("customer_request", "CUSTOMER_REQUEST"),
        ("CUSTOMER_REQUEST", "CUSTOMER_REQUEST"),
        ("merchant-error", "MERCHANT_ERROR"),
        ("merchant_error", "MERCHANT_ERROR"),
        ("MERCHANT_ERROR", "MERCHANT_ERROR"),
    ];
    let provider = Provider::quick();
    let till = Till::refunding(provider.url());
    for (number, (typed, sent)) in (1..).zip(all) {
        till.run(&["charge", "1,00"]).expect(0);
        let told = till.run(&["--json", "refund", &number.to_string(), "--reason", typed]);
        told.expect(0);
        let body = provider.calls(Kind::Refund).pop().unwrap().request.body;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body, json!({ "reason": sent }), "{typed}");
    }
}

#[test]
fn taken_is_not_refunded() {
    let provider = Provider::honest();
    let till = sold(&provider);
    provider.books(|books| books.refunds_take_long = true);
    let told = refund(&till, &["--wait-for", "2s"]).expect(4);
    assert_eq!(told.event_names(), ["refunding", "pending"], "{told}");
    let order = till.show("1");
    assert_eq!((&order["status"], &order["refunded_centavos"]), (&json!("refunding"), &json!(0)));
    let request = &order["attempts"][0]["refund_request"];
    let (_, back) = provider.only_charge().refund.unwrap();
    assert_eq!((&request["state"], &request["end_to_end_id"]), (&json!("accepted"), &json!(back)));
    let listed = till.run(&["--json", "orders", "--status", "refunding"]).expect(0).events;
    assert_eq!(listed.len(), 1);
    // What is on its way is not asked for again.
    let again = refund(&till, &[]).expect(2);
    assert_eq!(again.event("failed")["code"], "nothing_to_refund", "{again}");
    assert_eq!(sent(&provider).len(), 1);

    provider.set_status("REFUNDED");
    till.run(&["watch", "--until-idle"]).expect(0);
    let order = till.show("1");
    assert_eq!(
        (&order["status"], &order["refunded_centavos"]),
        (&json!("refunded"), &json!(1_250))
    );
    assert_eq!(order["attempts"][0]["refunds"][0]["end_to_end_id"], back);
    assert_eq!(sent(&provider).len(), 1);
}

#[test]
fn no_wait_sends_and_ends() {
    let provider = Provider::honest();
    let till = sold(&provider);
    provider.books(|books| books.refunds_take_long = true);
    let told = refund(&till, &["--no-wait"]).expect(4);
    assert_eq!(told.event_names()[0], "refunding", "{told}");
    assert_eq!(sent(&provider).len(), 1);
    assert_eq!(till.show("1")["status"], "refunding");
}

/// A refund whose first sendings are answered like this, and that is done nevertheless, once.
fn done_in_spite_of(is_executed: bool, answer: impl Fn() -> Answer + Send + 'static) {
    let provider = Provider::start(move |call, books| match (call.kind, call.nth) {
        (Kind::Refund, 1 | 2) => {
            if is_executed {
                books.answer(call);
            }
            answer()
        }
        _ => books.answer(call),
    });
    let till = sold(&provider);
    let told = refund(&till, &["--wait-for", "90s"]).expect(0);
    assert_eq!(told.event("refunded")["refunded_centavos"], 1_250);
    assert!(!sent(&provider).is_empty());
    let charge = provider.only_charge();
    let key = sent(&provider)[0].request.header("x-idempotency-key").to_owned();
    assert_eq!(charge.refund.map(|(known, _)| known), Some(key), "executed once");
    assert_eq!(till.show("1")["attempts"][0]["refunds"].as_array().map(Vec::len), Some(1));
    till.run(&["verify"]).expect(0);
}

#[test]
fn an_answer_that_is_lost_is_asked_for_with_the_same_key_and_bytes() {
    let troubles: [(bool, fn() -> Answer); 7] = [
        (true, Answer::hang_up),
        (false, Answer::hang_up),
        (true, || Answer::problem(500, "INTERNAL")),
        (false, || Answer::problem(503, "INTERNAL")),
        (true, || Answer::json(202, "{\"transact")),
        (false, || Answer::json(200, "<p>Wi-Fi").with("Content-Type", "text/html")),
        (false, || Answer::problem(429, "RATE").with("Retry-After", "1")),
    ];
    std::thread::scope(|scope| {
        for (is_executed, answer) in troubles {
            scope.spawn(move || done_in_spite_of(is_executed, answer));
        }
    });
}

#[test]
fn a_refund_without_an_answer_is_repeated_to_the_byte_until_there_is_one() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        (Kind::Refund, 1..=3) => Answer::hang_up(),
        _ => books.answer(call),
    });
    let till = sold(&provider);
    refund(&till, &["--wait-for", "90s"]).expect(0);
    assert_eq!(sent(&provider).len(), 4, "three were lost before they were executed");
}

#[test]
fn too_early_is_asked_again_later() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        (Kind::Refund, 1 | 2) => Answer::problem(422, "MISSING_END_TO_END_ID"),
        _ => books.answer(call),
    });
    let till = sold(&provider);
    let told = refund(&till, &["--wait-for", "90s"]).expect(0);
    assert_eq!(told.event_names().last(), Some(&"refunded"), "{told}");
    let calls = sent(&provider);
    assert_eq!(calls.len(), 3);
    assert!(calls[2].at - calls[1].at > Duration::from_millis(500), "with a pause");
}

#[test]
fn a_refusal_goes_back_to_paid_with_its_reason() {
    for code in ["CASH_IN_EXPIRED", "REFUND_WINDOW_CLOSED", "INVALID_SIGNATURE"] {
        let provider = Provider::start(move |call, books| match call.kind {
            Kind::Refund => Answer::problem(422, code),
            _ => books.answer(call),
        });
        let till = sold(&provider);
        let told = refund(&till, &[]).expect(3);
        assert_eq!(told.event_names().last(), Some(&"refund_failed"), "{told}");
        assert!(told.err.contains(code), "a person reads why: {told}");
        assert_eq!(sent(&provider).len(), 1, "a definite no is not asked again");
        is_paid_still(&till, code);
    }
}

#[test]
fn after_a_refusal_it_may_be_asked_for_again_with_another_key() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        (Kind::Refund, 1) => Answer::problem(422, "INSUFFICIENT_FUNDS"),
        _ => books.answer(call),
    });
    let till = sold(&provider);
    refund(&till, &[]).expect(3);
    refund(&till, &[]).expect(0);
    let calls = provider.calls(Kind::Refund);
    let key = |call: &Call| call.request.header("x-idempotency-key").to_owned();
    assert_ne!(key(&calls[0]), key(&calls[1]));
    assert_eq!(till.show("1")["status"], "refunded");
}

#[test]
fn what_went_back_already_is_refunded() {
    let provider = Provider::start(|call, books| match call.kind {
        Kind::Refund => {
            books.charges[0].set_status("REFUNDED");
            Answer::problem(422, "CASH_IN_ALREADY_REFUNDED")
        }
        _ => books.answer(call),
    });
    let till = sold(&provider);
    let told = refund(&till, &[]).expect(0);
    assert_eq!(told.event_names().last(), Some(&"refunded"), "{told}");
    assert_eq!(till.show("1")["refunded_centavos"], 1_250);
}

#[test]
fn each_sending_is_signed_with_the_token_in_use() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        (Kind::Refund, 1) => Answer::problem(401, "TOKEN_EXPIRED"),
        _ => books.answer(call),
    });
    let till = sold(&provider);
    // The provider checks the signature against the token beside it.
    refund(&till, &[]).expect(0);
    let calls = sent(&provider);
    assert_eq!(calls.len(), 2);
    for header in ["authorization", "digitalsignature"] {
        assert_ne!(calls[0].request.header(header), calls[1].request.header(header), "{header}");
    }
}

#[test]
fn without_the_crypto_token_it_says_what_is_missing() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50"]).expect(0);
    let told = refund(&till, &[]).expect(2);
    let failed = told.event("failed");
    assert_eq!(
        (&failed["code"], &failed["detail"]),
        (&json!("refund_not_offered"), &json!("cryptoToken"))
    );
    assert!(told.err.contains("cryptoToken"), "{told}");
    assert!(provider.calls(Kind::Refund).is_empty());
    // Connected again with it, the same sale can go back.
    let mut typed = credentials();
    typed["cryptoToken"] = CRYPTO_TOKEN.into();
    till.connect(provider.url(), &typed).expect(0);
    refund(&till, &[]).expect(0);
}

#[test]
fn what_cannot_go_back_is_said() {
    let provider = Provider::honest();
    let till = Till::refunding(provider.url());
    let code = |order: &str| {
        let told = till.run(&["--json", "refund", order, "--reason", "fraud"]).expect(2);
        told.event("failed")["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(code("1"), "order_not_found");
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    assert_eq!(code("1"), "nothing_to_refund");
    provider.pay();
    till.run(&["watch", "--until-idle"]).expect(0);
    for bad in [
        &["refund"][..],
        &["refund", "1"],
        &["refund", "1", "--reason", "because"],
        &["refund", "1", "--reason", ""],
        &["refund", "1", "--reason", "fraud", "--attempt", "0"],
        &["refund", "1", "--reason", "fraud", "--attempt", "x"],
        &["refund", "1", "--reason", "fraud", "--wait-for", "soon"],
        &["refund", "1", "--reason", "fraud", "--no-wait", "--wait-for", "1s"],
        &["refund", "1", "--reason", "fraud", "--attempt", "2"],
        &["refund", "x", "--reason", "fraud"],
    ] {
        let told = till.run(bad);
        assert_eq!(told.code, 2, "{bad:?}: {told}");
    }
    let long = "x".repeat(141);
    let told = till.run(&["refund", "1", "--reason", "fraud", "--description", &long]);
    assert_eq!(told.code, 2, "{told}");
    assert!(provider.calls(Kind::Refund).is_empty());
    assert_eq!(till.show("1")["status"], "paid");
    till.run(&["refund", "1", "--reason", "fraud"]).expect(0);
    assert_eq!(code("1"), "nothing_to_refund");
}

#[test]
fn a_refund_of_which_nothing_left_the_machine_is_not_left_open() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap());
    charge.end().expect(0);
    drop(sandbox);
    let told = refund(&till, &["--wait-for", "60s"]).expect(3);
    assert_eq!(told.event_names().last(), Some(&"refund_failed"), "{told}");
    is_paid_still(&till, "not_sent");
}

#[test]
fn a_refund_that_was_made_elsewhere_is_seen_at_the_next_look() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap());
    charge.end().expect(0);
    let id = created["provider_id"].as_str().unwrap();
    sandbox.bank.charge(id, "refund", &json!({}));
    // Asked for here too, it is known to have gone back already.
    let told = refund(&till, &[]).expect(0);
    assert_eq!(told.event("refunded")["refunded_centavos"], 1_250);
    let booked = sandbox.bank.only_charge(1_250);
    assert_eq!(booked["status"], "REFUNDED", "{booked}");
    assert_eq!(till.show("1")["attempts"][0]["refunds"].as_array().map(Vec::len), Some(1));
}

#[test]
fn where_the_provider_has_no_refunds_it_is_said_where_to_make_them() {
    let sandbox = Sandbox::start();
    let till = sandbox.till_of("integrapay");
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.bank.charge(created["provider_id"].as_str().unwrap(), "pay", &json!({}));
    charge.end().expect(0);
    let told = refund(&till, &[]).expect(2);
    let failed = told.event("failed");
    assert_eq!(failed["code"], "refund_not_offered", "{told}");
    assert!(told.err.contains("IntegraPay"), "says where: {told}");
    assert_eq!(till.show("1")["status"], "paid");
    assert_eq!(till.show("1")["attempts"][0]["refund_request"], Value::Null);
}

#[test]
fn people_read_until_when_and_how_it_went() {
    let provider = Provider::honest();
    let till = sold(&provider);
    let told = till.run(&["refund", "1", "--reason", "merchant-error"]).expect(0);
    assert!(told.out.contains("R$ 12,50"), "{told}");
    let shown = till.run(&["show", "1"]).expect(0);
    let (_, back) = provider.only_charge().refund.unwrap();
    assert!(shown.out.contains(&back), "{shown}");
}

#[test]
fn after_90_days_it_is_too_late() {
    let provider = Provider::honest();
    let till = Till::refunding(provider.url());
    let day = |ago: i64| Timestamp::now() - SignedDuration::from_hours(24 * ago);
    for (order, days, code) in [("1", 91, 2), ("2", 89, 0)] {
        let mut charge = till.start(&["--json", "charge", "12,50"]);
        charge.wait_for_event("charge_created");
        provider.books(|books| {
            let last = books.charges.last_mut().unwrap();
            last.paid_at = Some(day(days));
            last.set_status("PAID");
        });
        charge.end().expect(0);
        let told = till.run(&["--json", "refund", order, "--reason", "fraud"]).expect(code);
        if code == 2 {
            assert_eq!(told.event("failed")["code"], "refund_too_late", "{told}");
            assert!(provider.calls(Kind::Refund).is_empty());
            assert_eq!(till.show(order)["status"], "paid");
        }
    }
}
