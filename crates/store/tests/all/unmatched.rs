//! Money without a sale on a real file: found once, matched or set aside by a person.

use checkout::poller::lookup::Answer;
use domain::Actor;
use domain::charge::{Anomaly, Seen, Status};
use domain::{Centavos, UnmatchedMoney, UnmatchedNumber, UnmatchedState};
use rusqlite::Connection;
use store::{ChargeKey, DATABASE, Error, Store};

use crate::shared::{
    NOW, attempt, find_unmatched, money, open, paid, receive, record, register, seen, sell,
    unknown_money,
};

/// What the provider says is there.
const AMOUNT: Centavos = Centavos::new(3_750);

fn number(number: i64) -> UnmatchedNumber {
    UnmatchedNumber::new(number).unwrap()
}

#[test]
fn confirmed_money_is_an_unmatched_payment_once() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    find_unmatched(&mut store, 1, "1000");
    let head = store.head().unwrap();
    find_unmatched(&mut store, 2, "1000");
    assert_eq!(store.head().unwrap(), head, "known already");
    let unmatched = store.unmatched_payment(number(1)).unwrap();
    assert_eq!((&unmatched.money, unmatched.found_at), (&money("1000", None), NOW));
    assert_eq!(unmatched.state, UnmatchedState::Open);
    assert_eq!(store.attention().unwrap(), (0, 1, 0));
    assert_eq!(store.changed_in(store.stretch(0).unwrap()).unwrap(), []);
    assert!(matches!(store.unmatched_payment(number(2)), Err(Error::NotFound)));
    drop(store);
    open(home.path()).verify().unwrap();
}

#[test]
fn the_same_id_at_another_provider_is_other_money() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    find_unmatched(&mut store, 1, "1000");
    receive(&mut store, 2, None, unknown_money("7"));
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    let other = UnmatchedMoney {
        provider: "connectpsp".into(),
        end_to_end_id: None,
        paid_at: None,
        payer_name: None,
        ..money("1000", Some("mesa 4"))
    };
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Money(other.clone()))
        .unwrap();
    let unmatched = store.unmatched(false, 9).unwrap();
    assert_eq!((unmatched.len(), &unmatched[0].money), (2, &other), "newest first");
    assert_eq!(store.unmatched(false, 1).unwrap().len(), 1);
    store.verify().unwrap();
}

#[test]
fn an_unmatched_payment_is_matched_to_an_order_in_one_commit() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    record(&mut store, key, seen(Seen::Expired));
    find_unmatched(&mut store, 1, "1000");
    let order = checkout::unmatched::match_payment(
        &mut store,
        number(1),
        key.order,
        AMOUNT,
        "pagou na mesa",
        &Actor::Till,
        NOW,
    )
    .unwrap();
    assert_eq!((order.status(), order.received()), (Status::Paid, Centavos::new(3_750)));
    let polls = store.polls(key.order).unwrap();
    assert_eq!(polls[&1].due_at, Some(NOW), "what was over is asked about again");
    let payment = &order.attempts[0].payments[0];
    assert_eq!(payment.payer_name.as_deref(), Some("Fulano S***"));
    assert_eq!(payment.matched.as_ref().unwrap().reason, "pagou na mesa");
    drop(store);

    let mut store = open(home.path());
    assert_eq!(store.order(key.order).unwrap(), order);
    let state =
        UnmatchedState::Matched { order: key.order, reason: "pagou na mesa".into(), at: NOW };
    assert_eq!(store.unmatched_payment(number(1)).unwrap().state, state);
    assert_eq!(
        (store.unmatched(false, 9).unwrap().len(), store.unmatched(true, 9).unwrap().len()),
        (0, 1)
    );
    assert_eq!(store.attention().unwrap(), (0, 0, 0));
    let kinds: Vec<_> = store.events(key.order).unwrap().into_iter().map(|it| it.kind).collect();
    assert_eq!(kinds, ["order_opened", "requested", "registered", "seen", "matched"]);
    store.verify().unwrap();

    let again = checkout::unmatched::match_payment(
        &mut store,
        number(1),
        key.order,
        AMOUNT,
        "outra vez",
        &Actor::Till,
        NOW,
    );
    assert!(matches!(again, Err(Error::UnmatchedResolved)), "{again:?}");
    let aside =
        checkout::unmatched::dismiss_payment(&mut store, number(1), "não", &Actor::Till, NOW);
    assert!(matches!(aside, Err(Error::UnmatchedResolved)), "{aside:?}");
    find_unmatched(&mut store, 2, "1000");
    assert_eq!(store.attention().unwrap(), (0, 0, 0), "told again, it is not open again");
}

