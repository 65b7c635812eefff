//! The shift (caixa): opening, cash that goes in and out, closing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::report::ReportView;

/// The shift as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShiftView {
    /// Its number, 1 and up: of the one that is open, else of the next.
    pub number: u32,
    /// How it stands.
    pub state: ShiftState,
    /// The till's settings say that the drawer holds cash: it is opened with a float and counted at the closing.
    pub has_cash: bool,
    /// The count is blind: what should be in the drawer is said after it only.
    pub blind_count: bool,
    /// The X: what came and went so far.
    pub report: ReportView,
    /// The last closed ones, newest first, at most 30.
    pub closed: Vec<ClosedShiftRow>,
}

/// How the shift stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ShiftState {
    /// Nobody has opened one, and nothing has happened since the last closing.
    Closed,
    /// Nobody has opened one, and the till has sold since: it counts as open since the first thing that happened, and
    /// can be closed as it is.
    Automatic,
    /// Somebody has opened it.
    Open,
}

/// A closed shift in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClosedShiftRow {
    /// Its number.
    pub number: u32,
    /// When it was opened.
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    /// When it was closed.
    #[ts(type = "number")]
    pub closed_at_ms: i64,
    /// Who closed it; null: the owner.
    pub closed_by: Option<String>,
    /// What it came to: received and confirmed by hand.
    #[ts(type = "number")]
    pub total_centavos: i64,
}

/// Names a shift.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShiftRef {
    /// Its number; null: the one that is open, else the last closed one.
    pub number: Option<u32>,
}

/// Opens a shift.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpenShift {
    /// What is in the drawer (fundo de troco), 0 to 999,999,999,999.
    #[ts(type = "number")]
    pub float_centavos: i64,
}

/// Puts cash into the drawer (suprimento), or takes some out (sangria). Once: the same id moves nothing twice.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MoveCash {
    /// A UUID that the door makes.
    pub id: String,
    /// How much, 1 to 999,999,999,999.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// Why, 1 to 200 characters.
    pub reason: String,
}

/// Closes the shift that is open.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CloseShift {
    /// Its number: another one is not closed in its place.
    pub number: u32,
    /// What was counted in the drawer; null where it holds no cash.
    #[ts(type = "number | null")]
    pub counted_centavos: Option<i64>,
}
