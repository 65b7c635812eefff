//! Several providers at one till: which one charges, and how they are connected.

use std::fs;

use serde_json::{Value, json};

use super::balcao::{Till, finish};
use super::provider::{Kind, Provider};
use crate::conformance::face::integrapay_credentials;
use crate::relay::server::quiet_port;
use crate::sandbox::Sandbox;

/// A till at a sandbox, connected to the face of `ConnectPSP` first and then to `IntegraPay`'s.
fn with_both() -> (Sandbox, Till) {
    let sandbox = Sandbox::start();
    let till = sandbox.till();
    sandbox.connect_integrapay(&till);
    (sandbox, till)
}

/// The provider that a charge of so much is made at.
fn charged_at(till: &Till, args: &[&str]) -> Value {
    till.run(&[&["--json", "charge", "1,00", "--no-wait"], args].concat()).expect(0);
    till.orders()[0]["attempts"][0]["provider"].clone()
}

fn providers(till: &Till) -> Vec<Value> {
    till.run(&["--json", "providers"]).expect(0).events
}

#[test]
fn the_first_is_the_default_until_another_is_chosen() {
    let (sandbox, till) = with_both();
    assert_eq!(charged_at(&till, &[]), "connectpsp");
    assert_eq!(charged_at(&till, &["--provider", "integrapay"]), "integrapay");
    assert_eq!(charged_at(&till, &["--provider", "connectpsp"]), "connectpsp");
    let listed = providers(&till);
    assert_eq!(listed.len(), 2, "{listed:?}");
    let of = |id: &str| listed.iter().find(|it| it["provider"] == id).unwrap().clone();
    assert_eq!(
        (&of("connectpsp")["default"], &of("connectpsp")["name"]),
        (&json!(true), &json!("ConnectPSP"))
    );
    assert_eq!(
        (&of("integrapay")["default"], &of("integrapay")["name"]),
        (&json!(false), &json!("IntegraPay"))
    );
    assert_eq!(of("integrapay")["environment"], format!("{}/integrapay", sandbox.url));

    let url = format!("{}/integrapay", sandbox.url);
    till.connect_integrapay(&url, &["--default"], &integrapay_credentials()).expect(0);
    assert_eq!(charged_at(&till, &[]), "integrapay");
    assert_eq!(providers(&till).len(), 2, "connected again, it is the same one");
    let told = till.run(&["providers"]).expect(0);
    assert!(told.out.contains("ConnectPSP") && told.out.contains("IntegraPay"), "{told}");
}

#[test]
fn an_unknown_provider_charges_nothing() {
    let (sandbox, till) = with_both();
    let told = till.run(&["--json", "charge", "1,00", "--provider", "bancodozé"]).expect(2);
    assert_eq!(told.events.len(), 1, "{told}");
    assert_eq!(told.event("failed")["code"], "unknown_provider");
    assert!(sandbox.bank.charges().is_empty());
    assert!(till.orders().is_empty());
    // One that exists and is not connected is no better.
    let lonely = sandbox.till();
    let told = lonely.run(&["--json", "charge", "1,00", "--provider", "integrapay"]).expect(2);
    assert_eq!(told.event("failed")["code"], "unknown_provider", "{told}");
}

#[test]
fn a_sale_goes_on_at_its_own_provider_whoever_is_the_default() {
    let (sandbox, till) = with_both();
    let charge = ["--json", "charge", "12,50", "--no-wait", "--provider", "integrapay"];
    let created = till.run(&charge).expect(0).event("charge_created");
    sandbox.bank.charge(created["provider_id"].as_str().unwrap(), "pay", &json!({}));
    till.run(&["watch", "--until-idle"]).expect(0);
    assert_eq!(till.show("1")["status"], "paid");
}