#[test]
fn an_unmatched_payment_for_an_order_that_another_attempt_has_paid_is_a_duplicate() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    checkout::sale::attempt::create_attempt(
        &mut store,
        key.order,
        &attempt(),
        &Actor::Till,
        NOW,
        |_, _, _| "{}".into(),
    )
    .unwrap();
    record(&mut store, ChargeKey { attempt: 2, ..key }, paid());
    find_unmatched(&mut store, 1, "1000");
    let order = checkout::unmatched::match_payment(
        &mut store,
        number(1),
        key.order,
        AMOUNT,
        "pagou duas vezes",
        &Actor::Till,
        NOW,
    )
    .unwrap();
    assert!(order.anomalies().contains(&Anomaly::DuplicatePayment));
    store.verify().unwrap();
}

#[test]
fn an_unmatched_payment_is_set_aside_with_a_reason() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    find_unmatched(&mut store, 1, "1000");
    let unmatched =
        checkout::unmatched::dismiss_payment(&mut store, number(1), "aluguel", &Actor::Till, NOW)
            .unwrap();
    assert_eq!(unmatched.state, UnmatchedState::Dismissed { reason: "aluguel".into(), at: NOW });
    assert_eq!(store.unmatched_payment(number(1)).unwrap(), unmatched);
    let key = sell(&mut store, "s1");
    let late = checkout::unmatched::match_payment(
        &mut store,
        number(1),
        key.order,
        AMOUNT,
        "mesa",
        &Actor::Till,
        NOW,
    );
    assert!(matches!(late, Err(Error::UnmatchedResolved)), "{late:?}");
    assert_eq!(store.attention().unwrap(), (0, 0, 0));
    store.verify().unwrap();
}

#[test]
fn what_is_not_there_is_not_attached() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    let missing = checkout::unmatched::match_payment(
        &mut store,
        number(1),
        key.order,
        AMOUNT,
        "mesa",
        &Actor::Till,
        NOW,
    );
    assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    find_unmatched(&mut store, 1, "1000");
    let head = store.head().unwrap();
    let no_order = domain::OrderNumber::new(99).unwrap();
    let missing = checkout::unmatched::match_payment(
        &mut store,
        number(1),
        no_order,
        AMOUNT,
        "mesa",
        &Actor::Till,
        NOW,
    );
    assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    assert_eq!((store.head().unwrap(), store.attention().unwrap()), (head, (0, 1, 0)));
}

#[test]
fn an_attachment_that_cannot_be_written_leaves_both_sides_as_they_were() {
    for fault in
        ["INSERT ON events WHEN NEW.kind = 'matched'", "UPDATE ON unmatched", "UPDATE ON charges"]
    {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let key = sell(&mut store, "s1");
        find_unmatched(&mut store, 1, "1000");
        let head = store.head().unwrap();
        let raw = Connection::open(home.path().join(DATABASE)).unwrap();
        raw.execute_batch(&format!(
            "CREATE TRIGGER fault BEFORE {fault} BEGIN SELECT RAISE(ABORT, 'fault'); END"
        ))
        .unwrap();
        checkout::unmatched::match_payment(
            &mut store,
            number(1),
            key.order,
            AMOUNT,
            "mesa",
            &Actor::Till,
            NOW,
        )
        .unwrap_err();
        assert_eq!(
            (store.head().unwrap(), store.attention().unwrap()),
            (head, (0, 1, 0)),
            "{fault}"
        );
        assert_eq!(store.order(key.order).unwrap().status(), Status::Registering);
        raw.execute_batch("DROP TRIGGER fault").unwrap();
        checkout::unmatched::match_payment(
            &mut store,
            number(1),
            key.order,
            AMOUNT,
            "mesa",
            &Actor::Till,
            NOW,
        )
        .unwrap();
        store.verify().unwrap();
    }
}

fn matched(store: &mut Store) {
    let key = sell(store, "s1");
    find_unmatched(store, 1, "1000");
    checkout::unmatched::match_payment(
        store,
        number(1),
        key.order,
        AMOUNT,
        "mesa",
        &Actor::Till,
        NOW,
    )
    .unwrap();
}

