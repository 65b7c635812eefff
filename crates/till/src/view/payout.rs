//! Payouts as views.

use contract::{PayoutStatus, PayoutView};
use domain::{Payout, UnixMs};
use providers::name_of;

use super::{evidence, id, words};
use crate::failure::from_payout;

pub(crate) fn payout(payout: &Payout) -> PayoutView {
    let seen = &payout.seen;
    let (status, raw_status) = payout_status(&seen.status);
    PayoutView {
        provider: payout.provider.clone(),
        provider_name: name_of(&payout.provider),
        provider_id: words(seen.id.as_str()),
        reference: seen.reference.as_ref().map(|it| words(it.as_str())),
        status,
        raw_status,
        amount_centavos: seen.amount.map(domain::Centavos::get),
        end_to_end_id: id(seen.end_to_end_id.as_ref()),
        return_id: id(seen.return_id.as_ref()),
        payee_name: seen.payee_name.as_deref().map(words),
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
        domain::PayoutStatus::Unknown(raw) => return (PayoutStatus::Unknown, Some(words(raw))),
    };
    (known, None)
}
