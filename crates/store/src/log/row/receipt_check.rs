//! The event of a check of a customer's receipt as a row. It names no person.

use domain::{Centavos, OrderNumber, ReceiptCheck, ReceiptVerdict, UnixMs, UnmatchedNumber};
use serde::{Deserialize, Serialize};

use super::{bad_id, end_to_end_id, id_text, read_row, write_row};
use crate::error::Error;

/// The kind of a check.
pub(crate) const RECEIPT_CHECKED: &str = "receipt_checked";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
enum CheckEvent {
    ReceiptChecked(CheckRow),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CheckRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_to_end_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown_centavos: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said_at_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked_order: Option<i64>,
    verdict: VerdictRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unmatched: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum VerdictRow {
    Received,
    NotReceived,
    OtherAmount,
    OtherSale,
    AlreadyUsed,
    NotYet,
    Unknown,
}

/// Kind and body of a check.
pub(crate) fn write_receipt_check(check: &ReceiptCheck) -> Result<(String, String), Error> {
    write_row(&CheckEvent::ReceiptChecked(CheckRow {
        end_to_end_id: id_text(check.end_to_end_id.as_ref()),
        shown_centavos: check.shown.map(Centavos::get),
        said_at_ms: check.said_at.map(UnixMs::get),
        asked_order: check.asked_order.map(OrderNumber::get),
        verdict: check.verdict.into(),
        order: check.order.map(OrderNumber::get),
        unmatched: check.unmatched.map(UnmatchedNumber::get),
    }))
}

/// The check of a row.
pub(crate) fn read_receipt_check(kind: &str, body: &str) -> Result<ReceiptCheck, Error> {
    let CheckEvent::ReceiptChecked(row) = read_row(kind, body)?;
    let order = |number: Option<i64>| {
        let read = |number| OrderNumber::new(number).ok_or_else(|| bad_id("order number"));
        number.map(read).transpose()
    };
    let unmatched = |number| UnmatchedNumber::new(number).ok_or_else(|| bad_id("unmatched number"));
    Ok(ReceiptCheck {
        end_to_end_id: end_to_end_id(row.end_to_end_id)?,
        shown: row.shown_centavos.map(Centavos::new),
        said_at: row.said_at_ms.map(UnixMs::new),
        asked_order: order(row.asked_order)?,
        verdict: row.verdict.into(),
        order: order(row.order)?,
        unmatched: row.unmatched.map(unmatched).transpose()?,
    })
}

/// The answer's word, in the log and in the index.
pub(crate) const fn receipt_verdict_word(verdict: ReceiptVerdict) -> &'static str {
    match verdict {
        ReceiptVerdict::Received => "received",
        ReceiptVerdict::NotReceived => "not_received",
        ReceiptVerdict::OtherAmount => "other_amount",
        ReceiptVerdict::OtherSale => "other_sale",
        ReceiptVerdict::AlreadyUsed => "already_used",
        ReceiptVerdict::NotYet => "not_yet",
        ReceiptVerdict::Unknown => "unknown",
    }
}

impl From<ReceiptVerdict> for VerdictRow {
    fn from(verdict: ReceiptVerdict) -> Self {
        match verdict {
            ReceiptVerdict::Received => Self::Received,
            ReceiptVerdict::NotReceived => Self::NotReceived,
            ReceiptVerdict::OtherAmount => Self::OtherAmount,
            ReceiptVerdict::OtherSale => Self::OtherSale,
            ReceiptVerdict::AlreadyUsed => Self::AlreadyUsed,
            ReceiptVerdict::NotYet => Self::NotYet,
            ReceiptVerdict::Unknown => Self::Unknown,
        }
    }
}

impl From<VerdictRow> for ReceiptVerdict {
    fn from(row: VerdictRow) -> Self {
        match row {
            VerdictRow::Received => Self::Received,
            VerdictRow::NotReceived => Self::NotReceived,
            VerdictRow::OtherAmount => Self::OtherAmount,
            VerdictRow::OtherSale => Self::OtherSale,
            VerdictRow::AlreadyUsed => Self::AlreadyUsed,
            VerdictRow::NotYet => Self::NotYet,
            VerdictRow::Unknown => Self::Unknown,
        }
    }
}
