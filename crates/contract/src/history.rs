//! The history of sales: a list that is searched and filtered, its totals, the life of one sale, and notes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::dispute::DisputeOutcome;
use crate::failure::Failure;
use crate::operator::Role;
use crate::order::{ActorView, Doubt, Evidence, OrderEvidence, OrderRow, Status};
use crate::receipt_check::ReceiptVerdict;
use crate::refund::{RefundReason, RefundSource};

/// Which sales to show, newest first. What is absent is not asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct HistoryQuery {
    /// Only where the text stands in the number, a reference, a provider's id, an end-to-end id or a payer's name, or
    /// is the amount.
    pub search: Option<String>,
    /// Only made on this day of the shop or later, such as `2026-11-28`.
    pub from_day: Option<String>,
    /// Only made on this day of the shop or earlier.
    pub to_day: Option<String>,
    /// Only with this status.
    pub status: Option<Status>,
    /// Only those that went oddly, or may have.
    pub odd: bool,
    /// Only those that this operator has begun: the id; `owner` where the till had no operators.
    pub operator: Option<String>,
    /// Only those whose last attempt is of this provider: the adapter, such as `connectpsp`.
    pub provider: Option<String>,
    /// Only those of whose money we know in this way.
    pub evidence: Option<OrderEvidence>,
    /// Only those behind this order in the list: the number of the last row that is shown already.
    pub before: Option<String>,
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// A page of the history.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryView {
    /// The sales, newest first.
    pub rows: Vec<OrderRow>,
    /// There are more behind the last row.
    pub more: bool,
    /// Who has begun sales here, for the filter, also those who work here no more.
    pub operators: Vec<SellerView>,
    /// The providers that sales were charged at, for the filter.
    pub providers: Vec<ProviderName>,
}

/// Somebody who has begun sales.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SellerView {
    /// The operator's id.
    pub id: String,
    /// The name; null: the owner, of a till without operators.
    pub name: Option<String>,
    /// What they are here; null where they work here no more, and of the owner.
    pub role: Option<Role>,
}

/// A provider by its adapter and its name on screens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProviderName {
    /// The adapter, such as `connectpsp`.
    pub id: String,
    /// The name on screens.
    pub name: String,
}

/// The totals of all sales that a query finds, however many pages they fill. `before` and `limit` don't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryTotals {
    /// How many sales there are.
    #[ts(type = "number")]
    pub sales: u64,
    /// All that has arrived for them.
    #[ts(type = "number")]
    pub received_centavos: i64,
    /// All that went back.
    #[ts(type = "number")]
    pub refunded_centavos: i64,
    /// What customers may still be paying.
    #[ts(type = "number")]
    pub open_centavos: i64,
    /// What is confirmed by hand and not proved; not among what has arrived.
    #[ts(type = "number")]
    pub by_hand_centavos: i64,
    /// So many sales have the text that they were not all counted: there are more than this, and the sums are of those
    /// that were.
    pub is_cut: bool,
}

/// The life of a sale, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TimelineView {
    /// The order's number.
    pub order: String,
    /// What has happened.
    pub moments: Vec<Moment>,
}

/// Something in the life of a sale.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Moment {
    /// When, on the till's clock.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The attempt; 0: the whole order.
    pub attempt: u32,
    /// Who; null: the till itself, or in an older log nobody knows.
    pub by: Option<ActorView>,
    /// What.
    pub what: MomentKind,
}

/// What can stand in the life of a sale.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MomentKind {
    /// It was begun.
    Charged {
        /// What was asked for.
        #[ts(type = "number")]
        amount_centavos: i64,
    },
    /// A further attempt was made.
    NewCode,
    /// The provider has taken the charge: its code can be shown.
    Registered {
        /// The provider's name on screens.
        provider_name: String,
        /// So long after it was asked for, in milliseconds.
        #[ts(type = "number")]
        after_ms: i64,
        /// When its code expires, on the till's clock; null: never.
        #[ts(type = "number | null")]
        expires_at_ms: Option<i64>,
    },
    /// It never came to be.
    Refused {
        /// Why.
        why: Failure,
    },
    /// A webhook made the till ask: no proof by itself.
    Hinted,
    /// Money is proved.
    Paid {
        /// How much.
        #[ts(type = "number")]
        amount_centavos: i64,
        /// How we know.
        evidence: Evidence,
        /// The provider's name on screens.
        provider_name: String,
        /// The provider's time of payment.
        #[ts(type = "number | null")]
        paid_at_ms: Option<i64>,
    },
    /// The provider, asked, says the same.
    Confirmed,
    /// It expired.
    Expired,
    /// It is to be cancelled.
    CancelRequested,
    /// It was cancelled.
    Cancelled,
    /// The provider says "paid", and that does not prove it.
    Doubted {
        /// Why it is not believed.
        doubt: Doubt,
    },
    /// The till, or a person, has stopped waiting.
    GivenUp {
        /// Why.
        why: Failure,
    },
    /// A person says that its money has come.
    ConfirmedByHand {
        /// Why, in the person's words.
        reason: String,
    },
    /// Money without a sale was matched to it.
    Matched {
        /// Why, in the person's words.
        reason: String,
    },
    /// Money was asked to go back.
    RefundRequested {
        /// How much; null: all that is there.
        #[ts(type = "number | null")]
        amount_centavos: Option<i64>,
        /// Why.
        reason: RefundReason,
    },
    /// The provider has taken the refund.
    RefundAccepted,
    /// The provider has refused the refund.
    RefundFailed {
        /// Why.
        why: Failure,
    },
    /// Money went back.
    Refunded {
        /// How much.
        #[ts(type = "number")]
        amount_centavos: i64,
        /// Who asked for it.
        source: RefundSource,
    },
    /// The payer's bank claims the money back.
    Disputed,
    /// A person wrote down how the dispute ended.
    DisputeClosed {
        /// For whom; null in logs from before that was asked.
        outcome: Option<DisputeOutcome>,
        /// How.
        reason: String,
    },
    /// A person wrote a note.
    Noted {
        /// The note.
        text: String,
    },
    /// A slip came out.
    Printed {
        /// The how manieth it is: 1 for the first, above it a copy.
        copy: u32,
    },
    /// A customer's receipt was checked against it.
    ReceiptChecked {
        /// The answer.
        verdict: ReceiptVerdict,
    },
    /// The provider says a word that we don't know.
    Unknown {
        /// The word.
        raw: String,
    },
}

/// Writes a note to an order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoteOrder {
    /// The order's number.
    pub order: String,
    /// 1 to 200 characters, one line.
    pub text: String,
}
