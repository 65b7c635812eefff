//! POST /cash-in (C-ci-new) and GET /cash-in/{id} (C-ci-get).

use domain::Centavos;
use domain::brcode::{BrCode, Merchant};
use sha2::{Digest, Sha256};

use super::wire::{CreateRequest, Created, Fetched, read_json};
use super::{ConnectPsp, Problem};
use crate::books::{Books, Charge, NewCharge, Provider};
use crate::message::{Request, Response};
use crate::{qr_image, web_address};

/// Default life of a charge ([D] C-ci-new).
const DEFAULT_MINUTES: i64 = 1440;
// ASSUMED: a year at most; the documentation has no bounds (A4, [N]).
const MAX_MINUTES: i64 = 525_600;
// ASSUMED: lengths of texts; the documentation has none (A4, [N]).
pub(super) const MAX_TEXT_CHARS: usize = 255;

pub(super) fn create(
    psp: &ConnectPsp,
    books: &mut Books,
    request: &Request,
    now_ms: i64,
) -> Result<Response, Problem> {
    // A GUID is recommended, so an empty or endless key is refused. ASSUMED: any other is taken,
    // and only a created charge is remembered under it, not an error (A8, [N]).
    let key = request.header("x-idempotency-key");
    if key.is_some_and(|key| !is_short_text(key)) {
        return Err(Problem::validation("X-Idempotency-Key is empty or too long."));
    }
    let request_sha256 = hex::encode(Sha256::digest(&request.body));
    if let Some(charge) = key.and_then(|key| books.find_key(key)) {
        return if charge.request_sha256 == request_sha256 {
            Ok(created(psp, charge))
        } else {
            Err(Problem::key_reused())
        };
    }
    let new = validated(&read_json(request)?, key, request_sha256)?;
    if books.find_reference_at(Provider::ConnectPsp, &new.external_reference).is_some() {
        return Err(Problem::duplicate_reference(&new.external_reference));
    }
    let amount = Centavos::new(new.amount_centavos);
    let charge = books.open_charge(new, now_ms, |id| code_for(&psp.merchant, id, amount));
    Ok(created(psp, charge))
}

/// By `transactionId`, `internalCode` or `endToEndId` ([D] C-ci-get).
pub(super) fn fetch(books: &Books, id: &str, now_ms: i64) -> Result<Response, Problem> {
    let charge = books.find_at(Provider::ConnectPsp, id);
    let charge = charge.ok_or_else(|| Problem::not_found("There is no cash-in with this id."))?;
    Ok(Response::json(200, &Fetched::of(charge, now_ms)))
}

fn created(psp: &ConnectPsp, charge: &Charge) -> Response {
    let code = &charge.copy_and_paste;
    let image = if psp.draws_codes { qr_image::base64_png(code) } else { String::new() };
    Response::json(201, &Created::of(charge, image))
}

fn validated(
    wanted: &CreateRequest,
    key: Option<&str>,
    request_sha256: String,
) -> Result<NewCharge, Problem> {
    // ASSUMED: from one centavo up to what a BR Code can hold, at most two decimals (A4, [N]).
    let amount = Centavos::from_decimal(wanted.amount.get())
        .map_err(|error| Problem::validation(format!("amount: {error}.")))?;
    if amount.get() == 0 {
        return Err(Problem::validation("amount: must be above zero."));
    }
    if !is_short_text(&wanted.external_reference) {
        return Err(Problem::validation("externalReference: is empty or too long."));
    }
    let minutes = wanted.expiration_in_minutes.unwrap_or(DEFAULT_MINUTES);
    if !(1..=MAX_MINUTES).contains(&minutes) {
        return Err(Problem::validation("expirationInMinutes: out of range."));
    }
    if !is_short_text(&wanted.payer.name) {
        return Err(Problem::validation("payer.name: is empty or too long."));
    }
    if !looks_like_a_document(&wanted.payer.document) {
        return Err(Problem::validation("payer.document: 11 digits (CPF) or 14 (CNPJ)."));
    }
    if wanted.webhook_url.as_ref().is_some_and(|url| !web_address::is_one(url)) {
        return Err(Problem::validation("webhookUrl: not an address of http or https."));
    }
    if wanted.open_finance.is_some() {
        // ASSUMED: the answer to an Open Finance charge is not documented in full (A4, [N]).
        return Err(Problem::validation("openFinance: not offered by this sandbox."));
    }
    Ok(NewCharge {
        provider: Provider::ConnectPsp,
        external_reference: wanted.external_reference.clone(),
        idempotency_key: key.map(str::to_owned),
        request_sha256,
        amount_centavos: amount.get(),
        payer_name: wanted.payer.name.clone(),
        payer_document: wanted.payer.document.clone(),
        expires_in_ms: minutes * 60_000,
        webhook_url: wanted.webhook_url.clone(),
    })
}

pub(super) fn is_short_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_TEXT_CHARS
}

// ASSUMED: check digits are not looked at, and a CNPJ may have the capitals that it may have since
// July 2026 though the page says "digits only" (A4, [N]).
fn looks_like_a_document(text: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    match text.len() {
        11 => text.bytes().all(|byte| byte.is_ascii_digit()),
        14 => text.bytes().all(alphanumeric),
        _ => false,
    }
}

/// The address is of a reserved name (RFC 2606): no bank will ever find something there.
fn code_for(merchant: &Merchant, transaction_id: &str, amount: Centavos) -> String {
    let location = format!("psp.example/qr/v2/{transaction_id}");
    // The amount has been checked and the address is made of 35 letters and digits.
    let code = BrCode::dynamic(merchant, &location, Some(amount));
    code.map(|code| code.to_string()).unwrap_or_default()
}
