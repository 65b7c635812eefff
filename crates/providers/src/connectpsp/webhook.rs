//! ConnectPSP's webhooks (C-wh, connectpsp.md A7): whose they are, and what they say.

use std::collections::BTreeMap;

use domain::PayoutStatus;
use domain::charge::{Evidence, Observation};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::wire::{CashIn, CashOut};
use super::{map, payout};
use crate::answer::clean;
use crate::lenient::Object;
use crate::webhook::{Trust, WebhookContent};

/// Lower-case hex of HMAC-SHA256 over the raw body, the key being the `CryptoToken` as text.
const SIGNATURE: &str = "x-connect-signature";

/// Whether the provider has signed this body.
pub(super) fn trust(
    crypto_token: Option<&SecretString>,
    headers: &BTreeMap<String, String>,
    body: &[u8],
) -> Trust {
    let Some(key) = crypto_token else { return Trust::NoSecret };
    let Some(signature) = headers.get(SIGNATURE) else { return Trust::Unsigned };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes()) else {
        return Trust::BadSignature;
    };
    mac.update(body);
    let expected = hex::encode(mac.finalize().into_bytes());
    let is_right = expected.as_bytes().ct_eq(signature.as_bytes());
    if bool::from(is_right) { Trust::Signed } else { Trust::BadSignature }
}

/// What the body says, whoever sent it.
pub(super) fn says(body: &[u8]) -> WebhookContent {
    read(body).unwrap_or_else(|reason| WebhookContent::Malformed { reason: reason.to_owned() })
}

fn read(body: &[u8]) -> Result<WebhookContent, &'static str> {
    // `eventAt` is left alone: nothing goes by it (connectpsp.md, quirk 1).
    let envelope = Object::read(body)?;
    let kind = envelope.text("eventType").filter(|it| !it.is_empty()).ok_or("no eventType")?;
    let kind = clean(&kind);
    let data = envelope.object("data").ok_or("no data");
    match kind.as_str() {
        "CASHIN_PAID" => cash_in(kind, "PAID", &data?),
        "CASHIN_REFUNDED" => cash_in(kind, "REFUNDED", &data?),
        "CASHOUT_COMPLETED" => cash_out(kind, "COMPLETED", &data?),
        "CASHOUT_FAILED" => cash_out(kind, "FAILED", &data?),
        "CASHOUT_REFUNDED" => cash_out(kind, "REFUNDED", &data?),
        _ => Ok(WebhookContent::Other { kind }),
    }
}

/// `word`: the status that the type of the event means.
fn cash_in(kind: String, word: &str, data: &Object) -> Result<WebhookContent, &'static str> {
    let cash_in = CashIn::of(data);
    let names = map::named(&cash_in);
    if names.ids.is_empty() && names.reference.is_none() {
        return Err("it names no charge");
    }
    // The data must not say something else than the type of the event.
    let contradicts = cash_in.status.as_deref().is_some_and(|told| !is_same(told, word));
    let (observation, unreadable_amount) = if contradicts {
        (Err("eventType and status contradict each other".to_owned()), None)
    } else {
        let (status, unreadable) = map::seen(word, &cash_in);
        let evidence = Evidence::SignedWebhook;
        (Ok(Observation { status, evidence }), unreadable)
    };
    Ok(WebhookContent::Charge { kind, names, observation, unreadable_amount, notice: None })
}

fn cash_out(kind: String, status: &str, data: &Object) -> Result<WebhookContent, &'static str> {
    let cash_out = CashOut::of(data);
    let id = payout::id(&cash_out).ok_or("it names no payout")?;
    let mut seen = payout::seen(id, status, &cash_out);
    if let Some(told) = cash_out.status.filter(|told| !is_same(told, status)) {
        // It says two things: neither is believed, and the provider is asked.
        seen.status = PayoutStatus::Unknown(format!("{kind}: {}", clean(&told)));
    }
    Ok(WebhookContent::Payout { kind, seen: Box::new(seen) })
}

/// Two words of a status, in whatever case, as its answers are read.
fn is_same(told: &str, word: &str) -> bool {
    told.trim().eq_ignore_ascii_case(word)
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
