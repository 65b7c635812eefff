//! Confirmed by hand, and given up: a person's word is kept beside the provider's, and proves nothing.

use proptest::prelude::*;

use super::*;
use crate::order::{Attempted, Happening, Opened, Refusal, happenings};

const NOW: UnixMs = UnixMs::new(60_000);

fn by_hand(reason: &str, id: Option<&str>) -> Event {
    let end_to_end_id = id.map(|id| EndToEndId::new(id).unwrap());
    Event::ConfirmedByHand { reason: reason.into(), end_to_end_id }
}

fn shown() -> Event {
    by_hand("vi no aplicativo do banco", None)
}

fn given_up() -> Event {
    Event::GivenUp(Rejection::by_hand("cliente foi embora"))
}

fn order_with(events: &[Event]) -> Order {
    let opened = Opened {
        document_key: None,
        sale_id: SaleId::new("s1").unwrap(),
        reference: Reference::new("K7QD-000001").unwrap(),
        amount: Centavos::new(1_250),
    };
    let order = Order::open(OrderNumber::new(1).unwrap(), &opened, None, UnixMs::new(0));
    let order = changed(order.apply(&attempted("K7QD-000001"), UnixMs::new(0)));
    events.iter().fold(order, |order, event| match on(&order, event) {
        order::Decision::Changed(next) => *next,
        order::Decision::Unchanged => order,
        order::Decision::Refused(refusal) => panic!("{refusal:?}: {event:?}"),
    })
}

fn attempted(reference: &str) -> order::Event {
    order::Event::Attempted(Attempted {
        reference: Reference::new(reference).unwrap(),
        reference_is_ours: true,
        provider: "connectpsp".into(),
        account: None,
        expires_in_min: 30,
    })
}

fn on(order: &Order, event: &Event) -> order::Decision {
    let attempt = order.current().unwrap().attempt;
    order.apply(&order::Event::Charge { attempt, event: event.clone() }, NOW)
}

fn changed(decision: order::Decision) -> Order {
    let order::Decision::Changed(order) = decision else { panic!("{decision:?}") };
    *order
}

#[test]
fn it_is_kept_beside_and_no_money_follows_from_it() {
    let order = order_with(&[registered(), by_hand("vi no app", Some("E1"))]);
    assert!(order.is_by_hand());
    assert_eq!((order.status(), order.received()), (Status::Pending, Centavos::new(0)));
    let charge = order.current().unwrap();
    assert!(charge.payments.is_empty() && charge.refundable() == Centavos::new(0));
    let said = charge.by_hand.as_ref().unwrap();
    assert_eq!((said.reason.as_str(), said.at), ("vi no app", NOW));
    assert_eq!(said.end_to_end_id, EndToEndId::new("E1").ok());
}

#[test]
fn the_providers_word_makes_it_paid_and_what_was_said_stays() {
    for (ended, anomalies) in [
        (None, vec![]),
        (Some(seen(Seen::Expired)), vec![Anomaly::PaidLate]),
        (Some(given_up()), vec![Anomaly::PaidLate]),
    ] {
        let before = [Some(registered()), ended, Some(shown())];
        let before: Vec<Event> = before.into_iter().flatten().collect();
        let by_hand = order_with(&before);
        let paid = changed(on(&by_hand, &paid(1_250, "E1", 5_000)));
        assert_eq!((paid.status(), paid.is_by_hand()), (Status::Paid, false));
        assert_eq!(paid.anomalies().into_iter().collect::<Vec<_>>(), anomalies);
        assert!(paid.current().unwrap().by_hand.is_some());
    }
    let other = order_with(&[registered(), shown(), paid(900, "E1", 5_000)]);
    assert!(other.anomalies().contains(&Anomaly::Underpaid));
    let matched = order_with(&[registered(), shown(), matched(1, 1_250)]);
    assert_eq!((matched.status(), matched.is_by_hand()), (Status::Paid, false));
}

#[test]
fn what_the_provider_says_of_the_code_goes_on_beside_it() {
    for (word, status) in [(Seen::Expired, Status::Expired), (Seen::Cancelled, Status::Cancelled)] {
        let order = order_with(&[registered(), shown(), seen(word)]);
        assert_eq!((order.status(), order.is_by_hand()), (status, true));
    }
    let stopped = Event::GivenUp(Rejection::own(OwnCode::NotHeard, "nobody"));
    assert!(order_with(&[registered(), shown(), stopped]).is_by_hand());
}

