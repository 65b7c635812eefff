//! `CASHIN_PAID` as it is sent to a charge's `webhookUrl` (C-wh, C-tut-in; facts A7).

use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;

use super::wire::Fetched;
use crate::Credentials;
use crate::books::{Books, Notice};
use crate::time;

/// The header with the body's signature.
pub(crate) const SIGNATURE: &str = "x-connect-signature";
/// The header with the attempt's own id.
pub(crate) const EVENT_ID: &str = "x-event-id";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    event_type: &'static str,
    event_at: String,
    /// Of the same shape as the answer to GET.
    data: Fetched<'a>,
}

/// The body of a notice's webhook; absent if the books have forgotten the charge.
///
/// A repeated try has the same bytes. ASSUMED: `eventAt` is the time of the first try, and `data`
/// tells of the charge as it was when the event happened, whatever came since (A7, [N]).
pub(crate) fn webhook_body(books: &Books, notice: &Notice, now_ms: i64) -> Option<Vec<u8>> {
    let mut charge = books.find(&notice.transaction_id)?.clone();
    charge.payments.truncate(notice.payments);
    let event_at_ms = notice.first_sent_at_ms.unwrap_or(now_ms);
    let envelope = Envelope {
        event_type: "CASHIN_PAID",
        event_at: time::utc(event_at_ms),
        data: Fetched::of(&charge, event_at_ms),
    };
    serde_json::to_vec(&envelope).ok()
}

impl Credentials {
    /// `X-Connect-Signature` of a webhook's body: HMAC-SHA256 with the `CryptoToken` as the key,
    /// in small hexadecimal letters ([D] C-wh).
    pub fn sign_webhook(&self, body: &[u8]) -> String {
        // A key of any length is right for an HMAC.
        let keyed = Hmac::<Sha256>::new_from_slice(self.crypto_token.as_bytes());
        let signed = keyed.map(|mac| mac.chain_update(body).finalize().into_bytes());
        signed.map(hex::encode).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_facts() {
        let credentials =
            Credentials { crypto_token: "test-crypto-token".to_owned(), ..Credentials::training() };
        let body = r#"{"eventType":"CASHIN_PAID","eventAt":"2026-03-10T14:22:18Z","data":{"transactionId":"abc"}}"#;
        assert_eq!(
            credentials.sign_webhook(body.as_bytes()),
            "57870c90511594aa4f54257d60dcc94af6f21a676575cafc7fe206271760e511"
        );
    }
}
