//! Money is counted by payment, not by who spoke last.

use proptest::prelude::*;

use super::*;

/// How a provider's amounts count, in its answers or in its notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// All that has arrived so far.
    Sum,
    /// The latest payment alone.
    Last,
}

/// Up to three payments of a world, of which one amount comes often: a customer who pays twice.
fn any_payments() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(prop_oneof![3 => Just(1_250_i64), 2 => 1_i64..3_000], 1..4)
}

fn id(place: usize) -> String {
    format!("E{}", place + 1)
}

/// A look-up after the payments up to `place`.
fn answer(payments: &[i64], place: usize, how: Answers) -> Event {
    let amount = match how {
        Answers::Sum => payments[..=place].iter().sum(),
        Answers::Last => payments[place],
    };
    paid(amount, &id(place), stamp(place))
}

/// A signed notice of the payment at `place`.
fn notice_of(payments: &[i64], place: usize, how: Answers) -> Event {
    let amount = match how {
        Answers::Sum => payments[..=place].iter().sum(),
        Answers::Last => payments[place],
    };
    signed(Seen::Paid(receipt(amount, &id(place), stamp(place))))
}

/// Payments follow each other, but within one second at times.
fn stamp(place: usize) -> i64 {
    5_000 + i64::try_from(place / 2).unwrap() * 1_000
}

/// The same statement without the payment's id, as a provider may leave it out.
fn nameless(mut event: Event) -> Event {
    if let Event::Seen(Observation { status: Seen::Paid(receipt), .. }) = &mut event {
        receipt.end_to_end_id = None;
    }
    event
}

/// Every statement that a provider of that world makes, each up to three times, some of them not, and
/// some of those without the payment's id.
fn any_statements(
    payments: &[i64],
    notices: Answers,
    how: Answers,
) -> impl Strategy<Value = Vec<Event>> + use<> {
    let notices = (0..payments.len()).map(|place| notice_of(payments, place, notices));
    let answers = (0..payments.len()).map(|place| answer(payments, place, how));
    let all: Vec<Event> = notices.chain(answers).collect();
    let times = prop::collection::vec((0_usize..4, any::<bool>()), all.len());
    (Just(all), times, any::<bool>()).prop_map(|(all, times, may_be_nameless)| {
        let told = |(one, (times, is_nameless)): (Event, (usize, bool))| {
            let one = if is_nameless && may_be_nameless { nameless(one) } else { one };
            vec![one; times]
        };
        all.into_iter().zip(times).flat_map(told).collect()
    })
}

/// A world in which answers count like `how`; notices tell of single payments, or count as answers do.
fn any_world() -> impl Strategy<Value = (Vec<i64>, Answers, Vec<Event>, Vec<Event>)> {
    let how = prop_oneof![Just(Answers::Sum), Just(Answers::Last)];
    (any_payments(), how, any::<bool>()).prop_flat_map(|(payments, how, alike)| {
        let notices = if alike { how } else { Answers::Last };
        any_statements(&payments, notices, how).prop_flat_map(move |statements| {
            let shuffled = Just(statements.clone()).prop_shuffle();
            (Just(payments.clone()), Just(how), Just(statements), shuffled)
        })
    })
}

