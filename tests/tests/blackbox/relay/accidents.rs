//! Webhooks that are lost, late, doubled, out of order, spoilt or early: one payment all the same.

use std::time::{Duration, Instant};

use serde_json::json;

use super::shop::{Shop, wait_for_relay};
use super::webhook::{paid, post};

/// One sale during which this goes wrong with its webhook, so that only asking can tell: no event comes
/// of it. How many webhooks were counted as dropped.
fn sells_in_spite_of(kind: &str) -> u64 {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    shop.webhook_fault(kind);
    let (mut charge, created) = shop.charge();
    let order = created["order"].as_str().unwrap();
    shop.pay(&created);
    let paid = charge.end().expect(0).event("paid");
    assert_eq!(paid["received_centavos"], 1_250, "{kind}");
    assert_eq!(paid["evidence"], "polled", "{kind}");
    shop.bank().wait_for_webhooks(|told| told[0]["delivered"] == true);
    assert_eq!(shop.outcomes(), [""; 0], "{kind}");
    shop.wait_until_agreed(order);
    shop.is_paid_once(order);
    let status = wait_for_relay(&shop.till, "the count", |it| it["dropped"].is_u64());
    status["dropped"].as_u64().unwrap()
}

#[test]
fn what_is_not_signed_by_a_provider_that_signs_is_counted_and_dropped() {
    std::thread::scope(|scope| {
        for kind in ["corrupt", "bad_signature", "no_signature"] {
            scope.spawn(move || assert_eq!(sells_in_spite_of(kind), 1, "{kind}"));
        }
    });
}

#[test]
fn without_the_secret_every_webhook_is_a_hint() {
    let shop = Shop::open_without_crypto_token();
    let _watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "polled");
    assert_eq!(shop.wait_for_outcomes(1), ["hint"]);
    shop.is_paid_once("1");
}

#[test]
fn a_lost_webhook_costs_time_and_nothing_else() {
    assert_eq!(sells_in_spite_of("lose"), 0, "nothing came, so nothing was dropped");
}

#[test]
fn a_doubled_webhook_is_one_payment() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    shop.webhook_fault("double");
    let (mut charge, created) = shop.charge();
    shop.silence_the_provider();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "signed_webhook");
    let told = shop.bank().wait_for_webhooks(|told| told[0]["delivered"] == true);
    let statuses = told[0]["attempts"].as_array().unwrap().iter().map(|it| it["status"].clone());
    assert_eq!(statuses.collect::<Vec<_>>(), [200, 200], "the relay took both: {told:?}");
    assert_eq!(shop.outcomes(), ["applied"]);
    shop.bank().no_faults();
    shop.wait_until_agreed("1");
    shop.is_paid_once("1");
}

#[test]
fn a_webhook_that_comes_after_the_answer_to_a_question_is_the_same_payment() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let told = shop.till.run(&["--json", "charge", "7,00", "--no-wait"]).expect(0);
    let other = told.event("charge_created");
    // Held back until another has been tried.
    shop.webhook_fault("reorder");
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "polled");
    shop.pay(&other);
    let events = shop.wait_for_events(|events| events.len() == 2);
    // A second statement about it is kept, and it stays one payment.
    let late = (&events[0]["order"], &events[0]["outcome"]);
    assert_eq!(late, (&created["order"], &json!("applied")));
    let payment = shop.is_paid_once("2");
    assert_eq!((&payment["evidence"], &payment["agreed"]), (&json!("polled"), &json!(true)));
}

#[test]
fn the_same_payment_in_other_words_is_known() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.silence_the_provider();
    let (id, reference) = (&created["provider_id"], &created["reference"]);
    let first = paid(id.as_str().unwrap(), reference.as_str().unwrap());
    assert_eq!(post(&shop.added.ingest_url, &first), 200);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "signed_webhook");
    // Dispatched anew, as some providers do: other bytes, so the relay cannot tell.
    let again = first.replace("14:22:18Z", "14:22:19Z");
    assert_ne!(again, first);
    assert_eq!(post(&shop.added.ingest_url, &again), 200);
    // To the byte: the relay has it.
    assert_eq!(post(&shop.added.ingest_url, &first), 200);
    assert_eq!(shop.outcomes(), ["applied", "known"]);
    shop.is_paid_once("1");
}

#[test]
fn webhooks_out_of_order_find_their_charges() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let (first, second) = (shop.charge(), shop.charge());
    shop.silence_the_provider();
    shop.webhook_fault("reorder");
    for (mut charge, created) in [first, second].map(|(charge, created)| {
        shop.pay(&created);
        (charge, created)
    }) {
        assert_eq!(charge.end().expect(0).event("paid")["evidence"], "signed_webhook");
        shop.is_paid_once(created["order"].as_str().unwrap());
    }
    let events = shop.wait_for_events(|events| events.len() == 2);
    assert_eq!(events[0]["order"], "000001", "the first came last: {events:?}");
    assert_eq!(events[1]["order"], "000002", "{events:?}");
}

#[test]
fn a_webhook_before_the_answer_to_the_creation_is_not_lost() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    shop.bank().fault(&json!({ "on": "create", "kind": "delay", "ms": 5_000 }));
    let mut charge = shop.till.start(&["--json", "charge", "12,50"]);
    let booked = shop.bank().only_charge(1_250);
    // A quick customer of a code that this till has not even shown.
    shop.bank().pay(booked["copyAndPaste"].as_str().unwrap());
    let events = shop.wait_for_events(|events| events.len() == 1);
    assert_eq!(events[0]["set_aside"], false, "{events:?}");
    assert_eq!(events[0]["order"], "000001", "{events:?}");
    let told = charge.end().expect(0);
    assert_eq!(told.event("paid")["received_centavos"], 1_250);
    shop.wait_until_agreed("1");
    shop.is_paid_once("1");
    shop.bank().only_charge(1_250);
}

#[test]
fn another_amount_is_an_anomaly_by_whatever_way_it_is_known() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.silence_the_provider();
    let id = created["provider_id"].as_str().unwrap();
    let other = json!({ "amount_centavos": 1_000 });
    shop.bank().ask("POST", &format!("/_sandbox/charges/{id}/pay"), &other);
    let anomaly = charge.end().expect(3).event("anomaly");
    assert_eq!(anomaly["evidence"], "signed_webhook");
    assert_eq!(anomaly["received_centavos"], 1_000);
    assert_eq!(anomaly["anomalies"], json!(["amount_mismatch", "underpaid"]));
}

#[test]
fn money_that_comes_twice_is_told_twice_and_kept_as_two_payments() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    charge.end().expect(0);
    shop.wait_until_agreed("1");
    let id = created["provider_id"].as_str().unwrap();
    shop.bank().ask("POST", &format!("/_sandbox/charges/{id}/pay-twice"), &json!({}));
    shop.wait_for_events(|events| events.len() == 2);
    let begun = Instant::now();
    while shop.payments("1").len() < 2 {
        assert!(begun.elapsed() < Duration::from_mins(1), "{}", shop.till.show("1"));
        std::thread::sleep(Duration::from_millis(200)); // between two looks
    }
    let order = shop.till.show("1");
    assert_eq!(order["anomalies"], json!(["duplicate_payment"]), "{order}");
    assert_eq!(order["received_centavos"], 2_500, "{order}");
}
