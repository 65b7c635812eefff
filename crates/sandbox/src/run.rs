//! A sandbox as a program of its own.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;

use crate::books::Auth;
use crate::{Config, Credentials, INTEGRAPAY_PREFIX, OpenError, Sandbox};

/// What can be set when a sandbox is started by hand.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1; a free one if 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// File that keeps the books between two starts
    #[arg(long, value_name = "FILE")]
    pub books: Option<PathBuf>,
    /// Let each charge be paid by itself after this time, such as 4s
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub customer_pays_after: Option<Duration>,
    /// Who is paid, as the codes tell it
    #[arg(long, value_name = "NAME", default_value = "Loja de Treino")]
    pub merchant_name: String,
    /// How IntegraPay wants its token [default: raw, or as it was last switched]
    #[arg(long, value_name = "FORM", value_enum)]
    pub integrapay_auth: Option<Auth>,
}

/// Why a sandbox does not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The port is taken, or not ours to take.
    #[error("port {port} of 127.0.0.1 cannot be opened; choose another with --port")]
    Port {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// Standard output or the system's signals are out of reach.
    #[error("the sandbox cannot talk to its terminal")]
    Terminal(#[from] std::io::Error),
}

/// Runs a sandbox until SIGINT or SIGTERM.
///
/// Its addresses and credentials go to standard output first: one JSON object on a line with
/// `json`, whose `credentials` are what `balcao connect connectpsp --stdin` reads; those of
/// `integrapay` are part of what `balcao connect integrapay --stdin` does.
pub async fn run(args: Args, json: bool) -> Result<(), RunError> {
    let credentials = Credentials::training();
    let sandbox = Sandbox::open(Config {
        credentials: credentials.clone(),
        books_file: args.books,
        customer_pays_after: args.customer_pays_after,
        merchant_name: args.merchant_name,
        merchant_city: "São Paulo".to_owned(),
    })?;
    if let Some(auth) = args.integrapay_auth {
        sandbox.set_integrapay_auth(auth);
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| RunError::Port { port: args.port, source })?;
    let stop = stop_signal()?;
    announce(listener.local_addr()?, &credentials, json)?;
    tokio::select! {
        () = stop => Ok(()),
        never = Arc::new(sandbox).serve(listener) => match never {},
    }
}

fn announce(address: SocketAddr, credentials: &Credentials, json: bool) -> std::io::Result<()> {
    let base_url = format!("http://{address}");
    let bank_url = format!("{base_url}/banco");
    let integrapay_url = format!("{base_url}{INTEGRAPAY_PREFIX}");
    let mut out = std::io::stdout().lock();
    if json {
        let line = json!({
            "base_url": base_url,
            "bank_url": bank_url,
            "credentials": {
                "clientId": credentials.client_id,
                "clientSecret": credentials.client_secret,
                "applicationToken": credentials.application_token,
                "cryptoToken": credentials.crypto_token,
            },
            "integrapay": {
                "base_url": integrapay_url,
                "credentials": { "token": credentials.integrapay_token },
            },
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "Sandbox of ConnectPSP: {base_url}")?;
        writeln!(out, "Customer's bank:       {bank_url}")?;
        writeln!(out, "clientId:              {}", credentials.client_id)?;
        writeln!(out, "clientSecret:          {}", credentials.client_secret)?;
        writeln!(out, "applicationToken:      {}", credentials.application_token)?;
        writeln!(out, "cryptoToken:           {}", credentials.crypto_token)?;
        writeln!(out, "Sandbox of IntegraPay: {integrapay_url}")?;
        writeln!(out, "token:                 {}", credentials.integrapay_token)?;
        writeln!(out, "Nothing here is real. Ctrl+C stops it.")?;
    }
    out.flush()
}

/// Done when the user or the system asks to stop. Listens from the moment of the call.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn duration(text: &str) -> Result<Duration, String> {
    let parsed: jiff::SignedDuration =
        text.parse().map_err(|_| "not a time such as 4s".to_owned())?;
    Duration::try_from(parsed).map_err(|_| "a time cannot be negative".to_owned())
}
