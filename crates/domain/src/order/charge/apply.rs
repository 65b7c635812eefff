//! What an event makes of one charge.

use super::dispute::{close_dispute, dispute, dispute_noticed};
use super::payment::{add_matched, past_expiry, receive};
use super::refund;
use super::{
    Account, Anomaly, ByHand, Charge, Event, Observation, Receipt, Registration, Rejection, Seen,
    Status, Unproven,
};
use crate::ids::EndToEndId;
use crate::time::UnixMs;

/// A provider that still says "waiting" this long after the code's expiry never will say "expired"
/// (API Pix does not); then the till says it. Milliseconds.
pub const EXPIRY_MARGIN_MS: i64 = 10 * 60 * 1_000;

/// Makes of `charge` what `event`, learned at `now` (our clock), means for it; says whether that changed
/// anything. `is_paid_otherwise`: another attempt of the same order has been paid.
pub(in crate::order) fn apply(
    charge: &mut Charge,
    event: &Event,
    is_paid_otherwise: bool,
    now: UnixMs,
) -> bool {
    let before = charge.clone();
    match event {
        Event::Registered(registration) => registered(charge, registration),
        Event::Refused(rejection) => refused(charge, rejection),
        Event::CancelRequested => cancel(charge),
        Event::Seen(observation) => seen(charge, observation, is_paid_otherwise, now),
        Event::RefundNoticed(notice) => refund::noticed(charge, notice, now),
        Event::DisputeNoticed(notice) => dispute_noticed(charge, notice, now),
        Event::RefundRequested(request) => refund::requested(charge, request, now),
        Event::RefundAccepted { refund: id, return_id } => {
            refund::accepted(charge, id.as_ref(), return_id.as_ref());
        }
        Event::RefundFailed { refund: id, why } => refund::failed(charge, id.as_ref(), why),
        Event::DisputeClosed { outcome, reason } => close_dispute(charge, *outcome, reason, now),
        Event::Matched(matching) => add_matched(charge, matching, is_paid_otherwise, now),
        Event::Bound(account) => bind(charge, account),
        Event::Doubted(unproven) => doubt(charge, unproven),
        Event::GivenUp(why) => give_up(charge, why),
        Event::ConfirmedByHand { reason, end_to_end_id } => {
            confirm_by_hand(charge, reason, end_to_end_id.as_ref(), now);
        }
    }
    if charge.status != before.status {
        charge.status_since = now;
    }
    *charge != before
}

fn registered(charge: &mut Charge, registration: &Registration) {
    if charge.registration.is_some() {
        return;
    }
    // What an earlier answer to the creation contradicted, this one has put right.
    charge.unproven = None;
    charge.anomalies.remove(&Anomaly::Unproven);
    // An answer that comes after a cancel is kept all the same: the code exists and is watched.
    charge.registration = Some(registration.clone());
    match charge.status {
        Status::Registering => charge.status = Status::Pending,
        Status::Pending
        | Status::Paid
        | Status::Refunding
        | Status::Refunded
        | Status::Expired
        | Status::Cancelled
        | Status::Rejected => {}
    }
}

fn refused(charge: &mut Charge, rejection: &Rejection) {
    match charge.status {
        Status::Registering => {
            charge.status = Status::Rejected;
            charge.rejection = Some(rejection.clone());
        }
        Status::Pending
        | Status::Paid
        | Status::Refunding
        | Status::Refunded
        | Status::Expired
        | Status::Cancelled
        | Status::Rejected => {}
    }
}

fn cancel(charge: &mut Charge) {
    match charge.status {
        Status::Registering | Status::Pending => charge.status = Status::Cancelled,
        Status::Paid
        | Status::Refunding
        | Status::Refunded
        | Status::Expired
        | Status::Cancelled
        | Status::Rejected => {}
    }
}

