//! Receipts that customers show, checked at the terminal against the real sandbox; exports and the folder for a dispute.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::balcao::{Started, Till, Told};
use super::provider::{Kind, Provider};
use super::wire::Answer;
use crate::sandbox::Sandbox;
use crate::world::small_disk::SmallDisk;

fn check(till: &Till, args: &[&str], code: i32) -> Value {
    let told = till.run(&[&["--json", "check-receipt"][..], args].concat()).expect(code);
    told.event("receipt_checked")
}

fn charge(till: &Till, amount: &str) -> (Started, Value) {
    let mut charge = till.start(&["--json", "charge", amount]);
    let created = charge.wait_for_event("charge_created");
    (charge, created)
}

/// A sale of R$ 12,50 that was paid, and its end-to-end id.
fn sold(sandbox: &Sandbox, till: &Till) -> (String, String) {
    let (mut charge, created) = charge(till, "12,50");
    sandbox.bank.pay(created["copy_and_paste"].as_str().unwrap());
    let paid = charge.end().expect(0).event("paid");
    let text = |key: &str| paid[key].as_str().unwrap().to_owned();
    (text("order"), text("end_to_end_id"))
}

#[test]
fn the_three_frauds_are_told_and_written_down() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let (order, id) = sold(&sandbox, &till);
    let first = check(&till, &[&id, "--order", &order, "--amount", "12,50"], 0);
    assert_eq!((&first["verdict"], &first["before"]), (&json!("received"), &Value::Null));
    assert_eq!((&first["order"], &first["amount_centavos"]), (&json!(order), &json!(1_250)));

    // Scheduled: its minute is tomorrow's.
    let tomorrow = Timestamp::now() + SignedDuration::from_hours(24);
    let scheduled = format!("E99999999{}abcDEF12345", tomorrow.strftime("%Y%m%d%H%M"));
    assert_eq!(check(&till, &[&scheduled], 3)["verdict"], "not_yet");

    // A centavo, and a picture of seventy reais.
    let (mut waiting, created) = charge(&till, "70,00");
    let paid = format!("/_sandbox/charges/{}/pay", created["provider_id"].as_str().unwrap());
    sandbox.bank.ask("POST", &paid, &json!({ "amount_centavos": 1 }));
    let number = created["order"].as_str().unwrap();
    waiting.end().expect(3);
    let shown = till.show(number);
    let centavo = shown["attempts"][0]["payments"][0]["end_to_end_id"].as_str().unwrap();
    let told = check(&till, &[centavo, "--amount", "70,00", "--order", number], 3);
    assert_eq!((&told["verdict"], &told["amount_centavos"]), (&json!("other_amount"), &json!(1)));

    // The receipt of the first sale, shown for the second.
    let told = check(&till, &[&id, "--order", number], 3);
    assert_eq!((&told["verdict"], &told["order"]), (&json!("already_used"), &json!(order)));
    assert_eq!(told["before"]["times"], 1);

    let person = till.run_in_portuguese(&["check-receipt", &id, "--order", number]).expect(3);
    assert!(person.out.contains("JÁ USADO"), "{person}");
    till.run(&["verify"]).expect(0);
}

#[test]
fn what_nobody_has_is_not_received_and_a_silent_provider_is_not_known() {
    let provider = Provider::start(|call, books| {
        let is_away = call.nth > 2 && call.kind == Kind::Fetch;
        if is_away { Answer::problem(503, "AWAY") } else { books.answer(call) }
    });
    let till = Till::connected(provider.url());
    let id = format!("E99999999{}abcDEF12345", Timestamp::now().strftime("%Y%m%d%H%M"));
    let told = check(&till, &[&id], 3);
    assert_eq!(told["verdict"], "not_received");
    assert_eq!(
        (&told["asked"][0]["heard"], &told["asked"][0]["by_id"]),
        (&json!(true), &json!(true))
    );
    let told = check(&till, &[&id], 4);
    assert_eq!((&told["verdict"], &told["before"]["times"]), (&json!("unknown"), &json!(1)));
}