#[test]
fn an_unmatched_payment_changed_behind_the_log_is_found() {
    for (sql, named) in [
        ("UPDATE unmatched SET amount_centavos = 1", "unmatched payment 1"),
        ("UPDATE unmatched SET state = 'open', order_number = NULL, reason = NULL, settled_at_ms = NULL", "unmatched payment 1"),
        ("UPDATE unmatched SET state = 'dismissed', order_number = NULL", "unmatched payment 1"),
        ("UPDATE unmatched SET state = 'lost'", "unmatched payment 1"),
        ("UPDATE unmatched SET order_number = 2", "unmatched payment 1"),
        ("DELETE FROM unmatched", "unmatched payment 1"),
        ("UPDATE unmatched SET number = 3", "unmatched payment 1"),
        (
            "INSERT INTO unmatched (number, provider, provider_id, amount_centavos, found_at_ms, state)
             VALUES (2, 'integrapay', '7', 1, 1, 'open')",
            "2 unmatched payments",
        ),
        ("UPDATE charges SET dispute = 'open'", "order 000001"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        matched(&mut store);
        store.verify().unwrap();
        Connection::open(home.path().join(DATABASE)).unwrap().execute_batch(sql).unwrap();
        match store.verify() {
            Err(Error::Damaged { what, .. }) => assert!(what.contains(named), "{sql}: {what}"),
            other => panic!("{sql}: {other:?}"),
        }
    }
}

#[test]
fn an_attachment_of_which_one_half_is_missing_is_found() {
    for (half, named) in [
        ("kind = 'matched'", "a matched payment is missing in its order"),
        ("kind = 'unmatched_matched'", "order 000001: unmatched payment 1 is not matched to it"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        matched(&mut store);
        drop(store);
        forge_without(home.path(), half);
        match Store::open_to_read(home.path()).unwrap().verify() {
            Err(Error::Damaged { what, .. }) => assert_eq!(what, named),
            other => panic!("{half}: {other:?}"),
        }
    }
}

/// An event as it stands in the log, without its hash.
type Event = (i64, String, i64, u32, i64, String, String, String);

/// Makes the log anew without some events, with a chain and an index that are right for what is left.
fn forge_without(home: &std::path::Path, half: &str) {
    use sha2::{Digest, Sha256};
    let raw = Connection::open(home.join(DATABASE)).unwrap();
    // What they say of persons is left out, so that each is hashed as it stands there.
    raw.execute_batch(&format!(
        "DROP TRIGGER events_are_never_deleted; DROP TRIGGER events_are_never_changed;
         DROP TRIGGER personal_is_never_deleted; DELETE FROM personal;
         UPDATE unmatched SET payer_name = NULL, reason = iif(reason IS NULL, NULL, '');
         DELETE FROM events WHERE {half};"
    ))
    .unwrap();
    let mut rows = raw
        .prepare("SELECT seq, stream, stream_id, attempt, at_ms, kind, body, actor FROM events ORDER BY seq")
        .unwrap();
    let rows: Vec<Event> = rows
        .query_map([], |it| {
            Ok((
                it.get(0)?,
                it.get(1)?,
                it.get(2)?,
                it.get(3)?,
                it.get(4)?,
                it.get(5)?,
                it.get(6)?,
                it.get(7)?,
            ))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut before = [0_u8; 32];
    for ((old, stream, id, attempt, at, kind, body, actor), seq) in rows.iter().zip(1_i64..) {
        let mut sha = Sha256::new();
        sha.update(before);
        sha.update((-2_i64).to_le_bytes());
        sha.update(seq.to_le_bytes());
        sha.update(id.to_le_bytes());
        sha.update(attempt.to_le_bytes());
        sha.update(at.to_le_bytes());
        for text in [stream, kind, body, actor] {
            sha.update((text.len() as u64).to_le_bytes());
            sha.update(text.as_bytes());
        }
        before = sha.finalize().into();
        raw.execute("UPDATE events SET seq = ?1, hash = ?2 WHERE seq = ?3", (seq, before, old))
            .unwrap();
    }
    let index = if half.contains("unmatched") {
        "UPDATE unmatched SET state = 'open', order_number = NULL, reason = NULL, settled_at_ms = NULL;
         UPDATE payments SET seq = (SELECT seq FROM events WHERE kind = 'matched')"
    } else {
        "UPDATE charges SET status = 'registering', received_centavos = 0, anomalies = '',
             end_to_end_ids = '';
         UPDATE orders SET status = 'registering', evidence = NULL, is_odd = 0, received_centavos = 0;
         DELETE FROM payments"
    };
    raw.execute_batch(index).unwrap();
}
