//! The tutorial of `ConnectPSP`: a charge of R$ 10,00, order test-order-001.

use serde_json::{Value, json};

use super::body;
use super::market::{Mark, Market};

const ID: &str = "kk6g232xel65a0daee4dd13kk2912714964";

fn seed_sale() -> Market {
    let market = Market::of("connectpsp");
    market.charge("connectpsp", ID, "10,00", "test-order-001");
    market
}

/// From now on the provider answers no question: whatever is known, is known by webhook.
fn silence(market: &Market) {
    market.bank().fault(&json!({ "on": "fetch", "kind": "status_500", "times": 10_000 }));
}

fn is_proof(method: &str) {
    let market = seed_sale();
    silence(&market);
    market.tell_signed(method, Mark::Right, &body("CASHIN_PAID"));
    let order = market.wait_for_order("paid", |order| order["status"] == "paid");
    let payment = &order["attempts"][0]["payments"][0];
    assert_eq!(payment["evidence"], "signed_webhook", "{order}");
    assert_eq!(payment["end_to_end_id"], "E00416968202603101827cemeFscF6AG");
    assert_eq!(order["received_centavos"], 1_000);
    assert_eq!(order["anomalies"], json!([]));
    assert_eq!(market.newest(0, 1)["outcome"], "applied");

    market.tell_signed(method, Mark::Right, &body("CASHIN_REFUNDED"));
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(order["refunded_centavos"], 1_000);
    let attempt = &order["attempts"][0];
    assert_eq!(attempt["payments"][0]["end_to_end_id"], "E00416968202603101827cemeFscF6AG");
    let refund = &attempt["refunds"][0];
    assert_eq!(refund["end_to_end_id"], "D00416968202603121201cemeFscF6AG", "kept beside the E id");
    assert_eq!((&refund["amount_centavos"], &refund["asked_here"]), (&json!(1_000), &json!(false)));
    assert_eq!(refund["refunded_at"], "2026-03-12T12:01:05Z");
    assert_eq!(market.newest(0, 2)["outcome"], "applied");
    market.verify();
}

#[test]
fn a_cash_in_of_the_seed_lives_to_its_refund_by_signed_webhooks_alone() {
    std::thread::scope(|scope| {
        for method in ["POST", "PUT"] {
            scope.spawn(move || is_proof(method));
        }
    });
}

fn is_dropped(method: &str, mark: Mark) {
    let market = seed_sale();
    market.tell_signed(method, mark, &body("CASHIN_PAID"));
    market.dropped(1);
    assert_eq!(market.tills[0].show("1")["status"], "pending", "{method} {mark:?}");
    market.bank().charge(ID, "pay", &json!({}));
    market.wait_for_order("paid", |order| order["status"] == "paid");
    market.tell_signed(method, mark, &body("CASHIN_REFUNDED"));
    market.dropped(2);
    let order = market.tills[0].show("1");
    assert_eq!((&order["status"], &order["refunded_centavos"]), (&json!("paid"), &json!(0)));
    assert_eq!(order["attempts"][0]["payments"][0]["evidence"], "polled", "{order}");
    // Nobody need tell: the looks after a payment find it.
    market.bank().charge(ID, "refund", &json!({}));
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(order["refunded_centavos"], 1_000);
    market.verify();
}

#[test]
fn without_the_right_signature_it_is_counted_and_dropped() {
    std::thread::scope(|scope| {
        for (method, mark) in [("POST", Mark::Wrong), ("PUT", Mark::Missing)] {
            scope.spawn(move || is_dropped(method, mark));
        }
    });
}

#[test]
fn the_tutorials_sale_is_an_unmatched_payment_at_the_till_that_did_not_make_it() {
    let market = seed_sale();
    market.bank().charge(ID, "pay", &json!({}));
    market.tell_signed("POST", Mark::Right, &body("CASHIN_PAID"));
    let unmatched =
        super::market::wait_for_list(&market.tills[1], &["unmatched"], |it| !it.is_empty());
    let [unmatched] = &unmatched[..] else { panic!("{unmatched:?}") };
    assert_eq!(
        (&unmatched["provider_id"], &unmatched["reference"]),
        (&json!(ID), &json!("test-order-001"))
    );
    assert_eq!(
        (&unmatched["amount_centavos"], &unmatched["state"]),
        (&json!(1_000), &json!("open"))
    );
    let own = market.tills[0].run(&["--json", "unmatched", "--all"]).expect(0).events;
    assert_eq!(own, Vec::<Value>::new(), "its own sale is no unmatched");
}