#[test]
fn a_barcode_of_ten_kilobytes_is_refused_and_nothing_is_written() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    // The first sale brings the till its name.
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let events = |told: Told| told.event("verified")["events"].clone();
    let before = events(till.run(&["--json", "verify"]).expect(0));
    for code in ["9".repeat(10_000), "7891234567895".to_owned()] {
        let told = till.run(&["--json", "check-receipt", &code]).expect(2);
        assert_eq!(told.event("failed")["code"], "receipt_unreadable");
    }
    assert_eq!(events(till.run(&["--json", "verify"]).expect(0)), before);
}

#[test]
fn by_amount_and_time_a_payment_is_found() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let (order, id) = sold(&sandbox, &till);
    let at = Timestamp::now().to_string();
    let told = check(&till, &["--amount", "12,50", "--at", &at], 0);
    assert_eq!((&told["verdict"], &told["order"]), (&json!("received"), &json!(order)));
    assert_eq!(told["code"]["end_to_end_id"], json!(id));
    let again = check(&till, &["--amount", "12,50", "--at", &at], 3);
    assert_eq!(again["verdict"], "already_used");
}

const DAYS: [&str; 4] = ["--from", "2026-01-01", "--to", "2035-12-31"];

#[test]
fn an_export_has_the_sums_of_the_providers_books() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let ids: Vec<_> = (0..3).map(|_| sold(&sandbox, &till).1).collect();
    let lines = |kind: &str, format: &str| {
        let told = till.run(&[&["export", kind, "--format", format][..], &DAYS].concat()).expect(0);
        told.out
    };
    let rows = lines("payments", "jsonl");
    let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    let exported: Vec<_> = rows.iter().map(|row| row["end_to_end_id"].as_str().unwrap()).collect();
    assert_eq!(exported, ids);
    let sum: i64 = rows.iter().map(|row| row["amount_centavos"].as_i64().unwrap()).sum();
    assert_eq!(sum, 3 * 1_250);
    let table = lines("payments", "csv");
    assert!(table.starts_with('\u{feff}') && table.contains(";12,50;"), "{table}");
    let statement = lines("payments", "ofx");
    assert!(statement.contains("<BALAMT>37.50</BALAMT>"), "{statement}");
    assert_eq!(lines("orders", "csv-machine").lines().count(), 4);
    let wrong = ["--json", "export", "acts", "--format", "ofx"];
    till.run(&[&wrong[..], &DAYS].concat()).expect(2);
}

#[test]
fn an_export_onto_a_full_disk_is_told_and_leaves_nothing_half() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    sold(&sandbox, &till);
    let disk = SmallDisk::mounted("1m");
    let in_the_way = disk.fill();
    let file = disk.path().join("p.csv").display().to_string();
    let export = [&["--json", "export", "payments", "--output", &file][..], &DAYS].concat();
    let told = till.run(&export).expect(2);
    assert_eq!(told.event("failed")["code"], "file_not_saved");
    let left: Vec<_> = fs::read_dir(disk.path()).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(left, std::slice::from_ref(&in_the_way));
    fs::remove_file(in_the_way).unwrap();
    let told = till.run(&export).expect(0);
    assert_eq!(told.event("exported")["total_centavos"], 1_250);
    till.run(&export).expect(2);
}

#[test]
fn the_folder_for_a_dispute_has_all_that_a_bank_may_ask() {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    let (order, id) = sold(&sandbox, &till);
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().display().to_string();
    let save = ["--json", "dispute", "folder", &order, "--output", &into];
    let told = till.run(&save).expect(0).event("dispute_folder");
    let pdf = fs::read(told["pdf"]["path"].as_str().unwrap()).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let zip = fs::read(told["zip"]["path"].as_str().unwrap()).unwrap();
    assert_eq!(told["zip"]["bytes"], zip.len());
    for name in ["LEIA-ME.txt", "contestacao.pdf", "order.json", "evidence.json", "events.json"] {
        let is_in = zip.windows(name.len()).any(|part| part == name.as_bytes());
        assert!(is_in, "{name}");
    }
    assert!(!id.is_empty());
    till.run(&save).expect(2);
}
