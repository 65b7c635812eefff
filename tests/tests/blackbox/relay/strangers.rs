//! Events that are not about this till's charges: set aside, each with its reason.

use serde_json::{Value, json};

use super::shop::{MERCHANT, Shop, pair, wait_for_relay};
use super::webhook::{paid, post};
use crate::terminal::balcao::Till;

fn newest_event(till: &Till, count: u64) -> Value {
    let status = wait_for_relay(till, "the event", |it| it["received"] == count);
    status["events"][0].clone()
}

#[test]
fn what_nobody_here_asked_for_is_set_aside_with_its_reason() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let (_charge, created) = shop.charge();
    let refunded = paid("x", "y")
        .replace("CASHIN_PAID", "CASHIN_REFUNDED")
        .replace("\"PAID\"", "\"REFUNDED\"");
    let other = paid("x", "y").replace("CASHIN_PAID", "PIX_KEY_CLAIMED");
    for (count, (body, outcome, is_aside)) in (1..).zip([
        // Perhaps money without a sale: the provider is asked, and knows nothing of it.
        (paid("kk6g232xel65a0daee4dd13kk2912714964", "site-4711"), "asked", false),
        (refunded, "unknown_charge", true),
        (other, "unknown_type", true),
        (r#"{"eventType":"#.to_owned(), "malformed", true),
    ]) {
        assert_eq!(post(&shop.added.ingest_url, &body), 200);
        let event = newest_event(&shop.till, count);
        assert_eq!((&event["outcome"], &event["set_aside"]), (&json!(outcome), &json!(is_aside)));
        assert_eq!(event["order"], Value::Null, "{event}");
    }
    let status = wait_for_relay(&shop.till, "connected", |it| it["state"] == "connected");
    assert_eq!((&status["set_aside"], &status["received"]), (&json!(3), &json!(4)));
    assert_eq!(shop.till.show(created["order"].as_str().unwrap())["status"], "pending");
    assert_eq!(shop.till.orders().len(), 1, "no order came into being");
    assert!(shop.till.run(&["--json", "unmatched", "--all"]).expect(0).events.is_empty());
}

#[test]
fn a_merchants_route_reaches_all_its_tills_and_each_keeps_its_own() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let (other, added) = (shop.sandbox.till(), shop.relay.add_till(MERCHANT, "Caixa 2"));
    pair(&other, &shop.relay, &added);
    let _other_watch = other.start(&["--json", "watch"]);
    wait_for_relay(&other, "connected", |it| it["state"] == "connected");
    let route = shop.relay.admin_json(&["route", "add", "--merchant", MERCHANT]);
    assert!(route["route_id"].is_string(), "{route}");

    let (mut charge, created) = shop.charge();
    shop.silence_the_provider();
    let (id, reference) = (&created["provider_id"], &created["reference"]);
    let body = paid(id.as_str().unwrap(), reference.as_str().unwrap());
    assert_eq!(post(route["ingest_url"].as_str().unwrap(), &body), 200);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "signed_webhook");
    assert_eq!(newest_event(&shop.till, 1)["outcome"], "applied");
    let event = newest_event(&other, 1);
    assert_eq!((&event["outcome"], &event["set_aside"]), (&json!("other_till"), &json!(true)));
    assert!(other.orders().is_empty());

    let told = other.run(&["relay", "status"]).expect(0);
    assert!(told.out.contains(&event["seq"].to_string()), "people see it too: {told}");
}

#[test]
fn another_merchants_events_never_come_here() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let stranger = shop.relay.add_till("Farmácia Central", "Caixa 1");
    let route = shop.relay.admin_json(&["route", "add", "--merchant", "Farmácia Central"]);
    let (_charge, created) = shop.charge();
    let (id, reference) = (&created["provider_id"], &created["reference"]);
    let body = paid(id.as_str().unwrap(), reference.as_str().unwrap());
    assert_eq!(post(&stranger.ingest_url, &body), 200);
    assert_eq!(post(route["ingest_url"].as_str().unwrap(), &body), 200);
    // What comes after on our own way is the first that we see.
    assert_eq!(post(&shop.added.ingest_url, &paid("another", "site-1")), 200);
    assert_eq!(newest_event(&shop.till, 1)["outcome"], "asked");
    assert_eq!(shop.till.show("1")["status"], "pending");
}
