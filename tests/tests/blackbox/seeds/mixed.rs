//! One address for all that a merchant's providers tell, and headers of a merchant's own choice.

use serde_json::json;

use super::body;
use super::integrapay::disputes;
use super::market::{Mark, Market, wait_for_list, wait_for_order};
use crate::conformance::face::integrapay_credentials;
use crate::relay::server::Relay;
use crate::relay::shop::{MERCHANT, pair, wait_for_relay};
use crate::relay::webhook::send;
use crate::sandbox::Sandbox;
use crate::terminal::balcao::Till;

const CONNECTPSP_ID: &str = "kk6g232xel65a0daee4dd13kk2912714964";

#[test]
fn both_providers_tell_through_one_address() {
    let market = Market::with(|sandbox| {
        let till = sandbox.till_of("connectpsp");
        sandbox.connect_integrapay(&till);
        till
    });
    let till = &market.tills[0];
    for (provider, id, amount, reference) in [
        ("connectpsp", CONNECTPSP_ID, "10,00", "test-order-001"),
        ("integrapay", "1000", "5,00", "test-123"),
    ] {
        market.bank().next_id(provider, id);
        let charge = ["--json", "charge", amount, "--no-wait", "--reference", reference];
        let charge = [&charge[..], &["--provider", provider]].concat();
        assert_eq!(till.run(&charge).expect(0).event("charge_created")["provider_id"], id);
    }
    market.bank().charge("1000", "pay", &json!({}));
    market.book_transfer("2000", "test-123", "paid");
    market.tell("PUT", Mark::Right, &body("cashin_paid"));
    market.tell("POST", Mark::Right, &body("transfer_paid"));
    market.tell_signed("POST", Mark::Right, &body("CASHIN_PAID"));
    market.tell_signed("POST", Mark::Right, &body("CASHOUT_COMPLETED"));
    let first = wait_for_order(till, "1", "paid", |order| order["status"] == "paid");
    assert_eq!(first["attempts"][0]["payments"][0]["evidence"], "signed_webhook");
    let second = wait_for_order(till, "2", "paid", |order| order["status"] == "paid");
    assert_eq!(second["attempts"][0]["payments"][0]["evidence"], "polled");
    for till in &market.tills {
        let payouts = wait_for_list(till, &["payouts"], |it| it.len() == 2);
        let of = |provider: &str| payouts.iter().find(|it| it["provider"] == provider).unwrap();
        assert_eq!(of("integrapay")["provider_id"], "2000");
        assert_eq!(of("integrapay")["evidence"], "polled", "nothing is signed there");
        assert_eq!(of("connectpsp")["evidence"], "signed_webhook");
    }
    // At the other till both are money without a sale, if the providers say so when asked.
    let unmatched = wait_for_list(&market.tills[1], &["unmatched"], |it| !it.is_empty());
    assert_eq!(unmatched[0]["provider_id"], "1000", "{unmatched:?}");
    market.bank().charge(CONNECTPSP_ID, "pay", &json!({}));
    let unmatched = wait_for_list(&market.tills[1], &["unmatched"], |it| it.len() == 2);
    assert!(unmatched.iter().any(|it| it["provider"] == "connectpsp"), "{unmatched:?}");
    market.verify();
}

#[test]
fn a_header_of_the_merchants_own_choice_is_named_at_the_relay() {
    let (sandbox, relay) = (Sandbox::start(), Relay::start());
    let till = Till::new();
    let mut typed = integrapay_credentials();
    typed["webhookHeaderName"] = "Palavra-Da-Padaria".into();
    till.connect_integrapay(&format!("{}/integrapay", sandbox.url), &[], &typed).expect(0);
    pair(&till, &relay, &relay.add_till(MERCHANT, "Caixa 1"));
    let add = ["route", "add", "--merchant", MERCHANT, "--pass", "palavra-da-padaria"];
    let route = relay.admin_json(&add)["ingest_url"].as_str().unwrap().to_owned();
    sandbox.bank.next_id("integrapay", "1000");
    let charge = ["charge", "5,00", "--no-wait", "--reference", "test-123"];
    till.run(&charge).expect(0);
    let _watch = till.start(&["--json", "watch"]);
    wait_for_relay(&till, "connected", |it| it["state"] == "connected");
    sandbox.bank.charge("1000", "pay", &json!({}));
    wait_for_order(&till, "1", "paid", |order| order["status"] == "paid");

    // Told, and not known by the look-up: only the right header makes it count.
    let value = typed["webhookHeaderValue"].as_str().unwrap();
    let header = format!("PALAVRA-da-padaria: {value}\r\n");
    let told = body("cashin_infraction");
    assert_eq!(send("POST", &route, &header, told.as_bytes()), 200);
    let listed = wait_for_list(&till, &["disputes"], |it| !it.is_empty());
    assert_eq!(listed[0]["confirmed"], false, "{listed:?}");
}

#[test]
fn what_the_sandbox_itself_tells_by_put_ends_the_same() {
    let market = Market::of("integrapay");
    market.bank().no_faults();
    let header = crate::conformance::face::HOOK_HEADER;
    market.bank().subscribe(&market.route, "PUT", header);
    market.charge("integrapay", "1000", "5,00", "test-123");
    market.bank().charge("1000", "pay", &json!({}));
    market.wait_for_order("paid", |order| order["status"] == "paid");
    market.bank().charge("1000", "dispute", &json!({ "reason": "Golpe do Pix" }));
    let listed = disputes(&market, |it| it.iter().any(|it| it["confirmed"] == true));
    assert_eq!(listed[0]["reason"], "Golpe do Pix", "{listed:?}");
    for part in [200, 100] {
        let back = json!({ "amount_centavos": part });
        market.bank().charge("1000", "refund", &back);
    }
    market.wait_for_order("refunded in part", |order| order["refunded_centavos"] == 300);
    market.bank().charge("1000", "refund", &json!({}));
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(
        (&order["refunded_centavos"], &order["anomalies"]),
        (&json!(500), &json!(["disputed"]))
    );
    // A refund does not settle it.
    assert_eq!(disputes(&market, |it| !it.is_empty())[0]["refunded_centavos"], 500);
    for status in ["created", "paid", "refunded"] {
        let payout = json!({
            "provider": "integrapay", "id": "2000", "reference": "test-123",
            "amount_centavos": 500, "status": status,
        });
        market.bank().ask("POST", "/_sandbox/payouts", &payout);
    }
    for till in &market.tills {
        let payouts = wait_for_list(till, &["payouts"], |it| {
            it.iter().any(|it| it["status"] == "refunded" && it["evidence"] == "polled")
        });
        assert_eq!(payouts.len(), 1, "{payouts:?}");
    }
    assert_eq!(market.tills[0].show("1")["status"], "refunded");
    market.verify();
}
