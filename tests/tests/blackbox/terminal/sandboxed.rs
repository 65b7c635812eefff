//! The same against the real `balcao-sandbox`: its books are the oracle.

use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_sale_paid_at_the_customers_bank() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap());
    let paid = charge.end().expect(0).event("paid");
    let booked = sandbox.bank.only_charge(1_250);
    assert_eq!(booked["payments"][0]["endToEndId"], paid["end_to_end_id"]);
    assert_eq!(booked["externalReference"], created["reference"]);
}

fn charges_once_in_spite_of(kind: &str) {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    sandbox.bank.fault(&json!({ "on": "create", "kind": kind }));
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.bank.fault(&json!({ "on": "fetch", "kind": kind }));
    sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap());
    let told = charge.end();
    assert_eq!(told.code, 0, "{kind}: {told}");
    let booked = sandbox.bank.only_charge(1_250);
    assert_eq!(booked["status"], "PAID", "{kind}");
}

#[test]
fn one_charge_in_the_books_whatever_happens_to_its_answers() {
    std::thread::scope(|scope| {
        for kind in [
            "drop_before",
            "drop_after",
            "status_500",
            "status_500_after",
            "malformed_json",
            "html",
            "huge_body",
            "rate_limited",
            "token_expired",
        ] {
            scope.spawn(move || charges_once_in_spite_of(kind));
        }
    });
}

#[test]
fn money_of_another_amount_is_seen() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    let id = created["provider_id"].as_str().unwrap();
    sandbox.bank.ask(
        "POST",
        &format!("/_sandbox/charges/{id}/pay"),
        &json!({ "amount_centavos": 1_000 }),
    );
    let anomaly = charge.end().expect(3).event("anomaly");
    assert_eq!(anomaly["received_centavos"], 1_000);
}
