//! POST /cash-in/{id}/refund (C-ci-ref).

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::cash_in::{MAX_TEXT_CHARS, is_short_text};
use super::wire::{RefundTaken, read_json};
use super::{ConnectPsp, Problem};
use crate::Credentials;
use crate::books::{Books, Charge, NewRefund, Provider, Refund, RefundRefusal, Status};
use crate::message::{Request, Response};
use crate::signature;

/// Body of the request.
#[derive(Deserialize)]
struct RefundRequest {
    reason: Reason,
    /// A note for the merchant's audit.
    description: Option<String>,
    /// Not of the documentation: there is no amount, a refund is always of everything.
    amount: Option<Box<RawValue>>,
}

/// Why ([D] C-ci-ref).
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Reason {
    Fraud,
    DuplicatedPayment,
    CustomerRequest,
    MerchantError,
}

impl Reason {
    fn word(self) -> &'static str {
        match self {
            Self::Fraud => "FRAUD",
            Self::DuplicatedPayment => "DUPLICATED_PAYMENT",
            Self::CustomerRequest => "CUSTOMER_REQUEST",
            Self::MerchantError => "MERCHANT_ERROR",
        }
    }
}

impl Credentials {
    /// `DigitalSignature` of a call with that access token: HMAC-SHA256 with the `CryptoToken` as the
    /// key, in small hexadecimal letters; the body is not in it ([D] C-tut-out).
    pub fn sign_call(&self, access_token: &str) -> String {
        signature::hmac_sha256_hex(&self.crypto_token, access_token.as_bytes())
    }
}

// ASSUMED: what is looked at first where more than one thing is wrong (A6, [N]): the signature, the
// body, the key, the id, the status.
pub(super) fn take(
    psp: &ConnectPsp,
    books: &mut Books,
    id: &str,
    request: &Request,
    access_token: &str,
    now_ms: i64,
) -> Result<Response, Problem> {
    // ASSUMED: small letters only, as the sample makes them (A3, [I]).
    let expected = psp.credentials.sign_call(access_token);
    if request.header("digitalsignature") != Some(&expected) {
        return Err(Problem::invalid_signature());
    }
    let wanted = validated(request)?;
    let key = request.header("x-idempotency-key");
    if key.is_some_and(|key| !is_short_text(key)) {
        return Err(Problem::validation("X-Idempotency-Key is empty or too long."));
    }
    let request_sha256 = hex::encode(Sha256::digest(&request.body));
    if let Some((charge, refund)) = key.and_then(|key| of_key(books, key)) {
        // ASSUMED: a key is of one charge's refund and of one body; keys of creations are others
        // (A8, [N]).
        let is_same = refund.request_sha256 == request_sha256 && is_called(charge, id);
        return if is_same { Ok(taken(charge, refund)) } else { Err(Problem::key_reused()) };
    }
    let charge = books.find_at(Provider::ConnectPsp, id);
    let charge = charge.ok_or_else(|| Problem::not_found("There is no cash-in with this id."))?;
    may_go_back(charge, now_ms)?;
    let transaction_id = charge.transaction_id.clone();
    let new = NewRefund {
        amount_centavos: None,
        reason: Some(wanted.reason.word().to_owned()),
        settles_after_ms: books.switches().refund_settles_after_ms,
        idempotency_key: key.map(str::to_owned),
        request_sha256,
    };
    let refund = books.refund(&transaction_id, new, now_ms).map_err(refused)?;
    let charge = books.find_at(Provider::ConnectPsp, &transaction_id);
    charge.map(|charge| taken(charge, &refund)).ok_or_else(Problem::internal_error)
}

fn validated(request: &Request) -> Result<RefundRequest, Problem> {
    let wanted: RefundRequest = read_json(request)?;
    // ASSUMED: an amount is refused rather than overlooked (A4, [N]).
    if wanted.amount.is_some() {
        return Err(Problem::validation("amount: a refund is always of the whole amount."));
    }
    let length = wanted.description.as_ref().map_or(0, |text| text.chars().count());
    if length > MAX_TEXT_CHARS {
        return Err(Problem::validation("description: is too long."));
    }
    Ok(wanted)
}

fn of_key<'a>(books: &'a Books, key: &str) -> Option<(&'a Charge, &'a Refund)> {
    let theirs = books.charges().filter(|charge| charge.provider == Provider::ConnectPsp);
    let mut refunds =
        theirs.flat_map(|charge| charge.refunds.iter().map(move |refund| (charge, refund)));
    refunds.find(|(_, refund)| refund.idempotency_key.as_deref() == Some(key))
}

fn is_called(charge: &Charge, id: &str) -> bool {
    charge.ids().any(|it| it == id)
}

/// Only what is paid is refunded ([D] C-ci-ref).
// ASSUMED: a refund on its way counts as one (A6, [N]).
fn may_go_back(charge: &Charge, now_ms: i64) -> Result<(), Problem> {
    if !charge.refunds.is_empty() {
        return Err(Problem::already_refunded());
    }
    match charge.status(now_ms) {
        Status::Paid => Ok(()),
        Status::Refunded => Err(Problem::already_refunded()),
        Status::AwaitingPayment => Err(Problem::not_paid()),
        Status::Expired => Err(Problem::expired()),
        Status::Cancelled => Err(Problem::cancelled()),
    }
}

fn refused(refusal: RefundRefusal) -> Problem {
    match refusal {
        RefundRefusal::Unknown => Problem::not_found("There is no cash-in with this id."),
        RefundRefusal::NotPaid => Problem::not_paid(),
        _ => Problem::already_refunded(),
    }
}

fn taken(charge: &Charge, refund: &Refund) -> Response {
    Response::json(202, &RefundTaken::of(charge, refund))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_facts() {
        let credentials =
            Credentials { crypto_token: "test-crypto-token".to_owned(), ..Credentials::training() };
        assert_eq!(
            credentials.sign_call("aaa.bbb.ccc"),
            "5adb8f6b432a06f8cb6d911cdbba05686c4e2ae5a29251b37d9dd216337bdf74"
        );
    }
}
