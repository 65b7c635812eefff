//! Checks of customers' receipts on a real file: numbered, found by id and by sale, and proved.

use domain::{
    Actor, Caller, Centavos, Device, EndToEndId, ReceiptCheck, ReceiptVerdict, UnixMs, Whose,
};
use rusqlite::Connection;
use store::{DATABASE, Error, Store};

use crate::shared::{NOW, open, paid_with, record, sell};

const PAID: &str = "E18236120202509231211s04b597fb3c";

fn by() -> Actor {
    Actor::Person(Caller::owner(Device::Terminal))
}

fn id() -> EndToEndId {
    EndToEndId::new(PAID).unwrap()
}

fn check(store: &mut Store, verdict: ReceiptVerdict, asked_order: Option<i64>) {
    let order = |number| domain::OrderNumber::new(number).unwrap();
    let check = ReceiptCheck {
        end_to_end_id: Some(id()),
        shown: Some(Centavos::new(1_250)),
        said_at: None,
        asked_order: asked_order.map(order),
        verdict,
        order: Some(order(1)),
        unmatched: None,
    };
    store.write(&by(), NOW, |tx| tx.note_receipt_check(&check)).unwrap();
}

#[test]
fn a_receipts_money_is_found_by_its_id_whatever_its_case() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    assert_eq!(store.receipt_money(&id()).unwrap(), None);
    record(&mut store, key, paid_with(PAID));
    for text in [PAID, &PAID.to_lowercase()] {
        let money = store.receipt_money(&EndToEndId::new(text).unwrap()).unwrap().unwrap();
        let paid = Whose::Sale {
            order: key.order,
            is_whole: true,
            is_short: false,
            is_back: false,
            is_odd: false,
        };
        assert_eq!((money.whose, money.amount), (paid, Some(Centavos::new(1_250))));
    }
}

#[test]
fn how_often_a_receipt_was_shown_before_is_known_and_proved() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    record(&mut store, key, paid_with(PAID));
    let before = |store: &mut Store| {
        let look = |tx: &store::Tx<'_>| tx.shown_before(Some(&id()), None, None);
        store.write::<_, Error>(&by(), NOW, look).unwrap()
    };
    assert_eq!(before(&mut store), store::ShownBefore::default());
    check(&mut store, ReceiptVerdict::Unknown, None);
    let once = before(&mut store);
    assert_eq!((once.times, once.is_used, once.last), (1, false, Some((NOW, by()))));
    check(&mut store, ReceiptVerdict::Received, Some(2));
    let twice = before(&mut store);
    assert_eq!((twice.times, twice.is_used), (2, true));
    for order in [1, 2] {
        let order = domain::OrderNumber::new(order).unwrap();
        let found = store.checks_of(order).unwrap();
        let numbers: Vec<_> = found.iter().map(|record| record.number).collect();
        assert_eq!(numbers, if order.get() == 1 { vec![1, 2] } else { vec![2] });
    }
    drop(store);
    let store = Store::open(home.path(), UnixMs::new(9)).unwrap();
    store.verify().unwrap();
}

#[test]
fn an_index_of_checks_that_is_not_what_the_events_give_is_damage() {
    for harm in [
        "UPDATE checks SET verdict = 'not_received' WHERE number = 1",
        "UPDATE checks SET end_to_end_id = NULL WHERE number = 1",
        "DELETE FROM checks",
        "INSERT INTO checks SELECT 2, at_ms, actor, NULL, NULL, NULL, NULL, verdict, NULL, NULL FROM checks",
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sell(&mut store, "s1");
        record(&mut store, key, paid_with(PAID));
        check(&mut store, ReceiptVerdict::Received, None);
        store.verify().unwrap();
        drop(store);
        let log = Connection::open(home.path().join(DATABASE)).unwrap();
        log.execute_batch(harm).unwrap();
        drop(log);
        let store = Store::open(home.path(), UnixMs::new(9)).unwrap();
        let proved = store.verify();
        assert!(matches!(proved, Err(Error::Damaged { .. })), "{harm}: {proved:?}");
    }
}
