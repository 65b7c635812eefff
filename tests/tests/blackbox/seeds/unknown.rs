//! Words that nobody has documented: kept as they came, shown, and without effect.

use serde_json::{Value, json};

use super::body;
use super::integrapay::seed_sale;
use super::market::{Mark, Market, wait_for_list};
use crate::relay::shop::wait_for_relay;

/// The event with this body in the diagnostics of the first till.
fn raw(market: &Market, body: &str) -> Value {
    let find = |status: &Value| {
        let events = status["events"].as_array()?;
        events.iter().find(|event| event["raw"] == *body).cloned()
    };
    let status = wait_for_relay(&market.tills[0], "the raw body", |it| find(it).is_some());
    find(&status).unwrap()
}

#[test]
fn unknown_objects_and_statuses_are_kept_raw() {
    let market = seed_sale();
    let object = body("cashin_paid").replace("\"cashin\"", "\"boleto\"");
    let status = body("cashin_paid").replace("\"paid\"", "\"parked\"");
    let transfer = body("transfer_paid").replace("\"paid\"", "\"parked\"");
    let half = "{\"transactionId\": 1000, \"object\": \"cashin\", ".to_owned();
    let foreign = "{\"olá\": [1, 2, {\"ç\": null}]}".to_owned();
    for text in [&object, &status, &transfer, &half, &foreign] {
        market.tell("POST", Mark::Right, text);
    }
    assert_eq!(raw(&market, &object)["outcome"], "unknown_type");
    let known = raw(&market, &status);
    assert_eq!((&known["order"], &known["outcome"]), (&json!("000001"), &json!("hint")));
    assert_eq!(raw(&market, &half)["outcome"], "malformed");
    raw(&market, &foreign);
    let order = market.tills[0].show("1");
    assert_eq!((&order["status"], &order["received_centavos"]), (&json!("pending"), &json!(0)));

    // Of the transfer only the notice tells.
    assert_eq!(raw(&market, &transfer)["outcome"], "asked");
    assert!(market.tills[0].run(&["--json", "payouts"]).expect(0).events.is_empty());
    // What is understood needs no raw body, which holds names.
    market.tell("POST", Mark::Right, &body("cashin_created"));
    assert_eq!(market.newest(0, 6)["raw"], Value::Null);
    // The provider itself may say a word that nobody knows.
    market.bank().fault(&json!({ "on": "fetch", "kind": "unknown_status", "times": 10_000 }));
    market.book_transfer("2001", "test-124", "paid");
    market.tell("POST", Mark::Right, &transfer.replace("2000", "2001"));
    let listed = wait_for_list(&market.tills[0], &["payouts"], |it| !it.is_empty());
    assert_eq!(
        (&listed[0]["status"], &listed[0]["raw_status"]),
        (&json!("unknown"), &json!("UNDER_ANALYSIS"))
    );
    assert_eq!((&listed[0]["provider_id"], listed.len()), (&json!("2001"), 1), "{listed:?}");
    market.verify();
}

#[test]
fn a_refund_or_an_infraction_of_a_charge_that_nobody_knows_is_kept_raw() {
    let market = Market::of("integrapay");
    for name in ["cashin_refund", "cashin_infraction"] {
        market.tell("PUT", Mark::Right, &body(name));
        let event = raw(&market, &body(name));
        assert_eq!(
            (&event["outcome"], &event["set_aside"]),
            (&json!("unknown_charge"), &json!(true))
        );
    }
    assert!(market.tills[0].orders().is_empty());
    assert!(market.tills[0].run(&["--json", "disputes", "--all"]).expect(0).events.is_empty());
}

#[test]
fn what_is_kept_raw_never_gets_into_a_log_line() {
    let market = Market::of("integrapay");
    let secret = body("cashin_paid").replace("\"paid\"", "\"parked\"");
    market.tell("POST", Mark::Right, &secret);
    raw(&market, &secret);
    let mut command = market.tills[0].command(&["relay", "status"]);
    let told = crate::terminal::balcao::finish(command.env("BALCAO_LOG", "trace"), "").expect(0);
    for personal in ["80683806556", "Fulano de Tal"] {
        assert!(!told.err.contains(personal), "{told}");
    }
}
