//! The way back where the index alone is damaged, where nothing is left, and what is no way back.

use checkout::sale::attempt::NewOrder;
use std::fs;
use std::path::Path;
use std::process::Command;

use domain::charge::Seen;
use domain::{Actor, Centavos, SaleId, UnixMs};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Mark, Poll, Restored, Store, Successor, Watermark};
use testkit::home::copy_home;

use crate::shared::{
    self, NOW, names, open, receipt_of, receive, record, register, restore, seen, sell,
    with_lost_sales,
};

/// All rows of the tables that follow from the events.
fn derived(log: &Connection) -> Vec<String> {
    let mut rows = Vec::new();
    let tables =
        ["orders", "charges", "payment_ids", "payments", "refunds", "payouts", "unmatched", "till"];
    for table in tables {
        let mut statement = log.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values = (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap()));
            rows.push(format!("{table}: {}", values.collect::<Vec<_>>().join(", ")));
        }
    }
    rows
}

#[test]
fn a_log_of_which_only_the_index_is_damaged_is_its_own_way_back() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [paid, matched, open_one] = ["s1", "s2", "s3"].map(|sale| sell(&mut store, sale));
    for (key, id) in [(paid, "40"), (matched, "41"), (open_one, "42")] {
        register(&mut store, key, id);
    }
    record(&mut store, paid, seen(Seen::Paid(receipt_of("E1", 1_250))));
    shared::find_unmatched(&mut store, 1, "77");
    shared::find_unmatched(&mut store, 2, "78");
    let unmatched = store.unmatched(true, 9).unwrap().remove(0);
    let amount = unmatched.money.amount.unwrap();
    checkout::unmatched::match_payment(
        &mut store,
        unmatched.number,
        matched.order,
        amount,
        "balcony",
        &Actor::Till,
        NOW,
    )
    .unwrap();
    receive(&mut store, 3, None, shared::payout_told("2000", domain::PayoutStatus::Created));
    let events = store.verify().unwrap().events;
    drop(store);
    let log = home.path().join(DATABASE);
    let whole = derived(&Connection::open(&log).unwrap());
    for sql in [
        "UPDATE charges SET status = 'expired'",
        "UPDATE charges SET received_centavos = 5 WHERE order_number = 1",
        "DELETE FROM orders WHERE number = 2",
        "DELETE FROM charges; DELETE FROM jobs",
        "DELETE FROM payment_ids",
        "DELETE FROM unmatched; UPDATE payouts SET amount_centavos = 1",
        "UPDATE till SET first_number = 70",
        "INSERT INTO orders (number, sale_id, amount_centavos, created_at_ms, status)
         VALUES (9, 'no sale', 1, 1, 'paid')",
        "DELETE FROM payments",
        "UPDATE payments SET at_ms = at_ms + 1 WHERE order_number = 1",
        "INSERT INTO refunds SELECT order_number, 9, 1, at_ms, seq, 1, NULL, 'here', provider, account, seller, NULL
         FROM payments",
        "UPDATE orders SET seller = 'ana' WHERE number = 3",
        "UPDATE orders SET received_centavos = 0, is_odd = 1 WHERE number = 1",
    ] {
        let copy = copy_home(home.path());
        let log = copy.path().join(DATABASE);
        Connection::open(&log).unwrap().execute_batch(sql).unwrap();
        let found = Store::open_to_read(copy.path()).unwrap().verify();
        let Err(Error::Damaged { last_good_backup, .. }) = found else {
            panic!("{sql}: {found:?}")
        };
        assert_eq!(last_good_backup.as_ref(), Some(&log), "{sql}: the way back is named");
        let restored = restore(copy.path(), &log, "W3ZP", &[], NOW).unwrap();
        assert_eq!((restored.events, restored.missing), (events, Some(0)), "{sql}");
        drop(Store::open(copy.path(), NOW).unwrap());
        let mended = derived(&Connection::open(&log).unwrap());
        let (till, index): (Vec<_>, Vec<_>) =
            mended.into_iter().partition(|it| it.starts_with("till"));
        assert_eq!(index[..], whole[..index.len()], "{sql}");
        assert_eq!(till.len(), 1);
    }
}

#[test]
fn a_log_without_its_triggers_is_not_named_as_its_own_way_back() {
    let (home, backup) = with_lost_sales();
    let log = home.path().join(DATABASE);
    Connection::open(&log).unwrap().execute_batch("DROP TRIGGER events_only_grow").unwrap();
    let found = Store::open(home.path(), NOW);
    let Err(Error::Damaged { last_good_backup, .. }) = found else { panic!("{found:?}") };
    assert_eq!(last_good_backup, Some(backup));
}

fn from_nothing(home: &Path, marks: &[Mark]) -> Restored {
    let next = Successor { code: "W3ZP", marks, training: false, now: NOW, by: &Actor::Till };
    store::restore(home, None, &next).unwrap()
}

