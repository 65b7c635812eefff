//! The same through the real `balcao`: what stands in its log, in its memory, and on its screen.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::face::{Can, Face, HOOK_HEADER, INTEGRAPAY_TOKEN};
use crate::relay::server::Relay;
use crate::relay::shop::{pair, wait_for_relay};
use crate::relay::webhook::send;
use crate::terminal::balcao::{Started, Till, finish};

/// What an answer of 50 MB may cost in memory, in KiB: buffers, and chance.
const MOST_MORE_KIB: u64 = 16 * 1024;

impl Face {
    /// A till that is connected to it, and what connecting said.
    fn till(&self, change: impl Fn(&mut Command)) -> (Till, String) {
        let (till, url) = (Till::new(), self.url());
        let typed = (self.row.typed)(&self.sandbox).to_string();
        let mut command = till.command(&connecting(self.row.id, &url));
        change(&mut command);
        let told = finish(&mut command, &typed).expect(0);
        (till, format!("{}{}", told.out, told.err))
    }
}

fn connecting<'a>(id: &'a str, url: &'a str) -> [&'a str; 6] {
    let place = match providers::manifest(id).unwrap().place {
        providers::Place::Environments(_) => "--environment",
        providers::Place::BaseUrl => "--base-url",
    };
    ["--json", "connect", id, place, url, "--stdin"]
}

/// A command with all logs on.
fn loud(command: &mut Command) {
    command.env("BALCAO_LOG", "trace");
}

pub(super) async fn no_secret_stands_in_any_log_line(face: Face) {
    let (till, mut all) = face.till(loud);
    let relay = Relay::start();
    let added = relay.add_till("Padaria", "Caixa 1");
    pair(&till, &relay, &added);
    let said = |args: &[&str], codes: &[i32]| {
        let mut command = till.command(args);
        loud(&mut command);
        let told = finish(&mut command, "");
        assert!(codes.contains(&told.code), "{told}");
        assert!(told.err.contains("TRACE"), "the log is on: {told}");
        told.err
    };
    let payer = ["--payer-name", "Rui Sigiloso", "--payer-document", "529.982.247-25"];
    let charge = ["--json", "charge", "12,50", "--no-wait", "--provider", face.row.id];
    all += &said(&[&charge[..], &payer[..]].concat(), &[0]);
    for (on, kind) in [
        ("create", "drop_after"),
        ("create", "status_500"),
        ("create", "malformed_json"),
        ("create", "html"),
        ("fetch", "status_500"),
        ("fetch", "rate_limited"),
    ] {
        face.fault(on, kind, 1);
    }
    let mut watch = till.command(&["--json", "watch"]);
    loud(&mut watch);
    let mut watch = Started::new(&mut watch);
    wait_for_relay(&till, "connected", |it| it["state"] == "connected");
    all += &said(&["--json", "charge", "7,00", "--wait-for", "20s"], &[0, 4]);
    face.bank().no_faults();

    // Webhooks with personal data and with the merchant's header, right and wrong.
    let personal = json!({
        "transactionId": 4_711, "object": "cashin", "status": "paid", "method": "pix", "value": 500,
        "payer": { "name": "Zilda Reservada", "documentId": "80683806556" },
        "orderId": "site-1",
    });
    for value in [HOOK_HEADER.1, "aviso-errado-3e3e"] {
        let header = format!("{}: {value}\r\n", HOOK_HEADER.0);
        assert_eq!(send("POST", &added.ingest_url, &header, personal.to_string().as_bytes()), 200);
    }
    let booked = face.bank().only_charge(1_250);
    let id = booked["transactionId"].to_string();
    let pay = format!("/_sandbox/charges/{}/pay", id.trim_matches('"'));
    face.bank().ask("POST", &pay, &json!({}));
    watch.wait_for("the payment", |event| event["status"] == "paid");
    wait_for_relay(&till, "both webhooks", |it| it["received"].as_u64() >= Some(2));
    all += &watch.kill().err;
    // Where the provider offers none, this says so.
    let refund = ["--json", "refund", "1", "--reason", "customer-request", "--wait-for", "30s"];
    all += &said(&refund, &[0, 2]);
    all += &said(&["--json", "doctor"], &[0, 6]);

    let typed = (face.row.typed)(&face.sandbox);
    let is_secret = |key: &String| face.manifest.fields.iter().any(|it| it.key == key && it.secret);
    let mut secrets: Vec<(&str, &str)> = typed
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, _)| is_secret(key))
        .map(|(key, value)| (key.as_str(), value.as_str().unwrap()))
        .collect();
    assert!(secrets.len() >= 2, "{secrets:?}");
    secrets.extend([
        ("a token", INTEGRAPAY_TOKEN),
        ("an access token", "eyJ"),
        ("the header's value", HOOK_HEADER.1),
        ("a wrong value", "aviso-errado-3e3e"),
        ("the payer's name", "Sigiloso"),
        ("the default payer's name", "Padrão"),
        ("a stranger's name", "Reservada"),
        ("a CPF", "12345678909"),
        ("a CPF as typed", "123.456.789-09"),
        ("the payer's CPF", "52998224725"),
        ("a stranger's CPF", "80683806556"),
        ("an e-mail", "padaria.example"),
        ("a phone", "11988887766"),
        ("a phone as typed", "98888-7766"),
        ("the ingest key", added.ingest_url.rsplit('/').next().unwrap()),
    ]);
    for (what, secret) in secrets {
        let line = all.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{what} stands in the log");
    }
}

