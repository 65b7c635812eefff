//! Training mode: a provider on this machine, over real HTTP on loopback.
//!
//! All training processes of one home share one sandbox: whoever can bind its port serves it from
//! the books file, the others use it, and the next takes over when the first ends.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use contract::{Failure, FailureCode};
use providers::{Connection, Http, HttpRequest, Method, ReqwestHttp};
use sandbox::{Config, Credentials, Sandbox};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Keeps the sandbox's port between two starts.
const PORT_FILE: &str = "sandbox-port";
/// The sandbox's books in a training home.
pub(crate) const BOOKS_FILE: &str = "sandbox-books.json";
/// How often a process that could not bind the port tries again.
const TAKE_OVER_EVERY: Duration = Duration::from_millis(300);

/// The sandbox of a training till.
pub(crate) struct Training {
    base_url: String,
    http: ReqwestHttp,
    serving: JoinHandle<()>,
}

impl Drop for Training {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Training {
    /// The sandbox, if the till is for training.
    pub(crate) async fn start_if(
        training: bool,
        home: &Path,
        customer_pays_after: Option<Duration>,
    ) -> Result<Option<Self>, Failure> {
        if training { Self::start(home, customer_pays_after).await.map(Some) } else { Ok(None) }
    }

    /// Serves, or finds, the sandbox of `home`.
    async fn start(home: &Path, customer_pays_after: Option<Duration>) -> Result<Self, Failure> {
        let config = Config {
            credentials: Credentials::training(),
            books_file: Some(home.join(BOOKS_FILE)),
            customer_pays_after,
            merchant_name: "Loja de Treino".to_owned(),
            merchant_city: "São Paulo".to_owned(),
        };
        let (port, listener) = port(home).await?;
        let base_url = format!("http://127.0.0.1:{port}");
        let parsed = base_url.parse().map_err(|_| fault(&"its own address"))?;
        let http = ReqwestHttp::new(&parsed).map_err(|error| fault(&format!("{error:?}")))?;
        let first = match listener {
            Some(listener) => Some((listener, open(config.clone())?)),
            None => None,
        };
        let serving = tokio::spawn(serve_or_wait(port, first, config));
        Ok(Self { base_url, http, serving })
    }

    /// What to connect to: the sandbox's faces with their well-known credentials and an invented
    /// payer, the default first.
    pub(crate) fn connections(&self) -> [Connection; 2] {
        let known = Credentials::training();
        let connectpsp = vec![
            ("clientId", known.client_id),
            ("clientSecret", known.client_secret),
            ("applicationToken", known.application_token),
            ("cryptoToken", known.crypto_token),
        ];
        let integrapay = vec![
            ("token", known.integrapay_token),
            ("payerEmail", "cliente@treino.example".to_owned()),
            ("payerPhone", "11999999999".to_owned()),
        ];
        [
            connection("connectpsp", self.base_url.clone(), connectpsp),
            connection(
                "integrapay",
                format!("{}{}", self.base_url, sandbox::INTEGRAPAY_PREFIX),
                integrapay,
            ),
        ]
    }

    /// Where the customer pays by hand.
    pub(crate) fn bank_url(&self) -> String {
        format!("{}/banco", self.base_url)
    }

    /// The customer pays the charge with this id at the provider.
    pub(crate) async fn pay(&self, id: &str, amount: Option<i64>) -> Result<(), Failure> {
        let body = amount.map_or_else(|| json!({}), |amount| json!({ "amount_centavos": amount }));
        let request = HttpRequest {
            method: Method::Post,
            url: format!("{}/_sandbox/charges/{id}/pay", self.base_url),
            headers: vec![("Content-Type", "application/json".to_owned())],
            body: Some(body.to_string()),
        };
        let answer = self.http.send(request).await.map_err(|error| fault(&format!("{error:?}")))?;
        if (200..300).contains(&answer.status) {
            return Ok(());
        }
        Err(Failure::with(FailureCode::ProviderRefused, format!("sandbox: HTTP {}", answer.status)))
    }
}

fn connection(provider: &str, environment: String, mut values: Vec<(&str, String)>) -> Connection {
    values.push(("payerName", "Cliente de Treino".to_owned()));
    // The documentation's own test number.
    values.push(("payerDocument", "12345678909".to_owned()));
    let values = values.into_iter().map(|(key, it)| (key.to_owned(), SecretString::from(it)));
    Connection {
        provider: provider.to_owned(),
        environment,
        values: values.collect(),
        known_as: None,
    }
}

fn open(config: Config) -> Result<Arc<Sandbox>, Failure> {
    Ok(Arc::new(Sandbox::open(config).map_err(|error| fault(&error))?))
}

async fn serve_or_wait(port: u16, first: Option<(TcpListener, Arc<Sandbox>)>, config: Config) {
    if let Some((listener, sandbox)) = first {
        match sandbox.serve(listener).await {}
    }
    loop {
        tokio::time::sleep(TAKE_OVER_EVERY).await;
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            match open(config.clone()) {
                Ok(sandbox) => match sandbox.serve(listener).await {},
                Err(failure) => tracing::error!(%failure, "the sandbox cannot take over"),
            }
        }
    }
}

/// The home's port, bound if it is free; a new one if it belongs to somebody else.
async fn port(home: &Path) -> Result<(u16, Option<TcpListener>), Failure> {
    let file = home.join(PORT_FILE);
    let known = fs::read_to_string(&file).ok().and_then(|text| text.trim().parse::<u16>().ok());
    if let Some(port) = known {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            return Ok((port, Some(listener)));
        }
        if is_sandbox(port).await {
            return Ok((port, None));
        }
    }
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(free).await.map_err(|error| fault(&error))?;
    let port = listener.local_addr().map_err(|error| fault(&error))?.port();
    fs::write(&file, port.to_string())
        .map_err(|error| Failure::with(FailureCode::LogUnwritable, error.to_string()))?;
    Ok((port, Some(listener)))
}

async fn is_sandbox(port: u16) -> bool {
    let url = format!("http://127.0.0.1:{port}/_sandbox/health");
    let Ok(base) = url.parse() else { return false };
    let Ok(http) = ReqwestHttp::new(&base) else { return false };
    let request = HttpRequest { method: Method::Get, url, headers: Vec::new(), body: None };
    let Ok(answer) = http.send(request).await else { return false };
    let health: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    health.get("name").and_then(Value::as_str) == Some("balcao-sandbox")
}

fn fault(error: &dyn std::fmt::Display) -> Failure {
    Failure::with(FailureCode::Internal, format!("the training sandbox: {error}"))
}
