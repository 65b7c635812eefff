//! Money that goes back, money without a sale, and money that leaves, as views.

use checkout::{Attention as Waiting, History, RefundOffer as Offer};
use contract::{
    Attention, DisputeOutcome, DisputeView, PayoutStatus, PayoutView, RefundOffer, RefundReason,
    RefundRequestState, RefundRequestView, RefundView, UnmatchedState, UnmatchedView,
};
use domain::charge::{self, Charge, Dispute, Refund, RefundState};
use domain::{Centavos, EndToEndId, OrderNumber, Payout, UnixMs, UnmatchedPayment};

use super::evidence;
use providers::name_of;

use crate::failure::{from_payout, from_refund};

/// What went back, in the order in which we saw it.
pub(super) fn refunds(charge: &Charge) -> Vec<RefundView> {
    let settled = charge.settled_refunds();
    let view = |refund: &Refund| RefundView {
        amount_centavos: refund.amount.map_or(0, Centavos::get),
        end_to_end_id: id(refund.return_id.as_ref()),
        refunded_at_ms: refund.returned_at.map(UnixMs::get),
        seen_at_ms: refund.settled_at.unwrap_or(refund.since).get(),
        asked_here: refund.request().is_some(),
    };
    settled.into_iter().map(view).collect()
}

/// The refund that was asked for here last.
pub(super) fn refund_request(charge: &Charge, overdue: bool) -> Option<RefundRequestView> {
    let (refund, request) = charge.last_refund_request()?;
    let known_as = refund.return_id.as_ref();
    let (state, known_as, failure) = match &refund.state {
        RefundState::Noticed | RefundState::Requested => (RefundRequestState::Asked, None, None),
        RefundState::Accepted => (RefundRequestState::Accepted, known_as, None),
        RefundState::Settled => (RefundRequestState::Done, known_as, None),
        RefundState::Failed(why) => (RefundRequestState::Failed, None, Some(from_refund(why))),
    };
    Some(RefundRequestView {
        reason: reason(request.reason),
        description: request.description.clone(),
        requested_at_ms: refund.since.get(),
        state,
        overdue,
        end_to_end_id: id(known_as),
        failure,
    })
}

pub(super) fn refund_offer(offer: Offer) -> RefundOffer {
    match offer {
        Offer::None => RefundOffer::None,
        Offer::Full { until } => RefundOffer::Full { until_ms: until.get() },
        Offer::TooLate { until } => RefundOffer::TooLate { until_ms: until.get() },
        Offer::AtProvider { provider, until } => {
            RefundOffer::AtProvider { provider, until_ms: until.get() }
        }
        Offer::Missing { field } => RefundOffer::Missing { field: field.to_owned() },
    }
}

const fn reason(reason: charge::RefundReason) -> RefundReason {
    match reason {
        charge::RefundReason::Fraud => RefundReason::Fraud,
        charge::RefundReason::DuplicatedPayment => RefundReason::DuplicatedPayment,
        charge::RefundReason::CustomerRequest => RefundReason::CustomerRequest,
        charge::RefundReason::MerchantError => RefundReason::MerchantError,
    }
}

pub(crate) const fn reason_to_domain(reason: RefundReason) -> charge::RefundReason {
    match reason {
        RefundReason::Fraud => charge::RefundReason::Fraud,
        RefundReason::DuplicatedPayment => charge::RefundReason::DuplicatedPayment,
        RefundReason::CustomerRequest => charge::RefundReason::CustomerRequest,
        RefundReason::MerchantError => charge::RefundReason::MerchantError,
    }
}

/// The disputes of an order, one for each attempt that has or had one.
pub(crate) fn disputes(history: &History) -> impl Iterator<Item = DisputeView> {
    history.order.attempts.iter().filter_map(|charge| dispute(history, charge))
}

/// The dispute in the log, or a new one that a webhook tells of and the provider has not confirmed.
pub(super) fn dispute(history: &History, charge: &Charge) -> Option<DisputeView> {
    let told = told_dispute(history, charge);
    let known = charge.dispute.clone();
    let dispute = if charge.open_dispute().is_some() { known } else { told.or(known) }?;
    let order = history.order.number;
    let known = charge.registration.as_ref();
    let paid_as = charge.payments.iter().rev().find_map(|payment| payment.end_to_end_id.as_ref());
    Some(DisputeView {
        order: order.to_string(),
        attempt: charge.attempt,
        reference: charge.reference.as_str().to_owned(),
        provider: charge.provider.clone(),
        provider_name: name_of(&charge.provider),
        provider_id: known.map(|it| it.provider_id.as_str().to_owned()),
        end_to_end_id: id(paid_as),
        amount_centavos: charge.received_there().get(),
        refunded_centavos: charge.refunded().get(),
        reason: dispute.reason.clone(),
        opened_at_ms: dispute.opened_at.map(UnixMs::get),
        seen_at_ms: dispute.seen_at.get(),
        confirmed: dispute.confirmed,
        settled_at_ms: dispute.closed.as_ref().map(|end| end.at.get()),
        outcome: dispute.closed.as_ref().and_then(|end| end.outcome).map(outcome),
        settlement: dispute.closed.as_ref().map(|end| end.reason.clone()),
    })
}

