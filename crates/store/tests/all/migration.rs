//! Logs of earlier versions: of the one before money without a sale stood in it, of the one before a charge
//! was bound to an account, and of the one before events named their stream.

use std::path::Path;
use std::sync::{Arc, Barrier, Mutex};

use domain::Actor;
use domain::charge::Status;
use domain::{OrderNumber, PayoutStatus, UnixMs, UnmatchedState};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Filter, Store, Tell, Watermark};

use crate::printed;
use crate::shared::{
    self, NOW, find_unmatched, paid, payout_told, receive, record, register, sell,
};

/// The last hash of the old log, as the version that wrote it printed it.
const HEAD: &str = "a8ba66160f288b658bd44faf05594e5ea28d93db337511a6ba26a194802409bf";
/// The same of the log of migration 0003.
const HEAD_0003: &str = "f0f924b645041c4d7b595aa0e32770d645b1dd735f045582761c8ecdbf9be399";
/// How many charges are open in the log of migration 0005.
const OPEN_0005: u32 = 15;
/// The same of the log of migration 0005.
const HEAD_0005: &str = "600bfcc93db872b29c3b631ad28d6fa5eeecc6bc4b62fd5b26307202cce5bc97";
/// The same of the log of migration 0007.
const HEAD_0007: &str = "e100ea705e5fb4095ef74f5e35f6ed44387fc8b7b4ed34c8a9f84ef2d070673d";

/// The event that binds those of before, behind them.
const BINDING: i64 = 1;

/// As each version made its log.
const MIGRATIONS: [&str; 7] = [
    include_str!("../../migrations/0001_order_log.sql"),
    include_str!("../../migrations/0002_relay.sql"),
    include_str!("../../migrations/0003_money_without_a_sale.sql"),
    include_str!("../../migrations/0004_accounts_and_proof.sql"),
    include_str!("../../migrations/0005_end_of_the_log.sql"),
    include_str!("../../migrations/0006_streams.sql"),
    include_str!("../../migrations/0007_words.sql"),
];

fn old_log(home: &Path) -> Connection {
    written(home, 2, include_str!("../fixtures/log_0002.dump"))
}

pub(crate) fn log_0003(home: &Path) -> Connection {
    written(home, 3, include_str!("../fixtures/log_0003.dump"))
}

fn log_0005(home: &Path) -> Connection {
    mark(home, include_bytes!("../fixtures/log_0005.mark"));
    written(home, 5, include_str!("../fixtures/log_0005.dump"))
}

fn log_0007(home: &Path) -> Connection {
    mark(home, include_bytes!("../fixtures/log_0007.mark"));
    written(home, 7, include_str!("../fixtures/log_0007.dump"))
}

/// The hash of an event, in hex.
fn hash_of(home: &Path, seq: i64) -> String {
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    let of = "SELECT lower(hex(hash)) FROM events WHERE seq = ?1";
    raw.query_row(of, [seq], |row| row.get(0)).unwrap()
}

fn mark(home: &Path, bytes: &[u8]) {
    std::fs::write(home.join("order-log.mark"), bytes).unwrap();
}

/// A log of that version with these rows.
fn written(home: &Path, version: usize, rows: &str) -> Connection {
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    for sql in MIGRATIONS[..version].iter().chain([&rows]) {
        raw.execute_batch(sql).unwrap();
    }
    raw
}

#[test]
fn an_old_log_is_whole_to_the_hash_and_replays_to_the_same_orders() {
    use Status::{Cancelled, Expired, Paid, Pending, Refunded, Registering, Rejected};
    let home = tempfile::tempdir().unwrap();
    drop(old_log(home.path()));
    let store = Store::open(home.path(), NOW).unwrap();
    let verified = store.verify().unwrap();
    assert_eq!((verified.events, verified.orders), (46 + BINDING, 12));
    assert_eq!(hash_of(home.path(), 46), HEAD);
    let statuses: Vec<Status> = (1..=12)
        .map(|number| store.order(OrderNumber::new(number).unwrap()).unwrap().status())
        .collect();
    // 9 and 10: what went back is not forgotten for a later attempt that came to nothing.
    let expected = [
        Registering,
        Pending,
        Rejected,
        Cancelled,
        Expired,
        Paid,
        Paid,
        Refunded,
        Refunded,
        Refunded,
        Paid,
        Pending,
    ];
    assert_eq!(statuses, expected);
    let twice = store.order(OrderNumber::new(10).unwrap()).unwrap();
    assert_eq!(twice.refunded(), twice.received(), "a refund without an amount is of everything");
    assert!(
        twice
            .attempts
            .iter()
            .all(|it| it.registration.as_ref().is_some_and(|it| !it.never_expires))
    );
    assert_eq!(store.open_charges().unwrap(), 3);
    assert_eq!(store.relay_cursor().unwrap().unwrap().other_tills, 0, "not counted before");
    assert_eq!(store.received(9).unwrap().len(), 2);
}

