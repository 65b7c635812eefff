//! Unmatched payments: money that arrived without a sale.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Money that arrived without a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnmatchedView {
    /// Its number here, such as `1`.
    pub id: String,
    /// The provider's adapter.
    pub provider: String,
    /// The provider's name on screens.
    pub provider_name: String,
    /// The provider's id of the transaction.
    pub provider_id: String,
    /// The reference that it was made under, if any.
    pub reference: Option<String>,
    /// How much; absent where the provider has signed a notice of it and does not confirm it.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// Its end-to-end id.
    pub end_to_end_id: Option<String>,
    /// The provider's time of payment.
    #[ts(type = "number | null")]
    pub paid_at_ms: Option<i64>,
    /// The payer's name, masked.
    pub payer_name: Option<String>,
    /// When this till learned of it.
    #[ts(type = "number")]
    pub found_at_ms: i64,
    /// What was done with it.
    pub state: UnmatchedState,
    /// The order that it was matched to.
    pub order: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    #[ts(type = "number | null")]
    pub settled_at_ms: Option<i64>,
}

/// What was done with money without a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnmatchedState {
    /// Nothing yet.
    Open,
    /// It was the money for an order.
    Matched,
    /// It is no sale of this till.
    Dismissed,
}

/// Newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnmatchedListView {
    /// The unmatched payments.
    pub unmatched: Vec<UnmatchedView>,
}

/// Says that an unmatched payment is the money for an order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MatchUnmatched {
    /// The unmatched payment's number.
    pub id: String,
    /// The order's number.
    pub order: String,
    /// Why, 1 to 200 characters.
    pub reason: String,
}

/// Says that an unmatched payment is no sale of this till.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DismissUnmatched {
    /// The unmatched payment's number.
    pub id: String,
    /// Why, 1 to 200 characters.
    pub reason: String,
}
