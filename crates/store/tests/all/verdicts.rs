//! What is done with a webhook that is no proof but tells something, and which bodies are kept.

use checkout::webhook::verdict::ReceiveResult;
use checkout::webhook::verdict::Verdict;
use domain::charge::{DisputeNotice, Event, RefundNotice, Seen, Status};
use domain::{Actor, Centavos, PayoutStatus, UnixMs};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Noticed, Outcome, Poll, Store};

use crate::shared::{
    self, NOW, arrival, open, paid, payout_told, receive, record, register, seen, sell,
    try_receive, unknown_money,
};

fn sold(store: &mut Store) -> ChargeKey {
    let key = sell(store, "s1");
    register(store, key, "49");
    record(store, key, paid());
    let rest = |poll: &Poll| Poll { due_at: None, ..poll.clone() };
    checkout::record::record(
        store,
        key,
        &Actor::Till,
        NOW,
        |_, _| Vec::new(),
        |_, poll| rest(poll),
    )
    .unwrap();
    key
}

fn dispute_told(key: ChargeKey) -> Verdict {
    let notice = DisputeNotice { reason: Some("golpe".into()), at: Some(UnixMs::new(7_000)) };
    let event = Event::DisputeNoticed(notice);
    Verdict::Notice(key, Box::new(event), "cashin.infraction".into())
}

fn due_at(store: &Store, key: ChargeKey) -> Option<UnixMs> {
    store.polls(key.order).unwrap()[&key.attempt].due_at
}

#[test]
fn what_is_told_is_on_disk_with_the_cursor_and_asked_about_now() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store);
    assert_eq!(due_at(&store, key), None);
    assert_eq!(receive(&mut store, 1, None, dispute_told(key)), ReceiveResult::Now(Outcome::Hint));
    drop(store);

    let mut store = open(home.path());
    let order = store.order(key.order).unwrap();
    assert!(order.attempts[0].dispute.is_none(), "nothing unproven is in the log");
    let Verdict::Notice(_, event, _) = dispute_told(key) else { unreachable!() };
    assert_eq!(store.noticed(key.order).unwrap(), [(1, Noticed { event: *event, at: NOW })]);
    assert_eq!(order.status(), Status::Paid);
    assert_eq!(due_at(&store, key), Some(NOW));
    let row = &store.received(1).unwrap()[0];
    assert_eq!((row.outcome, row.charge), (Outcome::Hint, Some(key)));
    assert_eq!(row.detail.as_deref(), Some("cashin.infraction"));
    assert_eq!(store.attention().unwrap(), (1, 0, 0));

    let head = store.head().unwrap();
    receive(&mut store, 2, None, dispute_told(key));
    assert_eq!(store.head().unwrap(), head, "told again");
    assert_eq!(store.noticed(key.order).unwrap().len(), 1);
    store.verify().unwrap();
}

#[test]
fn a_told_refund_is_kept_until_the_provider_says_so() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store);
    let notice = |amount, at| RefundNotice {
        amount: Some(Centavos::new(amount)),
        at: Some(UnixMs::new(at)),
    };
    for (seq, told) in [(1, notice(300, 7_000)), (2, notice(200, 8_000)), (3, notice(300, 7_000))] {
        let event = Box::new(Event::RefundNoticed(told));
        receive(&mut store, seq, None, Verdict::Notice(key, event, "cashin.refund".into()));
    }
    drop(store);
    let mut store = open(home.path());
    assert_eq!(store.order(key.order).unwrap().refunded(), Centavos::new(0));
    let back = seen(Seen::Refunded(shared::receipt(1_250), shared::returned(1_250, 8_000)));
    let order = record(&mut store, key, back);
    assert_eq!((order.refunded(), order.status()), (Centavos::new(500), Status::Paid));
    store.verify().unwrap();
}

#[test]
fn no_news_make_nobody_ask() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store);
    let head = store.head().unwrap();
    let taken = receive(&mut store, 1, None, Verdict::Known(key, "cashin.created".into()));
    assert_eq!((taken, due_at(&store, key)), (ReceiveResult::Now(Outcome::Known), None));
    assert_eq!(store.head().unwrap(), head);
    let row = &store.received(1).unwrap()[0];
    assert_eq!((row.charge, row.detail.as_deref()), (Some(key), Some("cashin.created")));
}

