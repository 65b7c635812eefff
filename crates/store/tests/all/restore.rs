//! The way back: what a restore proves, what it makes due, and that no reference is ever made
//! twice.

use checkout::sale::attempt::NewAttempt;
use checkout::sale::attempt::NewOrder;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use domain::charge::Seen;
use domain::{Actor, Centavos, IdempotencyKey, OrderNumber, SaleId, UnixMs};
use proptest::prelude::*;
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Mark, Newer, Poll, Restored, Store, Watermark, Why};
use testkit::home::copy_home;

use crate::shared::{self, NOW, names, open, receipt_of, restore, seen, sell, with_lost_sales};

#[test]
fn a_backup_is_restored_under_another_code_with_numbers_that_nobody_had() {
    let (home, backup) = with_lost_sales();
    let before = fs::read(home.path().join(DATABASE)).unwrap();
    let restored = restore(home.path(), &backup, "W3ZP", &[], NOW).unwrap();
    let first_number = OrderNumber::new(2_001).unwrap();
    let replaced = home.path().join("order-log-replaced-19700101T000050000Z.db");
    assert_eq!(
        restored,
        Restored {
            events: 11,
            orders: 3,
            missing: Some(4),
            code: "W3ZP".into(),
            first_number,
            replaced: Some(replaced.clone()),
        }
    );
    assert!(fs::read(replaced).unwrap() == before);
    let mut store = Store::open(home.path(), NOW).unwrap();
    assert_eq!(store.verify().unwrap().watermark, Watermark::Matches);
    assert_eq!(store.codes().unwrap(), ["K7QD", "W3ZP"]);
    let key = sell(&mut store, "s6");
    assert_eq!(key.order, first_number);
    let reference = store.order(key.order).unwrap().reference;
    assert!(reference.as_str().starts_with("W3ZP002001"), "{reference}");
    // What comes again from the relay comes again from where the backup was.
    assert_eq!(store.relay_cursor().unwrap().unwrap().seq, 1);
    assert_eq!(store.identity().unwrap(), store::Identity::default());
}

#[test]
fn what_a_copy_lacks_is_counted_before_it_takes_the_logs_place() {
    let (home, backup) = with_lost_sales();
    let store = Store::open_to_read(home.path()).unwrap();
    let before = names(home.path());
    let newer = store.newer_than(&backup).unwrap();
    assert_eq!(newer, Newer { events: 4, orders: 2, is_of_this_log: true });
    let own = store.newer_than(&home.path().join(DATABASE)).unwrap();
    assert_eq!(own, Newer { events: 0, orders: 0, is_of_this_log: true });
    let stranger = tempfile::tempdir().unwrap();
    sell(&mut open(stranger.path()), "other");
    let all = store.newer_than(&stranger.path().join(DATABASE)).unwrap();
    assert_eq!((all.orders, all.is_of_this_log), (5, false), "nothing of this log is in it");
    fs::write(stranger.path().join("text"), "sold: 3").unwrap();
    for file in ["nowhere", ".", "text"] {
        let file = stranger.path().join(file);
        let refused = store.newer_than(&file);
        assert!(matches!(refused, Err(Error::NotALog(_))), "{}: {refused:?}", file.display());
    }
    assert_eq!(names(home.path()), before, "nothing is left beside it");
}