fn told_dispute(history: &History, charge: &Charge) -> Option<Dispute> {
    let of_it = history.noticed.iter().filter(|(attempt, _)| *attempt == charge.attempt);
    { of_it }.find_map(|(_, noticed)| match &noticed.event {
        charge::Event::DisputeNoticed(notice) => Some(Dispute {
            reason: notice.reason.clone(),
            opened_at: notice.at,
            seen_at: noticed.at,
            confirmed: false,
            closed: None,
        }),
        _ => None,
    })
}

pub(crate) fn unmatched(unmatched: &UnmatchedPayment) -> UnmatchedView {
    let money = &unmatched.money;
    let (state, order, reason, at) = match &unmatched.state {
        domain::UnmatchedState::Open => (UnmatchedState::Open, None, None, None),
        domain::UnmatchedState::Matched { order, reason, at } => {
            (UnmatchedState::Matched, Some(order), Some(reason), Some(at))
        }
        domain::UnmatchedState::Dismissed { reason, at } => {
            (UnmatchedState::Dismissed, None, Some(reason), Some(at))
        }
    };
    UnmatchedView {
        id: unmatched.number.to_string(),
        provider: money.provider.clone(),
        provider_name: name_of(&money.provider),
        provider_id: money.provider_id.as_str().to_owned(),
        reference: money.reference.as_ref().map(|it| it.as_str().to_owned()),
        amount_centavos: money.amount.map(domain::Centavos::get),
        end_to_end_id: id(money.end_to_end_id.as_ref()),
        paid_at_ms: money.paid_at.map(UnixMs::get),
        payer_name: money.payer_name.clone(),
        found_at_ms: unmatched.found_at.get(),
        state,
        order: order.map(OrderNumber::to_string),
        reason: reason.cloned(),
        settled_at_ms: at.map(|at| at.get()),
    }
}

pub(crate) fn payout(payout: &Payout) -> PayoutView {
    let seen = &payout.seen;
    let (status, raw_status) = payout_status(&seen.status);
    PayoutView {
        provider: payout.provider.clone(),
        provider_name: name_of(&payout.provider),
        provider_id: seen.id.as_str().to_owned(),
        reference: seen.reference.as_ref().map(|it| it.as_str().to_owned()),
        status,
        raw_status,
        amount_centavos: seen.amount.map(domain::Centavos::get),
        end_to_end_id: id(seen.end_to_end_id.as_ref()),
        return_id: id(seen.return_id.as_ref()),
        payee_name: seen.payee_name.clone(),
        failure: seen.failure.as_ref().map(from_payout),
        evidence: payout.evidence.map(evidence),
        at_ms: seen.at.map(UnixMs::get),
        first_seen_at_ms: payout.first_seen_at.get(),
        changed_at_ms: payout.changed_at.get(),
    }
}

fn payout_status(status: &domain::PayoutStatus) -> (PayoutStatus, Option<String>) {
    let known = match status {
        domain::PayoutStatus::Created => PayoutStatus::Created,
        domain::PayoutStatus::Completed => PayoutStatus::Completed,
        domain::PayoutStatus::Failed => PayoutStatus::Failed,
        domain::PayoutStatus::Cancelled => PayoutStatus::Cancelled,
        domain::PayoutStatus::Refunded => PayoutStatus::Refunded,
        domain::PayoutStatus::Unknown(raw) => return (PayoutStatus::Unknown, Some(raw.clone())),
    };
    (known, None)
}

pub(crate) const fn attention(waiting: Waiting) -> Attention {
    let Waiting { disputes, unmatched, unproven, overdue_refunds } = waiting;
    Attention { disputes, unmatched, unproven, overdue_refunds }
}

fn id(id: Option<&EndToEndId>) -> Option<String> {
    id.map(|id| id.as_str().to_owned())
}

const fn outcome(outcome: charge::DisputeOutcome) -> DisputeOutcome {
    match outcome {
        charge::DisputeOutcome::Won => DisputeOutcome::Won,
        charge::DisputeOutcome::Lost => DisputeOutcome::Lost,
        charge::DisputeOutcome::Accepted => DisputeOutcome::Accepted,
    }
}
