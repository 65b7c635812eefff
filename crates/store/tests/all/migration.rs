//! Logs of earlier versions: of the one before money without a sale stood in it, and of the one before a
//! charge was bound to an account.

use std::path::Path;
use std::sync::Barrier;

use domain::Actor;
use domain::charge::{Anomaly, Status};
use domain::{EndToEndId, Order, OrderNumber, PayoutStatus, UnixMs, UnmatchedState};
use rusqlite::Connection;
use serde_json::{Value, json};
use store::{ChargeKey, DATABASE, Error, Store};

use crate::shared::{
    self, NOW, find_unmatched, paid, payout_told, receive, record, register, sell,
};

/// The last hash of the old log, as the version that wrote it printed it.
const HEAD: &str = "a8ba66160f288b658bd44faf05594e5ea28d93db337511a6ba26a194802409bf";
/// The same of the log of migration 0003.
const HEAD_0003: &str = "f0f924b645041c4d7b595aa0e32770d645b1dd735f045582761c8ecdbf9be399";

fn old_log(home: &Path) -> Connection {
    written(
        home,
        &[
            include_str!("../../migrations/0001_order_log.sql"),
            include_str!("../../migrations/0002_relay.sql"),
            include_str!("../fixtures/log_0002.dump"),
        ],
    )
}

fn log_0003(home: &Path) -> Connection {
    written(
        home,
        &[
            include_str!("../../migrations/0001_order_log.sql"),
            include_str!("../../migrations/0002_relay.sql"),
            include_str!("../../migrations/0003_money_without_a_sale.sql"),
            include_str!("../fixtures/log_0003.dump"),
        ],
    )
}

fn written(home: &Path, batches: &[&str]) -> Connection {
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    for sql in batches {
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
    assert_eq!((verified.events, verified.orders, verified.head.as_str()), (46, 12, HEAD));
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
    let again = checkout::attempt::create_attempt(
        &mut store,
        old.number,
        &shared::attempt(),
        &Actor::Till,
        NOW,
        |_, _| "{}".into(),
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
         SELECT seq + 5, stream, stream_id, attempt, kind, at_ms, body, actor, hash
         FROM events WHERE seq = 46",
    ] {
        let error = raw.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("the order log"), "{sql}: {error}");
    }
    for half in ["'order', 0, 1", "'order', 1, -1", "'order', -1, 1"] {
        let sql = format!(
            "INSERT INTO events SELECT 47, {half}, kind, at_ms, body, actor, hash
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
        assert_eq!(heads, vec![46; PROCESSES], "round {round}");
        assert_eq!(Store::open(home.path(), NOW).unwrap().verify().unwrap().head, HEAD);
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
    assert_eq!(Store::open(restored.path(), NOW).unwrap().verify().unwrap().head, HEAD);
}

#[test]
fn the_log_of_a_whole_till_is_what_the_programs_that_wrote_it_said() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0003(home.path()));
    let store = Store::open(home.path(), NOW).unwrap();
    let verified = store.verify().unwrap();
    let told = (verified.events, verified.orders, verified.head.as_str());
    assert_eq!(told, (847, 212, HEAD_0003));
    let printed: Vec<Value> = include_str!("../fixtures/log_0003.orders.json")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(printed.len(), 212);
    for line in &printed {
        let number = line["order"].as_str().unwrap().parse().unwrap();
        let order = store.order(OrderNumber::new(number).unwrap()).unwrap();
        assert_eq!(summary(&order), printed_summary(line), "order {number}");
    }
    assert_eq!(store.open_charges().unwrap(), 40);
    assert_eq!(store.payouts(99).unwrap().len(), 12);
    let unmatched = store.unmatched(true, 99).unwrap();
    let open = unmatched.iter().filter(|unmatched| unmatched.state == UnmatchedState::Open).count();
    assert_eq!((unmatched.len(), open), (8, 3));
    assert!(store.next_inquiry().unwrap().is_some());
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
    assert_eq!((verified.events, verified.orders), (847 + 5, 212 + 1));
    assert_eq!(store.open_charges().unwrap(), 40 - 1);
}

/// What must be the same whoever reads the log, in the words of `balcao --json orders`.
fn summary(order: &Order) -> Value {
    let anomaly = |anomaly: &Anomaly| match anomaly {
        Anomaly::PaidLate => "paid_late",
        // An older program had one word for both.
        Anomaly::Overpaid | Anomaly::Underpaid => "amount_mismatch",
        Anomaly::DuplicatePayment => "duplicate_payment",
        Anomaly::Disputed => "disputed",
        Anomaly::Unproven => "unproven",
    };
    let attempts = order.attempts.iter().map(|charge| {
        let payments = charge.payments.iter().map(|payment| {
            json!([
                payment.amount.get(),
                payment.confirmed,
                payment.end_to_end_id.as_ref().map(EndToEndId::as_str)
            ])
        });
        let known = charge.registration.as_ref();
        let refunds = charge.settled_refunds().into_iter();
        let refunds = refunds.filter_map(|it| it.amount.map(domain::Centavos::get));
        json!({
            "reference": charge.reference.as_str(),
            "provider": charge.provider,
            "provider_id": known.map(|known| known.provider_id.as_str()),
            "status": word(charge.status),
            "raw_status": charge.raw_status,
            "payments": payments.collect::<Vec<_>>(),
            "refunds": refunds.collect::<Vec<_>>(),
            "is_disputed": charge.dispute.is_some(),
        })
    });
    json!({
        "amount": order.amount.get(),
        "received": order.received().get(),
        "refunded": order.refunded().get(),
        "status": word(order.status()),
        "anomalies": order.anomalies().iter().map(anomaly).collect::<Vec<_>>(),
        "attempts": attempts.collect::<Vec<_>>(),
    })
}

fn printed_summary(line: &Value) -> Value {
    let list = |value: &Value| value.as_array().unwrap().clone();
    let attempts = list(&line["attempts"]).into_iter().map(|it| {
        let payments = list(&it["payments"]).into_iter();
        let payments =
            payments.map(|it| json!([it["amount_centavos"], it["agreed"], it["end_to_end_id"]]));
        let refunds = list(&it["refunds"]).into_iter().map(|it| it["amount_centavos"].clone());
        json!({
            "reference": it["reference"],
            "provider": it["provider"],
            "provider_id": it["provider_id"],
            "status": it["status"],
            "raw_status": it["raw_status"],
            "payments": payments.collect::<Vec<_>>(),
            "refunds": refunds.collect::<Vec<_>>(),
            "is_disputed": !it["dispute"].is_null(),
        })
    });
    json!({
        "amount": line["amount_centavos"],
        "received": line["received_centavos"],
        "refunded": line["refunded_centavos"],
        "status": line["status"],
        "anomalies": line["anomalies"],
        "attempts": attempts.collect::<Vec<_>>(),
    })
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Registering => "registering",
        Status::Pending => "pending",
        Status::Paid => "paid",
        Status::Refunding => "refunding",
        Status::Refunded => "refunded",
        Status::Expired => "expired",
        Status::Cancelled => "cancelled",
        Status::Rejected => "rejected",
    }
}

fn damage(home: &Path) {
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    raw.execute_batch(
        "DROP TRIGGER events_are_never_changed;
         UPDATE events SET body = replace(body, '1250', '9999') WHERE seq = 20;",
    )
    .unwrap();
}