#[test]
fn events_for_other_tills_are_counted_apart() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let aside = |outcome| Verdict::SetAside(outcome, None);
    receive(&mut store, 1, None, aside(Outcome::OtherTill));
    receive(&mut store, 2, None, aside(Outcome::UnknownCharge));
    receive(&mut store, 3, None, aside(Outcome::OtherTill));
    receive(&mut store, 4, None, unknown_money("1000"));
    let stream = store.relay_cursor().unwrap().unwrap();
    assert_eq!((stream.received, stream.set_aside, stream.other_tills), (4, 3, 2));
}

#[test]
fn what_is_told_stands_or_falls_with_its_row_and_its_cursor() {
    for table in ["received", "stream"] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sold(&mut store);
        let raw = Connection::open(home.path().join(DATABASE)).unwrap();
        raw.execute_batch(&format!(
            "CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'fault'); END"
        ))
        .unwrap();
        try_receive(&mut store, &arrival(1), None, dispute_told(key)).unwrap_err();
        assert_eq!((store.attention().unwrap(), due_at(&store, key)), ((0, 0, 0), None), "{table}");
        try_receive(&mut store, &arrival(1), None, unknown_money("1000")).unwrap_err();
        assert_eq!(store.next_lookup().unwrap(), None, "{table}");
        raw.execute_batch("DROP TRIGGER fault").unwrap();
        receive(&mut store, 1, None, dispute_told(key));
        assert_eq!(store.attention().unwrap(), (1, 0, 0));
        store.verify().unwrap();
    }
}

#[test]
fn a_body_that_made_no_sense_is_kept_as_it_came() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let aside = || Verdict::SetAside(Outcome::UnknownType, Some("boleto.paid".into()));
    receive(&mut store, 1, Some(br#"{"object":"boleto"}"#), aside());
    receive(&mut store, 2, Some(b"\xff\x00<html>"), aside());
    receive(&mut store, 3, None, aside());
    receive(&mut store, 4, Some(&vec![b'x'; 70_000]), aside());
    receive(&mut store, 5, Some(b"{}"), payout_told("1", PayoutStatus::Unknown("odd".into())));
    let rows = store.received(9).unwrap();
    let raw: Vec<_> = rows.iter().rev().map(|row| row.raw.as_deref()).collect();
    assert_eq!(raw[0], Some(r#"{"object":"boleto"}"#));
    assert_eq!(raw[1], Some("\u{fffd}\0<html>"));
    assert_eq!((raw[2], raw[3].map(str::len), raw[4]), (None, Some(65_536), Some("{}")));
}

#[test]
fn the_body_of_a_proof_is_not_kept_it_holds_a_persons_data() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sold(&mut store);
    let again = || Verdict::Proof(key, Box::new(paid()), "CASHIN_PAID".into());
    let back = Box::new(seen(Seen::Refunded(shared::receipt(1_250), shared::returned(1_250, 1))));
    assert_eq!(receive(&mut store, 1, Some(b"{}"), again()), ReceiveResult::Now(Outcome::Known));
    let back = Verdict::Proof(key, back, "CASHIN_REFUNDED".into());
    assert_eq!(receive(&mut store, 2, Some(b"{}"), back), ReceiveResult::Now(Outcome::Applied));
    assert!(store.received(9).unwrap().iter().all(|row| row.raw.is_none()));
}

#[test]
fn the_newest_five_hundred_bodies_are_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let aside = || Verdict::SetAside(Outcome::Malformed, None);
    receive(&mut store, 1, Some(b"first"), aside());
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.execute_batch(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
         INSERT INTO received SELECT i, 'e', i, 'evt', 'r', 0, 0, '', 0, 'malformed', NULL, NULL,
             NULL, 'body'
         FROM n",
    )
    .unwrap();
    let kept = |store: &Store| {
        let rows = store.received(u32::MAX).unwrap();
        let kept: Vec<u64> = rows.iter().filter(|it| it.raw.is_some()).map(|it| it.seq).collect();
        (rows.len(), kept.len(), kept.last().copied())
    };
    assert_eq!(kept(&store), (500, 500, Some(1)));
    let last = checkout::webhook::verdict::Arrival { previous: 1, ..arrival(501) };
    try_receive(&mut store, &last, Some(b"last"), aside()).unwrap();
    assert_eq!(kept(&store), (501, 500, Some(2)), "the row stays, without its body");
}
