//! The events of an unmatched payment as rows.

use domain::{Centavos, OrderNumber, UnixMs, UnmatchedMoney};
use serde::{Deserialize, Serialize};

use super::{
    AccountRow, bad_id, end_to_end_id, id_text, provider_id, read_row, reference, words, write_row,
};
use crate::error::Error;

/// What can happen to money without a sale. Its stream says which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnmatchedEvent {
    /// It arrived, as the provider says.
    Found(UnmatchedMoney),
    /// It was the money for this attempt, which has a `matched` event of its own.
    Matched { order: OrderNumber, attempt: u32, reason: String },
    /// It is no sale of this till.
    Dismissed { reason: String },
}

impl UnmatchedEvent {
    /// Its kind and body in the log.
    pub(crate) fn write(&self) -> Result<(String, String), Error> {
        write_row(&UnmatchedRow::from(self))
    }

    /// The event of a row.
    pub(crate) fn read(kind: &str, body: &str) -> Result<Self, Error> {
        read_row::<UnmatchedRow>(kind, body)?.try_into()
    }
}

/// The number of the payment that an event of an older log is about: there it stood in the body.
pub(crate) fn number_in_body(body: &str) -> Result<i64, Error> {
    #[derive(Deserialize)]
    struct Numbered {
        number: i64,
    }
    let numbered: Numbered =
        serde_json::from_str(body).map_err(|error| super::unreadable(&error))?;
    Ok(numbered.number)
}

/// The kinds of these events.
pub(crate) const UNMATCHED_KINDS: [&str; 3] =
    ["unmatched_found", "unmatched_matched", "unmatched_dismissed"];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
enum UnmatchedRow {
    #[serde(rename = "unmatched_found", alias = "orphan_found")]
    Found(FoundRow),
    #[serde(rename = "unmatched_matched", alias = "orphan_attached")]
    Matched {
        order: i64,
        attempt: u32,
        #[serde(deserialize_with = "words")]
        reason: String,
    },
    #[serde(rename = "unmatched_dismissed", alias = "orphan_set_aside")]
    Dismissed {
        #[serde(deserialize_with = "words")]
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FoundRow {
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

impl From<&UnmatchedEvent> for UnmatchedRow {
    fn from(event: &UnmatchedEvent) -> Self {
        match event {
            UnmatchedEvent::Found(money) => Self::Found(FoundRow {
                provider: money.provider.clone(),
                account: money.account.as_ref().map(AccountRow::of),
                provider_id: money.provider_id.as_str().to_owned(),
                reference: money.reference.as_ref().map(|it| it.as_str().to_owned()),
                amount_centavos: money.amount.map(Centavos::get),
                end_to_end_id: id_text(money.end_to_end_id.as_ref()),
                paid_at_ms: money.paid_at.map(UnixMs::get),
                payer_name: money.payer_name.clone(),
            }),
            UnmatchedEvent::Matched { order, attempt, reason } => {
                Self::Matched { order: order.get(), attempt: *attempt, reason: reason.clone() }
            }
            UnmatchedEvent::Dismissed { reason } => Self::Dismissed { reason: reason.clone() },
        }
    }
}

impl TryFrom<UnmatchedRow> for UnmatchedEvent {
    type Error = Error;

    fn try_from(row: UnmatchedRow) -> Result<Self, Error> {
        Ok(match row {
            UnmatchedRow::Found(row) => Self::Found(UnmatchedMoney {
                account: row.account.map(|account| account.at(row.provider.clone())),
                provider: row.provider,
                provider_id: provider_id(row.provider_id)?,
                reference: reference(row.reference)?,
                amount: row.amount_centavos.map(Centavos::new),
                end_to_end_id: end_to_end_id(row.end_to_end_id)?,
                paid_at: row.paid_at_ms.map(UnixMs::new),
                payer_name: row.payer_name,
            }),
            UnmatchedRow::Matched { order, attempt, reason } => Self::Matched {
                order: OrderNumber::new(order).ok_or_else(|| bad_id("order number"))?,
                attempt,
                reason,
            },
            UnmatchedRow::Dismissed { reason } => Self::Dismissed { reason },
        })
    }
}
