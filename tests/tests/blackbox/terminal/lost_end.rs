//! A log that has lost its end, and the way back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::accounts::copy_folder;
use super::balcao::{NO_BUS, Till, Told, credentials, finish};
use super::provider::{Kind, Provider};

fn log(till: &Till) -> PathBuf {
    till.home().join("order-log.db")
}

/// Removes the log with all that stands beside it but its mark.
fn remove_log(till: &Till) {
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(till.home().join(format!("order-log.db{end}")));
    }
}

/// The till's one backup.
fn backup(till: &Till) -> PathBuf {
    let mut found = fs::read_dir(till.home().join("backups")).unwrap().flatten();
    let backup = found.next().unwrap().path();
    assert!(found.next().is_none(), "one a day");
    backup
}

fn verified(till: &Till, code: i32) -> Value {
    till.run(&["--json", "verify"]).expect(code).event("verified")
}

/// Sells nothing, says so, and sends nothing.
fn sells_nothing(till: &Till, provider: &Provider) -> Told {
    let sent = provider.calls(Kind::Create).len();
    for args in [&["--json", "watch"][..], &["--json", "serve"]] {
        let told = till.run(args).expect(7);
        assert_eq!(told.event("failed")["code"], "log_behind", "{told}");
    }
    let told = till.run(&["--json", "charge", "1,00", "--no-wait"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_behind", "{told}");
    assert!(told.err.contains("balcao restore"), "names the way back: {told}");
    assert_eq!(provider.calls(Kind::Create).len(), sent, "nothing was sent");
    told
}

/// Restores from `file`, sells on, and looks for anything that was given out twice.
fn restores_and_sells_on(till: &Till, provider: &Provider, file: &str) -> Value {
    let before: Vec<Value> = provider
        .books(|books| books.charges.iter().map(|charge| json!(charge.reference)).collect());
    let told = till.run(&["--json", "restore", file]).expect(0);
    let restored = told.event("restored");
    assert_eq!(verified(till, 0)["watermark"], "matches");
    let told = till.run(&["--json", "charge", "55,00", "--no-wait"]).expect(0);
    let created = told.event("charge_created");
    assert_eq!(created["order"], restored["first_order"], "{told}");
    let number: usize = created["order"].as_str().unwrap().parse().unwrap();
    assert!(number > 1_000, "numbers jump past all that may have been given out: {told}");
    let (reference, code) = (created["reference"].as_str().unwrap(), &restored["code"]);
    assert!(reference.starts_with(code.as_str().unwrap()), "{restored}: {told}");
    for known in &before {
        assert_ne!(known.as_str().unwrap()[..4], reference[..4], "a code of its own: {known}");
    }
    let all = provider.books(|books| {
        books.charges.iter().map(|charge| charge.reference.clone()).collect::<Vec<_>>()
    });
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "given out twice: {all:?}");
    restored
}

#[test]
fn a_write_ahead_log_that_is_lost_is_noticed() {
    let provider = Provider::honest();
    // What was brought into the log itself before the end is not lost.
    for _ in 0..8 {
        let till = Till::connected(provider.url());
        till.run(&["charge", "1,00", "--no-wait"]).expect(0);
        let mut watch = till.start(&["--json", "charge", "20,00"]);
        watch.wait_for_event("charge_created");
        watch.kill();
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(till.home().join(format!("order-log.db{end}")));
        }
        let told = till.run(&["--json", "verify"]);
        let found = told.event("verified");
        if told.code == 0 {
            assert_eq!((&found["orders"], &found["watermark"]), (&json!(2), &json!("matches")));
            continue;
        }
        assert_eq!((told.code, &found["watermark"]), (7, &json!("behind")), "{told}");
        let refused = sells_nothing(&till, &provider);
        let missing: i64 = refused.event("failed")["detail"]
            .as_str()
            .unwrap()
            .split(|it: char| !it.is_ascii_digit())
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=3).contains(&missing), "{refused}");
        let file = log(&till);
        let restored = restores_and_sells_on(&till, &provider, file.to_str().unwrap());
        assert_eq!(restored["missing"], missing);
        return;
    }
    panic!("the write-ahead log never held anything");
}

