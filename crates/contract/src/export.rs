//! Exports: what a till knows, for other programs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Saves an export into a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExportRequest {
    /// What.
    pub kind: ExportKind,
    /// From this day of the shop on, such as `2026-11-01`.
    pub from_day: String,
    /// To this day, included.
    pub to_day: String,
    /// In which form.
    pub format: ExportFormat,
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// Sales, by when they were begun.
    Orders,
    /// Money that came, by time of payment.
    Payments,
    /// Money that went back, by when it did.
    Refunds,
    /// Money that left the account.
    Payouts,
    /// Money without a sale.
    Unmatched,
    /// Closed shifts.
    Shifts,
    /// What operators did.
    Acts,
}

/// The forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A table as spreadsheets in Brazil read it: semicolons, decimal comma, a byte order mark.
    Csv,
    /// A table for programs: commas, centavos as whole numbers, RFC 3339.
    CsvMachine,
    /// One JSON object a line.
    Jsonl,
    /// For accounting programs: money that came and went.
    Ofx,
}

/// An export that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportedView {
    /// Where it is.
    pub path: String,
    /// How many rows it has, without the head.
    #[ts(type = "number")]
    pub rows: u64,
    /// What they come to; null where they are no money.
    #[ts(type = "number | null")]
    pub total_centavos: Option<i64>,
}
