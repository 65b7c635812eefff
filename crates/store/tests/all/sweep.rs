//! The sweep: a damaged timetable costs a question, never a payment.

use domain::charge::{Charge, Event};
use domain::{Actor, UnixMs};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Poll, Store, Which};

use crate::shared::{NOW, open, record, register, sell};

const LONGEST_MS: i64 = 60_000;
const LONG_AGO: UnixMs = UnixMs::new(0);

/// Whatever waits for money or for its code is asked about once a minute at least.
fn due(charge: &Charge, _: &Poll) -> Option<i64> {
    charge.status.is_open().then_some(LONGEST_MS)
}

fn alter(home: &std::path::Path, sql: &str) {
    Connection::open(home.join(DATABASE)).unwrap().execute_batch(sql).unwrap();
}

fn poll(store: &Store, key: ChargeKey) -> Option<Poll> {
    store.polls(key.order).unwrap().remove(&key.attempt)
}

#[test]
fn a_charge_without_a_time_for_its_next_question_gets_one() {
    for (sql, mended) in [
        ("UPDATE jobs SET due_at_ms = 110000", 0),
        ("UPDATE jobs SET due_at_ms = 110001", 1),
        ("UPDATE jobs SET due_at_ms = due_at_ms + 35184372088832", 1),
        ("UPDATE jobs SET due_at_ms = NULL", 1),
        ("UPDATE jobs SET due_at_ms = 60000, pause_until_ms = 110000", 0),
        ("UPDATE jobs SET due_at_ms = 60000, pause_until_ms = begun_at_ms + 35184372088832", 1),
        ("DELETE FROM jobs", 1),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sell(&mut store, "s1");
        register(&mut store, key, "49");
        alter(home.path(), sql);
        assert_eq!(store.sweep(NOW, LONG_AGO, due).unwrap(), mended, "{sql}");
        let poll = poll(&store, key).unwrap();
        if mended == 1 {
            assert_eq!((poll.due_at, poll.pause_until), (Some(NOW), None), "{sql}");
        }
        assert_eq!(store.sweep(NOW, LONG_AGO, due).unwrap(), 0, "{sql}: once");
        assert_eq!(store.claim_due(NOW.plus_ms(LONGEST_MS), 8).unwrap().len(), 1, "{sql}");
    }
}

#[test]
fn a_lost_row_of_a_creation_leaves_its_outcome_unknown() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let creating = sell(&mut store, "s1");
    let created = sell(&mut store, "s2");
    register(&mut store, created, "49");
    alter(home.path(), "DELETE FROM jobs");
    assert_eq!(store.sweep(NOW, LONG_AGO, due).unwrap(), 2);
    assert!(poll(&store, creating).unwrap().outcome_unknown, "it may have been executed");
    assert!(!poll(&store, created).unwrap().outcome_unknown);
}

#[test]
fn a_blanked_row_of_a_creation_leaves_its_outcome_unknown() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let creating = sell(&mut store, "s1");
    alter(
        home.path(),
        "UPDATE jobs SET begun_at_ms = 0, due_at_ms = NULL, outcome_unknown = 0, owner = NULL",
    );
    assert_eq!(store.sweep(NOW, LONG_AGO, due).unwrap(), 1);
    assert!(poll(&store, creating).unwrap().outcome_unknown, "it may have been executed");
}

#[test]
fn a_charge_is_found_whose_index_is_damaged_as_well() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    alter(home.path(), "DELETE FROM jobs; UPDATE charges SET status = 'cancelled'");
    let made_at = store.order(key.order).unwrap().attempts[0].requested_at;
    assert_eq!(store.sweep(NOW, made_at.plus_ms(1), due).unwrap(), 0, "too old to be asked about");
    assert_eq!(store.sweep(NOW, made_at, due).unwrap(), 1);
    assert_eq!(poll(&store, key).unwrap().due_at, Some(NOW));
}

#[test]
fn what_need_not_be_asked_about_is_left_alone_and_what_never_was_is_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    record(&mut store, key, Event::CancelRequested);
    let before = poll(&store, key);
    assert_eq!(store.sweep(NOW, LONG_AGO, due).unwrap(), 0);
    assert_eq!(poll(&store, key), before);
    alter(
        home.path(),
        "INSERT INTO jobs (kind, order_number, attempt, begun_at_ms, due_at_ms)
         VALUES ('poll', 1, 7, 0, 1), ('poll', 99, 1, 0, 1), ('poll', -3, 1, 0, 1)",
    );
    assert_eq!(store.sweep(NOW, LONG_AGO, due).unwrap(), 3);
    let next_due = store.next_due().unwrap();
    assert_eq!(next_due, None, "its own question is under way, and nothing else is due");
}

#[test]
fn more_than_one_sweep_looks_at_is_looked_at_by_the_next() {
    let home = tempfile::tempdir().unwrap();
    drop(open(home.path()));
    // Rows as `create_order` writes them; two thousand commits would take their time.
    let mut store = Store::open(home.path(), NOW).unwrap();
    for i in 0..3 {
        sell(&mut store, &format!("s{i}"));
    }
    alter(
        home.path(),
        "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 3500)
         INSERT INTO jobs (kind, order_number, attempt, begun_at_ms, due_at_ms) SELECT 'poll', i, 1, 0, 1 FROM n",
    );
    alter(home.path(), "DELETE FROM jobs WHERE order_number < 4");
    let mended: Vec<u32> =
        (0..4).map(|_| store.sweep(UnixMs::new(9), LONG_AGO, due).unwrap()).collect();
    assert_eq!(mended, [1_003, 1_000, 501, 0], "those without a row are found at once");
}

#[test]
fn what_is_over_for_a_day_leaves_the_timetable_and_news_brings_it_back() {
    const DAY_MS: i64 = 86_400_000;
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let [over, asked, unknown] = ["s1", "s2", "s3"].map(|sale| sell(&mut store, sale));
    let ended = |outcome_unknown| Poll { begun_at: NOW, outcome_unknown, ..Poll::never() };
    for (key, poll) in [
        (over, ended(false)),
        (asked, Poll { due_at: Some(NOW.plus_ms(9 * DAY_MS)), ..ended(false) }),
        (unknown, ended(true)),
    ] {
        store.write(&Actor::Till, NOW, |tx| tx.schedule(key, &poll)).unwrap();
    }
    let nothing_due = |_: &Charge, _: &Poll| None;
    let kept = |store: &Store| [over, asked, unknown].map(|key| poll(store, key).is_some());
    store.sweep(NOW.plus_ms(DAY_MS), LONG_AGO, nothing_due).unwrap();
    assert_eq!(kept(&store), [true; 3]);
    let day_after = NOW.plus_ms(DAY_MS + 1);
    store.sweep(day_after, LONG_AGO, nothing_due).unwrap();
    assert_eq!(kept(&store), [false, true, true]);
    store.hasten(Which::One(over), day_after).unwrap();
    assert_eq!(poll(&store, over).unwrap().due_at, Some(day_after));
}
