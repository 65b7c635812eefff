//! POST /auth/token (C-token, C-auth).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;

use super::wire::read_json;
use super::{ConnectPsp, Problem};
use crate::books::Books;
use crate::message::{Request, Response};
use crate::time;

/// A token lives an hour ([D] C-token).
const LIFETIME_S: i64 = 3600;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenRequest {
    client_id: String,
    client_secret: String,
}

// ASSUMED: older tokens stay good when a new one is issued, and calls for tokens have no rate limit
// (A3, [N]).
pub(super) fn issue(
    psp: &ConnectPsp,
    books: &mut Books,
    request: &Request,
    now_ms: i64,
) -> Result<Response, Problem> {
    let wanted: TokenRequest = read_json(request)?;
    let ours = &psp.credentials;
    if wanted.client_id != ours.client_id || wanted.client_secret != ours.client_secret {
        return Err(Problem::invalid_credentials());
    }
    let issued_at_s = now_ms.div_euclid(1000);
    let claims = json!({
        "sub": ours.client_id,
        "iat": issued_at_s,
        "exp": issued_at_s + LIFETIME_S,
    });
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let head = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    // The tail is chance, not a signature: we know our tokens by heart, and nobody else may read
    // them ("opaque" to a client).
    let token = books.issue_token(&head, now_ms.saturating_add(LIFETIME_S * 1000));
    Ok(Response::json(
        200,
        &json!({
            "accessToken": token,
            "tokenType": "Bearer",
            "expiresIn": LIFETIME_S,
            "issuedAt": time::utc(now_ms),
        }),
    ))
}
