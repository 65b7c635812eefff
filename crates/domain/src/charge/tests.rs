//! The life of a charge: examples by name, and properties over every order of events.

use proptest::prelude::*;

use super::*;

const DEADLINE: i64 = 30 * 60_000;

fn fresh() -> Charge {
    let reference = Reference::new("K7QD-000001").unwrap();
    Charge::requested(1, reference, "connectpsp".into(), Centavos::new(1_250), 30, UnixMs::new(0))
}

fn registered() -> Event {
    Event::Registered(Registration {
        provider_id: ProviderId::new("kk6g232xel65a0daee4dd13kk2912714964").unwrap(),
        copy_and_paste: "000201".into(),
        expires_at: UnixMs::new(DEADLINE),
        lives_on: false,
        clock_ahead_ms: 0,
    })
}

fn seen(status: Seen) -> Event {
    Event::Seen(Observation { status, evidence: Evidence::Polled, sibling_paid: false })
}

fn receipt(centavos: i64, id: &str, paid_at: i64) -> Receipt {
    Receipt {
        received: Some(Centavos::new(centavos)),
        end_to_end_id: Some(EndToEndId::new(id).unwrap()),
        paid_at: Some(UnixMs::new(paid_at)),
        payer_name: None,
    }
}

fn paid(centavos: i64, id: &str, paid_at: i64) -> Event {
    seen(Seen::Paid(receipt(centavos, id, paid_at)))
}

fn live(events: &[Event]) -> Charge {
    events.iter().enumerate().fold(fresh(), |charge, (i, event)| {
        let now = UnixMs::new(i64::try_from(i).unwrap() * 1_000);
        match apply(&charge, event, now) {
            Decision::Unchanged => charge,
            Decision::Changed(next) => *next,
        }
    })
}

fn anomalies(charge: &Charge) -> Vec<Anomaly> {
    charge.anomalies.iter().copied().collect()
}

#[test]
fn an_ordinary_sale() {
    let charge = live(&[registered(), seen(Seen::Waiting), paid(1_250, "E1", 5_000)]);
    assert_eq!(charge.status, Status::Paid);
    assert_eq!(charge.received(), Centavos::new(1_250));
    assert!(charge.anomalies.is_empty());
}

#[test]
fn money_after_expiry_is_paid_late() {
    let charge = live(&[registered(), seen(Seen::Expired), paid(1_250, "E1", 5_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::PaidLate]));
}

#[test]
fn money_stamped_after_the_deadline_is_paid_late_even_if_nobody_saw_the_expiry() {
    let pending = live(&[registered()]);
    let event = paid(1_250, "E1", DEADLINE + 1);
    let Decision::Changed(charge) = apply(&pending, &event, UnixMs::new(DEADLINE + 2)) else {
        panic!("money was dropped")
    };
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::PaidLate]));
}

#[test]
fn a_provider_whose_stamps_contradict_each_other_does_not_make_money_late() {
    let charge = live(&[registered(), paid(1_250, "E1", DEADLINE + 1)]);
    assert_eq!((charge.status, charge.anomalies.len()), (Status::Paid, 0));
}

#[test]
fn money_after_a_cancel_at_the_till_is_not_lost() {
    let charge = live(&[registered(), Event::CancelRequested, paid(1_250, "E1", 5_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::PaidLate]));
}

#[test]
fn a_cancel_before_the_answer_keeps_the_late_registration_for_the_watcher() {
    let charge = live(&[Event::CancelRequested, registered()]);
    assert_eq!(charge.status, Status::Cancelled);
    assert!(charge.registration.is_some());
}

#[test]
fn another_amount_is_paid_and_odd() {
    let charge = live(&[registered(), paid(900, "E1", 5_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::AmountMismatch]));
    assert_eq!(charge.received(), Centavos::new(900));
}

#[test]
fn paid_without_a_word_on_the_amount_means_the_amount_of_the_charge() {
    let silent = Receipt { received: None, ..receipt(0, "E1", 5_000) };
    let charge = live(&[registered(), seen(Seen::Paid(silent))]);
    assert_eq!((charge.received(), charge.anomalies.len()), (Centavos::new(1_250), 0));
}

#[test]
fn a_second_payment_counts_once_whether_the_provider_reports_the_sum_or_the_part() {
    for reported in [2_500, 1_250] {
        let charge = live(&[registered(), paid(1_250, "E1", 5_000), paid(reported, "E2", 6_000)]);
        assert_eq!(charge.received(), Centavos::new(2_500), "reported {reported}");
        assert_eq!(anomalies(&charge), vec![Anomaly::DuplicatePayment]);
    }
}

