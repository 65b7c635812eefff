//! From an empty machine to a paired till: two commands on the relay, one on the till.

use super::server::Relay;
use super::shop::{Shop, pair, wait_for_relay};
use crate::terminal::balcao::{Till, finish};

#[test]
fn two_commands_on_the_relay_and_one_on_the_till() {
    let relay = Relay::start();
    let told = relay.admin(&["till", "add", "--merchant", "Padaria", "Caixa 1"]).expect(0);
    // It prints the line to type on the till.
    let line = told.out.lines().map(str::trim).find(|line| line.starts_with("balcao pair "));
    let line = line.unwrap_or_else(|| panic!("no line to type: {told}"));
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    assert_eq!(words[..2], ["pair", &relay.url], "{told}");

    let till = Till::begun();
    let paired = till.run(&words).expect(0);
    assert!(paired.out.contains("Caixa 1"), "{paired}");
    let status = wait_for_relay(&till, "paired", |it| it["paired"] == true);
    assert_eq!(status["name"], "Caixa 1", "{status}");
    let _watch = till.start(&["--json", "watch"]);
    wait_for_relay(&till, "connected", |it| it["state"] == "connected");

    let list = relay.admin(&["till", "list"]).expect(0);
    assert!(list.out.contains("Caixa 1") && list.out.contains("Padaria"), "{list}");
}

#[test]
fn a_code_is_good_once_and_a_wrong_one_never() {
    let relay = Relay::start();
    let added = relay.add_till("Padaria", "Caixa 1");
    let (first, second) = (Till::begun(), Till::begun());
    for (code, exit, word) in [
        ("", 2, "invalid_pairing_code"),
        ("ABC", 2, "invalid_pairing_code"),
        ("00000000", 5, "pairing_refused"),
    ] {
        let told = first.run(&["--json", "pair", &relay.url, code]).expect(exit);
        assert_eq!(told.event("failed")["code"], word, "{code}: {told}");
    }
    pair(&first, &relay, &added);
    let told = second.run(&["--json", "pair", &relay.url, &added.pairing_code]).expect(5);
    assert_eq!(told.event("failed")["code"], "pairing_refused", "{told}");
    let told = second.run(&["--json", "relay", "status"]).expect(5);
    assert_eq!(told.events[0]["paired"], false, "{told}");
}

#[test]
fn a_code_is_typed_as_people_type() {
    let relay = Relay::start();
    let added = relay.add_till("Padaria", "Caixa 1");
    let code = added.pairing_code.replace('-', "").to_lowercase();
    let (left, right) = code.split_at(4);
    let typed = format!(" {left} - {right} ");
    Till::begun().run(&["--json", "pair", &relay.url, &typed]).expect(0);
}

#[test]
fn only_https_or_this_machine_and_only_a_relay() {
    let till = Till::begun();
    for url in ["http://relay.example", "ftp://127.0.0.1", "relay", "", "https://u:p@relay.example"]
    {
        let told = till.run(&["--json", "pair", url, "ABCD1234"]).expect(2);
        assert_eq!(told.event("failed")["code"], "invalid_relay_address", "{url}: {told}");
    }
    let nobody = format!("http://127.0.0.1:{}", testkit::process::free_port());
    let told = till.run(&["--json", "pair", &nobody, "ABCD1234"]).expect(6);
    assert_eq!(told.event("failed")["code"], "relay_unreachable", "{told}");
    let sandbox = crate::sandbox::Sandbox::start();
    let told = till.run(&["--json", "pair", &sandbox.url, "ABCD1234"]);
    assert_ne!(told.code, 0, "{told}");
}

#[test]
fn pairing_again_moves_the_till() {
    let shop = Shop::open();
    let mut watch = shop.stay_connected();
    let elsewhere = Relay::start();
    let added = elsewhere.add_till("Padaria", "Caixa nova");
    pair(&shop.till, &elsewhere, &added);
    // A process that runs takes the new relay by itself.
    let status = wait_for_relay(&shop.till, "on the new relay", |it| {
        it["name"] == "Caixa nova" && it["state"] == "connected"
    });
    assert_eq!(status["url"], *elsewhere.url, "{status}");
    let (mut charge, created) = shop.charge();
    let booked = shop.bank().only_charge(1_250);
    assert!(booked["webhookUrl"].as_str().unwrap().starts_with(&elsewhere.url), "{booked}");
    shop.pay(&created);
    charge.end().expect(0);
    watch.kill();
}

#[test]
fn nothing_secret_is_written_into_files() {
    let shop = Shop::open();
    let _watch = shop.stay_connected();
    let (_charge, _) = shop.charge();
    let booked = shop.bank().only_charge(1_250);
    let key = booked["webhookUrl"].as_str().unwrap().rsplit('/').next().unwrap();
    let home = shop.till.home();
    let found = finish(std::process::Command::new("grep").args(["-rlF", key]).arg(home), "");
    // The exact request body, with the address that the provider was told, is in the order log, and so
    // in each copy of it, one that is just being made too.
    let in_log = |file: &str| file.contains("/order-log") || file.contains("/backups/");
    assert!(found.out.lines().all(in_log), "{found}");
    let code = &shop.added.pairing_code;
    let found =
        finish(std::process::Command::new("grep").args(["-rlF", code]).arg(shop.till.folder()), "");
    assert_eq!(found.out, "", "{found}");
}
