//! Events as JSON rows: the store's own counterparts of the domain's types, converted totally.
//! A released shape is never changed, only extended by optional fields.

mod doubt;
mod order;
mod payout;
mod receipt_check;
mod refund;
mod report;
mod seen;
mod shift;
#[cfg(test)]
mod tests;
mod unmatched;
mod words;

use domain::charge::{
    Account, DisputeNotice, DisputeOutcome, Event, Match, Observation, RefundNotice, Registration,
    Rejection,
};
use domain::order::Attempted;
use domain::{Centavos, EndToEndId, ProviderId, Reference, RefundId, UnixMs, UnmatchedNumber};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;
use crate::order::Request;
use doubt::DoubtedRow;
pub(crate) use order::{OpenedRow, read_noted, read_opened, write_noted};
pub use payout::payout_words;
pub(crate) use payout::{PAYOUT_SEEN, PayoutEvent, payout_status};
pub(crate) use receipt_check::{
    RECEIPT_CHECKED, read_receipt_check, receipt_verdict_word, write_receipt_check,
};
use refund::RefundRequestRow;
use seen::{EvidenceRow, ReceiptRow, SeenRow};
pub(crate) use shift::{SHIFT_CLOSED, SHIFT_KINDS, ShiftRow};
pub(crate) use unmatched::{UNMATCHED_KINDS, UnmatchedEvent, number_in_body};
pub(crate) use words::{BY_HAND, anomaly_word, order_evidence_word, order_word, read_evidence};
pub use words::{evidence_word, status_word};

/// The first event of every attempt: all that is needed to send, before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RequestedRow {
    pub(crate) reference: String,
    /// The till made the reference itself; absent in logs from before that was kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) reference_is_ours: bool,
    pub(crate) provider: String,
    /// The account that it is made with; absent in logs from before accounts were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<AccountRow>,
    pub(crate) expires_in_min: u32,
    pub(crate) idempotency_key: String,
    /// The exact bytes of the request, which are text for every provider we know.
    #[serde(deserialize_with = "words")]
    pub(crate) request_body: String,
    /// What stood in each attempt before orders had an event of their own.
    #[serde(flatten)]
    pub(crate) older: Option<OlderRow>,
}

impl RequestedRow {
    pub(crate) fn of(attempted: &Attempted, request: &Request) -> Self {
        Self {
            reference: attempted.reference.as_str().to_owned(),
            reference_is_ours: attempted.reference_is_ours,
            provider: attempted.provider.clone(),
            account: attempted.account.as_ref().map(AccountRow::of),
            expires_in_min: attempted.expires_in_min,
            idempotency_key: request.idempotency_key.as_str().to_owned(),
            request_body: request.body.clone(),
            older: None,
        }
    }
}

/// What an order is about, in an attempt of an older log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OlderRow {
    pub(crate) sale_id: String,
    pub(crate) order_reference: String,
    pub(crate) amount_centavos: i64,
}

/// An account, without its adapter, which stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountRow {
    address: String,
    fingerprint: String,
}

impl AccountRow {
    pub(crate) fn of(account: &Account) -> Self {
        Self { address: account.address.clone(), fingerprint: account.fingerprint.clone() }
    }

    /// The account of this adapter.
    pub(crate) fn at(self, adapter: String) -> Account {
        Account { adapter, address: self.address, fingerprint: self.fingerprint }
    }
}

