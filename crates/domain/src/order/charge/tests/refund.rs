//! Refunds: asked for here, made elsewhere, and what a provider's answer says of them.

use super::*;

fn sold() -> Vec<Event> {
    vec![registered(), paid(1_250, "E1", 5_000)]
}

fn sold_and(events: &[Event]) -> Charge {
    live(&[&sold()[..], events].concat())
}

fn state(charge: &Charge) -> &RefundState {
    &charge.last_refund_request().unwrap().0.state
}

#[test]
fn a_refund_is_asked_for_taken_and_then_seen() {
    let charge = sold_and(&[refund_requested("k1")]);
    assert_eq!((charge.status, state(&charge)), (Status::Refunding, &RefundState::Requested));

    let charge = sold_and(&[refund_requested("k1"), refund_accepted(Some("D1"))]);
    assert_eq!(charge.status, Status::Refunding, "202 is not refunded");
    assert_eq!(charge.refunded(), Centavos::new(0));

    let told =
        RefundReport { return_id: Some(EndToEndId::new("D1").unwrap()), ..returned(None, None) };
    let seen_back = seen(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![told]));
    let charge = sold_and(&[refund_requested("k1"), refund_accepted(Some("D1")), seen_back]);
    assert_eq!((charge.status, state(&charge)), (Status::Refunded, &RefundState::Settled));
    let refund = charge.settled_refunds()[0];
    assert_eq!(
        (refund.amount, asked_here(refund), refund.by_notice),
        (Some(Centavos::new(1_250)), true, false)
    );
    assert_eq!(refund.return_id.as_ref().unwrap().as_str(), "D1");
    assert_eq!(charge.payments[0].end_to_end_id.as_ref().unwrap().as_str(), "E1", "both are kept");
}

#[test]
fn the_id_of_a_taken_refund_stays_where_the_answer_tells_none() {
    let charge = sold_and(&[refund_requested("k1"), refund_accepted(Some("D1")), back(None, None)]);
    assert_eq!(charge.settled_refunds()[0].return_id.as_ref().unwrap().as_str(), "D1");
}

#[test]
fn a_refund_that_fails_is_paid_again_with_the_reason_and_may_be_asked_for_again() {
    let charge = sold_and(&[refund_requested("k1"), refund_failed()]);
    assert_eq!((charge.status, state(&charge)), (Status::Paid, &RefundState::Failed(no())));
    let charge = sold_and(&[refund_requested("k1"), refund_failed(), refund_requested("k1")]);
    assert_eq!(charge.status, Status::Paid, "a key is sent once");
    let charge = sold_and(&[refund_requested("k1"), refund_failed(), refund_requested("k2")]);
    assert_eq!((charge.status, state(&charge)), (Status::Refunding, &RefundState::Requested));
    let charge = sold_and(&[
        refund_requested("k1"),
        refund_failed(),
        refund_requested("k2"),
        refund_accepted(None),
        back(None, None),
    ]);
    assert_eq!((charge.status, state(&charge)), (Status::Refunded, &RefundState::Settled));
}

#[test]
fn only_paid_money_can_be_asked_back_and_once_at_a_time() {
    for unpaid in [vec![], vec![registered()], vec![registered(), seen(Seen::Expired)]] {
        let charge = live(&unpaid);
        assert_eq!(
            apply(&charge, &refund_requested("k1"), UnixMs::new(9_000)),
            Decision::Unchanged,
            "{:?}",
            charge.status
        );
    }
    let asked = sold_and(&[refund_requested("k1")]);
    for event in [refund_requested("k2"), Event::CancelRequested, refused(), registered()] {
        assert_eq!(apply(&asked, &event, UnixMs::new(9_000)), Decision::Unchanged, "{event:?}");
    }
    let gone = sold_and(&[back(None, None)]);
    assert_eq!(apply(&gone, &refund_requested("k1"), UnixMs::new(9_000)), Decision::Unchanged);
}

#[test]
fn a_refund_on_its_way_survives_whatever_the_provider_still_says() {
    for late in [
        paid(1_250, "E1", 5_000),
        signed_paid(1_250, "E1"),
        seen(Seen::Waiting),
        seen(Seen::Expired),
        seen(Seen::Cancelled),
        seen(Seen::Unknown("IN_REVIEW".into())),
        disputed(7_000),
        paid(2_500, "E2", 6_000),
        matched(1, 500),
    ] {
        let charge = sold_and(&[refund_requested("k1"), refund_accepted(None), late.clone()]);
        assert_eq!(charge.status, Status::Refunding, "{late:?}");
        assert_eq!(state(&charge), &RefundState::Accepted, "{late:?}");
        assert_eq!(charge.last_refund_request().unwrap().0.return_id, None, "{late:?}");
    }
}

