//! Money that arrives: the tally takes a statement in, and the payments follow from it.

use super::tally::Part;
use super::{
    Anomaly, Charge, Evidence, Match, Matched, Observation, Payment, Receipt, Seen, Status,
};
use crate::time::UnixMs;

/// Takes in what an answer or a webhook states about money; says whether any of it was new.
pub(super) fn receive(
    charge: &mut Charge,
    receipt: &Receipt,
    observation: &Observation,
    is_paid_otherwise: bool,
    now: UnixMs,
) -> bool {
    let (how, id) = (observation.evidence, receipt.end_to_end_id.as_ref());
    // What tells of money that went back names no new money.
    let is_known =
        id.is_none_or(|id| charge.tally.knows(id)) || !matches!(observation.status, Seen::Paid(_));
    match receipt.received {
        Some(amount) => charge.tally.state(how, id, amount),
        // About a payment that is known; where none is, it means the amount of the charge.
        None if is_known && charge.payments.iter().any(|it| it.matched.is_none()) => {
            if how == Evidence::Polled {
                charge.tally.name(id);
            }
        }
        None => charge.tally.state(how, id, charge.amount),
    }
    let before = charge.received_there();
    let count = charge.payments.len();
    follow(charge, receipt, observation, is_paid_otherwise, now);
    charge.received_there() > before || charge.payments.len() > count
}

/// Brings the payments to what the tally gives. Those that were there keep what is known of them.
fn follow(
    charge: &mut Charge,
    receipt: &Receipt,
    observation: &Observation,
    is_paid_otherwise: bool,
    now: UnixMs,
) {
    let parts = charge.tally.parts();
    let sum: i64 = parts.iter().map(|part| part.amount.get()).sum();
    if sum < charge.received_there().get() {
        // Statements that contradict each other take nothing back.
        let covers_all = receipt.received >= Some(charge.received_there());
        let is_answer = observation.evidence == Evidence::Polled;
        let own = charge.payments.iter_mut().filter(|payment| payment.matched.is_none());
        own.for_each(|payment| payment.confirmed |= covers_all && is_answer);
        return;
    }
    let mut parts: Vec<Option<Part>> = parts.into_iter().map(Some).collect();
    let payments = std::mem::take(&mut charge.payments);
    let mut place: Vec<Option<Part>> = payments.iter().map(|_| None).collect();
    // The same id first, then the same amount without an id, then whatever has none on one side.
    let rules: [fn(&Payment, &Part) -> bool; 3] = [
        |known, part| part.id.is_some() && known.end_to_end_id == part.id,
        |known, part| known.end_to_end_id.is_none() && known.amount == part.amount,
        |known, part| known.end_to_end_id.is_none() || part.id.is_none(),
    ];
    for rule in rules {
        for (known, place) in payments.iter().zip(&mut place) {
            if known.matched.is_some() || place.is_some() {
                continue;
            }
            let fits = |part: &&mut Option<Part>| part.as_ref().is_some_and(|it| rule(known, it));
            *place = parts.iter_mut().find(fits).and_then(Option::take);
        }
    }
    let placed = payments.into_iter().zip(place).filter_map(|(mut known, part)| {
        if known.matched.is_none() {
            // What was told of without an id and has no part any more was another one's statement.
            let part = part?;
            known.amount = part.amount;
            known.confirmed = part.confirmed;
            known.end_to_end_id = known.end_to_end_id.take().or(part.id);
        }
        Some(known)
    });
    charge.payments = placed.collect();
    for part in parts.into_iter().flatten() {
        let is_reported = part.id == receipt.end_to_end_id;
        let payment = Payment {
            amount: part.amount,
            end_to_end_id: part.id,
            paid_at: receipt.paid_at.filter(|_| is_reported),
            payer_name: receipt.payer_name.clone().filter(|_| is_reported),
            evidence: observation.evidence,
            confirmed: part.confirmed,
            seen_at: now,
            matched: None,
        };
        add(charge, payment, is_paid_otherwise, now);
    }
    note_amounts(charge);
}

/// Takes in money without a sale that a person says belongs here.
pub(super) fn add_matched(
    charge: &mut Charge,
    matching: &Match,
    is_paid_otherwise: bool,
    now: UnixMs,
) {
    let matched = Matched { unmatched: matching.unmatched, reason: matching.reason.clone() };
    let is_same = |payment: &Payment| {
        payment.matched.as_ref().is_some_and(|known| known.unmatched == matched.unmatched)
    };
    if charge.payments.iter().any(is_same) {
        return;
    }
    let receipt = &matching.receipt;
    let payment = Payment {
        amount: receipt.received.unwrap_or(charge.amount),
        end_to_end_id: receipt.end_to_end_id.clone(),
        paid_at: receipt.paid_at,
        payer_name: receipt.payer_name.clone(),
        evidence: Evidence::Polled,
        confirmed: true,
        seen_at: now,
        matched: Some(matched),
    };
    add(charge, payment, is_paid_otherwise, now);
    if charge.status != Status::Refunding {
        charge.status = Status::Paid;
    }
}

/// Adds a payment with what is odd about it.
fn add(charge: &mut Charge, payment: Payment, is_paid_otherwise: bool, now: UnixMs) {
    if is_late(charge, &payment, now) {
        charge.anomalies.insert(Anomaly::PaidLate);
        charge.paid_after_cancelling |= charge.status == Status::Cancelled;
    }
    if is_paid_otherwise || !charge.payments.is_empty() {
        charge.anomalies.insert(Anomaly::DuplicatePayment);
    }
    charge.payments.push(payment);
    charge.unproven = None;
    charge.anomalies.remove(&Anomaly::Unproven);
    note_amounts(charge);
}

/// Whether more or less came than was asked for, as the payments are counted now. Payments of the charge's own
/// amount are never odd by that: a second one is [`Anomaly::DuplicatePayment`].
fn note_amounts(charge: &mut Charge) {
    charge.anomalies.remove(&Anomaly::Overpaid);
    charge.anomalies.remove(&Anomaly::Underpaid);
    let received = charge.received();
    if charge.payments.iter().all(|payment| payment.amount == charge.amount) {
        return;
    }
    if received > charge.amount {
        charge.anomalies.insert(Anomaly::Overpaid);
    } else if received < charge.amount {
        charge.anomalies.insert(Anomaly::Underpaid);
    }
}

/// Whether the code had died by `margin_ms` ago, on our clock.
pub(super) fn past_expiry(charge: &Charge, now: UnixMs, margin_ms: i64) -> bool {
    let registration = charge.registration.as_ref();
    registration.is_some_and(|known| now.since(known.expires_at_here()) >= margin_ms)
}

/// Late: the charge had ended, or both the provider's stamps and our clock say that the code had.
fn is_late(charge: &Charge, payment: &Payment, now: UnixMs) -> bool {
    let stamped_late = match (&charge.registration, payment.paid_at) {
        (Some(known), Some(paid_at)) => paid_at > known.expires_at,
        (None, _) | (_, None) => false,
    };
    let after_expiry = stamped_late && past_expiry(charge, now, 0);
    match charge.status {
        Status::Expired | Status::Cancelled | Status::Rejected => true,
        Status::Registering
        | Status::Pending
        | Status::Paid
        | Status::Refunding
        | Status::Refunded => after_expiry,
    }
}
