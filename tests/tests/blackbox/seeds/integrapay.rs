//! The Webhooks page of `IntegraPay`: a charge of R$ 5,00, transaction 1000, order test-123.

use serde_json::{Value, json};

use super::body;
use super::market::{Mark, Market, wait_for_list};

const HOW: [(&str, Mark); 6] = [
    ("POST", Mark::Right),
    ("PUT", Mark::Right),
    ("POST", Mark::Wrong),
    ("PUT", Mark::Wrong),
    ("POST", Mark::Missing),
    ("PUT", Mark::Missing),
];

/// A market where the first till has asked for the seed's R$ 5,00.
pub(super) fn seed_sale() -> Market {
    let market = Market::of("integrapay");
    market.charge("integrapay", "1000", "5,00", "test-123");
    market
}

/// The same, and the customer has paid; the provider tells nobody.
pub(super) fn seed_sale_paid() -> Market {
    let market = seed_sale();
    market.bank().charge("1000", "pay", &json!({}));
    market.wait_for_order("paid", |order| order["status"] == "paid");
    market
}

fn lives_to_its_refund(method: &str, mark: Mark) {
    let market = seed_sale();
    market.tell(method, mark, &body("cashin_created"));
    let event = market.newest(0, 1);
    if mark == Mark::Right {
        assert_eq!((&event["outcome"], &event["order"]), (&json!("known"), &json!("000001")));
    }
    assert_eq!(market.tills[0].show("1")["status"], "pending", "{method} {mark:?}");

    market.bank().charge("1000", "pay", &json!({}));
    market.tell(method, mark, &body("cashin_paid"));
    let order = market.wait_for_order("paid", |order| order["status"] == "paid");
    let payment = &order["attempts"][0]["payments"][0];
    assert_eq!((&payment["evidence"], &payment["agreed"]), (&json!("polled"), &json!(true)));
    assert_eq!((&order["received_centavos"], &order["anomalies"]), (&json!(500), &json!([])));
    let event = market.newest(0, 2);
    assert!(["hint", "known"].contains(&event["outcome"].as_str().unwrap()), "{event}");
    assert_eq!((&event["order"], &event["set_aside"]), (&json!("000001"), &json!(false)));

    // Nobody asks about a charge that is paid, unless something makes them.
    market.bank().charge("1000", "refund", &json!({}));
    market.tell(method, mark, &body("cashin_refund"));
    let order = market.wait_for_order("refunded", |order| order["status"] == "refunded");
    assert_eq!(
        (&order["received_centavos"], &order["refunded_centavos"]),
        (&json!(500), &json!(500))
    );
    let refunds = order["attempts"][0]["refunds"].as_array().unwrap();
    assert_eq!(refunds.len(), 1, "{order}");
    assert_eq!(
        (&refunds[0]["amount_centavos"], &refunds[0]["asked_here"]),
        (&json!(500), &json!(false))
    );
    market.verify();
}

#[test]
fn a_cashin_of_the_seed_lives_to_its_refund_however_it_is_told() {
    std::thread::scope(|scope| {
        for (method, mark) in HOW {
            scope.spawn(move || lives_to_its_refund(method, mark));
        }
    });
}

#[test]
fn a_payment_that_only_a_webhook_tells_of_is_none() {
    let market = seed_sale();
    for (count, name) in (1..).zip(["cashin_paid", "cashin_refund"]) {
        let asked = market.questions_about("1000");
        market.tell("POST", Mark::Right, &body(name));
        let event = market.newest(0, count);
        assert_eq!((&event["outcome"], &event["order"]), (&json!("hint"), &json!("000001")));
        market.wait_for_questions_about("1000", asked + 1);
    }
    let order = market.tills[0].show("1");
    assert_eq!((&order["status"], &order["received_centavos"]), (&json!("pending"), &json!(0)));
    market.newest(1, 2);
    let unmatched = market.tills[1].run(&["--json", "unmatched", "--all"]).expect(0).events;
    assert_eq!(unmatched.len(), 0, "what nobody paid is nobody's unmatched: {unmatched:?}");
    market.bank().charge("1000", "pay", &json!({}));
    let order = market.wait_for_order("paid", |order| order["status"] == "paid");
    assert_eq!(
        (&order["refunded_centavos"], &order["received_centavos"]),
        (&json!(0), &json!(500))
    );
    market.verify();
}

/// The disputes that a till lists.
pub(super) fn disputes(market: &Market, is_right: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    wait_for_list(&market.tills[0], &["disputes"], is_right)
}

