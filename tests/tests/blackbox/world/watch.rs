//! `balcao watch` names what happens: a script need not compare how sales stand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::terminal::balcao::{Started, Till, finish};
use crate::terminal::provider::{Kind, Provider};
use crate::terminal::wire::Answer;

/// A sale of R$ 12,50 that waits to be paid, and a watch.
fn waiting(provider: &Provider) -> (Till, Started) {
    let till = Till::refunding(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let watch = till.start(&["--json", "watch"]);
    (till, watch)
}

/// The event about the one sale, which says how it stands in `order_changed` alone.
fn heard(watch: &mut Started, name: &str) -> Value {
    let event = watch.wait_for_event(name);
    assert_eq!(event["order"], "000001", "{event}");
    assert_eq!(event["amount_centavos"], 1_250, "{event}");
    assert!(event["status"].is_null(), "{event}");
    event
}

#[test]
fn watch_tells_paid_beside_the_changed_order() {
    let provider = Provider::honest();
    let (_till, mut watch) = waiting(&provider);
    provider.pay();
    let paid = heard(&mut watch, "paid");
    assert_eq!(paid["received_centavos"], 1_250, "{paid}");
    assert_eq!(paid["anomalies"], json!([]), "{paid}");
    assert_eq!(paid["end_to_end_id"], json!(provider.only_charge().end_to_end_id));
    let told = watch.kill();
    let names = told.event_names();
    assert_eq!(names.iter().filter(|name| **name == "paid").count(), 1, "{told}");
    assert!(names.contains(&"order_changed"), "{told}");
}

#[test]
fn a_person_who_watches_reads_paid() {
    for (language, word) in [("pt-BR", "PAGO: 000001"), ("en", "PAID: 000001")] {
        let provider = Provider::honest();
        let till = Till::connected(provider.url());
        till.run(&["charge", "12,50", "--no-wait"]).expect(0);
        provider.pay();
        let watch = &mut till.command(&["watch", "--until-idle"]);
        let told = finish(watch.env("BALCAO_LANG", language), "").expect(0);
        assert!(told.out.contains(word), "{told}");
    }
}

#[test]
fn each_end_without_money_is_named_and_money_that_comes_then_too() {
    for (word, name, then) in
        [("EXPIRED", "expired", "paid_late"), ("CANCELLED", "cancelled", "paid_after_cancelling")]
    {
        let provider = Provider::honest();
        let (_till, mut watch) = waiting(&provider);
        provider.set_status(word);
        heard(&mut watch, name);
        provider.pay();
        heard(&mut watch, then);
        let told = watch.kill();
        assert!(!told.event_names().contains(&"paid"), "late money is not called paid: {told}");
    }
}

#[test]
fn another_amount_is_named() {
    for (amount, name) in [("20.00", "overpaid"), ("10.00", "underpaid")] {
        let provider = Provider::honest();
        let (_till, mut watch) = waiting(&provider);
        provider.books(|books| books.charges[0].received = Some(amount.into()));
        provider.pay();
        heard(&mut watch, name);
        let told = watch.kill();
        assert!(!told.event_names().contains(&"paid"), "{told}");
    }
}

#[test]
fn a_refund_is_named_at_each_of_its_steps() {
    let refuses = Arc::new(AtomicBool::new(true));
    let provider = Provider::start({
        let refuses = Arc::clone(&refuses);
        move |call, books| {
            if call.kind == Kind::Refund && refuses.load(Ordering::Relaxed) {
                return Answer::problem(422, "INSUFFICIENT_FUNDS");
            }
            books.answer(call)
        }
    });
    let (till, mut watch) = waiting(&provider);
    provider.pay();
    heard(&mut watch, "paid");
    till.run(&["refund", "1", "--reason", "fraud"]).expect(3);
    heard(&mut watch, "refunding");
    heard(&mut watch, "refund_failed");
    refuses.store(false, Ordering::Relaxed);
    till.run(&["refund", "1", "--reason", "fraud"]).expect(0);
    heard(&mut watch, "refunding");
    let refunded = heard(&mut watch, "refunded");
    assert_eq!(refunded["refunded_centavos"], 1_250, "{refunded}");
}

#[test]
fn a_charge_that_is_refused_is_named() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        (Kind::Create, 2..) => Answer::problem(422, "INVALID_AMOUNT"),
        _ => books.answer(call),
    });
    let (till, mut watch) = waiting(&provider);
    provider.pay();
    heard(&mut watch, "paid");
    assert_ne!(till.run(&["charge", "1,00"]).code, 0);
    let rejected = watch.wait_for_event("rejected");
    assert_eq!(rejected["order"], "000002", "{rejected}");
}
