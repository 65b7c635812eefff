//! Confirmed by hand: in the index and in lists, once for an end-to-end id, and never in the way of a proof.

use checkout::sale::{Confirmation, confirm_order};
use checkout::{Error, WrongId};
use domain::charge::{Event, Rejection, Seen, Status};
use domain::{Actor, Caller, Device, EndToEndId, OperatorId, OrderNumber, UnixMs};
use rusqlite::Connection;
use store::{DATABASE, Filter, Store};

use crate::shared::{
    NOW, find_unmatched, money, open, paid_with, receipt_of, record, register, seen, sell,
};

/// Stamped at the beginning of 1970, when these sales are made.
const SHOWN: &str = "E00416968197001010000abcDEF12345";
const OTHER: &str = "E00416968197001010000abcDEF99999";

fn davi() -> Actor {
    let id = |id| OperatorId::new(id).unwrap();
    Actor::Person(Caller {
        operator: id("davi"),
        approved_by: Some(id("lucia")),
        device: Device::Window,
    })
}

fn confirm(store: &mut Store, number: i64, id: Option<&str>) -> Result<(), Error> {
    let confirmation = Confirmation {
        reason: "vi no aplicativo".into(),
        end_to_end_id: id.map(|id| EndToEndId::typed(id).unwrap()),
        allowance: checkout::Allowance::Any,
    };
    let number = OrderNumber::new(number).unwrap();
    confirm_order(store, number, confirmation, &davi(), (NOW, NOW)).map(drop)
}

fn sold(store: &mut Store, count: usize) {
    for at in 0..count {
        let key = sell(store, &format!("s{at}"));
        register(store, key, &format!("4{at}"));
    }
}

fn listed(store: &Store, filter: Filter) -> Vec<i64> {
    let filter = Filter { limit: 50, ..filter };
    store.reader().unwrap().numbers(&filter).unwrap().iter().map(|number| number.get()).collect()
}

fn by_hand() -> Filter {
    Filter { by_hand: true, ..Filter::default() }
}

#[test]
fn it_is_listed_apart_until_it_is_proved() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sold(&mut store, 3);
    confirm(&mut store, 2, Some(SHOWN)).unwrap();
    let of = |status| Filter { status: Some(status), ..Filter::default() };
    assert_eq!((listed(&store, by_hand()), store.by_hand_orders().unwrap()), (vec![2], 1));
    assert_eq!(listed(&store, of(Status::Pending)), [3, 1]);
    assert_eq!(listed(&store, of(Status::Paid)), [0; 0]);
    assert_eq!(listed(&store, Filter { odd: true, ..Filter::default() }), [2]);
    let found = Filter { search: Some("abcdef12345".into()), ..Filter::default() };
    assert_eq!(listed(&store, found), [2]);
    let key = store::ChargeKey { order: OrderNumber::new(2).unwrap(), attempt: 1 };
    record(&mut store, key, seen(Seen::Expired));
    assert_eq!(listed(&store, by_hand()), [2], "that its code has ended changes nothing");
    store.verify().unwrap();
    record(&mut store, key, paid_with(SHOWN));
    assert_eq!((listed(&store, by_hand()), store.by_hand_orders().unwrap()), (vec![], 0));
    assert_eq!(listed(&store, of(Status::Paid)), [2]);
    store.verify().unwrap();
}

#[test]
fn who_said_it_stands_in_the_log() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sold(&mut store, 2);
    confirm(&mut store, 1, None).unwrap();
    let second = OrderNumber::new(2).unwrap();
    store
        .write(&davi(), NOW, |tx| {
            let event = Event::GivenUp(Rejection::by_hand("foi embora"));
            tx.change(&tx.order(second)?, 1, &event)
        })
        .unwrap();
    let reader = store.reader().unwrap();
    for (number, kind) in [(1, "confirmed_by_hand"), (2, "given_up")] {
        let number = OrderNumber::new(number).unwrap();
        let (order, acts) = reader.order_with_acts(number).unwrap();
        assert_eq!(order, store.order(number).unwrap());
        let [act] = acts.as_slice() else { panic!("{acts:?}") };
        assert_eq!((act.attempt, act.kind.as_str(), act.at), (1, kind, NOW));
        assert_eq!(Actor::Person(act.by.clone()), davi());
    }
}