#[test]
fn a_backup_put_back_by_hand_is_not_sold_on() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for _ in 0..4 {
        till.run(&["charge", "30,00", "--no-wait"]).expect(0);
    }
    let whole = verified(&till, 0);
    assert_eq!(whole["watermark"], "matches");
    let backup = backup(&till);
    remove_log(&till);
    fs::copy(&backup, log(&till)).unwrap();
    let found = verified(&till, 7);
    assert_eq!((&found["watermark"], &found["orders"]), (&json!("behind"), &json!(1)));
    // The first backup is made beside the first sale, before or after its code was registered.
    let missing = whole["events"].as_i64().unwrap() - found["events"].as_i64().unwrap();
    assert!((9..=10).contains(&missing), "{found}");
    let doctor = till.run(&["--json", "doctor"]).expect(7);
    let log = doctor.events.iter().find(|finding| finding["what"] == "log").unwrap();
    assert_eq!((&log["ok"], &log["code"]), (&json!(false), &json!("log_behind")), "{doctor}");
    let told = sells_nothing(&till, &provider);
    assert!(told.err.contains(&format!("{missing} events are missing")), "{told}");
    // Looking is no way around it.
    assert_eq!(till.orders().len(), 1);
    sells_nothing(&till, &provider);
    let restored = restores_and_sells_on(&till, &provider, backup.to_str().unwrap());
    assert_eq!((&restored["missing"], &restored["orders"]), (&json!(missing), &json!(1)));
    // The customers of the lost sales pay: none of that is a later sale's.
    provider.books(|books| {
        for charge in &mut books.charges[..4] {
            charge.set_status("PAID");
        }
    });
    let mut watch = till.start(&["--json", "watch"]);
    watch.wait_for("the sale that is known", |event| {
        event["order"] == "000001" && event["status"] == "paid"
    });
    watch.kill();
    let later = &till.orders()[0];
    assert_eq!((&later["status"], &later["received_centavos"]), (&json!("pending"), &json!(0)));
    // Once more, the same: not the same code or numbers.
    let again = till.run(&["--json", "restore", backup.to_str().unwrap()]).expect(0);
    let again = again.event("restored");
    assert_ne!(again["code"], restored["code"]);
    assert_ne!(again["first_order"], restored["first_order"]);
}

#[test]
fn an_empty_log_is_no_new_shop() {
    let provider = Provider::honest();
    for is_there in [true, false] {
        let till = Till::connected(provider.url());
        for _ in 0..3 {
            till.run(&["charge", "1,00", "--no-wait"]).expect(0);
        }
        remove_log(&till);
        if is_there {
            fs::write(log(&till), "").unwrap();
        }
        let told = sells_nothing(&till, &provider);
        let backup = backup(&till);
        // The till's name, and three sales that were each opened, asked for and registered.
        assert!(told.err.contains("10 events are missing"), "{told}");
        till.run(&["--json", "verify"]).expect(7);
        restores_and_sells_on(&till, &provider, backup.to_str().unwrap());
    }
}

#[test]
fn a_log_that_is_gone_is_told_as_what_it_is() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    remove_log(&till);
    let found = verified(&till, 7);
    assert_eq!((&found["watermark"], &found["events"]), (&json!("missing"), &json!(0)));
}

#[test]
fn a_log_without_its_mark_is_not_sold_on() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    fs::remove_file(till.home().join("order-log.mark")).unwrap();
    let found = verified(&till, 7);
    assert_eq!((&found["watermark"], &found["orders"]), (&json!("missing"), &json!(1)));
    sells_nothing(&till, &provider);
    restores_and_sells_on(&till, &provider, log(&till).to_str().unwrap());
}

