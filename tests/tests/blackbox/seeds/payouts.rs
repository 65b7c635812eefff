//! Transfers of `IntegraPay` and cash-outs of `ConnectPSP`: recorded, listed, and no sale's matter.
//!
//! The seed uses order test-123 for charge and transfer, and transaction 1000 for both.

use serde_json::{Value, json};

use super::body;
use super::integrapay::seed_sale;
use super::market::{Mark, Market, wait_for_list};

/// A till's payouts, once they are as they should be; newest change first.
fn payouts(market: &Market, till: usize, is_right: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    wait_for_list(&market.tills[till], &["payouts"], is_right)
}

fn stands(payouts: &[Value], id: &str, status: &str) -> bool {
    payouts.iter().any(|it| it["provider_id"] == id && it["status"] == status)
}

fn transfers_touch_no_sale(method: &str) {
    let market = seed_sale();
    let before = market.tills[0].show("1");
    for name in ["transfer_created", "transfer_paid", "transfer_refund"] {
        market.tell(method, Mark::Right, &body(name));
    }
    for till in 0..2 {
        let listed = payouts(&market, till, |it| {
            stands(it, "2000", "completed") && stands(it, "1000", "refunded")
        });
        assert_eq!(listed.len(), 2, "{listed:?}");
        for payout in &listed {
            assert_eq!(payout["provider"], "integrapay");
            assert_eq!(
                (&payout["reference"], &payout["amount_centavos"]),
                (&json!("test-123"), &json!(500))
            );
            assert_eq!(payout["evidence"], Value::Null, "nobody has confirmed it: {payout}");
        }
        let paid = listed.iter().find(|it| it["provider_id"] == "2000").unwrap();
        assert_eq!(paid["end_to_end_id"], "E3571349120350923320635128eb360b");
        assert_eq!(paid["payee_name"], "Fulano S***");
        assert_eq!(paid["at"], "2025-04-02T14:26:52.036Z", "{paid}");
        let back = listed.iter().find(|it| it["provider_id"] == "1000").unwrap();
        assert!(back["failure"].to_string().contains("Reason for refund"), "{back}");
        let outcomes = wait_for_list(&market.tills[till], &["relay", "status"], |it| {
            it[0]["events"].as_array().is_some_and(|events| events.len() == 3)
        });
        for event in outcomes[0]["events"].as_array().unwrap() {
            assert_eq!((&event["outcome"], &event["set_aside"]), (&json!("payout"), &json!(false)));
            assert_eq!(event["order"], Value::Null, "{event}");
        }
    }
    assert_eq!(market.tills[0].show("1"), before, "the sale is as it was");
    market.bank().charge("1000", "pay", &json!({}));
    let order = market.wait_for_order("paid", |order| order["status"] == "paid");
    assert_eq!((&order["refunded_centavos"], &order["anomalies"]), (&json!(0), &json!([])));
    assert!(market.tills[1].orders().is_empty());
    assert!(market.tills[1].run(&["--json", "orphans", "--all"]).expect(0).events.is_empty());
    market.verify();
}

#[test]
fn the_transfers_of_the_seed_are_payouts_and_touch_no_sale() {
    std::thread::scope(|scope| {
        for method in ["POST", "PUT"] {
            scope.spawn(move || transfers_touch_no_sale(method));
        }
    });
}

#[test]
fn a_transfer_told_backwards_and_twice_ends_where_it_should() {
    let market = Market::of("integrapay");
    for name in ["transfer_paid", "transfer_created", "transfer_paid"] {
        let text = body(name);
        let spaced = if name == "transfer_created" { text } else { format!(" {text}") };
        market.tell("POST", Mark::Missing, &spaced);
    }
    let refund = body("transfer_refund").replace("1000", "2000");
    market.tell("POST", Mark::Missing, &refund);
    market.tell("POST", Mark::Missing, &body("transfer_created").replace('\n', ""));
    let listed = payouts(&market, 0, |it| stands(it, "2000", "refunded"));
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["end_to_end_id"], "E3571349120350923320635128eb360b");
    market.verify();
}

