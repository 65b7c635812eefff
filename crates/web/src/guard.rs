//! What every request must show, and what every answer tells the browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::answer::Refusal;
use crate::door::Door;

/// Whose page has a browser send the request.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The page runs what was built with it, speaks to this door, and stands in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; \
     img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// On every answer.
const HARDENING: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Lets a request through that was sent to this door, by a page of this door, with its session.
pub(crate) async fn check(
    State(door): State<Arc<Door>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let headers = request.headers();
    if !text(headers, &HOST).is_some_and(|host| door.names.is_host(host)) {
        return Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, "this door has another name"));
    }
    if request.method() == Method::POST {
        if headers.contains_key(ORIGIN)
            && !text(headers, &ORIGIN).is_some_and(|o| door.names.is_origin(o))
        {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "a page from elsewhere sent this"));
        }
        let kind = text(headers, &CONTENT_TYPE).and_then(|kind| kind.split(';').next());
        if !kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not application/json"));
        }
    }
    let path = request.uri().path();
    if path.starts_with("/api/") {
        // Another port of this computer is the same site, and another page all the same.
        let from = text(headers, &FETCH_SITE);
        if from.is_some_and(|from| from != "same-origin" && from != "none") {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "a page from elsewhere sent this"));
        }
        if path != "/api/session" && !path.starts_with("/api/session/") {
            let session = door.sessions.of(headers).ok_or_else(Refusal::no_session)?;
            request.extensions_mut().insert(session);
        }
    }
    Ok(next.run(request).await)
}

/// Adds the headers that every answer carries; nothing is kept that does not say it may be.
pub(crate) async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HARDENING {
        // A slip's page has a stricter policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
