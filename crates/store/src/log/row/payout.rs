//! The event of a payout as a row.

use domain::charge::{Evidence, Rejection};
use domain::{Centavos, PayoutSeen, PayoutStatus, UnixMs};
use serde::{Deserialize, Serialize};

use super::seen::EvidenceRow;
use super::{
    RejectionRow, bad_id, end_to_end_id, id_text, internal, provider_id, reference, unreadable,
};
use crate::error::Error;

/// The kind of the event.
pub(crate) const PAYOUT_SEEN: &str = "payout_seen";

/// A payout is news, or stands otherwise than we knew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PayoutEvent {
    pub(crate) provider: String,
    pub(crate) seen: PayoutSeen,
    pub(crate) evidence: Option<Evidence>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PayoutRow {
    provider: String,
    provider_id: String,
    reference: Option<String>,
    status: String,
    raw_status: Option<String>,
    amount_centavos: Option<i64>,
    end_to_end_id: Option<String>,
    return_id: Option<String>,
    payee_name: Option<String>,
    failure: Option<RejectionRow>,
    at_ms: Option<i64>,
    evidence: Option<EvidenceRow>,
}

impl PayoutEvent {
    /// Its body in the log.
    pub(crate) fn write(&self) -> Result<String, Error> {
        let seen = &self.seen;
        let (status, raw_status) = payout_words(&seen.status);
        let row = PayoutRow {
            provider: self.provider.clone(),
            provider_id: seen.id.as_str().to_owned(),
            reference: seen.reference.as_ref().map(|it| it.as_str().to_owned()),
            status: status.to_owned(),
            raw_status: raw_status.map(str::to_owned),
            amount_centavos: seen.amount.map(Centavos::get),
            end_to_end_id: id_text(seen.end_to_end_id.as_ref()),
            return_id: id_text(seen.return_id.as_ref()),
            payee_name: seen.payee_name.clone(),
            failure: seen.failure.as_ref().map(RejectionRow::from),
            at_ms: seen.at.map(UnixMs::get),
            evidence: self.evidence.map(EvidenceRow::from),
        };
        // By way of a value, whose members are in the order of their names, as in older logs.
        let value = serde_json::to_value(row).map_err(|error| internal(&error))?;
        Ok(value.to_string())
    }

    /// The event of a row.
    pub(crate) fn read(kind: &str, body: &str) -> Result<Self, Error> {
        if kind != PAYOUT_SEEN {
            return Err(Error::damaged(format!("a payout has no event of the kind {kind}")));
        }
        let row: PayoutRow = serde_json::from_str(body).map_err(|error| unreadable(&error))?;
        Ok(Self {
            provider: row.provider,
            seen: PayoutSeen {
                id: provider_id(row.provider_id)?,
                reference: reference(row.reference)?,
                status: payout_status(&row.status, row.raw_status)?,
                amount: row.amount_centavos.map(Centavos::new),
                end_to_end_id: end_to_end_id(row.end_to_end_id)?,
                return_id: end_to_end_id(row.return_id)?,
                payee_name: row.payee_name,
                failure: row.failure.map(Rejection::from),
                at: row.at_ms.map(UnixMs::new),
            },
            evidence: row.evidence.map(Evidence::from),
        })
    }
}

/// A payout's status in the log and in the index, with the provider's word where we don't know it.
pub fn payout_words(status: &PayoutStatus) -> (&'static str, Option<&str>) {
    match status {
        PayoutStatus::Created => ("created", None),
        PayoutStatus::Completed => ("completed", None),
        PayoutStatus::Failed => ("failed", None),
        PayoutStatus::Cancelled => ("cancelled", None),
        PayoutStatus::Refunded => ("refunded", None),
        PayoutStatus::Unknown(raw) => ("unknown", Some(raw)),
    }
}

/// The status of these words.
pub(crate) fn payout_status(word: &str, raw: Option<String>) -> Result<PayoutStatus, Error> {
    Ok(match word {
        "created" => PayoutStatus::Created,
        "completed" => PayoutStatus::Completed,
        "failed" => PayoutStatus::Failed,
        "cancelled" => PayoutStatus::Cancelled,
        "refunded" => PayoutStatus::Refunded,
        "unknown" => PayoutStatus::Unknown(raw.unwrap_or_default()),
        _ => return Err(bad_id("status of a payout")),
    })
}