#[test]
fn a_transfer_that_the_provider_confirms_is_confirmed() {
    let market = Market::of("integrapay");
    let booked = json!({
        "provider": "integrapay", "id": "2000", "reference": "test-123", "amount_centavos": 500,
        "status": "paid",
    });
    market.bank().ask("POST", "/_sandbox/payouts", &booked);
    market.tell("POST", Mark::Right, &body("transfer_paid"));
    let listed = payouts(&market, 0, |it| it.iter().any(|it| it["evidence"] == "polled"));
    assert_eq!((listed.len(), &listed[0]["status"]), (1, &json!("completed")));
    market.verify();
}

#[test]
fn the_cash_outs_of_connectpsp_are_payouts_and_touch_no_sale() {
    let market = Market::of("connectpsp");
    let id = "kk6g232xel65a0daee4dd13kk2912714964";
    market.charge("connectpsp", id, "10,00", "test-order-001");
    let before = market.tills[0].show("1");
    let (first, second) =
        ("dd30446e-6cc5-4664-bf3f-6b7f5e55a1a9", "dd30446e-6cc5-4664-bf3f-6b7f5e55a1b0");
    market.tell_signed("POST", Mark::Right, &body("CASHOUT_COMPLETED"));
    market.tell_signed("PUT", Mark::Right, &body("CASHOUT_FAILED"));
    for till in 0..2 {
        let listed = payouts(&market, till, |it| {
            stands(it, first, "completed") && stands(it, second, "failed")
        });
        let failed = listed.iter().find(|it| it["provider_id"] == second).unwrap();
        assert!(failed["failure"].to_string().contains("PIX_KEY_NOT_FOUND"), "{failed}");
        assert_eq!(
            (&failed["amount_centavos"], &failed["end_to_end_id"]),
            (&json!(50_000), &Value::Null)
        );
        let done = listed.iter().find(|it| it["provider_id"] == first).unwrap();
        assert_eq!(
            (&done["amount_centavos"], &done["evidence"]),
            (&json!(5_000), &json!("signed_webhook"))
        );
    }
    market.tell_signed("POST", Mark::Right, &body("CASHOUT_REFUNDED"));
    let listed = payouts(&market, 0, |it| stands(it, first, "refunded"));
    let back = &listed[0];
    assert_eq!(back["end_to_end_id"], "E18236120202603101434s04b597fb3c", "newest first: {back}");
    assert_eq!(back["return_id"], "D18236120202603111000s04b597fb3c");
    assert_eq!(market.tills[0].show("1"), before, "the sale is as it was");
    market.verify();
}

#[test]
fn a_cash_out_that_is_not_signed_is_told_and_not_believed() {
    let market = Market::of("connectpsp");
    market.tell_signed("POST", Mark::Wrong, &body("CASHOUT_COMPLETED"));
    let listed = payouts(&market, 0, |it| !it.is_empty());
    assert_eq!(listed[0]["evidence"], Value::Null, "{listed:?}");
}

#[test]
fn payouts_are_exported_for_a_spreadsheet() {
    let market = Market::of("integrapay");
    let odd = body("transfer_paid").replace("test-123", "=1+1;\\\"x\\\",ção");
    market.tell("POST", Mark::Right, &odd);
    market.tell("POST", Mark::Right, &body("transfer_refund"));
    payouts(&market, 0, |it| it.len() == 2);
    let told = market.tills[0].run(&["payouts", "--csv"]).expect(0);
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines.len(), 3, "a head and two payouts: {told}");
    assert!(lines[0].contains("provider_id") && lines[0].contains("amount"), "{told}");
    assert!(told.out.contains("E3571349120350923320635128eb360b"), "{told}");
    assert!(!told.out.contains("80683806556"), "no CPF: {told}");
    let cells =
        |line: &str| line.split([',', ';']).any(|cell| cell.trim_matches('"').starts_with('='));
    assert!(
        !lines.iter().any(|line| cells(line)),
        "a cell that a spreadsheet would compute: {told}"
    );
    let one = market.tills[0].run(&["--json", "payouts", "--limit", "1"]).expect(0).events;
    assert_eq!(one.len(), 1);
    for bad in ["0", "x", "-1"] {
        assert_eq!(market.tills[0].run(&["payouts", "--limit", bad]).code, 2, "{bad}");
    }
}
