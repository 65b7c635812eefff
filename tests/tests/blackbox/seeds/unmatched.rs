//! Money that arrives without a sale: found, asked about, matched or set aside.

use serde_json::{Value, json};

use super::body;
use super::market::{Mark, Market, wait_for_list, wait_for_order};
use crate::terminal::balcao::{Till, Told};

/// A market in which R$ 37,50 have come in at the merchant's site, and the first till has found them.
fn with_an_unmatched_payment() -> Market {
    let market = Market::of("integrapay");
    market.bank().next_id("integrapay", "1000");
    let made = json!({ "amount_centavos": 3_750, "reference": "test-123" });
    market.bank().ask("POST", "/_sandbox/integrapay/charges", &made);
    market.bank().charge("1000", "pay", &json!({}));
    market.tell(
        "POST",
        Mark::Right,
        &body("cashin_paid").replace("\"value\": 500", "\"value\": 3750"),
    );
    unmatched(&market.tills[0], |it| !it.is_empty());
    market
}

fn unmatched(till: &Till, is_right: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    wait_for_list(till, &["unmatched"], is_right)
}

fn only_one(till: &Till) -> Value {
    till.run(&["--json", "unmatched", "--all"]).expect(0).events.remove(0)
}

/// Refused for this reason, and the unmatched is as it was.
fn refused(till: &Till, args: &[&str], code: &str) -> Told {
    let before = till.run(&["--json", "unmatched", "--all"]).expect(0).events;
    let told = till.run(&[&["--json", "unmatched"], args].concat()).expect(2);
    assert_eq!(told.event("failed")["code"], code, "{told}");
    assert_eq!(till.run(&["--json", "unmatched", "--all"]).expect(0).events, before);
    told
}

#[test]
fn money_without_a_sale_is_found_by_all_tills_and_asked_about() {
    let market = with_an_unmatched_payment();
    for till in &market.tills {
        let listed = unmatched(till, |it| !it.is_empty());
        let [unmatched] = &listed[..] else { panic!("{listed:?}") };
        assert_eq!((&unmatched["id"], &unmatched["state"]), (&json!("1"), &json!("open")));
        assert_eq!(
            (&unmatched["provider"], &unmatched["provider_id"]),
            (&json!("integrapay"), &json!("1000"))
        );
        assert_eq!(
            (&unmatched["reference"], &unmatched["amount_centavos"]),
            (&json!("test-123"), &json!(3_750))
        );
        assert!(unmatched["found_at"].is_string(), "{unmatched}");
        let told = till.run(&["unmatched"]).expect(0);
        assert!(told.out.contains("R$ 37,50"), "{told}");
        assert!(!told.out.contains("80683806556"), "{told}");
        assert!(till.orders().is_empty());
    }
    let event = market.newest(0, 1);
    assert_eq!((&event["outcome"], &event["set_aside"]), (&json!("asked"), &json!(false)));
    // Told once more, it is the same unmatched.
    let again = body("cashin_paid").replace("\"value\": 500", "\"value\":  3750");
    market.tell("PUT", Mark::Missing, &again);
    market.newest(0, 2);
    market.tell("PUT", Mark::Missing, &body("transfer_created"));
    market.newest(0, 3);
    assert_eq!(unmatched(&market.tills[0], |it| !it.is_empty()).len(), 1);
    market.verify();
}

#[test]
fn a_watch_tells_of_money_without_a_sale() {
    let mut market = with_an_unmatched_payment();
    let heard = market.hear(0, "unmatched_payment");
    assert_eq!((&heard["id"], &heard["amount_centavos"]), (&json!("1"), &json!(3_750)));
    assert_eq!(heard["state"], "open", "{heard}");
}

#[test]
fn an_unmatched_payment_is_matched_to_a_sale_once() {
    let market = with_an_unmatched_payment();
    let till = &market.tills[0];
    till.run(&["charge", "37,50", "--no-wait"]).expect(0);
    let told = till
        .run(&["--json", "unmatched", "match", "1", "000001", "--reason", "Pagou pelo site"])
        .expect(0);
    assert!(!told.events.is_empty(), "{told}");
    let order = till.show("1");
    assert_eq!((&order["status"], &order["received_centavos"]), (&json!("paid"), &json!(3_750)));
    let payment = &order["attempts"][0]["payments"][0];
    assert_eq!(payment["attached"], "Pagou pelo site", "{order}");
    assert!(unmatched(till, |_| true).is_empty());
    let money = only_one(till);
    assert_eq!((&money["state"], &money["order"]), (&json!("matched"), &json!("000001")));
    assert_eq!(money["reason"], "Pagou pelo site");
    refused(till, &["match", "1", "1", "--reason", "x"], "unmatched_resolved");
    refused(till, &["dismiss", "1", "--reason", "x"], "unmatched_resolved");
    // At the other till it is still open.
    assert_eq!(unmatched(&market.tills[1], |it| !it.is_empty())[0]["state"], "open");
    // The sale's own code can still be paid, and then it was paid twice.
    let id = order["attempts"][0]["provider_id"].as_str().unwrap();
    market.bank().charge(id, "pay", &json!({}));
    let order = wait_for_order(till, "1", "paid twice", |it| it["received_centavos"] == 7_500);
    assert_eq!(order["anomalies"], json!(["duplicate_payment"]), "{order}");
    market.verify();
}

