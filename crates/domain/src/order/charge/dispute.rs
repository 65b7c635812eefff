//! Disputes: the payer's bank claims the money back (infraction, MED).

use super::{Anomaly, Charge, Evidence};
use crate::time::UnixMs;

/// A dispute about a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The provider's words.
    pub reason: Option<String>,
    /// When it was opened, on the provider's clock.
    pub opened_at: Option<UnixMs>,
    /// When we learned of it, on our clock.
    pub seen_at: UnixMs,
    /// The provider, asked, says the same. Before that, only a webhook without proof has told.
    pub confirmed: bool,
    /// How it ended. A refund does not end it (pix.md, 5: a voluntary refund does not close a MED).
    pub closed: Option<DisputeClosed>,
}

/// The end of a dispute, as a person wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeClosed {
    /// For whom; absent in logs from before that was asked.
    pub outcome: Option<DisputeOutcome>,
    /// How, in a person's words.
    pub reason: String,
    /// When it was written down, on our clock.
    pub at: UnixMs,
}

/// How a dispute ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisputeOutcome {
    /// The shop keeps the money.
    Won,
    /// The money goes back to the payer.
    Lost,
    /// The shop has agreed that it goes back.
    Accepted,
}

/// What is reported about a dispute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DisputeNotice {
    /// The provider's words.
    pub reason: Option<String>,
    /// When it was opened, on the provider's clock.
    pub at: Option<UnixMs>,
}

/// The provider's own word; it does not open again what a person has closed.
pub(super) fn dispute(
    charge: &mut Charge,
    notice: &DisputeNotice,
    evidence: Evidence,
    now: UnixMs,
) {
    if charge.dispute.is_none() {
        dispute_noticed(charge, notice, now);
    }
    if let Some(dispute) = &mut charge.dispute {
        dispute.confirmed |= evidence == Evidence::Polled;
        fill(dispute, notice);
    }
}

/// A first dispute, or another one after a closed one.
pub(super) fn dispute_noticed(charge: &mut Charge, notice: &DisputeNotice, now: UnixMs) {
    match &mut charge.dispute {
        Some(known) if known.closed.is_none() => fill(known, notice),
        Some(known) if notice.at.is_none() || notice.at == known.opened_at => {}
        Some(_) | None => {
            charge.anomalies.insert(Anomaly::Disputed);
            charge.dispute = Some(Dispute {
                reason: notice.reason.clone(),
                opened_at: notice.at,
                seen_at: now,
                confirmed: false,
                closed: None,
            });
        }
    }
}

/// What was not told before.
fn fill(dispute: &mut Dispute, notice: &DisputeNotice) {
    dispute.reason = dispute.reason.take().or_else(|| notice.reason.clone());
    dispute.opened_at = dispute.opened_at.or(notice.at);
}

/// A person says how it ended.
pub(super) fn close_dispute(
    charge: &mut Charge,
    outcome: Option<DisputeOutcome>,
    reason: &str,
    now: UnixMs,
) {
    if let Some(dispute) = charge.dispute.as_mut().filter(|dispute| dispute.closed.is_none()) {
        dispute.closed = Some(DisputeClosed { outcome, reason: reason.to_owned(), at: now });
        charge.anomalies.remove(&Anomaly::Disputed);
    }
}
