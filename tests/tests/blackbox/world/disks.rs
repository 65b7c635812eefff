//! Disks that take nothing: read-only, full.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use super::small_disk::{self, SmallDisk};
use crate::terminal::balcao::{Started, Till, Told, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};

/// All that only looks.
const LOOKS: &[&[&str]] =
    &[&["orders"], &["show", "000001"], &["verify"], &["payouts"], &["unmatched"], &["disputes"]];

/// A till's command with its home on that disk.
fn on(disk: &SmallDisk, till: &Till, args: &[&str]) -> Told {
    let mut command = till.bare_command(&["--json", "--home"]);
    finish(command.arg(disk.path().join("home")).args(args), "")
}

fn connected_on(disk: &SmallDisk, provider: &Provider) -> Till {
    let till = Till::new();
    let mut command = till.bare_command(&["--json", "--home"]);
    command.arg(disk.path().join("home"));
    command.args(["connect", "connectpsp", "--environment", provider.url(), "--stdin"]);
    finish(&mut command, &credentials().to_string()).expect(0);
    on(disk, &till, &["charge", "12,50", "--no-wait"]).expect(0);
    till
}

fn shows_the_sale(what: &str, look: impl Fn(&[&str]) -> Told) {
    for args in LOOKS {
        let told = look(args).expect(0);
        assert!(told.err.contains("cannot be written"), "{what}: {args:?}: {told}");
    }
    let orders = look(&["orders"]).events;
    assert_eq!(orders.len(), 1, "{what}");
    assert_eq!(orders[0]["amount_centavos"], 1_250, "{what}");
    assert_eq!(look(&["verify"]).event("verified")["orders"], 1, "{what}");
    let told = look(&["doctor"]).expect(7);
    let found = |part: &str| told.events.iter().find(|it| it["what"] == part).cloned().unwrap();
    assert_eq!(found("disk")["code"], "log_unwritable", "{what}: {told}");
    assert_eq!(found("log")["ok"], true, "{what}: {told}");
    let refused = look(&["charge", "1,00"]).expect(7);
    assert_eq!(refused.event("failed")["code"], "log_unwritable", "{what}: {refused}");
}

#[test]
fn a_read_only_disk_is_looked_at() {
    let disk = SmallDisk::mounted("20m");
    let provider = Provider::honest();
    let till = connected_on(&disk, &provider);
    disk.remount("ro");
    shows_the_sale("read-only", |args| on(&disk, &till, args));
    disk.remount("rw");
    // A till that was killed leaves its write-ahead log behind.
    let mut watch = till.bare_command(&["--json", "--home"]);
    watch.arg(disk.path().join("home")).arg("watch");
    let mut watch = Started::new(&mut watch);
    on(&disk, &till, &["orders"]).expect(0);
    let asked = provider.calls(Kind::Fetch).len();
    provider.wait_for_calls(Kind::Fetch, asked + 2);
    watch.kill();
    let home = disk.path().join("home");
    assert!(fs::metadata(home.join("order-log.db-wal")).unwrap().len() > 0);
    for shm in [true, false] {
        if !shm {
            fs::remove_file(home.join("order-log.db-shm")).unwrap();
        }
        disk.remount("ro");
        shows_the_sale(&format!("with a write-ahead log, index there: {shm}"), |args| {
            on(&disk, &till, args)
        });
        disk.remount("rw");
    }
    on(&disk, &till, &["verify"]).expect(0);
    provider.pay();
    on(&disk, &till, &["watch", "--until-idle"]).expect(0);
}

#[test]
fn a_full_disk_is_looked_at_and_told() {
    let disk = SmallDisk::mounted("6m");
    let provider = Provider::honest();
    let till = connected_on(&disk, &provider);
    let told = on(&disk, &till, &["doctor"]).expect(0);
    let found = told.events.iter().find(|it| it["what"] == "disk").unwrap();
    assert_eq!(found["warning"], "low_space", "{told}");
    assert!(found["free_mb"].as_u64().is_some_and(|mb| mb < 6), "{told}");
    assert!(found["sync_ms"].is_u64(), "{told}");
    let sent = provider.calls(Kind::Create).len();
    let in_the_way = disk.fill();
    for args in LOOKS {
        on(&disk, &till, args).expect(0);
    }
    assert_eq!(on(&disk, &till, &["orders"]).events.len(), 1);
    let told = on(&disk, &till, &["doctor"]).expect(7);
    assert!(told.events.iter().any(|it| it["what"] == "disk" && it["ok"] == false), "{told}");
    on(&disk, &till, &["charge", "1,00", "--no-wait"]).expect(7);
    assert_eq!(provider.calls(Kind::Create).len(), sent, "nothing was sent");
    fs::remove_file(in_the_way).unwrap();
    on(&disk, &till, &["charge", "1,00", "--no-wait"]).expect(0);
    on(&disk, &till, &["verify"]).expect(0);
}

