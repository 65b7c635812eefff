//! Who holds a till is told, and nobody waits for ever.

use std::fs::File;
use std::time::{Duration, Instant};

use crate::terminal::balcao::{Till, credentials};
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
