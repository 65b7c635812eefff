//! Webhooks on their way: to the address that the merchant gave and to no other, so redirects are
//! not followed and no proxy is asked.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::task::JoinSet;

use crate::books::Method;
use crate::connectpsp::EVENT_ID;
use crate::sandbox::{Attempt, Sandbox, Sending};

/// Most webhooks under way at once.
const MAX_UNDER_WAY: usize = 16;
/// How long the other side may take to answer ([D] C-wh: within 5 seconds).
const LONGEST: Duration = Duration::from_secs(5);

/// Why there is no status.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("no answer within 5 s")]
    Late,
    #[error("the system's root certificates cannot be read: {0}")]
    Roots(std::io::Error),
    #[error("not a request: {0}")]
    Request(#[from] hyper::http::Error),
    #[error("{}", with_cause(_0))]
    Connection(#[from] hyper_util::client::legacy::Error),
}

/// hyper's own words are "client error (Connect)"; the cause says more.
fn with_cause(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

/// Delivers what is due, until dropped.
pub(crate) async fn webhooks(sandbox: &Arc<Sandbox>) -> Infallible {
    let poster = Arc::new(Poster::default());
    let mut under_way = JoinSet::new();
    loop {
        let room = MAX_UNDER_WAY.saturating_sub(under_way.len());
        // On a thread of its own: it may write a file.
        let asked = Arc::clone(sandbox);
        let due = tokio::task::spawn_blocking(move || asked.webhooks_due(now_ms(), room)).await;
        let mut rest = Duration::from_secs(1);
        if let Ok(due) = due {
            rest = due.rest;
            for sending in due.sendings {
                under_way.spawn(deliver(Arc::clone(sandbox), Arc::clone(&poster), sending));
            }
        }
        tokio::select! {
            () = sandbox.changed.notified() => {}
            () = tokio::time::sleep(rest) => {}
            Some(_) = under_way.join_next() => {}
        }
    }
}

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// One try, all its copies side by side.
async fn deliver(sandbox: Arc<Sandbox>, poster: Arc<Poster>, sending: Sending) {
    if !sending.delay.is_zero() {
        tokio::time::sleep(sending.delay).await;
    }
    let sending = Arc::new(sending);
    let mut copies = JoinSet::new();
    for event_id in sending.event_ids.clone() {
        let (poster, sending) = (Arc::clone(&poster), Arc::clone(&sending));
        copies.spawn(async move { copy(&poster, &sending, event_id.as_deref()).await });
    }
    let attempts = copies.join_all().await;
    let notice = sending.notice;
    // Whether it could be noted changes nothing here.
    let _ = tokio::task::spawn_blocking(move || {
        sandbox.webhook_tried(notice, attempts, now_ms());
    })
    .await;
}

async fn copy(poster: &Poster, sending: &Sending, event_id: Option<&str>) -> Attempt {
    let begun = Instant::now();
    let mut attempt = sending.attempt(event_id);
    if !sending.is_lost {
        let sent = tokio::time::timeout(LONGEST, poster.post(sending, event_id)).await;
        match sent.unwrap_or(Err(SendError::Late)) {
            Ok(status) => attempt.status = Some(status),
            Err(error) => attempt.error = Some(error.to_string()),
        }
    }
    attempt.took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (notice, status, error) = (attempt.notice, attempt.status, &attempt.error);
    tracing::debug!(notice, ?status, ?error, "a webhook was tried");
    attempt
}

/// The client that posts; made when the first webhook leaves, as most sandboxes never send one.
#[derive(Debug, Default)]
struct Poster(OnceLock<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>);

impl Poster {
    /// The status of the answer; its body is not read ([D] C-wh: ignored).
    async fn post(&self, sending: &Sending, event_id: Option<&str>) -> Result<u16, SendError> {
        let method = match sending.method {
            Method::Post => hyper::Method::POST,
            Method::Put => hyper::Method::PUT,
        };
        let mut request = hyper::Request::builder()
            .method(method)
            .uri(&sending.url)
            .header("content-type", "application/json");
        if let Some(event_id) = event_id {
            request = request.header(EVENT_ID, event_id);
        }
        if let Some((name, value)) = &sending.proof {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(Bytes::from(sending.body.clone())))?;
        Ok(self.client()?.request(request).await?.status().as_u16())
    }

    fn client(&self) -> Result<&Client<HttpsConnector<HttpConnector>, Full<Bytes>>, SendError> {
        if let Some(client) = self.0.get() {
            return Ok(client);
        }
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .map_err(SendError::Roots)?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            // Each try on a connection of its own, so that none fails for an old one that has died.
            .pool_max_idle_per_host(0)
            // As the documentation writes the names: X-Connect-Signature.
            .http1_title_case_headers(true)
            .build(connector);
        Ok(self.0.get_or_init(|| client))
    }
}