/// A domain event in the log, its name in the column `kind`, the rest in `body`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
enum EventRow {
    Registered(RegisteredRow),
    Refused(RejectionRow),
    CancelRequested {},
    Seen {
        status: SeenRow,
        evidence: EvidenceRow,
    },
    #[serde(rename = "refund_told")]
    RefundNoticed {
        amount_centavos: Option<i64>,
        at_ms: Option<i64>,
    },
    #[serde(rename = "dispute_told")]
    DisputeNoticed {
        reason: Option<String>,
        at_ms: Option<i64>,
    },
    RefundRequested(RefundRequestRow),
    RefundAccepted {
        /// Absent in logs from before there could be several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refund: Option<String>,
        end_to_end_id: Option<String>,
    },
    RefundFailed {
        /// Absent in logs from before there could be several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refund: Option<String>,
        #[serde(flatten)]
        why: RejectionRow,
    },
    #[serde(alias = "dispute_settled")]
    DisputeClosed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<OutcomeRow>,
        #[serde(deserialize_with = "words")]
        reason: String,
    },
    #[serde(alias = "attached")]
    Matched {
        #[serde(alias = "orphan")]
        unmatched: i64,
        receipt: ReceiptRow,
        #[serde(deserialize_with = "words")]
        reason: String,
    },
    Bound {
        provider: String,
        account: AccountRow,
    },
    Doubted(DoubtedRow),
    GivenUp(RejectionRow),
    ConfirmedByHand {
        #[serde(deserialize_with = "words")]
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end_to_end_id: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RegisteredRow {
    provider_id: String,
    copy_and_paste: String,
    expires_at_ms: i64,
    clock_ahead_ms: i64,
    /// Absent in logs from before there was a provider whose codes have no end.
    #[serde(default, alias = "lives_on", skip_serializing_if = "is_false")]
    never_expires: bool,
}

/// Words of which nothing is left once they were blanked.
fn words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RejectionRow {
    code: String,
    #[serde(deserialize_with = "words")]
    message: String,
}

impl From<&Rejection> for RejectionRow {
    fn from(rejection: &Rejection) -> Self {
        Self { code: rejection.code.clone(), message: rejection.message.clone() }
    }
}

impl From<RejectionRow> for Rejection {
    fn from(row: RejectionRow) -> Self {
        Self { code: row.code, message: row.message }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeRow {
    Won,
    Lost,
    Accepted,
}

impl From<DisputeOutcome> for OutcomeRow {
    fn from(outcome: DisputeOutcome) -> Self {
        match outcome {
            DisputeOutcome::Won => Self::Won,
            DisputeOutcome::Lost => Self::Lost,
            DisputeOutcome::Accepted => Self::Accepted,
        }
    }
}

impl From<OutcomeRow> for DisputeOutcome {
    fn from(row: OutcomeRow) -> Self {
        match row {
            OutcomeRow::Won => Self::Won,
            OutcomeRow::Lost => Self::Lost,
            OutcomeRow::Accepted => Self::Accepted,
        }
    }
}

/// The kind of an order's first event.
pub(crate) const OPENED: &str = "order_opened";

/// The kind of an attempt's first event.
pub(crate) const REQUESTED: &str = "requested";

/// The kind of a person's word that the money has come.
pub(crate) const CONFIRMED_BY_HAND: &str = "confirmed_by_hand";

/// The kind of a person's wish that money goes back.
pub(crate) const REFUND_REQUESTED: &str = "refund_requested";

/// The kind of what a person wrote to an order.
pub(crate) const NOTED: &str = "noted";

/// The kinds of all events that an order can have.
pub const EVENT_KINDS: [&str; 18] = [
    OPENED,
    REQUESTED,
    "registered",
    "refused",
    "cancel_requested",
    "seen",
    "refund_told",
    "dispute_told",
    REFUND_REQUESTED,
    "refund_accepted",
    "refund_failed",
    "dispute_closed",
    "matched",
    "bound",
    "doubted",
    "given_up",
    CONFIRMED_BY_HAND,
    NOTED,
];

/// Kind and body of a domain event.
pub(crate) fn write_event(event: &Event) -> Result<(String, String), Error> {
    write_row(&EventRow::from(event))
}

/// The domain event of a row.
pub(crate) fn read_event(kind: &str, body: &str) -> Result<Event, Error> {
    read_row::<EventRow>(kind, body)?.try_into()
}

/// The body of a `requested` event.
pub(crate) fn read_requested(body: &str) -> Result<RequestedRow, Error> {
    serde_json::from_str(body).map_err(|error| unreadable(&error))
}

fn write_row(row: &impl Serialize) -> Result<(String, String), Error> {
    let value = serde_json::to_value(row).map_err(|error| internal(&error))?;
    let kind = value.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    let body = value.get("body").map_or_else(|| "{}".to_owned(), ToString::to_string);
    Ok((kind, body))
}

fn read_row<T: for<'a> Deserialize<'a>>(kind: &str, body: &str) -> Result<T, Error> {
    let body: serde_json::Value = serde_json::from_str(body).map_err(|error| unreadable(&error))?;
    serde_json::from_value(serde_json::json!({ "kind": kind, "body": body }))
        .map_err(|error| unreadable(&error))
}

pub(crate) fn internal(error: &serde_json::Error) -> Error {
    Error::Internal(error.to_string())
}

fn unreadable(error: &serde_json::Error) -> Error {
    Error::damaged(format!("an event cannot be read: {error}"))
}

fn bad_id(what: &str) -> Error {
    Error::damaged(format!("an event holds an impossible {what}"))
}

fn end_to_end_id(text: Option<String>) -> Result<Option<EndToEndId>, Error> {
    text.map(EndToEndId::new).transpose().map_err(|_| bad_id("end-to-end id"))
}

fn refund_id(text: Option<String>) -> Result<Option<RefundId>, Error> {
    text.map(RefundId::new).transpose().map_err(|_| bad_id("refund id"))
}

fn id_text(id: Option<&EndToEndId>) -> Option<String> {
    id.map(|id| id.as_str().to_owned())
}

impl From<&Event> for EventRow {
    fn from(event: &Event) -> Self {
        match event {
            Event::Registered(registration) => Self::Registered(RegisteredRow {
                provider_id: registration.provider_id.as_str().to_owned(),
                copy_and_paste: registration.copy_and_paste.clone(),
                expires_at_ms: registration.expires_at.get(),
                clock_ahead_ms: registration.clock_ahead_ms,
                never_expires: registration.never_expires,
            }),
            Event::Refused(rejection) => Self::Refused(rejection.into()),
            Event::CancelRequested => Self::CancelRequested {},
            Event::Seen(observation) => Self::Seen {
                status: SeenRow::from(&observation.status),
                evidence: observation.evidence.into(),
            },
            Event::RefundNoticed(notice) => Self::RefundNoticed {
                amount_centavos: notice.amount.map(Centavos::get),
                at_ms: notice.at.map(UnixMs::get),
            },
            Event::DisputeNoticed(notice) => Self::DisputeNoticed {
                reason: notice.reason.clone(),
                at_ms: notice.at.map(UnixMs::get),
            },
            Event::RefundRequested(request) => Self::RefundRequested(request.into()),
            Event::RefundAccepted { refund, return_id } => Self::RefundAccepted {
                refund: refund.as_ref().map(ToString::to_string),
                end_to_end_id: id_text(return_id.as_ref()),
            },
            Event::RefundFailed { refund, why } => Self::RefundFailed {
                refund: refund.as_ref().map(ToString::to_string),
                why: why.into(),
            },
            Event::DisputeClosed { outcome, reason } => Self::DisputeClosed {
                outcome: outcome.map(OutcomeRow::from),
                reason: reason.clone(),
            },
            Event::Matched(matching) => Self::Matched {
                unmatched: matching.unmatched.get(),
                receipt: (&matching.receipt).into(),
                reason: matching.reason.clone(),
            },
            Event::Bound(account) => {
                Self::Bound { provider: account.adapter.clone(), account: AccountRow::of(account) }
            }
            Event::Doubted(unproven) => Self::Doubted(unproven.into()),
            Event::GivenUp(why) => Self::GivenUp(why.into()),
            Event::ConfirmedByHand { reason, end_to_end_id } => Self::ConfirmedByHand {
                reason: reason.clone(),
                end_to_end_id: id_text(end_to_end_id.as_ref()),
            },
        }
    }
}

impl TryFrom<EventRow> for Event {
    type Error = Error;

    fn try_from(row: EventRow) -> Result<Self, Error> {
        Ok(match row {
            EventRow::Registered(row) => Self::Registered(Registration {
                provider_id: ProviderId::new(row.provider_id).map_err(|_| bad_id("provider id"))?,
                copy_and_paste: row.copy_and_paste,
                expires_at: UnixMs::new(row.expires_at_ms),
                never_expires: row.never_expires,
                clock_ahead_ms: row.clock_ahead_ms,
            }),
            EventRow::Refused(rejection) => Self::Refused(rejection.into()),
            EventRow::CancelRequested {} => Self::CancelRequested,
            EventRow::Seen { status, evidence } => {
                Self::Seen(Observation { status: status.try_into()?, evidence: evidence.into() })
            }
            EventRow::RefundNoticed { amount_centavos, at_ms } => {
                Self::RefundNoticed(RefundNotice {
                    amount: amount_centavos.map(Centavos::new),
                    at: at_ms.map(UnixMs::new),
                })
            }
            EventRow::DisputeNoticed { reason, at_ms } => {
                Self::DisputeNoticed(DisputeNotice { reason, at: at_ms.map(UnixMs::new) })
            }
            EventRow::RefundRequested(request) => Self::RefundRequested(request.try_into()?),
            EventRow::RefundAccepted { refund, end_to_end_id: id } => {
                Self::RefundAccepted { refund: refund_id(refund)?, return_id: end_to_end_id(id)? }
            }
            EventRow::RefundFailed { refund, why } => {
                Self::RefundFailed { refund: refund_id(refund)?, why: why.into() }
            }
            EventRow::DisputeClosed { outcome, reason } => {
                Self::DisputeClosed { outcome: outcome.map(DisputeOutcome::from), reason }
            }
            EventRow::Matched { unmatched, receipt, reason } => Self::Matched(Match {
                unmatched: UnmatchedNumber::new(unmatched)
                    .ok_or_else(|| bad_id("unmatched number"))?,
                receipt: receipt.try_into()?,
                reason,
            }),
            EventRow::Bound { provider, account } => Self::Bound(account.at(provider)),
            EventRow::Doubted(row) => Self::Doubted(row.into()),
            EventRow::GivenUp(why) => Self::GivenUp(why.into()),
            EventRow::ConfirmedByHand { reason, end_to_end_id: id } => {
                Self::ConfirmedByHand { reason, end_to_end_id: end_to_end_id(id)? }
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
