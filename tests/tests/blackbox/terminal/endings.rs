//! How a charge ends: events and exit codes.

use serde_json::json;

use super::balcao::{Started, Till, Told};
use super::provider::{Kind, Provider};
use super::wire::Answer;

/// A charge of R$ 12,50 that the provider knows.
fn charging(till: &Till) -> Started {
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    charge.wait_for_event("charge_created");
    charge
}

fn ended(provider: &Provider, change: impl FnOnce(&Provider)) -> (Told, Till) {
    let till = Till::connected(provider.url());
    let mut sale = charging(&till);
    change(provider);
    (sale.end(), till)
}

#[test]
fn paid() {
    let provider = Provider::honest();
    let (told, till) = ended(&provider, Provider::pay);
    let told = told.expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"]);
    let (created, paid) = (told.event("charge_created"), told.event("paid"));
    assert_eq!(paid["end_to_end_id"], json!(provider.only_charge().end_to_end_id));
    assert_eq!(paid["evidence"], "polled");
    assert_eq!(paid["order"], created["order"]);
    assert_eq!(paid["reference"], created["reference"]);
    assert_eq!(paid["amount_centavos"], 1_250);
    // Scripts go by these names, which outlive the program's own words.
    assert_eq!(paid["agreed"], true);
    assert_eq!(paid["lives_on"], false);
    let order = till.show(created["order"].as_str().unwrap());
    assert_eq!(order["status"], "paid");
    assert_eq!(order["anomalies"], json!([]));
}

#[test]
fn expired_and_cancelled() {
    for (word, event) in [("EXPIRED", "expired"), ("CANCELLED", "cancelled")] {
        let provider = Provider::honest();
        let (told, till) = ended(&provider, |provider| provider.set_status(word));
        let told = told.expect(3);
        assert_eq!(told.event_names(), ["charge_created", event]);
        assert_eq!(till.orders()[0]["status"], event);
    }
}

#[test]
fn another_amount_is_an_anomaly_and_not_a_sale() {
    std::thread::scope(|scope| {
        for (received, centavos) in [("10.00", 1_000), ("12.51", 1_251), ("0.01", 1)] {
            scope.spawn(move || {
                let provider = Provider::honest();
                let (told, till) = ended(&provider, |provider| {
                    provider.books(|books| books.charges[0].received = Some(received.to_owned()));
                    provider.pay();
                });
                let told = told.expect(3);
                let anomaly = told.event("anomaly");
                let odd = if centavos > 1_250 { "overpaid" } else { "underpaid" };
                assert_eq!(anomaly["anomalies"], json!(["amount_mismatch", odd]));
                assert_eq!(anomaly["received_centavos"], centavos);
                assert_eq!(anomaly["amount_centavos"], 1_250);
                assert!(told.err.contains("another amount"), "a person is told: {told}");
                assert_eq!(till.orders()[0]["anomalies"], json!(["amount_mismatch", odd]));
            });
        }
    });
}

#[test]
fn refused_by_the_provider() {
    let provider = Provider::start(|call, books| match call.kind {
        Kind::Create => Answer::problem(422, "AMOUNT_ABOVE_LIMIT"),
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50"]).expect(3);
    assert_eq!(told.event_names(), ["rejected"]);
    assert!(told.err.contains("AMOUNT_ABOVE_LIMIT"), "{told}");
    assert_eq!(provider.calls(Kind::Create).len(), 1, "a definite no is not asked again");
    assert_eq!(till.orders()[0]["status"], "rejected");
    till.run(&["watch", "--until-idle"]).expect(0);
    assert_eq!(provider.calls(Kind::Create).len(), 1);
}

#[test]
fn credentials_that_were_withdrawn() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        (Kind::Token, 2..) => Answer::problem(401, "INVALID_CREDENTIALS"),
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50"]).expect(5);
    assert_eq!(told.event_names(), ["rejected"]);
    assert!(provider.calls(Kind::Create).is_empty());
    assert_eq!(till.orders()[0]["status"], "rejected");
}

#[test]
fn a_provider_that_is_away_means_that_nothing_was_charged() {
    let port = testkit::process::free_port();
    let till = Till::new();
    till.connect(&format!("http://127.0.0.1:{port}"), &super::balcao::credentials()).expect(6);
    let told = till.run(&["--json", "charge", "12,50"]).expect(6);
    assert_eq!(told.event_names(), ["rejected"]);
    assert!(told.err.contains("Nothing was charged"), "{told}");
    // It does not come to life when the provider does.
    let provider = Provider::start_at(port, |call, books| books.answer(call));
    till.run(&["watch", "--until-idle"]).expect(0);
    assert!(provider.calls(Kind::Create).is_empty());
}

#[test]
fn still_pending_when_the_wait_is_over() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "500ms"]).expect(4);
    assert_eq!(told.event_names(), ["charge_created", "pending"]);
    assert_eq!(told.event("pending")["status"], "pending");
    // It stays watched.
    provider.pay();
    let told = till.run(&["--json", "watch", "--until-idle"]).expect(0);
    assert!(told.events.iter().any(|event| event["status"] == "paid"), "{told}");
    assert_eq!(till.orders()[0]["status"], "paid");
}

#[test]
fn no_wait_prints_the_code_and_ends() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--no-wait"]).expect(0);
    assert_eq!(told.event_names(), ["charge_created"]);
    assert!(provider.questions().is_empty());
    assert_eq!(till.run(&["charge", "1", "--no-wait", "--wait-for", "1s"]).code, 2);
}

#[test]
fn money_after_expiry_is_told_by_watch_and_never_dropped() {
    let provider = Provider::honest();
    let (told, till) = ended(&provider, |provider| provider.set_status("EXPIRED"));
    told.expect(3);
    provider.pay();
    let mut watch = till.start(&["--json", "watch"]);
    let order = watch.wait_for("late money", |event| event["status"] == "paid");
    assert_eq!(order["anomalies"], json!(["paid_late"]));
    assert_eq!(till.orders()[0]["anomalies"], json!(["paid_late"]));
    till.run(&["verify"]).expect(0);
}

#[test]
fn a_refund_made_elsewhere_while_we_wait_is_no_sale() {
    let provider = Provider::honest();
    let (told, till) = ended(&provider, |provider| {
        provider.pay();
        provider.set_status("REFUNDED");
    });
    let told = told.expect(3);
    assert_eq!(till.orders()[0]["status"], "refunded");
    assert!(!told.event_names().contains(&"paid"), "{told}");
}
