//! `POST` or `PUT /i/{key}`: a provider's webhook. What is not on disk is not accepted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use http_guard::body::{self, BodyError};
use http_guard::{Source, Wait};
use relay_protocol::LONGEST_BODY;
use sha2::{Digest as _, Sha256};

use crate::clock::now_ms;
use crate::directory::Route;
use crate::metrics::Ingest;
#[cfg(feature = "sabotage")]
use crate::sabotage::{Sabotage, is_chosen};
use crate::state::{Phase, Relay};
use crate::store::{Appended, NewEvent, Store as _, StoreError};

/// Most bytes of allowed headers.
const LONGEST_HEADERS: usize = 8 * 1024;
/// The longest id of a provider's that is taken as one.
const LONGEST_ID: usize = 256;
/// Ids that stay the same when a provider sends a webhook again. (`X-Event-Id` of ConnectPSP is new
/// for each attempt.)
const STABLE_IDS: [&str; 2] = ["webhook-id", "svix-id"];

/// A webhook comes in.
pub async fn take(
    State(relay): State<Arc<Relay>>,
    Extension(source): Extension<Source>,
    request: Request,
) -> Response {
    let (counted, response) = match accept(&relay, source, request).await {
        Ok(Appended::New(_)) => (Ingest::Accepted, (StatusCode::OK, "ok").into_response()),
        Ok(Appended::Duplicate) => (Ingest::Duplicate, (StatusCode::OK, "ok").into_response()),
        Err(refusal) => (refusal.counted(), refusal.into_response()),
    };
    relay.metrics.ingest.count(counted);
    response
}

/// Why a webhook is not taken. Nothing of it is kept.
enum Refusal {
    UnknownKey,
    /// The route's merchant has no till.
    NoTill,
    Method,
    TooFast(Wait),
    TooLarge,
    HeadersTooLarge,
    Slow,
    Malformed,
    Unproven,
    Unavailable {
        retry_after_s: u64,
    },
}

impl Refusal {
    fn counted(&self) -> Ingest {
        match self {
            Self::UnknownKey | Self::NoTill => Ingest::UnknownKey,
            Self::Method | Self::HeadersTooLarge | Self::Malformed => Ingest::Malformed,
            Self::TooFast(_) => Ingest::TooFast,
            Self::TooLarge => Ingest::TooLarge,
            Self::Slow => Ingest::Slow,
            Self::Unproven => Ingest::Unproven,
            Self::Unavailable { .. } => Ingest::Unavailable,
        }
    }

    fn into_response(self) -> Response {
        let retry_after = |seconds: u64| [(header::RETRY_AFTER, seconds.to_string())];
        match self {
            Self::UnknownKey => (StatusCode::NOT_FOUND, "unknown address").into_response(),
            Self::NoTill => (StatusCode::NOT_FOUND, "no till here").into_response(),
            Self::Method => {
                let allow = [(header::ALLOW, "POST, PUT")];
                (StatusCode::METHOD_NOT_ALLOWED, allow, "POST or PUT").into_response()
            }
            Self::TooFast(wait) => {
                let headers = retry_after(wait.seconds);
                (StatusCode::TOO_MANY_REQUESTS, headers, "too fast").into_response()
            }
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "over 64 KiB").into_response(),
            Self::HeadersTooLarge => {
                (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "headers too long").into_response()
            }
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, "too slow").into_response(),
            Self::Malformed => (StatusCode::BAD_REQUEST, "cannot be read").into_response(),
            Self::Unproven => (StatusCode::UNAUTHORIZED, "the check failed").into_response(),
            Self::Unavailable { retry_after_s } => {
                let headers = retry_after(retry_after_s);
                (StatusCode::SERVICE_UNAVAILABLE, headers, "not accepted").into_response()
            }
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let retry_after_s = match error {
            StoreError::Busy => 1,
            StoreError::Disk(_) | StoreError::Closed => 5,
        };
        Self::Unavailable { retry_after_s }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::TooLarge,
            BodyError::Slow => Self::Slow,
            BodyError::Broken => Self::Malformed,
        }
    }
}

async fn accept(relay: &Relay, source: Source, request: Request) -> Result<Appended, Refusal> {
    if relay.phase() == Phase::Closing {
        return Err(StoreError::Closed.into());
    }
    let (parts, body) = request.into_parts();
    let Some(route) = key(parts.uri.path()).and_then(|key| relay.directory.route_of_key(key))
    else {
        relay.limits.unknown_key(source).map_err(Refusal::TooFast)?;
        return Err(Refusal::UnknownKey);
    };
    if !matches!(parts.method, Method::POST | Method::PUT) {
        return Err(Refusal::Method);
    }
    relay.limits.ingest(&route.pace).map_err(Refusal::TooFast)?;
    if route.tills.is_empty() {
        return Err(Refusal::NoTill);
    }
    let body = body::read(body, LONGEST_BODY).await?;
    if route.checking.as_ref().is_some_and(|check| !check.holds(&parts.headers, &body)) {
        return Err(Refusal::Unproven);
    }
    let event = event(&route, &parts.headers, body)?;
    #[cfg(feature = "sabotage")]
    if is_chosen(Sabotage::AcceptBeforeCommit) {
        return Ok(accepted_before_commit(relay, event));
    }
    let start = Instant::now();
    let appended = relay.store.append(event).await?;
    relay.metrics.append.took(start.elapsed());
    Ok(appended)
}