#[test]
fn news_of_a_refund_that_come_too_late_change_nothing() {
    let charge = sold_and(&[refund_requested("k1"), back(None, None)]);
    assert_eq!((charge.status, state(&charge)), (Status::Refunded, &RefundState::Settled));
    for late in [refund_accepted(Some("D1")), refund_failed(), paid(1_250, "E1", 5_000)] {
        assert_eq!(apply(&charge, &late, UnixMs::new(9_000)), Decision::Unchanged, "{late:?}");
    }
    let failed = sold_and(&[refund_requested("k1"), refund_failed()]);
    assert_eq!(apply(&failed, &refund_accepted(None), UnixMs::new(9_000)), Decision::Unchanged);
}

#[test]
fn a_refund_that_failed_here_and_went_through_all_the_same_is_seen() {
    let charge = sold_and(&[refund_requested("k1"), refund_failed(), back(None, None)]);
    assert_eq!(charge.status, Status::Refunded);
    assert_eq!(state(&charge), &RefundState::Failed(no()), "what we were told then");
    assert!(!asked_here(charge.settled_refunds()[0]));
}

#[test]
fn a_signed_webhook_is_proof_of_a_refund() {
    let event = signed(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![RefundReport::default()]));
    let charge = sold_and(&[refund_requested("k1"), event]);
    assert_eq!((charge.status, state(&charge)), (Status::Refunded, &RefundState::Settled));
}

#[test]
fn a_refund_made_elsewhere_is_seen_even_if_the_payment_was_not() {
    let event = seen(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![RefundReport::default()]));
    let charge = live(&[registered(), event.clone()]);
    assert_eq!((charge.status, charge.payments.len()), (Status::Refunded, 1));
    assert_eq!((parts(&charge), asked_here(charge.settled_refunds()[0])), (vec![1_250], false));
    let again = live(&[registered(), event, paid(1_250, "E1", 5_000)]);
    assert_eq!(again.status, Status::Refunded);
}

#[test]
fn parts_add_up_until_nothing_is_left() {
    let charge = sold_and(&[back(Some(300), Some(7_000))]);
    assert_eq!((charge.status, parts(&charge)), (Status::Paid, vec![300]));
    let charge = sold_and(&[back(Some(300), Some(7_000)), back(Some(950), Some(8_000))]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![300, 950]));
}

#[test]
fn more_at_the_same_moment_is_the_sum() {
    let charge = sold_and(&[back(Some(300), Some(7_000)), back(Some(500), Some(7_000))]);
    assert_eq!((charge.status, parts(&charge)), (Status::Paid, vec![300, 200]));
}

#[test]
fn a_return_that_is_told_again_under_its_id_is_the_same() {
    let told = |amount, at| {
        let id = Some(EndToEndId::new("D1").unwrap());
        let returned = RefundReport { return_id: id, ..returned(Some(amount), Some(at)) };
        seen(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![returned]))
    };
    let charge = sold_and(&[told(300, 7_000), told(300, 8_000), told(500, 9_000)]);
    assert_eq!(parts(&charge), [300]);
}

#[test]
fn a_second_answer_to_the_same_refund_does_not_rename_it() {
    let charge = sold_and(&[refund_requested("k1"), refund_accepted(Some("D1"))]);
    let again = apply(&charge, &refund_accepted(Some("D2")), UnixMs::new(9_000));
    assert_eq!(again, Decision::Unchanged);
}

#[test]
fn never_more_goes_back_than_was_received() {
    for parts_told in [[900, 900], [5_000, 1], [1_250, 1_250]] {
        let [first, second] = parts_told;
        let charge = sold_and(&[back(Some(first), Some(7_000)), back(Some(second), Some(8_000))]);
        assert_eq!(charge.refunded(), Centavos::new(1_250), "{parts_told:?}");
        assert_eq!(charge.status, Status::Refunded);
    }
    let charge = sold_and(&[back(Some(0), Some(7_000)), back(Some(-300), Some(8_000))]);
    assert_eq!((charge.status, charge.refunds.len()), (Status::Paid, 0));
}

#[test]
fn a_part_that_goes_back_elsewhere_does_not_end_a_refund_that_was_asked_for() {
    let charge = sold_and(&[refund_requested("k1"), back(Some(300), Some(7_000))]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunding, vec![300]));
    let charge =
        sold_and(&[refund_requested("k1"), back(Some(300), Some(7_000)), back(None, Some(8_000))]);
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![300, 950]));
}

#[test]
fn money_that_comes_after_a_refund_is_paid_and_can_be_asked_back_too() {
    let events = [refund_requested("k1"), back(None, None), paid(2_500, "E2", 9_000)];
    let charge = sold_and(&events);
    assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(2_500)));
    let charge = sold_and(&[&events[..], &[back(None, Some(9_500))]].concat());
    assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![1_250, 1_250]));
    let here: Vec<_> = charge.settled_refunds().into_iter().map(asked_here).collect();
    assert_eq!(here, [true, false], "the second was made elsewhere");
    let charge = sold_and(&[&events[..], &[refund_requested("k2")]].concat());
    assert_eq!(charge.status, Status::Refunding);
}
