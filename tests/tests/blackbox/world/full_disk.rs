//! A disk that is full while a shop is set up, while a PIN or a setting is changed: told in words, and nothing of what
//! there was is lost.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::small_disk::SmallDisk;
use crate::relay::server::Relay;
use crate::relay::shop::MERCHANT;
use crate::sandbox::Sandbox;
use crate::terminal::balcao::{Started, Till, Told, finish};
use crate::terminal::open_tills::Page;

/// A till whose home is on a small disk of its own, and its page.
struct Shop {
    disk: SmallDisk,
    till: Till,
    page: Page,
}

impl Shop {
    fn on_a_disk() -> Self {
        let (disk, till) = (SmallDisk::mounted("8m"), Till::new());
        let mut serve = on(&disk, &till, &["--json", "serve"]);
        let page = Page::of(Started::new(&mut serve));
        Self { disk, till, page }
    }

    fn home(&self) -> PathBuf {
        self.disk.path().join("home")
    }

    fn run(&self, args: &[&str], input: &str) -> Told {
        let told = finish(&mut on(&self.disk, &self.till, args), input);
        assert!(!told.err.contains("panicked"), "{args:?}: {told}");
        told
    }

    /// Is refused while the disk is full, with what fails named, and taken when it is not.
    fn is_taken_when_there_is_room(&self, command: &str, body: &Value) -> Value {
        self.is_refused(command, body);
        self.is_taken(command, body)
    }

    /// Fills the disk until it stays full: a till that has just written gives room back in its first quiet moment.
    fn fill(&self) -> PathBuf {
        let (begun, probe) = (Instant::now(), self.disk.path().join("probe"));
        loop {
            let in_the_way = self.disk.fill();
            std::thread::sleep(Duration::from_millis(500)); // between two looks
            let is_full = fs::write(&probe, [b'x'; 4_096]).is_err();
            let _ = fs::remove_file(&probe);
            if is_full {
                return in_the_way;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "the disk is never full");
        }
    }

    fn is_refused(&self, command: &str, body: &Value) {
        let in_the_way = self.fill();
        let (_, refused) = self.page.post(command, body);
        let failure = if command == "start" { &refused["state"]["failure"] } else { &refused };
        assert_eq!(failure["code"], "log_unwritable", "{command}: {refused}");
        fs::remove_file(in_the_way).unwrap();
    }

    fn is_taken(&self, command: &str, body: &Value) -> Value {
        let (_, taken) = self.page.post(command, body);
        assert_eq!(taken["code"], json!(null), "{command}: {taken}");
        taken
    }

    fn ask(&self, command: &str) -> Value {
        self.page.post(command, &json!({})).1
    }
}

fn on(disk: &SmallDisk, till: &Till, args: &[&str]) -> Command {
    let mut command = till.bare_command(&["--home"]);
    command.arg(disk.path().join("home")).args(args);
    command
}

fn step(setup: &Value, name: &str) -> Value {
    let steps = setup["steps"].as_array().unwrap_or_else(|| panic!("no steps: {setup}"));
    steps.iter().find(|it| it["name"] == name).unwrap()["state"].clone()
}

#[test]
fn a_shop_is_set_up_over_a_disk_that_is_full_again_and_again() {
    let (sandbox, relay, shop) = (Sandbox::start(), Relay::start(), Shop::on_a_disk());
    let house =
        shop.is_taken_when_there_is_room("start", &json!({ "kind": "shop", "leave_open": false }));
    assert_eq!(house["state"]["is"], "open", "{house}");

    let draft = |name: &str| {
        json!({ "draft": {
            "provider": "connectpsp", "environment": sandbox.url,
            "values": { "payerName": name, "payerDocument": "12345678909" }, "skipped": [],
        }})
    };
    shop.is_taken("save_setup", &draft("Ana"));
    shop.is_refused("save_setup", &draft("Bia"));
    assert_eq!(shop.ask("setup")["draft"]["values"]["payerName"], "Ana", "what was typed before");
    shop.is_taken("save_setup", &draft("Bia"));

    let connect = json!({
        "provider": "connectpsp", "environment": sandbox.url, "values": sandbox.credentials,
        "as_default": true, "same_account": false,
    });
    shop.is_refused("connect", &connect);
    let setup = shop.ask("setup");
    assert_eq!(
        (step(&setup, "account"), &shop.ask("hello")["provider"]),
        (json!("open"), &json!(null))
    );
    shop.is_taken("connect", &connect);

    let details = json!({
        "name": "Padaria do Zé", "document": "", "city": "Olinda", "till_name": "Caixa 1",
        "till_number": "1", "institution": "",
    });
    shop.is_refused("save_shop", &details);
    assert_eq!(shop.ask("setup")["shop"]["name"], "");
    shop.is_taken("save_shop", &details);

    // A code is good once: it is not spent where its fruit cannot be kept.
    let code = relay.add_till(MERCHANT, "Caixa 1").pairing_code;
    let pair = json!({ "url": relay.url, "code": code });
    let paired = shop.is_taken_when_there_is_room("pair", &pair);
    assert_eq!(paired["paired"], true, "{paired}");

    let manager = json!({ "name": "Lúcia", "role": "manager", "pin": "4711" });
    // The log has room of its own for some changes, and a till that has written makes more: what is told holds.
    let in_the_way = shop.fill();
    let is_full = (0..500).any(|_| shop.page.charge()["code"] == "log_unwritable");
    assert!(is_full, "the disk is full, and takes everything");
    let (_, told) = shop.page.post("add_operator", &manager);
    fs::remove_file(in_the_way).unwrap();
    let state = step(&shop.ask("setup"), "manager");
    if told["operators"].is_null() {
        assert_eq!(told["code"], "log_unwritable", "{told}");
        assert_eq!(state, "open", "nobody has a PIN that nobody knows");
        shop.is_taken("add_operator", &manager);
    } else {
        assert_eq!(state, "done", "{told}");
    }
    shop.is_taken("sign_in", &json!({ "operator": "lucia", "pin": "4711" }));
    shop.is_taken("save_setup", &json!({ "draft": null }));
    assert_eq!(shop.page.charge()["status"], "pending");
    shop.run(&["verify"], "").expect(0);
}