#[test]
fn an_end_to_end_id_is_shown_once() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sold(&mut store, 4);
    let first = store::ChargeKey { order: OrderNumber::FIRST, attempt: 1 };
    record(&mut store, first, paid_with(OTHER));
    confirm(&mut store, 2, Some(SHOWN)).unwrap();
    find_unmatched(&mut store, 1, "77");
    let unmatched = money("77", None).end_to_end_id.unwrap();
    let taken = |result| match result {
        Err(Error::WrongId(WrongId::Taken(order))) => order.map(OrderNumber::get),
        other => panic!("{other:?}"),
    };
    assert_eq!(taken(confirm(&mut store, 3, Some(OTHER))), Some(1), "of a payment");
    assert_eq!(taken(confirm(&mut store, 3, Some(SHOWN))), Some(2), "shown for another sale");
    let small = SHOWN.replace("abcDEF", "ABCdef");
    assert_eq!(taken(confirm(&mut store, 3, Some(&small))), Some(2), "in another case");
    let confirmation = Confirmation {
        reason: "vi".into(),
        end_to_end_id: Some(unmatched),
        allowance: checkout::Allowance::Any,
    };
    let third = OrderNumber::new(3).unwrap();
    let now = UnixMs::new(1_758_629_460_000);
    // Its sale is of 1970; what is asked is whether the id is free.
    let result = confirm_order(&mut store, third, confirmation, &davi(), (now, now)).map(drop);
    assert_eq!(taken(result), None, "of money without a sale");
    let order = store.order(third).unwrap();
    assert!(!order.is_by_hand(), "what is refused leaves nothing");
    // The same again is no use of it.
    confirm(&mut store, 2, Some(SHOWN)).unwrap();
    store.verify().unwrap();
}

#[test]
fn what_was_shown_takes_no_proof_from_another_sale() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sold(&mut store, 2);
    confirm(&mut store, 1, Some(SHOWN)).unwrap();
    let second = store::ChargeKey { order: OrderNumber::new(2).unwrap(), attempt: 1 };
    let id = EndToEndId::new(SHOWN).unwrap();
    let taken =
        store.write(&Actor::Till, NOW, |tx| Ok::<_, store::Error>(tx.is_taken(second, &id)));
    assert!(!taken.unwrap());
    let order = record(&mut store, second, seen(Seen::Paid(receipt_of(SHOWN, 1_250))));
    assert_eq!(order.status(), Status::Paid);
    assert_eq!(listed(&store, by_hand()), [1], "and the first stays unproved");
    let reader = store.reader().unwrap();
    assert_eq!(reader.paid_by(&id, OrderNumber::FIRST).unwrap(), Some(second.order));
    assert_eq!(reader.paid_by(&id, second.order).unwrap(), None, "its own is no other's");
    store.verify().unwrap();
}

#[test]
fn the_id_is_held_against_the_time_of_the_sale() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sold(&mut store, 1);
    for (minute, wrong) in
        [("196912312030", WrongId::BeforeTheSale), ("197001010100", WrongId::Ahead)]
    {
        let id = format!("E00416968{minute}abcDEF12345");
        match confirm(&mut store, 1, Some(&id)) {
            Err(Error::WrongId(why)) => assert_eq!(why, wrong),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(store.by_hand_orders().unwrap(), 0);
}

#[test]
fn proof_and_the_first_word_go_before() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    sold(&mut store, 2);
    let first = store::ChargeKey { order: OrderNumber::FIRST, attempt: 1 };
    record(&mut store, first, paid_with("E1"));
    let refused = confirm(&mut store, 1, None);
    assert!(matches!(refused, Err(Error::Store(store::Error::AlreadyPaid))), "{refused:?}");
    confirm(&mut store, 2, None).unwrap();
    let head = store.head().unwrap();
    confirm(&mut store, 2, None).unwrap();
    let refused = confirm(&mut store, 2, Some(SHOWN));
    assert!(matches!(refused, Err(Error::Store(store::Error::ConfirmedByHand))), "{refused:?}");
    assert_eq!(store.head().unwrap(), head, "it is written once");
}

#[test]
fn proof_finds_an_index_that_says_otherwise() {
    for harm in [
        "UPDATE orders SET status = 'paid' WHERE number = 1",
        "UPDATE charges SET shown_id = NULL",
        "UPDATE charges SET shown_id = 'E2'",
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        sold(&mut store, 1);
        confirm(&mut store, 1, Some(SHOWN)).unwrap();
        store.verify().unwrap();
        let raw = Connection::open(home.path().join(DATABASE)).unwrap();
        assert_eq!(raw.execute(harm, []).unwrap(), 1);
        let found = store.verify();
        assert!(matches!(found, Err(store::Error::Damaged { .. })), "{harm}: {found:?}");
    }
}
