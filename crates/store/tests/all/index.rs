//! What histories and reports go by: who began an order, how we know of its money, and payments and refunds by time.

use domain::charge::{
    Event, Evidence, Observation, RefundReason, RefundReport, RefundRequest, Seen,
};
use domain::{Actor, Caller, Centavos, Device, IdempotencyKey, OperatorId, RefundId, UnixMs};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Store};

use crate::migration::log_0003;
use crate::shared::{NOW, open, paid, receipt, record, register, seen, sell};

fn person(id: &str) -> Actor {
    let operator = OperatorId::new(id).unwrap();
    Actor::Person(Caller { operator, approved_by: None, device: Device::Window })
}

fn change(store: &mut Store, key: ChargeKey, by: &str, at: i64, event: &Event) {
    store
        .write(&person(by), UnixMs::new(at), |tx| tx.change(&tx.order(key.order)?, 1, event))
        .unwrap()
        .expect("it changes something");
}

fn rows(log: &Connection, sql: &str) -> Vec<String> {
    let mut statement = log.prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut texts = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cell = |at| match row.get_ref(at).unwrap() {
            rusqlite::types::ValueRef::Null => "-".to_owned(),
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str().unwrap().to_owned(),
        };
        texts.push((0..columns).map(cell).collect::<Vec<_>>().join(" "));
    }
    texts
}

fn asked(id: &str, centavos: i64) -> Event {
    Event::RefundRequested(RefundRequest {
        id: RefundId::new(id).unwrap(),
        amount: Some(Centavos::new(centavos)),
        reason: RefundReason::CustomerRequest,
        description: None,
        idempotency_key: IdempotencyKey::new(format!("key-{id}")).unwrap(),
        body: "{}".into(),
    })
}

fn back(id: Option<&str>, centavos: i64, at: i64, of_dispute: bool) -> RefundReport {
    RefundReport {
        id: id.map(|id| RefundId::new(id).unwrap()),
        amount: Some(Centavos::new(centavos)),
        at: Some(UnixMs::new(at)),
        of_dispute,
        ..RefundReport::default()
    }
}

#[test]
fn payments_and_refunds_stand_by_their_time_with_who_sold_and_who_asked() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "40");
    let signed =
        Observation { status: Seen::Paid(receipt(1_250)), evidence: Evidence::SignedWebhook };
    change(&mut store, key, "ana", 7_000, &Event::Seen(signed));
    // Two refunds are asked for in one millisecond, by two people.
    change(&mut store, key, "ana", 8_000, &asked("a1", 200));
    change(&mut store, key, "davi", 8_000, &asked("b2", 300));
    let reports = vec![
        back(Some("b2"), 300, 9_000, false),
        back(Some("a1"), 200, 9_500, false),
        back(Some("m1"), 50, 9_700, true),
    ];
    let event = seen(Seen::Refunded(receipt(1_250), reports));
    change(&mut store, key, "ana", 10_000, &event);
    store.verify().unwrap();
    let log = Connection::open(home.path().join(DATABASE)).unwrap();
    let payments = "SELECT at_ms, seq, amount_centavos, end_to_end_id, provider, evidence, seller
                    FROM payments";
    assert_eq!(rows(&log, payments), ["5000 5 1250 E1 integrapay signed_webhook "]);
    let refunds = "SELECT place, at_ms, seq, amount_centavos, source, asked_by FROM refunds";
    assert_eq!(
        rows(&log, refunds),
        ["1 9500 8 200 here ana", "2 9000 8 300 here davi", "3 9700 8 50 dispute -"]
    );
    let order = "SELECT evidence, received_centavos, refunded_centavos, is_odd FROM orders";
    assert_eq!(rows(&log, order), ["polled 1250 550 0"]);
}

