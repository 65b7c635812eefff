//! `ConnectPSP` as far as these tests need it, behind the adapter's HTTP.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use providers::{Connection, Http, HttpError, HttpRequest, HttpResponse, Psp};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Sha256;
use testkit::clock::SystemClock;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

pub(crate) const CRYPTO_TOKEN: &str = "test-crypto-token";

/// The provider's books, and what it was asked.
pub(crate) struct Provider {
    pub(crate) state: Mutex<State>,
    /// Answers to creations leave only with a permit.
    pub(crate) answers: Semaphore,
}

#[derive(Default)]
pub(crate) struct State {
    /// The bodies of all creations.
    pub(crate) created: Vec<Value>,
    /// When charges were asked about.
    pub(crate) asked: Vec<Instant>,
    /// What a look-up says.
    pub(crate) status: Option<&'static str>,
    /// Look-ups fail.
    pub(crate) is_down: bool,
}

impl Provider {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), answers: Semaphore::new(1_000) })
    }

    pub(crate) fn adapter(self: &Arc<Self>, crypto_token: Option<&str>) -> Arc<dyn Psp> {
        self.adapter_of("1", crypto_token)
    }

    /// Of another client's account.
    pub(crate) fn adapter_of(
        self: &Arc<Self>,
        client_id: &str,
        crypto_token: Option<&str>,
    ) -> Arc<dyn Psp> {
        let values = [
            ("clientId", client_id),
            ("clientSecret", "s"),
            ("applicationToken", "a"),
            ("payerName", "Cliente de Teste"),
            ("payerDocument", "52998224725"),
            ("cryptoToken", crypto_token.unwrap_or_default()),
        ];
        let secret = |(key, value): (&str, &str)| (key.to_owned(), SecretString::from(value));
        let connection = Connection {
            provider: "connectpsp".into(),
            environment: "http://127.0.0.1:1".into(),
            values: values.into_iter().map(secret).collect::<BTreeMap<_, _>>(),
            known_as: None,
        };
        let http: Arc<dyn Http> = Arc::clone(self) as Arc<dyn Http>;
        providers::connect(&connection, Arc::new(SystemClock), Some(http)).unwrap()
    }

    pub(crate) fn says(&self, status: &'static str) {
        self.state.lock().unwrap().status = Some(status);
    }

    pub(crate) fn times_asked(&self) -> usize {
        self.state.lock().unwrap().asked.len()
    }

    /// The reference of the first creation that was sent.
    pub(crate) fn reference(&self) -> String {
        let state = self.state.lock().unwrap();
        state.created[0]["externalReference"].as_str().unwrap().to_owned()
    }

    /// A webhook about the first charge.
    pub(crate) fn webhook(&self, kind: &str, amount: f64) -> Vec<u8> {
        webhook(kind, "kk6", &self.reference(), amount)
    }

    fn cash_in(&self, status: &str) -> Value {
        let state = self.state.lock().unwrap();
        let sent = state.created.first().unwrap();
        data(status, "kk6", sent["externalReference"].as_str().unwrap(), &sent["amount"])
    }
}

fn data(status: &str, id: &str, reference: &str, amount: &Value) -> Value {
    json!({
        "transactionId": id,
        "externalReference": reference,
        "status": status,
        "amount": amount,
        "endToEndId": (status == "PAID").then_some("E1"),
        "originalEndToEndId": (status == "REFUNDED").then_some("E1"),
    })
}

#[async_trait]
impl Http for Provider {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = |status, body: Value| {
            let body = body.to_string().into_bytes();
            Ok(HttpResponse { status, retry_after: None, date: None, body })
        };
        if request.url.ends_with("/auth/token") {
            return answer(200, json!({"accessToken": "t", "expiresIn": 3600}));
        }
        if let Some(body) = &request.body {
            let body = serde_json::from_str(body).unwrap();
            self.state.lock().unwrap().created.push(body);
            self.answers.acquire().await.unwrap().forget();
            let mut made = self.cash_in("AWAITING_PAYMENT");
            made["pixData"] = json!({"copyAndPaste": "000201"});
            return answer(201, made);
        }
        // As a real one, it takes a moment.
        sleep(Duration::from_millis(20)).await;
        let (status, is_down) = {
            let mut state = self.state.lock().unwrap();
            state.asked.push(Instant::now());
            (state.status.unwrap_or("AWAITING_PAYMENT"), state.is_down)
        };
        if is_down { answer(503, json!({})) } else { answer(200, self.cash_in(status)) }
    }
}

/// A webhook about the charge of that id and reference.
pub(crate) fn webhook(kind: &str, id: &str, reference: &str, amount: f64) -> Vec<u8> {
    let status = if kind == "CASHIN_REFUNDED" { "REFUNDED" } else { "PAID" };
    let data = data(status, id, reference, &json!(amount));
    json!({"eventType": kind, "eventAt": "2026-03-10T14:22:18Z", "data": data})
        .to_string()
        .into_bytes()
}

/// The provider's signature.
pub(crate) fn signature(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(CRYPTO_TOKEN.as_bytes()).unwrap();
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}