#[test]
fn an_unmatched_payment_is_dismissed_with_a_reason() {
    let market = with_an_unmatched_payment();
    let till = &market.tills[0];
    till.run(&["unmatched", "dismiss", "1", "--reason", "Venda do site"]).expect(0);
    assert!(unmatched(till, |_| true).is_empty());
    let money = only_one(till);
    assert_eq!((&money["state"], &money["order"]), (&json!("dismissed"), &Value::Null));
    assert_eq!(money["reason"], "Venda do site");
    assert!(money["settled_at"].is_string(), "{money}");
    refused(till, &["dismiss", "1", "--reason", "x"], "unmatched_resolved");
    assert!(till.orders().is_empty());
    market.verify();
}

#[test]
fn what_is_typed_wrongly_attaches_nothing() {
    let market = with_an_unmatched_payment();
    let till = &market.tills[0];
    till.run(&["charge", "37,50", "--no-wait"]).expect(0);
    refused(till, &["match", "2", "1", "--reason", "x"], "unmatched_not_found");
    refused(till, &["match", "x", "1", "--reason", "x"], "unmatched_not_found");
    refused(till, &["match", "1", "2", "--reason", "x"], "order_not_found");
    refused(till, &["dismiss", "0", "--reason", "x"], "unmatched_not_found");
    refused(till, &["match", "1", "1", "--reason", " "], "reason_needed");
    refused(till, &["dismiss", "1", "--reason", &"x".repeat(201)], "reason_needed");
    for bad in [&["unmatched", "match", "1", "1"][..], &["unmatched", "dismiss", "1"]] {
        assert_eq!(till.run(bad).code, 2, "{bad:?}");
    }
    assert_eq!(till.show("1")["status"], "pending");
}

#[test]
fn an_unmatched_payment_whose_money_has_gone_back_is_not_matched() {
    let market = with_an_unmatched_payment();
    let till = &market.tills[0];
    till.run(&["charge", "37,50", "--no-wait"]).expect(0);
    market.bank().charge("1000", "refund", &json!({}));
    let gone = till.run(&["--json", "unmatched", "match", "1", "1", "--reason", "x"]);
    assert_ne!(gone.code, 0, "{gone}");
    assert_eq!(gone.event("failed")["code"], "unmatched_gone", "{gone}");
    assert_eq!(till.show("1")["status"], "pending");
    assert_eq!(unmatched(till, |_| true)[0]["state"], "open", "somebody has to look at it");
    // Nor while the provider does not say.
    market.bank().fault(&json!({ "on": "fetch", "kind": "status_500", "times": 100 }));
    let unsure = till.run(&["--json", "unmatched", "match", "1", "1", "--reason", "x"]);
    assert_ne!(unsure.code, 0, "{unsure}");
    assert_eq!(till.show("1")["received_centavos"], 0);
}

#[test]
fn a_reference_of_ours_without_a_sale_is_an_unmatched_payment_too() {
    // As after an older copy of the log was put back: the reference is ours, the sale is not there.
    let market = Market::of("integrapay");
    let charge = ["--json", "charge", "1,00", "--no-wait"];
    let created = market.tills[0].run(&charge).expect(0).event("charge_created");
    let reference = created["reference"].as_str().unwrap().replace("000001", "000777");
    market.bank().next_id("integrapay", "1000");
    let made = json!({ "amount_centavos": 500, "reference": reference });
    market.bank().ask("POST", "/_sandbox/integrapay/charges", &made);
    market.bank().charge("1000", "pay", &json!({}));
    market.tell("POST", Mark::Right, &body("cashin_paid").replace("test-123", &reference));
    let listed = unmatched(&market.tills[0], |it| !it.is_empty());
    assert_eq!(listed[0]["reference"], *reference);
    // To the other till it is another till's.
    assert_eq!(market.newest(1, 1)["outcome"], "other_till");
}
