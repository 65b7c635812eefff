//! Money that goes back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;

/// Why money goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// A fraud.
    Fraud,
    /// The customer paid twice.
    DuplicatedPayment,
    /// The customer wants it.
    CustomerRequest,
    /// The shop was wrong.
    MerchantError,
}

/// Asks for the money of an order to go back, wholly.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RefundOrder {
    /// The order's number.
    pub order: String,
    /// Which attempt; needed only where more than one was paid.
    pub attempt: Option<u32>,
    /// Why.
    pub reason: RefundReason,
    /// A note for the shop's books, at most 140 characters; the payer does not see it.
    pub description: Option<String>,
}

/// Whether an attempt's money can go back from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum RefundOffer {
    /// There is nothing to give back, or it is on its way already.
    None,
    /// From here, all of it.
    Full {
        /// Until when: Pix allows 90 days after the payment.
        #[ts(type = "number")]
        until_ms: i64,
    },
    /// The 90 days of Pix are over.
    TooLate {
        /// Until when it could go back.
        #[ts(type = "number")]
        until_ms: i64,
    },
    /// Only in the provider's own panel; it shows here afterwards.
    AtProvider {
        /// The provider's name.
        provider: String,
        /// Until when: Pix allows 90 days after the payment.
        #[ts(type = "number")]
        until_ms: i64,
    },
    /// From here, once the provider is connected again with this field.
    Missing {
        /// The field's key, such as `cryptoToken`.
        field: String,
    },
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefundView {
    /// How much.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// The return's own end-to-end id (`D…`).
    pub end_to_end_id: Option<String>,
    /// The provider's time of it.
    #[ts(type = "number | null")]
    pub refunded_at_ms: Option<i64>,
    /// When this till learned of it.
    #[ts(type = "number")]
    pub seen_at_ms: i64,
    /// It was asked for at this till.
    pub asked_here: bool,
}

/// The refund that was asked for at this till last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefundRequestView {
    /// Why.
    pub reason: RefundReason,
    /// The note for the shop's books.
    pub description: Option<String>,
    /// When it was written down.
    #[ts(type = "number")]
    pub requested_at_ms: i64,
    /// How it stands.
    pub state: RefundRequestState,
    /// The provider has taken it days ago and does not say that the money is back: ask it.
    pub overdue: bool,
    /// The return's own end-to-end id (`D…`), once it is known.
    pub end_to_end_id: Option<String>,
    /// Why it failed; the money is still here.
    pub failure: Option<Failure>,
}

/// How a refund that was asked for stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RefundRequestState {
    /// Being sent.
    #[serde(rename = "asked")]
    Requested,
    /// The provider has taken it; the money is not back yet.
    Accepted,
    /// It failed: the money is still here.
    Failed,
    /// The money went back.
    Done,
}

/// Who asked for a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RefundSource {
    /// Somebody at this till.
    Here,
    /// Somebody elsewhere, such as in the provider's own panel.
    Elsewhere,
    /// The dispute procedure (MED).
    Dispute,
}
