//! Disputes: the payer's bank claims the money back (infraction, MED).

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
