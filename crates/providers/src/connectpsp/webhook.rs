//! ConnectPSP's webhooks (C-wh, connectpsp.md A7): whose they are, and what they say.

use std::collections::BTreeMap;

use domain::charge::{Evidence, Observation, Seen};
use domain::{ProviderId, Reference};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::map;
use super::wire::{CashIn, Envelope};
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
    let malformed = |reason: &str| Says::Malformed { reason: reason.to_owned() };
    let envelope: Envelope<'_> = match serde_json::from_slice(body) {
        Ok(envelope) => envelope,
        Err(error) => return malformed(trouble(&error)),
    };
    let Some(kind) = envelope.event_type.filter(|it| !it.is_empty()) else {
        return malformed("no eventType");
    };
    let kind = clean(&kind);
    let status = match kind.as_str() {
        "CASHIN_PAID" => "PAID",
        "CASHIN_REFUNDED" => "REFUNDED",
        _ => return Says::Other { kind },
    };
    let data = envelope.data.filter(|data| is_object(data.get().as_bytes()));
    let Some(data) = data else { return malformed("no data") };
    let cash_in: CashIn<'_> = match serde_json::from_str(data.get()) {
        Ok(cash_in) => cash_in,
        Err(error) => return malformed(trouble(&error)),
    };
    let names = names(&cash_in);
    if names.ids.is_empty() && names.reference.is_none() {
        return malformed("it names no charge");
    }
    Says::Charge { kind, names, observation: observation(status, &cash_in), notice: None }
}

fn names(cash_in: &CashIn<'_>) -> Names {
    let ids = [&cash_in.transaction_id, &cash_in.internal_code];
    let id = |text: &Option<String>| ProviderId::new(text.as_deref()?).ok();
    Names {
        ids: ids.into_iter().filter_map(id).collect(),
        reference: cash_in.external_reference.as_deref().and_then(|it| Reference::new(it).ok()),
    }
}

/// `status`: what the type of the event means; the data must not say something else.
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