#[test]
fn a_till_sells_on_on_an_old_log() {
    let home = tempfile::tempdir().unwrap();
    drop(old_log(home.path()));
    let mut store = Store::open(home.path(), NOW).unwrap();
    let key = sell(&mut store, "new");
    let reference = store.order(key.order).unwrap().reference;
    assert!(reference.as_str().starts_with("K7QD000013"), "{reference}");
    register(&mut store, key, "49");
    assert_eq!(record(&mut store, key, paid()).status(), Status::Paid);
    let old = store.order(OrderNumber::new(2).unwrap()).unwrap();
    let again = checkout::sale::attempt::create_attempt(
        &mut store,
        old.number,
        &shared::attempt(),
        &Actor::Till,
        NOW,
        |_, _, _| "{}".into(),
    );
    assert_eq!(again.unwrap().attempts.len(), 2);
    store.skip("e", 0, "epoch_changed", NOW).unwrap();
    receive(&mut store, 1, None, payout_told("2000", PayoutStatus::Created));
    find_unmatched(&mut store, 2, "1000");
    drop(store);
    let store = Store::open(home.path(), NOW.plus_ms(1)).unwrap();
    assert_eq!(store.verify().unwrap().orders, 13);
    assert_eq!((store.payouts(9).unwrap().len(), store.unmatched(false, 9).unwrap().len()), (1, 1));
}

#[test]
fn the_past_of_an_old_log_stays_unchangeable() {
    let home = tempfile::tempdir().unwrap();
    let raw = old_log(home.path());
    drop(Store::open(home.path(), NOW).unwrap());
    for sql in [
        "UPDATE events SET body = '{}' WHERE seq = 1",
        "DELETE FROM events WHERE seq = 46",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 46",
        "INSERT INTO events
         SELECT seq + 5, stream, stream_id, attempt, kind, at_ms, body, actor, hash, base, packed
         FROM events WHERE seq = 46",
    ] {
        let error = raw.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("the order log"), "{sql}: {error}");
    }
    for half in ["'order', 0, 1", "'order', 1, -1", "'order', -1, 1"] {
        let sql = format!(
            "INSERT INTO events SELECT 48, {half}, kind, at_ms, body, actor, hash, base, packed
             FROM events WHERE seq = 46"
        );
        let error = raw.execute(&sql, []).unwrap_err().to_string();
        assert!(error.contains("CHECK"), "{sql}: {error}");
    }
}

#[test]
fn several_processes_that_meet_an_old_log_at_once_all_open_it() {
    const PROCESSES: usize = 6;
    for round in 0..4 {
        let home = tempfile::tempdir().unwrap();
        drop(old_log(home.path()));
        let start = Barrier::new(PROCESSES);
        let heads: Vec<i64> = std::thread::scope(|scope| {
            let opened: Vec<_> = (0..PROCESSES)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        Store::open_to_read(home.path()).unwrap().head().unwrap()
                    })
                })
                .collect();
            opened.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(heads, vec![46 + BINDING; PROCESSES], "round {round}");
        Store::open(home.path(), NOW).unwrap().verify().unwrap();
        assert_eq!(hash_of(home.path(), 46), HEAD);
    }
}

