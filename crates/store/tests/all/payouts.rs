//! Payouts on a real file.

use checkout::poller::lookup::Answer;
use checkout::webhook::verdict::ReceiveResult;
use checkout::webhook::verdict::Verdict;
use domain::charge::{Evidence, Rejection};
use domain::{Actor, EndToEndId, PayoutSeen, PayoutStatus, UnixMs};
use rusqlite::Connection;
use store::{DATABASE, Error, LookupKind, LookupRequest, Outcome, Rank, Store};

use crate::shared::{NOW, arrival, open, payout, payout_told, receive, sell, try_receive};

use PayoutStatus::{Completed, Created, Refunded};

#[test]
fn a_told_payout_is_on_disk_with_the_cursor_and_asked_about() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let taken = receive(&mut store, 1, None, payout_told("2000", Created));
    assert_eq!(taken, ReceiveResult::Now(Outcome::Payout));
    drop(store);

    let mut store = open(home.path());
    let known = &store.payouts(9).unwrap()[0];
    assert_eq!(
        (&known.seen, known.evidence),
        (&payout("2000", Created), Some(Evidence::SignedWebhook))
    );
    let row = &store.received(1).unwrap()[0];
    assert_eq!(
        (row.outcome, row.detail.as_deref(), row.charge),
        (Outcome::Payout, Some("transfer.paid"), None)
    );
    assert_eq!(store.relay_cursor().unwrap().unwrap().set_aside, 0);
    assert_eq!(store.next_lookup().unwrap(), Some(NOW));
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    assert_eq!((lookup.kind, lookup.provider_id.as_str()), (LookupKind::Payout, "2000"));
    checkout::poller::lookup::settle(
        &mut store,
        &lookup,
        NOW,
        Answer::Payout(payout("2000", Created)),
    )
    .unwrap();
    assert_eq!(store.payouts(9).unwrap()[0].evidence, Some(Evidence::Polled));
    assert_eq!(store.next_lookup().unwrap(), None);
    store.verify().unwrap();
}

#[test]
fn what_is_told_again_is_written_and_asked_once() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, payout_told("2000", Completed));
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    checkout::poller::lookup::settle(
        &mut store,
        &lookup,
        NOW,
        Answer::Payout(payout("2000", Completed)),
    )
    .unwrap();
    let head = store.head().unwrap();
    receive(&mut store, 2, None, payout_told("2000", Completed));
    assert_eq!((store.head().unwrap(), store.next_lookup().unwrap()), (head, None));
    receive(&mut store, 3, None, payout_told("2000", Refunded));
    assert_eq!(store.head().unwrap(), head + 1);
    assert_eq!(store.next_lookup().unwrap(), Some(NOW), "that is news");
    let known = &store.payouts(9).unwrap()[0];
    assert_eq!(known.evidence, Some(Evidence::SignedWebhook), "which nobody has confirmed");
}

#[test]
fn what_nobody_has_confirmed_is_asked_about_when_it_is_told_again() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, payout_told("2000", Completed));
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Over).unwrap();
    let known = &store.payouts(9).unwrap()[0];
    assert_eq!(known.evidence, Some(Evidence::SignedWebhook), "left as it was told");
    receive(&mut store, 2, None, payout_told("2000", Completed));
    assert_eq!(store.next_lookup().unwrap(), Some(NOW));
}

#[test]
fn a_word_without_proof_is_asked_about_and_enters_the_log_with_the_answer() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let head = store.head().unwrap();
    let asking = LookupRequest {
        provider: "integrapay".into(),
        account: String::new(),
        kind: LookupKind::Payout,
        id: payout("2000", Created).id,
        rank: Rank::Stranger,
    };
    receive(&mut store, 1, None, Verdict::Lookup(asking, "transfer.paid".into()));
    assert_eq!((store.head().unwrap(), store.payouts(9).unwrap().len()), (head, 0));
    let lookup = store.claim_lookup(NOW).unwrap().unwrap();
    checkout::poller::lookup::settle(
        &mut store,
        &lookup,
        NOW,
        Answer::Payout(payout("2000", Created)),
    )
    .unwrap();
    assert_eq!(store.payouts(9).unwrap()[0].evidence, Some(Evidence::Polled));
}

#[test]
fn a_payout_touches_no_order_and_no_list_of_orders() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    let head = store.head().unwrap();
    receive(&mut store, 1, None, payout_told("1000", Created));
    receive(&mut store, 2, None, payout_told("1000", Completed));
    assert_eq!(store.head().unwrap(), head + 2);
    assert_eq!(store.changed_in(store.stretch(head).unwrap()).unwrap(), []);
    assert_eq!(store.changed_in(store.stretch(0).unwrap()).unwrap(), [key.order]);
    assert_eq!((store.open_orders(9).unwrap().len(), store.open_charges().unwrap()), (1, 1));
    assert_eq!(store.events(key.order).unwrap().len(), 2);
    assert_eq!(store.verify().unwrap().orders, 1);
}