#[test]
fn an_infraction_of_the_seed_is_a_dispute_until_it_is_settled() {
    let market = seed_sale_paid();
    market.bank().charge("1000", "dispute", &json!({ "reason": "Reason for infraction" }));
    market.tell("PUT", Mark::Right, &body("cashin_infraction"));
    let order = market.wait_for_order("disputed", |it| it["anomalies"] == json!(["disputed"]));
    assert_eq!((&order["status"], &order["received_centavos"]), (&json!("paid"), &json!(500)));
    let listed = disputes(&market, |listed| listed.iter().any(|it| it["confirmed"] == true));
    let [dispute] = &listed[..] else { panic!("{listed:?}") };
    assert_eq!(dispute["order"], "000001");
    assert_eq!(dispute["reason"], "Reason for infraction");
    assert_eq!(
        (&dispute["amount_centavos"], &dispute["refunded_centavos"]),
        (&json!(500), &json!(0))
    );
    assert_eq!(
        (&dispute["provider"], &dispute["provider_id"]),
        (&json!("integrapay"), &json!("1000"))
    );
    assert_eq!(dispute["opened_at"], "2025-06-02T13:26:52.036Z", "{dispute}");
    assert_eq!(dispute["settled_at"], Value::Null);

    let till = &market.tills[0];
    let told = till.run(&["disputes"]).expect(0);
    for part in ["000001", "5,00", "Reason for infraction", "MED"] {
        assert!(told.out.contains(part), "{part}: {told}");
    }
    for bad in [
        &["dispute", "close", "1"][..],
        &["dispute", "close", "1", "--outcome", "won", "--reason", ""],
    ] {
        assert_eq!(till.run(bad).code, 2, "{bad:?}");
    }
    let none = till
        .run(&["--json", "dispute", "close", "2", "--outcome", "won", "--reason", "x"])
        .expect(2);
    assert_eq!(none.event("failed")["code"], "order_not_found", "{none}");
    till.run(&[
        "--json",
        "dispute",
        "close",
        "1",
        "--outcome",
        "won",
        "--reason",
        "Devolvido ao banco",
    ])
    .expect(0);
    assert!(till.run(&["--json", "disputes"]).expect(0).events.is_empty());
    let all = till.run(&["--json", "disputes", "--all"]).expect(0).events;
    assert_eq!(all[0]["settlement"], "Devolvido ao banco", "{all:?}");
    assert!(all[0]["settled_at"].is_string(), "{all:?}");
    assert_eq!(till.show("1")["anomalies"], json!([]));
    let again = till
        .run(&["--json", "dispute", "close", "1", "--outcome", "won", "--reason", "x"])
        .expect(2);
    assert_eq!(again.event("failed")["code"], "no_dispute", "{again}");
    market.verify();
}

#[test]
fn an_infraction_that_a_look_up_does_not_tell_is_listed_as_told() {
    let market = seed_sale_paid();
    market.tell("POST", Mark::Right, &body("cashin_infraction"));
    let listed = disputes(&market, |listed| !listed.is_empty());
    assert_eq!(listed[0]["confirmed"], false, "{listed:?}");
    assert_eq!(listed[0]["reason"], "Reason for infraction");
    assert_eq!(market.tills[0].show("1")["status"], "paid");
}

#[test]
fn an_infraction_from_a_stranger_is_only_a_hint() {
    let market = seed_sale_paid();
    let wrong = body("cashin_infraction");
    let missing = wrong.replace("Reason for infraction", "Another reason");
    market.tell("POST", Mark::Wrong, &wrong);
    market.tell("POST", Mark::Missing, &missing);
    let event = market.newest(0, 2);
    assert_eq!((&event["outcome"], &event["order"]), (&json!("hint"), &json!("000001")));
    // The provider was asked, and knows of no dispute.
    assert!(market.tills[0].run(&["--json", "disputes"]).expect(0).events.is_empty());
    market.bank().charge("1000", "dispute", &json!({ "reason": "Reason for infraction" }));
    market.tell("POST", Mark::Missing, &wrong.replace("2025-06-02", "2025-06-03"));
    let listed = disputes(&market, |listed| !listed.is_empty());
    assert_eq!(listed[0]["confirmed"], true, "the provider itself says so: {listed:?}");
}

#[test]
fn what_is_about_another_tills_order_is_counted_and_left_alone() {
    let market = Market::of("integrapay");
    let charge = ["--json", "charge", "5,00", "--no-wait"];
    let created = market.tills[0].run(&charge).expect(0).event("charge_created");
    let (id, reference) = (&created["provider_id"], created["reference"].as_str().unwrap());
    let id = id.as_str().unwrap();
    market.bank().charge(id, "pay", &json!({}));
    market.wait_for_order("paid", |order| order["status"] == "paid");
    let told = body("cashin_paid").replace("1000", id).replace("test-123", reference);
    market.tell("POST", Mark::Right, &told);
    let event = market.newest(1, 1);
    assert_eq!((&event["outcome"], &event["order"]), (&json!("other_till"), &Value::Null));
    let status = wait_for_list(&market.tills[1], &["relay", "status"], |it| it.len() == 1);
    assert_eq!(status[0]["other_tills"], 1, "{status:?}");
    assert!(market.tills[1].orders().is_empty());
    assert!(market.tills[1].run(&["--json", "unmatched", "--all"]).expect(0).events.is_empty());
    let status = wait_for_list(&market.tills[0], &["relay", "status"], |it| it.len() == 1);
    assert_eq!(status[0]["other_tills"], 0, "{status:?}");
}

#[test]
fn a_code_that_nobody_here_made_is_noted() {
    let market = Market::of("integrapay");
    market.tell("POST", Mark::Right, &body("cashin_created"));
    for till in 0..2 {
        let event = market.newest(till, 1);
        assert_eq!((&event["outcome"], &event["order"]), (&json!("unknown_charge"), &Value::Null));
        assert!(market.tills[till].orders().is_empty());
        assert!(market.tills[till].run(&["--json", "unmatched"]).expect(0).events.is_empty());
    }
}
