//! `POST /v1/pair`: a till takes a code for an identity.

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::header};
use relay_protocol::{PairAnswer, PairRequest, close};

use crate::answer::{question, too_fast, unavailable, wrong};
use crate::auth::bytes;
use crate::directory::{Claim, Paired, plain_code};
use crate::door::Door;
use crate::metrics::Pairing;
use crate::state::Phase;
use http_guard::Source;

/// Answers a till that wants to pair.
pub async fn pair(
    State(door): State<Door>,
    Extension(source): Extension<Source>,
    body: Body,
) -> Response {
    let relay = &door.relay;
    if let Err(wait) = relay.limits.pairing(source) {
        relay.metrics.pairings.count(Pairing::TooFast);
        return too_fast(wait);
    }
    if relay.phase() != Phase::Serving {
        return unavailable("the relay restarts; try again in a moment");
    }
    let claim = match question::<PairRequest>(body).await {
        Ok(request) => claim(request),
        Err(answer) => {
            relay.metrics.pairings.count(Pairing::Malformed);
            return answer.into_response();
        }
    };
    let Some(claim) = claim else {
        relay.metrics.pairings.count(Pairing::Malformed);
        let error = "a code has 8 characters, a key 32 bytes and a proof 64, both in base64url";
        return wrong(StatusCode::BAD_REQUEST, error);
    };
    match relay.directory.pair(claim).await {
        Ok(Paired::Till { till, ingest_key, again }) => {
            relay.metrics.pairings.count(Pairing::Paired);
            tracing::info!(till = %till.id, again, "paired");
            if again {
                relay.sessions.close(&till.id, close::BAD_TOKEN, "paired with another computer");
            }
            let ingest_url = door.ingest_url(&ingest_key);
            let answer = PairAnswer { till: till.id.to_string(), name: till.name, ingest_url };
            ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
        }
        Ok(Paired::UnknownCode) => {
            relay.limits.wrong_code(source);
            relay.metrics.pairings.count(Pairing::UnknownCode);
            wrong(StatusCode::NOT_FOUND, "no such code: it lives ten minutes and works once")
        }
        Ok(Paired::BadProof) => {
            relay.limits.wrong_code(source);
            relay.metrics.pairings.count(Pairing::BadProof);
            wrong(StatusCode::UNAUTHORIZED, "the proof is not of this key and code")
        }
        Err(error) => {
            tracing::error!(%error, "a till could not be paired");
            unavailable("the relay cannot write; try again in a moment")
        }
    }
}

fn claim(request: PairRequest) -> Option<Claim> {
    Some(Claim {
        code: plain_code(&request.code)?,
        public_key: bytes(&request.pubkey)?,
        proof: bytes(&request.proof)?,
        pubkey: request.pubkey,
    })
}
