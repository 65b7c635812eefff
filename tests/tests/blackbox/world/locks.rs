//! Who holds a till is told, and nobody waits for ever.

use std::fs::File;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;
use testkit::home::copy_home_to;

use crate::money_back::Told as Paired;
use crate::terminal::balcao::{Started, Till, Told, credentials};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::Provider;

#[test]
fn whoever_holds_the_till_is_named() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let mut serve = till.start(&["--json", "serve"]);
    serve.wait_for_event("serving");
    let log = till.home().join("order-log.db");
    let told = till.run(&["--json", "restore", log.to_str().unwrap()]).expect(2);
    let failed = told.event("failed");
    assert_eq!(failed["code"], "till_in_use", "{told}");
    let detail = failed["detail"].as_str().unwrap();
    assert!(detail.contains(&format!("balcao (pid {}", serve.pid())), "{told}");
    assert!(told.err.contains(detail), "a person is told as well: {told}");
}

#[test]
fn programs_that_start_at_once_on_a_new_till_are_one_till() {
    let provider = Provider::honest();
    for round in 0..6 {
        let till = Till::connected(provider.url());
        // Each of them is the first that the keyring and the log hear of.
        assert_eq!(new_codes_of_four(&till), 0, "round {round}: nobody has copied anything");
        assert_eq!(new_codes(&till.run(WATCH)), 0, "round {round}: nobody has copied anything");
    }
}

#[test]
fn programs_that_start_at_once_on_a_copy_are_one_copy() {
    let provider = Provider::honest();
    for round in 0..6 {
        let till = Till::connected(provider.url());
        till.run(WATCH).expect(0);
        let copy = Till::new();
        copy_home_to(&till.home(), &copy.home());
        copy.connect(provider.url(), &credentials()).expect(0);
        assert_eq!(new_codes_of_four(&copy), 1, "round {round}: one of them names it");
        assert_eq!(new_codes(&copy.run(WATCH)), 0, "round {round}: it has its name");
    }
}

const WATCH: &[&str] = &["--json", "watch", "--until-idle"];

fn new_codes_of_four(till: &Till) -> usize {
    let mut starts: [Started; 4] = std::array::from_fn(|_| till.start(WATCH));
    starts.iter_mut().map(|started| new_codes(&started.end())).sum()
}

fn new_codes(told: &Told) -> usize {
    assert_eq!(told.code, 0, "{told}");
    told.events.iter().filter(|event| event["notice"]["what"] == "new_code").count()
}

#[test]
fn a_lock_that_is_never_let_go_is_waited_for_some_seconds() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let held = File::create(till.home().join("settings.lock")).unwrap();
    held.lock().unwrap();
    let begun = Instant::now();
    let told = till.connect(provider.url(), &credentials()).expect(7);
    assert_eq!(told.event("failed")["code"], "log_busy", "{told}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    drop(held);
    till.connect(provider.url(), &credentials()).expect(0);
}

/// Whether this test's own process, which holds a lock as any other program may, is named.
fn is_this_process_named(text: &str) -> bool {
    text.contains(&format!("(pid {})", std::process::id()))
}

#[test]
fn a_program_that_holds_the_log_is_told_within_seconds_and_named() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let page = Page::of(till.start(&["--json", "serve"]));
    assert_eq!(page.charge()["status"], "pending");
    let stranger = Connection::open(till.home().join("order-log.db")).unwrap();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = Instant::now();
    loop {
        let (_, hello) = page.post("hello", &json!({}));
        if hello["listening"]["how"] == "cannot_write" {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "the bar still says {hello}");
        std::thread::sleep(Duration::from_millis(200)); // between two looks
    }
    let refused = page.charge();
    assert_eq!(refused["code"], "log_busy", "{refused}");
    assert!(is_this_process_named(refused["detail"].as_str().unwrap_or_default()), "{refused}");
    let told = till.run(&["--json", "doctor"]).expect(7);
    let log = told.events.iter().find(|it| it["what"] == "log").unwrap();
    assert_eq!(log["code"], "log_busy", "{told}");
    assert!(is_this_process_named(&told.out), "{told}");
    assert!(!told.out.contains("balcao (pid"), "nobody who only has the till open: {told}");
    // To look needs nobody's leave.
    till.run(&["--json", "orders"]).expect(0);
    let begun = Instant::now();
    let told = till.run(&["charge", "2,00", "--no-wait"]).expect(7);
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}: {told}", begun.elapsed());
    assert!(is_this_process_named(&told.err), "{told}");
    assert!(!told.err.contains("ERROR"), "a person is told once, in words: {told}");
    drop(stranger);
    provider.pay();
    let begun = Instant::now();
    while !page.post("last_sales", &json!({ "limit": 1 })).1.to_string().contains("\"paid\"") {
        assert!(begun.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(200)); // between two looks
    }
    let (_, hello) = page.post("hello", &json!({}));
    assert_ne!(hello["listening"]["how"], "cannot_write", "{hello}");
}

#[test]
fn a_log_that_is_held_is_not_called_a_relay_that_is_not_reached() {
    let shop = Paired::of_everything();
    let stranger = Connection::open(shop.till.home().join("order-log.db")).unwrap();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    let told = shop.till.run(&["--json", "relay", "status"]).expect(7);
    assert_eq!(told.event("failed")["code"], "log_busy", "{told}");
    assert!(is_this_process_named(&told.out), "{told}");
    drop(stranger);
    shop.till.run(&["--json", "relay", "status"]).expect(0);
}

#[test]
fn whoever_only_has_the_till_open_is_not_named_for_a_lock_of_another() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let page = Page::of(till.start(&["--json", "serve"]));
    let held = File::create(till.home().join("settings.lock")).unwrap();
    held.lock().unwrap();
    let told = till.connect(provider.url(), &credentials()).expect(7);
    let detail = told.event("failed")["detail"].to_string();
    assert!(is_this_process_named(&detail), "{told}");
    assert!(!detail.contains("balcao (pid"), "{told}");
    drop((held, page));
}
