//! The power goes at each step of the first run, within a command and right behind its answer: whoever starts the till
//! again goes on where they were, nothing is half kept, and the shop sells in the end.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::relay::server::{Added, Relay};
use crate::relay::shop::MERCHANT;
use crate::sandbox::Sandbox;
use crate::terminal::balcao::{NO_BUS, Started, Till, finish};
use crate::terminal::open_tills::Page;
use crate::vault::PASSPHRASE;
use crate::world::keyrings::Session;

/// In so many parts of the time that a command takes by itself the power goes once each, and once behind it.
const PARTS: u32 = 6;
/// How long something may take to happen on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const PIN: &str = "4711";

/// What a person does on the way from an empty folder to a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Begin,
    ChooseVault,
    Draft,
    Connect,
    Shop,
    Pair,
    Manager,
    End,
}

const WITH_A_KEYRING: &[Step] =
    &[Step::Begin, Step::Draft, Step::Connect, Step::Shop, Step::Pair, Step::Manager, Step::End];
const WITHOUT: &[Step] =
    &[Step::Begin, Step::ChooseVault, Step::Draft, Step::Connect, Step::Manager, Step::End];

/// A shop on its first day.
struct Day<'a> {
    till: Till,
    sandbox: &'a Sandbox,
    relay: &'a Relay,
    added: Added,
    /// The session bus: a keyring may die with a program that is killed while it begins to speak to it, and the tests
    /// beside this one need theirs.
    bus: &'a str,
}

impl Day<'_> {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.till.command(args);
        command.env("DBUS_SESSION_BUS_ADDRESS", self.bus);
        command
    }

    /// The page of the next process, with whoever works there signed in.
    fn open(&self) -> Page {
        let page = Page::of(Started::new(&mut self.command(&["--json", "serve"])));
        let (_, house) = page.post("house", &json!({}));
        if house["state"]["is"] == "new" {
            return page;
        }
        let (_, vault) = page.post("vault", &json!({}));
        if vault["store"] == "file" {
            let (_, opened) = page.post("unlock_vault", &json!({ "passphrase": PASSPHRASE }));
            assert_eq!(opened["failure"], json!(null), "nobody knows its passphrase: {opened}");
        }
        let (_, house) = page.post("house", &json!({}));
        assert_eq!(house["state"], json!({ "is": "open" }), "{house}");
        let (_, who) = page.post("who", &json!({}));
        if who["people"] != json!([]) {
            let (_, who) = page.post("sign_in", &json!({ "operator": "lucia", "pin": PIN }));
            assert_eq!(who["operator"]["name"], "Lúcia", "nobody knows the PIN: {who}");
        }
        let (_, hello) = page.post("hello", &json!({}));
        assert_eq!(hello["notices"], json!([]), "{hello}");
        self.is_whole(&page);
        page
    }

    /// Who is called connected has tested credentials, which the vault has.
    fn is_whole(&self, page: &Page) {
        let (_, setup) = page.post("setup", &json!({}));
        let (_, hello) = page.post("hello", &json!({}));
        let is_connected = step(&setup, "account") == "done";
        assert_eq!(hello["provider"].is_null(), !is_connected, "{setup} {hello}");
        if is_connected {
            let (_, tested) = page.post("test_connection", &json!({ "provider": "connectpsp" }));
            assert_eq!(tested["environment"], self.sandbox.url, "{tested}");
        }
        let shop = setup["shop"]["name"].as_str().unwrap();
        let other = setup["shop"]["city"].as_str().unwrap();
        assert_eq!(shop.is_empty(), other.is_empty(), "all of the shop or nothing: {setup}");
    }

    fn draft(&self) -> Value {
        json!({
            "provider": "connectpsp", "environment": self.sandbox.url,
            "values": { "payerName": "Ana Padrão", "payerDocument": "12345678909" }, "skipped": [],
        })
    }

    fn asked(&self, step: Step) -> (&'static str, Value) {
        match step {
            Step::Begin => ("start", json!({ "kind": "shop", "leave_open": false })),
            Step::ChooseVault => {
                ("choose_vault", json!({ "store": "file", "passphrase": PASSPHRASE }))
            }
            Step::Draft => ("save_setup", json!({ "draft": self.draft() })),
            Step::Connect => {
                let connect = json!({
                    "provider": "connectpsp", "environment": self.sandbox.url,
                    "values": self.sandbox.credentials, "as_default": true, "same_account": false,
                });
                ("connect", connect)
            }
            Step::Shop => {
                let shop = json!({
                    "name": "Padaria do Zé", "document": "", "city": "Olinda", "till_name": "",
                    "till_number": "3", "institution": "",
                });
                ("save_shop", shop)
            }
            Step::Pair => {
                ("pair", json!({ "url": self.relay.url, "code": self.added.pairing_code }))
            }
            Step::Manager => {
                ("add_operator", json!({ "name": "Lúcia", "role": "manager", "pin": PIN }))
            }
            Step::End => ("save_setup", json!({ "draft": null })),
        }
    }

    /// Whether the step is done, as the till tells; one that is half done is told as that it is not.
    fn is_done(&self, page: &Page, of: Step) -> bool {
        let setup = || page.post("setup", &json!({})).1;
        match of {
            Step::Begin => page.post("house", &json!({})).1["state"]["is"] == "open",
            Step::ChooseVault => page.post("vault", &json!({})).1["store"] == "file",
            Step::Draft => setup()["draft"] == self.draft(),
            Step::Connect => step(&setup(), "account") == "done",
            Step::Shop => step(&setup(), "shop") == "done",
            Step::Pair => step(&setup(), "relay") == "done",
            Step::Manager => step(&setup(), "manager") == "done",
            Step::End => setup()["draft"].is_null(),
        }
    }

    /// Does a step, or what is left of it.
    fn finish(&mut self, page: &Page, step: Step) {
        let (command, body) = self.asked(step);
        let (_, mut answer) = page.post(command, &body);
        if step == Step::Pair && answer["code"] == "pairing_refused" {
            // The relay has heard of it, and a code is good once.
            let code = self.relay.admin_json(&["till", "code", &self.added.till_id]);
            code["pairing_code"].as_str().unwrap().clone_into(&mut self.added.pairing_code);
            let (command, body) = self.asked(step);
            answer = page.post(command, &body).1;
        }
        assert_eq!(answer["code"], json!(null), "{step:?}: {answer}");
        assert!(self.is_done(page, step), "{step:?}: {answer}");
    }

    /// It sells, and its log is whole.
    fn sells(&self, page: &Page) {
        let order = page.charge();
        assert_eq!(order["status"], "pending", "{order}");
        self.sandbox.bank.pay(order["attempts"][0]["copy_and_paste"].as_str().unwrap());
        let begun = Instant::now();
        while !page.post("last_sales", &json!({ "limit": 1 })).1.to_string().contains("\"paid\"") {
            assert!(begun.elapsed() < PATIENCE, "the payment is not seen");
            std::thread::sleep(Duration::from_millis(100)); // between two looks
        }
        finish(&mut self.command(&["verify"]), "").expect(0);
    }

    fn is_on_the_relay(page: &Page) {
        let begun = Instant::now();
        loop {
            let (_, relay) = page.post("relay", &json!({}));
            if relay["state"] == "connected" {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "paired, and not let in: {relay}");
            std::thread::sleep(Duration::from_millis(100)); // between two looks
        }
    }
}

