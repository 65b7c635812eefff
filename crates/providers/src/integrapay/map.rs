//! IntegraPay's words to ours and back: pure.

use domain::charge::{
    Complaint, Evidence, Observation, Receipt, Registration, Rejection, Returned, Seen,
};
use domain::{Centavos, Payer, PayoutSeen, PayoutStatus, ProviderId, Reference, TaxId, UnixMs};
use domain::{EndToEndId, mask_name};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::settings::{Auth, Settings};
use super::wire::{CashInRequest, Person, Refusal, SentCashIn, Transaction};
use crate::answer::{self, clean, date, end_to_end_id, moment, trouble};
use crate::error::Error;
use crate::http::HttpResponse;
use crate::lenient::is_object;
use crate::psp::{Fetched, NewCharge, Sending};

/// Longest copy-and-paste code that is kept, in bytes.
const LONGEST_CODE: usize = 4_096;

/// The body of a creation. E-mail and phone are the settings' for every payer: a sale asks for
/// neither, and personal data is never invented (decisions.md, X29).
pub(super) fn cash_in_body(charge: &NewCharge<'_>, settings: &Settings) -> String {
    let payer: &Payer = charge.payer.unwrap_or(&settings.payer);
    let request = CashInRequest {
        payer_name: payer.name(),
        payer_document: payer.document().digits(),
        payer_email: settings.payer_email.expose_secret(),
        payer_phone: settings.payer_phone.expose_secret(),
        product_name: &settings.product_name,
        product_description: &settings.product_description,
        value: charge.amount.get(),
        postback_url: charge.webhook_url,
        order_id: charge.reference.as_str(),
    };
    serde_json::to_string(&request).unwrap_or_default()
}

/// The payer in a body that [`cash_in_body`] made.
pub(super) fn payer_of_body(body: &str) -> Option<Payer> {
    let sent: SentCashIn = serde_json::from_str(body).ok()?;
    Payer::new(&sent.payer_name, TaxId::parse(&sent.payer_document).ok()?).ok()
}

/// A 2xx answer to a creation. An unreadable one is `Malformed`: the charge may exist.
pub(super) fn registration(
    answer: &HttpResponse,
    sending: &Sending<'_>,
) -> Result<Registration, Error> {
    let made: Transaction = read(&answer.body)?;
    if made.id.is_none() {
        return Err(refusal(answer));
    }
    let copy_and_paste = code(&made);
    if copy_and_paste.is_none() {
        return Err(malformed("no usable qrCode"));
    }
    registered(&made, sending, copy_and_paste)
}

/// A look-up of our orderId after a sending in doubt: what that one has made, if it is surely that.
/// The code is not among the documented fields; without it the registration has an empty one.
pub(super) fn found(answer: &HttpResponse, sending: &Sending<'_>) -> Result<Registration, Error> {
    let made: Transaction = read(&answer.body)?;
    if !is(&made, "cashin") {
        return Err(malformed("another transaction has this orderId"));
    }
    let sent: Option<SentCashIn> = serde_json::from_str(sending.body).ok();
    let asked = sent.map(|sent| Centavos::new(sent.value));
    if amount(&made)?.is_some_and(|told| Some(told) != asked) {
        return Err(malformed("another amount has this orderId"));
    }
    registered(&made, sending, code(&made))
}

fn registered(
    made: &Transaction,
    sending: &Sending<'_>,
    copy_and_paste: Option<String>,
) -> Result<Registration, Error> {
    if made.order_id.as_deref().is_some_and(|told| told != sending.reference.as_str()) {
        return Err(malformed("the answer is about another charge"));
    }
    let life_ms = i64::from(sending.expires_in_min) * 60_000;
    Ok(Registration {
        provider_id: provider_id(made).ok_or_else(|| malformed("no usable transactionId"))?,
        copy_and_paste: copy_and_paste.unwrap_or_default(),
        // No end is documented: it is the till that stops waiting (decisions.md, X17).
        expires_at: sending.requested_at.plus_ms(life_ms),
        lives_on: true,
        // No answer stamps the creation.
        clock_ahead_ms: 0,
    })
}

fn code(made: &Transaction) -> Option<String> {
    let is_usable = |code: &&String| !code.is_empty() && code.len() <= LONGEST_CODE;
    made.qr_code.as_ref().filter(is_usable).cloned()
}