#[test]
fn the_keyring_knows_the_end_where_all_files_were_put_back() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let names = ["order-log.db", "order-log.mark"];
    let then = names.map(|name| fs::read(till.home().join(name)).unwrap());
    for _ in 0..2 {
        till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    }
    remove_log(&till);
    for (name, bytes) in names.iter().zip(then) {
        fs::write(till.home().join(name), bytes).unwrap();
    }
    let told = sells_nothing(&till, &provider);
    assert!(told.err.contains("missing"), "{told}");
    assert_eq!(verified(&till, 7)["watermark"], "behind");
    restores_and_sells_on(&till, &provider, log(&till).to_str().unwrap());
}

#[test]
fn what_is_no_order_log_restores_nothing() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let head = verified(&till, 0)["head"].clone();
    let note = till.folder().join("bilhete.db");
    fs::write(&note, "isto não é um banco de dados").unwrap();
    let settings = till.home().join("connections.json");
    let nothing = till.folder().join("nada.db");
    for file in [&note, &settings, &nothing] {
        let told = till.run(&["--json", "restore", file.to_str().unwrap()]).expect(2);
        assert_eq!(told.event("failed")["code"], "not_restorable", "{told}");
    }
    // Nor while anybody has the till open.
    let backup = till.folder().join("copy.db");
    fs::copy(log(&till), &backup).unwrap();
    let mut watch = till.start(&["--json", "charge", "2,00"]);
    watch.wait_for_event("charge_created");
    let told = till.run(&["--json", "restore", backup.to_str().unwrap()]);
    assert_eq!(told.event("failed")["code"], "till_in_use", "{told}");
    watch.kill();
    assert_ne!(verified(&till, 0)["head"], head, "sold on as if nothing had been");
    assert_eq!(till.orders().len(), 2);
}

fn sell(till: &Till) -> Value {
    till.run(&["--json", "charge", "1,00", "--no-wait"]).expect(0).event("charge_created")
}

/// Puts a copy of a home in the place of it, as it was.
fn put_back(till: &Till, copy: &Path) {
    fs::remove_dir_all(till.home()).unwrap();
    copy_folder(copy, &till.home());
}

#[test]
fn a_copy_from_before_a_restore_is_not_sold_on() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    let copy = till.folder().join("copy");
    copy_folder(&till.home(), &copy);
    till.run(&["restore", log(&till).to_str().unwrap()]).expect(0);
    let sold: Vec<Value> = (0..3).map(|_| sell(&till)).collect();
    put_back(&till, &copy);
    sells_nothing(&till, &provider);
    assert_eq!(verified(&till, 7)["watermark"], "behind");
    let restored = restores_and_sells_on(&till, &provider, log(&till).to_str().unwrap());
    assert!(restored["first_order"].as_str() > sold[2]["order"].as_str(), "{restored}");
}

#[test]
fn an_older_copy_in_the_same_place_is_not_sold_on_as_another_till() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    // A copy of it sells beside it, under a code of its own, and each may go on.
    let beside = Till::new();
    copy_folder(&till.home(), &beside.home());
    beside.connect(provider.url(), &credentials()).expect(0);
    for till in [&beside, &till, &beside, &till, &till] {
        sell(till);
    }
    // Moved over the original, it has not what was sold there.
    put_back(&till, &beside.home());
    sells_nothing(&till, &provider);
    restores_and_sells_on(&till, &provider, log(&till).to_str().unwrap());
    sell(&beside);
}

#[test]
fn a_home_that_was_emptied_is_no_new_shop_where_the_keyring_knows_of_sales() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let sold: Vec<Value> = (0..2).map(|_| sell(&till)).collect();
    fs::remove_dir_all(till.home()).unwrap();
    till.connect(provider.url(), &credentials()).expect(0);
    let told = sells_nothing(&till, &provider);
    assert!(told.err.contains("restore --from-nothing"), "the way on is named: {told}");
    let told = till.run(&["--json", "restore", "--from-nothing"]).expect(0);
    let begun = told.event("restored");
    assert_eq!((&begun["events"], &begun["missing"]), (&json!(0), &json!(7)), "{told}");
    let next = sell(&till);
    assert_eq!(next["order"], begun["first_order"]);
    assert!(next["order"].as_str() > sold[1]["order"].as_str());
    assert_ne!(
        next["reference"].as_str().unwrap()[..4],
        sold[0]["reference"].as_str().unwrap()[..4]
    );
    assert_eq!(verified(&till, 0)["watermark"], "matches");
}

