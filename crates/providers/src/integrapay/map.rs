//! IntegraPay's words to ours and back: pure.

use domain::charge::{
    DisputeNotice, Evidence, Observation, Receipt, RefundReport, Registration, Rejection, Seen,
};
use domain::{Centavos, EndToEndId, Payer, PayoutSeen, PayoutStatus, ProviderId, TaxId, UnixMs};
use secrecy::ExposeSecret;

use super::settings::{Auth, Settings};
use super::wire::{CashInRequest, Refusal, SentCashIn, Transaction};
use crate::answer::{self, clean, code, end_to_end_id, malformed, masked, moment, names, repeats};
use crate::error::Error;
use crate::http::HttpResponse;
use crate::lenient::Object;
use crate::psp::{Created, Fetched, NewCharge, Sending};
use crate::webhook::Names;

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
    let sent = sent(body)?;
    Payer::new(&sent.payer_name, TaxId::parse(&sent.payer_document).ok()?).ok()
}

fn sent(body: &str) -> Option<SentCashIn> {
    serde_json::from_str(body).ok()
}

/// The amount that a body made by [`cash_in_body`] asks for.
pub(super) fn asked(body: &str) -> Option<Centavos> {
    sent(body).map(|sent| Centavos::new(sent.value))
}

/// A 2xx answer to a creation. An unreadable one is `Malformed`: the charge may exist. Nothing but id
/// and code has to be readable.
pub(super) fn registration(answer: &HttpResponse, sending: &Sending<'_>) -> Result<Created, Error> {
    let object = read(&answer.body)?;
    let made = Transaction::of(&object);
    if made.id.is_none() {
        return Err(refusal(&object, answer.status));
    }
    repeats(sending, asked(sending.body), &named(&made), &made.value)?;
    let says_paid = made.status.as_deref().is_some_and(|it| seen(it, &made).0.tells_of_money());
    let registration = registered(&object, sending)?;
    if registration.copy_and_paste.is_empty() {
        return Err(malformed("no usable qrCode"));
    }
    Ok(Created { registration, made_at: None, says_paid })
}

/// What is kept of a transaction. Where it has no usable code, that is empty.
pub(super) fn registered(made: &Object, sending: &Sending<'_>) -> Result<Registration, Error> {
    let id = made.text("transactionId").and_then(|id| ProviderId::new(id).ok());
    let life_ms = i64::from(sending.expires_in_min) * 60_000;
    Ok(Registration {
        provider_id: id.ok_or_else(|| malformed("no usable transactionId"))?,
        copy_and_paste: code(made.text("qrCode")).unwrap_or_default(),
        // No end is documented: it is the till that stops waiting (decisions.md, X17).
        expires_at: sending.requested_at.plus_ms(life_ms),
        never_expires: true,
        // No answer stamps the creation.
        clock_ahead_ms: 0,
    })
}

/// A 2xx without a transaction: a refusal (ASSUMED from the `success` of the cash-out's answer) if it
/// says so, else nothing that we know.
fn refusal(object: &Object, status: u16) -> Error {
    let told = Refusal::of(object);
    let is_refusal = match told.success.as_deref() {
        None => told.message.is_some(),
        Some(word) => word != "true",
    };
    if !is_refusal {
        return malformed("no usable transactionId");
    }
    let message = clean(&told.message.unwrap_or_default());
    Error::Rejected { code: status.to_string(), message }
}

/// The answer to a look-up of a charge by its id.
pub(super) fn fetched(answer: &HttpResponse) -> Result<Fetched, Error> {
    let transaction = Transaction::of(&read(&answer.body)?);
    if !is(&transaction, "cashin") {
        return Err(malformed("the answer is about no cash-in"));
    }
    let word = transaction.status.as_deref().ok_or_else(|| malformed("no status"))?;
    let (status, unreadable_amount) = seen(word, &transaction);
    Ok(Fetched {
        observation: Observation { status, evidence: Evidence::Polled },
        names: named(&transaction),
        unreadable_amount,
    })
}

