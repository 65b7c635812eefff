//! Money without a sale that a person says belongs to this charge.

use super::Receipt;
use crate::unmatched::UnmatchedNumber;

/// An unmatched that was matched to a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which unmatched; an unmatched is matched once.
    pub unmatched: UnmatchedNumber,
    /// What the provider told about the money; the amount is known.
    pub receipt: Receipt,
    /// Why it belongs here.
    pub reason: String,
}

/// Where an matched payment came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Which unmatched it was.
    pub unmatched: UnmatchedNumber,
    /// Why it belongs here.
    pub reason: String,
}
