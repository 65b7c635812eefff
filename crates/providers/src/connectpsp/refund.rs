//! Refunds (C-ci-ref): always of the whole amount, signed, and taken long before they are settled.

use async_trait::async_trait;
use domain::charge::RefundReason;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::wire::{CashIn, RefundRequest};
use super::{ConnectPsp, Signing, map};
use crate::answer::{end_to_end_id, is_success, malformed};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse, Method, segment};
use crate::psp::{NewRefund, RefundSending, RefundTaken, Refunds};

#[async_trait]
impl Refunds for ConnectPsp {
    fn refund_body(&self, refund: &NewRefund<'_>) -> String {
        body(refund.reason, refund.description)
    }

    async fn refund(&self, sending: &RefundSending<'_>) -> Result<RefundTaken, Error> {
        let path = format!("/cash-in/{}/refund", segment(sending.id.as_str())?);
        let request = HttpRequest {
            method: Method::Post,
            url: self.address(&path),
            headers: vec![
                ("X-Idempotency-Key", sending.idempotency_key.as_str().to_owned()),
                ("Content-Type", "application/json".to_owned()),
            ],
            body: Some(sending.body.to_owned()),
        };
        let response = self.call(request, Signing::Token).await?;
        if is_success(&response) {
            return taken(&response, sending);
        }
        let code = map::problem(&response.body).code;
        match code.as_deref() {
            Some("CASH_IN_ALREADY_REFUNDED") => Ok(RefundTaken { return_id: None }),
            Some(code @ "MISSING_END_TO_END_ID") => Err(Error::NotYet { code: code.to_owned() }),
            _ => Err(map::failure(&response, self.clock.now())),
        }
    }
}

fn body(reason: RefundReason, description: Option<&str>) -> String {
    let reason = match reason {
        RefundReason::Fraud => "FRAUD",
        RefundReason::DuplicatedPayment => "DUPLICATED_PAYMENT",
        RefundReason::CustomerRequest => "CUSTOMER_REQUEST",
        RefundReason::MerchantError => "MERCHANT_ERROR",
    };
    serde_json::to_string(&RefundRequest { reason, description }).unwrap_or_default()
}

/// A 202 without a readable object is an unknown outcome: the same key brings the answer again.
fn taken(response: &HttpResponse, sending: &RefundSending<'_>) -> Result<RefundTaken, Error> {
    let cash_in = CashIn::of(&map::read(&response.body)?);
    if !map::is_about([&cash_in.transaction_id, &cash_in.internal_code], sending.id) {
        return Err(malformed("the answer is about another charge"));
    }
    // Before it is settled the payment's own id (E…) may still stand here.
    let id = end_to_end_id(&cash_in.end_to_end_id).ok().flatten();
    Ok(RefundTaken { return_id: id.filter(|id| id.as_str().starts_with('D')) })
}

/// `DigitalSignature` (connectpsp.md, A3): lower-case hex of HMAC-SHA256, the key being the
/// `CryptoToken` as text, the message the access token. It covers no body.
pub(super) fn digital_signature(crypto_token: &SecretString, access_token: &str) -> Option<String> {
    let key = crypto_token.expose_secret().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(access_token.as_bytes());
    Some(hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
#[path = "refund_tests.rs"]
mod tests;
