//! Transfers of `IntegraPay` and cash-outs of `ConnectPSP`: recorded once the provider or its signature says so,
//! listed, and no sale's matter.
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
    let booked = market.book_transfer("2000", "test-123", "paid");
    for name in ["transfer_created", "transfer_paid", "transfer_refund"] {
        market.tell(method, Mark::Right, &body(name));
    }
    for till in 0..2 {
        let listed = payouts(&market, till, |it| stands(it, "2000", "completed"));
        let [paid] = &listed[..] else { panic!("{listed:?}") };
        assert_eq!(paid["provider"], "integrapay");
        assert_eq!(
            (&paid["reference"], &paid["amount_centavos"]),
            (&json!("test-123"), &json!(500))
        );
        assert_eq!(paid["evidence"], "polled", "the provider's own word: {paid}");
        assert_eq!(paid["end_to_end_id"], booked["endToEndId"], "{paid}");
        assert_eq!(paid["payee_name"], "Fornecedor T***");
        assert!(paid["at"].is_string(), "{paid}");
        let outcomes = wait_for_list(&market.tills[till], &["relay", "status"], |it| {
            it[0]["events"].as_array().is_some_and(|events| events.len() == 3)
        });
        for event in outcomes[0]["events"].as_array().unwrap() {
            assert_eq!((&event["outcome"], &event["set_aside"]), (&json!("asked"), &json!(false)));
            assert_eq!(event["order"], Value::Null, "{event}");
        }
    }
    market.book_transfer("2000", "test-123", "refunded");
    market.tell(method, Mark::Right, &body("transfer_refund").replace("1000", "2000"));
    for till in 0..2 {
        let listed = payouts(&market, till, |it| stands(it, "2000", "refunded"));
        // It was asked about 1000 before: what it has under that number is a charge and no transfer.
        let [back] = &listed[..] else { panic!("{listed:?}") };
        assert!(back["failure"].to_string().contains("Reason for refund"), "{back}");
        assert_eq!(
            (&back["end_to_end_id"], &back["evidence"]),
            (&booked["endToEndId"], &json!("polled"))
        );
    }
    assert_eq!(market.tills[0].show("1"), before, "the sale is as it was");
    market.bank().charge("1000", "pay", &json!({}));
    let order = market.wait_for_order("paid", |order| order["status"] == "paid");
    assert_eq!((&order["refunded_centavos"], &order["anomalies"]), (&json!(0), &json!([])));
    assert!(market.tills[1].orders().is_empty());
    assert!(market.tills[1].run(&["--json", "unmatched", "--all"]).expect(0).events.is_empty());
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
    let booked = market.book_transfer("2000", "test-123", "paid");
    for name in ["transfer_paid", "transfer_created", "transfer_paid"] {
        let text = body(name);
        let spaced = if name == "transfer_created" { text } else { format!(" {text}") };
        market.tell("POST", Mark::Missing, &spaced);
    }
    payouts(&market, 0, |it| stands(it, "2000", "completed"));
    market.book_transfer("2000", "test-123", "refunded");
    let refund = body("transfer_refund").replace("1000", "2000");
    market.tell("POST", Mark::Missing, &refund);
    market.tell("POST", Mark::Missing, &body("transfer_created").replace('\n', ""));
    market.newest(0, 4);
    let listed = payouts(&market, 0, |it| stands(it, "2000", "refunded"));
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["end_to_end_id"], booked["endToEndId"], "{listed:?}");
    market.verify();
}

#[test]
fn a_transfer_is_none_until_the_provider_says_so() {
    let mut market = Market::of("integrapay");
    market.tell("POST", Mark::Right, &body("transfer_paid"));
    assert_eq!(market.newest(0, 1)["outcome"], "asked");
    market.wait_for_questions_about("2000", 2);
    let before = market.tills[0].run(&["--json", "verify"]).expect(0).event("verified");
    assert_eq!(payouts(&market, 0, |_| true), [] as [Value; 0], "nobody has confirmed it");
    // The provider's books were slower than its notice.
    market.book_transfer("2000", "test-123", "paid");
    let listed = payouts(&market, 0, |it| !it.is_empty());
    assert_eq!((listed.len(), &listed[0]["status"]), (1, &json!("completed")));
    assert_eq!(listed[0]["evidence"], "polled", "{listed:?}");
    let heard = market.hear(0, "payout");
    assert_eq!((&heard["provider_id"], &heard["status"]), (&json!("2000"), &json!("completed")));
    let after = market.tills[0].run(&["--json", "verify"]).expect(0).event("verified");
    let events = |it: &Value| it["events"].as_u64().unwrap();
    assert_eq!(events(&after), events(&before) + 1, "only what is confirmed is in the log");
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
fn a_cash_out_that_is_not_signed_is_counted_and_dropped() {
    let market = Market::of("connectpsp");
    let id = "dd30446e-6cc5-4664-bf3f-6b7f5e55a1a9";
    let told = body("CASHOUT_COMPLETED");
    assert!(told.contains(id), "{told}");
    // Whoever asked would find it.
    let booked = json!({
        "provider": "connectpsp", "id": id, "amount_centavos": 5_000, "status": "paid",
    });
    market.bank().ask("POST", "/_sandbox/payouts", &booked);
    market.tell_signed("POST", Mark::Wrong, &told);
    market.tell_signed("POST", Mark::Missing, &format!("{told}\n"));
    market.dropped(2);
    assert_eq!(payouts(&market, 0, |_| true), [] as [Value; 0]);
    market.tell_signed("POST", Mark::Right, &format!("{told}\n\n"));
    let listed = payouts(&market, 0, |it| it.iter().any(|it| it["evidence"] == "polled"));
    assert!(stands(&listed, id, "completed"), "{listed:?}");
}

#[test]
fn payouts_are_exported_for_a_spreadsheet() {
    let market = Market::of("integrapay");
    let odd = "=1+1;\"x\",ção";
    let booked = market.book_transfer("2000", odd, "paid");
    market.book_transfer("1000", "test-123", "refunded");
    market.tell("POST", Mark::Right, &body("transfer_paid"));
    market.tell("POST", Mark::Right, &body("transfer_refund"));
    payouts(&market, 0, |it| it.len() == 2);
    let told = market.tills[0].run(&["payouts", "--csv"]).expect(0);
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines.len(), 3, "a head and two payouts: {told}");
    assert!(lines[0].contains("provider_id") && lines[0].contains("amount"), "{told}");
    assert!(told.out.contains(booked["endToEndId"].as_str().unwrap()), "{told}");
    assert!(told.out.contains("1+1;") && told.out.contains("ção"), "{told}");
    for cpf in ["80683806556", "12345678909"] {
        assert!(!told.out.contains(cpf), "no CPF: {told}");
    }
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
