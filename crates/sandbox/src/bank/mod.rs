//! The "banco do cliente" under `/banco`: a page where one pays a code as a customer would.

mod scan;

use domain::Centavos;
use domain::brcode::{BrCode, BrCodeError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::books::{Books, Charge, NEVER_MS, PayRefusal, PayRule, Status};
use crate::message::{Request, Response};
pub(crate) use scan::{MAX_SCAN_BYTES, is_scan, scan};

/// The page talks to this sandbox and to nobody else, and runs no code but its own file.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookOrder {
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayOrder {
    code: String,
    /// Another amount than the charge's, as typed.
    amount: Option<String>,
}

/// Why the page cannot show or pay a code: a status and a word that the page has a text for.
type Refusal = (u16, &'static str);

pub(crate) fn answer(books: &mut Books, request: &Request, now_ms: i64) -> Response {
    let response = match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/banco" | "/banco/") => {
            Response::new(200, "text/html; charset=utf-8", include_str!("page/banco.html"))
        }
        ("GET", "/banco/banco.css") => {
            Response::new(200, "text/css; charset=utf-8", include_str!("page/banco.css"))
        }
        ("GET", "/banco/banco.js") => {
            Response::new(200, "text/javascript; charset=utf-8", include_str!("page/banco.js"))
        }
        ("GET", "/banco/banco.svg") => {
            Response::new(200, "image/svg+xml", include_str!("page/banco.svg"))
        }
        ("POST", "/banco/look") => told(look(books, request, now_ms)),
        ("POST", "/banco/pay") => told(pay(books, request, now_ms)),
        _ => Response::new(404, "text/plain; charset=utf-8", "Nada aqui.\n"),
    };
    response
        .with_header("content-security-policy", CONTENT_SECURITY_POLICY)
        .with_header("x-content-type-options", "nosniff")
        .with_header("referrer-policy", "no-referrer")
        .with_header("cache-control", "no-store")
}

fn told(answered: Result<Value, Refusal>) -> Response {
    match answered {
        Ok(value) => Response::json(200, &value),
        Err((status, error)) => Response::json(status, &json!({ "error": error })),
    }
}

fn look(books: &Books, request: &Request, now_ms: i64) -> Result<Value, Refusal> {
    let order: LookOrder = read(request)?;
    let (code, charge) = find(books, &order.code)?;
    Ok(shown(&code, charge, now_ms))
}

fn pay(books: &mut Books, request: &Request, now_ms: i64) -> Result<Value, Refusal> {
    let order: PayOrder = read(request)?;
    let (code, charge) = find(books, &order.code)?;
    let id = charge.transaction_id.clone();
    let amount = order.amount.map(|typed| Centavos::parse_typed(&typed)).transpose();
    let centavos = amount.map_err(|_| (422, "bad_amount"))?.map(Centavos::get);
    books.pay(&id, centavos, now_ms, PayRule::Waiting).map_err(refusal)?;
    let charge = books.find(&id).ok_or((404, "unknown_code"))?;
    Ok(shown(&code, charge, now_ms))
}

fn refusal(refusal: PayRefusal) -> Refusal {
    match refusal {
        PayRefusal::Unknown => (404, "unknown_code"),
        PayRefusal::Expired => (409, "expired"),
        PayRefusal::Cancelled => (409, "cancelled"),
        PayRefusal::AlreadyPaid | PayRefusal::TooManyPayments => (409, "already_paid"),
    }
}

/// The charge behind a pasted code. A code that was copied over several lines is put together.
fn find<'a>(books: &'a Books, text: &str) -> Result<(BrCode, &'a Charge), Refusal> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    // A customer's bank knows of no sale to hold the amount against.
    let code = BrCode::parse(&text).map_err(|error| match error {
        BrCodeError::Empty => (422, "empty"),
        BrCodeError::WrongCrc { .. } => (422, "wrong_crc"),
        _ => (422, "not_a_code"),
    })?;
    if !code.is_pix() {
        return Err((422, "not_pix"));
    }
    let id = code.url().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
    let charge = books.find(id).filter(|charge| charge.copy_and_paste == text);
    charge.map(|charge| (code, charge)).ok_or((404, "unknown_code"))
}

fn shown(code: &BrCode, charge: &Charge, now_ms: i64) -> Value {
    let status = match charge.status(now_ms) {
        Status::AwaitingPayment => "waiting",
        Status::Paid => "paid",
        Status::Refunded => "refunded",
        Status::Expired => "expired",
        Status::Cancelled => "cancelled",
    };
    let payment = charge.payments.last();
    let reference = match charge.external_reference.as_str() {
        "" => &charge.transaction_id,
        reference => reference,
    };
    json!({
        "receiver": code.merchant_name(),
        "city": code.merchant_city(),
        "amount": Centavos::new(charge.amount_centavos).to_string(),
        "reference": reference,
        "status": status,
        "expires_at_ms": Some(charge.expires_at_ms).filter(|at_ms| *at_ms != NEVER_MS),
        "paid": payment.map(|payment| json!({
            "amount": Centavos::new(payment.amount_centavos).to_string(),
            "at_ms": payment.paid_at_ms,
            "end_to_end_id": payment.end_to_end_id,
        })),
    })
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    serde_json::from_slice(&request.body).map_err(|_| (400, "not_a_code"))
}