#[test]
fn an_order_is_its_who_opened_it() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sell(&mut store, "by the till");
    for (by, sale) in [("ana", "s2"), ("owner", "s3")] {
        store
            .write(&person(by), NOW, |tx| {
                let number = tx.next_number()?;
                let opened = domain::order::Opened {
                    document_key: None,
                    sale_id: domain::SaleId::new(sale).unwrap(),
                    reference: tx.own_reference(number, [1, 2])?,
                    amount: Centavos::new(100),
                };
                let order = tx.open_order(number, &opened)?;
                assert_eq!((order.opened_by.clone(), tx.order(number)?), (Some(person(by)), order));
                Ok::<_, Error>(())
            })
            .unwrap();
    }
    store.verify().unwrap();
    let log = Connection::open(home.path().join(DATABASE)).unwrap();
    assert_eq!(rows(&log, "SELECT seller FROM orders ORDER BY number"), ["", "ana", "owner"]);
}

#[test]
fn a_payment_is_stamped_by_our_clock_however_the_provider_writes_its_own() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    let event = Event::Registered(domain::charge::Registration {
        provider_id: domain::ProviderId::new("40").unwrap(),
        copy_and_paste: "000201".into(),
        expires_at: UnixMs::new(1_800_000),
        never_expires: false,
        clock_ahead_ms: 2_000,
    });
    change(&mut store, key, "ana", 3_000, &event);
    record(&mut store, key, paid());
    store.verify().unwrap();
    let log = Connection::open(home.path().join(DATABASE)).unwrap();
    assert_eq!(rows(&log, "SELECT at_ms FROM payments"), ["7000"]);
}

#[test]
fn a_changed_row_of_money_is_found() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "40");
    record(&mut store, key, paid());
    change(&mut store, key, "ana", 60_000, &asked("a1", 200));
    let event = seen(Seen::Refunded(receipt(1_250), vec![back(Some("a1"), 200, 61_000, false)]));
    change(&mut store, key, "ana", 62_000, &event);
    drop(store);
    for sql in [
        "UPDATE payments SET amount_centavos = 1",
        "UPDATE payments SET at_ms = at_ms - 86400000",
        "UPDATE payments SET seq = 2",
        "UPDATE payments SET seller = 'ana'",
        "INSERT INTO payments SELECT 7, attempt, place, at_ms, seq, amount_centavos, NULL, provider, account,
             evidence, seller, by_hand FROM payments",
        "UPDATE payments SET by_hand = 1",
        "DELETE FROM payments",
        "UPDATE refunds SET amount_centavos = 1",
        "UPDATE refunds SET asked_by = 'davi'",
        "UPDATE refunds SET source = 'dispute'",
        "DELETE FROM refunds",
        "UPDATE orders SET seller = 'davi'",
        "UPDATE orders SET provider = 'connectpsp'",
        "UPDATE orders SET evidence = 'manual'",
        "UPDATE orders SET is_odd = 1",
        "UPDATE orders SET refunded_centavos = 0",
        "UPDATE orders SET by_hand_seq = 3",
        "UPDATE orders SET created_at_ms = 1",
        "UPDATE orders SET document_key = '7'",
    ] {
        let copy = testkit::home::copy_home(home.path());
        Connection::open(copy.path().join(DATABASE)).unwrap().execute_batch(sql).unwrap();
        let found = Store::open_to_read(copy.path()).unwrap().verify();
        assert!(matches!(found, Err(Error::Damaged { .. })), "{sql}: {found:?}");
    }
}

#[test]
fn an_older_log_gets_its_payments_and_refunds() {
    let home = tempfile::tempdir().unwrap();
    drop(log_0003(home.path()));
    let store = Store::open(home.path(), NOW).unwrap();
    store.verify().unwrap();
    let log = Connection::open(home.path().join(DATABASE)).unwrap();
    let count = |sql: &str| log.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(count("SELECT count(*) FROM refunds") > 0);
    assert_eq!(
        count("SELECT sum(amount_centavos) FROM payments"),
        count("SELECT sum(received_centavos) FROM charges")
    );
    assert_eq!(
        count("SELECT sum(received_centavos) FROM orders"),
        count("SELECT sum(received_centavos) FROM charges")
    );
    assert_eq!(
        count("SELECT sum(amount_centavos) FROM refunds"),
        count("SELECT sum(refunded_centavos) FROM orders")
    );
    assert_eq!(count("SELECT count(*) FROM orders WHERE seller <> '' OR provider = ''"), 0);
}
