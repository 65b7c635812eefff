//! `IntegraPay`'s documented HTTP over the books, without a socket or a clock. It stands under a path of
//! the sandbox's own address, as the provider's is not documented (B1, [N]).
//!
//! I-in is the page /docs/Cash-In, I-out /docs/Cash-Out, I-wh /docs/Webhooks. What they leave open is
//! marked ASSUMED; README.md in this folder lists it. A till that passes against this sandbox is not
//! proven against the provider in those points.

mod cash_in;
mod webhook;
mod wire;

use std::borrow::Cow;

pub(crate) use cash_in::code_for;
use domain::brcode::Merchant;
use percent_encoding::percent_decode_str;
use serde_json::json;
pub(crate) use webhook::{event_name, webhook_body};

use crate::Credentials;
use crate::books::{Auth, Books, LookUpBy, Provider};
use crate::message::{Request, Response};

/// What stands before the paths of its documentation.
pub const PREFIX: &str = "/integrapay";

/// The provider: what it knows beside its books.
#[derive(Debug, Clone)]
pub struct IntegraPay {
    /// Whom it lets in: its static token.
    pub credentials: Credentials,
    /// Who is paid, as the codes tell it.
    pub merchant: Merchant,
    /// Whether answers carry the code as a picture, as the provider's do.
    pub draws_codes: bool,
}

/// Which of the documented calls a request is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Call<'a> {
    Create,
    LookUpId(Cow<'a, str>),
    LookUpOrderId(Cow<'a, str>),
}

impl<'a> Call<'a> {
    /// By the path alone, which has the prefix.
    pub(crate) fn of(request: &'a Request) -> Option<Self> {
        let path = request.path.strip_prefix(PREFIX)?;
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let decoded = |id: &'a str| percent_decode_str(id).decode_utf8_lossy();
        match segments.as_slice() {
            ["transaction", "qrcode", "cashin"] => Some(Self::Create),
            ["transaction", "get", "by", "id", id] if !id.is_empty() => {
                Some(Self::LookUpId(decoded(id)))
            }
            ["transaction", "get", "by", "orderId", id] if !id.is_empty() => {
                Some(Self::LookUpOrderId(decoded(id)))
            }
            _ => None,
        }
    }
}

/// A refusal: status and message.
// ASSUMED: the shape is a sibling brand's, `{"message": …}` without a code (B8, [S]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: u16,
    message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    // ASSUMED: the words (B8, [N]).
    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    // ASSUMED: a sibling's words (B8, [S]).
    pub(crate) fn invalid(detail: &str) -> Self {
        Self::new(400, format!("Validation Failed - {detail}"))
    }

    // ASSUMED: 404, and the words (B4, [N]).
    fn not_found() -> Self {
        Self::new(404, "Transaction not found")
    }

    pub(crate) fn answer(&self) -> Response {
        Response::json(self.status, &json!({ "message": self.message }))
    }
}

impl IntegraPay {
    /// Answers one request, whose path has [`PREFIX`], at the moment `now_ms` (milliseconds since
    /// 1970-01-01 UTC).
    pub fn answer(&self, books: &mut Books, request: &Request, now_ms: i64) -> Response {
        let Some(call) = Call::of(request) else {
            return Refusal::new(404, "There is nothing at this path").answer();
        };
        if let Some(allowed) = wrong_method(&call, books, request) {
            // ASSUMED: how a wrong method is answered; the page names two (B4, B11).
            let refusal = Refusal::new(405, "Method Not Allowed");
            return refusal.answer().with_header("allow", allowed);
        }
        let answered = self.admit(books, request).and_then(|()| match call {
            Call::Create => cash_in::create(self, books, request, now_ms),
            Call::LookUpId(id) => look_up_id(books, &id, now_ms),
            Call::LookUpOrderId(id) => look_up_order_id(books, &id, now_ms),
        });
        answered.unwrap_or_else(|refusal| refusal.answer())
    }

    /// Lets a request in by its static token: bare as in the documentation's sample, or as it was
    /// switched.
    // ASSUMED: creation wants the same header as the look-ups, though its section shows none (B2, [I]).
    fn admit(&self, books: &Books, request: &Request) -> Result<(), Refusal> {
        let shown = request.header("authorization").unwrap_or_default();
        let token = self.credentials.integrapay_token.as_str();
        let is_raw = shown == token;
        let is_bearer = shown.strip_prefix("Bearer ") == Some(token);
        let is_right = match books.switches().integrapay_auth {
            Auth::Raw => is_raw,
            Auth::Bearer => is_bearer,
            Auth::Any => is_raw || is_bearer,
        };
        if is_right { Ok(()) } else { Err(Refusal::unauthorized()) }
    }
}

/// The method that would have been right; `None` if the request has it.
fn wrong_method(call: &Call<'_>, books: &Books, request: &Request) -> Option<&'static str> {
    let allowed = match (call, books.switches().integrapay_look_up) {
        (Call::Create, _) | (_, LookUpBy::Post) => "POST",
        (_, LookUpBy::Get) => "GET",
        (_, LookUpBy::Any) => "GET, POST",
    };
    let is_right = allowed.split(", ").any(|method| method == request.method);
    (!is_right).then_some(allowed)
}

// ASSUMED: a charge comes before a payout of the same number (the samples have both under 1000).
fn look_up_id(books: &Books, id: &str, now_ms: i64) -> Result<Response, Refusal> {
    let charge = books.find_at(Provider::IntegraPay, id).filter(|it| it.transaction_id == id);
    let payout = books.payout(Provider::IntegraPay, id);
    let transaction = wire::Transaction::now(books, charge, payout, now_ms);
    transaction.map(|it| Response::json(200, &it)).ok_or_else(Refusal::not_found)
}

// ASSUMED: the newest of several charges under one orderId, and a charge before a payout (B4, [N]).
fn look_up_order_id(books: &Books, id: &str, now_ms: i64) -> Result<Response, Refusal> {
    let charge = books.find_reference_at(Provider::IntegraPay, id);
    let payout = books.payout_of_reference(Provider::IntegraPay, id);
    let transaction = wire::Transaction::now(books, charge, payout, now_ms);
    transaction.map(|it| Response::json(200, &it)).ok_or_else(Refusal::not_found)
}
