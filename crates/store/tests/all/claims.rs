//! Claims: one process polls a charge at a time, whatever becomes of it.

use domain::{Actor, UnixMs};
use store::Poll;

use crate::log::{key, open, registered, sell};

#[test]
fn a_charge_is_asked_about_by_one_process_and_freed_when_it_dies() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    let order = sell(&mut first, "s1");
    let later = UnixMs::new(60_000);
    assert!(second.claim_due(later, 8).unwrap().is_empty(), "the first is asking");
    drop(first);
    assert_eq!(second.claim_due(later, 8).unwrap().len(), 1, "its claim died with it");
    let free = |_: &domain::charge::Charge, poll: &Poll| Poll {
        due_at: Some(UnixMs::new(61_000)),
        owner: None,
        ..poll.clone()
    };
    checkout::record::record(
        &mut second,
        key(&order),
        &Actor::Till,
        later,
        |_, _| Vec::new(),
        free,
    )
    .unwrap();
    assert!(second.claim_one(key(&order), later.plus_ms(999)).unwrap().is_none(), "within 1 s");
    assert!(second.claim_one(key(&order), later.plus_ms(1_000)).unwrap().is_some());
}

#[test]
fn a_process_that_ends_gives_its_claims_back_to_be_asked_a_second_later() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    sell(&mut first, "s1");
    let end = UnixMs::new(60_000);
    first.release_claims(end).unwrap();
    drop(first);
    assert!(second.claim_due(end.plus_ms(999), 8).unwrap().is_empty(), "within 1 s");
    let claimed = second.claim_due(end.plus_ms(1_000), 8).unwrap();
    assert!(claimed[0].poll.outcome_unknown, "the request may have left");
}

#[test]
fn charges_that_another_process_asks_about_do_not_keep_the_rest_waiting() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    let asking = [sell(&mut first, "s1"), sell(&mut first, "s2")];
    let free = sell(&mut second, "s3");
    let released = |_: &domain::charge::Charge, poll: &Poll| Poll { owner: None, ..poll.clone() };
    checkout::record::record(
        &mut second,
        key(&free),
        &Actor::Till,
        UnixMs::new(2_000),
        |_, _| Vec::new(),
        released,
    )
    .unwrap();
    let claimed = second.claim_due(UnixMs::new(4_000), 1).unwrap();
    assert_eq!(claimed.iter().map(|it| it.key).collect::<Vec<_>>(), vec![key(&free)]);
    assert_eq!(second.next_due().unwrap(), Some(asking[0].created_at), "the first's, not our own");
    assert!(first.claim_due(UnixMs::new(4_000), 8).unwrap().is_empty());
}

#[test]
fn a_process_that_waited_for_the_log_does_not_take_a_fresh_answer_for_a_clock_gone_back() {
    let home = tempfile::tempdir().unwrap();
    let mut fast = open(home.path());
    let mut slow = open(home.path());
    let order = sell(&mut fast, "s1");
    let looked_at_the_clock = UnixMs::new(60_000);
    let answered =
        Poll { begun_at: UnixMs::new(60_015), due_at: Some(UnixMs::new(62_000)), ..Poll::never() };
    checkout::record::record(
        &mut fast,
        key(&order),
        &Actor::Till,
        UnixMs::new(60_015),
        |_, _| Vec::new(),
        |_, _| answered,
    )
    .unwrap();
    assert!(slow.claim_due(looked_at_the_clock, 8).unwrap().is_empty());
    assert!(slow.claim_one(key(&order), looked_at_the_clock).unwrap().is_none());
}

#[test]
fn a_process_that_died_at_its_first_sending_leaves_the_outcome_unknown() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    let order = sell(&mut first, "s1");
    drop(first);
    let sent_at = order.created_at;
    assert!(second.claim_due(sent_at.plus_ms(999), 8).unwrap().is_empty(), "within 1 s");
    let claimed = second.claim_due(sent_at.plus_ms(1_000), 8).unwrap();
    assert!(claimed[0].poll.outcome_unknown, "the request may have been sent and executed");
}

#[test]
fn a_clock_that_goes_back_does_not_silence_the_watcher() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let order = sell(&mut store, "s1");
    let poll = Poll {
        begun_at: UnixMs::new(7_200_000),
        due_at: Some(UnixMs::new(7_202_000)),
        ..Poll::never()
    };
    checkout::record::record(
        &mut store,
        key(&order),
        &Actor::Till,
        UnixMs::new(2_000),
        |_, _| Vec::new(),
        |_, _| poll,
    )
    .unwrap();
    assert_eq!(store.claim_due(UnixMs::new(3_600_000), 8).unwrap().len(), 1);
}

#[test]
fn a_claim_from_before_the_clock_went_back_does_not_hold() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    let order = sell(&mut first, "s1");
    let before = UnixMs::new(7_200_000);
    assert_eq!(first.claim_due(before.plus_ms(120_000), 8).unwrap().len(), 1);
    assert!(second.claim_one(key(&order), before).unwrap().is_some());
}

#[test]
fn a_question_of_another_process_is_taken_over_and_a_sending_is_not() {
    let home = tempfile::tempdir().unwrap();
    let mut first = open(home.path());
    let mut second = open(home.path());
    let order = sell(&mut first, "s1");
    let sent_at = order.created_at;
    let number = [order.number];
    let long_after = sent_at.plus_ms(60_000);
    assert!(second.claim_of(&number, long_after, 8).unwrap().is_empty(), "it may be sending");
    assert!(second.take_over(key(&order), long_after).unwrap().is_none());
    let asks =
        |_: &domain::charge::Charge, poll: &Poll| Poll { begun_at: long_after, ..poll.clone() };
    let registered =
        |_: &domain::Order, _: &dyn Fn(&domain::EndToEndId) -> bool| vec![registered()];
    checkout::record::record(&mut first, key(&order), &Actor::Till, sent_at, registered, asks)
        .unwrap();
    let after = |ms| long_after.plus_ms(ms);
    assert!(second.claim_of(&number, after(9_999), 8).unwrap().is_empty(), "the first is asking");
    assert!(second.claim_due(after(30_000), 8).unwrap().is_empty(), "nobody waits for it");
    assert!(first.take_over(key(&order), after(30_000)).unwrap().is_none(), "its own");
    assert_eq!(second.claim_of(&number, after(30_000), 8).unwrap().len(), 1);
    assert!(first.take_over(key(&order), after(30_999)).unwrap().is_none(), "within 1 s");
    assert!(first.take_over(key(&order), after(31_000)).unwrap().is_some(), "a person asks");
}