#[test]
fn a_setting_that_no_disk_takes_leaves_the_one_of_before() {
    let shop = Shop::on_a_disk();
    shop.is_taken("start", &json!({ "kind": "shop", "leave_open": false }));
    shop.is_taken("set_setting", &json!({ "key": "shop.name", "value": "Padaria" }));
    let file = shop.home().join("settings.toml");
    let before = fs::read(&file).unwrap();
    shop.is_refused("set_setting", &json!({ "key": "shop.name", "value": "Bar" }));
    shop.is_refused("unset_setting", &json!({ "key": "shop.name" }));
    let in_the_way = shop.fill();
    let told = shop.run(&["--json", "settings", "set", "shop.name", "Bar"], "").expect(7);
    assert!(told.err.contains("the till's folder cannot be written"), "{told}");
    fs::remove_file(in_the_way).unwrap();
    assert_eq!(fs::read(&file).unwrap(), before);
    let told = shop.run(&["settings", "get", "shop.name"], "").expect(0);
    assert_eq!(told.out.trim(), "Padaria");
    shop.is_taken("set_setting", &json!({ "key": "shop.name", "value": "Bar" }));
}

#[test]
fn a_pin_that_no_disk_takes_leaves_the_one_of_before() {
    let shop = Shop::on_a_disk();
    shop.is_taken("start", &json!({ "kind": "shop", "leave_open": false }));
    shop.is_taken("add_operator", &json!({ "name": "Lúcia", "role": "manager", "pin": "4711" }));
    shop.is_taken("add_operator", &json!({ "name": "Ana", "role": "cashier", "pin": "1000" }));
    let in_the_way = shop.fill();
    // The log has room of its own for some changes.
    let mut pin = 1_000;
    let refused = loop {
        let new = json!({ "operator": "ana", "pin": (pin + 1).to_string() });
        let (_, answer) = shop.page.post("set_pin", &new);
        if answer["operators"].is_null() {
            break answer;
        }
        pin += 1;
        assert!(pin < 2_000, "the disk is full, and takes everything");
    };
    assert_eq!(refused["code"], "log_unwritable", "{refused}");
    // Whoever has the machine is told as much, where there is no room again.
    let way_back = ["--json", "--pin-stdin", "operator", "pin", "Lúcia", "--forgotten"];
    let told = shop.run(&way_back, "7777\n");
    fs::remove_file(in_the_way).unwrap();
    let is_given = told.code == 0;
    if !is_given {
        assert_eq!(told.code, 7, "{told}");
        assert_eq!(told.event("failed")["code"], "log_unwritable", "{told}");
    }

    let sign_in = |operator: &str, pin: &str| json!({ "operator": operator, "pin": pin });
    let (refused, kept) = ((pin + 1).to_string(), pin.to_string());
    let of_lucia = if is_given { ["4711", "7777"] } else { ["7777", "4711"] };
    for (operator, [wrong, right]) in [("ana", [&*refused, &*kept]), ("lucia", of_lucia)] {
        let told = shop.page.post("sign_in", &sign_in(operator, wrong)).1;
        assert_eq!(told["code"], "wrong_pin", "{operator}: {told}");
        shop.is_taken("sign_in", &sign_in(operator, right));
    }
    shop.is_taken("set_pin", &json!({ "operator": "ana", "pin": "9876" }));
    shop.is_taken("sign_in", &sign_in("ana", "9876"));
    shop.run(&["verify"], "").expect(0);
}
