//! Refunds of parts: webhooks tell how much, the provider that money went back, and the parts add up.

use serde_json::{Value, json};

use super::body;
use super::integrapay::seed_sale_paid;
use super::market::{Mark, Market};

/// The seed's refund, of so much and at that second.
fn part(centavos: u32, second: u32) -> String {
    let value = format!("\"value\": {centavos}");
    let at = format!("13:26:{second}.0365664Z");
    body("cashin_refund").replace("\"value\": 500", &value).replace("13:26:52.0365664Z", &at)
}

fn refund(market: &Market, centavos: u32) {
    market.bank().charge("1000", "refund", &json!({ "amount_centavos": centavos }));
}

fn wait_for(market: &Market, centavos: i64) -> Value {
    market.wait_for_order("refunded in part", |it| it["refunded_centavos"] == centavos)
}

#[test]
fn partial_refunds_add_up_to_the_whole() {
    let market = seed_sale_paid();
    refund(&market, 200);
    market.tell("POST", Mark::Right, &part(200, 52));
    let order = wait_for(&market, 200);
    assert_eq!((&order["status"], &order["received_centavos"]), (&json!("paid"), &json!(500)));
    // The same part in other bytes, and to the byte, is the same part.
    market.tell("POST", Mark::Right, &part(200, 52).replace('\n', ""));
    market.tell("PUT", Mark::Right, &part(200, 52));
    refund(&market, 50);
    market.tell("PUT", Mark::Right, &part(50, 53));
    let order = wait_for(&market, 250);
    assert_eq!(order["status"], "paid", "{order}");
    let told = market.tills[0].run(&["show", "1"]).expect(0);
    assert!(told.out.contains("2,50"), "people see how much went back: {told}");

    refund(&market, 250);
    market.tell("POST", Mark::Right, &part(250, 54));
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(
        (&order["refunded_centavos"], &order["received_centavos"]),
        (&json!(500), &json!(500))
    );
    let refunds = order["attempts"][0]["refunds"].as_array().unwrap();
    let amounts: Vec<_> = refunds.iter().map(|it| it["amount_centavos"].clone()).collect();
    assert_eq!(amounts, [200, 50, 250], "{order}");
    market.verify();
}

#[test]
fn parts_told_out_of_order_add_up_all_the_same() {
    let market = seed_sale_paid();
    refund(&market, 100);
    refund(&market, 400);
    market.tell("POST", Mark::Right, &part(400, 54));
    market.tell("POST", Mark::Right, &part(100, 53));
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(order["refunded_centavos"], 500);
    market.verify();
}

#[test]
fn a_part_that_a_stranger_tells_of_is_not_counted() {
    let market = seed_sale_paid();
    market.tell("POST", Mark::Wrong, &part(100, 52));
    market.newest(0, 1);
    refund(&market, 200);
    market.tell("POST", Mark::Right, &part(200, 53));
    let order = wait_for(&market, 200);
    assert_eq!(order["attempts"][0]["refunds"].as_array().map(Vec::len), Some(1), "{order}");
}

#[test]
fn a_part_that_never_went_back_is_not_counted() {
    let market = seed_sale_paid();
    let asked = market.questions_about("1000");
    market.tell("POST", Mark::Right, &part(200, 52));
    market.newest(0, 1);
    market.wait_for_questions_about("1000", asked + 1);
    let order = market.tills[0].show("1");
    assert_eq!((&order["status"], &order["refunded_centavos"]), (&json!("paid"), &json!(0)));
}