#[test]
fn settings_of_before_are_taken_over_once() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    // As a version of before wrote it.
    fs::remove_file(till.home().join("connections.json")).unwrap();
    let old = json!({
        "provider": "connectpsp", "environment": provider.url(), "relay": null,
        "ceiling_centavos": 150, "loyalty": 1,
    });
    fs::write(till.home().join("settings.json"), old.to_string()).unwrap();
    let told = till.run(&["charge", "1,00"]).expect(0);
    assert!(told.err.contains("`loyalty`"), "{told}");
    assert!(!till.home().join("settings.json").exists());
    let aside = fs::read_to_string(till.home().join("settings.json.taken-over")).unwrap();
    assert_eq!(aside, old.to_string());
    let choices = fs::read_to_string(till.home().join("settings.toml")).unwrap();
    assert_eq!(choices, "loyalty = 1\n\n[sale]\nceiling_centavos = 150\n");
    assert_eq!(provider.only_charge().amount, "1.00");
    let listed = providers(&till);
    assert_eq!((listed.len(), &listed[0]["default"]), (1, &json!(true)), "{listed:?}");
    // A second one beside it changes nothing for the first.
    let sandbox = Sandbox::start();
    sandbox.connect_integrapay(&till);
    till.run(&["charge", "2,00"]).expect(0);
    assert_eq!(provider.calls(Kind::Create).len(), 2);
    assert_eq!(providers(&till).len(), 2);
}

fn without(key: &str) -> Value {
    let mut typed = integrapay_credentials();
    typed.as_object_mut().unwrap().remove(key);
    typed
}

fn with(key: &str, value: Value) -> Value {
    let mut typed = integrapay_credentials();
    typed[key] = value;
    typed
}

#[test]
fn bad_input_connects_nothing() {
    let sandbox = Sandbox::start();
    let (till, url) = (Till::new(), format!("{}/integrapay", sandbox.url));
    let refused = |url: &str, args: &[&str], typed: &Value, what: &str| {
        let told = till.connect_integrapay(url, args, typed);
        assert_eq!(told.code, 2, "{what}: {told}");
        assert!(!told.err.trim().is_empty(), "{what}: says nothing");
        told
    };
    for key in ["token", "payerName", "payerDocument", "payerEmail", "payerPhone"] {
        let told = refused(&url, &[], &without(key), key);
        assert!(told.err.contains(key), "names {key}: {told}");
        refused(&url, &[], &with(key, json!("")), key);
        refused(&url, &[], &with(key, json!(["x"])), key);
    }
    for (key, bad) in [
        ("payerDocument", "123.456.789-00"),
        ("payerEmail", "ana"),
        ("payerEmail", "ana@"),
        ("payerPhone", "123"),
        ("payerPhone", "telefone"),
        ("token", "a\nb"),
        ("webhookHeaderName", "X Y"),
        ("webhookHeaderName", "X:Y"),
        ("webhookHeaderValue", "a\r\nb"),
    ] {
        let told = refused(&url, &[], &with(key, json!(bad)), key);
        assert!(told.err.contains(key), "names {key}: {told}");
    }
    for key in ["productName", "productDescription"] {
        refused(&url, &[], &with(key, json!("x".repeat(141))), key);
    }
    for half in ["webhookHeaderName", "webhookHeaderValue"] {
        refused(&url, &[], &without(half), half);
    }
    let told = refused(&url, &[], &with("tokne", json!("x")), "an unknown key");
    assert!(told.err.contains("tokne"), "{told}");
    for auth in ["basic", "", "RAWR"] {
        refused(&url, &["--auth", auth], &integrapay_credentials(), auth);
    }
    for bad in [
        "http://psp.example",
        "http://10.0.0.1:8080",
        "http://127.0.0.1.psp.example",
        "ftp://127.0.0.1",
        "https://user:password@psp.example",
        "https://psp.example/?a=b",
        "127.0.0.1:8080",
        "homologacao",
        "",
    ] {
        refused(bad, &[], &integrapay_credentials(), bad);
    }
    let no_url = ["connect", "integrapay", "--stdin"];
    let told = till.run_with_input(&no_url, &integrapay_credentials().to_string());
    assert_eq!(told.code, 2, "no host is built in: {told}");
    let told = till.run(&["--json", "charge", "1,00"]).expect(5);
    assert_eq!(told.event("failed")["code"], "not_connected", "{told}");
    assert!(sandbox.bank.charges().is_empty());
}

