//! The relay is gone, comes back, or refuses: the till sells by asking.

use serde_json::json;

use super::shop::{MERCHANT, Shop, pair, wait_for_relay};

#[test]
fn the_relay_is_killed_between_code_and_payment_and_asking_finds_it() {
    let mut shop = Shop::open();
    let mut watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.relay.kill();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "polled");
    let status = wait_for_relay(&shop.till, "dialling", |it| it["state"] == "connecting");
    assert!(status["why"].as_str().is_some_and(|why| !why.is_empty()), "{status}");

    // The provider has not given up: what it told nobody arrives late, is kept as a second statement
    // about the same payment, and changes neither its sum nor how it was known.
    shop.relay.start_again();
    shop.bank().wait_for_webhooks(|told| told[0]["delivered"] == true);
    assert_eq!(shop.wait_for_outcomes(1), ["applied"]);
    shop.wait_until_connected();
    let payment = shop.is_paid_once("1");
    assert_eq!(payment["evidence"], "polled");
    watch.kill();
}

#[test]
fn what_the_relay_took_while_the_till_was_off_is_there_when_it_is_back() {
    let mut shop = Shop::open();
    let told = shop.till.run(&["--json", "charge", "12,50", "--no-wait"]).expect(0);
    let created = told.event("charge_created");
    shop.silence_the_provider();
    shop.pay(&created);
    shop.bank().wait_for_webhooks(|told| told[0]["delivered"] == true);
    // Accepted means on disk: not even the relay's end in between may lose it.
    shop.relay.kill();
    shop.relay.start_again();
    assert_ne!(shop.till.show("1")["status"], "paid");
    let mut watch = shop.till.start(&["--json", "watch"]);
    watch.wait_for("the payment", |event| event["status"] == "paid");
    assert_eq!(shop.is_paid_once("1")["evidence"], "signed_webhook");
    assert_eq!(shop.wait_for_outcomes(1), ["applied"]);
}

#[test]
fn a_till_killed_while_it_listens_misses_nothing_and_repeats_nothing() {
    let shop = Shop::open();
    let mut watch = shop.stay_connected();
    let (mut first, created_first) = shop.charge();
    let (mut second, created_second) = shop.charge();
    shop.silence_the_provider();
    shop.pay(&created_first);
    first.end().expect(0);
    watch.kill();
    second.kill();
    shop.pay(&created_second);
    shop.bank().wait_for_webhooks(|told| told.iter().all(|it| it["delivered"] == true));
    let mut watch = shop.till.start(&["--json", "watch"]);
    watch.wait_for("the second payment", |event| {
        event["status"] == "paid" && event["order"] == "000002"
    });
    assert_eq!(shop.wait_for_outcomes(2), ["applied"; 2]);
    shop.bank().no_faults();
    for order in ["1", "2"] {
        shop.wait_until_agreed(order);
        assert_eq!(shop.is_paid_once(order)["evidence"], "signed_webhook");
    }
    shop.till.run(&["--json", "verify"]).expect(0);
}

#[test]
fn a_restored_older_store_is_told_as_a_gap_and_nothing_is_missed() {
    let mut shop = Shop::open();
    shop.relay.kill();
    let backup = shop.relay.backup();
    shop.relay.start_again();
    let _watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    charge.end().expect(0);
    let before = wait_for_relay(&shop.till, "one event", |it| it["received"] == 1);

    // The relay's machine died and came back with a database of before the first event.
    shop.relay.kill();
    shop.relay.restore_database(&backup);
    shop.relay.start_again();
    let after = wait_for_relay(&shop.till, "a gap", |it| it["gap"].is_object());
    assert_ne!(after["epoch"], before["epoch"], "{after}");
    assert_eq!(after["gap"]["reason"], "epoch_changed", "{after}");
    shop.wait_until_connected();

    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    let paid = charge.end().expect(0).event("paid");
    assert_eq!(paid["received_centavos"], 1_250);
    shop.is_paid_once("1");
    shop.is_paid_once("2");
}

#[test]
fn a_revoked_till_is_refused_says_so_and_sells() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let revoked = shop.relay.admin(&["till", "revoke", &shop.added.till_id, "--json"]);
    revoked.expect(0);
    let status = wait_for_relay(&shop.till, "refused", |it| it["state"] == "refused");
    assert!(status["why"].as_str().is_some_and(|why| !why.is_empty()), "{status}");
    let told = shop.till.run(&["--json", "relay", "status"]).expect(5);
    assert_eq!(told.events[0]["state"], "refused", "{told}");
    assert!(!told.err.contains('\u{1b}'), "colours only for terminals: {told:?}");

    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "polled");
    shop.is_paid_once("1");
    // Its address is dead too, so the provider's webhook reaches nobody.
    let told = shop.bank().wait_for_webhooks(|told| told[0]["tries"].as_u64() > Some(0));
    assert_eq!(told[0]["attempts"][0]["status"], json!(404), "{told:?}");

    // Revoked is final; a new till in its place is not, and the process that runs takes it.
    shop.relay.admin(&["till", "code", &shop.added.till_id]).expect(1);
    pair(&shop.till, &shop.relay, &shop.relay.add_till(MERCHANT, "Caixa 1"));
    shop.wait_until_connected();
    let (mut charge, created) = shop.charge();
    shop.silence_the_provider();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "signed_webhook");
}

#[test]
fn a_till_whose_relay_never_answers_sells_as_if_there_were_none() {
    let mut shop = Shop::open();
    shop.relay.kill();
    let (mut charge, created) = shop.charge();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "polled");
    let told = shop.till.run(&["--json", "doctor"]);
    let finding = told.events.iter().find(|event| event["what"] == "relay").unwrap();
    assert_eq!(finding["ok"], false, "{told}");

    // Back at last, it brings a second statement about the payment that the till has long known.
    shop.relay.start_again();
    shop.bank().wait_for_webhooks(|told| told[0]["delivered"] == true);
    assert_eq!(shop.wait_for_outcomes(1), ["applied"]);
    assert_eq!(shop.is_paid_once("1")["evidence"], "polled");
}

#[test]
fn a_relay_that_is_replaced_in_an_orderly_way_is_found_again() {
    let mut shop = Shop::open();
    let _watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    shop.relay.stop();
    shop.relay.start_again();
    shop.wait_until_connected();
    shop.silence_the_provider();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "signed_webhook");
    let status = wait_for_relay(&shop.till, "one event", |it| it["received"] == 1);
    assert_eq!(status["gap"], json!(null), "nothing was missed: {status}");
}
