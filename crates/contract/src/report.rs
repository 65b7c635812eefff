//! What came and went in a shift or on a day: the same figures on the screen, on paper, and for programs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::order::{Anomaly, QrView};
use crate::refund::RefundSource;

/// How many, and how much in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Sum {
    /// How many.
    #[ts(type = "number")]
    pub count: u64,
    /// How much in all.
    #[ts(type = "number")]
    pub centavos: i64,
}

/// Asks for the report of a day of the shop.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReportDay {
    /// The day, such as `2026-11-28`; null: today.
    pub day: Option<String>,
}

/// What came and went, by time of payment in the shop's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportView {
    /// Of what it tells.
    pub of: ReportOf,
    /// From when.
    #[ts(type = "number")]
    pub from_ms: i64,
    /// Until when, this moment not included.
    #[ts(type = "number")]
    pub until_ms: i64,
    /// The shop's time zone, such as `America/Sao_Paulo`.
    pub time_zone: String,
    /// Payments that are proved, of sales: how many payments, and how much.
    pub received: Sum,
    /// How many orders they paid.
    #[ts(type = "number")]
    pub sales: u64,
    /// Confirmed by hand and not proved: beside what was received, and in `total_centavos`.
    pub by_hand: Sum,
    /// What went back and was asked for here.
    pub refunded_here: Sum,
    /// What went back by the dispute procedure (MED).
    pub refunded_by_dispute: Sum,
    /// What went back and was asked for elsewhere, such as in the provider's panel.
    pub refunded_elsewhere: Sum,
    /// Received and confirmed by hand, in all.
    #[ts(type = "number")]
    pub total_centavos: i64,
    /// Received, without what went back: what stays in the account. By hand is not in it.
    #[ts(type = "number")]
    pub net_centavos: i64,
    /// Of a shift: proved in it, and paid before it was opened; outside the totals.
    pub earlier: Sum,
    /// Of a shift: went back before it was opened, and known since; outside the totals.
    pub earlier_refunds: Sum,
    /// By who sold.
    pub operators: Vec<OperatorTotals>,
    /// By provider.
    pub providers: Vec<ProviderTotals>,
    /// By hours of the day where it is one day, else by days.
    pub bars: Vec<Bar>,
    /// What is not plain, by name.
    pub notable: Notable,
    /// Of a shift: the drawer; null where it holds no cash.
    pub cash: Option<CashView>,
    /// Of a closed shift: the seal.
    pub seal: Option<SealView>,
    /// The clock was set back between opening and closing: what was learned in between counts all the same.
    pub clock_set_back: bool,
}

/// Of what a report tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum ReportOf {
    /// A day of the shop.
    Day {
        /// Such as `2026-11-28`.
        day: String,
    },
    /// A shift: X while it is open, Z when it is closed.
    Shift {
        /// Its number, 1 and up.
        number: u32,
        /// Who opened it, by name; null: the owner, or nobody: see `automatic`.
        opened_by: Option<String>,
        /// Nobody opened it: it began with the first thing that happened after the one before.
        automatic: bool,
        /// When it was closed; null: it is open, and this is an X.
        #[ts(type = "number | null")]
        closed_at_ms: Option<i64>,
        /// Who closed it, by name; null: the owner, or it is open.
        closed_by: Option<String>,
    },
}

/// What one operator sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OperatorTotals {
    /// The operator's id; `owner` where the till had no operators.
    pub operator: String,
    /// The name; null: the owner.
    pub name: Option<String>,
    /// How many orders were paid.
    #[ts(type = "number")]
    pub sales: u64,
    /// What was received for them.
    #[ts(type = "number")]
    pub received_centavos: i64,
    /// What of their sales was confirmed by hand and not proved.
    #[ts(type = "number")]
    pub by_hand_centavos: i64,
    /// What went back of their sales, whoever asked.
    #[ts(type = "number")]
    pub refunded_centavos: i64,
}

