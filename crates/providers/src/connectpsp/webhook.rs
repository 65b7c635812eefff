//! ConnectPSP's webhooks (C-wh, connectpsp.md A7): whose they are, and what they say.

use std::collections::BTreeMap;

use domain::charge::{Evidence, Observation, Seen};
use domain::{PayoutStatus, ProviderId, Reference};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::wire::{CashIn, CashOut, Envelope};
use super::{map, payout};
use crate::answer::{clean, trouble};
use crate::lenient::is_object;
use crate::webhook::{Names, Says, Trust};

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
pub(super) fn says(body: &[u8]) -> Says {
    read(body).unwrap_or_else(|reason| Says::Malformed { reason: reason.to_owned() })
}

fn read(body: &[u8]) -> Result<Says, &'static str> {
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(|error| trouble(&error))?;
    let kind = envelope.event_type.filter(|it| !it.is_empty()).ok_or("no eventType")?;
    let kind = clean(&kind);
    let data = envelope.data.map(RawValue::get);
    let data = data.filter(|data| is_object(data.as_bytes())).ok_or("no data");
    match kind.as_str() {
        "CASHIN_PAID" => cash_in(kind, "PAID", data?),
        "CASHIN_REFUNDED" => cash_in(kind, "REFUNDED", data?),
        "CASHOUT_COMPLETED" => cash_out(kind, "COMPLETED", data?),
        "CASHOUT_FAILED" => cash_out(kind, "FAILED", data?),
        "CASHOUT_REFUNDED" => cash_out(kind, "REFUNDED", data?),
        _ => Ok(Says::Other { kind }),
    }
}

/// `status`: what the type of the event means.
fn cash_in(kind: String, status: &str, data: &str) -> Result<Says, &'static str> {
    let cash_in: CashIn<'_> = serde_json::from_str(data).map_err(|error| trouble(&error))?;
    let names = names(&cash_in);
    if names.ids.is_empty() && names.reference.is_none() {
        return Err("it names no charge");
    }
    Ok(Says::Charge { kind, names, observation: observation(status, &cash_in), notice: None })
}

fn cash_out(kind: String, status: &str, data: &str) -> Result<Says, &'static str> {
    let cash_out: CashOut<'_> = serde_json::from_str(data).map_err(|error| trouble(&error))?;
    let id = payout::id(&cash_out).ok_or("it names no payout")?;
    let mut seen = payout::seen(id, status, &cash_out);
    if let Some(told) = cash_out.status.filter(|told| told != status) {
        // It says two things: neither is believed, and the provider is asked.
        seen.status = PayoutStatus::Unknown(format!("{kind}: {}", clean(&told)));
    }
    Ok(Says::Payout { kind, seen: Box::new(seen) })
}

fn names(cash_in: &CashIn<'_>) -> Names {
    let ids = [&cash_in.transaction_id, &cash_in.internal_code];
    let id = |text: &Option<String>| ProviderId::new(text.as_deref()?).ok();
    Names {
        ids: ids.into_iter().filter_map(id).collect(),
        reference: cash_in.external_reference.as_deref().and_then(|it| Reference::new(it).ok()),
    }
}

/// The data must not say something else than the type of the event.
fn observation(status: &str, cash_in: &CashIn<'_>) -> Result<Observation, String> {
    if cash_in.status.as_deref().is_some_and(|told| told != status) {
        return Err("eventType and status contradict each other".to_owned());
    }
    let status: Seen = map::seen(status, cash_in).map_err(|error| error.to_string())?;
    Ok(Observation { status, evidence: Evidence::SignedWebhook, sibling_paid: false })
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