#[test]
fn without_a_webhook_header_it_sells_too() {
    let sandbox = Sandbox::start();
    let (till, url) = (Till::new(), format!("{}/integrapay", sandbox.url));
    let mut typed = without("webhookHeaderName");
    typed.as_object_mut().unwrap().remove("webhookHeaderValue");
    till.connect_integrapay(&url, &[], &typed).expect(0);
    assert_eq!(charged_at(&till, &[]), "integrapay");
}

#[test]
fn a_refused_token_says_to_try_the_other_way_of_sending_it() {
    let sandbox = Sandbox::start();
    let (till, url) = (Till::new(), format!("{}/integrapay", sandbox.url));
    let told = till.connect_integrapay(&url, &[], &with("token", json!("errado"))).expect(5);
    assert_eq!(told.event("failed")["code"], "credentials_refused", "{told}");
    assert!(told.err.contains("--auth bearer"), "a hint: {told}");
    assert!(!told.err.contains("errado"), "{told}");
    let told = till.connect_integrapay(&url, &["--auth", "bearer"], &integrapay_credentials());
    let told = told.expect(5);
    assert!(told.err.contains("--auth raw"), "a hint: {told}");
    let told = till.run(&["--json", "charge", "1,00"]).expect(5);
    assert_eq!(told.event("failed")["code"], "not_connected", "nothing was kept: {told}");
    till.connect_integrapay(&url, &["--auth", "raw"], &integrapay_credentials()).expect(0);
}

#[test]
fn a_provider_that_is_away_is_told_and_the_credentials_are_kept() {
    let till = Till::new();
    let url = format!("http://127.0.0.1:{}", quiet_port());
    let told = till.connect_integrapay(&url, &[], &integrapay_credentials()).expect(6);
    assert!(told.err.contains("kept"), "{told}");
    assert_eq!(told.event("connected")["checked"], false, "{told}");
    assert_eq!(providers(&till).len(), 1);
}

#[test]
fn a_code_that_never_dies_there_is_waited_for_by_the_tills_own_clock() {
    let sandbox = Sandbox::start();
    let till = sandbox.till_of("integrapay");
    let charge = ["--json", "charge", "1,00", "--no-wait", "--expires-in", "1m"];
    let created = till.run(&charge).expect(0).event("charge_created");
    let attempt = till.orders()[0]["attempts"][0].clone();
    assert_eq!(attempt["lives_on"], true, "{attempt}");
    assert_eq!(created["expires_at"], attempt["expires_at"]);
    let told = Till::connected(Provider::honest().url());
    told.run(&["charge", "1,00", "--no-wait"]).expect(0);
    assert_eq!(told.orders()[0]["attempts"][0]["lives_on"], false);
}

/// A sale whose creation was executed, whose answer was lost, and which cannot be looked up.
fn unclear(sandbox: &Sandbox) -> Till {
    let till = sandbox.till_of("integrapay");
    sandbox.bank.fault(&json!({ "on": "create", "kind": "drop_after" }));
    sandbox.bank.fault(&json!({ "on": "fetch", "kind": "status_500", "times": 1_000 }));
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "12s"]).expect(4);
    let pending = told.event("pending");
    assert_eq!(
        (&pending["status"], &pending["outcome_unknown"]),
        (&json!("registering"), &json!(true))
    );
    sandbox.bank.only_charge(1_250);
    till
}

#[test]
fn what_stays_unclear_is_not_charged_again() {
    let sandbox = Sandbox::start();
    let till = unclear(&sandbox);
    // The provider speaks again: the one charge is found, and it can be paid.
    sandbox.bank.no_faults();
    let mut watch = till.start(&["--json", "watch"]);
    watch.wait_for("the charge that was made", |event| event["status"] == "pending");
    let booked = sandbox.bank.only_charge(1_250);
    let id = booked["transactionId"].to_string();
    sandbox.bank.charge(id.trim_matches('"'), "pay", &json!({}));
    watch.wait_for("the payment", |event| event["status"] == "paid");
    watch.kill();
    assert_eq!(till.show("1")["status"], "paid");
    assert_eq!(till.show("1")["anomalies"], json!([]));
    sandbox.bank.only_charge(1_250);
    till.run(&["verify"]).expect(0);
}

