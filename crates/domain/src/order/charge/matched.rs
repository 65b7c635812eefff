//! Money without a sale that a person says belongs to this charge.

use super::Receipt;
use crate::unmatched::UnmatchedNumber;

/// An unmatched payment that is matched to a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which unmatched payment; each is matched once.
    pub unmatched: UnmatchedNumber,
    /// What the provider told about the money; the amount is known.
    pub receipt: Receipt,
    /// Why it belongs here.
    pub reason: String,
}

/// Where a matched payment came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Which unmatched payment it was.
    pub unmatched: UnmatchedNumber,
    /// Why it belongs here.
    pub reason: String,
}