#[test]
fn everything_that_may_have_changed_is_asked_about() {
    let day = 86_400_000;
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let now = |day_of: i64| UnixMs::new(day_of * day);
    let sold_at = |store: &mut Store, sale: &str, at: UnixMs| {
        let new = NewOrder {
            document_key: None,
            sale_id: SaleId::new(sale).unwrap(),
            reference: None,
            amount: Centavos::new(1_250),
            attempt: shared::attempt(),
        };
        let (order, _) =
            checkout::sale::attempt::create_order(store, &new, &Actor::Till, at, |_| "{}".into())
                .unwrap();
        ChargeKey { order: order.number, attempt: 1 }
    };
    let quiet = |_: &domain::charge::Charge, _: &Poll| Poll {
        pause_until: Some(now(900)),
        failures: 3,
        ..Poll::never()
    };
    let pay = |store: &mut Store, key: ChargeKey, at: UnixMs| {
        let event = seen(Seen::Paid(receipt_of(&format!("E{}", key.order), 1_250)));
        checkout::record::record(store, key, &Actor::Till, at, |_, _| vec![event], quiet).unwrap();
    };
    let old_and_paid = sold_at(&mut store, "s1", now(1));
    pay(&mut store, old_and_paid, now(1));
    let old_and_open = sold_at(&mut store, "s2", now(2));
    checkout::record::record(
        &mut store,
        old_and_open,
        &Actor::Till,
        now(2),
        |_, _| Vec::new(),
        quiet,
    )
    .unwrap();
    let new_and_paid = sold_at(&mut store, "s3", now(100));
    pay(&mut store, new_and_paid, now(101));
    drop(store);
    Connection::open(home.path().join(DATABASE))
        .unwrap()
        .execute("DELETE FROM jobs WHERE order_number = 3", [])
        .unwrap();
    let log = home.path().join(DATABASE);
    restore(home.path(), &log, "W3ZP", &[], now(200)).unwrap();
    let store = Store::open(home.path(), now(200)).unwrap();
    let poll = |key: ChargeKey| store.polls(key.order).unwrap().remove(&1);
    assert_eq!(poll(old_and_paid).unwrap().due_at, None);
    for key in [old_and_open, new_and_paid] {
        let poll = poll(key).unwrap();
        let told = (poll.due_at, poll.pause_until, poll.owner, poll.failures, poll.hint);
        assert_eq!(told, (Some(now(200)), None, None, 0, true), "{key:?}");
    }
    // Its sending may have been answered, or never sent, when the log ended; since then it may have been.
    assert!(poll(old_and_open).unwrap().outcome_unknown);
}

#[test]
fn numbers_that_nobody_was_given_yet_are_not_jumped_to_twice() {
    let (home, backup) = with_lost_sales();
    let again = |code| restore(home.path(), &backup, code, &[], NOW).unwrap().first_number.get();
    assert_eq!(again("W3ZP"), 2_001);
    assert_eq!(again("X4AQ"), 3_001, "as far as the first restore came, though it sold nothing");
    fs::remove_file(home.path().join(DATABASE)).unwrap();
    assert_eq!(again("Y5BR"), 4_001, "the mark alone knows");
}

#[test]
fn a_till_goes_on_with_what_is_left_of_its_own_log() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    Store::flush(home.path()).unwrap();
    let copy = copy_home(home.path());
    let elsewhere = Mark { orders: 1_001, ..store.mark().unwrap() };
    sell(&mut store, "s2");
    fs::copy(home.path().join("order-log.mark"), copy.path().join("order-log.mark")).unwrap();
    let _ = fs::remove_file(copy.path().join(format!("{DATABASE}-wal")));
    assert!(matches!(Store::open(copy.path(), NOW), Err(Error::Behind { missing: Some(2), .. })));
    let log = copy.path().join(DATABASE);
    let before = fs::read(&log).unwrap();
    let restored = restore(copy.path(), &log, "W3ZP", &[elsewhere], NOW).unwrap();
    assert_eq!((restored.events, restored.orders, restored.missing), (3, 1, Some(2)));
    assert_eq!(restored.first_number.get(), 3_001);
    assert!(fs::read(restored.replaced.unwrap()).unwrap() == before, "and keeps it as it was");
    let store = Store::open(copy.path(), NOW).unwrap();
    assert_eq!(store.verify().unwrap().watermark, Watermark::Matches);
    let body: String = Connection::open(&log)
        .unwrap()
        .query_row("SELECT body FROM events ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    let expected =
        r#"{"code":"W3ZP","first_number":3001,"why":"restored","before":"K7QD","lost":2}"#;
    assert_eq!(body, expected);
}

#[test]
fn a_whole_log_that_lost_its_mark_goes_on_with_its_write_ahead_log() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "s1");
    let copy = copy_home(home.path());
    fs::remove_file(copy.path().join("order-log.mark")).unwrap();
    let log = copy.path().join(DATABASE);
    assert!(fs::metadata(copy.path().join(format!("{DATABASE}-wal"))).unwrap().len() > 0);
    let restored = restore(copy.path(), &log, "W3ZP", &[], NOW).unwrap();
    assert_eq!((restored.events, restored.missing), (3, None), "nobody knows");
    drop(Store::open(copy.path(), NOW).unwrap());
}