#[test]
fn payouts_are_listed_by_their_last_change() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for (seq, id, status) in
        [(1, "1", Created), (2, "2", Created), (3, "3", Created), (4, "1", Completed)]
    {
        receive(&mut store, seq, None, payout_told(id, status));
    }
    let listed = |limit| -> Vec<String> {
        let payouts = store.payouts(limit).unwrap();
        payouts.into_iter().map(|it| it.seen.id.as_str().to_owned()).collect()
    };
    assert_eq!(listed(9), ["1", "3", "2"]);
    assert_eq!(listed(2), ["1", "3"]);
}

#[test]
fn every_field_of_a_payout_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let full = PayoutSeen {
        end_to_end_id: Some(EndToEndId::new("E1").unwrap()),
        return_id: Some(EndToEndId::new("D1").unwrap()),
        payee_name: Some("Fulano S***".into()),
        failure: Some(Rejection { code: "refund".into(), message: "Reason for refund".into() }),
        ..payout("1000", Refunded)
    };
    let odd = PayoutSeen {
        reference: None,
        amount: None,
        at: None,
        ..payout("1001", PayoutStatus::Unknown("parked".into()))
    };
    for (seq, seen) in [(1, &full), (2, &odd)] {
        let verdict = Verdict::Payout {
            provider: "integrapay".into(),
            seen: Box::new(seen.clone()),
            account: String::new(),
            kind: "transfer.refund".into(),
        };
        receive(&mut store, seq, None, verdict);
    }
    let payouts = store.payouts(9).unwrap();
    assert_eq!((&payouts[0].seen, &payouts[1].seen), (&odd, &full));
    assert_eq!((payouts[1].first_seen_at, payouts[1].changed_at), (NOW, NOW));
    store.verify().unwrap();
}

#[test]
fn a_payout_whose_row_or_cursor_cannot_be_written_is_not_half_written() {
    for table in ["payouts", "jobs", "received", "stream"] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        let raw = Connection::open(home.path().join(DATABASE)).unwrap();
        raw.execute_batch(&format!(
            "CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'fault'); END"
        ))
        .unwrap();
        let told = || payout_told("2000", Created);
        try_receive(&mut store, &arrival(1), None, told()).unwrap_err();
        assert_eq!((store.head().unwrap(), store.payouts(9).unwrap().len()), (1, 0), "{table}");
        assert_eq!((store.relay_cursor().unwrap(), store.next_lookup().unwrap()), (None, None));
        raw.execute_batch("DROP TRIGGER fault").unwrap();
        assert_eq!(receive(&mut store, 1, None, told()), ReceiveResult::Now(Outcome::Payout));
        store.verify().unwrap();
    }
}

#[test]
fn a_payout_changed_behind_the_log_is_found_and_its_event_too() {
    for (sql, named) in [
        ("UPDATE payouts SET amount_centavos = 1", "payout 2000"),
        ("UPDATE payouts SET status = 'refunded'", "payout 2000"),
        ("UPDATE payouts SET status = 'dancing'", "status of a payout"),
        ("UPDATE payouts SET evidence = 'polled'", "payout 2000"),
        ("UPDATE payouts SET changed_at_ms = 1", "payout 2000"),
        ("UPDATE payouts SET changed_seq = 9", "payout 2000"),
        ("DELETE FROM payouts", "payout 2000"),
        (
            "INSERT INTO payouts (provider, provider_id, status, first_seen_at_ms, changed_at_ms,
                 changed_seq) VALUES ('integrapay', '7', 'created', 1, 1, 1)",
            "2 payouts",
        ),
        (
            "DROP TRIGGER events_are_never_changed;
             UPDATE events SET body = replace(body, '500', '501') WHERE kind = 'payout_seen';",
            "event 2 ",
        ),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        receive(&mut store, 1, None, payout_told("2000", Created));
        store.verify().unwrap();
        Connection::open(home.path().join(DATABASE)).unwrap().execute_batch(sql).unwrap();
        match store.verify() {
            Err(Error::Damaged { what, .. }) => assert!(what.contains(named), "{sql}: {what}"),
            other => panic!("{sql}: {other:?}"),
        }
    }
}

#[test]
fn a_backup_holds_the_payouts_with_their_chain() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, payout_told("2000", Created));
    store.back_up_if_due(UnixMs::new(9_000_000)).unwrap();
    drop(store);
    let raw = Connection::open(home.path().join(DATABASE)).unwrap();
    raw.execute_batch(
        "DROP TRIGGER events_are_never_changed; UPDATE events SET kind = 'x' WHERE seq = 1;",
    )
    .unwrap();
    drop(raw);
    let Err(Error::Damaged { last_good_backup: Some(backup), .. }) =
        Store::open(home.path(), UnixMs::new(9_000_001))
    else {
        panic!("no backup is named")
    };
    let restored = tempfile::tempdir().unwrap();
    let now = UnixMs::new(9_000_002);
    let next =
        store::Successor { code: "W3ZP", marks: &[], training: false, now, by: &Actor::Till };
    store::restore(restored.path(), Some(&backup), &next).unwrap();
    let store = Store::open(restored.path(), UnixMs::new(9_000_002)).unwrap();
    assert_eq!(store.payouts(9).unwrap().len(), 1);
    store.verify().unwrap();
}