/// A 2xx without a transaction: a refusal (ASSUMED from the `success` of the cash-out's answer) if it
/// says so, else nothing that we know.
fn refusal(answer: &HttpResponse) -> Error {
    let told: Refusal<'_> = serde_json::from_slice(&answer.body).unwrap_or_default();
    let success = told.success.map(|raw| raw.get().trim_matches('"').to_ascii_lowercase());
    let message = text(&told);
    let is_refusal = match success.as_deref() {
        None | Some("null") => message.is_some(),
        Some(word) => word != "true",
    };
    if !is_refusal {
        return malformed("no usable transactionId");
    }
    let message = clean(&message.unwrap_or_default());
    Error::Rejected { code: answer.status.to_string(), message }
}

/// The answer to a look-up of a charge by its id.
pub(super) fn fetched(answer: &HttpResponse, id: &ProviderId) -> Result<Fetched, Error> {
    let transaction = asked_for(answer, id)?;
    if !is(&transaction, "cashin") {
        return Err(malformed("the answer is about no cash-in"));
    }
    let word = transaction.status.as_deref().ok_or_else(|| malformed("no status"))?;
    let status = seen(word, &transaction)?;
    Ok(Fetched {
        observation: Observation { status, evidence: Evidence::Polled, sibling_paid: false },
        reference: reference(&transaction),
        provider_time: date(answer),
    })
}

/// The answer to a look-up of a payout by its id; charges answer at the same address.
pub(super) fn fetched_payout(answer: &HttpResponse, id: &ProviderId) -> Result<PayoutSeen, Error> {
    let transaction = asked_for(answer, id)?;
    if !is(&transaction, "transfer") {
        return Err(Error::NotFound);
    }
    let word = transaction.status.as_deref().ok_or_else(|| malformed("no status"))?;
    Ok(payout(id.clone(), word, &transaction))
}

fn asked_for(answer: &HttpResponse, id: &ProviderId) -> Result<Transaction, Error> {
    let transaction: Transaction = read(&answer.body)?;
    if transaction.id.as_deref().is_some_and(|told| told != id.as_str()) {
        return Err(malformed("the answer is about another transaction"));
    }
    Ok(transaction)
}

/// A status word, in any case; the digits are those of the cash-out's answer (integrapay.md, B5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Created,
    Paid,
    Failed,
    Cancelled,
    Refund,
    Infraction,
    Unknown,
}

fn word(text: &str) -> Word {
    match text.to_ascii_lowercase().as_str() {
        "created" | "pending" | "0" => Word::Created,
        "paid" | "1" => Word::Paid,
        "failed" | "2" => Word::Failed,
        "canceled" | "cancelled" | "3" => Word::Cancelled,
        "refund" | "refunded" | "4" => Word::Refund,
        "infraction" => Word::Infraction,
        _ => Word::Unknown,
    }
}

/// The status in one spelling, for the names of what happened.
pub(super) fn one_spelling(text: &str) -> String {
    let known = match word(text) {
        Word::Created => "created",
        Word::Paid => "paid",
        Word::Failed => "failed",
        Word::Cancelled => "cancelled",
        Word::Refund => "refund",
        Word::Infraction => "infraction",
        Word::Unknown => return clean(text).to_ascii_lowercase(),
    };
    known.to_owned()
}

/// What a status word says about a charge. `failed` is documented for payouts alone, so that here it
/// is as unknown as any other: the charge stays open.
pub(super) fn seen(status: &str, transaction: &Transaction) -> Result<Seen, Error> {
    Ok(match word(status) {
        Word::Created => Seen::Waiting,
        Word::Paid => {
            Seen::Paid(Receipt { received: amount(transaction)?, ..receipt(transaction) })
        }
        Word::Cancelled => Seen::Cancelled,
        Word::Refund => Seen::Refunded(
            // The value may be the part that went back, so that it says nothing about what arrived.
            Receipt { paid_at: None, ..receipt(transaction) },
            Returned {
                amount: amount(transaction)?,
                end_to_end_id: ids(transaction).1,
                at: stamp(transaction),
            },
        ),
        Word::Infraction => Seen::Disputed(
            Receipt { paid_at: None, ..receipt(transaction) },
            Complaint { reason: observation(transaction), at: stamp(transaction) },
        ),
        Word::Failed | Word::Unknown => Seen::Unknown(clean(status)),
    })
}

/// Everything about the payment but its amount.
fn receipt(transaction: &Transaction) -> Receipt {
    Receipt {
        received: None,
        end_to_end_id: ids(transaction).0,
        paid_at: stamp(transaction),
        payer_name: masked(transaction.payer.as_ref()),
    }
}