fn seen(charge: &mut Charge, observation: &Observation, is_paid_otherwise: bool, now: UnixMs) {
    charge.raw_status = match &observation.status {
        Seen::Unknown(raw) => Some(raw.clone()),
        Seen::Waiting
        | Seen::Paid(_)
        | Seen::Refunded(..)
        | Seen::Disputed(..)
        | Seen::Expired
        | Seen::Cancelled => None,
    };
    match &observation.status {
        Seen::Unknown(_) => {}
        #[cfg(feature = "sabotage")]
        Seen::Waiting if is_unpaid_again(charge) => charge.status = Status::Pending,
        Seen::Waiting => {
            // A provider's own clock has the last word on its codes; the till's own has on its waiting.
            let never_expires =
                charge.registration.as_ref().is_some_and(|known| known.never_expires);
            if past_expiry(charge, now, if never_expires { 0 } else { EXPIRY_MARGIN_MS }) {
                close(charge, Status::Expired);
            }
        }
        Seen::Expired => close(charge, Status::Expired),
        Seen::Cancelled => close(charge, Status::Cancelled),
        Seen::Paid(receipt) => paid(charge, receipt, observation, is_paid_otherwise, now),
        Seen::Refunded(receipt, reports) => {
            receive(charge, receipt, observation, is_paid_otherwise, now);
            refund::reported(charge, reports, observation.evidence, now);
        }
        Seen::Disputed(receipt, notice) => {
            paid(charge, receipt, observation, is_paid_otherwise, now);
            dispute(charge, notice, observation.evidence, now);
        }
    }
}

fn paid(
    charge: &mut Charge,
    receipt: &Receipt,
    observation: &Observation,
    is_paid_otherwise: bool,
    now: UnixMs,
) {
    let is_new = receive(charge, receipt, observation, is_paid_otherwise, now);
    match charge.status {
        // What was asked for goes on, whatever else arrives.
        Status::Refunding => {}
        Status::Refunded if !is_new => {}
        Status::Registering
        | Status::Pending
        | Status::Paid
        | Status::Refunded
        | Status::Expired
        | Status::Cancelled
        | Status::Rejected => charge.status = Status::Paid,
    }
}

/// An attempt belongs to one account for ever.
fn bind(charge: &mut Charge, account: &Account) {
    if charge.account.is_none() && account.adapter == charge.provider {
        charge.account = Some(account.clone());
    }
}

/// Changes no status: the charge stays as it is, and a person is told. What is paid already needs no
/// proof any more, but what is said of further money is odd all the same.
fn doubt(charge: &mut Charge, unproven: &Unproven) {
    charge.unproven = Some(unproven.clone());
    charge.anomalies.insert(Anomaly::Unproven);
}

/// The till stops waiting; money that comes all the same is not lost.
fn give_up(charge: &mut Charge, why: &Rejection) {
    if charge.status.is_open() {
        charge.status = Status::Expired;
        charge.rejection = Some(why.clone());
    }
}

/// The charge stays what it is at the provider: only a person has spoken.
fn confirm_by_hand(charge: &mut Charge, reason: &str, id: Option<&EndToEndId>, now: UnixMs) {
    if charge.by_hand.is_none() {
        charge.by_hand =
            Some(ByHand { reason: reason.to_owned(), end_to_end_id: id.cloned(), at: now });
    }
}

#[cfg(feature = "sabotage")]
fn is_unpaid_again(charge: &Charge) -> bool {
    use crate::sabotage::{Sabotage, is_chosen};
    is_chosen(Sabotage::PaidNotAbsorbing) && charge.status == Status::Paid
}

fn close(charge: &mut Charge, status: Status) {
    match charge.status {
        #[cfg(feature = "sabotage")]
        Status::Paid if is_unpaid_again(charge) => charge.status = status,
        Status::Registering | Status::Pending => charge.status = status,
        Status::Paid
        | Status::Refunding
        | Status::Refunded
        | Status::Expired
        | Status::Cancelled
        | Status::Rejected => {}
    }
}
