//! Events as JSON rows: the store's own counterparts of the domain's types, converted totally.
//! A released shape is never changed, only extended by optional fields.

use domain::charge::{
    Anomaly, Event, Evidence, Observation, Receipt, Registration, Rejection, Seen, Status,
};
use domain::{Centavos, EndToEndId, ProviderId, UnixMs};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The first event of every attempt: all that is needed to send, before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RequestedRow {
    pub(crate) sale_id: String,
    /// The order's reference: the first attempt's, to the letter.
    pub(crate) order_reference: String,
    pub(crate) reference: String,
    pub(crate) provider: String,
    pub(crate) amount_centavos: i64,
    pub(crate) expires_in_min: u32,
    pub(crate) idempotency_key: String,
    /// The exact bytes of the request, which are text for every provider we know.
    pub(crate) request_body: String,
}

/// A domain event in the log, its name in the column `kind`, the rest in `body`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
enum EventRow {
    Registered {
        provider_id: String,
        copy_and_paste: String,
        expires_at_ms: i64,
        clock_ahead_ms: i64,
    },
    Refused {
        code: String,
        message: String,
    },
    CancelRequested {},
    Seen {
        status: SeenRow,
        evidence: EvidenceRow,
        sibling_paid: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SeenRow {
    Waiting,
    Paid(ReceiptRow),
    Refunded(ReceiptRow),
    Expired,
    Cancelled,
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ReceiptRow {
    received_centavos: Option<i64>,
    end_to_end_id: Option<String>,
    paid_at_ms: Option<i64>,
    payer_name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EvidenceRow {
    Polled,
    SignedWebhook,
}

/// The kind of an attempt's first event.
pub(crate) const REQUESTED: &str = "requested";

/// Kind and body of a domain event.
pub(crate) fn write_event(event: &Event) -> Result<(String, String), Error> {
    let value = serde_json::to_value(EventRow::from(event)).map_err(|error| internal(&error))?;
    let kind = value.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    let body = value.get("body").map_or_else(|| "{}".to_owned(), ToString::to_string);
    Ok((kind, body))
}

/// The domain event of a row.
pub(crate) fn read_event(kind: &str, body: &str) -> Result<Event, Error> {
    let body: serde_json::Value = serde_json::from_str(body).map_err(|error| unreadable(&error))?;
    let row: EventRow = serde_json::from_value(serde_json::json!({ "kind": kind, "body": body }))
        .map_err(|error| unreadable(&error))?;
    row.try_into()
}

/// The body of a `requested` event.
pub(crate) fn read_requested(body: &str) -> Result<RequestedRow, Error> {
    serde_json::from_str(body).map_err(|error| unreadable(&error))
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

impl From<&Event> for EventRow {
    fn from(event: &Event) -> Self {
        match event {
            Event::Registered(registration) => Self::Registered {
                provider_id: registration.provider_id.as_str().to_owned(),
                copy_and_paste: registration.copy_and_paste.clone(),
                expires_at_ms: registration.expires_at.get(),
                clock_ahead_ms: registration.clock_ahead_ms,
            },
            Event::Refused(rejection) => {
                Self::Refused { code: rejection.code.clone(), message: rejection.message.clone() }
            }
            Event::CancelRequested => Self::CancelRequested {},
            Event::Seen(observation) => Self::Seen {
                status: SeenRow::from(&observation.status),
                evidence: match observation.evidence {
                    Evidence::Polled => EvidenceRow::Polled,
                    Evidence::SignedWebhook => EvidenceRow::SignedWebhook,
                },
                sibling_paid: observation.sibling_paid,
            },
        }
    }
}

impl TryFrom<EventRow> for Event {
    type Error = Error;

    fn try_from(row: EventRow) -> Result<Self, Error> {
        Ok(match row {
            EventRow::Registered { provider_id, copy_and_paste, expires_at_ms, clock_ahead_ms } => {
                Self::Registered(Registration {
                    provider_id: ProviderId::new(provider_id).map_err(|_| bad_id("provider id"))?,
                    copy_and_paste,
                    expires_at: UnixMs::new(expires_at_ms),
                    clock_ahead_ms,
                })
            }
            EventRow::Refused { code, message } => Self::Refused(Rejection { code, message }),
            EventRow::CancelRequested {} => Self::CancelRequested,
            EventRow::Seen { status, evidence, sibling_paid } => Self::Seen(Observation {
                status: status.try_into()?,
                evidence: match evidence {
                    EvidenceRow::Polled => Evidence::Polled,
                    EvidenceRow::SignedWebhook => Evidence::SignedWebhook,
                },
                sibling_paid,
            }),
        })
    }
}

impl From<&Seen> for SeenRow {
    fn from(seen: &Seen) -> Self {
        match seen {
            Seen::Waiting => Self::Waiting,
            Seen::Paid(receipt) => Self::Paid(receipt.into()),
            Seen::Refunded(receipt) => Self::Refunded(receipt.into()),
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
            SeenRow::Refunded(receipt) => Self::Refunded(receipt.try_into()?),
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
            end_to_end_id: receipt.end_to_end_id.as_ref().map(|id| id.as_str().to_owned()),
            paid_at_ms: receipt.paid_at.map(UnixMs::get),
            payer_name: receipt.payer_name.clone(),
        }
    }
}

impl TryFrom<ReceiptRow> for Receipt {
    type Error = Error;

    fn try_from(row: ReceiptRow) -> Result<Self, Error> {
        let end_to_end_id = row.end_to_end_id.map(EndToEndId::new).transpose();
        Ok(Self {
            received: row.received_centavos.map(Centavos::new),
            end_to_end_id: end_to_end_id.map_err(|_| bad_id("end-to-end id"))?,
            paid_at: row.paid_at_ms.map(UnixMs::new),
            payer_name: row.payer_name,
        })
    }
}

/// A status as it stands in the index and in filters.
pub(crate) const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Registering => "registering",
        Status::Pending => "pending",
        Status::Paid => "paid",
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
        Anomaly::AmountMismatch => "amount_mismatch",
        Anomaly::DuplicatePayment => "duplicate_payment",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            received: Some(Centavos::new(1_250)),
            end_to_end_id: Some(EndToEndId::new("E1").unwrap()),
            paid_at: None,
            payer_name: Some("João S***".into()),
        }
    }

    #[test]
    fn every_event_comes_back_as_it_was_written() {
        let seen = |status| {
            Event::Seen(Observation { status, evidence: Evidence::Polled, sibling_paid: true })
        };
        let events = [
            Event::Registered(Registration {
                provider_id: ProviderId::new("kk6").unwrap(),
                copy_and_paste: "000201\u{e7}".into(),
                expires_at: UnixMs::new(5),
                clock_ahead_ms: -3,
            }),
            Event::Refused(Rejection { code: "X".into(), message: "não".into() }),
            Event::CancelRequested,
            seen(Seen::Waiting),
            seen(Seen::Paid(receipt())),
            seen(Seen::Refunded(receipt())),
            seen(Seen::Expired),
            seen(Seen::Cancelled),
            seen(Seen::Unknown("IN_REVIEW".into())),
            Event::Seen(Observation {
                status: Seen::Paid(receipt()),
                evidence: Evidence::SignedWebhook,
                sibling_paid: false,
            }),
        ];
        for event in events {
            let (kind, body) = write_event(&event).unwrap();
            assert_eq!(read_event(&kind, &body).unwrap(), event, "{kind} {body}");
        }
    }

    #[test]
    fn the_released_shape_of_an_event_does_not_change() {
        let rest = r#","sibling_paid":false,"status":{"paid":{"end_to_end_id":"E1","paid_at_ms":null,"payer_name":"João S***","received_centavos":1250}}}"#;
        for (evidence, word) in
            [(Evidence::Polled, "polled"), (Evidence::SignedWebhook, "signed_webhook")]
        {
            let status = Seen::Paid(receipt());
            let event = Event::Seen(Observation { status, evidence, sibling_paid: false });
            let (kind, body) = write_event(&event).unwrap();
            assert_eq!(kind, "seen");
            assert_eq!(body, format!(r#"{{"evidence":"{word}"{rest}"#));
        }
    }
}
