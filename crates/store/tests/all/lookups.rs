//! Inquiries on a real file: asked by one process at a time, and forgotten by none.

use checkout::poller::lookup::Answer;
use checkout::webhook::verdict::ReceiveResult;
use domain::{PayoutStatus, UnixMs, UnmatchedNumber};
use store::{Lookup, LookupKind, Outcome, Store};

use crate::shared::{NOW, money, open, payout_told, receive, register, sell, unknown_money};

fn later(at: UnixMs, failed: bool) -> Answer {
    Answer::Later { at, failed }
}

fn claim(store: &mut Store, now: UnixMs) -> Lookup {
    store.claim_lookup(now).unwrap().unwrap()
}

#[test]
fn what_is_inquired_is_claimed_by_one_process_and_freed_when_it_dies() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    assert_eq!(
        receive(&mut first, 1, None, unknown_money("1000")),
        ReceiveResult::Now(Outcome::LookedUp)
    );
    let row = &first.received(1).unwrap()[0];
    assert_eq!((row.outcome, row.detail.as_deref()), (Outcome::LookedUp, Some("cashin.paid")));
    let lookup = claim(&mut first, NOW);
    assert_eq!(lookup.provider, "integrapay");
    assert_eq!((lookup.kind, lookup.provider_id.as_str()), (LookupKind::Charge, "1000"));
    assert_eq!((lookup.failures, lookup.created_at), (0, NOW));
    let soon = NOW.plus_ms(60_000);
    assert_eq!(second.claim_lookup(soon).unwrap(), None, "the first is asking");
    assert_eq!(first.next_lookup().unwrap(), None, "its own are not to wait for");
    assert!(second.next_lookup().unwrap().is_some());
    drop(first);
    assert_eq!(claim(&mut second, soon), lookup, "its claim died with it");
}

#[test]
fn a_claim_that_is_too_old_or_from_the_future_does_not_hold() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    receive(&mut first, 1, None, unknown_money("1000"));
    claim(&mut first, NOW.plus_ms(600_000));
    assert!(second.claim_lookup(NOW.plus_ms(719_999)).unwrap().is_none());
    assert!(second.claim_lookup(NOW.plus_ms(720_000)).unwrap().is_some());
    assert!(first.claim_lookup(NOW).unwrap().is_some(), "the clock went back");
}

#[test]
fn a_process_that_ends_gives_its_inquiries_back_to_be_asked_a_second_later() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    receive(&mut first, 1, None, unknown_money("1000"));
    claim(&mut first, NOW);
    first.release_claims(NOW).unwrap();
    assert_eq!(second.next_lookup().unwrap(), Some(NOW.plus_ms(1_000)));
    assert!(second.claim_lookup(NOW.plus_ms(999)).unwrap().is_none());
    assert!(second.claim_lookup(NOW.plus_ms(1_000)).unwrap().is_some());
}

#[test]
fn a_question_that_failed_is_asked_again_when_it_is_due_and_not_sooner() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, unknown_money("1000"));
    let mut at = NOW;
    for failures in 0..3 {
        let lookup = claim(&mut store, at);
        assert_eq!(lookup.failures, failures);
        at = at.plus_ms(30_000);
        checkout::poller::lookup::settle(&mut store, &lookup, NOW, later(at, true)).unwrap();
        assert_eq!(store.next_lookup().unwrap(), Some(at));
        assert_eq!(store.claim_lookup(at.plus_ms(-1)).unwrap(), None);
    }
    receive(&mut store, 2, None, unknown_money("1000"));
    assert_eq!(store.next_lookup().unwrap(), Some(at), "a redelivery does not end the waiting");
    let lookup = claim(&mut store, at);
    checkout::poller::lookup::settle(&mut store, &lookup, at, later(at.plus_ms(30_000), false))
        .unwrap();
    let again = claim(&mut store, at.plus_ms(30_000));
    assert_eq!(again.failures, 0, "it was answered");
}

#[test]
fn the_same_id_is_asked_about_once_but_a_payout_may_have_it_too() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, unknown_money("1000"));
    receive(&mut store, 2, None, unknown_money("1000"));
    receive(&mut store, 3, None, payout_told("1000", PayoutStatus::Created));
    let kinds = [claim(&mut store, NOW).kind, claim(&mut store, NOW).kind];
    assert_eq!(kinds, [LookupKind::Payout, LookupKind::Charge], "what is signed goes first");
    assert_eq!(store.claim_lookup(NOW).unwrap(), None);
}

