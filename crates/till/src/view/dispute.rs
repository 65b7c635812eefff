//! Disputes as views.

use checkout::History;
use contract::{DisputeOutcome, DisputeView};
use domain::UnixMs;
use domain::charge::{self, Charge, Dispute};
use providers::name_of;

use super::{id, words};

/// The disputes of an order, one for each attempt that has or had one.
pub(crate) fn disputes(history: &History) -> impl Iterator<Item = DisputeView> {
    history.order.attempts.iter().filter_map(|charge| dispute(history, charge))
}

/// The dispute in the log, or a new one that a webhook tells of and the provider has not confirmed.
pub(super) fn dispute(history: &History, charge: &Charge) -> Option<DisputeView> {
    let noticed = noticed_dispute(history, charge);
    let known = charge.dispute.clone();
    let dispute = if charge.open_dispute().is_some() { known } else { noticed.or(known) }?;
    let order = history.order.number;
    let known = charge.registration.as_ref();
    let paid_as = charge.payments.iter().rev().find_map(|payment| payment.end_to_end_id.as_ref());
    Some(DisputeView {
        order: order.to_string(),
        attempt: charge.attempt,
        reference: words(charge.reference.as_str()),
        provider: charge.provider.clone(),
        provider_name: name_of(&charge.provider),
        provider_id: known.map(|it| words(it.provider_id.as_str())),
        end_to_end_id: id(paid_as),
        amount_centavos: charge.received_there().get(),
        refunded_centavos: charge.refunded().get(),
        reason: dispute.reason.as_deref().map(words),
        opened_at_ms: dispute.opened_at.map(UnixMs::get),
        seen_at_ms: dispute.seen_at.get(),
        confirmed: dispute.confirmed,
        settled_at_ms: dispute.closed.as_ref().map(|end| end.at.get()),
        outcome: dispute.closed.as_ref().and_then(|end| end.outcome).map(outcome),
        settlement: dispute.closed.as_ref().map(|end| words(&end.reason)),
    })
}

fn noticed_dispute(history: &History, charge: &Charge) -> Option<Dispute> {
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

pub(super) const fn outcome(outcome: charge::DisputeOutcome) -> DisputeOutcome {
    match outcome {
        charge::DisputeOutcome::Won => DisputeOutcome::Won,
        charge::DisputeOutcome::Lost => DisputeOutcome::Lost,
        charge::DisputeOutcome::Accepted => DisputeOutcome::Accepted,
    }
}
