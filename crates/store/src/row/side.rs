//! Events that belong to no order: payouts, and money without a sale.

use domain::charge::{Account, Evidence, Rejection};
use domain::{
    Centavos, OrderNumber, PayoutSeen, PayoutStatus, ProviderId, Reference, UnixMs, UnmatchedMoney,
    UnmatchedNumber,
};
use serde::{Deserialize, Serialize};

use super::seen::EvidenceRow;
use super::{
    AccountRow, RejectionRow, bad_id, end_to_end_id, id_text, internal, read_row, write_row,
};
use crate::error::Error;

/// What can happen beside the orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SideEvent {
    /// A payout is news, or stands otherwise than we knew.
    PayoutSeen { provider: String, seen: PayoutSeen, evidence: Option<Evidence> },
    /// Money without a sale, as the provider says.
    UnmatchedFound { number: UnmatchedNumber, money: UnmatchedMoney },
    /// It was the money for this attempt, which has a `matched` event of its own.
    UnmatchedMatched { number: UnmatchedNumber, order: OrderNumber, attempt: u32, reason: String },
    /// It is no sale of this till.
    UnmatchedDismissed { number: UnmatchedNumber, reason: String },
}

impl SideEvent {
    /// Its kind and body in the log.
    pub(crate) fn write(&self) -> Result<(String, String), Error> {
        write_row(&SideRow::from(self))
    }

    /// The event of a row.
    pub(crate) fn read(kind: &str, body: &str) -> Result<Self, Error> {
        read_row::<SideRow>(kind, body)?.try_into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
enum SideRow {
    PayoutSeen(PayoutRow),
    #[serde(alias = "orphan_found")]
    UnmatchedFound(UnmatchedRow),
    #[serde(alias = "orphan_attached")]
    UnmatchedMatched {
        number: i64,
        order: i64,
        attempt: u32,
        reason: String,
    },
    #[serde(alias = "orphan_set_aside")]
    UnmatchedDismissed {
        number: i64,
        reason: String,
    },
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct UnmatchedRow {
    number: i64,
    provider: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<AccountRow>,
    provider_id: String,
    reference: Option<String>,
    /// Absent where the provider has not confirmed it.
    amount_centavos: Option<i64>,
    end_to_end_id: Option<String>,
    paid_at_ms: Option<i64>,
    payer_name: Option<String>,
}

impl From<&SideEvent> for SideRow {
    fn from(event: &SideEvent) -> Self {
        match event {
            SideEvent::PayoutSeen { provider, seen, evidence } => {
                let (status, raw_status) = payout_words(&seen.status);
                Self::PayoutSeen(PayoutRow {
                    provider: provider.clone(),
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
                    evidence: evidence.map(EvidenceRow::from),
                })
            }
            SideEvent::UnmatchedFound { number, money } => Self::UnmatchedFound(UnmatchedRow {
                number: number.get(),
                provider: money.provider.clone(),
                account: money.account.as_ref().map(AccountRow::of),
                provider_id: money.provider_id.as_str().to_owned(),
                reference: money.reference.as_ref().map(|it| it.as_str().to_owned()),
                amount_centavos: money.amount.map(Centavos::get),
                end_to_end_id: id_text(money.end_to_end_id.as_ref()),
                paid_at_ms: money.paid_at.map(UnixMs::get),
                payer_name: money.payer_name.clone(),
            }),
            SideEvent::UnmatchedMatched { number, order, attempt, reason } => {
                Self::UnmatchedMatched {
                    number: number.get(),
                    order: order.get(),
                    attempt: *attempt,
                    reason: reason.clone(),
                }
            }
            SideEvent::UnmatchedDismissed { number, reason } => {
                Self::UnmatchedDismissed { number: number.get(), reason: reason.clone() }
            }
        }
    }
}

impl TryFrom<SideRow> for SideEvent {
    type Error = Error;

    fn try_from(row: SideRow) -> Result<Self, Error> {
        let unmatched =
            |number| UnmatchedNumber::new(number).ok_or_else(|| bad_id("unmatched number"));
        Ok(match row {
            SideRow::PayoutSeen(row) => Self::PayoutSeen {
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
            },
            SideRow::UnmatchedFound(row) => Self::UnmatchedFound {
                number: unmatched(row.number)?,
                money: UnmatchedMoney {
                    account: row.account.map(|account| account.at(row.provider.clone())),
                    provider: row.provider,
                    provider_id: provider_id(row.provider_id)?,
                    reference: reference(row.reference)?,
                    amount: row.amount_centavos.map(Centavos::new),
                    end_to_end_id: end_to_end_id(row.end_to_end_id)?,
                    paid_at: row.paid_at_ms.map(UnixMs::new),
                    payer_name: row.payer_name,
                },
            },
            SideRow::UnmatchedMatched { number, order, attempt, reason } => {
                Self::UnmatchedMatched {
                    number: unmatched(number)?,
                    order: OrderNumber::new(order).ok_or_else(|| bad_id("order number"))?,
                    attempt,
                    reason,
                }
            }
            SideRow::UnmatchedDismissed { number, reason } => {
                Self::UnmatchedDismissed { number: unmatched(number)?, reason }
            }
        })
    }
}

fn provider_id(text: String) -> Result<ProviderId, Error> {
    ProviderId::new(text).map_err(|_| bad_id("provider id"))
}

fn reference(text: Option<String>) -> Result<Option<Reference>, Error> {
    text.map(Reference::new).transpose().map_err(|_| bad_id("reference"))
}

/// A payout's status in the log and in the index, with the provider's word where we don't know it.
pub(crate) fn payout_words(status: &PayoutStatus) -> (&'static str, Option<&str>) {
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

/// An account as it stands in the index; empty where there is none.
pub(crate) fn account_text(account: Option<&Account>) -> Result<String, Error> {
    let Some(account) = account else { return Ok(String::new()) };
    serde_json::to_string(&AccountRow::of(account)).map_err(|error| internal(&error))
}

/// The account of that text, at this adapter.
pub(crate) fn read_account(text: &str, provider: String) -> Result<Option<Account>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let row: AccountRow = serde_json::from_str(text).map_err(|_| bad_id("account"))?;
    Ok(Some(row.at(provider)))
}

/// Evidence as it stands in the index.
pub(crate) const fn evidence_word(evidence: Evidence) -> &'static str {
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
