//! ConnectPSP's words to ours and back: pure.

use domain::charge::{Evidence, Observation, Receipt, Registration, Returned, Seen};
use domain::{Centavos, Payer, ProviderId, Reference, TaxId, UnixMs, mask_name};
use serde_json::value::RawValue;

use super::wire::{CashIn, CashInRequest, PayerRequest, Problem, SentCashIn};
use crate::answer::{self, clean, date, end_to_end_id, is_success, moment, trouble};
use crate::error::Error;
use crate::http::HttpResponse;
use crate::psp::{Fetched, NewCharge, Sending};

/// Clocks that differ by less agree.
const CLOCK_ROUNDING_MS: i64 = 10_000;

/// The body of `POST /cash-in`; `expirationInMinutes` always stands in it (X17).
pub(super) fn cash_in_body(charge: &NewCharge<'_>, payer: &Payer) -> String {
    let amount = RawValue::from_string(charge.amount.to_decimal()).unwrap_or_default();
    let request = CashInRequest {
        amount,
        external_reference: charge.reference.as_str(),
        expiration_in_minutes: charge.expires_in_min,
        webhook_url: charge.webhook_url,
        payer: PayerRequest { name: payer.name(), document: payer.document().digits() },
    };
    serde_json::to_string(&request).unwrap_or_default()
}

/// The payer in a body that [`cash_in_body`] made.
pub(super) fn payer_of_body(body: &str) -> Option<Payer> {
    let sent: SentCashIn = serde_json::from_str(body).ok()?;
    Payer::new(&sent.payer.name, TaxId::parse(&sent.payer.document).ok()?).ok()
}

/// The answer to `POST /cash-in`. An unreadable 2xx is `Malformed`: the charge may exist, the same
/// key brings the same answer again.
pub(super) fn registration(
    response: &HttpResponse,
    sending: &Sending<'_>,
    now: UnixMs,
) -> Result<Registration, Error> {
    if !is_success(response) {
        return Err(failure(response, now));
    }
    let cash_in: CashIn<'_> = read(&response.body)?;
    let id = cash_in.transaction_id.or(cash_in.internal_code).unwrap_or_default();
    let provider_id =
        ProviderId::new(id).map_err(|_| Error::Malformed("no usable transactionId".to_owned()))?;
    let copy_and_paste = cash_in.pix_data.and_then(|it| it.copy_and_paste).unwrap_or_default();
    if copy_and_paste.is_empty() || copy_and_paste.len() > 4_096 {
        return Err(Error::Malformed("no usable pixData.copyAndPaste".to_owned()));
    }
    let stamp = cash_in.requested_at.as_deref().and_then(moment).or_else(|| date(response));
    let requested_at = stamp.unwrap_or(now);
    Ok(Registration {
        provider_id,
        copy_and_paste,
        // Inferred (connectpsp.md A4): the answer has no time of expiry.
        expires_at: requested_at.plus_ms(i64::from(sending.expires_in_min) * 60_000),
        lives_on: false,
        clock_ahead_ms: clock_ahead_ms(requested_at, sending.requested_at, now),
    })
}

/// How far our clock is ahead of the provider's. Its stamp of the creation lies between our first
/// sending and now; what sticks out is the difference of the clocks. A few seconds are rounding.
fn clock_ahead_ms(stamp: UnixMs, first_sent: UnixMs, now: UnixMs) -> i64 {
    let ahead_ms =
        if stamp < first_sent { first_sent.since(stamp) } else { now.since(stamp).min(0) };
    if ahead_ms.abs() <= CLOCK_ROUNDING_MS { 0 } else { ahead_ms }
}

/// The answer to `GET /cash-in/{id}`.
pub(super) fn fetched(
    response: &HttpResponse,
    id: &ProviderId,
    now: UnixMs,
) -> Result<Fetched, Error> {
    if !is_success(response) {
        return Err(failure(response, now));
    }
    let cash_in: CashIn<'_> = read(&response.body)?;
    about(&cash_in, id)?;
    let Some(word) = cash_in.status.as_deref() else {
        return Err(Error::Malformed("no status".to_owned()));
    };
    let status = seen(word, &cash_in)?;
    let observation = Observation { status, evidence: Evidence::Polled, sibling_paid: false };
    let reference = cash_in.external_reference.and_then(|it| Reference::new(it).ok());
    Ok(Fetched { observation, reference, provider_time: date(response) })
}

