//! Money without a sale that a person says belongs to this charge.

use super::Receipt;
use crate::orphan::OrphanNumber;

/// An orphan that was attached to a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Which orphan; an orphan is attached once.
    pub orphan: OrphanNumber,
    /// What the provider told about the money; the amount is known.
    pub receipt: Receipt,
    /// Why it belongs here.
    pub reason: String,
    /// Another attempt of the same order was paid when it was attached.
    pub sibling_paid: bool,
}

/// Where an attached payment came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Which orphan it was.
    pub orphan: OrphanNumber,
    /// Why it belongs here.
    pub reason: String,
}
