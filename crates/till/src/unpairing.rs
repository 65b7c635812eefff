//! Unpairing: this till leaves its relay, and tells it so.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::{Failure, FailureCode, Right};
use providers::{Http as _, HttpRequest, HttpResponse, Method};
use relay_protocol::{Token, UNPAIR_PATH, unpair_message};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::Ed25519KeyPair;
use secrecy::ExposeSecret;

use crate::api::admitted;
use crate::open::Options;
use crate::pairing::{base_url, now_ms, unreachable, way};
use crate::session::Session;
use crate::settings::{Connections, Relay, Settings};
use crate::{home, vault};

/// A till that has no relay any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaired {
    /// The relay that it had.
    pub url: String,
    /// The till's name there.
    pub name: String,
    /// Why the relay does not know of it: whoever runs it has to revoke the till there.
    pub untold: Option<Failure>,
    /// Why the keyring still has the key, which is good for nothing once the relay knows.
    pub key_left: Option<Failure>,
}

/// Unpairs the till of these options, open or not. A till that runs goes by it at once.
pub async fn unpair(options: &Options, session: &Session) -> Result<Unpaired, Failure> {
    let home = home::home(options)?;
    admitted(&home, session, Right::Connect)?;
    leave(&home).await
}

/// Tells the relay while the key is there to prove who leaves, then forgets both. A relay that is not
/// reached keeps nobody; a keyring that does not answer does, for a moment: it has the key that the relay must see.
pub(crate) async fn leave(home: &Path) -> Result<Unpaired, Failure> {
    let relay =
        Settings::read(home)?.connections.relay.ok_or(Failure::new(FailureCode::NotPaired))?;
    let untold = tell(home, &relay).await.err();
    if let Some(silent) = untold.as_ref().filter(|it| it.code == FailureCode::VaultSilent) {
        return Err(silent.clone());
    }
    Connections::change(home, |known| known.relay = None)?;
    let key_left = vault::forget(home, vault::RELAY).await.err();
    tracing::info!(till = %relay.till, told = untold.is_none(), "left the relay");
    Ok(Unpaired { url: relay.url, name: relay.name, untold, key_left })
}

async fn tell(home: &Path, relay: &Relay) -> Result<(), Failure> {
    let base = base_url(&relay.url)?;
    let identity = vault::read_relay(home).await?;
    let http = way(&base)?;
    let send = async |now_s: i64| {
        let token = sign(&relay.till, identity.key.expose_secret(), now_s)?;
        let request = HttpRequest {
            method: Method::Post,
            url: format!("{}{UNPAIR_PATH}", base.as_str().trim_end_matches('/')),
            headers: vec![("Authorization", token.to_header())],
            body: Some(String::new()),
        };
        http.send(request).await.map_err(|error| unreachable(&base, &error))
    };
    let mut answer = send(now_ms().div_euclid(1_000)).await?;
    // Whoever signs by a wrong clock is told the time with the refusal.
    if answer.status == 401
        && let Some(its_now_s) = clock_of(&answer)
    {
        answer = send(its_now_s).await?;
    }
    match answer.status {
        // Gone now, gone before, or paired with another computer since. A signature that was refused for its time is
        // none of these: the relay goes on taking this till's webhooks.
        204 | 410 => Ok(()),
        status => Err(Failure::with(FailureCode::RelayUnreachable, format!("HTTP {status}"))),
    }
}

/// What the clock of whoever has answered shows, in seconds since 1970-01-01 UTC.
fn clock_of(answer: &HttpResponse) -> Option<i64> {
    let date = providers::http_date(answer.date.as_deref()?)?;
    Some(date.get().div_euclid(1_000))
}

fn sign(till: &str, key: &[u8], ts: i64) -> Result<Token, Failure> {
    let fault = |what: &str| Failure::with(FailureCode::Internal, what);
    let pair = Ed25519KeyPair::from_pkcs8(key).map_err(|_| fault("a key that cannot be read"))?;
    let mut nonce = [0; 16];
    SystemRandom::new().fill(&mut nonce).map_err(|_| fault("no chance for a token"))?;
    let nonce = URL_SAFE_NO_PAD.encode(nonce);
    let sig = URL_SAFE_NO_PAD.encode(pair.sign(unpair_message(till, ts, &nonce).as_bytes()));
    Ok(Token { till: till.to_owned(), ts, nonce, sig })
}
