//! Backups into a folder of a person's choice, and what comes back from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};
use testkit::home::files_of;

use super::small_disk::SmallDisk;
use crate::terminal::balcao::{NO_BUS, Started, Till, Told, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};

fn sell(till: &Till) -> Value {
    till.run(&["--json", "charge", "1,00", "--no-wait"]).expect(0).event("charge_created")
}

fn back_up(till: &Till, folder: &Path) -> Told {
    till.run(&["--json", "backup", folder.to_str().unwrap()])
}

fn path_of(told: &Told) -> PathBuf {
    told.event("backed_up")["path"].as_str().unwrap().into()
}

/// Insists that a backup is refused for this reason, and that nothing is left in the folder.
fn is_refused(told: Told, code: &str, folder: &Path) {
    let told = told.expect(2);
    let failed = told.event("failed");
    assert_eq!(failed["code"], code, "{told}");
    assert!(failed["detail"].as_str().unwrap().starts_with(folder.to_str().unwrap()), "{told}");
}

#[test]
fn a_backup_is_made_beside_an_open_till_and_brings_its_sales_back() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    let page = Page::open(&till);
    assert_eq!(page.charge()["status"], "pending");
    let pen_drive = tempfile::tempdir().unwrap();
    let verified = till.run(&["--json", "verify"]).expect(0).event("verified");
    let told = back_up(&till, pen_drive.path()).expect(0);
    let made = told.event("backed_up");
    for key in ["events", "orders", "head"] {
        assert_eq!(made[key], verified[key], "{key}: {told}");
    }
    let file = path_of(&told);
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("balcao-") && name.len() == "balcao-K7QD-2026-11-30-073000.db".len());
    assert_eq!(page.charge()["status"], "pending", "it sells on");
    // Nobody restores under an open till.
    let told = till.run(&["--json", "restore", file.to_str().unwrap()]).expect(2);
    assert_eq!(told.event("failed")["code"], "till_in_use", "{told}");
    drop(page);
    let before = fs::read(&file).unwrap();
    let asked = provider.calls(Kind::Fetch).len();
    let told = till.run(&["--json", "restore", file.to_str().unwrap()]).expect(0);
    let restored = told.event("restored");
    assert_eq!((&restored["orders"], &restored["missing"]), (&json!(2), &json!(3)), "{told}");
    assert!(fs::read(&file).unwrap() == before, "the backup itself stays as it is");
    // What may have changed is asked about before the till sells on.
    let watch = till.start(&["--json", "watch"]);
    provider.wait_for_calls(Kind::Fetch, asked + 2);
    drop(watch);
    assert_eq!(sell(&till)["order"], restored["first_order"]);
    till.run(&["verify"]).expect(0);
    let portuguese = till.run_in_portuguese(&["backup", pen_drive.path().to_str().unwrap()]);
    let portuguese = portuguese.expect(0);
    assert!(portuguese.out.contains("Cópia feita e conferida: "), "{portuguese}");
}

#[test]
fn a_backup_of_another_till_begins_where_that_one_was_under_a_code_of_its_own() {
    let provider = Provider::honest();
    let (old, new) = (Till::connected(provider.url()), Till::connected(provider.url()));
    let pen_drive = tempfile::tempdir().unwrap();
    let sold: Vec<Value> = (0..2).map(|_| sell(&old)).collect();
    let file = path_of(&back_up(&old, pen_drive.path()).expect(0));
    let own = sell(&new);
    let told = new.run(&["--json", "restore", file.to_str().unwrap()]).expect(0);
    let restored = told.event("restored");
    assert_eq!((&restored["orders"], &restored["missing"]), (&json!(2), &Value::Null), "{told}");
    let kept = PathBuf::from(restored["replaced"].as_str().unwrap());
    assert!(kept.exists(), "what was sold here is kept beside: {told}");
    let next = sell(&new);
    let code = |sale: &Value| sale["reference"].as_str().unwrap()[..4].to_owned();
    for before in sold.iter().chain([&own]) {
        assert_ne!(code(before), code(&next));
    }
    assert_eq!(next["order"], restored["first_order"]);
    assert_eq!(new.orders().len(), 3);
}

