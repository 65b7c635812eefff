//! Disputes: told, confirmed, closed.

use super::*;

fn sold_and(events: &[Event]) -> Charge {
    live(&[&[registered(), paid(1_250, "E1", 5_000)], events].concat())
}

fn is_open(charge: &Charge) -> bool {
    assert_eq!(charge.anomalies.contains(&Anomaly::Disputed), charge.open_dispute().is_some());
    charge.open_dispute().is_some()
}

#[test]
fn a_told_dispute_is_open_at_once_and_confirmed_by_the_provider() {
    let told = sold_and(&[dispute_noticed(7_000)]);
    let dispute = told.open_dispute().unwrap();
    assert!(is_open(&told) && !dispute.confirmed);
    assert_eq!((dispute.reason.as_deref(), told.status), (Some("golpe"), Status::Paid));
    assert_eq!(dispute.opened_at, Some(UnixMs::new(7_000)));

    let asked = sold_and(&[dispute_noticed(7_000), disputed(7_000)]);
    let dispute = asked.open_dispute().unwrap();
    assert!(dispute.confirmed);
    assert_eq!(
        dispute.seen_at,
        told.open_dispute().unwrap().seen_at,
        "when we first learned of it"
    );
    assert_eq!(apply(&asked, &dispute_noticed(7_000), UnixMs::new(99_000)), Decision::Unchanged);
    let signed =
        signed(Seen::Disputed(receipt(1_250, "E1", 5_000), dispute_notice("golpe", 7_000)));
    assert!(!sold_and(&[signed]).open_dispute().unwrap().confirmed, "nobody has asked");
    let denied = sold_and(&[dispute_noticed(7_000), paid(1_250, "E1", 5_000)]);
    assert!(is_open(&denied), "a false alarm costs a look, a dropped one the money");
}

#[test]
fn a_dispute_tells_of_the_payment_too() {
    let charge = live(&[registered(), disputed(7_000)]);
    assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(1_250)));
    assert!(is_open(&charge) && charge.open_dispute().unwrap().confirmed);
    let told = live(&[registered(), dispute_noticed(7_000)]);
    assert_eq!(told.status, Status::Pending, "a hint moves no money");
    assert!(is_open(&told));
}

#[test]
fn what_was_not_told_first_is_added() {
    let silent = Event::DisputeNoticed(DisputeNotice::default());
    for more in [dispute_noticed(7_000), disputed(7_000)] {
        let charge = sold_and(&[silent.clone(), more]);
        let dispute = charge.open_dispute().unwrap();
        assert_eq!(dispute.reason.as_deref(), Some("golpe"));
        assert_eq!(dispute.opened_at, Some(UnixMs::new(7_000)));
    }
}

#[test]
fn a_person_settles_it_and_neither_redelivery_nor_answer_opens_it_again() {
    let closed = [dispute_noticed(7_000), dispute_closed()];
    let charge = sold_and(&closed);
    assert!(!is_open(&charge));
    assert_eq!(charge.dispute.as_ref().unwrap().closed.as_ref().unwrap().reason, "defesa aceita");
    for again in [
        dispute_noticed(7_000),
        Event::DisputeNoticed(DisputeNotice::default()),
        disputed(7_000),
        disputed(8_000),
        dispute_closed(),
    ] {
        let charge = after(sold_and(&closed), std::slice::from_ref(&again));
        assert!(!is_open(&charge), "{again:?}");
    }
}

#[test]
fn another_dispute_after_a_closed_one_is_loud_again() {
    let charge = sold_and(&[disputed(7_000), dispute_closed(), dispute_noticed(8_000)]);
    let dispute = charge.open_dispute().unwrap();
    assert!(is_open(&charge) && !dispute.confirmed);
    assert_eq!(dispute.opened_at, Some(UnixMs::new(8_000)));
    let charge = after(charge, &[disputed(8_000)]);
    assert!(charge.open_dispute().unwrap().confirmed);
}

#[test]
fn a_refund_does_not_settle_it() {
    for refund in [
        vec![back(None, None)],
        vec![refund_requested("k1"), refund_accepted(None), back(None, None)],
    ] {
        let charge = sold_and(&[&[dispute_noticed(7_000)], &refund[..]].concat());
        assert_eq!(charge.status, Status::Refunded);
        assert!(is_open(&charge));
        let charge = after(charge, &[disputed(7_000), dispute_closed()]);
        assert_eq!((charge.status, is_open(&charge)), (Status::Refunded, false));
    }
}

#[test]
fn what_nobody_claims_cannot_be_closed() {
    let charge = sold_and(&[]);
    assert_eq!(apply(&charge, &dispute_closed(), UnixMs::new(9_000)), Decision::Unchanged);
}