#[test]
fn it_is_said_once() {
    let order = order_with(&[registered(), by_hand("vi", Some("E1"))]);
    let again = |reason, id| on(&order, &by_hand(reason, id));
    assert_eq!(again("vi", Some("E1")), order::Decision::Unchanged);
    for (reason, id) in [("outro", Some("E1")), ("vi", None), ("vi", Some("E2"))] {
        let refused = order::Decision::Refused(Refusal::ConfirmedByHand);
        assert_eq!(again(reason, id), refused, "{reason} {id:?}");
    }
}

#[test]
fn proof_goes_before_it() {
    let refused = order::Decision::Refused(Refusal::AlreadyPaid);
    for proof in [
        vec![paid(1_250, "E1", 5_000)],
        vec![signed_paid(1_250, "E1")],
        vec![matched(1, 1_250)],
        vec![paid(1_250, "E1", 5_000), refund_requested("k1")],
        vec![paid(1_250, "E1", 5_000), back(None, None)],
    ] {
        let order = order_with(&[&[registered()][..], &proof].concat());
        assert_eq!(on(&order, &shown()), refused, "{proof:?}");
    }
    let doubted = Unproven::new(Doubt::AmountAbsent, None, Evidence::Polled);
    assert!(order_with(&[registered(), Event::Doubted(doubted), shown()]).is_by_hand());
}

#[test]
fn what_nobody_can_have_paid_is_not_confirmed() {
    for never in [refused(), Event::CancelRequested, given_up()] {
        let refusal = order::Decision::Refused(Refusal::NothingToConfirm);
        assert_eq!(on(&order_with(std::slice::from_ref(&never)), &shown()), refusal, "{never:?}");
    }
    for may in [
        vec![],
        vec![registered()],
        vec![registered(), Event::CancelRequested],
        vec![registered(), seen(Seen::Expired)],
        vec![registered(), given_up()],
    ] {
        assert!(changed(on(&order_with(&may), &shown())).is_by_hand(), "{may:?}");
    }
}

#[test]
fn a_confirmed_sale_is_neither_cancelled_nor_given_up_nor_charged_anew() {
    let order = order_with(&[registered(), shown()]);
    let refused = order::Decision::Refused(Refusal::ConfirmedByHand);
    assert_eq!(on(&order, &Event::CancelRequested), refused);
    assert_eq!(on(&order, &given_up()), refused);
    assert_eq!(order.apply(&attempted("K7QD-000002"), NOW), refused);
    let ended = changed(on(&order, &seen(Seen::Expired)));
    assert_eq!(ended.apply(&attempted("K7QD-000002"), NOW), refused);
}

#[test]
fn only_the_last_attempt_is_confirmed() {
    let first = order_with(&[registered(), Event::CancelRequested]);
    let order = changed(first.apply(&attempted("K7QD-000002"), NOW));
    let of_the_first = order::Event::Charge { attempt: 1, event: shown() };
    let refused = order::Decision::Refused(Refusal::NoSuchAttempt);
    assert_eq!(order.apply(&of_the_first, NOW), refused);
    let confirmed = changed(on(&order, &shown()));
    let late = order::Event::Charge { attempt: 1, event: paid(1_250, "E1", 5_000) };
    let paid = changed(confirmed.apply(&late, NOW));
    assert_eq!((paid.status(), paid.is_by_hand()), (Status::Paid, false), "by its other code");
}

#[test]
fn what_is_given_up_has_ended_and_its_money_is_late() {
    let order = order_with(&[registered(), given_up()]);
    assert_eq!(order.status(), Status::Expired);
    let why = order.current().unwrap().rejection.as_ref().unwrap();
    assert!(why.is_by_hand() && why.message == "cliente foi embora");
    assert_eq!(on(&order, &given_up()), order::Decision::Unchanged);
    let paid = changed(on(&order, &paid(1_250, "E1", 5_000)));
    assert_eq!(paid.status(), Status::Paid);
    assert!(paid.anomalies().contains(&Anomaly::PaidLate));
    assert_eq!(on(&paid, &given_up()), order::Decision::Refused(Refusal::AlreadyPaid));
}

#[test]
fn what_bears_a_callers_reference_is_not_its_own_once_it_was_given_up_unregistered() {
    let id = ProviderId::new("1000").unwrap();
    for reference_is_ours in [true, false] {
        let order = order_with(&[given_up()]);
        let charge = Charge { reference_is_ours, ..order.current().unwrap().clone() };
        assert_eq!(charge.may_be(&id), reference_is_ours);
    }
}

