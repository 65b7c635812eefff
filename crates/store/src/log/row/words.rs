//! The words of the index: how an order stands, what is odd about it, and how its payments are known.

use domain::Order;
use domain::charge::{Anomaly, Evidence, Status};
use domain::order::OrderEvidence;

use super::bad_id;
use crate::error::Error;

/// An order as it stands in the index: its status, unless only a person says that its money has come.
pub(crate) fn order_word(order: &Order) -> &'static str {
    if order.is_by_hand() { BY_HAND } else { status_word(order.status()) }
}

/// The word of an order that is confirmed by hand and not proved.
pub(crate) const BY_HAND: &str = "by_hand";

/// How we know that an order's money has come, as it stands in the index.
pub(crate) const fn order_evidence_word(evidence: OrderEvidence) -> &'static str {
    match evidence {
        OrderEvidence::Polled => evidence_word(Evidence::Polled),
        OrderEvidence::SignedWebhook => evidence_word(Evidence::SignedWebhook),
        OrderEvidence::Manual => "manual",
    }
}

/// A status as it stands in the index and in filters.
pub const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Registering => "registering",
        Status::Pending => "pending",
        Status::Paid => "paid",
        Status::Refunding => "refunding",
        Status::Refunded => "refunded",
        Status::Expired => "expired",
        Status::Cancelled => "cancelled",
        Status::Rejected => "rejected",
    }
}

/// An anomaly as it stands in the index.
pub(crate) const fn anomaly_word(anomaly: Anomaly) -> &'static str {
    match anomaly {
        Anomaly::PaidLate => "paid_late",
        Anomaly::Overpaid => "overpaid",
        Anomaly::Underpaid => "underpaid",
        Anomaly::DuplicatePayment => "duplicate_payment",
        Anomaly::Disputed => "disputed",
        Anomaly::Unproven => "unproven",
    }
}

/// Evidence as it stands in the index.
pub const fn evidence_word(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Polled => "polled",
        Evidence::SignedWebhook => "signed_webhook",
    }
}

/// The evidence of that word.
pub(crate) fn read_evidence(word: &str) -> Result<Evidence, Error> {
    match word {
        "polled" => Ok(Evidence::Polled),
        "signed_webhook" => Ok(Evidence::SignedWebhook),
        _ => Err(bad_id("evidence")),
    }
}
