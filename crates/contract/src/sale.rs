//! A sale as a door asks for it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for a new order and its first charge.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChargeRequest {
    /// A UUID that the door makes when a sale begins. The same sale charges once: a second Enter, a
    /// double click or a repeated request gets the order of the first.
    pub sale_id: String,
    /// Whole centavos, 1 to `999_999_999_999`.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// Who pays; absent means the payer from the settings.
    pub payer: Option<PayerInput>,
    /// The adapter of the provider that charges; absent means the default.
    pub provider: Option<String>,
    /// The cashier has confirmed an amount above the ceiling.
    pub above_ceiling: bool,
    /// The key of the document that the sale belongs to, for fiscal notes: 1 to 60 letters, digits, and `-`, `.`, `/`.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub document_key: Option<String>,
}

/// A payer as typed at the till.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PayerInput {
    /// Full name.
    pub name: String,
    /// CPF or CNPJ (also alphanumeric), with or without punctuation.
    pub document: String,
}

impl std::fmt::Debug for PayerInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PayerInput(redacted)")
    }
}

/// Training only: the sandbox's customer does something with the order's code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CustomerPays {
    /// The order's number.
    pub order: String,
    /// What arrives in the shop's account; absent means the right amount.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
}
