//! `POST /v1/unpair`: a till leaves, by the signature that it connects with.

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use http_guard::Source;
use relay_protocol::close;

use crate::answer::{too_fast, unavailable, wrong};
use crate::auth::Refusal;
use crate::clock::now_ms;
use crate::door::Door;
use crate::state::Phase;

/// Revokes the till that has signed this: its URLs are unknown from now on, and it may not connect.
pub async fn unpair(
    State(door): State<Door>,
    Extension(source): Extension<Source>,
    headers: HeaderMap,
) -> Response {
    let relay = &door.relay;
    if let Err(wait) = relay.limits.dial_from(source) {
        return too_fast(wait);
    }
    if relay.phase() != Phase::Serving {
        return unavailable("the relay restarts; try again in a moment");
    }
    let token = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let now_s = now_ms() / 1000;
    let till = match relay.auth.check_leaving(token, now_s, |id| relay.directory.till(id)) {
        Ok(till) => till,
        // It has left before.
        Err(Refusal::Revoked) => return StatusCode::NO_CONTENT.into_response(),
        // No till has this key, or none any more: there is nobody to revoke.
        Err(refusal @ Refusal::WrongSignature) => {
            return wrong(StatusCode::GONE, refusal.to_string());
        }
        Err(Refusal::Full) => return unavailable("too many requests; try again in a moment"),
        Err(refusal) => return wrong(StatusCode::UNAUTHORIZED, refusal.to_string()),
    };
    if let Err(error) = relay.directory.revoke(till.id.as_str()).await {
        tracing::error!(%error, till = %till.id, "a till could not leave");
        return unavailable("the relay cannot write; try again in a moment");
    }
    relay.sessions.close(&till.id, close::REVOKED, "this till was unpaired");
    relay.reported.revoke(&till);
    tracing::info!(till = %till.id, "a till has left");
    StatusCode::NO_CONTENT.into_response()
}
