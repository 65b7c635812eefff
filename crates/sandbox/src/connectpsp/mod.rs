//! ConnectPSP's documented HTTP (v2.0.0, March 2026) over the books, without a socket or a clock.
//!
//! Pages are named as in the project's facts: C-err is /guides/error-handling, and so on. What the
//! documentation leaves open ([N] there) is marked ASSUMED here: a till that passes against this
//! sandbox is not proven against the provider in those points.

mod cash_in;
mod cash_out;
mod problem;
mod refund;
mod token;
mod webhook;
mod wire;

use std::borrow::Cow;

use domain::brcode::Merchant;
use percent_encoding::percent_decode_str;
pub(crate) use problem::Problem;
pub(crate) use webhook::{EVENT_ID, SIGNATURE, event_type, webhook_body};

use crate::Credentials;
use crate::books::Books;
use crate::message::{Request, Response};

/// The provider: what it knows beside its books.
#[derive(Debug, Clone)]
pub struct ConnectPsp {
    /// Whom it lets in.
    pub credentials: Credentials,
    /// Who is paid, as the codes tell it.
    pub merchant: Merchant,
    /// Whether answers carry the code as a picture. The provider's do; drawing it costs
    /// milliseconds, which a simulation of many sales may save.
    pub draws_codes: bool,
}

/// Which of the documented calls a request is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Call<'a> {
    Token,
    Create,
    Fetch(Cow<'a, str>),
    Refund(Cow<'a, str>),
    FetchPayout(Cow<'a, str>),
}

/// A path that is not served, or not with that method.
pub(crate) enum NoCall {
    UnknownPath,
    WrongMethod { allowed: &'static str },
}

impl<'a> Call<'a> {
    // ASSUMED: POST /cash-out and the account calls are documented, but this sandbox has none: a till
    // sends no money, and payouts are made by a control.
    pub(crate) fn of(request: &'a Request) -> Result<Self, NoCall> {
        let by_method = |allowed, call| {
            if request.method == allowed { Ok(call) } else { Err(NoCall::WrongMethod { allowed }) }
        };
        match request.segments().as_slice() {
            ["auth", "token"] => by_method("POST", Self::Token),
            ["cash-in"] => by_method("POST", Self::Create),
            ["cash-in", id] if !id.is_empty() => by_method("GET", Self::Fetch(decoded(id))),
            ["cash-in", id, "refund"] if !id.is_empty() => {
                by_method("POST", Self::Refund(decoded(id)))
            }
            ["cash-out", id] if !id.is_empty() => by_method("GET", Self::FetchPayout(decoded(id))),
            _ => Err(NoCall::UnknownPath),
        }
    }
}

fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

impl ConnectPsp {
    /// Answers one request at the moment `now_ms` (milliseconds since 1970-01-01 UTC).
    pub fn answer(&self, books: &mut Books, request: &Request, now_ms: i64) -> Response {
        let answered = match Call::of(request) {
            Ok(call) => self.carry_out(&call, books, request, now_ms),
            Err(NoCall::UnknownPath) => Err(Problem::not_found("There is nothing at this path.")),
            // ASSUMED: a wrong method is not documented.
            Err(NoCall::WrongMethod { allowed }) => {
                let title = "Method not allowed";
                let problem = Problem::new(405, "METHOD_NOT_ALLOWED", title, "");
                return problem.answer().with_header("allow", allowed);
            }
        };
        answered.unwrap_or_else(|problem| problem.answer())
    }

    fn carry_out(
        &self,
        call: &Call<'_>,
        books: &mut Books,
        request: &Request,
        now_ms: i64,
    ) -> Result<Response, Problem> {
        let admit = |books: &Books| self.admit(books, request, now_ms);
        match call {
            Call::Token => token::issue(self, books, request, now_ms),
            Call::Create => {
                admit(books)?;
                cash_in::create(self, books, request, now_ms)
            }
            Call::Fetch(id) => admit(books).and_then(|_| cash_in::fetch(books, id, now_ms)),
            Call::Refund(id) => {
                let token = admit(books)?;
                refund::take(self, books, id, request, token, now_ms)
            }
            Call::FetchPayout(id) => admit(books).and_then(|_| cash_out::fetch(books, id)),
        }
    }

    /// Lets a request in by its bearer token and its application token (C-auth); the bearer token.
    // ASSUMED: which of the two is looked at first. A bearer token that is not on the books is told
    // to be expired: a till's way out is the same, a new one (A6, [N]).
    fn admit<'a>(
        &self,
        books: &Books,
        request: &'a Request,
        now_ms: i64,
    ) -> Result<&'a str, Problem> {
        let authorization = request.header("authorization").unwrap_or_default();
        let token = authorization.strip_prefix("Bearer ").ok_or_else(Problem::unauthorized)?;
        if !books.token_is_good(token, now_ms) {
            return Err(Problem::token_expired());
        }
        if request.header("applicationtoken") != Some(&self.credentials.application_token) {
            return Err(Problem::invalid_application_token());
        }
        Ok(token)
    }
}
