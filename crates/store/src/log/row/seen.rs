//! What a provider says about a charge, as it stands in a `seen` event.

use domain::charge::{DisputeNotice, Evidence, Receipt, Seen};
use domain::{Centavos, UnixMs};
use serde::{Deserialize, Serialize};

use super::report::RefundedRow;
use super::{end_to_end_id, id_text};
use crate::error::Error;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SeenRow {
    Waiting,
    Paid(ReceiptRow),
    Refunded(RefundedRow),
    Disputed(DisputedRow),
    Expired,
    Cancelled,
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReceiptRow {
    received_centavos: Option<i64>,
    end_to_end_id: Option<String>,
    paid_at_ms: Option<i64>,
    payer_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DisputedRow {
    #[serde(flatten)]
    receipt: ReceiptRow,
    reason: Option<String>,
    disputed_at_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum EvidenceRow {
    Polled,
    SignedWebhook,
}

impl From<Evidence> for EvidenceRow {
    fn from(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Polled => Self::Polled,
            Evidence::SignedWebhook => Self::SignedWebhook,
        }
    }
}

impl From<EvidenceRow> for Evidence {
    fn from(row: EvidenceRow) -> Self {
        match row {
            EvidenceRow::Polled => Self::Polled,
            EvidenceRow::SignedWebhook => Self::SignedWebhook,
        }
    }
}

impl From<&Seen> for SeenRow {
    fn from(seen: &Seen) -> Self {
        match seen {
            Seen::Waiting => Self::Waiting,
            Seen::Paid(receipt) => Self::Paid(receipt.into()),
            Seen::Refunded(receipt, reports) => {
                Self::Refunded(RefundedRow::of(receipt.into(), reports))
            }
            Seen::Disputed(receipt, notice) => Self::Disputed(DisputedRow {
                receipt: receipt.into(),
                reason: notice.reason.clone(),
                disputed_at_ms: notice.at.map(UnixMs::get),
            }),
            Seen::Expired => Self::Expired,
            Seen::Cancelled => Self::Cancelled,
            Seen::Unknown(raw) => Self::Unknown(raw.clone()),
        }
    }
}

impl TryFrom<SeenRow> for Seen {
    type Error = Error;

    fn try_from(row: SeenRow) -> Result<Self, Error> {
        Ok(match row {
            SeenRow::Waiting => Self::Waiting,
            SeenRow::Paid(receipt) => Self::Paid(receipt.try_into()?),
            SeenRow::Refunded(row) => {
                let (receipt, reports) = row.read()?;
                Self::Refunded(receipt.try_into()?, reports)
            }
            SeenRow::Disputed(row) => Self::Disputed(
                row.receipt.try_into()?,
                DisputeNotice { reason: row.reason, at: row.disputed_at_ms.map(UnixMs::new) },
            ),
            SeenRow::Expired => Self::Expired,
            SeenRow::Cancelled => Self::Cancelled,
            SeenRow::Unknown(raw) => Self::Unknown(raw),
        })
    }
}

impl From<&Receipt> for ReceiptRow {
    fn from(receipt: &Receipt) -> Self {
        Self {
            received_centavos: receipt.received.map(Centavos::get),
            end_to_end_id: id_text(receipt.end_to_end_id.as_ref()),
            paid_at_ms: receipt.paid_at.map(UnixMs::get),
            payer_name: receipt.payer_name.clone(),
        }
    }
}

impl TryFrom<ReceiptRow> for Receipt {
    type Error = Error;

    fn try_from(row: ReceiptRow) -> Result<Self, Error> {
        Ok(Self {
            received: row.received_centavos.map(Centavos::new),
            end_to_end_id: end_to_end_id(row.end_to_end_id)?,
            paid_at: row.paid_at_ms.map(UnixMs::new),
            payer_name: row.payer_name,
        })
    }
}
