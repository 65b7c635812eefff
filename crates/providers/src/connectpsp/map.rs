//! ConnectPSP's words to ours and back: pure.

use domain::charge::{Evidence, Observation, Receipt, RefundReport, Registration, Seen};
use domain::{Centavos, EndToEndId, Payer, ProviderId, TaxId, UnixMs};
use serde_json::value::RawValue;

use super::wire::{CashIn, CashInRequest, PayerRequest, Problem, SentCashIn};
use crate::answer::{
    self, clean, code, date, end_to_end_id, is_success, malformed, masked, moment, names, repeats,
};
use crate::error::Error;
use crate::http::HttpResponse;
use crate::lenient::{Object, Sole};
use crate::psp::{Created, Fetched, NewCharge, Sending};
use crate::webhook::Names;

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
    let sent = sent(body)?;
    Payer::new(&sent.payer.name, TaxId::parse(&sent.payer.document).ok()?).ok()
}

fn sent(body: &str) -> Option<SentCashIn> {
    serde_json::from_str(body).ok()
}

/// The answer to `POST /cash-in`. An unreadable 2xx is `Malformed`: the charge may exist, the same
/// key brings the same answer again. Nothing but id and code has to be readable.
pub(super) fn registration(
    response: &HttpResponse,
    sending: &Sending<'_>,
    now: UnixMs,
) -> Result<Created, Error> {
    if !is_success(response) {
        return Err(failure(response, now));
    }
    let object = read(&response.body)?;
    let cash_in = CashIn::of(&object);
    let asked = sent(sending.body).and_then(|it| Centavos::from_decimal(it.amount.get()).ok());
    repeats(sending, asked, &named(&cash_in), &cash_in.amount)?;
    let id = object.text("transactionId").or_else(|| object.text("internalCode"));
    let provider_id = id.and_then(|id| ProviderId::new(id).ok());
    let provider_id = provider_id.ok_or_else(|| malformed("no usable transactionId"))?;
    let says_paid =
        cash_in.status.as_deref().is_some_and(|word| seen(word, &cash_in).0.tells_of_money());
    let copy_and_paste = code(cash_in.copy_and_paste);
    let copy_and_paste =
        copy_and_paste.ok_or_else(|| malformed("no usable pixData.copyAndPaste"))?;
    let made_at = cash_in.requested_at.as_deref().and_then(moment).or_else(|| date(response));
    let life_ms = i64::from(sending.expires_in_min) * 60_000;
    let registration = Registration {
        provider_id,
        copy_and_paste,
        // Inferred (connectpsp.md A4): the answer has no time of expiry.
        expires_at: made_at.unwrap_or(sending.requested_at).plus_ms(life_ms),
        never_expires: false,
        // How the two clocks differ is for whoever knows more of them than one stamp.
        clock_ahead_ms: 0,
    };
    Ok(Created { registration, made_at, says_paid })
}

/// The answer to `GET /cash-in/{id}`.
pub(super) fn fetched(response: &HttpResponse, now: UnixMs) -> Result<Fetched, Error> {
    if !is_success(response) {
        return Err(failure(response, now));
    }
    let cash_in = CashIn::of(&read(&response.body)?);
    let word = cash_in.status.as_deref().ok_or_else(|| malformed("no status"))?;
    let (status, unreadable_amount) = seen(word, &cash_in);
    Ok(Fetched {
        observation: Observation { status, evidence: Evidence::Polled },
        names: named(&cash_in),
        unreadable_amount,
    })
}

/// All that an answer or a webhook calls its charge.
pub(super) fn named(cash_in: &CashIn) -> Names {
    let ids = [&cash_in.transaction_id, &cash_in.internal_code];
    let ends = [&cash_in.original_end_to_end_id, &cash_in.end_to_end_id];
    names(ids, cash_in.external_reference.as_ref(), ends)
}

/// Whether one of the names is `id`, or there is none.
pub(super) fn is_about(named: [&Option<String>; 2], id: &ProviderId) -> bool {
    let mut named = named.into_iter().flatten().peekable();
    named.peek().is_none() || named.any(|name| name == id.as_str())
}

/// What a status word says about a charge, and the amount that it needs where that cannot be read.
pub(super) fn seen(word: &str, cash_in: &CashIn) -> (Seen, Option<String>) {
    // In any case, as the other provider writes it: a known word is not unknown for its spelling.
    let status = match word.trim().to_ascii_uppercase().as_str() {
        "AWAITING_PAYMENT" => Seen::Waiting,
        "PAID" => Seen::Paid(receipt(cash_in)),
        "REFUNDED" => Seen::Refunded(receipt(cash_in), vec![refund(cash_in)]),
        "EXPIRED" => Seen::Expired,
        "CANCELLED" => Seen::Cancelled,
        _ => Seen::Unknown(clean(word)),
    };
    let unreadable = cash_in.amount.unreadable.clone().filter(|_| status.tells_of_money());
    (status, unreadable)
}

fn receipt(cash_in: &CashIn) -> Receipt {
    Receipt {
        received: cash_in.amount.amount,
        end_to_end_id: ends(cash_in).0,
        paid_at: cash_in.paid_at.as_deref().and_then(moment),
        payer_name: masked(cash_in.payer_name.as_deref()),
    }
}

/// Refunds are of the whole amount (C-ci-ref), so that there is one and no amount is named.
fn refund(cash_in: &CashIn) -> RefundReport {
    RefundReport {
        return_id: ends(cash_in).1,
        at: cash_in.refunded_at.as_deref().and_then(moment),
        ..RefundReport::default()
    }
}

fn ends(cash_in: &CashIn) -> (Option<EndToEndId>, Option<EndToEndId>) {
    ids(&cash_in.end_to_end_id, &cash_in.original_end_to_end_id)
}

/// The payment's id (`E…`) and that of its way back (`D…`). After a return `endToEndId` is the latter,
/// and the payment's stands beside it, unless that is left out or cannot be read.
pub(super) fn ids(told: &Sole, original: &Sole) -> (Option<EndToEndId>, Option<EndToEndId>) {
    let id = |told: &Sole| end_to_end_id(told).ok().flatten();
    match (id(original), id(told)) {
        (Some(original), told) => (Some(original), told),
        (None, Some(told)) if told.as_str().starts_with('D') => (None, Some(told)),
        (None, told) => (told, None),
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
    Object::read(body).map(|object| Problem::of(&object)).unwrap_or_default()
}

/// Whether a 401 means the token and not the credentials: `TOKEN_EXPIRED` as documented, or a 401
/// without a code that we know, which a new token may mend (ASSUMED).
pub(super) fn is_expired_token(body: &[u8]) -> bool {
    !matches!(
        problem(body).code.as_deref(),
        Some("INVALID_CREDENTIALS" | "INVALID_APPLICATION_TOKEN")
    )
}

pub(super) fn read(body: &[u8]) -> Result<Object, Error> {
    Object::read(body).map_err(malformed)
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