/// What a status word says about a payout.
pub(super) fn payout(id: ProviderId, status: &str, transaction: &Transaction) -> PayoutSeen {
    let word = word(status);
    let is_trouble = matches!(word, Word::Failed | Word::Cancelled | Word::Refund);
    let reason = observation(transaction).filter(|_| is_trouble);
    let (end_to_end_id, return_id) = ids(transaction);
    PayoutSeen {
        id,
        reference: reference(transaction),
        status: match word {
            Word::Created => PayoutStatus::Created,
            Word::Paid => PayoutStatus::Completed,
            Word::Failed => PayoutStatus::Failed,
            Word::Cancelled => PayoutStatus::Cancelled,
            Word::Refund => PayoutStatus::Refunded,
            Word::Infraction | Word::Unknown => PayoutStatus::Unknown(clean(status)),
        },
        // A payout changes no sale: one whose amount cannot be read is listed without it.
        amount: amount(transaction).unwrap_or_default(),
        end_to_end_id,
        return_id,
        payee_name: masked(transaction.destination_bank.as_ref()),
        failure: reason.map(|message| Rejection { code: one_spelling(status), message }),
        at: stamp(transaction),
    }
}

/// What an answer outside 2xx means. There is no code: texts are shown and never parsed (X25).
pub(super) fn failure(answer: &HttpResponse, now: UnixMs, auth: Auth) -> Error {
    let hint = match auth {
        Auth::Raw => "401 (auth is raw: try --auth bearer)",
        Auth::Bearer => "401 (auth is bearer: try --auth raw)",
    };
    let code = (answer.status == 401).then_some(hint);
    answer::failure(answer, now, code, &message(&answer.body))
}

/// The text of a failure. What is no such JSON, a page or a dump of our request, is not shown.
fn message(body: &[u8]) -> String {
    text(&serde_json::from_slice(body).unwrap_or_default()).unwrap_or_default()
}

fn text(told: &Refusal<'_>) -> Option<String> {
    told.message.and_then(shown).or_else(|| told.description.and_then(shown))
}

/// A text, or other JSON as it is written.
fn shown(raw: &RawValue) -> Option<String> {
    match serde_json::from_str::<Option<String>>(raw.get()) {
        Ok(text) => text.filter(|text| !text.is_empty()),
        Err(_) => Some(raw.get().to_owned()),
    }
}

/// A look-up that brought JSON of any kind came from the provider and not from a page beside it.
pub(super) fn is_json(answer: &HttpResponse) -> Result<(), Error> {
    let any: Result<IgnoredAny, _> = serde_json::from_slice(&answer.body);
    any.map(|_| ()).map_err(|error| malformed(trouble(&error)))
}

/// An object; a list would be read as the fields in their order.
pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Error> {
    let read = serde_json::from_slice(body).map_err(|error| malformed(trouble(&error)))?;
    if is_object(body) { Ok(read) } else { Err(malformed("no object")) }
}

pub(super) fn is(transaction: &Transaction, object: &str) -> bool {
    transaction.object.as_ref().is_some_and(|told| told.eq_ignore_ascii_case(object))
}

pub(super) fn provider_id(transaction: &Transaction) -> Option<ProviderId> {
    ProviderId::new(transaction.id.as_deref()?).ok()
}

pub(super) fn reference(transaction: &Transaction) -> Option<Reference> {
    Reference::new(transaction.order_id.as_deref()?).ok()
}

/// Whole centavos, also where they stand in quotes.
fn amount(transaction: &Transaction) -> Result<Option<Centavos>, Error> {
    let Some(text) = transaction.value.as_deref() else { return Ok(None) };
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let centavos = text.parse().ok().map(Centavos::new);
    match centavos.filter(|centavos| is_whole && *centavos <= Centavos::MAX) {
        Some(centavos) => Ok(Some(centavos)),
        None => Err(malformed("the value is no amount in centavos")),
    }
}

/// The payment's id (`E…`) and that of its way back (`D…`): one field holds either (X20).
fn ids(transaction: &Transaction) -> (Option<EndToEndId>, Option<EndToEndId>) {
    let id = transaction.end_to_end_id.as_deref().and_then(end_to_end_id);
    match id {
        Some(id) if id.as_str().starts_with('D') => (None, Some(id)),
        id => (id, None),
    }
}

/// The same in `created` and `paid` of the samples: fit to be shown, not to order events by.
pub(super) fn stamp(transaction: &Transaction) -> Option<UnixMs> {
    transaction.processed_at.as_deref().and_then(moment)
}

fn observation(transaction: &Transaction) -> Option<String> {
    transaction.observation.as_deref().map(clean).filter(|text| !text.is_empty())
}

fn masked(person: Option<&Person>) -> Option<String> {
    let name = person?.name.as_deref().map(clean)?;
    Some(mask_name(&name)).filter(|name| !name.is_empty())
}

fn malformed(reason: &str) -> Error {
    Error::Malformed(reason.to_owned())
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
