//! The switches under `/_sandbox/`: what customers do, what goes wrong, and the books as they are.

use std::borrow::Cow;

use domain::Centavos;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::books::{Books, Charge, PayRefusal, PayRule};
use crate::faults::Fault;
use crate::message::{Request, Response};
use crate::sandbox::State;

/// How to pay; all may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PayOrder {
    amount_centavos: Option<i64>,
    /// When the money arrives; now if absent.
    at_ms: Option<i64>,
    /// Also if the charge has expired or was cancelled.
    late: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockOrder {
    advance_s: i64,
}

/// A refusal: status and one word, as `{"error": …}`.
type Refusal = (u16, String);

pub(crate) fn answer(state: &mut State, request: &Request, now_ms: i64) -> Response {
    let segments = request.segments();
    let path = segments.get(1..).unwrap_or_default();
    let answered = match (request.method.as_str(), path) {
        ("GET", ["health"]) => Ok(health(now_ms)),
        ("GET", ["charges"]) => Ok(json!({
            "now_ms": now_ms,
            "charges": state.books.charges().map(|charge| shown(charge, now_ms)).collect::<Vec<_>>(),
        })),
        ("GET", ["charges", id]) => find(&state.books, &decoded(id), now_ms),
        ("POST", ["charges", id, order]) => {
            change(&mut state.books, &decoded(id), order, request, now_ms)
        }
        ("GET", ["faults"]) => Ok(json!({ "faults": state.faults.waiting() })),
        ("POST", ["faults"]) => add_fault(state, request),
        ("DELETE", ["faults"]) => {
            state.faults.clear();
            state.post.let_go();
            Ok(json!({ "faults": [] }))
        }
        ("GET", ["webhooks"]) => Ok(state.post.shown(&state.books)),
        ("GET", ["requests"]) => Ok(json!({ "requests": state.seen.calls() })),
        ("POST", ["clock"]) => read::<ClockOrder>(request).map(|order| {
            let advance_ms = order.advance_s.saturating_mul(1000);
            state.clock_offset_ms = state.clock_offset_ms.saturating_add(advance_ms);
            json!({ "now_ms": now_ms.saturating_add(advance_ms) })
        }),
        _ => Err((404, "not_found".to_owned())),
    };
    match answered {
        Ok(value) => Response::json(200, &value),
        Err((status, error)) => Response::json(status, &json!({ "error": error })),
    }
}

fn health(now_ms: i64) -> Value {
    json!({ "name": "balcao-sandbox", "version": env!("CARGO_PKG_VERSION"), "now_ms": now_ms })
}

fn add_fault(state: &mut State, request: &Request) -> Result<Value, Refusal> {
    let fault: Fault = read(request)?;
    if !fault.makes_sense() {
        return Err((
            400,
            "webhooks (\"on\":\"webhook\") and calls have different faults".to_owned(),
        ));
    }
    if state.faults.add(fault) {
        Ok(json!({ "faults": state.faults.waiting() }))
    } else {
        Err((409, "too_many_faults".to_owned()))
    }
}

fn change(
    books: &mut Books,
    id: &str,
    order: &str,
    request: &Request,
    now_ms: i64,
) -> Result<Value, Refusal> {
    let done = match order {
        "pay" => {
            let order = pay_order(request)?;
            let rule = if order.late { PayRule::Late } else { PayRule::Waiting };
            pay(books, id, &order, rule, now_ms)
        }
        "pay-twice" => {
            let order = pay_order(request)?;
            let paid_before = books.find_any(id).is_some_and(|charge| !charge.payments.is_empty());
            let times = if paid_before { 1 } else { 2 };
            (0..times).try_for_each(|_| pay(books, id, &order, PayRule::Any, now_ms))
        }
        "expire" if books.expire(id, now_ms) => Ok(()),
        "cancel" if books.cancel(id, now_ms) => Ok(()),
        "expire" | "cancel" => Err(PayRefusal::Unknown),
        _ => return Err((404, "not_found".to_owned())),
    };
    done.map_err(refusal)?;
    find(books, id, now_ms)
}

fn pay_order(request: &Request) -> Result<PayOrder, Refusal> {
    let order: PayOrder =
        if request.body.is_empty() { PayOrder::default() } else { read(request)? };
    match order.amount_centavos {
        Some(amount) if !(1..=Centavos::MAX.get()).contains(&amount) => {
            Err((400, "bad_amount".to_owned()))
        }
        _ => Ok(order),
    }
}

fn pay(
    books: &mut Books,
    id: &str,
    order: &PayOrder,
    rule: PayRule,
    now_ms: i64,
) -> Result<(), PayRefusal> {
    books.pay(id, order.amount_centavos, order.at_ms.unwrap_or(now_ms), rule).map(|_| ())
}

fn refusal(refusal: PayRefusal) -> Refusal {
    let (status, word) = match refusal {
        PayRefusal::Unknown => (404, "unknown_charge"),
        PayRefusal::Expired => (409, "expired"),
        PayRefusal::Cancelled => (409, "cancelled"),
        PayRefusal::AlreadyPaid => (409, "already_paid"),
        PayRefusal::TooManyPayments => (409, "too_many_payments"),
    };
    (status, word.to_owned())
}

fn find(books: &Books, id: &str, now_ms: i64) -> Result<Value, Refusal> {
    let charge = books.find_any(id).ok_or_else(|| refusal(PayRefusal::Unknown))?;
    Ok(shown(charge, now_ms))
}

/// The provider's words as the provider writes them; ours in our hand, units last.
fn shown(charge: &Charge, now_ms: i64) -> Value {
    let payments = charge.payments.iter().map(|payment| {
        json!({
            "endToEndId": payment.end_to_end_id,
            "amount_centavos": payment.amount_centavos,
            "paid_at_ms": payment.paid_at_ms,
        })
    });
    json!({
        "transactionId": charge.transaction_id,
        "internalCode": charge.internal_code,
        "externalReference": charge.external_reference,
        "copyAndPaste": charge.copy_and_paste,
        "idempotency_key": charge.idempotency_key,
        "request_sha256": charge.request_sha256,
        "amount_centavos": charge.amount_centavos,
        "received_centavos": charge.received_centavos(),
        "status": charge.status(now_ms).word(),
        "requested_at_ms": charge.requested_at_ms,
        "expires_at_ms": charge.expires_at_ms,
        "cancelled_at_ms": charge.cancelled_at_ms,
        "payments": payments.collect::<Vec<_>>(),
        "webhookUrl": charge.webhook_url,
    })
}

fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    serde_json::from_slice(&request.body).map_err(|error| (400, error.to_string()))
}
