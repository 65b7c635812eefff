//! One charge, with the money that arrived for it and went back. Its status follows from these and the
//! time.

use serde::{Deserialize, Serialize};

use super::{Dispute, Refund};

/// When a charge of a provider without an expiry ends.
pub const NEVER_MS: i64 = i64::MAX;

/// Whose charge or payout it is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Amounts in reais, answers in `UPPER_CASE`.
    #[default]
    ConnectPsp,
    /// Amounts in cents, under the path `/integrapay`.
    IntegraPay,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::ConnectPsp, Self::IntegraPay];

    /// As tills call its adapter.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConnectPsp => "connectpsp",
            Self::IntegraPay => "integrapay",
        }
    }
}

/// A charge as the PSP keeps it. Money is centavos, times are milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Whose it is.
    #[serde(default)]
    pub provider: Provider,
    /// The PSP's id: 35 letters and digits, or a number.
    pub transaction_id: String,
    /// The PSP's other id: 7 letters and digits, or a UUID (`IntegraPay`'s `externalId`).
    pub internal_code: String,
    /// The merchant's own id of the charge; empty if it has none, which only `IntegraPay` takes.
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
    /// When it can no longer be paid; [`NEVER_MS`] if it always can.
    pub expires_at_ms: i64,
    /// When it was cancelled.
    pub cancelled_at_ms: Option<i64>,
    /// What arrived, in order.
    pub payments: Vec<Payment>,
    /// Where its webhooks go, if the merchant wants them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// What went back or is on its way, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Refund>,
    /// What the payer's bank claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
}

/// What a merchant asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCharge {
    /// Of whom.
    pub provider: Provider,
    /// The merchant's own id of the charge; empty if it gave none.
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
    /// How long it can be paid; [`NEVER_MS`] for ever.
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

/// Where a charge is in its life (C-ci-get).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The customer can pay.
    AwaitingPayment,
    /// Money has arrived, and some of it is still here.
    Paid,
    /// All of it went back.
    Refunded,
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
            Self::Refunded => "REFUNDED",
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
            provider: new.provider,
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
            refunds: Vec::new(),
            dispute: None,
        }
    }

    /// The status at that moment.
    ///
    /// ASSUMED: money that arrives after expiry or cancel makes the charge `PAID` (A5, [N]).
    pub fn status(&self, now_ms: i64) -> Status {
        if !self.payments.is_empty() {
            let is_gone = self.refunded_centavos(now_ms) >= self.received_centavos();
            if is_gone { Status::Refunded } else { Status::Paid }
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

    /// What went back by then.
    pub fn settled_refunds(&self, now_ms: i64) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().filter(move |refund| refund.settles_at_ms <= now_ms)
    }

    /// All that went back by then.
    pub fn refunded_centavos(&self, now_ms: i64) -> i64 {
        let amounts = self.settled_refunds(now_ms).map(|refund| refund.amount_centavos);
        amounts.fold(0, i64::saturating_add)
    }

    /// All that arrived and neither went back nor is on its way back.
    pub fn left_centavos(&self) -> i64 {
        self.received_centavos().saturating_sub(self.refunded_centavos(NEVER_MS))
    }

    /// What one may ask for it by.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        let payments = self.payments.iter().map(|payment| payment.end_to_end_id.as_str());
        let refunds = self.refunds.iter().map(|refund| refund.end_to_end_id.as_str());
        [self.transaction_id.as_str(), self.internal_code.as_str()]
            .into_iter()
            .chain(payments)
            .chain(refunds)
    }
}