/// The breakage [`Sabotage::AcceptBeforeCommit`]: the answer is 2xx two seconds before the event is on disk.
#[cfg(feature = "sabotage")]
fn accepted_before_commit(relay: &Relay, event: NewEvent) -> Appended {
    let store = relay.store.clone();
    tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        store.append(event).await
    });
    Appended::New(crate::ids::EventId::random())
}

/// The key in `/i/{key}` and `/i/{key}/{suffix}`.
fn key(path: &str) -> Option<&str> {
    path.strip_prefix("/i/")?.split('/').next()
}

fn event(route: &Route, headers: &HeaderMap, body: Bytes) -> Result<NewEvent, Refusal> {
    let body_sha256: [u8; 32] = Sha256::digest(&body).into();
    let dedup_key = stable_id(headers).unwrap_or_else(|| body_sha256.to_vec());
    Ok(NewEvent {
        route: route.id.clone(),
        tills: Arc::clone(&route.tills),
        dedup_key,
        body_sha256,
        headers: allowed(route, headers)?,
        body,
        received_at_ms: now_ms(),
    })
}

fn stable_id(headers: &HeaderMap) -> Option<Vec<u8>> {
    let mut ids = STABLE_IDS.iter().filter_map(|name| headers.get(*name));
    let id = ids.find(|id| (1..=LONGEST_ID).contains(&id.len()))?;
    // A word before it, so that no id is taken for a hash.
    Some([b"id:", id.as_bytes()].concat())
}

/// What a till needs to verify and to trace, as one JSON object. Never what lets somebody in
/// somewhere: no `Authorization`, no `Cookie`.
fn allowed(route: &Route, headers: &HeaderMap) -> Result<String, Refusal> {
    let mut allowed: BTreeMap<&str, String> = BTreeMap::new();
    let mut bytes = 0;
    let goes_on = |name| route.passing.lets_on(name, route.checking.as_ref());
    for (name, value) in headers.iter().filter(|(name, _)| goes_on(name)) {
        // A signature that is no text is none.
        let Ok(value) = value.to_str() else { continue };
        bytes += name.as_str().len() + value.len();
        if bytes > LONGEST_HEADERS {
            return Err(Refusal::HeadersTooLarge);
        }
        let values = allowed.entry(name.as_str()).or_default();
        if !values.is_empty() {
            values.push_str(", ");
        }
        values.push_str(value);
    }
    serde_json::to_string(&allowed).map_err(|_| Refusal::Malformed)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;
    use crate::directory::Passing;
    use crate::ids::{MerchantId, RouteId};

    fn route() -> Route {
        Route {
            id: RouteId::known("r_1"),
            merchant: MerchantId::known("m_1"),
            tills: Arc::default(),
            checking: None,
            passing: Passing::default(),
            pace: Arc::default(),
        }
    }

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::try_from(*name).unwrap(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn only_what_verifies_or_traces_goes_on() {
        let headers = headers(&[
            ("Content-Type", "application/json"),
            ("X-Connect-Signature", "ab\"12"),
            ("Webhook-Timestamp", "1"),
            ("Stripe-Signature", "t=1"),
            ("X-Event-Id", "e-1"),
            ("Authorization", "Bearer secret"),
            ("Cookie", "session=secret"),
            ("Host", "relay.example"),
            ("User-Agent", "psp"),
        ]);
        let Ok(json) = allowed(&route(), &headers) else { panic!("refused") };
        let read: BTreeMap<String, String> = serde_json::from_str(&json).unwrap();
        let expected = [
            ("content-type", "application/json"),
            ("stripe-signature", "t=1"),
            ("webhook-timestamp", "1"),
            ("x-connect-signature", "ab\"12"),
            ("x-event-id", "e-1"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read, BTreeMap::from(expected));
    }

    #[test]
    fn a_header_that_comes_twice_goes_on_with_both_values() {
        let mut twice = headers(&[("x-signature", "a")]);
        twice.append("x-signature", "b".parse().unwrap());
        assert!(
            matches!(allowed(&route(), &twice), Ok(json) if json == r#"{"x-signature":"a, b"}"#)
        );
    }

    #[test]
    fn headers_have_a_bound() {
        let long = headers(&[("webhook-signature", &"x".repeat(LONGEST_HEADERS))]);
        assert!(matches!(allowed(&route(), &long), Err(Refusal::HeadersTooLarge)));
        let stranger = headers(&[("x-other", &"x".repeat(LONGEST_HEADERS))]);
        assert!(matches!(allowed(&route(), &stranger), Ok(json) if json == "{}"));
    }

    #[test]
    fn an_id_of_an_attempt_is_no_stable_id() {
        assert_eq!(stable_id(&headers(&[("x-event-id", "e-1")])), None);
        assert_eq!(stable_id(&headers(&[("webhook-id", "")])), None);
        assert_eq!(stable_id(&headers(&[("webhook-id", "w-1")])), Some(b"id:w-1".to_vec()));
    }

    #[test]
    fn the_key_stands_before_any_suffix() {
        assert_eq!(key("/i/abc"), Some("abc"));
        assert_eq!(key("/i/abc/pix"), Some("abc"));
        assert_eq!(key("/i/abc/pix/more"), Some("abc"));
        assert_eq!(key("/j/abc"), None);
    }
}
