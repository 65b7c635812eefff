//! What holds in every order of events.

use proptest::prelude::*;

use super::*;

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![5 => any_word_on_the_payment(), 4 => any_word_on_money_back(), 1 => any_attachment()]
}

fn any_word_on_the_payment() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(registered()),
        Just(Event::CancelRequested),
        Just(refused()),
        Just(seen(Seen::Waiting)),
        Just(seen(Seen::Expired)),
        Just(seen(Seen::Cancelled)),
        "[A-Z]{1,6}".prop_map(|word| seen(Seen::Unknown(word))),
        (1_i64..3_000, "E[12]", 0..2 * DEADLINE).prop_map(|(amount, id, at)| paid(amount, &id, at)),
        (1_i64..3_000, "E[12]").prop_map(|(amount, id)| signed_paid(amount, &id)),
    ]
}

fn any_word_on_money_back() -> impl Strategy<Value = Event> {
    let amount = || prop::option::of(-10_i64..3_000);
    let at = || prop::option::of(0_i64..4);
    prop_oneof![
        (amount(), at()).prop_map(|(amount, at)| back(amount, at)),
        (amount(), at()).prop_map(|(amount, at)| {
            signed(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![returned(amount, at)]))
        }),
        (amount(), at()).prop_map(|(amount, at)| Event::RefundNoticed(notice(amount, at))),
        "k[12]".prop_map(|key| refund_requested(&key)),
        prop::option::of("D[12]").prop_map(|id| refund_accepted(id.as_deref())),
        Just(refund_failed()),
        (0_i64..3).prop_map(dispute_noticed),
        (0_i64..3).prop_map(disputed),
        Just(Event::DisputeNoticed(DisputeNotice::default())),
        Just(dispute_closed()),
    ]
}

fn any_attachment() -> impl Strategy<Value = Event> {
    (1_i64..3, 1_i64..3_000).prop_map(|(unmatched, amount)| matched(unmatched, amount))
}

fn says_refunded(event: &Event) -> bool {
    matches!(event, Event::Seen(Observation { status: Seen::Refunded(..), .. }))
}

