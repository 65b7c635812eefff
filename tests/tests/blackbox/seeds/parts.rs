//! Refunds of parts: webhooks tell how much, the provider that money went back, and the parts add up.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::body;
use super::integrapay::seed_sale_paid;
use super::market::{Mark, Market};

/// So much goes back at the provider; the seed's refund with that amount and that moment.
fn part(market: &Market, centavos: i64) -> String {
    market.bank().charge("1000", "refund", &json!({ "amount_centavos": centavos }));
    let booked = market.bank().only_charge(500);
    let last = booked["refunds"].as_array().and_then(|all| all.last()).unwrap();
    told(centavos, last["requested_at_ms"].as_i64().unwrap())
}

/// The seed's refund, of so much and at that moment.
fn told(centavos: i64, at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap().strftime("%Y-%m-%dT%H:%M:%S");
    let at = format!("{at}.{:03}6643Z", at_ms % 1_000);
    body("cashin_refund")
        .replace("\"value\": 500", &format!("\"value\": {centavos}"))
        .replace("2025-04-02T13:26:52.0365664Z", &at)
}

fn wait_for(market: &Market, centavos: i64) -> Value {
    market.wait_for_order("refunded in part", |it| it["refunded_centavos"] == centavos)
}

#[test]
fn partial_refunds_add_up_to_the_whole() {
    let market = seed_sale_paid();
    let first = part(&market, 200);
    market.tell("POST", Mark::Right, &first);
    let order = wait_for(&market, 200);
    assert_eq!((&order["status"], &order["received_centavos"]), (&json!("paid"), &json!(500)));
    // The same part in other bytes, and to the byte, is the same part.
    market.tell("POST", Mark::Right, &first.replace('\n', ""));
    market.tell("PUT", Mark::Right, &first);
    let second = part(&market, 50);
    market.tell("PUT", Mark::Right, &second);
    let order = wait_for(&market, 250);
    assert_eq!(order["status"], "paid", "{order}");
    let shown = market.tills[0].run(&["show", "1"]).expect(0);
    assert!(shown.out.contains("0,50"), "people see how much went back: {shown}");

    let third = part(&market, 250);
    market.tell("POST", Mark::Right, &third);
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(order["refunded_centavos"], 500);
    assert_eq!(order["received_centavos"], 500);
    let refunds = order["attempts"][0]["refunds"].as_array().unwrap();
    let amounts: Vec<_> = refunds.iter().map(|it| it["amount_centavos"].clone()).collect();
    assert_eq!(amounts, [200, 50, 250], "{order}");
    market.verify();
}

#[test]
fn parts_told_out_of_order_add_up_all_the_same() {
    let market = seed_sale_paid();
    let (first, second) = (part(&market, 100), part(&market, 400));
    market.tell("POST", Mark::Right, &second);
    market.tell("POST", Mark::Right, &first);
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(order["refunded_centavos"], 500);
    market.verify();
}

#[test]
fn a_part_that_a_stranger_tells_of_is_not_counted() {
    let market = seed_sale_paid();
    market.tell("POST", Mark::Wrong, &told(100, 1_743_600_412_036));
    market.newest(0, 1);
    let own = part(&market, 200);
    market.tell("POST", Mark::Right, &own);
    let order = wait_for(&market, 200);
    assert_eq!(order["attempts"][0]["refunds"].as_array().map(Vec::len), Some(1), "{order}");
}

#[test]
fn a_part_that_never_went_back_is_not_counted() {
    let market = seed_sale_paid();
    let asked = market.questions_about("1000");
    market.tell("POST", Mark::Right, &told(200, 1_743_600_412_036));
    market.newest(0, 1);
    market.wait_for_questions_about("1000", asked + 1);
    let order = market.tills[0].show("1");
    assert_eq!((&order["status"], &order["refunded_centavos"]), (&json!("paid"), &json!(0)));
}
