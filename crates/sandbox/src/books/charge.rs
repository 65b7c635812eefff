//! One charge, with the payments that arrived for it. Its status follows from these and the time.

use serde::{Deserialize, Serialize};

/// A charge as the PSP keeps it. Money is centavos, times are milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The PSP's id: 35 letters and digits.
    pub transaction_id: String,
    /// The PSP's short id: 7 letters and digits.
    pub internal_code: String,
    /// The merchant's own id of the charge.
    pub external_reference: String,
    /// The `X-Idempotency-Key` that made it.
    pub idempotency_key: Option<String>,
    /// SHA-256 of the request body that made it, in hexadecimal.
    pub request_sha256: String,
    /// What was asked for.
    pub amount_centavos: i64,
    /// The payer's name as the merchant gave it.
    pub payer_name: String,
    /// The payer's CPF or CNPJ as the merchant gave it.
    pub payer_document: String,
    /// The code that the customer pays.
    pub copy_and_paste: String,
    /// When it was made.
    pub requested_at_ms: i64,
    /// When it can no longer be paid.
    pub expires_at_ms: i64,
    /// When it was cancelled.
    pub cancelled_at_ms: Option<i64>,
    /// What arrived, in order.
    pub payments: Vec<Payment>,
    /// Where its webhooks go, if the merchant wants them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
}

/// What a merchant asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCharge {
    /// The merchant's own id of the charge.
    pub external_reference: String,
    /// The `X-Idempotency-Key`, if one came.
    pub idempotency_key: Option<String>,
    /// SHA-256 of the request body, in hexadecimal.
    pub request_sha256: String,
    /// What to ask for.
    pub amount_centavos: i64,
    /// The payer's name.
    pub payer_name: String,
    /// The payer's CPF or CNPJ.
    pub payer_document: String,
    /// How long it can be paid.
    pub expires_in_ms: i64,
    /// Where webhooks are wanted.
    pub webhook_url: Option<String>,
}

/// Money that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The Pix end-to-end id.
    pub end_to_end_id: String,
    /// How much arrived.
    pub amount_centavos: i64,
    /// When it arrived.
    pub paid_at_ms: i64,
}

/// Where a charge is in its life (C-ci-get; `REFUNDED` comes with refunds).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The customer can pay.
    AwaitingPayment,
    /// Money has arrived.
    Paid,
    /// Its time ran out.
    Expired,
    /// It was cancelled.
    Cancelled,
}

impl Status {
    /// The provider's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "AWAITING_PAYMENT",
            Self::Paid => "PAID",
            Self::Expired => "EXPIRED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl Charge {
    pub(super) fn new(
        new: NewCharge,
        transaction_id: String,
        internal_code: String,
        copy_and_paste: String,
        now_ms: i64,
    ) -> Self {
        Self {
            transaction_id,
            internal_code,
            external_reference: new.external_reference,
            idempotency_key: new.idempotency_key,
            request_sha256: new.request_sha256,
            amount_centavos: new.amount_centavos,
            payer_name: new.payer_name,
            payer_document: new.payer_document,
            copy_and_paste,
            requested_at_ms: now_ms,
            expires_at_ms: now_ms.saturating_add(new.expires_in_ms),
            cancelled_at_ms: None,
            payments: Vec::new(),
            webhook_url: new.webhook_url,
        }
    }

    /// The status at that moment.
    ///
    /// ASSUMED: money that arrives after expiry or cancel makes the charge `PAID` (A5, [N]).
    pub fn status(&self, now_ms: i64) -> Status {
        if !self.payments.is_empty() {
            Status::Paid
        } else if self.cancelled_at_ms.is_some() {
            Status::Cancelled
        } else if now_ms >= self.expires_at_ms {
            Status::Expired
        } else {
            Status::AwaitingPayment
        }
    }

    /// All that arrived.
    pub fn received_centavos(&self) -> i64 {
        let amounts = self.payments.iter().map(|payment| payment.amount_centavos);
        amounts.fold(0, i64::saturating_add)
    }

    /// What one may ask for it by.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        let end_to_end_ids = self.payments.iter().map(|payment| payment.end_to_end_id.as_str());
        [self.transaction_id.as_str(), self.internal_code.as_str()]
            .into_iter()
            .chain(end_to_end_ids)
    }
}