/// The most memory that a process has had so far, in KiB.
fn most_memory_kib(of: &Started) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", of.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

pub(super) async fn an_answer_of_50_mb_does_not_fill_the_memory(face: Face) {
    let (till, _) = face.till(|_| {});
    let charged = |faults: &[&str]| {
        for on in faults {
            face.fault(on, "huge_body", 1);
        }
        let mut charge = till.start(&["--json", "charge", "12,50", "--provider", face.row.id]);
        charge.wait_for_event("charge_created");
        most_memory_kib(&charge)
    };
    let usual = charged(&[]);
    let spoilt = charged(&["create", "fetch"]);
    let used = face.bank().ask("GET", "/_sandbox/faults", &Value::Null);
    let waiting = used["faults"].as_array().unwrap();
    assert!(waiting.iter().all(|fault| fault["on"] != "create"), "it was sent: {waiting:?}");
    assert!(spoilt < usual + MOST_MORE_KIB, "{usual} KiB usually, then {spoilt} KiB");
}

pub(super) async fn an_unknown_status_is_told_in_the_providers_own_word(face: Face) {
    let (till, _) = face.till(|_| {});
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    face.fault("fetch", "unknown_status", 10_000);
    let mut watch = till.start(&["--json", "watch"]);
    let is_it = |event: &Value| event["attempts"][0]["raw_status"] == "UNDER_ANALYSIS";
    let told = watch.wait_for("the word", is_it);
    assert_eq!(told["status"], "pending", "{told}");
    watch.kill();
    let shown = till.run(&["show", "1"]).expect(0);
    assert!(shown.out.contains("UNDER_ANALYSIS"), "{shown}");
}

pub(super) async fn a_lost_answer_is_one_charge_and_one_sale(face: Face) {
    let (till, _) = face.till(|_| {});
    face.fault("create", "drop_after", 1);
    face.fault("fetch", "status_500", 1);
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    let booked = face.bank().only_charge(1_250);
    let id = booked["transactionId"].to_string();
    let id = id.trim_matches('"');
    assert_eq!(created["provider_id"], id, "the charge that was lost");
    face.bank().charge(id, "pay", &json!({}));
    let paid = charge.end().expect(0).event("paid");
    assert_eq!(paid["received_centavos"], 1_250);
    let booked = face.bank().only_charge(1_250);
    assert_eq!(booked["payments"][0]["endToEndId"], paid["end_to_end_id"]);
    assert_eq!(till.orders().len(), 1);
    till.run(&["verify"]).expect(0);
}

pub(super) async fn what_was_paid_before_its_code_was_shown_is_a_sale_only_by_its_key(face: Face) {
    let (till, _) = face.till(|_| {});
    face.fault("create", "drop_after", 1);
    face.fault("fetch", "status_500", 1);
    let mut charge = till.start(&["--json", "charge", "12,50", "--wait-for", "20s"]);
    let booked = face.bank().only_charge(1_250);
    let id = booked["transactionId"].to_string();
    face.bank().charge(id.trim_matches('"'), "pay", &json!({}));
    let told = charge.end();
    face.bank().only_charge(1_250);
    let order = till.show("1");
    if face.can(Can::ExecuteOnce) {
        // The same key is the same charge, whoever was so quick.
        assert_eq!(told.expect(0).event("paid")["received_centavos"], 1_250);
        assert_eq!((&order["status"], &order["anomalies"]), (&json!("paid"), &json!([])));
    } else {
        // Under the same reference somebody else's money may be found: a person has to look.
        let unproven = told.expect(4).event("unproven");
        assert_eq!(unproven["unproven"]["doubt"], "paid_before", "{unproven}");
        assert_eq!(order["anomalies"], json!(["unproven"]), "{order}");
        assert_eq!(
            (&order["status"], &order["received_centavos"]),
            (&json!("registering"), &json!(0))
        );
        assert_eq!(order["attempts"][0]["outcome_unknown"], true, "{order}");
    }
    till.run(&["verify"]).expect(0);
}