#[test]
fn each_is_told_by_its_name_and_the_end_of_the_code_is_not() {
    let open = order_with(&[registered()]);
    let confirmed = changed(on(&open, &shown()));
    assert_eq!(happenings(Some(&open), &confirmed), [Happening::ConfirmedByHand]);
    let ended = changed(on(&confirmed, &seen(Seen::Expired)));
    assert_eq!(happenings(Some(&confirmed), &ended), []);
    let proved = changed(on(&confirmed, &paid(1_250, "E1", 5_000)));
    assert_eq!(happenings(Some(&confirmed), &proved), [Happening::Paid]);
    let stopped = changed(on(&open, &given_up()));
    assert_eq!(happenings(Some(&open), &stopped), [Happening::GivenUp]);
}

#[test]
fn the_minute_of_an_id_is_held_against_the_sale() {
    const HOUR: i64 = 3_600_000;
    let order = Order { created_at: UnixMs::new(1_795_879_440_000), ..order_with(&[registered()]) };
    let now = order.created_at.plus_ms(HOUR);
    let at = |minute: &str| {
        let id = EndToEndId::typed(&format!("E00416968{minute}abcDEF12345")).unwrap();
        order.may_be_paid_by(&id, now)
    };
    // The sale was opened at 15:24, and it is 16:24.
    for fits in ["202611281524", "202611281624", "202611281634", "202611281214"] {
        assert_eq!(at(fits), Ok(()), "{fits}");
    }
    for old in ["202611281213", "202611271524", "202511281524"] {
        assert_eq!(at(old), Err(WrongTime::BeforeTheSale), "{old}");
    }
    for ahead in ["202611281635", "202612281524"] {
        assert_eq!(at(ahead), Err(WrongTime::Ahead), "{ahead}");
    }
    let of_a_provider = EndToEndId::new("E1").unwrap();
    assert_eq!(order.may_be_paid_by(&of_a_provider, now), Ok(()));
}

fn any_word() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(registered()),
        Just(Event::CancelRequested),
        Just(given_up()),
        Just(seen(Seen::Waiting)),
        Just(seen(Seen::Expired)),
        Just(seen(Seen::Cancelled)),
        "E[12]".prop_map(|id| by_hand("vi", Some(&id))),
        Just(shown()),
        (1_i64..3_000, "E[12]").prop_map(|(amount, id)| paid(amount, &id, 5_000)),
        (1_i64..3_000, "E[12]").prop_map(|(amount, id)| signed_paid(amount, &id)),
        (1_i64..3, 1_i64..3_000).prop_map(|(number, amount)| matched(number, amount)),
    ]
}

/// The same events without a person's word, each applied as far as it is not refused.
fn lived(events: &[Event]) -> Order {
    events.iter().fold(order_with(&[]), |order, event| match on(&order, event) {
        order::Decision::Changed(next) => *next,
        order::Decision::Unchanged | order::Decision::Refused(_) => order,
    })
}

proptest! {
    #[test]
    fn no_money_ever_follows_from_a_persons_word(events in prop::collection::vec(any_word(), 0..14)) {
        let order = lived(&events);
        let is_word = |event: &&Event| matches!(event, Event::ConfirmedByHand { .. });
        let silent: Vec<Event> = events.iter().filter(|it| !is_word(it)).cloned().collect();
        let without = lived(&silent);
        prop_assert_eq!(order.received(), without.received());
        let (with, alone) = (order.current().unwrap(), without.current().unwrap());
        prop_assert_eq!(&with.payments, &alone.payments);
        prop_assert_eq!(order.status() == Status::Paid, without.status() == Status::Paid);
        if order.is_by_hand() {
            prop_assert!(with.payments.is_empty());
            prop_assert!(order.status() != Status::Paid);
        }
    }

    #[test]
    fn a_persons_word_is_never_forgotten_or_changed(
        before in prop::collection::vec(any_word(), 0..8),
        after in prop::collection::vec(any_word(), 0..8),
    ) {
        let said = lived(&before);
        let said = said.current().unwrap().by_hand.as_ref();
        let later = lived(&[before.clone(), after].concat());
        if said.is_some() {
            prop_assert_eq!(later.current().unwrap().by_hand.as_ref(), said);
        }
    }
}