#[test]
fn news_that_come_while_a_question_is_under_way_are_asked_about() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for (seq, answer) in [(1, Answer::Over), (3, later(NOW.plus_ms(900_000), false))] {
        let now = NOW.plus_ms(i64::try_from(seq).unwrap() * 10_000);
        receive(&mut store, seq, None, unknown_money("1000"));
        let lookup = claim(&mut store, now);
        receive(&mut store, seq + 1, None, unknown_money("1000"));
        checkout::poller::lookup::settle(&mut store, &lookup, now, answer).unwrap();
        let again = now.plus_ms(1_000);
        assert_eq!(store.next_lookup().unwrap(), Some(again), "the answer may be older");
        let lookup = claim(&mut store, again);
        checkout::poller::lookup::settle(&mut store, &lookup, again, Answer::Over).unwrap();
        assert_eq!(store.next_lookup().unwrap(), None);
    }
}

#[test]
fn news_before_a_question_are_answered_by_it() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, unknown_money("1000"));
    receive(&mut store, 2, None, unknown_money("1000"));
    let lookup = claim(&mut store, NOW);
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Over).unwrap();
    assert_eq!(store.next_lookup().unwrap(), None);
}

#[test]
fn news_bring_a_calm_inquiry_forward_and_leave_a_failing_one_its_pause() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let far = NOW.plus_ms(900_000);
    receive(&mut store, 1, None, unknown_money("1000"));
    let lookup = claim(&mut store, NOW);
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, later(far, false)).unwrap();
    assert_eq!(store.next_lookup().unwrap(), Some(far));
    receive(&mut store, 2, None, unknown_money("1000"));
    assert_eq!(store.next_lookup().unwrap(), Some(NOW.plus_ms(1_000)), "once it has rested");

    let lookup = claim(&mut store, NOW.plus_ms(1_000));
    receive(&mut store, 3, None, unknown_money("1000"));
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, later(far, true)).unwrap();
    assert_eq!(store.next_lookup().unwrap(), Some(far));
    let lookup = claim(&mut store, far);
    receive(&mut store, 4, None, unknown_money("1000"));
    checkout::poller::lookup::settle(&mut store, &lookup, far, Answer::Over).unwrap();
    let again = claim(&mut store, far.plus_ms(1_000));
    assert_eq!((lookup.failures, again.failures), (1, 0), "it was answered");
}

#[test]
fn two_hundred_are_open_and_the_oldest_gives_way() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for seq in 1..=203 {
        receive(&mut store, seq, None, unknown_money(&seq.to_string()));
    }
    let mut asked = Vec::new();
    while let Some(lookup) = store.claim_lookup(NOW).unwrap() {
        asked.push(lookup.provider_id.as_str().to_owned());
    }
    assert_eq!((asked.len(), asked[0].as_str(), asked[199].as_str()), (200, "4", "203"));
}

#[test]
fn an_inquiry_that_gave_way_while_it_was_asked_about_still_writes_its_money_down() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    receive(&mut store, 1, None, unknown_money("1"));
    let lookup = claim(&mut store, NOW);
    for seq in 2..=201 {
        receive(&mut store, seq, None, unknown_money(&seq.to_string()));
    }
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Money(money("1", None)))
        .unwrap();
    assert!(store.unmatched_payment(UnmatchedNumber::new(1).unwrap()).is_ok());
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, later(NOW, true)).unwrap();
    assert_eq!(claim(&mut store, NOW).provider_id.as_str(), "2", "it does not come back");
}

#[test]
fn money_of_a_charge_in_this_log_makes_the_till_ask_about_that() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let registered = sell(&mut store, "s1");
    register(&mut store, registered, "49");
    let registering = sell(&mut store, "s2");
    let reference = store.order(registering.order).unwrap().reference;
    let next = |store: &Store, key: store::ChargeKey| store.polls(key.order).unwrap()[&1].hint;
    for (seq, found, key) in [
        (1, money("49", None), registered),
        (2, money("50", Some(reference.as_str())), registering),
    ] {
        receive(&mut store, seq, None, unknown_money(found.provider_id.as_str()));
        let lookup = claim(&mut store, NOW);
        assert!(!next(&store, key));
        checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Money(found)).unwrap();
        assert!(next(&store, key));
        assert_eq!(store.next_lookup().unwrap(), None);
    }
    assert_eq!(store.unmatched(true, 9).unwrap(), []);
}

#[test]
fn money_under_our_reference_but_of_another_transaction_is_an_unmatched_payment() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    receive(&mut store, 1, None, unknown_money("51"));
    let lookup = claim(&mut store, NOW);
    let reference = store.order(key.order).unwrap().reference;
    let found = money("51", Some(reference.as_str()));
    checkout::poller::lookup::settle(&mut store, &lookup, NOW, Answer::Money(found.clone()))
        .unwrap();
    assert_eq!(
        store.unmatched(false, 9).unwrap()[0].money,
        found,
        "asking about 49 never shows it"
    );
    assert!(!store.polls(key.order).unwrap()[&1].hint);
}
