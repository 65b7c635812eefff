//! The life of a charge: examples by name, and properties over every order of events.

mod by_hand;
mod dispute;
mod doubt;
mod life;
mod matched;
mod never_expires;
mod notices;
mod proof;
mod properties;
mod proves;
mod refund;
mod side_by_side;
mod sums;

use super::*;
use crate::ids::{IdempotencyKey, OrderNumber, SaleId};
use crate::order::{self, Order};
use crate::unmatched::UnmatchedNumber;

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
        never_expires: false,
        clock_ahead_ms: 0,
    })
}

fn seen(status: Seen) -> Event {
    Event::Seen(Observation { status, evidence: Evidence::Polled })
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

fn refused() -> Event {
    Event::Refused(no())
}

fn no() -> Rejection {
    Rejection { code: "X".into(), message: "no".into() }
}

/// What a webhook with a signature says.
fn signed(status: Seen) -> Event {
    let evidence = Evidence::SignedWebhook;
    Event::Seen(Observation { status, evidence })
}

fn signed_paid(centavos: i64, id: &str) -> Event {
    signed(Seen::Paid(receipt(centavos, id, 5_000)))
}

/// A question that is answered "refunded", as a provider does that says nothing of what arrived.
fn back(amount: Option<i64>, at: Option<i64>) -> Event {
    let silent = Receipt { received: None, paid_at: None, ..receipt(0, "E1", 0) };
    seen(Seen::Refunded(silent, vec![returned(amount, at)]))
}

fn returned(amount: Option<i64>, at: Option<i64>) -> RefundReport {
    RefundReport {
        amount: amount.map(Centavos::new),
        at: at.map(UnixMs::new),
        ..RefundReport::default()
    }
}

/// A webhook without proof that tells of a refund.
fn refund_noticed(amount: i64, at: i64) -> Event {
    Event::RefundNoticed(notice(Some(amount), Some(at)))
}

fn notice(amount: Option<i64>, at: Option<i64>) -> RefundNotice {
    RefundNotice { amount: amount.map(Centavos::new), at: at.map(UnixMs::new) }
}

fn refund_requested(key: &str) -> Event {
    part_requested(key, None)
}

fn part_requested(key: &str, amount: Option<i64>) -> Event {
    Event::RefundRequested(RefundRequest {
        id: RefundId::new(key).unwrap(),
        amount: amount.map(Centavos::new),
        reason: RefundReason::CustomerRequest,
        description: None,
        idempotency_key: IdempotencyKey::new(key).unwrap(),
        body: r#"{"reason":"CUSTOMER_REQUEST"}"#.into(),
    })
}

fn refund_accepted(id: Option<&str>) -> Event {
    let return_id = id.map(|id| EndToEndId::new(id).unwrap());
    Event::RefundAccepted { refund: None, return_id }
}

fn refund_failed() -> Event {
    Event::RefundFailed { refund: None, why: no() }
}

fn dispute_notice(reason: &str, at: i64) -> DisputeNotice {
    DisputeNotice { reason: Some(reason.into()), at: Some(UnixMs::new(at)) }
}

fn dispute_noticed(at: i64) -> Event {
    Event::DisputeNoticed(dispute_notice("golpe", at))
}

fn disputed(at: i64) -> Event {
    seen(Seen::Disputed(receipt(1_250, "E1", 5_000), dispute_notice("golpe", at)))
}

fn dispute_closed() -> Event {
    Event::DisputeClosed { outcome: Some(DisputeOutcome::Won), reason: "defesa aceita".into() }
}

fn matched(unmatched: i64, centavos: i64) -> Event {
    Event::Matched(Match {
        unmatched: UnmatchedNumber::new(unmatched).unwrap(),
        receipt: receipt(centavos, &format!("E9{unmatched}"), 6_000),
        reason: "pagou no código da mesa".into(),
    })
}

/// What an event does to a charge.
#[derive(Debug, PartialEq, Eq)]
enum Decision {
    Unchanged,
    Changed(Box<Charge>),
}

/// Applies an event to the order whose only attempt the charge is.
fn apply(charge: &Charge, event: &Event, now: UnixMs) -> Decision {
    apply_among(&[], charge, event, now)
}

/// Applies an event to the charge, which is the last attempt of an order with these before it.
fn apply_among(others: &[Charge], charge: &Charge, event: &Event, now: UnixMs) -> Decision {
    let order = Order {
        number: OrderNumber::new(1).unwrap(),
        sale_id: SaleId::new("s1").unwrap(),
        reference: charge.reference.clone(),
        amount: charge.amount,
        created_at: charge.requested_at,
        opened_by: None,
        document_key: None,
        notes: Vec::new(),
        attempts: others.iter().chain([charge]).cloned().collect(),
    };
    let event = order::Event::Charge { attempt: charge.attempt, event: event.clone() };
    match order.apply(&event, now) {
        order::Decision::Unchanged => Decision::Unchanged,
        order::Decision::Changed(mut next) => {
            Decision::Changed(Box::new(next.attempts.pop().unwrap()))
        }
        order::Decision::Refused(refusal) => panic!("{refusal:?}"),
    }
}

/// What an event makes of a second attempt, registered as the first, where the first was paid.
fn after_a_paid_one(event: &Event) -> Charge {
    let first = live(&[registered(), paid(1_250, "E0", 1_000)]);
    let second = Charge { attempt: 2, ..live(&[registered()]) };
    match apply_among(&[first], &second, event, UnixMs::new(9_000)) {
        Decision::Changed(charge) => *charge,
        Decision::Unchanged => second,
    }
}

fn live(events: &[Event]) -> Charge {
    after(fresh(), events)
}

/// What becomes of `charge`, an event a second.
fn after(charge: Charge, events: &[Event]) -> Charge {
    events.iter().enumerate().fold(charge, |charge, (i, event)| {
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

/// What went back, part by part.
fn parts(charge: &Charge) -> Vec<i64> {
    charge.settled_refunds().iter().map(|refund| refund.amount.unwrap().get()).collect()
}

/// How many notices of a refund wait for the provider's word.
fn waiting_notices(charge: &Charge) -> usize {
    charge.refunds.iter().filter(|refund| refund.state == RefundState::Noticed).count()
}

fn asked_here(refund: &Refund) -> bool {
    refund.request().is_some()
}