#[test]
fn a_second_payment_is_seen_even_where_a_provider_withholds_ids() {
    let told = |centavos: i64, id: Option<&str>| {
        let id = id.map(|id| EndToEndId::new(id).unwrap());
        seen(Seen::Paid(Receipt { end_to_end_id: id, ..receipt(centavos, "E1", 5_000) }))
    };
    for (first, second) in [(None, Some("E2")), (Some("E1"), None), (None, None)] {
        let twice =
            [registered(), told(1_250, first), told(2_500, second), told(2_500, Some("E2"))];
        let charge = live(&twice);
        assert_eq!(charge.received(), Centavos::new(2_500), "{first:?} {second:?}");
        assert_eq!(charge.payments.len(), 2, "{first:?} {second:?}");
        assert_eq!(anomalies(&charge), vec![Anomaly::DuplicatePayment]);
    }
    let corrected = live(&[registered(), told(1_250, None), told(1_250, Some("E1"))]);
    assert_eq!(corrected.payments.len(), 1);
}

#[test]
fn money_for_an_order_that_another_attempt_has_paid_is_a_duplicate() {
    let event = Event::Seen(Observation {
        status: Seen::Paid(receipt(1_250, "E2", 5_000)),
        evidence: Evidence::Polled,
        sibling_paid: true,
    });
    let charge = live(&[registered(), event]);
    assert_eq!(anomalies(&charge), vec![Anomaly::DuplicatePayment]);
}

#[test]
fn an_unknown_word_is_kept_raw_and_changes_no_status() {
    let charge = live(&[registered(), seen(Seen::Unknown("IN_REVIEW".into()))]);
    assert_eq!(charge.status, Status::Pending);
    assert_eq!(charge.raw_status.as_deref(), Some("IN_REVIEW"));
    let charge =
        live(&[registered(), seen(Seen::Unknown("IN_REVIEW".into())), seen(Seen::Waiting)]);
    assert_eq!(charge.raw_status, None);
}

#[test]
fn a_provider_that_never_says_expired_is_not_waited_for_for_ever() {
    let pending = live(&[registered()]);
    let at = |now_ms: i64| apply(&pending, &seen(Seen::Waiting), UnixMs::new(now_ms));
    assert_eq!(at(DEADLINE + EXPIRY_MARGIN_MS - 1), Decision::Unchanged);
    let Decision::Changed(late) = at(DEADLINE + EXPIRY_MARGIN_MS) else { panic!("still waiting") };
    assert_eq!(late.status, Status::Expired);
}

#[test]
fn a_refund_made_elsewhere_is_seen_even_if_the_payment_was_not() {
    let charge = live(&[
        registered(),
        seen(Seen::Refunded(receipt(1_250, "E1", 5_000), Returned::default())),
    ]);
    assert_eq!((charge.status, charge.payments.len()), (Status::Refunded, 1));
    let again = live(&[
        registered(),
        seen(Seen::Refunded(receipt(1_250, "E1", 5_000), Returned::default())),
        paid(1_250, "E1", 5_000),
    ]);
    assert_eq!(again.status, Status::Refunded);
}

#[test]
fn a_refusal_after_the_confirmation_is_too_late() {
    let no = Event::Refused(Rejection { code: "X".into(), message: "no".into() });
    assert_eq!(live(&[registered(), no.clone()]).status, Status::Pending);
    assert_eq!(live(&[no]).status, Status::Rejected);
}

fn told(status: Seen) -> Event {
    let evidence = Evidence::SignedWebhook;
    Event::Seen(Observation { status, evidence, sibling_paid: false })
}

fn told_paid(centavos: i64, id: &str) -> Event {
    told(Seen::Paid(receipt(centavos, id, 5_000)))
}

#[test]
fn a_webhook_may_come_before_the_answer_to_the_creation() {
    let charge = live(&[told_paid(1_250, "E1")]);
    assert_eq!((charge.status, charge.is_agreed()), (Status::Paid, false));
    let charge = live(&[told_paid(1_250, "E1"), registered()]);
    assert_eq!(charge.status, Status::Paid);
    assert!(charge.registration.is_some() && charge.anomalies.is_empty());
    let no = Event::Refused(Rejection { code: "X".into(), message: "no".into() });
    assert_eq!(live(&[told_paid(1_250, "E1"), no]).status, Status::Paid);
}

#[test]
fn the_providers_own_answer_agrees_with_a_webhook_exactly_once() {
    let told = [registered(), told_paid(1_250, "E1")];
    assert!(!live(&told).is_agreed());
    let silent = Receipt { received: None, ..receipt(0, "E1", 5_000) };
    for answer in [
        paid(1_250, "E1", 5_000),
        seen(Seen::Paid(silent)),
        seen(Seen::Refunded(receipt(1_250, "E1", 5_000), Returned::default())),
    ] {
        let Decision::Changed(charge) = apply(&live(&told), &answer, UnixMs::new(9_000)) else {
            panic!("{answer:?} agrees")
        };
        assert!(charge.is_agreed());
        assert_eq!(charge.payments[0].evidence, Evidence::SignedWebhook, "it told us first");
        assert_eq!(apply(&charge, &answer, UnixMs::new(10_000)), Decision::Unchanged);
    }
}

#[test]
fn only_an_answer_that_says_the_same_agrees() {
    let told = [registered(), told_paid(1_250, "E1")];
    for other in [seen(Seen::Waiting), paid(900, "E1", 5_000), told_paid(1_250, "E1")] {
        assert_eq!(
            apply(&live(&told), &other, UnixMs::new(9_000)),
            Decision::Unchanged,
            "{other:?}"
        );
    }
}

