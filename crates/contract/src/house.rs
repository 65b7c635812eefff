//! The house: which till a door that stays open has before it, or why none, and the change between the shop and
//! training.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::till::Preferences;

/// What a door has before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HouseView {
    /// Version of Balcão.
    pub version: String,
    /// Whether a till is open.
    pub state: HouseState,
    /// The till that is open, or would be, is the one for training.
    pub training: bool,
    /// Training was begun in this home before.
    pub has_training: bool,
    /// The shop was begun in this home, or there is what a lost one leaves.
    pub has_shop: bool,
    /// Where the shop keeps its files, where that is not the usual place.
    pub home: Option<String>,
    /// Language and colours as the settings of this till have them, also while it does not open; what is usual where
    /// they cannot be read.
    pub preferences: Preferences,
}

/// Whether a till is open behind a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum HouseState {
    /// No till was ever begun in this home, and nothing is made there before a person says which.
    New,
    /// A till is open, and its commands are answered.
    Open,
    /// It does not open; the next question tries again.
    Closed {
        /// Why.
        failure: Failure,
    },
}

/// Opens the other till of the home, and begins it where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StartTill {
    /// Which.
    pub kind: TillKind,
    /// The shop is left with charges that a customer may still pay, and goes on asking about them; without it
    /// that is refused with `charges_open`.
    pub leave_open: bool,
}

/// The two tills that a home may have. Their files stand apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TillKind {
    /// Against the sandbox on this computer: no sale is real.
    Training,
    /// The shop's own.
    Shop,
}