/// What came by one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProviderTotals {
    /// The adapter, such as `connectpsp`.
    pub provider: String,
    /// The name on screens.
    pub provider_name: String,
    /// How many orders were paid.
    #[ts(type = "number")]
    pub sales: u64,
    /// What was received.
    #[ts(type = "number")]
    pub received_centavos: i64,
    /// What of it was confirmed by hand and not proved.
    #[ts(type = "number")]
    pub by_hand_centavos: i64,
    /// What went back.
    #[ts(type = "number")]
    pub refunded_centavos: i64,
}

/// A bar of the picture of a day: an hour, or a day where there are several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Bar {
    /// When the hour or day begins.
    #[ts(type = "number")]
    pub from_ms: i64,
    /// How it is written: `08h`, or `28/11`; an hour that comes twice with its offset from UTC.
    pub label: String,
    /// How many orders were paid in it.
    #[ts(type = "number")]
    pub sales: u64,
    /// What was received in it.
    #[ts(type = "number")]
    pub received_centavos: i64,
}

/// What is not plain, each kind newest first, at most 50 of each; the sums are of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Notable {
    /// Charges that customers may still be paying: they pass to the next shift.
    pub open: NotableList,
    /// Confirmed by hand and not proved.
    pub by_hand: NotableList,
    /// Money that came late, twice, or in another amount, and what is called paid without a proof.
    pub odd: NotableList,
    /// Disputes that nobody has closed.
    pub disputes: NotableList,
    /// Money without a sale that nobody has looked at; outside the totals.
    pub unmatched: NotableList,
    /// What went back.
    pub refunds: NotableList,
}

/// A list of what is not plain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotableList {
    /// All of them.
    pub sum: Sum,
    /// At most 50 of them.
    pub items: Vec<NotableItem>,
}

/// Something that is not plain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotableItem {
    /// The order; null of money without a sale.
    pub order: Option<String>,
    /// The number of money without a sale.
    pub unmatched: Option<String>,
    /// How much it is about.
    #[ts(type = "number")]
    pub centavos: i64,
    /// What was asked for, where that is another amount.
    #[ts(type = "number | null")]
    pub expected_centavos: Option<i64>,
    /// When.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The name of who sold, or asked for it; null: the owner, or nobody here.
    pub by: Option<String>,
    /// The name of who approved it.
    pub approved_by: Option<String>,
    /// What is odd.
    pub anomalies: Vec<Anomaly>,
    /// Of a refund: who asked for it.
    pub source: Option<RefundSource>,
}

/// The drawer in a shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CashView {
    /// What was in it when it was opened (fundo de troco).
    #[ts(type = "number")]
    pub float_centavos: i64,
    /// What was put in (suprimento).
    pub supplied: Sum,
    /// What was taken out (sangria).
    pub withdrawn: Sum,
    /// What should be in it: null while a blind count is to come.
    #[ts(type = "number | null")]
    pub expected_centavos: Option<i64>,
    /// What was counted at the closing.
    #[ts(type = "number | null")]
    pub counted_centavos: Option<i64>,
    /// Counted, without what should be in it: above 0 `sobra`, below 0 `falta`.
    #[ts(type = "number | null")]
    pub difference_centavos: Option<i64>,
    /// What was put in and taken out, oldest first.
    pub moves: Vec<CashMoveView>,
}

/// Cash that was put in or taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CashMoveView {
    /// It was taken out (sangria); else put in (suprimento).
    pub is_withdrawal: bool,
    /// How much.
    #[ts(type = "number")]
    pub centavos: i64,
    /// Why.
    pub reason: String,
    /// When.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// By whom; null: the owner.
    pub by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// The seal of a closing: the chain's head as it was then, which another copy of the log can be held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SealView {
    /// 64 hexadecimal digits: the hash of the closing's event.
    pub head: String,
    /// Its place in the log.
    #[ts(type = "number")]
    pub seq: i64,
    /// The head as a QR Code.
    pub qr: QrView,
}
