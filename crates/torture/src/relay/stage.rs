//! Everything that a run needs, set up: provider, relay, proxies, and tills that are paired.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use relay_protocol::{PAIR_PATH, PairAnswer, PairRequest, pair_message};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncGuard};
use tokio::time::sleep;

use super::counter::Counter;
use super::judge::Restore;
use super::ledger::To;
use super::plan::Plan;
use super::post::post;
use super::provider::{MERCHANTS, Provider, merchant_of};
use super::proxy::{Proxy, Upstream};
use super::server::Server;
use super::till_program::Settings;
use super::trace::Trace;
use super::wiretap::{Said, Transcript, Wiretap};

const PATIENCE: Duration = Duration::from_secs(20);
/// How often something is looked at while it is waited for.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How relay and tills are broken, if they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) relay: Option<&'static str>,
    pub(crate) till: Option<&'static str>,
}

/// A run's world.
pub(crate) struct Stage {
    pub(crate) trace: Arc<Trace>,
    pub(crate) provider: Provider,
    pub(crate) server: Server,
    /// Between the provider and the relay.
    pub(crate) provider_link: Proxy,
    /// Between each till and the relay.
    pub(crate) till_links: Vec<Proxy>,
    pub(crate) restores: Mutex<Vec<Restore>>,
    tills: Vec<AsyncMutex<Counter>>,
    /// The tills' ids on the relay.
    ids: Vec<String>,
    transcript: Arc<Mutex<Transcript>>,
    folder: TempDir,
}

/// Memory where there is some, so that 20 order logs do not wait for one disk that nobody will pull.
fn folder() -> Result<TempDir> {
    let memory = PathBuf::from("/dev/shm");
    let folder = tempfile::Builder::new().prefix("balcao-torture-relay-").tempdir_in(memory);
    folder.or_else(|_| tempfile::tempdir()).context("a folder for the run")
}

impl Stage {
    /// Starts everything and waits until every till was welcomed.
    pub(crate) async fn set(
        plan: &Plan,
        sale_every_ms: (u64, u64),
        broken: Broken,
    ) -> Result<Arc<Self>> {
        let Plan { seed, tills, again_one_in, .. } = *plan;
        let folder = folder()?;
        let trace = Arc::new(Trace::begin());
        let transcript: Arc<Mutex<Transcript>> = Arc::default();
        let provider = Provider::start(seed, again_one_in, Arc::clone(&trace)).await?;
        let upstream = Upstream::default();
        let provider_link = Proxy::start(Arc::clone(&upstream), None).await?;
        let mut till_links = Vec::new();
        for till in 0..tills {
            let wiretap = Wiretap::new(till, Arc::clone(&transcript));
            till_links.push(Proxy::start(Arc::clone(&upstream), Some(wiretap)).await?);
        }
        let server = Server::new(
            &folder.path().join("relay"),
            broken.relay,
            provider_link.address(),
            upstream,
            Arc::clone(&trace),
        )?;
        server.start().await?;
        for merchant in 0..MERCHANTS {
            let name = format!("Loja {merchant}");
            server.admin(&["merchant", "add", &name]).await?;
            let route = server.admin(&["route", "add", "--merchant", &name]).await?;
            provider.knows(&text(&route, "ingest_url")?, To::Merchant(merchant));
        }
        let mut stage = Self {
            trace,
            provider,
            server,
            provider_link,
            till_links,
            restores: Mutex::default(),
            tills: Vec::new(),
            ids: Vec::new(),
            transcript,
            folder,
        };
        for till in 0..tills {
            let home = stage.folder.path().join(format!("till-{till}"));
            let settings = stage.enrol(till, &home, seed, sale_every_ms).await?;
            let trace = Arc::clone(&stage.trace);
            let counter = Counter::new(till, settings, broken.till, trace)?;
            stage.tills.push(AsyncMutex::new(counter));
        }
        // Only now: a merchant's webhook goes to the tills that the merchant has when it comes.
        for till in 0..tills {
            stage.till(till).await.start(None)?;
        }
        stage.all_are_welcomed(0).await?;
        Ok(Arc::new(stage))
    }

    /// Adds a till to the relay and pairs it.
    async fn enrol(
        &mut self,
        till: usize,
        home: &Path,
        seed: u64,
        sale_every_ms: (u64, u64),
    ) -> Result<Settings> {
        let merchant = format!("Loja {}", merchant_of(till));
        let name = format!("Caixa {till}");
        let added = self.server.admin(&["till", "add", "--merchant", &merchant, &name]).await?;
        let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        let pair = Ed25519KeyPair::from_pkcs8(key.as_ref()).expect("a key");
        let pubkey = URL_SAFE_NO_PAD.encode(pair.public_key());
        let code = text(&added, "pairing_code")?.replace([' ', '-'], "");
        let proof = URL_SAFE_NO_PAD.encode(pair.sign(pair_message(&code, &pubkey).as_bytes()));
        let request = serde_json::to_vec(&PairRequest { code, pubkey, proof })?;
        let relay = format!("http://{}", self.till_links[till].address());
        let answer = post(&format!("{relay}{PAIR_PATH}"), &[], &request, PATIENCE).await?;
        let said = String::from_utf8_lossy(&answer.body);
        ensure!(answer.is_success(), "pairing: {} {said}", answer.status);
        let answer: PairAnswer = serde_json::from_str(&said)?;
        // Of the two URLs the till's charges carry the newer one.
        self.provider.knows(&answer.ingest_url, To::Till(till));
        self.ids.push(answer.till.clone());
        Ok(Settings {
            seed,
            home: home.to_owned(),
            code: format!("T{till:03}"),
            provider: self.provider.url(),
            relay,
            till: answer.till,
            key: STANDARD.encode(key.as_ref()),
            ingest_url: answer.ingest_url,
            sale_every_ms,
        })
    }

    pub(crate) fn transcript(&self) -> MutexGuard<'_, Transcript> {
        self.transcript.lock().expect("no panic inside")
    }

    pub(crate) async fn till(&self, number: usize) -> AsyncGuard<'_, Counter> {
        self.tills[number].lock().await
    }

    pub(crate) fn count(&self) -> usize {
        self.tills.len()
    }

    /// A till's id on the relay.
    pub(crate) fn id(&self, till: usize) -> &str {
        &self.ids[till]
    }

    /// Waits until every till was welcomed after the first `since` words of the transcript.
    pub(crate) async fn all_are_welcomed(&self, since: usize) -> Result<()> {
        let begun = Instant::now();
        loop {
            let missing = {
                let transcript = self.transcript();
                let heard = &transcript.heard[since..];
                let is_welcomed = |till: &usize| {
                    let welcomes = |said: &Said| matches!(said, Said::Welcome { .. });
                    heard.iter().any(|it| it.till == *till && welcomes(&it.said))
                };
                (0..self.tills.len()).find(|it| !is_welcomed(it))
            };
            let Some(missing) = missing else { return Ok(()) };
            if begun.elapsed() > PATIENCE {
                let said = self.till(missing).await.said();
                anyhow::bail!("till {missing} was never welcomed; it says: {said}");
            }
            sleep(LOOK_EVERY).await;
        }
    }
}

fn text(value: &Value, name: &str) -> Result<String> {
    Ok(value[name].as_str().with_context(|| format!("no {name} in {value}"))?.to_owned())
}
