//! What a provider reports of refunds, as it stands in a `seen` event.

use domain::charge::{RefundOutcome, RefundReport};
use domain::{Centavos, UnixMs};
use serde::{Deserialize, Serialize};

use super::seen::ReceiptRow;
use super::{RejectionRow, end_to_end_id, id_text, refund_id};
use crate::error::Error;

/// One report stands beside the receipt, as in all logs so far; the first release wrote the receipt alone,
/// which then means that everything went back. Another number of reports, or one under an id of the
/// provider's, stands in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefundedRow {
    #[serde(flatten)]
    receipt: ReceiptRow,
    #[serde(flatten)]
    sole: ReturnRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refunds: Option<Vec<ReportRow>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ReturnRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returned_centavos: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    return_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returned_at_ms: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ReportRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(flatten)]
    part: ReturnRow,
    outcome: OutcomeRow,
    of_dispute: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeRow {
    Processing,
    Settled,
    Failed(RejectionRow),
}

impl RefundedRow {
    pub(super) fn of(receipt: ReceiptRow, reports: &[RefundReport]) -> Self {
        match reports {
            [sole] if is_plain(sole) => Self { receipt, sole: sole.into(), refunds: None },
            reports => {
                let refunds = Some(reports.iter().map(ReportRow::from).collect());
                Self { receipt, sole: ReturnRow::default(), refunds }
            }
        }
    }

    /// The receipt, and what is reported.
    pub(super) fn read(self) -> Result<(ReceiptRow, Vec<RefundReport>), Error> {
        let reports = match self.refunds {
            None => vec![self.sole.try_into()?],
            Some(rows) => rows.into_iter().map(RefundReport::try_from).collect::<Result<_, _>>()?,
        };
        Ok((self.receipt, reports))
    }
}

/// It says no more than what older logs have room for.
fn is_plain(report: &RefundReport) -> bool {
    report.id.is_none() && report.outcome == RefundOutcome::Settled && !report.of_dispute
}

impl From<&RefundReport> for ReturnRow {
    fn from(report: &RefundReport) -> Self {
        Self {
            returned_centavos: report.amount.map(Centavos::get),
            return_id: id_text(report.return_id.as_ref()),
            returned_at_ms: report.at.map(UnixMs::get),
        }
    }
}

impl TryFrom<ReturnRow> for RefundReport {
    type Error = Error;

    fn try_from(row: ReturnRow) -> Result<Self, Error> {
        Ok(Self {
            amount: row.returned_centavos.map(Centavos::new),
            return_id: end_to_end_id(row.return_id)?,
            at: row.returned_at_ms.map(UnixMs::new),
            ..Self::default()
        })
    }
}

impl From<&RefundReport> for ReportRow {
    fn from(report: &RefundReport) -> Self {
        Self {
            id: report.id.as_ref().map(ToString::to_string),
            part: report.into(),
            outcome: match &report.outcome {
                RefundOutcome::Processing => OutcomeRow::Processing,
                RefundOutcome::Settled => OutcomeRow::Settled,
                RefundOutcome::Failed(why) => OutcomeRow::Failed(why.into()),
            },
            of_dispute: report.of_dispute,
        }
    }
}

impl TryFrom<ReportRow> for RefundReport {
    type Error = Error;

    fn try_from(row: ReportRow) -> Result<Self, Error> {
        Ok(Self {
            id: refund_id(row.id)?,
            outcome: match row.outcome {
                OutcomeRow::Processing => RefundOutcome::Processing,
                OutcomeRow::Settled => RefundOutcome::Settled,
                OutcomeRow::Failed(why) => RefundOutcome::Failed(why.into()),
            },
            of_dispute: row.of_dispute,
            ..row.part.try_into()?
        })
    }
}
