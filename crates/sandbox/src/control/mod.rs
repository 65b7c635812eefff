//! The switches under `/_sandbox/`: what customers do, what goes wrong, and the books as they are.

mod charges;
mod integrapay;
mod payouts;
mod switches;

use std::borrow::Cow;

use domain::Centavos;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::books::Provider;
use crate::faults::Fault;
use crate::message::{Request, Response};
use crate::sandbox::State;

/// Longest text that a control takes, in characters.
const MAX_TEXT_CHARS: usize = 255;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockOrder {
    advance_s: i64,
}

/// The id of a provider's next charge.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NextId {
    provider: Provider,
    id: String,
}

/// A refusal: status and one word, as `{"error": …}`.
type Refusal = (u16, String);

pub(crate) fn answer(state: &mut State, request: &Request, now_ms: i64) -> Response {
    let segments = request.segments();
    let path = segments.get(1..).unwrap_or_default();
    let answered = match (request.method.as_str(), path) {
        ("GET", ["health"]) => Ok(health(now_ms)),
        ("GET", ["charges"]) => Ok(charges::all(&state.books, now_ms)),
        ("GET", ["charges", id]) => charges::find(&state.books, &decoded(id), now_ms),
        ("POST", ["charges", id, order]) => {
            charges::change(&mut state.books, &decoded(id), order, request, now_ms)
        }
        ("GET", ["payouts"]) => Ok(payouts::all(&state.books)),
        ("POST", ["payouts"]) => payouts::change(&mut state.books, request, now_ms),
        ("POST", ["next_id"]) => read::<NextId>(request).and_then(|order| {
            if !state.books.set_next_id(order.provider, &order.id) {
                return Err((409, "not_an_id_or_taken".to_owned()));
            }
            Ok(json!({ "provider": order.provider, "id": order.id }))
        }),
        ("POST", ["integrapay", "charges"]) => integrapay::charge(state, request, now_ms),
        (_, ["integrapay", "webhook"]) => integrapay::webhook(&mut state.books, request),
        (_, ["switches"]) => switches::answer(&mut state.books, request),
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
        _ => Err(not_found()),
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
            "webhooks (\"on\":\"webhook\"), refunds and calls have different faults".to_owned(),
        ));
    }
    if state.faults.add(fault) {
        Ok(json!({ "faults": state.faults.waiting() }))
    } else {
        Err((409, "too_many_faults".to_owned()))
    }
}

fn not_found() -> Refusal {
    (404, "not_found".to_owned())
}

/// An amount that can be charged.
fn amount(centavos: i64) -> Result<i64, Refusal> {
    let fits = (1..=Centavos::MAX.get()).contains(&centavos);
    if fits { Ok(centavos) } else { Err((400, "bad_amount".to_owned())) }
}

/// A text of 1 to 255 characters.
fn text(text: String) -> Result<String, Refusal> {
    let fits = !text.trim().is_empty() && text.chars().count() <= MAX_TEXT_CHARS;
    if fits { Ok(text) } else { Err((400, "bad_text".to_owned())) }
}

fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    serde_json::from_slice(&request.body).map_err(|error| (400, error.to_string()))
}

/// The same, where all may be left out.
fn read_if_any<T: DeserializeOwned + Default>(request: &Request) -> Result<T, Refusal> {
    if request.body.is_empty() { Ok(T::default()) } else { read(request) }
}