#[test]
fn a_sum_agrees_with_all_that_it_holds() {
    let twice = [registered(), told_paid(1_250, "E1"), told_paid(1_250, "E2")];
    let part = [&twice[..], &[paid(1_250, "E2", 5_000)]].concat();
    assert!(!live(&part).is_agreed(), "nobody has confirmed E1");
    for sum in [
        [&twice[..], &[paid(2_500, "E2", 5_000)]].concat(),
        vec![registered(), told_paid(1_250, "E1"), paid(2_500, "E2", 5_000)],
    ] {
        let charge = live(&sum);
        assert_eq!((charge.received(), charge.is_agreed()), (Centavos::new(2_500), true));
    }
}

#[test]
fn a_webhook_with_another_amount_is_paid_and_odd() {
    let charge = live(&[registered(), told_paid(900, "E1")]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::AmountMismatch]));
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(registered()),
        Just(Event::CancelRequested),
        Just(Event::Refused(Rejection { code: "X".into(), message: "no".into() })),
        Just(seen(Seen::Waiting)),
        Just(seen(Seen::Expired)),
        Just(seen(Seen::Cancelled)),
        "[A-Z]{1,6}".prop_map(|word| seen(Seen::Unknown(word))),
        (1_i64..3_000, "E[12]", 0..2 * DEADLINE).prop_map(|(amount, id, at)| paid(amount, &id, at)),
        (1_i64..3_000, "E[12]").prop_map(|(amount, id)| told_paid(amount, &id)),
    ]
}

proptest! {
    #[test]
    fn paid_is_absorbing(before in prop::collection::vec(any_event(), 0..8),
                         after in prop::collection::vec(any_event(), 0..8)) {
        let mut events = before;
        events.push(paid(1_250, "E1", 5_000));
        let at_payment = live(&events);
        events.extend(after);
        let later = live(&events);
        prop_assert_eq!(later.status, Status::Paid);
        prop_assert!(later.received() >= at_payment.received());
    }

    #[test]
    fn an_event_applied_twice_changes_nothing_the_second_time(
        before in prop::collection::vec(any_event(), 0..8), event in any_event()) {
        let mut events = before;
        events.push(event.clone());
        let once = live(&events);
        prop_assert_eq!(apply(&once, &event, UnixMs::new(99_000)), Decision::Unchanged);
    }

    #[test]
    fn shuffled_and_doubled_events_end_in_the_same_place(
        mut events in Just(vec![
            registered(), seen(Seen::Waiting), seen(Seen::Expired), seen(Seen::Waiting),
            paid(1_250, "E1", 5_000), paid(1_250, "E1", 5_000), seen(Seen::Cancelled),
        ]).prop_shuffle(), doubled in 0_usize..7) {
        let again = events[doubled].clone();
        events.push(again);
        let charge = live(&events);
        prop_assert_eq!(charge.status, Status::Paid);
        prop_assert_eq!(charge.received(), Centavos::new(1_250));
        prop_assert_eq!(charge.payments.len(), 1);
        prop_assert!(charge.registration.is_some());
        prop_assert!(!charge.anomalies.contains(&Anomaly::DuplicatePayment));
    }

    #[test]
    fn webhooks_and_answers_in_any_order_end_in_the_same_place(
        mut events in Just(vec![
            registered(), seen(Seen::Waiting), told_paid(1_250, "E1"), told_paid(1_250, "E1"),
            paid(1_250, "E1", 5_000), seen(Seen::Waiting),
        ]).prop_shuffle(), doubled in 0_usize..6) {
        let again = events[doubled].clone();
        events.push(again);
        let mut charge = live(&events);
        prop_assert_eq!(charge.status, Status::Paid);
        prop_assert!(charge.anomalies.is_empty() && charge.registration.is_some());
        prop_assert_eq!(charge.payments.len(), 1);
        prop_assert!(charge.is_agreed());
        // Who told first, and when, is all that may differ.
        let mut expected = live(&[registered(), paid(1_250, "E1", 5_000)]);
        for one in [&mut charge, &mut expected] {
            one.status_since = UnixMs::new(0);
            one.payments[0].evidence = Evidence::Polled;
            one.payments[0].seen_at = UnixMs::new(0);
        }
        prop_assert_eq!(charge, expected);
    }

    #[test]
    fn an_answer_sets_what_a_webhook_told_agreed_and_then_changes_nothing(
        before in prop::collection::vec(any_event(), 0..6)) {
        let mut events = before;
        events.push(told_paid(1_250, "E1"));
        let charge = live(&events);
        let sum = paid(charge.received().get(), "E1", 5_000);
        let now = UnixMs::new(99_000);
        let agreed = match apply(&charge, &sum, now) {
            Decision::Unchanged => charge,
            Decision::Changed(next) => *next,
        };
        prop_assert!(agreed.is_agreed());
        prop_assert_eq!(apply(&agreed, &sum, now), Decision::Unchanged);
    }
}