fn sold_and(events: &[Event]) -> Charge {
    live(&[&[registered()], events].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_order_ends_in_the_same_sum_and_never_in_more_than_the_books(
        (payments, _, statements, shuffled) in any_world()) {
        let (one, other) = (sold_and(&statements), sold_and(&shuffled));
        prop_assert_eq!(one.received(), other.received(), "{:?} {:?}", statements, shuffled);
        prop_assert_eq!(one.is_confirmed(), other.is_confirmed());
        prop_assert!(one.received().get() <= payments.iter().sum::<i64>());
        let amounts = |charge: &Charge| {
            let mut all: Vec<_> = charge
                .payments
                .iter()
                .map(|it| (it.end_to_end_id.as_ref().map(|id| id.as_str().to_owned()), it.amount))
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(amounts(&one), amounts(&other));
    }

    #[test]
    fn what_came_never_grows_less(
        (_, _, _, shuffled) in any_world()) {
        let mut last = 0;
        for end in 0..=shuffled.len() {
            let now = sold_and(&shuffled[..end]).received().get();
            prop_assert!(now >= last, "{:?}", &shuffled[..end]);
            last = now;
        }
    }

    #[test]
    fn the_last_sum_is_the_books((payments, how, statements, _) in any_world()) {
        let mut events = statements;
        if how == Answers::Sum {
            events.push(answer(&payments, payments.len() - 1, how));
            let charge = sold_and(&events);
            prop_assert_eq!(charge.received().get(), payments.iter().sum::<i64>(), "{:?}", events);
            let odd = charge.payments.len() > 1;
            prop_assert_eq!(charge.anomalies.contains(&Anomaly::DuplicatePayment), odd);
        }
    }

    #[test]
    fn a_code_that_was_paid_several_times_is_counted_whole_however_it_is_told(
        times in 1_usize..4, how in prop_oneof![Just(Answers::Sum), Just(Answers::Last)],
        order in prop::collection::vec(0_usize..6, 0..12)) {
        let payments = vec![1_250; times];
        let notices: Vec<Event> =
            (0..times).map(|place| notice_of(&payments, place, Answers::Last)).collect();
        let answers: Vec<Event> = (0..times).map(|place| answer(&payments, place, how)).collect();
        let all = [notices.clone(), answers].concat();
        let mut events: Vec<Event> = order.iter().filter_map(|at| all.get(*at).cloned()).collect();
        events.extend(notices);
        let charge = sold_and(&events);
        prop_assert_eq!(charge.received().get(), payments.iter().sum::<i64>(), "{:?}", events);
        prop_assert_eq!(charge.payments.len(), times);
        prop_assert!(!charge.anomalies.contains(&Anomaly::Overpaid));
        prop_assert!(!charge.anomalies.contains(&Anomaly::Underpaid));
    }

    #[test]
    fn money_that_goes_back_in_between_changes_no_sum(
        (payments, how, statements, _) in any_world(),
        mut back in Just(vec![
            refund_noticed(300, 7_000), refund_noticed(200, 8_000), refund_noticed(300, 7_000),
        ]).prop_shuffle(), at in 0_usize..6) {
        let all = vec![answer(&payments, payments.len() - 1, Answers::Sum)];
        if payments.iter().sum::<i64>() < 500 || how == Answers::Last {
            return Ok(());
        }
        let mut events = [all, statements].concat();
        back.push(super::back(Some(200), Some(8_000)));
        let at = at.clamp(1, events.len());
        let tail = events.split_off(at);
        events.extend(back);
        events.extend(tail);
        let charge = sold_and(&events);
        prop_assert_eq!(charge.received().get(), payments.iter().sum::<i64>());
        prop_assert_eq!(charge.refunded().get(), 500);
    }
}

#[test]
fn a_notice_that_crosses_an_answer_with_the_sum_is_counted_once() {
    let twice = sold_and(&[paid(2_500, "E2", 5_000), signed_paid(1_250, "E1")]);
    assert_eq!((twice.received(), twice.payments.len()), (Centavos::new(2_500), 2));
    assert_eq!(anomalies(&twice), [Anomaly::DuplicatePayment], "no amount is another one");
    let crossed = [paid(3_980, "E2", 5_000), signed_paid(1_990, "E1"), signed_paid(1_990, "E2")];
    assert_eq!(sold_and(&crossed).received(), Centavos::new(3_980), "not R$ 59,70");
}

#[test]
fn a_notice_of_a_second_payment_counts_at_once() {
    let charge = sold_and(&[paid(1_250, "E1", 5_000), signed_paid(1_250, "E2")]);
    assert_eq!((charge.received(), charge.is_confirmed()), (Centavos::new(2_500), false));
    let other = [paid(1_250, "E1", 5_000), signed_paid(900, "E2"), paid(2_150, "E2", 6_000)];
    assert_eq!(sold_and(&other).received(), Centavos::new(2_150));
}

#[test]
fn what_nobody_gave_an_id_is_counted_by_its_sum() {
    let one = nameless(paid(1_250, "E1", 5_000));
    let both = nameless(paid(2_500, "E1", 5_000));
    let charge = sold_and(&[one.clone(), one.clone(), both, one]);
    assert_eq!((charge.received(), charge.payments.len()), (Centavos::new(2_500), 2));
}

#[test]
fn an_answer_without_an_id_is_never_a_payment_of_its_own() {
    let sum = nameless(paid(3_980, "E1", 5_000));
    let named = [paid(1_990, "E1", 5_000), signed_paid(1_990, "E1"), signed_paid(1_990, "E2")];
    let first = sold_and(&[&named[..], std::slice::from_ref(&sum)].concat());
    let last = sold_and(&[&[sum][..], &named].concat());
    for charge in [first, last] {
        assert_eq!((charge.received(), charge.payments.len()), (Centavos::new(3_980), 2));
    }
    let both = [signed_paid(1_250, "E1"), signed_paid(1_250, "E2")];
    let charge = sold_and(&[&both[..], &[nameless(paid(2_500, "E1", 5_000))]].concat());
    assert_eq!((charge.received(), charge.payments.len()), (Centavos::new(2_500), 2));
}

#[test]
fn an_id_in_another_case_names_the_same_payment() {
    let charge = sold_and(&[signed_paid(1_250, "E1a"), paid(1_250, "e1A", 5_000)]);
    assert_eq!((charge.received(), charge.payments.len()), (Centavos::new(1_250), 1));
    assert!(charge.is_confirmed() && charge.anomalies.is_empty());
}
