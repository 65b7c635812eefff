//! From the keyring to the file and back: nothing is lost, wherever the program dies.

use std::fs;

use serde_json::{Value, json};

use super::{FileTill, PASSPHRASE, code};
use crate::relay::server::Relay;
use crate::relay::shop::MERCHANT;
use crate::terminal::balcao::{CRYPTO_TOKEN, Told, credentials, finish};
use crate::terminal::provider::Provider;
use crate::world::keyrings::Session;

/// A till with a provider that refunds, a relay, and a kept account, in a keyring of its own: what stands in a keyring is
/// found by looking through all that it has of ours, and the one of all tests has some thousand entries in the end.
struct Shop {
    keyring: Session,
    till: FileTill,
    provider: Provider,
    _former: Provider,
    _relay: Relay,
}

impl Shop {
    fn open() -> Self {
        let (former, provider) = (Provider::honest(), Provider::honest());
        let keyring = Session::begin();
        let till = keyring.connected(&former);
        keyring.run(&till, &["charge", "1,00", "--no-wait"]).expect(0);
        let mut typed = credentials();
        typed["cryptoToken"] = CRYPTO_TOKEN.into();
        keyring.connect(&till, provider.url(), &typed).expect(0);
        let relay = Relay::start();
        let added = relay.add_till(MERCHANT, "Caixa 1");
        keyring.run(&till, &["pair", &relay.url, &added.pairing_code]).expect(0);
        keyring.run(&till, &["charge", "1,00", "--no-wait"]).expect(0);
        let till = FileTill { till };
        fs::write(till.passphrase(), PASSPHRASE).unwrap();
        super::close_to_others(&till.passphrase());
        Self { keyring, till, provider, _former: former, _relay: relay }
    }

    /// With a keyring and with the passphrase.
    fn run(&self, args: &[&str]) -> Told {
        self.dying(args, "")
    }

    fn dying(&self, args: &[&str], place: &str) -> Told {
        let mut command = self.keyring.command(&self.till.till, args);
        command.env("BALCAO_VAULT_PASSPHRASE_FILE", self.till.passphrase());
        finish(command.env("BALCAO_CRASH_AT", place), "")
    }

    fn move_to(&self, store: &str, place: &str) -> Told {
        self.dying(&["--json", "vault", "move", "--to", store], place)
    }

    /// Everything is in one store, and the till sells from it.
    fn has_everything(&self, what: &str) -> String {
        let status = self.run(&["--json", "vault", "status"]).expect(0).event("vault");
        let entries = &status["entries"];
        let expected = json!({
            "providers": 1, "kept": 1, "relay": 1, "till": 1, "operators": 0, "others": 0,
        });
        assert_eq!(*entries, expected, "{what}: {status}");
        self.run(&["charge", "1,00", "--no-wait"]).expect(0);
        let listed = self.run(&["--json", "providers"]).expect(0).events;
        assert!(listed.iter().all(|it| it["failure"].is_null()), "{what}: {listed:?}");
        status["store"].as_str().unwrap().to_owned()
    }

    /// What the log tells of moves, and by whom.
    fn moves_in_the_log(&self) -> Vec<(Value, String)> {
        let log = rusqlite::Connection::open(self.till.till.home().join("order-log.db")).unwrap();
        let moves = "SELECT body, actor FROM events WHERE kind = 'vault_moved' ORDER BY seq";
        let mut statement = log.prepare(moves).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
        let read = |(body, by): (String, String)| (serde_json::from_str(&body).unwrap(), by);
        rows.unwrap().map(|row| read(row.unwrap())).collect()
    }

