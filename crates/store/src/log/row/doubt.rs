//! "Paid" without a proof, as it stands in a `doubted` event.

use domain::charge::{Doubt, Unproven};
use serde::{Deserialize, Serialize};

use super::seen::EvidenceRow;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DoubtedRow {
    doubt: DoubtRow,
    said: Option<String>,
    evidence: EvidenceRow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DoubtRow {
    OtherAccount,
    OtherId,
    OtherReference,
    NoName,
    AmountAbsent,
    AmountUnreadable,
    OtherAmount,
    EndToEndIdTaken,
    EndToEndIdUnreadable,
    AtCreation,
    MayBeOlder,
    PaidBefore,
}

impl From<&Unproven> for DoubtedRow {
    fn from(unproven: &Unproven) -> Self {
        Self {
            doubt: match unproven.doubt {
                Doubt::OtherAccount => DoubtRow::OtherAccount,
                Doubt::OtherId => DoubtRow::OtherId,
                Doubt::OtherReference => DoubtRow::OtherReference,
                Doubt::NoName => DoubtRow::NoName,
                Doubt::AmountAbsent => DoubtRow::AmountAbsent,
                Doubt::AmountUnreadable => DoubtRow::AmountUnreadable,
                Doubt::OtherAmount => DoubtRow::OtherAmount,
                Doubt::EndToEndIdTaken => DoubtRow::EndToEndIdTaken,
                Doubt::EndToEndIdUnreadable => DoubtRow::EndToEndIdUnreadable,
                Doubt::AtCreation => DoubtRow::AtCreation,
                Doubt::MayBeOlder => DoubtRow::MayBeOlder,
                Doubt::PaidBefore => DoubtRow::PaidBefore,
            },
            said: unproven.said.clone(),
            evidence: unproven.evidence.into(),
        }
    }
}

impl From<DoubtedRow> for Unproven {
    fn from(row: DoubtedRow) -> Self {
        Self {
            doubt: match row.doubt {
                DoubtRow::OtherAccount => Doubt::OtherAccount,
                DoubtRow::OtherId => Doubt::OtherId,
                DoubtRow::OtherReference => Doubt::OtherReference,
                DoubtRow::NoName => Doubt::NoName,
                DoubtRow::AmountAbsent => Doubt::AmountAbsent,
                DoubtRow::AmountUnreadable => Doubt::AmountUnreadable,
                DoubtRow::OtherAmount => Doubt::OtherAmount,
                DoubtRow::EndToEndIdTaken => Doubt::EndToEndIdTaken,
                DoubtRow::EndToEndIdUnreadable => Doubt::EndToEndIdUnreadable,
                DoubtRow::AtCreation => Doubt::AtCreation,
                DoubtRow::MayBeOlder => Doubt::MayBeOlder,
                DoubtRow::PaidBefore => Doubt::PaidBefore,
            },
            said: row.said,
            evidence: row.evidence.into(),
        }
    }
}