#[test]
fn damage_to_an_old_log_is_not_healed_by_the_way() {
    let home = tempfile::tempdir().unwrap();
    drop(old_log(home.path()));
    damage(home.path());
    match Store::open(home.path(), UnixMs::new(9_000)) {
        Err(Error::Damaged { what, .. }) => assert!(what.contains("event 20 "), "{what}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_backup_of_the_version_before_is_still_a_good_one() {
    let home = tempfile::tempdir().unwrap();
    drop(old_log(home.path()));
    let backups = home.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    let before = backups.join("order-log-20260310T140000000Z.db");
    std::fs::copy(home.path().join(DATABASE), &before).unwrap();
    let torn = backups.join("order-log-20260310T150000000Z.db");
    std::fs::write(&torn, vec![7_u8; 8_192]).unwrap();
    damage(home.path());
    let Err(Error::Damaged { last_good_backup: Some(named), .. }) = Store::open(home.path(), NOW)
    else {
        panic!("no backup is named")
    };
    assert_eq!(named, before);
    let restored = tempfile::tempdir().unwrap();
    std::fs::copy(named, restored.path().join(DATABASE)).unwrap();
    Store::open(restored.path(), NOW).unwrap().verify().unwrap();
    assert_eq!(hash_of(restored.path(), 46), HEAD);
}

#[test]
fn the_log_of_a_whole_till_is_what_the_programs_that_wrote_it_said() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0003(home.path()));
    let store = Store::open(home.path(), NOW).unwrap();
    let verified = store.verify().unwrap();
    let told = (verified.events, verified.orders, hash_of(home.path(), 847));
    assert_eq!(told, (847 + BINDING, 212, HEAD_0003.to_owned()));
    assert_eq!(printed::compare(&store, include_str!("../fixtures/log_0003.orders.json")), 212);
    assert_eq!(store.open_charges().unwrap(), 40);
    assert_eq!(store.payouts(99).unwrap().len(), 12);
    let unmatched = store.unmatched(true, 99).unwrap();
    let open = unmatched.iter().filter(|unmatched| unmatched.state == UnmatchedState::Open).count();
    assert_eq!((unmatched.len(), open), (8, 3));
    assert!(store.next_lookup().unwrap().is_some());
    assert_eq!(store.relay_cursor().unwrap().unwrap().seq, 315);
}

#[test]
fn a_till_sells_on_on_the_log_of_a_whole_till() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0003(home.path()));
    let mut store = Store::open(home.path(), NOW).unwrap();
    let key = sell(&mut store, "new");
    let reference = store.order(key.order).unwrap().reference;
    assert!(reference.as_str().starts_with("MBNE000213"), "{reference}");
    register(&mut store, key, "4900001");
    assert_eq!(record(&mut store, key, paid()).status(), Status::Paid);
    // An order that still waits for its money gets it.
    let waiting = ChargeKey { order: OrderNumber::new(181).unwrap(), attempt: 1 };
    assert_eq!(store.order(waiting.order).unwrap().status(), Status::Pending);
    assert_eq!(record(&mut store, waiting, paid()).status(), Status::Paid);
    drop(store);
    let store = Store::open(home.path(), NOW.plus_ms(1)).unwrap();
    let verified = store.verify().unwrap();
    assert_eq!((verified.events, verified.orders), (847 + BINDING + 5, 212 + 1));
    assert_eq!(store.open_charges().unwrap(), 40 - 1);
}

#[test]
fn the_log_before_streams_is_what_the_programs_that_wrote_it_said() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0005(home.path()));
    let store = Store::open(home.path(), NOW).unwrap();
    let verified = store.verify().unwrap();
    let told = (verified.events, verified.orders, hash_of(home.path(), 408));
    assert_eq!(told, (408 + BINDING, 91, HEAD_0005.to_owned()));
    assert_eq!(verified.watermark, Watermark::Matches);
    assert_eq!(printed::compare(&store, include_str!("../fixtures/log_0005.orders.json")), 91);
    assert_eq!(store.open_charges().unwrap(), OPEN_0005);
    assert_eq!(store.payouts(99).unwrap().len(), 9);
    let unmatched = store.unmatched(true, 99).unwrap();
    let state = |number: usize| &unmatched[unmatched.len() - number].state;
    assert_eq!(unmatched.len(), 7);
    assert!(matches!(state(1), UnmatchedState::Matched { order, .. } if order.get() == 74));
    assert!(matches!(state(3), UnmatchedState::Dismissed { reason, .. } if reason == "aluguel"));
    assert_eq!(unmatched.iter().filter(|it| it.state == UnmatchedState::Open).count(), 4);
    assert!(store.next_lookup().unwrap().is_some(), "what was being asked is asked still");
    assert_eq!(store.codes().unwrap(), ["ZMFQ", "5BHZ"]);
    assert_eq!(store.relay_cursor().unwrap().unwrap().seq, 186);
}

