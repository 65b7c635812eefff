//! Disputes: what payers' banks claim back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A dispute about an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DisputeView {
    /// The order's number.
    pub order: String,
    /// Which attempt.
    pub attempt: u32,
    /// Our reference at the provider.
    pub reference: String,
    /// The provider's adapter.
    pub provider: String,
    /// The provider's name on screens.
    pub provider_name: String,
    /// The provider's id of the charge.
    pub provider_id: Option<String>,
    /// The payment's end-to-end id.
    pub end_to_end_id: Option<String>,
    /// What was received and is claimed back.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// What of it went back already.
    #[ts(type = "number")]
    pub refunded_centavos: i64,
    /// The provider's words.
    pub reason: Option<String>,
    /// When it was opened, on the provider's clock.
    #[ts(type = "number | null")]
    pub opened_at_ms: Option<i64>,
    /// When this till learned of it.
    #[ts(type = "number")]
    pub seen_at_ms: i64,
    /// The provider has said the same when it was asked.
    pub confirmed: bool,
    /// When a person wrote down how it ended.
    #[ts(type = "number | null")]
    pub settled_at_ms: Option<i64>,
    /// For whom it ended; null in logs from before that was asked.
    pub outcome: Option<DisputeOutcome>,
    /// How it ended, in a person's words.
    pub settlement: Option<String>,
}

/// Newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DisputesView {
    /// The disputes.
    pub disputes: Vec<DisputeView>,
}

/// For whom a dispute ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOutcome {
    /// The shop keeps the money.
    Won,
    /// The money goes back to the payer.
    Lost,
    /// The shop has agreed that it goes back.
    Accepted,
}

/// Writes down how a dispute ended.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CloseDispute {
    /// The order's number.
    pub order: String,
    /// For whom.
    pub outcome: DisputeOutcome,
    /// How, 1 to 200 characters.
    pub reason: String,
}
