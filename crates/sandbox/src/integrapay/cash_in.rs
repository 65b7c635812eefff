//! POST /transaction/qrcode/cashin (I-in).

use domain::Centavos;
use domain::brcode::{BrCode, Merchant};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::wire::{Created, as_number};
use super::{IntegraPay, Refusal};
use crate::books::{Books, NEVER_MS, NewCharge, Provider};
use crate::message::{Request, Response};
use crate::{qr_image, web_address};

// ASSUMED: lengths of texts; the documentation has none (B3, [N]).
const MAX_TEXT_CHARS: usize = 255;

/// Body of the request. What is of the wrong kind is told like what is missing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct CreateRequest {
    payer_name: Value,
    payer_document: Value,
    payer_email: Value,
    payer_phone: Value,
    product_name: Value,
    product_description: Value,
    value: Value,
    postback_url: Value,
    order_id: Value,
}

// There is no idempotency: the same request again is another charge, also under the same orderId.
// ASSUMED, as no key and no rule is documented (B9, [N]), and the hardest case for a till.
pub(super) fn create(
    psp: &IntegraPay,
    books: &mut Books,
    request: &Request,
    now_ms: i64,
) -> Result<Response, Refusal> {
    // ASSUMED: a body must call itself JSON (B8, [N]).
    if !request.is_json() {
        return Err(Refusal::invalid("Content-Type must be application/json"));
    }
    let wanted: CreateRequest = serde_json::from_slice(&request.body)
        .map_err(|_| Refusal::invalid("the body is not a JSON object"))?;
    let new = validated(&wanted, hex::encode(Sha256::digest(&request.body)))?;
    let amount = Centavos::new(new.amount_centavos);
    let charge = books.open_charge(new, now_ms, |id| code_for(&psp.merchant, id, amount));
    let code = &charge.copy_and_paste;
    let image = if psp.draws_codes { qr_image::base64_png(code) } else { String::new() };
    let created = Created {
        transaction_id: as_number(&charge.transaction_id),
        external_id: &charge.internal_code,
        order_id: Some(charge.external_reference.as_str()).filter(|id| !id.is_empty()),
        qr_code: code,
        qr_code_base64: image,
    };
    Ok(Response::json(200, &created))
}

fn validated(wanted: &CreateRequest, request_sha256: String) -> Result<NewCharge, Refusal> {
    let payer_name = required("payerName", &wanted.payer_name)?;
    let payer_document = required("payerDocument", &wanted.payer_document)?;
    required("payerEmail", &wanted.payer_email)?;
    required("payerPhone", &wanted.payer_phone)?;
    required("productName", &wanted.product_name)?;
    required("productDescription", &wanted.product_description)?;
    // ASSUMED: from one centavo up to what a BR Code can hold (B3, [N]).
    let cents = match &wanted.value {
        Value::Null => return Err(Refusal::invalid("value is required")),
        value => value.as_i64().filter(|cents| (1..=Centavos::MAX.get()).contains(cents)),
    };
    let cents = cents.ok_or_else(|| Refusal::invalid("value must be an integer above zero"))?;
    let webhook_url = optional("postbackUrl", &wanted.postback_url)?;
    if webhook_url.as_ref().is_some_and(|url| !web_address::is_one(url)) {
        return Err(Refusal::invalid("postbackUrl is not an address"));
    }
    Ok(NewCharge {
        provider: Provider::IntegraPay,
        external_reference: optional("orderId", &wanted.order_id)?.unwrap_or_default(),
        idempotency_key: None,
        request_sha256,
        amount_centavos: cents,
        payer_name,
        payer_document,
        // ASSUMED: a code lives for ever; there is no expiry in the documentation (B3, [N]).
        expires_in_ms: NEVER_MS,
        webhook_url,
    })
}

// ASSUMED: a required text may not be blank; nothing else is checked of it (B3, [N]).
fn required(name: &str, value: &Value) -> Result<String, Refusal> {
    let text = optional(name, value)?.filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| Refusal::invalid(&format!("{name} is required")))
}

fn optional(name: &str, value: &Value) -> Result<Option<String>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.len() <= 2048 && text.chars().count() <= limit(name) => {
            Ok(Some(text.clone()))
        }
        _ => Err(Refusal::invalid(&format!("{name} is not a text, or too long"))),
    }
}

fn limit(name: &str) -> usize {
    if name == "postbackUrl" { 2048 } else { MAX_TEXT_CHARS }
}

/// The address is of a reserved name (RFC 2606): no bank will ever find something there.
pub(crate) fn code_for(merchant: &Merchant, external_id: &str, amount: Centavos) -> String {
    let location = format!("psp.example/integrapay/{external_id}");
    // The amount has been checked and the address is made of a UUID.
    let code = BrCode::dynamic(merchant, &location, Some(amount));
    code.map(|code| code.to_string()).unwrap_or_default()
}
