//! Refunds as views.

use checkout::RefundOffer as Offer;
use contract::{RefundOffer, RefundReason, RefundRequestState, RefundRequestView, RefundView};
use domain::Centavos;
use domain::charge::{self, Charge, Refund, RefundState};

use super::{id, words};
use crate::failure::from_refund;

/// What went back, in the order in which we saw it.
pub(super) fn refunds(charge: &Charge) -> Vec<RefundView> {
    let settled = charge.settled_refunds();
    let view = |refund: &Refund| RefundView {
        amount_centavos: refund.amount.map_or(0, Centavos::get),
        end_to_end_id: id(refund.return_id.as_ref()),
        refunded_at_ms: refund.returned_at.map(|at| charge.here(at).get()),
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
        RefundState::Noticed | RefundState::Requested => {
            (RefundRequestState::Requested, None, None)
        }
        RefundState::Accepted => (RefundRequestState::Accepted, known_as, None),
        RefundState::Settled => (RefundRequestState::Done, known_as, None),
        RefundState::Failed(why) => (RefundRequestState::Failed, None, Some(from_refund(why))),
    };
    Some(RefundRequestView {
        reason: reason(request.reason),
        description: request.description.as_deref().map(words),
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

pub(super) const fn reason(reason: charge::RefundReason) -> RefundReason {
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
