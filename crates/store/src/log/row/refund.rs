//! A refund that was asked for here, as it stands in a `refund_requested` event.

use domain::charge::{RefundReason, RefundRequest};
use domain::{Centavos, IdempotencyKey, RefundId};
use serde::{Deserialize, Serialize};

use super::{bad_id, refund_id, words};
use crate::error::Error;

/// All that is needed to send it, as often as needed, to the byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefundRequestRow {
    /// Absent where it follows from the key, as in all logs so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Absent: all that is there; so also in logs from before there were parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount_centavos: Option<i64>,
    reason: ReasonRow,
    description: Option<String>,
    idempotency_key: String,
    #[serde(deserialize_with = "words")]
    request_body: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReasonRow {
    Fraud,
    DuplicatedPayment,
    CustomerRequest,
    MerchantError,
}

impl From<&RefundRequest> for RefundRequestRow {
    fn from(request: &RefundRequest) -> Self {
        let is_named_so = request.id == RefundId::of_key(&request.idempotency_key);
        Self {
            id: (!is_named_so).then(|| request.id.as_str().to_owned()),
            amount_centavos: request.amount.map(Centavos::get),
            reason: match request.reason {
                RefundReason::Fraud => ReasonRow::Fraud,
                RefundReason::DuplicatedPayment => ReasonRow::DuplicatedPayment,
                RefundReason::CustomerRequest => ReasonRow::CustomerRequest,
                RefundReason::MerchantError => ReasonRow::MerchantError,
            },
            description: request.description.clone(),
            idempotency_key: request.idempotency_key.as_str().to_owned(),
            request_body: request.body.clone(),
        }
    }
}

impl TryFrom<RefundRequestRow> for RefundRequest {
    type Error = Error;

    fn try_from(row: RefundRequestRow) -> Result<Self, Error> {
        let idempotency_key =
            IdempotencyKey::new(row.idempotency_key).map_err(|_| bad_id("idempotency key"))?;
        let id = refund_id(row.id)?.unwrap_or_else(|| RefundId::of_key(&idempotency_key));
        Ok(Self {
            id,
            amount: row.amount_centavos.map(Centavos::new),
            reason: match row.reason {
                ReasonRow::Fraud => RefundReason::Fraud,
                ReasonRow::DuplicatedPayment => RefundReason::DuplicatedPayment,
                ReasonRow::CustomerRequest => RefundReason::CustomerRequest,
                ReasonRow::MerchantError => RefundReason::MerchantError,
            },
            description: row.description,
            idempotency_key,
            body: row.request_body,
        })
    }
}
