//! Answers in JSON, and how a small question is read.

use axum::Json;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use http_guard::Wait;
use http_guard::body::{self, BodyError};
use serde::de::DeserializeOwned;

use crate::admin::words::Wrong;

/// Most bytes of a question.
const LONGEST_QUESTION: usize = 4 * 1024;

/// An error as `{"error":"…"}`.
pub(crate) fn wrong(status: StatusCode, error: impl Into<String>) -> Response {
    (status, Json(Wrong { error: error.into() })).into_response()
}

/// 429 with `Retry-After`.
pub(crate) fn too_fast(wait: Wait) -> Response {
    let error = format!("too many requests; try again in {} s", wait.seconds);
    let mut answer = wrong(StatusCode::TOO_MANY_REQUESTS, error);
    answer.headers_mut().insert(RETRY_AFTER, wait.seconds.into());
    answer
}

/// 503 with `Retry-After`.
pub(crate) fn unavailable(error: impl Into<String>) -> Response {
    let mut answer = wrong(StatusCode::SERVICE_UNAVAILABLE, error);
    answer.headers_mut().insert(RETRY_AFTER, 1.into());
    answer
}

/// An answer instead of the one that was asked for.
pub(crate) struct Refusal(Box<Response>);

impl From<Response> for Refusal {
    fn from(answer: Response) -> Self {
        Self(Box::new(answer))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Reads a question; what cannot be read gets its answer: 413, 408 or 400.
pub(crate) async fn question<Q: DeserializeOwned>(body: Body) -> Result<Q, Refusal> {
    let body = body::read(body, LONGEST_QUESTION).await.map_err(|error| match error {
        BodyError::TooLarge => {
            wrong(StatusCode::PAYLOAD_TOO_LARGE, "more than 4 KiB is no question")
        }
        BodyError::Slow => wrong(StatusCode::REQUEST_TIMEOUT, "the body took more than 4 s"),
        BodyError::Broken => wrong(StatusCode::BAD_REQUEST, "the body broke off"),
    })?;
    // The error names fields and places, and could quote values: those stay out.
    serde_json::from_slice(&body).map_err(|_| {
        wrong(StatusCode::BAD_REQUEST, "this is not the JSON that is asked for").into()
    })
}
