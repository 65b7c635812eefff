//! Unmatched payments as views.

use contract::{UnmatchedState, UnmatchedView};
use domain::{OrderNumber, UnixMs, UnmatchedPayment};
use providers::name_of;

use super::{id, words};

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
        provider_id: words(money.provider_id.as_str()),
        reference: money.reference.as_ref().map(|it| words(it.as_str())),
        amount_centavos: money.amount.map(domain::Centavos::get),
        end_to_end_id: id(money.end_to_end_id.as_ref()),
        paid_at_ms: money.paid_at.map(UnixMs::get),
        payer_name: money.payer_name.as_deref().map(words),
        found_at_ms: unmatched.found_at.get(),
        state,
        order: order.map(OrderNumber::to_string),
        reason: reason.map(|it| words(it)),
        settled_at_ms: at.map(|at| at.get()),
    }
}
