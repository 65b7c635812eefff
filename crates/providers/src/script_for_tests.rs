//! A provider for the adapters' tests that answers from a script and keeps what it was asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{IdempotencyKey, Reference, UnixMs};
use secrecy::SecretString;

use crate::http::{Http, HttpError, HttpRequest, HttpResponse, Method};
use crate::psp::{Clock, Psp, Sending};
use crate::registry::{Connection, connect};

pub(crate) const NOW: UnixMs = UnixMs::new(1_773_152_400_000);

pub(crate) fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, retry_after: None, date: None, body: body.as_bytes().to_vec() }
}

/// Answers in the order of the script; a request beyond it fails the test.
pub(crate) struct Script {
    answers: Mutex<VecDeque<Result<HttpResponse, HttpError>>>,
    asked: Mutex<Vec<HttpRequest>>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = (u16, &'static str)>) -> Arc<Self> {
        Self::with(answers.into_iter().map(|(status, body)| Ok(answer(status, body))))
    }

    pub(crate) fn with(
        answers: impl IntoIterator<Item = Result<HttpResponse, HttpError>>,
    ) -> Arc<Self> {
        let answers = Mutex::new(answers.into_iter().collect());
        Arc::new(Self { answers, asked: Mutex::default() })
    }

    /// An adapter that speaks to this provider.
    pub(crate) fn connect(self: &Arc<Self>, connection: &Connection) -> Arc<dyn Psp> {
        let http: Arc<dyn Http> = Arc::<Self>::clone(self);
        connect(connection, Arc::new(Stopped), Some(http)).unwrap()
    }

    /// The requests so far, as `GET /path`; the script must be at its end.
    pub(crate) fn lines(&self) -> Vec<String> {
        assert!(self.answers.lock().unwrap().is_empty(), "not all was asked for");
        let line = |request: &HttpRequest| {
            let method = match request.method {
                Method::Get => "GET",
                Method::Post => "POST",
            };
            format!("{method} {}", request.url.strip_prefix("https://psp.example").unwrap())
        };
        self.asked.lock().unwrap().iter().map(line).collect()
    }

    pub(crate) fn asked(&self, at: usize) -> HttpRequest {
        self.asked.lock().unwrap()[at].clone()
    }

    pub(crate) fn header(&self, at: usize, name: &str) -> Option<String> {
        let asked = self.asked(at);
        asked.headers.into_iter().find(|(it, _)| *it == name).map(|(_, value)| value)
    }
}

#[async_trait]
impl Http for Script {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        self.asked.lock().unwrap().push(request);
        self.answers.lock().unwrap().pop_front().expect("asked beyond the script")
    }
}

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> UnixMs {
        NOW
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

pub(crate) fn connection(provider: &str, values: &[(&str, &str)]) -> Connection {
    let value = |(key, value): &(&str, &str)| (key.to_string(), SecretString::from(*value));
    Connection {
        provider: provider.to_owned(),
        environment: "https://psp.example".to_owned(),
        values: values.iter().map(value).collect::<BTreeMap<_, _>>(),
        known_as: None,
    }
}

/// A sending with a life of 30 minutes.
pub(crate) struct Sent {
    pub(crate) key: IdempotencyKey,
    pub(crate) reference: Reference,
    pub(crate) body: String,
}

impl Sent {
    pub(crate) fn new(reference: &str, body: &str) -> Self {
        Self {
            key: IdempotencyKey::new("7b1d5f0e-0000-4000-8000-000000000000").unwrap(),
            reference: Reference::new(reference).unwrap(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn sending(&self, in_doubt: bool) -> Sending<'_> {
        Sending {
            idempotency_key: &self.key,
            body: &self.body,
            expires_in_min: 30,
            requested_at: NOW,
            reference: &self.reference,
            reference_is_ours: true,
            in_doubt,
            was_contradicted: false,
        }
    }
}