#[test]
fn a_till_sells_on_on_the_log_before_streams() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0005(home.path()));
    let mut store = Store::open(home.path(), NOW).unwrap();
    let key = sell(&mut store, "new");
    let reference = store.order(key.order).unwrap().reference;
    assert!(reference.as_str().starts_with("5BHZ002017"), "{reference}");
    register(&mut store, key, "4900001");
    assert_eq!(record(&mut store, key, paid()).status(), Status::Paid);
    // A person dismisses what came without a sale before.
    let open = store.unmatched(false, 9).unwrap().remove(0).number;
    checkout::unmatched::dismiss_payment(&mut store, open, "aluguel", &Actor::Till, NOW).unwrap();
    drop(store);
    let store = Store::open(home.path(), NOW.plus_ms(1)).unwrap();
    let verified = store.verify().unwrap();
    assert_eq!((verified.events, verified.orders), (408 + BINDING + 5, 91 + 1));
    assert_eq!(store.open_charges().unwrap(), OPEN_0005);
}

#[test]
fn the_log_before_slim_rows_keeps_its_hashes_and_is_searched_and_sold_on() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0007(home.path()));
    let mut store = Store::open(home.path(), NOW).unwrap();
    let verified = store.verify().unwrap();
    let told = (verified.events, verified.orders, hash_of(home.path(), 430));
    assert_eq!(told, (430 + BINDING, 96, HEAD_0007.to_owned()));
    assert_eq!(verified.watermark, Watermark::Matches);
    assert_eq!(printed::compare(&store, include_str!("../fixtures/log_0007.orders.json")), 5);
    assert_eq!(store.open_charges().unwrap(), 17);
    // What stood in the log before there was an index is in it.
    let found = |store: &Store, text: &str| -> Vec<i64> {
        let filter = Filter { search: Some(text.to_owned()), limit: 9, ..Filter::default() };
        store.orders(&filter).unwrap().iter().map(|order| order.number.get()).collect()
    };
    assert_eq!(found(&store, "mesa 2"), [2018]);
    let key = sell(&mut store, "new");
    register(&mut store, key, "4900001");
    assert_eq!(record(&mut store, key, paid()).status(), Status::Paid);
    assert_eq!(found(&store, "4900001"), [key.order.get()]);
    drop(store);
    let verified = Store::open(home.path(), NOW.plus_ms(1)).unwrap().verify().unwrap();
    assert_eq!((verified.events, verified.orders), (430 + BINDING + 4, 96 + 1));
}

fn damage(home: &Path) {
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    raw.execute_batch(
        "DROP TRIGGER events_are_never_changed;
         UPDATE events SET body = replace(body, '1250', '9999') WHERE seq = 20;",
    )
    .unwrap();
}

#[test]
fn a_log_is_not_updated_under_an_older_till_that_is_open() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0005(home.path()));
    let folder = home.path().join("presence");
    std::fs::create_dir_all(&folder).unwrap();
    // As the version before made it: process id and chance.
    let older = std::fs::File::create(folder.join("4711-00000000000000ff")).unwrap();
    older.lock().unwrap();
    for _ in 0..2 {
        assert!(matches!(Store::open(home.path(), NOW), Err(Error::InUse)));
        assert!(matches!(Store::open_to_read(home.path()), Err(Error::InUse)));
    }
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    let version: i64 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 5, "nothing was changed");
    drop(older);
    Store::open(home.path(), NOW).unwrap();
}

#[test]
fn a_log_is_not_updated_under_an_older_till_that_comes_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0005(home.path()));
    let comes = home.path().join("presence/4711-00000000000000ff");
    let older: Arc<Mutex<Option<std::fs::File>>> = Arc::default();
    let begun = Arc::clone(&older);
    let tell: Tell = Arc::new(move |_| {
        begun.lock().unwrap().get_or_insert_with(|| {
            let file = std::fs::File::create(&comes).unwrap();
            file.lock().unwrap();
            file
        });
    });
    let opened = Store::open_telling(home.path(), NOW, &tell);
    assert!(matches!(opened, Err(Error::InUse)), "{opened:?}");
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    let version: i64 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 5, "nothing was changed");
    older.lock().unwrap().take();
    Store::open(home.path(), NOW).unwrap();
}

#[test]
fn updates_that_never_finish_fill_no_disk() {
    let home = tempfile::tempdir().unwrap();
    drop(old_log(home.path()));
    damage(home.path());
    let backups = home.path().join("backups");
    std::fs::create_dir_all(&backups).unwrap();
    std::fs::write(backups.join("unfinished-1-00000000000000ff"), "half a copy").unwrap();
    assert!(matches!(Store::open(home.path(), NOW), Err(Error::Damaged { .. })));
    assert_eq!(std::fs::read_dir(&backups).unwrap().count(), 0);
}
