//! `balcao connect`: what is accepted, what is refused, and what is kept.

use std::net::{Ipv4Addr, TcpListener};

use serde_json::{Value, json};
use testkit::process::free_port;

use super::balcao::{Till, Told, credentials, finish};
use super::provider::{Kind, Provider};
use super::wire::{Answer, Request};

/// A charge that is refused because there is nothing to charge with.
fn is_not_connected(till: &Till) {
    let told = till.run(&["--json", "charge", "1,00"]).expect(5);
    assert_eq!(told.event("failed")["code"], "not_connected");
    assert!(told.err.contains("balcao connect"), "says what to do: {told}");
}

fn changed(key: &str, value: Value) -> Value {
    let mut changed = credentials();
    changed[key] = value;
    changed
}

#[test]
fn the_crypto_token_may_be_there_or_not() {
    let provider = Provider::honest();
    for crypto in [None, Some(json!("segredo-cripto")), Some(Value::Null), Some(json!(""))] {
        let till = Till::new();
        let mut typed = credentials();
        if let Some(crypto) = crypto {
            typed["cryptoToken"] = crypto;
        }
        let told = till.connect(provider.url(), &typed).expect(0);
        let connected = told.event("connected");
        assert_eq!(connected["provider"], "connectpsp");
        assert_eq!(connected["environment"], provider.url());
        till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    }
}

#[test]
fn a_client_id_may_be_a_number() {
    let provider = Provider::honest();
    let typed = changed("clientId", json!(100_001));
    Till::new().connect(provider.url(), &typed).expect(0);
}

#[test]
fn a_wrong_form_is_refused_before_anybody_is_asked() {
    let provider = Provider::honest();
    let till = Till::new();
    let refused = |told: Told, what: &str| {
        assert_eq!(told.code, 2, "{what}: {told}");
        assert_eq!(told.events.len(), 1, "{what}: {told}");
        assert!(!told.err.trim().is_empty(), "{what}: says nothing");
        told
    };
    for key in ["clientId", "clientSecret", "applicationToken", "payerName", "payerDocument"] {
        let mut missing = credentials();
        missing.as_object_mut().unwrap().remove(key);
        let told = refused(till.connect(provider.url(), &missing), key);
        assert!(told.err.contains(key), "names {key}: {told}");
        refused(till.connect(provider.url(), &changed(key, json!(""))), key);
        refused(till.connect(provider.url(), &changed(key, json!(["x"]))), key);
    }
    for document in ["123.456.789-00", "11111111111", "123", "12345678909x"] {
        refused(till.connect(provider.url(), &changed("payerDocument", json!(document))), document);
    }
    let told = refused(till.connect(provider.url(), &changed("clientSecrte", json!("x"))), "key");
    assert!(told.err.contains("clientSecrte"), "names the key: {told}");
    refused(till.connect(provider.url(), &changed("applicationToken", json!("a\nb"))), "break");

    let command = ["--json", "connect", "connectpsp", "--environment", provider.url(), "--stdin"];
    for text in ["", "{", "[]", "null", "\"x\"", "{\"clientId\":\"1\"", "\u{0}"] {
        refused(till.run_with_input(&command, text), text);
    }
    refused(
        till.run_with_input(&command, &format!("{{\"a\":\"{}\"}}", "x".repeat(100_000))),
        "long",
    );

    let nobody = ["--json", "connect", "bancodozé", "--environment", provider.url(), "--stdin"];
    refused(till.run_with_input(&nobody, "{}"), "bancodozé");
    assert!(provider.calls(Kind::Token).is_empty());
    is_not_connected(&till);
}

#[test]
fn only_https_or_this_machine() {
    let till = Till::new();
    for environment in [
        "http://psp.example",
        "http://10.0.0.1:8080",
        "http://127.0.0.1.psp.example",
        "ftp://127.0.0.1",
        "https://user:password@psp.example",
        "127.0.0.1:8080",
        "staging",
        "",
    ] {
        let told = till.connect(environment, &credentials());
        assert_eq!(told.code, 2, "{environment}: {told}");
        assert!(!told.err.trim().is_empty());
    }
    is_not_connected(&till);
}

#[test]
fn homologacao_and_producao_are_the_documented_hosts() {
    for (environment, host) in [
        ("homologacao", "api.homologacao.connectpsp.com:443"),
        ("producao", "api.connectpsp.com:443"),
    ] {
        // A proxy that lets nobody through: nothing leaves this machine.
        let proxy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", proxy.local_addr().unwrap());
        let asked = std::thread::spawn(move || {
            let (mut connection, _) = proxy.accept().unwrap();
            let request = Request::read(&mut connection).unwrap();
            Answer::json(502, "").write(&mut connection);
            request
        });
        let till = Till::new();
        let mut command =
            till.command(&["connect", "connectpsp", "--environment", environment, "--stdin"]);
        command.env("HTTPS_PROXY", url).env_remove("NO_PROXY").env_remove("no_proxy");
        let told = finish(&mut command, &credentials().to_string());
        assert_eq!(told.code, 6, "{told}");
        let request = asked.join().unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("CONNECT", host));
    }
}

#[test]
fn refused_credentials_are_told_and_not_kept() {
    let provider = Provider::honest();
    let till = Till::new();
    for key in ["clientSecret", "applicationToken"] {
        let told = till.connect(provider.url(), &changed(key, json!("errado"))).expect(5);
        assert_eq!(told.event("failed")["code"], "credentials_refused");
        is_not_connected(&till);
    }
    // A till that sells goes on with what it has.
    till.connect(provider.url(), &credentials()).expect(0);
    till.connect(provider.url(), &changed("clientSecret", json!("errado"))).expect(5);
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
}

#[test]
fn a_provider_that_is_away_is_told_and_the_credentials_are_kept() {
    let port = free_port();
    let till = Till::new();
    let told = till.connect(&format!("http://127.0.0.1:{port}"), &credentials()).expect(6);
    assert!(told.err.contains("kept"), "{told}");
    assert_eq!(told.event("connected")["checked"], false);
    let provider = Provider::start_at(port, |call, books| books.answer(call));
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    assert_eq!(provider.only_charge().amount, "1.00");
}

#[test]
fn two_tills_of_one_user_keep_their_credentials_apart() {
    let (here, there) = (Provider::honest(), Provider::honest());
    let (first, second) = (Till::connected(here.url()), Till::connected(there.url()));
    first.run(&["charge", "1,00", "--no-wait"]).expect(0);
    second.run(&["charge", "2,00", "--no-wait"]).expect(0);
    assert_eq!(here.only_charge().amount, "1.00");
    assert_eq!(there.only_charge().amount, "2.00");
}