#[test]
fn a_file_that_does_not_pass_changes_nothing() {
    let (home, backup) = with_lost_sales();
    let strange = tempfile::tempdir().unwrap();
    let file = |name: &str| strange.path().join(name);
    fs::write(file("text"), "sold: 3").unwrap();
    fs::write(file("empty"), "").unwrap();
    Connection::open(file("other")).unwrap().execute_batch("CREATE TABLE events (x)").unwrap();
    fs::write(file("half"), &fs::read(&backup).unwrap()[..20_000]).unwrap();
    for (name, sql) in [
        ("newer", "PRAGMA user_version = 99"),
        ("cut", "DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE seq = 3"),
    ] {
        fs::copy(&backup, file(name)).unwrap();
        Connection::open(file(name)).unwrap().execute_batch(sql).unwrap();
    }
    let before = (names(home.path()), fs::read(home.path().join(DATABASE)).unwrap());
    for name in ["nowhere", "", "text", "empty", "other"] {
        let refused = restore(home.path(), &file(name), "W3ZP", &[], NOW);
        assert!(matches!(refused, Err(Error::NotALog(_))), "{name}: {refused:?}");
    }
    for name in ["half", "cut"] {
        let refused = restore(home.path(), &file(name), "W3ZP", &[], NOW);
        let Err(Error::Damaged { last_good_backup, .. }) = refused else {
            panic!("{name}: {refused:?}")
        };
        assert_eq!(last_good_backup.as_ref(), Some(&backup), "{name}");
    }
    let refused = restore(home.path(), &file("newer"), "W3ZP", &[], NOW);
    assert!(matches!(refused, Err(Error::TooNew { found: 99, .. })), "{refused:?}");
    for code in ["K7QD", "lower", ""] {
        let refused = restore(home.path(), &backup, code, &[], NOW);
        assert!(matches!(refused, Err(Error::Internal(_))), "{code}: {refused:?}");
    }
    assert_eq!(names(home.path()), before.0);
    assert!(fs::read(home.path().join(DATABASE)).unwrap() == before.1);
    drop(Store::open(home.path(), NOW).unwrap());
}

#[test]
fn a_home_that_is_sold_on_is_not_restored_and_one_that_is_restored_is_not_sold_on() {
    let (home, backup) = with_lost_sales();
    let store = Store::open_to_read(home.path()).unwrap();
    let refused = restore(home.path(), &backup, "W3ZP", &[], NOW);
    assert!(matches!(refused, Err(Error::InUse)), "{refused:?}");
    drop(store);
    let restoring = fs::File::create(home.path().join("presence/restoring-1-ff")).unwrap();
    restoring.lock().unwrap();
    let refused = Store::open(home.path(), NOW);
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    drop(restoring);
    drop(Store::open(home.path(), NOW).unwrap());
}

#[test]
fn a_log_of_another_home_and_of_an_older_version_becomes_this_ones() {
    let other = tempfile::tempdir().unwrap();
    let old = other.path().join("old.db");
    let raw = Connection::open(&old).unwrap();
    for sql in [
        include_str!("../../migrations/0001_order_log.sql"),
        include_str!("../../migrations/0002_relay.sql"),
        include_str!("../fixtures/log_0002.dump"),
    ] {
        raw.execute_batch(sql).unwrap();
    }
    drop(raw);
    let before = fs::read(&old).unwrap();
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), NOW).unwrap();
    store.name_till("X9YZ", Why::New, NOW).unwrap();
    sell(&mut store, "s1");
    drop(store);
    let restored = restore(home.path(), &old, "W3ZP", &[], NOW).unwrap();
    assert_eq!((restored.events, restored.orders, restored.missing), (46 + 1, 12, None));
    assert!(fs::read(&old).unwrap() == before, "the file is never changed");
    let store = Store::open(home.path(), NOW).unwrap();
    assert_eq!(store.codes().unwrap(), ["K7QD", "X9YZ", "W3ZP"], "those of the lost log as well");
    assert_eq!(store.verify().unwrap().orders, 12);
}

/// The restore of a child process that is going to be killed; does nothing unless it is told a
/// home.
#[test]
fn a_child_restores() {
    let Some(home) = std::env::var_os("RESTORE_HOME").map(PathBuf::from) else { return };
    let file = PathBuf::from(std::env::var_os("RESTORE_FILE").unwrap());
    restore(&home, &file, "W3ZP", &[], NOW).unwrap();
}

