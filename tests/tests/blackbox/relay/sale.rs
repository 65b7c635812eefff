//! Sales as they should go: the provider's webhook is proof, and the provider agrees.

use serde_json::json;

use super::shop::{Shop, wait_for_relay};

#[test]
fn a_signed_webhook_is_proof_and_the_provider_agrees() {
    let shop = Shop::open();
    let (mut charge, created) = shop.charge();
    let order = created["order"].as_str().unwrap();
    let booked = shop.bank().only_charge(1_250);
    let hook = booked["webhookUrl"].as_str().unwrap();
    assert!(hook.starts_with(&format!("{}/i/", shop.relay.url)), "{hook}");
    shop.wait_until_connected();

    // Whatever the till knows from now on, it knows by the relay.
    shop.silence_the_provider();
    shop.pay(&created);
    let told = charge.end().expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"]);
    let paid = told.event("paid");
    assert_eq!(paid["evidence"], "signed_webhook");
    assert_eq!(paid["received_centavos"], 1_250);
    let booked = shop.bank().only_charge(1_250);
    assert_eq!(paid["end_to_end_id"], booked["payments"][0]["endToEndId"]);
    assert_eq!(shop.is_paid_once(order)["agreed"], false);

    shop.bank().no_faults();
    let _watch = shop.till.start(&["--json", "watch"]);
    let payment = shop.wait_until_agreed(order);
    assert_eq!(payment["evidence"], "signed_webhook", "how it was known first");
    shop.is_paid_once(order);

    let status = wait_for_relay(&shop.till, "connected", |it| it["state"] == "connected");
    assert_eq!(status["paired"], true, "{status}");
    assert_eq!(status["till"], *shop.added.till_id);
    assert_eq!(status["name"], "Caixa 1");
    assert_eq!(status["url"], *shop.relay.url);
    assert!(status["epoch"].as_str().is_some_and(|epoch| !epoch.is_empty()), "{status}");
    assert!(status["session"].as_str().is_some_and(|session| !session.is_empty()), "{status}");
    assert!(status["connected_since"].is_string(), "{status}");
    assert!(status["cursor"].as_u64().is_some_and(|seq| seq > 0), "{status}");
    assert_eq!(status["cursor"], status["head"], "{status}");
    assert_eq!((&status["received"], &status["set_aside"]), (&json!(1), &json!(0)));
    assert_eq!(status["gap"], json!(null), "{status}");
    let event = &status["events"][0];
    assert_eq!((&event["outcome"], &event["set_aside"]), (&json!("applied"), &json!(false)));
    assert_eq!((&event["order"], &event["seq"]), (&created["order"], &status["cursor"]));
    shop.till.run(&["--json", "verify"]).expect(0);
}

#[test]
fn whichever_process_holds_the_line_every_sale_hears_of_its_payment() {
    let shop = Shop::open();
    let mut watch = shop.stay_connected();
    let charges: Vec<_> = (0..3).map(|_| shop.charge()).collect();
    shop.silence_the_provider();
    for (mut charge, created) in charges {
        shop.pay(&created);
        let paid = charge.end().expect(0).event("paid");
        assert_eq!(paid["evidence"], "signed_webhook");
    }
    shop.bank().no_faults();
    let changed = watch.wait_for("a paid order", |event| event["status"] == "paid");
    assert_eq!(changed["event"], "order_changed");
    assert_eq!(shop.wait_for_outcomes(3), ["applied"; 3]);
    for order in ["1", "2", "3"] {
        shop.wait_until_agreed(order);
        shop.is_paid_once(order);
    }
}

#[test]
fn people_read_where_the_till_is() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let told = shop.till.run(&["relay", "status"]).expect(0);
    for part in ["Caixa 1", &shop.added.till_id, &shop.relay.url] {
        assert!(told.out.contains(part), "{part}: {told}");
    }
    let ingest_key = shop.added.ingest_url.rsplit('/').next().unwrap();
    assert!(!told.out.contains(ingest_key), "{told}");
}

#[test]
fn behind_a_certificate_all_the_way_is_encrypted() {
    let shop = Shop::open_by_https();
    assert!(shop.relay.url.starts_with("https://localhost:"), "{}", shop.relay.url);
    let _watch = shop.stay_connected();
    let (mut charge, created) = shop.charge();
    let booked = shop.bank().only_charge(1_250);
    assert!(booked["webhookUrl"].as_str().unwrap().starts_with(&shop.relay.url), "{booked}");
    shop.silence_the_provider();
    shop.pay(&created);
    assert_eq!(charge.end().expect(0).event("paid")["evidence"], "signed_webhook");

    // Who does not trust the certificate does not talk to it.
    shop.bank().no_faults(); // connecting asks the provider something
    let stranger = shop.sandbox.till();
    let added = shop.relay.add_till("Padaria", "Caixa 2");
    let told = stranger.run(&["--json", "pair", &shop.relay.url, &added.pairing_code]).expect(6);
    assert_eq!(told.event("failed")["code"], "relay_unreachable", "{told}");
}
