//! Payouts: money that leaves the shop's account.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::order::Evidence;

/// Money that left the shop's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PayoutView {
    /// The provider's adapter.
    pub provider: String,
    /// The provider's name on screens.
    pub provider_name: String,
    /// The provider's id.
    pub provider_id: String,
    /// The name that whoever made it gave it.
    pub reference: Option<String>,
    /// Where it is in its life.
    pub status: PayoutStatus,
    /// The provider's own word where we don't know it.
    pub raw_status: Option<String>,
    /// How much.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// Its end-to-end id.
    pub end_to_end_id: Option<String>,
    /// The end-to-end id of its way back (`D…`).
    pub return_id: Option<String>,
    /// The payee's name, masked.
    pub payee_name: Option<String>,
    /// Why it failed or came back.
    pub failure: Option<Failure>,
    /// How we know; null: only told, not confirmed by the provider.
    pub evidence: Option<Evidence>,
    /// The provider's stamp.
    #[ts(type = "number | null")]
    pub at_ms: Option<i64>,
    /// When this till first learned of it.
    #[ts(type = "number")]
    pub first_seen_at_ms: i64,
    /// When it last changed here.
    #[ts(type = "number")]
    pub changed_at_ms: i64,
}

/// Where a payout is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// On its way.
    Created,
    /// Settled.
    Completed,
    /// Not settled; nothing left.
    Failed,
    /// Stopped before it left.
    Cancelled,
    /// It came back after it was settled.
    Refunded,
    /// A word that we don't know.
    Unknown,
}

/// Newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PayoutsView {
    /// The payouts.
    pub payouts: Vec<PayoutView>,
}

/// Asks for the newest payouts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct LastPayouts {
    /// At most this many, 1 to 200.
    pub limit: u32,
}
