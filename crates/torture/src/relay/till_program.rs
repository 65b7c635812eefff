//! `torture-relay-till`: a till without a screen and without a keyring, as a process that can be
//! killed. The checkout, its client of the relay, the order log and the adapter are the real ones.
//!
//! It reads its settings as one JSON line from its input, then orders: `clock MS` sets how far its
//! clock is ahead, `rest` makes it sell no more. When its input ends, so does the till.

use std::collections::BTreeMap;
use std::io::{BufRead, stdin};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use checkout::relay::Pairing;
use checkout::{Checkout, Ports, Providers, Random, Sale, TillClock};
use domain::{Actor, Centavos, SaleId, UnixMs};
use providers::{Clock, Connection};
use ring::rand::{SecureRandom as _, SystemRandom};
use secrecy::{SecretSlice, SecretString};
use serde::{Deserialize, Serialize};
use store::{Store, Why};
use testkit::chance::Chance;
use tokio::time::sleep;

/// Stand in every webhook's body.
pub(crate) const PAYER_NAME: &str = "Cliente de Treino";
pub(crate) const PAYER_DOCUMENT: &str = "52998224725";

/// What a till needs to know.
#[derive(Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    pub(crate) home: PathBuf,
    /// The beginning of its references.
    pub(crate) code: String,
    /// The provider's address.
    pub(crate) provider: String,
    /// The relay's address.
    pub(crate) relay: String,
    /// The till's id on the relay.
    pub(crate) till: String,
    /// Its key pair, PKCS#8 in base64.
    pub(crate) key: String,
    pub(crate) ingest_url: String,
    /// Pauses between two sales, in milliseconds.
    pub(crate) sale_every_ms: (u64, u64),
}

/// The computer's clock, and how far it is off.
#[derive(Default)]
struct WrongClock {
    ahead_ms: AtomicI64,
}

impl Clock for WrongClock {
    fn now(&self) -> UnixMs {
        let right_ms = jiff::Timestamp::now().as_millisecond();
        UnixMs::new(right_ms + self.ahead_ms.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGUN.elapsed()
    }
}

struct System(SystemRandom);

impl Random for System {
    fn next_u64(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes).expect("the system has chance");
        u64::from_le_bytes(bytes)
    }
}

/// Runs the till until its input ends.
pub fn till() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut line = String::new();
    stdin().read_line(&mut line).context("the settings")?;
    let settings: Settings = serde_json::from_str(&line).context("the settings")?;
    let clock = Arc::new(WrongClock::default());
    let is_resting = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let orders = runtime.block_on(async {
        let checkout = open(&settings, &clock)?;
        tokio::spawn(Arc::clone(&checkout).watch());
        tokio::spawn(Arc::clone(&checkout).follow());
        tokio::spawn(Arc::clone(&checkout).listen_to_relay());
        tokio::spawn(sell(checkout, settings, Arc::clone(&is_resting)));
        tokio::task::spawn_blocking(move || obey(&clock, &is_resting)).await?
    });
    runtime.shutdown_background();
    orders
}

fn open(settings: &Settings, clock: &Arc<WrongClock>) -> Result<Arc<Checkout>> {
    let clock: Arc<dyn Clock> = Arc::<WrongClock>::clone(clock);
    let mut store = Store::open(&settings.home, clock.now()).context("the order log")?;
    store.name_till(&settings.code, Why::New, clock.now())?;
    let ports = Ports::new(clock, Arc::new(System(SystemRandom::new())));
    let clock: Arc<dyn Clock> = Arc::<TillClock>::clone(&ports.clock);
    let psp = providers::connect(&connection(&settings.provider), clock, None)?;
    let checkout = Checkout::new(store, Providers::new(vec![psp], "connectpsp"), ports);
    let key = STANDARD.decode(&settings.key).context("the key")?;
    checkout.set_pairing(Some(Pairing {
        url: settings.relay.clone(),
        till: settings.till.clone(),
        key: SecretSlice::from(key),
        ingest_url: settings.ingest_url.clone(),
    }));
    Ok(checkout)
}

/// A till's way to the provider at that address.
#[cfg(test)]
pub(crate) fn adapter(provider: &str) -> Result<Arc<dyn providers::Psp>> {
    Ok(providers::connect(&connection(provider), Arc::new(WrongClock::default()), None)?)
}

fn connection(provider: &str) -> Connection {
    let credentials = sandbox::Credentials::training();
    let values = [
        ("clientId", credentials.client_id.as_str()),
        ("clientSecret", credentials.client_secret.as_str()),
        ("applicationToken", credentials.application_token.as_str()),
        ("cryptoToken", credentials.crypto_token.as_str()),
        ("payerName", PAYER_NAME),
        ("payerDocument", PAYER_DOCUMENT),
    ];
    let secret = |(key, value): (&str, &str)| (key.to_owned(), SecretString::from(value));
    Connection {
        provider: "connectpsp".to_owned(),
        environment: provider.to_owned(),
        values: values.into_iter().map(secret).collect::<BTreeMap<_, _>>(),
        known_as: None,
    }
}

/// Sells something every now and then.
async fn sell(checkout: Arc<Checkout>, settings: Settings, is_resting: Arc<AtomicBool>) {
    // Each life of a till sells other things.
    let life = jiff::Timestamp::now().as_nanosecond();
    let mut chance = Chance::of(settings.seed, &format!("sales of {} in {life}", settings.code));
    let (shortest_ms, longest_ms) = settings.sale_every_ms;
    for number in 0.. {
        sleep(Duration::from_millis(chance.magnitude(shortest_ms, longest_ms))).await;
        if is_resting.load(Ordering::Relaxed) {
            return;
        }
        let sale = Sale {
            document_key: None,
            sale_id: SaleId::new(format!("{}-{life}-{number}", settings.code)).expect("a short id"),
            reference: None,
            amount: Centavos::new(i64::try_from(chance.magnitude(1, 500_000)).unwrap()),
            expires_in_min: 60,
            payer: None,
            provider: None,
        };
        if let Err(error) = checkout.charge(sale, &Actor::Till).await {
            eprintln!("a sale failed: {error}");
        }
    }
}

fn obey(clock: &WrongClock, is_resting: &AtomicBool) -> Result<()> {
    for line in stdin().lock().lines() {
        let line = line?;
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("clock", ahead_ms) => clock.ahead_ms.store(ahead_ms.parse()?, Ordering::Relaxed),
            ("rest", _) => is_resting.store(true, Ordering::Relaxed),
            _ => anyhow::bail!("what is {line:?}?"),
        }
    }
    Ok(())
}