fn step(setup: &Value, name: &str) -> String {
    let steps = setup["steps"].as_array().unwrap_or_else(|| panic!("no steps: {setup}"));
    let step = steps.iter().find(|it| it["name"] == name).unwrap();
    step["state"].as_str().unwrap().to_owned()
}

fn cut_at_each_step(steps: &[Step], bus: &str) {
    let (sandbox, relay) = (Sandbox::start(), Relay::start());
    let day = |nth: u32| {
        let added = relay.add_till(MERCHANT, &format!("Caixa {nth}"));
        Day { till: Till::new(), sandbox: &sandbox, relay: &relay, added, bus }
    };
    // Nothing happens to the first: it tells how long each step takes.
    let mut undisturbed = day(0);
    let page = undisturbed.open();
    let took: Vec<_> = { steps.iter() }
        .map(|step| {
            let begun = Instant::now();
            undisturbed.finish(&page, *step);
            begun.elapsed()
        })
        .collect();
    undisturbed.sells(&page);
    drop(page);

    for part in 0..=PARTS {
        let mut day = day(part + 1);
        for (step, took) in steps.iter().zip(&took) {
            let mut page = day.open();
            let (command, body) = day.asked(*step);
            let after = if part == PARTS { *took * 2 } else { *took * part / PARTS };
            let answer = page.post_and_kill(command, &body, after);
            let page = day.open();
            let is_told = answer.is_some_and(|it| !it.is_null() && it["code"].is_null());
            let is_done = day.is_done(&page, *step);
            assert!(is_done || !is_told, "{step:?} in part {part}: it was told as done");
            if !is_done {
                day.finish(&page, *step);
            }
        }
        let page = day.open();
        for step in steps {
            assert!(day.is_done(&page, *step) || *step == Step::Draft, "{step:?} in part {part}");
        }
        if steps.contains(&Step::Pair) {
            Day::is_on_the_relay(&page);
        }
        day.sells(&page);
    }
}

#[test]
fn with_a_keyring_the_next_process_goes_on_wherever_the_power_went() {
    let session = Session::begin();
    cut_at_each_step(WITH_A_KEYRING, session.address());
}

#[test]
fn with_an_encrypted_vault_the_next_process_goes_on_wherever_the_power_went() {
    cut_at_each_step(WITHOUT, NO_BUS);
}
