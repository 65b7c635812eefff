//! Webhooks as they are sent to a transaction's `webhookUrl` (C-wh, C-tut-in; facts A7).

use serde::Serialize;

use super::cash_out::FetchedPayout;
use super::wire::Fetched;
use crate::books::{Books, Notice, NoticeKind, Provider};
use crate::{Credentials, signature, time};

/// The header with the body's signature.
pub(crate) const SIGNATURE: &str = "x-connect-signature";
/// The header with the attempt's own id.
pub(crate) const EVENT_ID: &str = "x-event-id";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<T> {
    event_type: &'static str,
    event_at: String,
    /// Of the same shape as the answer to GET.
    data: T,
}

/// The body of a notice's webhook; absent if the books have forgotten the charge or payout.
///
/// A repeated try has the same bytes. ASSUMED: `eventAt` is the time of the first try, and `data`
/// tells of the charge as it was when the event happened, whatever came since (A7, [N]).
pub(crate) fn webhook_body(books: &Books, notice: &Notice, now_ms: i64) -> Option<Vec<u8>> {
    let event_type = event_type(notice.told)?;
    let event_at_ms = notice.first_sent_at_ms.unwrap_or(now_ms);
    let event_at = time::utc(event_at_ms);
    let id = &notice.transaction_id;
    if matches!(notice.told, NoticeKind::ChargePaid | NoticeKind::ChargeRefunded) {
        let mut charge = books.find_at(Provider::ConnectPsp, id)?.clone();
        charge.payments.truncate(notice.payments);
        charge.refunds.truncate(notice.refunds);
        let data = Fetched::of(&charge, event_at_ms);
        return serde_json::to_vec(&Envelope { event_type, event_at, data }).ok();
    }
    let mut payout = books.payout(Provider::ConnectPsp, id)?.clone();
    payout.steps.truncate(notice.steps);
    let data = FetchedPayout::of(&payout);
    serde_json::to_vec(&Envelope { event_type, event_at, data }).ok()
}

/// [D] C-wh, C-ci-new, C-co-new; absent for what no page names.
pub(crate) fn event_type(told: NoticeKind) -> Option<&'static str> {
    match told {
        NoticeKind::ChargePaid => Some("CASHIN_PAID"),
        NoticeKind::ChargeRefunded => Some("CASHIN_REFUNDED"),
        NoticeKind::PayoutPaid => Some("CASHOUT_COMPLETED"),
        NoticeKind::PayoutFailed => Some("CASHOUT_FAILED"),
        NoticeKind::PayoutRefunded => Some("CASHOUT_REFUNDED"),
        NoticeKind::ChargeCreated
        | NoticeKind::ChargeDisputed
        | NoticeKind::PayoutCreated
        | NoticeKind::PayoutCancelled => None,
    }
}

impl Credentials {
    /// `X-Connect-Signature` of a webhook's body: HMAC-SHA256 with the `CryptoToken` as the key,
    /// in small hexadecimal letters ([D] C-wh).
    pub fn sign_webhook(&self, body: &[u8]) -> String {
        signature::hmac_sha256_hex(&self.crypto_token, body)
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
