//! Requests as the contract reads them, and refusals as HTTP says them.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contract::{Class, Failure, FailureCode};
use http_guard::body::{self, BodyError};
use serde::de::DeserializeOwned;

use crate::MAX_BODY_BYTES;

/// A request's body, read as JSON.
pub(crate) struct Question<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Question<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = body::read(request.into_body(), MAX_BODY_BYTES).await?;
        // The parser's message quotes the body, where a payer's name may stand: only the place is told.
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            let place = format!("unreadable at line {}, column {}", error.line(), error.column());
            Refusal::new(StatusCode::BAD_REQUEST, &place)
        })
    }
}

/// A failure with the HTTP status that goes with it.
pub(crate) struct Refusal {
    status: StatusCode,
    failure: Failure,
}

impl Refusal {
    /// The request itself is wrong.
    pub(crate) fn new(status: StatusCode, detail: &str) -> Self {
        Self { status, failure: Failure::with(FailureCode::InvalidRequest, detail) }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        let status = match error {
            BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            BodyError::Slow => StatusCode::REQUEST_TIMEOUT,
            BodyError::Broken => StatusCode::BAD_REQUEST,
        };
        Self::new(status, &error.to_string())
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self { status: status(failure.code), failure }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.failure)).into_response()
    }
}

fn status(code: FailureCode) -> StatusCode {
    match code.class() {
        Class::Malformed => StatusCode::BAD_REQUEST,
        Class::NotAllowed => StatusCode::FORBIDDEN,
        Class::NotFound => StatusCode::NOT_FOUND,
        Class::Conflict | Class::Ended | Class::InDoubt | Class::NotSetUp | Class::Unfit => {
            StatusCode::CONFLICT
        }
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Refused | Class::LockedOut | Class::Unreadable => StatusCode::BAD_GATEWAY,
        Class::Unreachable | Class::Vault | Class::Log => StatusCode::SERVICE_UNAVAILABLE,
        Class::Fault => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
