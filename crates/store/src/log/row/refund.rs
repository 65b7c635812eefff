//! A refund that was asked for here, as it stands in a `refund_requested` event.

use domain::IdempotencyKey;
use domain::charge::{RefundOrder, RefundReason};
use serde::{Deserialize, Serialize};

use super::bad_id;
use crate::error::Error;

/// All that is needed to send it, as often as needed, to the byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefundOrderRow {
    reason: ReasonRow,
    description: Option<String>,
    idempotency_key: String,
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

impl From<&RefundOrder> for RefundOrderRow {
    fn from(order: &RefundOrder) -> Self {
        Self {
            reason: match order.reason {
                RefundReason::Fraud => ReasonRow::Fraud,
                RefundReason::DuplicatedPayment => ReasonRow::DuplicatedPayment,
                RefundReason::CustomerRequest => ReasonRow::CustomerRequest,
                RefundReason::MerchantError => ReasonRow::MerchantError,
            },
            description: order.description.clone(),
            idempotency_key: order.idempotency_key.as_str().to_owned(),
            request_body: order.body.clone(),
        }
    }
}

impl TryFrom<RefundOrderRow> for RefundOrder {
    type Error = Error;

    fn try_from(row: RefundOrderRow) -> Result<Self, Error> {
        Ok(Self {
            reason: match row.reason {
                ReasonRow::Fraud => RefundReason::Fraud,
                ReasonRow::DuplicatedPayment => RefundReason::DuplicatedPayment,
                ReasonRow::CustomerRequest => RefundReason::CustomerRequest,
                ReasonRow::MerchantError => RefundReason::MerchantError,
            },
            description: row.description,
            idempotency_key: IdempotencyKey::new(row.idempotency_key)
                .map_err(|_| bad_id("idempotency key"))?,
            body: row.request_body,
        })
    }
}