#[test]
fn killed_at_any_moment_a_restore_leaves_the_old_log_or_the_new_one() {
    let (home, backup) = with_lost_sales();
    let program = std::env::current_exe().unwrap();
    let (mut old, mut new) = (0, 0);
    for round in 0..24 {
        let copy = copy_home(home.path());
        let mut child = Command::new(&program)
            .args(["--exact", "a_child_restores"])
            .env("RESTORE_HOME", copy.path())
            .env("RESTORE_FILE", &backup)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = Store::open(copy.path(), NOW).unwrap();
        let verified = store.verify().unwrap();
        assert_eq!(verified.watermark, Watermark::Matches);
        if store.till_code().unwrap().as_deref() == Some("W3ZP") {
            assert_eq!(verified.events, 12);
            new += 1;
        } else {
            assert_eq!(verified.events, 15, "with what stood in the write-ahead log");
            old += 1;
        }
    }
    assert_eq!(old + new, 24);
}

#[derive(Debug, Clone)]
enum Step {
    Sell,
    BackUp,
    /// Copies the home; the copy is noticed and named anew before it sells.
    Clone,
    /// Restores the oldest or the newest backup.
    Restore {
        newest: bool,
    },
    /// Loses what came since the last backup and goes on with what is left.
    GoOn,
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let step = prop_oneof![
        4 => Just(Step::Sell),
        1 => Just(Step::BackUp),
        1 => Just(Step::Clone),
        1 => any::<bool>().prop_map(|newest| Step::Restore { newest }),
        1 => Just(Step::GoOn),
    ];
    prop::collection::vec((0_usize..8, step), 1..24)
}

/// The worst chance there is: it always draws the same, so that code and number alone tell
/// references apart.
fn sell_without_chance(store: &mut Store, sale: String) -> String {
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(sale).unwrap(),
        reference: None,
        amount: Centavos::new(1_250),
        attempt: NewAttempt {
            idempotency_key: IdempotencyKey::new("k").unwrap(),
            chance: [1, 2],
            ..shared::attempt()
        },
    };
    let (order, _) =
        checkout::sale::attempt::create_order(store, &new, &Actor::Till, NOW, |_| "{}".into())
            .unwrap();
    order.reference.as_str().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn no_two_logs_ever_make_the_same_reference(steps in steps()) {
        let mut codes = (0..).map(|i| format!("K{i:03}"));
        let first = tempfile::tempdir().unwrap();
        let mut store = Store::open(first.path(), NOW).unwrap();
        store.name_till(&codes.next().unwrap(), Why::New, NOW).unwrap();
        drop(store);
        let mut homes = vec![first];
        let mut made = BTreeSet::new();
        for (i, (home, step)) in steps.into_iter().enumerate() {
            let at = home % homes.len();
            let home = homes[at].path();
            match step {
                Step::Sell => {
                    let mut store = Store::open(home, NOW).unwrap();
                    let reference = sell_without_chance(&mut store, format!("s{i}"));
                    prop_assert!(made.insert(reference.clone()), "{} twice", reference);
                }
                Step::BackUp => {
                    let now = UnixMs::new(i64::try_from(i).unwrap() * 90_000_000);
                    Store::open(home, NOW).unwrap().back_up_if_due(now).unwrap();
                }
                Step::Clone => {
                    let copy = copy_home(home);
                    let mut store = Store::open(copy.path(), NOW).unwrap();
                    let first = OrderNumber::new(1).unwrap();
                    store.rename_till(&codes.next().unwrap(), Why::Copied, first, NOW).unwrap();
                    drop(store);
                    homes.push(copy);
                }
                Step::Restore { newest } => {
                    let mut backups: Vec<_> = fs::read_dir(home.join("backups"))
                        .into_iter()
                        .flatten()
                        .map(|entry| entry.unwrap().path())
                        .collect();
                    backups.sort();
                    let file = if newest { backups.last() } else { backups.first() };
                    if let Some(file) = file {
                        restore(home, file, &codes.next().unwrap(), &[], NOW).unwrap();
                    }
                }
                Step::GoOn => {
                    let log = home.join(DATABASE);
                    let restored = restore(home, &log, &codes.next().unwrap(), &[], NOW).unwrap();
                    prop_assert_eq!(restored.missing, Some(0));
                }
            }
        }
    }
}