proptest! {
    #[test]
    fn paid_is_absorbing(before in prop::collection::vec(any_word_on_the_payment(), 0..8),
                         after in prop::collection::vec(any_word_on_the_payment(), 0..8)) {
        let mut events = before;
        events.push(paid(1_250, "E1", 5_000));
        let at_payment = live(&events);
        events.extend(after);
        let later = live(&events);
        prop_assert_eq!(later.status, Status::Paid);
        prop_assert!(later.received() >= at_payment.received());
    }

    #[test]
    fn paid_is_left_for_a_refund_alone(before in prop::collection::vec(any_event(), 0..8),
                                       after in prop::collection::vec(any_event(), 0..8)) {
        let mut events = before;
        events.push(paid(1_250, "E1", 5_000));
        let at_payment = live(&events);
        events.extend(after);
        let later = live(&events);
        prop_assert!(later.received() >= at_payment.received());
        match later.status {
            Status::Paid => {}
            Status::Refunding => prop_assert!(later.last_refund_request().is_some()),
            Status::Refunded => prop_assert!(events.iter().any(says_refunded)),
            other => prop_assert!(false, "{:?} after money came", other),
        }
    }

    #[test]
    fn never_more_goes_back_than_was_received_and_refunded_means_all_of_it(
        events in prop::collection::vec(any_event(), 0..16)) {
        let charge = live(&events);
        prop_assert!(charge.refunded() <= charge.received_there());
        prop_assert!(parts(&charge).iter().all(|amount| *amount > 0));
        if charge.status == Status::Refunded {
            prop_assert_eq!(charge.refunded(), charge.received());
        }
        if !events.iter().any(says_refunded) {
            prop_assert!(parts(&charge).is_empty(), "what is only told moves no money");
        }
        prop_assert_eq!(charge.anomalies.contains(&Anomaly::Disputed),
                        charge.open_dispute().is_some());
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
            registered(), seen(Seen::Waiting), signed_paid(1_250, "E1"), signed_paid(1_250, "E1"),
            paid(1_250, "E1", 5_000), seen(Seen::Waiting),
        ]).prop_shuffle(), doubled in 0_usize..6) {
        let again = events[doubled].clone();
        events.push(again);
        let mut charge = live(&events);
        prop_assert_eq!(charge.status, Status::Paid);
        prop_assert!(charge.anomalies.is_empty() && charge.registration.is_some());
        prop_assert_eq!(charge.payments.len(), 1);
        prop_assert!(charge.is_confirmed());
        // Who told first, and when, is all that may differ.
        let mut expected = live(&[registered(), paid(1_250, "E1", 5_000)]);
        for one in [&mut charge, &mut expected] {
            one.status_since = UnixMs::new(0);
            one.payments[0].evidence = Evidence::Polled;
            one.payments[0].seen_at = UnixMs::new(0);
            one.tally = Tally::default();
        }
        prop_assert_eq!(charge, expected);
    }

    #[test]
    fn an_answer_sets_what_a_webhook_told_agreed_and_then_changes_nothing(
        before in prop::collection::vec(any_event(), 0..6)) {
        let mut events = before;
        events.push(signed_paid(1_250, "E1"));
        let mut charge = live(&events);
        let now = UnixMs::new(99_000);
        // An answer that contradicts what was told before may show that more has come: the next one
        // has that as well.
        for _ in 0..3 {
            let sum = paid(charge.received_there().get(), "E1", 5_000);
            match apply(&charge, &sum, now) {
                Decision::Unchanged => break,
                Decision::Changed(next) => charge = *next,
            }
        }
        prop_assert!(charge.is_confirmed());
        let sum = paid(charge.received_there().get(), "E1", 5_000);
        prop_assert_eq!(apply(&charge, &sum, now), Decision::Unchanged);
    }

    #[test]
    fn parts_of_a_refund_told_and_answered_in_any_order_end_in_the_same_place(
        mut events in Just(vec![
            registered(), seen(Seen::Waiting), paid(1_250, "E1", 5_000),
            refund_noticed(300, 7_000), refund_noticed(300, 7_000), back(Some(300), Some(7_000)),
            refund_noticed(200, 8_000), back(Some(200), Some(8_000)), paid(1_250, "E1", 5_000),
        ]).prop_shuffle(), doubled in 0_usize..9) {
        let again = events[doubled].clone();
        events.push(again);
        // Whatever is told is asked about.
        events.push(back(Some(200), Some(8_000)));
        let charge = live(&events);
        let mut parts = parts(&charge);
        parts.sort_unstable();
        prop_assert_eq!(parts, [200, 300]);
        prop_assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(1_250)));
        prop_assert!(waiting_notices(&charge) == 0);
    }

    #[test]
    fn told_parts_in_any_order_beside_an_answer_of_the_charges_amount_are_what_counts(
        mut events in Just(vec![
            refund_noticed(300, 7_000), refund_noticed(200, 8_000), refund_noticed(400, 9_000),
        ]).prop_shuffle(), doubled in 0_usize..3) {
        let again = events[doubled].clone();
        events.push(again);
        let whole = back(Some(1_250), Some(9_000));
        let asked = events.into_iter().flat_map(|told| [told, whole.clone()]);
        let sold = [registered(), paid(1_250, "E1", 5_000)];
        let charge = live(&sold.into_iter().chain(asked).collect::<Vec<_>>());
        prop_assert_eq!((charge.status, charge.refunded()), (Status::Paid, Centavos::new(900)));
    }

    #[test]
    fn a_refund_asked_for_here_ends_in_the_same_place_however_late_the_rest_is(
        late in Just(vec![
            refund_accepted(Some("D1")), back(None, Some(7_000)), paid(1_250, "E1", 5_000),
            signed(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![returned(None, Some(7_000))])),
            signed_paid(1_250, "E1"), dispute_noticed(6_000), disputed(6_000), dispute_noticed(6_000),
        ]).prop_shuffle(), doubled in 0_usize..8) {
        let again = late[doubled].clone();
        let sold = [registered(), paid(1_250, "E1", 5_000), refund_requested("k1")];
        let charge = live(&sold.into_iter().chain(late).chain([again]).collect::<Vec<_>>());
        prop_assert_eq!((charge.status, parts(&charge)), (Status::Refunded, vec![1_250]));
        prop_assert_eq!(&charge.last_refund_request().unwrap().0.state, &RefundState::Settled);
        prop_assert!(asked_here(charge.settled_refunds()[0]));
        prop_assert!(charge.open_dispute().is_some_and(|dispute| dispute.confirmed));
        prop_assert_eq!(anomalies(&charge), [Anomaly::Disputed]);
    }

    #[test]
    fn attached_money_and_the_providers_own_in_any_order_end_in_the_same_sum(
        mut events in Just(vec![
            registered(), matched(1, 500), matched(2, 700), paid(1_250, "E1", 5_000),
            paid(1_250, "E1", 5_000), seen(Seen::Waiting), back(Some(300), Some(7_000)),
        ]).prop_shuffle(), doubled in 0_usize..7) {
        let again = events[doubled].clone();
        events.push(again);
        let charge = live(&events);
        prop_assert_eq!(charge.received(), Centavos::new(2_450));
        prop_assert_eq!((charge.status, charge.received_there()), (Status::Paid, Centavos::new(1_250)));
        prop_assert_eq!(charge.refunded(), Centavos::new(300));
        prop_assert_eq!(charge.payments.len(), 3);
    }
}