/// An answer that names its charge must name the one that was asked about.
pub(super) fn about(cash_in: &CashIn<'_>, id: &ProviderId) -> Result<(), Error> {
    if is_about([&cash_in.transaction_id, &cash_in.internal_code], id) {
        return Ok(());
    }
    Err(Error::Malformed("the answer is about another charge".to_owned()))
}

/// Whether one of the names is `id`, or there is none.
pub(super) fn is_about(named: [&Option<String>; 2], id: &ProviderId) -> bool {
    let mut named = named.into_iter().flatten().peekable();
    named.peek().is_none() || named.any(|name| name == id.as_str())
}

/// What a status word says about a charge.
pub(super) fn seen(word: &str, cash_in: &CashIn<'_>) -> Result<Seen, Error> {
    Ok(match word {
        "AWAITING_PAYMENT" => Seen::Waiting,
        "PAID" => Seen::Paid(receipt(cash_in)?),
        "REFUNDED" => Seen::Refunded(receipt(cash_in)?, returned(cash_in)),
        "EXPIRED" => Seen::Expired,
        "CANCELLED" => Seen::Cancelled,
        unknown => Seen::Unknown(clean(unknown)),
    })
}

fn receipt(cash_in: &CashIn<'_>) -> Result<Receipt, Error> {
    // A number as documented; in quotes it is the same number.
    let amount = cash_in.amount.map(|raw| raw.get().trim_matches('"'));
    let received = amount.map(Centavos::from_decimal).transpose();
    // After a refund endToEndId is the devolution's (D…) and the payment's stands beside it.
    let id = cash_in.original_end_to_end_id.as_ref().or(cash_in.end_to_end_id.as_ref());
    let name = cash_in.payer.as_ref().and_then(|payer| payer.name.as_deref());
    Ok(Receipt {
        received: received.map_err(|_| Error::Malformed("the amount is not money".to_owned()))?,
        end_to_end_id: id.and_then(|id| end_to_end_id(id)),
        paid_at: cash_in.paid_at.as_deref().and_then(moment),
        payer_name: name.map(mask_name).filter(|name| !name.is_empty()),
    })
}

/// Refunds are of the whole amount (C-ci-ref), so none is named.
fn returned(cash_in: &CashIn<'_>) -> Returned {
    let is_there = cash_in.original_end_to_end_id.is_some();
    let id = cash_in.end_to_end_id.as_ref().filter(|_| is_there);
    Returned {
        amount: None,
        end_to_end_id: id.and_then(|id| end_to_end_id(id)),
        at: cash_in.refunded_at.as_deref().and_then(moment),
    }
}

/// What an answer outside 2xx means, by its documented code, else by its status (X25).
pub(super) fn failure(response: &HttpResponse, now: UnixMs) -> Error {
    let problem = problem(&response.body);
    let text: Vec<String> = [problem.title, problem.detail].into_iter().flatten().collect();
    answer::failure(response, now, problem.code.as_deref(), &text.join(": "))
}

/// The RFC 7807 body of a failure; empty where it is something else.
pub(super) fn problem(body: &[u8]) -> Problem {
    serde_json::from_slice(body).unwrap_or_default()
}

/// Whether a 401 means the token and not the credentials: `TOKEN_EXPIRED` as documented, or a 401
/// without a code that we know, which a new token may mend (ASSUMED).
pub(super) fn is_expired_token(body: &[u8]) -> bool {
    !matches!(
        problem(body).code.as_deref(),
        Some("INVALID_CREDENTIALS" | "INVALID_APPLICATION_TOKEN")
    )
}

fn read(body: &[u8]) -> Result<CashIn<'_>, Error> {
    serde_json::from_slice(body).map_err(|error| Error::Malformed(trouble(&error).to_owned()))
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