#[test]
fn a_log_that_is_broken_on_its_first_day_has_a_way_back_in_both_languages() {
    let provider = Provider::honest();
    for broken in ["", "isto não é um banco de dados, é um bilhete"] {
        let till = Till::connected(provider.url());
        sell(&till);
        remove_log(&till);
        // A first backup may have been made beside the sale, on the same disk.
        let _ = fs::remove_dir_all(till.home().join("backups"));
        fs::write(log(&till), broken).unwrap();
        for (language, word) in [("pt-BR", "Sem backup bom"), ("en", "Without a good backup")] {
            let mut command = till.command(&["charge", "1,00"]);
            let told = finish(command.env("BALCAO_LANG", language), "").expect(7);
            assert!(told.err.contains(word), "{told}");
            assert!(told.err.contains("balcao restore --from-nothing"), "{told}");
        }
        let told = till.run(&["--json", "restore", "--from-nothing"]).expect(0);
        let begun = told.event("restored");
        assert_eq!(begun["missing"], 4, "{told}");
        let kept = fs::read_to_string(begun["replaced"].as_str().unwrap()).unwrap();
        assert_eq!(kept, broken, "what is left is kept beside");
        assert_eq!(sell(&till)["order"], begun["first_order"]);
        assert_eq!(verified(&till, 0)["watermark"], "matches");
        till.run(&["restore", "--from-nothing", "x.db"]).expect(2);
        till.run(&["restore"]).expect(2);
    }
}

#[test]
fn training_and_real_logs_never_change_places() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    till.run(&["--training", "charge", "1,00", "--no-wait"]).expect(0);
    let training = till.home().join("training/order-log.db");
    let real = till.folder().join("real.db");
    fs::copy(log(&till), &real).unwrap();
    let before = [fs::read(log(&till)).unwrap(), fs::read(&training).unwrap()];
    for args in [
        &["--json", "restore", training.to_str().unwrap()][..],
        &["--json", "--training", "restore", real.to_str().unwrap()],
    ] {
        let told = till.run(args).expect(2);
        assert_eq!(told.event("failed")["code"], "other_money", "{told}");
    }
    assert!(before == [fs::read(log(&till)).unwrap(), fs::read(&training).unwrap()]);
    // Put there by hand, it is refused as well.
    let elsewhere = Till::new();
    copy_folder(&till.home(), &elsewhere.home().join("training"));
    fs::remove_dir_all(elsewhere.home().join("training/training")).unwrap();
    let told = elsewhere.run(&["--json", "--training", "charge", "1,00"]).expect(2);
    assert_eq!(told.event("failed")["code"], "other_money", "{told}");
}

#[test]
fn a_restore_needs_no_keyring_and_says_that_it_had_none() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    let mut command = till.command(&["--json", "restore", log(&till).to_str().unwrap()]);
    command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
    let told = finish(&mut command, "").expect(0);
    assert!(told.err.contains("keyring did not answer"), "{told}");
    assert_eq!(sell(&till)["order"], told.event("restored")["first_order"]);
}

#[test]
fn a_log_of_a_newer_version_is_no_file_to_restore() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    let newer = till.folder().join("newer.db");
    let mut bytes = fs::read(log(&till)).unwrap();
    // The user version (sqlite.org/fileformat.html, 1.3.10).
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&newer, bytes).unwrap();
    let told = till.run(&["--json", "restore", newer.to_str().unwrap()]).expect(2);
    assert_eq!(told.event("failed")["code"], "not_restorable", "{told}");
    assert!(told.err.contains("newer version"), "{told}");
    sell(&till);
}
