//! What waits for the manager.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for disputes or unmatched payments.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct ListAll {
    /// Those that are closed, matched or dismissed too.
    pub all: bool,
}

/// What waits for the manager.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attention {
    /// Disputes that nobody has closed.
    pub disputes: u32,
    /// Money without a sale that nobody has looked at.
    pub unmatched: u32,
    /// Sales that the provider calls paid without a proof.
    pub unproven: u32,
    /// Refunds that the provider has taken days ago and has not made.
    pub overdue_refunds: u32,
    /// Sales that a person has confirmed by hand and no provider has proved.
    pub by_hand: u32,
}
