//! The same against the real `balcao-sandbox`: its books are the oracle.

use std::process::Command;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::balcao::Till;
use crate::children::Running;
use crate::programs::built;
use crate::sandbox::Bank;

struct Sandbox {
    _running: Running,
    url: String,
    bank: Bank,
    runtime: Runtime,
    credentials: Value,
}

impl Sandbox {
    fn start() -> Self {
        let (running, line) =
            Running::start_and_hear(Command::new(built("balcao-sandbox")).arg("--json"));
        let told: Value = serde_json::from_str(&line).unwrap();
        let mut credentials = told["credentials"].clone();
        credentials["payerName"] = "Ana Padrão".into();
        credentials["payerDocument"] = "12345678909".into();
        let url = told["base_url"].as_str().unwrap().to_owned();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { _running: running, bank: Bank::at(&url), url, runtime, credentials }
    }

    fn till(&self) -> Till {
        let till = Till::new();
        till.connect(&self.url, &self.credentials).expect(0);
        till
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        self.runtime.block_on(self.bank.ask(method, path, body))
    }

    fn fault(&self, fault: &Value) {
        self.control("POST", "/_sandbox/faults", fault);
    }
}

#[test]
fn a_sale_paid_at_the_customers_bank() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.runtime.block_on(sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap()));
    let paid = charge.end().expect(0).event("paid");
    let booked = sandbox.runtime.block_on(sandbox.bank.only_charge(1_250));
    assert_eq!(booked["payments"][0]["endToEndId"], paid["end_to_end_id"]);
    assert_eq!(booked["externalReference"], created["reference"]);
}

fn charges_once_in_spite_of(kind: &str) {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    sandbox.fault(&json!({ "on": "create", "kind": kind }));
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.fault(&json!({ "on": "fetch", "kind": kind }));
    sandbox.runtime.block_on(sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap()));
    let told = charge.end();
    assert_eq!(told.code, 0, "{kind}: {told}");
    let booked = sandbox.runtime.block_on(sandbox.bank.only_charge(1_250));
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
    sandbox.control(
        "POST",
        &format!("/_sandbox/charges/{id}/pay"),
        &json!({ "amount_centavos": 1_000 }),
    );
    let anomaly = charge.end().expect(3).event("anomaly");
    assert_eq!(anomaly["received_centavos"], 1_000);
}