#[test]
fn a_folder_that_takes_nothing_is_told_in_both_languages_and_left_as_it_is() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    let nowhere = till.folder().join("pendrive");
    is_refused(back_up(&till, &nowhere), "backup_folder_missing", &nowhere);
    assert!(!nowhere.exists(), "a mistyped folder is not made");
    let file = till.folder().join("file");
    fs::write(&file, "a person's own").unwrap();
    is_refused(back_up(&till, &file), "backup_folder_missing", &file);
    let told = till.run_in_portuguese(&["backup", nowhere.to_str().unwrap()]).expect(2);
    assert!(told.err.contains("Nada foi copiado: essa pasta não existe"), "{told}");
    assert!(!told.err.contains("No such file"), "{told}");

    let small = SmallDisk::mounted("100k");
    is_refused(back_up(&till, small.path()), "backup_folder_full", small.path());
    assert!(files_of(small.path()).is_empty(), "nothing half is left");
    small.remount("ro");
    is_refused(back_up(&till, small.path()), "backup_folder_unwritable", small.path());
}

#[test]
fn a_till_whose_own_disk_takes_nothing_is_backed_up_all_the_same() {
    let disk = SmallDisk::mounted("20m");
    let provider = Provider::honest();
    let till = Till::new();
    let on = |args: &[&str], input: &str| {
        let mut command = till.bare_command(&["--json", "--home"]);
        finish(command.arg(disk.path().join("home")).args(args), input)
    };
    let connect = ["connect", "connectpsp", "--environment", provider.url(), "--stdin"];
    on(&connect, &credentials().to_string()).expect(0);
    on(&["charge", "12,50", "--no-wait"], "").expect(0);
    let pen_drive = tempfile::tempdir().unwrap();
    let folder = pen_drive.path().to_str().unwrap();
    let in_the_way = disk.fill();
    let full = on(&["backup", folder], "").expect(0);
    assert_eq!(full.event("backed_up")["orders"], 1, "{full}");
    fs::remove_file(in_the_way).unwrap();
    disk.remount("ro");
    let read_only = on(&["backup", folder], "").expect(0);
    assert_eq!(read_only.event("backed_up")["head"], full.event("backed_up")["head"]);
    assert_eq!(files_of(pen_drive.path()).len(), 2);
}

#[test]
fn killed_at_any_moment_a_backup_is_whole_or_not_there() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    let pen_drive = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    back_up(&till, pen_drive.path()).expect(0);
    let whole = begun.elapsed();
    for part in 0..16 {
        let mut command = till.command(&["--json", "backup", pen_drive.path().to_str().unwrap()]);
        let mut backup = Started::new(&mut command);
        std::thread::sleep(whole * part / 16); // where it is then, is any step
        backup.kill();
    }
    let is_whole = |path: &Path| {
        let copy = Till::begun();
        copy.run(&["--json", "restore", path.to_str().unwrap()]).expect(0);
    };
    let named = |ending: &str| {
        let files = files_of(pen_drive.path()).into_iter();
        files.filter(|path| path.to_str().unwrap().ends_with(ending)).collect::<Vec<_>>()
    };
    for path in named(".db") {
        is_whole(&path);
    }
    back_up(&till, pen_drive.path()).expect(0);
    assert!(named(".unfinished").is_empty(), "what the killed have left is swept up");
    sell(&till);
}

#[test]
fn a_log_that_is_gone_beside_a_paired_relay_is_no_new_shop() {
    let till = Till::begun();
    let paired =
        json!({ "relay": { "url": "https://relay.example", "till": "t_1", "name": "Caixa 1" } });
    fs::write(till.home().join("connections.json"), paired.to_string()).unwrap();
    till.run(&["--json", "orders"]).expect(0);
    for lost in ["order-log.db", "order-log.db-wal", "order-log.db-shm", "order-log.mark"] {
        let _ = fs::remove_file(till.home().join(lost));
    }
    for command in [&["charge", "1,00"][..], &["show", "1"], &["watch"], &["serve"], &["show", "1"]]
    {
        let told = till.run(&[&["--json"], command].concat()).expect(7);
        assert_eq!(told.event("failed")["code"], "log_behind", "{command:?}: {told}");
    }
    till.run(&["--json", "restore", "--from-nothing"]).expect(0);
    till.run(&["--json", "orders"]).expect(0);
}

#[test]
fn a_log_that_is_gone_beside_what_a_killed_program_has_left_is_no_new_shop() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    sell(&till);
    let mut watch = till.start(&["--json", "charge", "20,00"]);
    watch.wait_for_event("charge_created");
    watch.kill();
    for entry in fs::read_dir(till.home()).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name != "presence" && !name.starts_with("connections") {
            let _ = fs::remove_file(entry.path());
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let without_keyring = || {
        let mut command = till.command(&["--json", "show", "1"]);
        finish(command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS), "")
    };
    for _ in 0..2 {
        let told = without_keyring().expect(7);
        assert_eq!(told.event("failed")["code"], "log_behind", "{told}");
    }
}