#[test]
fn where_nothing_is_left_a_new_log_begins_behind_all_numbers_and_says_what_is_lost() {
    type Lose = fn(&Path, &Path);
    let gone: Lose = |log, _| fs::remove_file(log).unwrap();
    let empty: Lose = |log, _| fs::write(log, "").unwrap();
    let no_database: Lose = |log, _| fs::write(log, "sold: 3").unwrap();
    let with_folder: Lose = |log, mark| {
        fs::remove_file(log).unwrap();
        fs::remove_file(mark).unwrap();
        fs::create_dir(mark).unwrap();
    };
    let with_zeros: Lose = |log, mark| {
        fs::write(log, "").unwrap();
        fs::write(mark, [0; 8_192]).unwrap();
    };
    // The mark, the backups, or the keyring's mark alone tell how many there were.
    for (lose, keyring, lost, first) in [
        (gone, false, Some(15), 2_001),
        (empty, false, Some(15), 2_001),
        (no_database, false, Some(15), 2_001),
        (with_folder, true, Some(15), 2_001),
        (with_zeros, false, None, 101_001),
    ] {
        let (home, _) = with_lost_sales();
        let mark = Store::open_to_read(home.path()).unwrap().mark().unwrap();
        fs::remove_dir_all(home.path().join("backups")).unwrap();
        let log = home.path().join(DATABASE);
        lose(&log, &home.path().join("order-log.mark"));
        let left = fs::read(&log).ok();
        let refused = Store::open(home.path(), NOW);
        assert!(matches!(refused, Err(Error::Behind { .. } | Error::Damaged { .. })));
        let marks = if keyring { vec![mark.clone()] } else { Vec::new() };
        let restored = from_nothing(home.path(), &marks);
        assert_eq!((restored.events, restored.orders, restored.missing), (0, 0, lost));
        assert_eq!(restored.first_number.get(), first);
        let kept = restored.replaced.map(|path| fs::read(path).unwrap());
        assert!(kept == left, "what was left is kept beside");
        let mut store = Store::open(home.path(), NOW).unwrap();
        assert_eq!(store.verify().unwrap().watermark, Watermark::Matches);
        assert_eq!(store.till_code().unwrap().as_deref(), Some("W3ZP"));
        assert_eq!(sell(&mut store, "s1").order.get(), first);
        // What was lost is known to be lost, whoever tells of it later.
        if lost.is_some() {
            store.hold_against(&mark).unwrap();
        }
    }
}

#[test]
fn real_money_and_invented_money_never_change_places() {
    let (home, backup) = with_lost_sales();
    let mut store = Store::open(home.path(), NOW).unwrap();
    let identity = store::Identity { training: Some(true), ..store.identity().unwrap() };
    store.set_identity(&identity).unwrap();
    drop(store);
    let before = (names(home.path()), fs::read(home.path().join(DATABASE)).unwrap());
    let log = home.path().join(DATABASE);
    let refused = restore(home.path(), &log, "W3ZP", &[], NOW);
    assert!(matches!(refused, Err(Error::OtherMoney)), "{refused:?}");
    assert_eq!(names(home.path()), before.0);
    assert!(fs::read(&log).unwrap() == before.1);
    let training =
        Successor { code: "W3ZP", marks: &[], training: true, now: NOW, by: &Actor::Till };
    store::restore(home.path(), Some(&log), &training).unwrap();
    // Nobody has said yet what this one's money is.
    restore(home.path(), &backup, "X4AQ", &[], NOW).unwrap();
}

#[test]
fn a_pipe_is_no_log_and_is_not_waited_for() {
    let (home, _) = with_lost_sales();
    let pipe = home.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let refused = restore(home.path(), &pipe, "W3ZP", &[], NOW);
    assert!(matches!(refused, Err(Error::NotALog(_))), "{refused:?}");
}

#[test]
fn a_file_that_is_only_named_like_a_restored_log_is_left_alone() {
    let (home, backup) = with_lost_sales();
    let note = home.path().join("order-log-restored-note.db");
    fs::write(&note, "mine").unwrap();
    let copy = home.path().join("order-log-restored-monday.db");
    fs::copy(&backup, &copy).unwrap();
    assert_eq!(Store::open(home.path(), NOW).unwrap().verify().unwrap().events, 15);
    assert!(note.exists() && copy.exists());
    restore(home.path(), &copy, "W3ZP", &[], NOW).unwrap();
    assert!(note.exists() && copy.exists());
}

#[test]
fn what_was_paid_in_the_last_ninety_days_is_asked_about_one_a_second() {
    const DAY: i64 = 86_400_000;
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let at = |days: i64| UnixMs::new(days * DAY);
    let mut keys = Vec::new();
    for (sale, days) in [("s1", 1), ("s2", 20), ("s3", 100), ("s4", 101)] {
        let new = NewOrder {
            document_key: None,
            sale_id: SaleId::new(sale).unwrap(),
            reference: None,
            amount: Centavos::new(1_250),
            attempt: shared::attempt(),
        };
        let (order, _) =
            checkout::sale::attempt::create_order(&mut store, &new, &Actor::Till, at(days), |_| {
                "{}".into()
            })
            .unwrap();
        let key = ChargeKey { order: order.number, attempt: 1 };
        if sale != "s4" {
            let paid = seen(Seen::Paid(receipt_of(&format!("E{days}"), 1_250)));
            checkout::record::record(
                &mut store,
                key,
                &Actor::Till,
                at(days),
                |_, _| vec![paid],
                |_, _| Poll::never(),
            )
            .unwrap();
        }
        keys.push(key);
    }
    drop(store);
    let now = at(200);
    restore(home.path(), &home.path().join(DATABASE), "W3ZP", &[], now).unwrap();
    let store = Store::open(home.path(), now).unwrap();
    let due = |key: &ChargeKey| store.polls(key.order).unwrap().remove(&1).unwrap().due_at;
    let due: Vec<_> = keys.iter().map(due).collect();
    // The first is older than that; what is open does not wait for what has ended.
    assert_eq!(due, [None, Some(now.plus_ms(1_000)), Some(now), Some(now)]);
}