/// The answer to a look-up of a payout by its id; charges answer at the same address.
pub(super) fn fetched_payout(answer: &HttpResponse, id: &ProviderId) -> Result<PayoutSeen, Error> {
    let transaction = Transaction::of(&read(&answer.body)?);
    if transaction.id.as_deref().is_some_and(|told| told != id.as_str()) {
        return Err(malformed("the answer is about another transaction"));
    }
    if !is(&transaction, "transfer") {
        return Err(Error::NotFound);
    }
    let word = transaction.status.as_deref().ok_or_else(|| malformed("no status"))?;
    Ok(payout(id.clone(), word, &transaction))
}

/// A status word, in any case and with or without white space around it; the digits are those of the cash-out's answer (integrapay.md, B5).
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
    match text.trim().to_ascii_lowercase().as_str() {
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

/// What a status word says about a charge, and the amount that it needs where that cannot be read.
/// `failed` is documented for payouts alone, so that here it is as unknown as any other: the charge
/// stays open.
pub(super) fn seen(status: &str, transaction: &Transaction) -> (Seen, Option<String>) {
    let amount = transaction.value.amount;
    let word = word(status);
    let seen = match word {
        Word::Created => Seen::Waiting,
        Word::Paid => Seen::Paid(Receipt { received: amount, ..receipt(transaction) }),
        Word::Cancelled => Seen::Cancelled,
        Word::Refund => Seen::Refunded(
            // The value may be the part that went back, so that it says nothing about what arrived.
            Receipt { paid_at: None, ..receipt(transaction) },
            vec![RefundReport {
                amount,
                return_id: ids(transaction).1,
                at: stamp(transaction),
                ..RefundReport::default()
            }],
        ),
        Word::Infraction => Seen::Disputed(
            Receipt { paid_at: None, ..receipt(transaction) },
            DisputeNotice { reason: observation(transaction), at: stamp(transaction) },
        ),
        Word::Failed | Word::Unknown => Seen::Unknown(clean(status)),
    };
    // A dispute is told without an amount.
    let unreadable = transaction.value.unreadable.clone();
    (seen, unreadable.filter(|_| matches!(word, Word::Paid | Word::Refund)))
}

/// Everything about the payment but its amount.
fn receipt(transaction: &Transaction) -> Receipt {
    Receipt {
        received: None,
        end_to_end_id: ids(transaction).0,
        paid_at: stamp(transaction),
        payer_name: masked(transaction.payer_name.as_deref()),
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
        reference: named(transaction).reference,
        status: match word {
            Word::Created => PayoutStatus::Created,
            Word::Paid => PayoutStatus::Completed,
            Word::Failed => PayoutStatus::Failed,
            Word::Cancelled => PayoutStatus::Cancelled,
            Word::Refund => PayoutStatus::Refunded,
            Word::Infraction | Word::Unknown => PayoutStatus::Unknown(clean(status)),
        },
        // A payout changes no sale: one whose amount cannot be read is listed without it.
        amount: transaction.value.amount,
        end_to_end_id,
        return_id,
        payee_name: masked(transaction.payee_name.as_deref()),
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
    let told = Object::read(body).ok().map(|object| Refusal::of(&object));
    told.and_then(|told| told.message).unwrap_or_default()
}

pub(super) fn read(body: &[u8]) -> Result<Object, Error> {
    Object::read(body).map_err(malformed)
}

pub(super) fn is(transaction: &Transaction, object: &str) -> bool {
    transaction.object.as_ref().is_some_and(|told| told.eq_ignore_ascii_case(object))
}

/// All that an answer or a webhook calls its transaction.
pub(super) fn named(transaction: &Transaction) -> Names {
    names([&transaction.id], transaction.order_id.as_ref(), [&transaction.end_to_end_id])
}

/// The payment's id (`E…`) and that of its way back (`D…`): one field holds either (X20).
fn ids(transaction: &Transaction) -> (Option<EndToEndId>, Option<EndToEndId>) {
    let id = end_to_end_id(&transaction.end_to_end_id).ok().flatten();
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

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
