//! The life of an order.

use super::*;
use crate::{ReceiptMoney, Whose};
use Status::{Cancelled, Expired, Paid, Pending, Refunded, Refunding, Registering, Rejected};
use charge::Payment;

fn order(attempts: &[Status]) -> Order {
    let reference = Reference::new("K7QD-000001").unwrap();
    let amount = Centavos::new(1_250);
    let created_at = UnixMs::new(0);
    let charge = |(attempt, status): (u32, &Status)| {
        let new = Charge::requested(
            attempt,
            reference.for_attempt(attempt).unwrap(),
            "connectpsp".into(),
            amount,
            30,
            created_at,
        );
        Charge { status: *status, ..new }
    };
    Order {
        number: OrderNumber::new(1).unwrap(),
        sale_id: SaleId::new("s1").unwrap(),
        reference: reference.clone(),
        amount,
        created_at,
        opened_by: None,
        document_key: None,
        notes: Vec::new(),
        attempts: (1..).zip(attempts).map(charge).collect(),
    }
}

#[test]
fn money_in_any_attempt_goes_before_the_last_one() {
    for (attempts, status) in [
        (&[Pending][..], Pending),
        (&[Expired, Registering], Registering),
        (&[Cancelled, Rejected], Rejected),
        (&[Paid, Expired], Paid),
        (&[Paid, Refunded], Paid),
        (&[Refunded, Paid], Paid),
        (&[Paid, Refunding], Paid),
        (&[Refunding, Expired], Refunding),
        (&[Refunding, Pending], Refunding),
        (&[Refunded, Refunding], Refunding),
        (&[Refunded, Expired], Refunded),
        (&[Refunded, Cancelled, Rejected], Refunded),
        (&[Expired, Refunded], Refunded),
        (&[Refunded, Pending], Pending),
        (&[Refunded, Registering], Registering),
    ] {
        assert_eq!(order(attempts).status(), status, "{attempts:?}");
    }
}

#[test]
fn an_order_is_idle_when_nothing_is_to_come_or_to_go_back() {
    for (attempts, idle) in [
        (&[Paid][..], true),
        (&[Cancelled, Paid], true),
        (&[Refunded, Expired, Rejected], true),
        (&[Pending], false),
        (&[Paid, Registering], false),
        (&[Refunding], false),
        (&[Refunding, Expired], false),
    ] {
        assert_eq!(order(attempts).is_idle(), idle, "{attempts:?}");
    }
}

fn opened() -> Order {
    let opened = Opened {
        document_key: None,
        sale_id: SaleId::new("s1").unwrap(),
        reference: Reference::new("K7QD-000001").unwrap(),
        amount: Centavos::new(1_250),
    };
    Order::open(OrderNumber::new(1).unwrap(), &opened, None, UnixMs::new(0))
}

fn attempted(reference: &str) -> Event {
    Event::Attempted(Attempted {
        reference: Reference::new(reference).unwrap(),
        reference_is_ours: true,
        provider: "connectpsp".into(),
        account: None,
        expires_in_min: 30,
    })
}

#[test]
fn an_attempt_has_the_orders_amount_and_the_next_number() {
    let Decision::Changed(order) = opened().apply(&attempted("K7QD-000001"), UnixMs::new(5)) else {
        panic!("the first attempt begins")
    };
    let charge = order.current().unwrap();
    assert_eq!((charge.attempt, charge.amount), (1, Centavos::new(1_250)));
    assert_eq!((charge.requested_at, order.created_at), (UnixMs::new(5), UnixMs::new(0)));
    let cancel = Event::Charge { attempt: 1, event: charge::Event::CancelRequested };
    let Decision::Changed(order) = order.apply(&cancel, UnixMs::new(6)) else {
        panic!("it is cancelled")
    };
    let Decision::Changed(order) = order.apply(&attempted("K7QD-000002"), UnixMs::new(7)) else {
        panic!("the second attempt begins")
    };
    assert_eq!(order.current().unwrap().attempt, 2);
}

#[test]
fn an_attempt_begins_only_where_nobody_can_pay_and_no_money_stays() {
    for (attempts, refusal) in [
        (&[Registering][..], Some(Refusal::StillOpen)),
        (&[Pending], Some(Refusal::StillOpen)),
        (&[Paid], Some(Refusal::AlreadyPaid)),
        (&[Paid, Cancelled], Some(Refusal::AlreadyPaid)),
        (&[Refunding], Some(Refusal::AlreadyPaid)),
        (&[Refunded], None),
        (&[Expired, Rejected], None),
    ] {
        let decision = order(attempts).apply(&attempted("K7QD-000009"), UnixMs::new(1));
        let refused = match decision {
            Decision::Refused(refusal) => Some(refusal),
            Decision::Changed(_) => None,
            Decision::Unchanged => panic!("{attempts:?}"),
        };
        assert_eq!(refused, refusal, "{attempts:?}");
    }
    let nobody = Event::Charge { attempt: 3, event: charge::Event::CancelRequested };
    let decision = order(&[Pending]).apply(&nobody, UnixMs::new(1));
    assert_eq!(decision, Decision::Refused(Refusal::NoSuchAttempt));
}

#[test]
fn the_money_of_an_attempt_that_was_refunded_is_back_whatever_the_others_came_to() {
    for (attempts, is_back) in [
        (&[Paid][..], vec![false]),
        (&[Paid, Refunded], vec![false, true]),
        (&[Refunding, Paid], vec![true, false]),
        (&[Refunded, Pending], vec![true, false]),
        (&[Refunded, Expired], vec![true, true]),
    ] {
        let order = order(attempts);
        let payment = Payment {
            amount: order.amount,
            end_to_end_id: None,
            paid_at: None,
            payer_name: None,
            evidence: Evidence::Polled,
            confirmed: true,
            seen_at: UnixMs::new(0),
            matched: None,
        };
        let of = |charge| ReceiptMoney::of_payment(&order, charge, &payment).whose;
        let told: Vec<_> = order.attempts.iter().map(of).collect();
        let told = told.iter().map(|it| matches!(it, Whose::Sale { is_back: true, .. }));
        assert_eq!(told.collect::<Vec<_>>(), is_back, "{attempts:?}");
    }
}
