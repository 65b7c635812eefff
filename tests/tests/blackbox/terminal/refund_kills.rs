//! `kill -9` in the middle of a refund: what was written is sent, with the key that was written.

use serde_json::json;

use super::balcao::{Till, finish};
use super::provider::{Kind, Provider};

/// A sale that is paid, and a refund of it during which the till dies at this place.
fn killed_at(place: &str) -> (Provider, Till) {
    let provider = Provider::quick();
    let till = Till::refunding(provider.url());
    till.run(&["charge", "12,50"]).expect(0);
    let mut command = till.command(&["--json", "refund", "1", "--reason", "fraud"]);
    let told = finish(command.env("BALCAO_CRASH_AT", place), "");
    assert_eq!(told.code, -1, "it died: {told}");
    assert_eq!(till.show("1")["status"], "refunding", "what was asked for is on disk");
    (provider, till)
}

fn ends_refunded_once(provider: &Provider, till: &Till) {
    till.run(&["watch", "--until-idle"]).expect(0);
    let order = till.show("1");
    assert_eq!(
        (&order["status"], &order["refunded_centavos"]),
        (&json!("refunded"), &json!(1_250))
    );
    assert_eq!(order["attempts"][0]["refunds"].as_array().map(Vec::len), Some(1), "{order}");
    let calls = provider.calls(Kind::Refund);
    let (key, _) = provider.only_charge().refund.unwrap();
    for call in &calls {
        assert_eq!(call.request.header("x-idempotency-key"), key);
        assert_eq!(call.request.body, calls[0].request.body);
    }
    till.run(&["verify"]).expect(0);
}

#[test]
fn killed_before_sending_it_is_sent_by_the_next_process() {
    let (provider, till) = killed_at("refund_written");
    assert!(provider.calls(Kind::Refund).is_empty(), "nothing was sent yet");
    ends_refunded_once(&provider, &till);
    assert_eq!(provider.calls(Kind::Refund).len(), 1);
}

#[test]
fn killed_after_sending_it_is_executed_once() {
    let (provider, till) = killed_at("refund_answered");
    assert_eq!(provider.calls(Kind::Refund).len(), 1);
    ends_refunded_once(&provider, &till);
}
