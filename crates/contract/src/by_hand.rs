//! Confirmed by hand, and given up: what a person says of a sale where no provider is heard.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Says that a sale's money has come.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConfirmByHand {
    /// The order's number.
    pub order: String,
    /// Why, 1 to 200 characters.
    pub reason: String,
    /// The end-to-end id that the customer has shown; blank is none.
    #[serde(default)]
    pub end_to_end_id: Option<String>,
}

/// Stops waiting for a sale.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GiveUp {
    /// The order's number.
    pub order: String,
    /// Why, 1 to 200 characters.
    pub reason: String,
}

/// What a person has said of a sale's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ByHandView {
    /// Why.
    pub reason: String,
    /// The end-to-end id that the customer has shown: no payment bears it until the provider says so.
    pub end_to_end_id: Option<String>,
    /// Who said it, by name; `owner` at a till without operators.
    pub by: Option<String>,
    /// Who approved it, by name.
    pub approved_by: Option<String>,
    /// When.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The provider has proved since that money came for the sale.
    pub proved: bool,
    /// The number of another sale, where the provider has proved that what was shown is the payment of that one.
    pub paid_elsewhere: Option<String>,
}

/// Who has stopped waiting for a charge, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GivenUpView {
    /// Why.
    pub reason: String,
    /// Who did, by name; `owner` at a till without operators.
    pub by: Option<String>,
    /// Who approved it, by name.
    pub approved_by: Option<String>,
    /// When.
    #[ts(type = "number")]
    pub at_ms: i64,
}