#[test]
fn doctor_names_a_full_disk_beside_an_open_till() {
    let disk = SmallDisk::mounted("6m");
    let provider = Provider::honest();
    let till = connected_on(&disk, &provider);
    let mut serve = till.bare_command(&["--json", "--home"]);
    serve.arg(disk.path().join("home")).arg("serve");
    let page = Page::of(Started::new(&mut serve));
    assert_eq!(page.charge()["status"], "pending");
    // As much as a process needs to tell that it lives is left.
    let room = disk.path().join("home/presence/room");
    fs::write(&room, vec![b'x'; 4_096]).unwrap();
    let in_the_way = disk.fill();
    assert_eq!(page.charge()["code"], "log_unwritable");
    let told = on(&disk, &till, &["doctor"]).expect(7);
    let found = told.events.iter().find(|it| it["what"] == "disk").unwrap();
    assert_eq!((&found["ok"], &found["code"]), (&json!(false), &json!("log_unwritable")), "{told}");
    // What was sold is looked at through the open door.
    let listed = page.post("last_sales", &json!({ "limit": 10 })).1;
    assert!(listed.to_string().contains("000001"), "{listed}");
    fs::remove_file(in_the_way).unwrap();
    on(&disk, &till, &["doctor"]).expect(0);
    assert_eq!(page.charge()["status"], "pending");
}

#[test]
fn the_bar_says_that_nothing_can_be_written_while_a_sale_waits_until_there_is_room() {
    let disk = SmallDisk::mounted("6m");
    let provider = Provider::honest();
    let till = connected_on(&disk, &provider);
    let mut serve = till.bare_command(&["--json", "--home"]);
    serve.arg(disk.path().join("home")).arg("serve");
    let page = Page::of(Started::new(&mut serve));
    assert_eq!(page.charge()["status"], "pending");
    let begun = Instant::now();
    let says = |how: &str| loop {
        let hello = page.post("hello", &json!({})).1;
        if hello["listening"]["how"] == how {
            return;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{hello}");
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    };
    says("polling");
    let in_the_way = disk.fill();
    says("cannot_write");
    fs::remove_file(in_the_way).unwrap();
    says("polling");
    drop(page);
    let left = fs::read_dir(disk.path().join("home")).unwrap().flatten();
    let left: Vec<_> = left.map(|it| it.file_name().into_string().unwrap()).collect();
    let probes = left.iter().filter(|name| name.starts_with("disk-probe-"));
    assert!(probes.count() <= 1, "no more than what one killed process leaves: {left:?}");
    on(&disk, &till, &["doctor"]).expect(0);
    let left = fs::read_dir(disk.path().join("home")).unwrap().flatten();
    let is_probe = |it: fs::DirEntry| it.file_name().to_string_lossy().starts_with("disk-probe-");
    assert!(!left.into_iter().any(is_probe), "swept by the next who looks");
}

#[test]
fn a_disk_that_fills_up_behind_the_sending_is_not_nothing_charged() {
    let disk = SmallDisk::mounted("6m");
    let (filled, is_armed) = (Arc::new(Mutex::new(None)), Arc::new(AtomicBool::new(false)));
    let (place, into, armed) = (disk.path().to_owned(), Arc::clone(&filled), Arc::clone(&is_armed));
    let provider = Provider::start(move |call, books| {
        if call.kind == Kind::Create && armed.swap(false, Ordering::Relaxed) {
            *into.lock().unwrap() = Some(small_disk::fill(&place));
        }
        books.answer(call)
    });
    let till = connected_on(&disk, &provider);
    is_armed.store(true, Ordering::Relaxed);
    let told = on(&disk, &till, &["charge", "7,00", "--no-wait"]);
    // Once or, where its answer was lost and a moment later something could be written, again with its key.
    assert!(provider.calls(Kind::Create).len() >= 2, "it was sent");
    assert!(!told.err.contains("Nothing was charged"), "{told}");
    if told.code == 7 {
        assert!(told.err.contains("What was sent to the provider stands"), "{told}");
    } else {
        assert!(told.code == 0 || told.code == 4, "known, or not known yet: {told}");
    }
    fs::remove_file(filled.lock().unwrap().take().unwrap()).unwrap();
    provider.books(|books| books.charges.iter_mut().for_each(|charge| charge.set_status("PAID")));
    on(&disk, &till, &["watch", "--until-idle"]).expect(0);
    let orders = on(&disk, &till, &["orders"]).expect(0).events;
    assert_eq!(orders.len(), 2);
    assert!(orders.iter().all(|order| order["status"] == "paid"), "{orders:?}");
    assert_eq!(provider.books(|books| books.charges.len()), 2, "none was charged twice");
    on(&disk, &till, &["verify"]).expect(0);
}