#[test]
fn what_was_paid_before_it_was_found_is_a_persons_to_judge() {
    let sandbox = Sandbox::start();
    let till = unclear(&sandbox);
    let booked = sandbox.bank.only_charge(1_250);
    let id = booked["transactionId"].to_string();
    sandbox.bank.charge(id.trim_matches('"'), "pay", &json!({}));
    sandbox.bank.no_faults();
    let mut watch = till.start(&["--json", "watch"]);
    // Nobody here was shown its code.
    let told = watch.wait_for("the doubt", |event| event["anomalies"] == json!(["unproven"]));
    watch.kill();
    let attempt = &told["attempts"][0];
    assert_eq!(attempt["unproven"]["doubt"], "paid_before", "{told}");
    assert_eq!(
        (&attempt["outcome_unknown"], &told["received_centavos"]),
        (&json!(true), &json!(0))
    );
    sandbox.bank.only_charge(1_250);
    till.run(&["verify"]).expect(0);
}

#[test]
fn the_till_stops_waiting_and_still_sees_late_money() {
    let sandbox = Sandbox::start();
    let till = sandbox.till_of("integrapay");
    let mut charge = till.command(&["charge", "12,50", "--expires-in", "1m"]);
    let told = finish(&mut charge, "").expect(3);
    assert!(told.out.contains("stopped waiting"), "{told}");
    assert!(!told.out.contains("xpired"), "nothing expired: {told}");
    let shown = till.run(&["show", "1"]).expect(0);
    assert!(!shown.out.contains("xpired"), "{shown}");
    let order = till.show("1");
    assert_eq!(
        (&order["status"], &order["attempts"][0]["lives_on"]),
        (&json!("expired"), &json!(true))
    );
    let id = order["attempts"][0]["provider_id"].as_str().unwrap();
    sandbox.bank.charge(id, "pay", &json!({}));
    let mut watch = till.start(&["--json", "watch"]);
    let late = watch.wait_for("late money", |event| event["status"] == "paid");
    assert_eq!(late["anomalies"], json!(["paid_late"]));
}

#[test]
fn a_look_up_that_wants_post_is_asked_by_post() {
    let sandbox = Sandbox::start();
    let by_post = json!({ "integrapay_look_up": "post" });
    sandbox.bank.ask("POST", "/_sandbox/switches", &by_post);
    let till = sandbox.till_of("integrapay");
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    let created = charge.wait_for_event("charge_created");
    sandbox.bank.charge(created["provider_id"].as_str().unwrap(), "pay", &json!({}));
    charge.end().expect(0);
    let seen = sandbox.bank.ask("GET", "/_sandbox/requests", &Value::Null);
    let calls = seen["requests"].as_array().unwrap();
    let asked = |method: &str| {
        let is_it = |call: &&Value| {
            let is_look_up = call["path"].as_str().unwrap().contains("/transaction/get/");
            call["method"] == method && is_look_up
        };
        calls.iter().filter(is_it).count()
    };
    // Each process finds out once: the one that connected, and the one that charged.
    assert!(asked("GET") <= 2 && asked("POST") >= 2, "{calls:?}");
}

#[test]
fn a_token_that_wants_bearer_is_sent_so() {
    let sandbox = Sandbox::start();
    let bearer = json!({ "integrapay_auth": "bearer" });
    sandbox.bank.ask("POST", "/_sandbox/switches", &bearer);
    let (till, url) = (Till::new(), format!("{}/integrapay", sandbox.url));
    let told = till.connect_integrapay(&url, &[], &integrapay_credentials()).expect(5);
    assert!(told.err.contains("--auth bearer"), "{told}");
    till.connect_integrapay(&url, &["--auth", "bearer"], &integrapay_credentials()).expect(0);
    assert_eq!(charged_at(&till, &[]), "integrapay");
}
