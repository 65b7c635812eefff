//! Attention: what waits for the manager.

use domain::UnixMs;
use domain::charge::{Charge, RefundState};
use tokio::sync::watch;

use crate::error::Error;
use crate::till::Checkout;

/// A refund that was taken this long ago and is not made waits for a person, in milliseconds.
const OVERDUE_MS: i64 = 3 * 24 * 60 * 60 * 1_000;
/// Most orders on their way back that are looked through.
const MOST_REFUNDING: u32 = 500;

/// The provider has taken the charge's refund days ago and does not say that the money is back.
fn is_overdue(charge: &Charge, now: UnixMs) -> bool {
    charge.refunds.iter().any(|refund| {
        refund.is_open_here()
            && refund.state == RefundState::Accepted
            && now.since(refund.since) >= OVERDUE_MS
    })
}

/// What waits for the manager.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attention {
    /// Disputes that nobody has closed.
    pub disputes: u32,
    /// Money without a sale that nobody has looked at.
    pub unmatched: u32,
    /// Charges that the provider calls paid without a proof.
    pub unproven: u32,
    /// Refunds that the provider has taken days ago and has not made.
    pub overdue_refunds: u32,
    /// Sales that a person has confirmed by hand and no provider has proved.
    pub by_hand: u32,
}

impl Checkout {
    /// What waits for the manager, whenever it changes, as [`Checkout::follow`] notices.
    pub fn attention(&self) -> watch::Receiver<Attention> {
        self.attention.subscribe()
    }

    /// The provider has taken the charge's refund days ago and does not say that the money is back.
    pub fn is_overdue(&self, charge: &Charge) -> bool {
        is_overdue(charge, self.now())
    }

    fn count_attention(&self) -> Result<Attention, Error> {
        let now = self.now();
        let store = self.store();
        let (disputes, unmatched, unproven) = store.attention()?;
        let by_hand = store.by_hand_orders()?;
        let refunding = store.refunding(MOST_REFUNDING)?;
        let charges = refunding.iter().flat_map(|order| &order.attempts);
        let overdue = charges.filter(|charge| is_overdue(charge, now)).count();
        let overdue_refunds = u32::try_from(overdue).unwrap_or(u32::MAX);
        Ok(Attention { disputes, unmatched, unproven, overdue_refunds, by_hand })
    }

    /// Takes note of what the log has.
    pub(crate) fn refresh_attention(&self) {
        let counted = self.count_attention();
        let now = match counted {
            Ok(attention) => attention,
            Err(error) => return tracing::error!(%error, "nobody knows what waits for the manager"),
        };
        self.attention.send_if_modified(|attention| {
            let changed = *attention != now;
            *attention = now;
            changed
        });
    }
}
