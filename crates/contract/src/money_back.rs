//! Money that goes back, money without a sale, and money that leaves: refunds, disputes, unmatched,
//! payouts as a screen shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::view::Evidence;

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
    /// The devolution's own end-to-end id (`D…`).
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
    /// The devolution's own end-to-end id (`D…`), once it is known.
    pub end_to_end_id: Option<String>,
    /// Why it failed; the money is still here.
    pub failure: Option<Failure>,
}

/// How a refund that was asked for stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RefundRequestState {
    /// Being sent.
    Asked,
    /// The provider has taken it; the money is not back yet.
    Accepted,
    /// It failed: the money is still here.
    Failed,
    /// The money went back.
    Done,
}

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

/// Asks for disputes or unmatched payments.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct ListAll {
    /// Those that are settled too.
    pub all: bool,
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

/// What waits for the manager.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attention {
    /// Disputes that nobody has settled.
    pub disputes: u32,
    /// Money without a sale that nobody has looked at.
    pub unmatched: u32,
    /// Sales that the provider calls paid without a proof.
    pub unproven: u32,
    /// Refunds that the provider has taken days ago and has not made.
    pub overdue_refunds: u32,
}