    /// What the other store would have for a till that went by it.
    fn has_nothing_in(&self, store: &str) {
        let (vault, choice) = (self.till.vault(), self.till.till.home().join("vault.json"));
        if store == "file" {
            assert!(!vault.exists());
            return;
        }
        let chosen = fs::read(&choice).unwrap();
        fs::write(&choice, r#"{"store":"keyring"}"#).unwrap();
        let status = self.run(&["--json", "vault", "status"]).expect(0).event("vault");
        fs::write(&choice, chosen).unwrap();
        let counts = status["entries"].as_object().unwrap();
        assert!(counts.values().all(|it| *it == 0), "{status}");
    }
}

#[test]
fn all_secrets_go_to_the_file_and_back() {
    let shop = Shop::open();
    assert_eq!(shop.has_everything("before"), "keyring");
    let moved = shop.move_to("file", "").expect(0).event("vault_moved");
    assert_eq!((&moved["entries"], &moved["left_in"]), (&json!(4), &json!(null)), "{moved}");
    assert_eq!(shop.has_everything("moved"), "file");
    shop.has_nothing_in("keyring");
    shop.till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let again = shop.move_to("file", "").expect(0).event("vault_moved");
    assert_eq!((&again["was_there"], &again["entries"]), (&json!(true), &json!(4)));
    let former = shop.till.till.home().join("former");
    fs::hard_link(shop.till.vault(), &former).unwrap();
    shop.move_to("keyring", "").expect(0);
    assert_eq!(shop.has_everything("back"), "keyring");
    shop.has_nothing_in("file");
    assert!(fs::read(former).unwrap().iter().all(|it| *it == 0), "overwritten");
    let told = |from, to| {
        let body = json!({ "from": from, "to": to, "entries": 4 });
        (body, "owner/terminal".to_owned())
    };
    let both = [told("keyring", "file"), told("file", "keyring")];
    assert_eq!(shop.moves_in_the_log(), both, "what moved nothing is not told of");
    shop.run(&["verify"]).expect(0);
}

#[test]
fn whatever_step_a_move_dies_at_one_store_has_all_and_the_next_run_finishes() {
    let shop = Shop::open();
    for (to, from) in [("file", "keyring"), ("keyring", "file")] {
        for (place, is_behind) in [
            ("vault_marked", false),
            ("vault_written", false),
            ("vault_exchanged", false),
            ("vault_half_filled", false),
            ("vault_filled", false),
            ("vault_switched", true),
            ("vault_cleared", true),
        ] {
            let told = shop.move_to(to, place);
            let is_of_the_file = matches!(place, "vault_written" | "vault_exchanged");
            if told.code == 0 {
                assert!(is_of_the_file && to == "keyring", "{to}, {place}: {told}");
            } else {
                assert_eq!(told.code, -1, "{to}, {place}: {told}");
                let now = shop.has_everything(&format!("{to}, {place}"));
                assert_eq!(now, if is_behind { to } else { from }, "{place}");
            }
            shop.move_to(to, "").expect(0);
            assert_eq!(shop.has_everything(&format!("{to}, {place}, again")), to);
            shop.has_nothing_in(from);
            shop.move_to(from, "").expect(0);
        }
        shop.move_to(to, "").expect(0);
    }
}

#[test]
fn where_there_is_no_keyring_a_first_choice_that_dies_is_made_again() {
    for place in
        ["vault_marked", "vault_written", "vault_exchanged", "vault_filled", "vault_switched"]
    {
        let till = FileTill::unchosen();
        let mut command = till.command(&["--create", "vault", "move", "--to", "file"]);
        let told = finish(command.env("BALCAO_CRASH_AT", place), "");
        assert_eq!(told.code, -1, "{place}: {told}");
        let is_behind = place == "vault_switched";
        let status = till.run(&["--json", "vault", "status"]).event("vault");
        assert_eq!(status["chosen"], is_behind, "{place}: {status}");
        till.run(&["vault", "move", "--to", "file"]).expect(0);
        let status = till.status();
        assert_eq!((&status["store"], &status["chosen"]), (&json!("file"), &json!(true)));
        assert_eq!(status["left_in"], json!(null), "{place}: {status}");
    }
}

#[test]
fn whatever_step_a_new_passphrase_dies_at_one_of_both_opens_all() {
    let shop = Shop::open();
    shop.move_to("file", "").expect(0);
    let (mut old, mut new) = (PASSPHRASE.to_owned(), "outra senha inteira".to_owned());
    for (place, is_new) in [("vault_written", false), ("vault_exchanged", true), ("", true)] {
        let args = ["--json", "vault", "passphrase", "--new-passphrase-fd", "0"];
        let mut command = shop.till.command(&args);
        let told = finish(command.env("BALCAO_CRASH_AT", place), &new);
        assert_eq!(told.code, if place.is_empty() { 0 } else { -1 }, "{place}: {told}");
        if is_new {
            std::mem::swap(&mut old, &mut new);
        }
        // The one that is not it any more, and the one that is it now.
        assert_eq!(code(&shop.till.try_with(&new).expect(5)), "wrong_passphrase", "{place}");
        fs::write(shop.till.passphrase(), &old).unwrap();
        assert_eq!(shop.has_everything(place), "file");
        let left = shop.till.till.home().join("vault.balcao.other");
        assert!(!left.exists(), "{place}: what a crash has left is gone");
    }
}

#[test]
fn secrets_leave_no_store_for_one_that_does_not_answer() {
    let shop = Shop::open();
    shop.move_to("file", "").expect(0);
    let told = shop.till.run(&["--json", "vault", "move", "--to", "keyring"]).expect(5);
    assert_eq!(code(&told), "vault_unavailable", "{told}");
    let status = shop.till.status();
    assert_eq!((&status["store"], &status["left_in"]), (&json!("file"), &json!(null)));
    shop.till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    // Where the keyring that has them is gone, they are moved by no one, and a person may begin anew.
    shop.move_to("keyring", "").expect(0);
    let told = shop.till.run(&["--json", "vault", "move", "--to", "file"]).expect(5);
    assert_eq!(code(&told), "vault_unavailable", "{told}");
    let moved = shop
        .till
        .run(&["--json", "vault", "move", "--to", "file", "--from-nothing", "--yes"])
        .expect(0);
    assert_eq!(moved.event("vault_moved")["left_in"], "keyring", "{moved}");
    // When it answers, what was left there is taken away.
    shop.till.connect(shop.provider.url(), &credentials()).expect(0);
    shop.run(&["charge", "1,00", "--no-wait"]).expect(0);
    shop.has_nothing_in("keyring");
}
