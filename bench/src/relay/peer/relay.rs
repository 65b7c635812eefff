//! Our relay, as an operator runs it: the real process, tills added by its admin's HTTP and paired
//! with keys of their own.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relay_protocol::{PAIR_PATH, PairAnswer, PairRequest, pair_message};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::task::JoinSet;

use super::{Seat, Started, address_of};
use crate::child::Server;
use crate::relay::http::{Connection, post};
use crate::relay::line::Listener;

/// `relay.toml`: nothing in it, so everything is as an operator gets it. Dedup, limits, and
/// retention are on.
const CONFIGURATION: &str = "";

/// How many tills are added at a time.
const ADDING: usize = 16;
/// Where tills are added.
const TILLS_PATH: &str = "/admin/tills";

#[derive(Deserialize)]
struct Listening {
    event: String,
    url: String,
    admin_url: String,
}

#[derive(Deserialize)]
struct Admin {
    token: String,
}

#[derive(Deserialize)]
struct Added {
    pairing_code: String,
}

pub(super) fn start(program: &Path, folder: &Path, tills: usize) -> Result<Started> {
    let (configuration, data) = (folder.join("relay.toml"), folder.join("data"));
    std::fs::write(&configuration, CONFIGURATION)?;
    let mut command = Command::new(program);
    command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
    command.arg("--data").arg(&data).arg("--config").arg(configuration);
    // It also notes there how this user's commands reach it; theirs is another relay.
    command.env("XDG_STATE_HOME", folder);
    let (server, line) = Server::start_and_hear(&mut command, &folder.join("relay.log"))?;
    let listening: Listening =
        serde_json::from_str(&line).with_context(|| format!("the relay said: {line}"))?;
    if listening.event != "listening" {
        bail!("the relay said: {line}");
    }
    let admin: Admin = serde_json::from_slice(&std::fs::read(data.join("admin.json"))?)?;
    let address = address_in(&listening.url)?;
    let office = Arc::new(Office {
        admin_address: address_in(&listening.admin_url)?,
        token: admin.token,
        address,
        next: AtomicUsize::new(0),
        tills,
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok((vec![server], address, runtime.block_on(office.add_all())?))
}

/// Where tills are added and paired.
struct Office {
    admin_address: SocketAddr,
    token: String,
    address: SocketAddr,
    /// The number of the next till.
    next: AtomicUsize,
    /// How many there shall be.
    tills: usize,
}

impl Office {
    async fn add_all(self: Arc<Self>) -> Result<Vec<Seat>> {
        let mut clerks = JoinSet::new();
        for _ in 0..ADDING {
            let office = Arc::clone(&self);
            clerks.spawn(async move { office.add_some().await });
        }
        let mut seats = Vec::with_capacity(self.tills);
        while let Some(added) = clerks.join_next().await {
            seats.extend(added??);
        }
        Ok(seats)
    }

    async fn add_some(&self) -> Result<Vec<Seat>> {
        let mut admin = Connection::open(self.admin_address, [127, 0, 0, 1].into()).await?;
        let mut seats = Vec::new();
        loop {
            let till = self.next.fetch_add(1, Ordering::Relaxed);
            if till >= self.tills {
                return Ok(seats);
            }
            let authorization = format!("authorization: Bearer {}\r\n", self.token);
            let wanted = json!({ "merchant": "Padaria", "name": format!("Caixa {till}") });
            let request =
                post(self.admin_address, TILLS_PATH, &authorization, wanted.to_string().as_bytes());
            let added: Added = ask(&mut admin, &request).await.context("cannot add a till")?;
            // It is shown in groups; it is signed without what stands between them.
            let code = added.pairing_code.replace('-', "");
            seats.push(self.pair(till, &code).await.context("cannot pair a till")?);
        }
    }

    async fn pair(&self, till: usize, code: &str) -> Result<Seat> {
        let address = address_of(till);
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
        let Ok(pkcs8) = pkcs8 else { bail!("no randomness") };
        let Ok(key) = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()) else { bail!("no key") };
        let pubkey = URL_SAFE_NO_PAD.encode(key.public_key());
        let proof = URL_SAFE_NO_PAD.encode(key.sign(pair_message(code, &pubkey).as_bytes()));
        let request = PairRequest { code: code.to_owned(), pubkey, proof };
        let request = post(self.address, PAIR_PATH, "", &serde_json::to_vec(&request)?);
        let mut line = Connection::open(self.address, address).await?;
        let paired: PairAnswer = ask(&mut line, &request).await?;
        let path = paired.ingest_url.find("/i/").and_then(|at| paired.ingest_url.get(at..));
        let path = path.context("an ingest URL without /i/")?.to_owned();
        Ok(Seat { address, path, listener: Listener::Till { id: paired.till, key } })
    }
}

async fn ask<T: DeserializeOwned>(line: &mut Connection, request: &[u8]) -> Result<T> {
    let (status, body) = line.send(request).await?;
    if !(200..300).contains(&status) {
        bail!("{status}: {}", String::from_utf8_lossy(&body));
    }
    Ok(serde_json::from_slice(&body)?)
}

/// The address in an URL such as `http://127.0.0.1:8787`.
fn address_in(url: &str) -> Result<SocketAddr> {
    let address = url.strip_prefix("http://").unwrap_or(url).trim_end_matches('/');
    address.parse().with_context(|| format!("no address: {url}"))
}
