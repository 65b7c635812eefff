//! "Conferir comprovante": what a customer shows, held against what has come.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A code as it is typed, pasted or scanned, to be read before anybody is asked.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReceiptCode {
    /// At most 1,000 characters.
    pub text: String,
}

/// What an end-to-end id says of itself. It proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceiptCodeView {
    /// The id; null: the text is none.
    pub end_to_end_id: Option<String>,
    /// The minute that it names.
    #[ts(type = "number | null")]
    pub at_ms: Option<i64>,
    /// The ISPB of the payer's institution: 8 characters.
    pub ispb: Option<String>,
    /// The institution's name, where it is known here.
    pub bank: Option<String>,
}

/// Asks what a customer's receipt is worth: by its end-to-end id, or by amount and time.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CheckReceipt {
    /// The end-to-end id as it is typed, pasted or scanned, at most 1,000 characters; null: by amount and time.
    pub code: Option<String>,
    /// What the receipt shows, in centavos; 1 to 999,999,999,999.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// When it says that it was paid, as the clock in the shop shows it: `14:00` (today), or a day with a time as the
    /// terminal takes them.
    pub at: Option<String>,
    /// The sale that the customer says it paid, where there is one.
    pub order: Option<String>,
}

/// What a receipt is worth. One word, large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptVerdict {
    /// The money is in the shop's account, for this sale.
    Received,
    /// Everybody was asked, and the money is not there.
    NotReceived,
    /// Money has come under this id, and the receipt shows another amount, or its sale asked for more than is here.
    OtherAmount,
    /// The money is another open sale's, or no sale's: it can be matched.
    OtherSale,
    /// The money paid another sale already, or the receipt was shown before.
    AlreadyUsed,
    /// The payment is scheduled: the id names a day that has not come, or the provider says so.
    NotYet,
    /// Somebody who might know was not heard: never "not received".
    Unknown,
}

/// The answer to a check, as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceiptCheckView {
    /// The answer.
    pub verdict: ReceiptVerdict,
    /// What was read from the code.
    pub code: ReceiptCodeView,
    /// What the receipt shows, as it was typed.
    #[ts(type = "number | null")]
    pub shown_centavos: Option<i64>,
    /// What has come.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// The provider's time of payment, else when this till learned of it.
    #[ts(type = "number | null")]
    pub paid_at_ms: Option<i64>,
    /// The order that it paid.
    pub order: Option<String>,
    /// What that order asked for.
    #[ts(type = "number | null")]
    pub order_centavos: Option<i64>,
    /// What went back of that order's money.
    #[ts(type = "number | null")]
    pub returned_centavos: Option<i64>,
    /// The number of the money without a sale that it is.
    pub unmatched: Option<String>,
    /// The payer's name, masked.
    pub payer_name: Option<String>,
    /// The name of who sold the order; null: the owner, or no order.
    pub seller: Option<String>,
    /// When this code was checked before, and by whom; null: this is the first time.
    pub before: Option<CheckedBefore>,
    /// Each provider that was asked.
    pub asked: Vec<AskedProvider>,
    /// Several payments fit amount and time: their orders, newest first, at most 10.
    pub candidates: Vec<String>,
    /// When it was checked.
    #[ts(type = "number")]
    pub checked_at_ms: i64,
}

/// An earlier check of the same code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckedBefore {
    /// When.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// By whom; null: the owner.
    pub by: Option<String>,
    /// How often in all.
    pub times: u32,
}

/// A provider that was asked about a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AskedProvider {
    /// The adapter, such as `connectpsp`.
    pub provider: String,
    /// The name on screens.
    pub provider_name: String,
    /// It has answered all that was asked.
    pub heard: bool,
    /// It can be asked for a payment by its end-to-end id; else its charges alone were asked about.
    pub by_id: bool,
    /// So long it took, in milliseconds.
    #[ts(type = "number")]
    pub took_ms: i64,
}
