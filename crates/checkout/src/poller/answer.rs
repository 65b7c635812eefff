//! What an answer becomes: an event of the charge, a doubt that a person sees, or nothing.

use domain::EndToEndId;
use domain::Order;
use domain::charge::{Account, Charge, Claim, Event, Observation, Seen, proves};
use providers::Names;

/// What was said about a charge, and by whom.
pub(crate) struct Said<'a> {
    /// The account that was asked, or whose secret has signed.
    pub(crate) account: &'a Account,
    pub(crate) names: &'a Names,
    pub(crate) observation: &'a Observation,
    pub(crate) unreadable_amount: Option<&'a str>,
}

/// The event that follows; `None` where what was said is about something else and claims no money.
/// `taken`: whether another payment of the log has an end-to-end id.
pub(crate) fn judged(
    order: &Order,
    charge: &Charge,
    said: &Said<'_>,
    taken: &dyn Fn(&EndToEndId) -> bool,
) -> Option<Event> {
    let status = &said.observation.status;
    let claim = Claim {
        account: Some(said.account),
        ids: &said.names.ids,
        reference: said.names.reference.as_ref(),
        unreadable_amount: said.unreadable_amount,
        unreadable_end_to_end_id: said.names.unreadable_end_to_end_id.as_deref(),
        evidence: said.observation.evidence,
    };
    match proves(order, charge, status, &claim, taken) {
        Ok(()) => Some(Event::Seen(said.observation.clone())),
        Err(unproven) => {
            let claims_money =
                matches!(status, Seen::Paid(_) | Seen::Refunded(..) | Seen::Disputed(..));
            claims_money.then_some(Event::Doubted(unproven))
        }
    }
}
