//! Pairing: this till gets an identity of its own on a relay.
//!
//! The key is made here and never leaves the vault; the relay learns the public half and, once, the
//! code that a person has typed. The vault is written before the settings, so that a till that knows
//! of its relay can also prove who it is.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use checkout::Ports;
use checkout::relay::{NoStream, Pairing, try_once};
use contract::{Failure, FailureCode, Right};
use domain::Printable;
use providers::{Dated, Http, HttpError, HttpRequest, HttpResponse, Method, ReqwestHttp};
use relay_protocol::{PAIR_PATH, PairAnswer, PairRequest, pair_message};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use secrecy::{SecretSlice, SecretString};
use serde::Deserialize;
use url::Url;

use crate::api::admitted;
use crate::failure::from_store;
use crate::home;
use crate::open::Options;
use crate::session::Session;
use crate::settings::{Connections, Relay};
use crate::vault::{self, RelayIdentity};
use crate::{accounts, ports, relay, view};

/// The longest address that is taken, in bytes.
const LONGEST_URL: usize = 500;
/// The longest id that a relay may give this till, in bytes, and the most of a name that is kept, in characters.
const LONGEST_NAME: usize = 200;
/// Of an answer that no relay gives.
const NOT_A_RELAY: &str = "what answers there is not a relay";
/// Characters of a pairing code.
const CODE_LENGTH: usize = 8;

/// A till that has a relay now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paired {
    /// The relay's address.
    pub url: String,
    /// The till's id there.
    pub till: String,
    /// The till's name there.
    pub name: String,
    /// Why the live connection cannot be made from here, if it cannot: it is tried again and again.
    pub unheard: Option<Failure>,
}

/// Pairs the till of these options, open or not. A till that runs takes the new relay by itself.
pub async fn pair(
    options: &Options,
    session: &Session,
    url: &str,
    code: &str,
) -> Result<Paired, Failure> {
    let home = home::home(options)?;
    admitted(&home, session, Right::Connect)?;
    let relay = register(&home, url, code).await?;
    let unheard = hear(&home, &relay).await.err();
    Ok(Paired { url: relay.url, till: relay.till, name: relay.name, unheard })
}

/// Tries once whether the live connection can be made.
async fn hear(home: &Path, relay: &Relay) -> Result<(), Failure> {
    let pairing = Pairing {
        url: relay.url.clone(),
        till: relay.till.clone(),
        key: vault::read_relay(home).await?.key,
        ingest_url: String::new(),
    };
    let Ports { clock, random } = ports::system();
    let chance = [random.next_u64(), random.next_u64()];
    let tried = try_once(&pairing, clock.as_ref(), chance).await;
    tried.map_err(|NoStream { why, obstacle }| {
        let failure = Failure::with(FailureCode::RelayUnreachable, why);
        match obstacle {
            Some(met) => failure.behind(view::obstacle(relay::host(relay).as_deref(), &met)),
            None => failure,
        }
    })
}

/// Registers a new key with the relay, then keeps it: first in the vault, then in the settings.
pub(crate) async fn register(home: &Path, url: &str, code: &str) -> Result<Relay, Failure> {
    let base = base_url(url)?;
    let code = plain_code(code)?;
    // A code is good for one use: not to be spent when its fruit cannot be kept.
    vault::trust(home).await?;
    vault::check(home, vault::RELAY).await?;
    let before = Connections::prove_writable(home)?.relay;
    let (key, request) = sign(code)?;
    let answer = send(&base, &request).await?;
    check_ingest(&base, &answer.ingest_url)?;
    let identity = RelayIdentity { key, ingest_url: SecretString::from(answer.ingest_url) };
    vault::keep_relay(home, &identity).await?;
    let relay = Relay {
        url: base.as_str().trim_end_matches('/').to_owned(),
        till: answer.till,
        name: answer.name,
        paired_at_ms: now_ms(),
        others: serde_json::Map::new(),
    };
    // Another till's place in its stream is none in this one's: it would look as if notices were lost.
    let is_as_before = before.is_some_and(|it| (&it.url, &it.till) == (&relay.url, &relay.till));
    if !is_as_before && let Some(mut store) = accounts::log(home)? {
        store.forget_relay_cursor().map_err(from_store)?;
    }
    Connections::change(home, |known| known.relay = Some(relay.clone()))?;
    tracing::info!(till = %relay.till, "paired with a relay");
    Ok(relay)
}

/// The relay's address as typed: https, or http on this computer, and nothing but an address.
pub(crate) fn base_url(text: &str) -> Result<Url, Failure> {
    let bad = || Failure::new(FailureCode::InvalidRelayAddress);
    let text = text.trim();
    if text.len() > LONGEST_URL {
        return Err(bad());
    }
    providers::base_url(text).ok_or_else(bad)
}

/// The code as both sides sign it: eight letters of Crockford's alphabet, upper case. What people
/// mistake for a digit is that digit.
fn plain_code(text: &str) -> Result<String, Failure> {
    let typed = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    let letters = typed.take(CODE_LENGTH + 1).map(|letter| match letter.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        'U' => None,
        letter => letter.is_ascii_alphanumeric().then_some(letter),
    });
    let code: Option<String> = letters.collect();
    code.filter(|code| code.len() == CODE_LENGTH)
        .ok_or_else(|| Failure::new(FailureCode::InvalidPairingCode))
}

/// A new key, and the request that proves that it is ours.
fn sign(code: String) -> Result<(SecretSlice<u8>, PairRequest), Failure> {
    let fault = |what: &str| Failure::with(FailureCode::Internal, what);
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map_err(|_| fault("no chance for a key"))?;
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref())
        .map_err(|_| fault("a new key that cannot be read"))?;
    let pubkey = URL_SAFE_NO_PAD.encode(pair.public_key());
    let signature = pair.sign(pair_message(&code, &pubkey).as_bytes());
    let proof = URL_SAFE_NO_PAD.encode(signature);
    Ok((SecretSlice::from(pkcs8.as_ref().to_vec()), PairRequest { code, pubkey, proof }))
}

/// The way to a relay, whose answers tell what time it is there.
pub(crate) fn way(base: &Url) -> Result<Dated, Failure> {
    let http = ReqwestHttp::new(base).map_err(|error| unreachable(base, &error))?;
    Ok(Dated::new(Arc::new(http), ports::system().clock))
}

async fn send(base: &Url, request: &PairRequest) -> Result<PairAnswer, Failure> {
    let body = serde_json::to_string(request)
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    let http = way(base)?;
    let request = HttpRequest {
        method: Method::Post,
        url: format!("{}{PAIR_PATH}", base.as_str().trim_end_matches('/')),
        headers: vec![("Content-Type", "application/json".to_owned())],
        body: Some(body),
    };
    read(&http.send(request).await.map_err(|error| unreachable(base, &error))?)
}

/// Webhooks go to the relay that this till is paired with, and to nobody else: whoever hands out another
/// place would read every payment of the shop. On this machine any port is its own.
pub(crate) fn check_ingest(base: &Url, ingest_url: &str) -> Result<(), Failure> {
    let is_here = |url: &Url| url.scheme() == "http" && providers::base_url(url.as_str()).is_some();
    let ingest = Url::parse(ingest_url).ok();
    let is_its_own = ingest.as_ref().is_some_and(|ingest| {
        ingest.origin() == base.origin() || (is_here(base) && is_here(ingest))
    });
    if is_its_own {
        return Ok(());
    }
    let host = ingest.as_ref().and_then(Url::host_str).unwrap_or_default();
    Err(Failure::with(FailureCode::ForeignIngest, host))
}

/// What the relay's answer means.
fn read(answer: &HttpResponse) -> Result<PairAnswer, Failure> {
    let other = |what: String| Err(Failure::with(FailureCode::RelayUnreachable, what));
    match answer.status {
        200 | 201 => match serde_json::from_slice::<PairAnswer>(&answer.body) {
            // The code is spent: what somebody has called the till is no reason to have it spent for nothing.
            Ok(paired) if is_sound(&paired) => {
                let name = Printable::within(&paired.name, LONGEST_NAME).into();
                Ok(PairAnswer { name, ..paired })
            }
            _ => other(NOT_A_RELAY.to_owned()),
        },
        429 => Err(match answer.retry_after.as_deref().map(str::parse::<u32>) {
            Some(Ok(seconds)) => Failure::with(FailureCode::PairingRefused, seconds.to_string()),
            Some(Err(_)) | None => Failure::new(FailureCode::PairingRefused),
        }),
        400..=404 | 409 | 410 | 422 if is_of_a_relay(&answer.body) => {
            tracing::warn!(status = answer.status, "the relay refuses the pairing code");
            Err(Failure::new(FailureCode::PairingRefused))
        }
        400..=499 => other(NOT_A_RELAY.to_owned()),
        status => other(format!("HTTP {status}")),
    }
}

/// Whether a refusal is a relay's, rather than that of something else at a mistyped address.
fn is_of_a_relay(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(rename = "error")]
        _why: String,
    }
    serde_json::from_slice::<Refusal>(body).is_ok()
}

/// A relay is outside: what it says ends up in settings, headers and the bodies of charges.
fn is_sound(answer: &PairAnswer) -> bool {
    let is_id = (1..=LONGEST_NAME).contains(&answer.till.len())
        && answer.till.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    let ingest = Url::parse(&answer.ingest_url);
    is_id
        && answer.ingest_url.len() <= LONGEST_URL
        && ingest.is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}

pub(crate) fn unreachable(base: &Url, error: &HttpError) -> Failure {
    match error {
        HttpError::NotSent(cause) | HttpError::Lost(cause) | HttpError::NotTrusted(cause) => {
            let failure = Failure::with(FailureCode::RelayUnreachable, cause.text.clone());
            failure.behind(view::obstacle(base.host_str(), &cause.obstacle))
        }
        HttpError::TooLarge => {
            Failure::with(FailureCode::RelayUnreachable, "an answer that is too long")
        }
    }
}

pub(crate) fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_relay_is_reached_by_https_or_on_this_computer() {
        for good in [
            "https://relay.example",
            " https://relay.example/pix/ ",
            "http://127.0.0.1:8787",
            "http://localhost:1",
            "http://[::1]:9",
        ] {
            assert!(base_url(good).is_ok(), "{good}");
        }
        let long = format!("https://relay.example/{}", "x".repeat(LONGEST_URL));
        for bad in [
            "",
            "relay.example",
            "http://relay.example",
            "http://192.168.0.2:8787",
            "ws://127.0.0.1",
            "https://user:pw@relay.example",
            "https://relay.example/?a=b",
            "https://relay.example/#x",
            "https://",
            &long,
        ] {
            let refused = base_url(bad).unwrap_err();
            assert_eq!(refused.code, FailureCode::InvalidRelayAddress, "{bad}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["7K3M01V9", "7k3m-01v9", " 7K3M OIV9 ", "7k3mo-lv9", "7-k-3-m-0-1-v-9"] {
            assert_eq!(plain_code(typed).unwrap(), "7K3M01V9", "{typed}");
        }
        for bad in ["", "7K3M01V", "7K3M01V99", "7K3M01VU", "7K3M01V!", "ç1234567"] {
            assert_eq!(plain_code(bad).unwrap_err().code, FailureCode::InvalidPairingCode, "{bad}");
        }
    }

    #[test]
    fn the_request_proves_the_key_and_the_code() {
        let (key, request) = sign("7K3M01V9".to_owned()).unwrap();
        let public = URL_SAFE_NO_PAD.decode(&request.pubkey).unwrap();
        let proof = URL_SAFE_NO_PAD.decode(&request.proof).unwrap();
        let message = pair_message("7K3M01V9", &request.pubkey);
        assert!(
            UnparsedPublicKey::new(&ED25519, &public).verify(message.as_bytes(), &proof).is_ok()
        );
        let kept = Ed25519KeyPair::from_pkcs8(secrecy::ExposeSecret::expose_secret(&key)).unwrap();
        assert_eq!(kept.public_key().as_ref(), public);
    }

    fn answer(status: u16, retry_after: Option<&str>, body: &str) -> HttpResponse {
        let retry_after = retry_after.map(str::to_owned);
        HttpResponse { status, retry_after, date: None, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn the_relays_answers_are_told_apart() {
        let good = r#"{"till":"t_1","name":"Caixa 1","ingest_url":"https://relay.example/i/k"}"#;
        assert_eq!(read(&answer(200, None, good)).ok().unwrap().till, "t_1");
        let refused = |status, retry_after| {
            let body = r#"{"error":"no such code"}"#;
            let failure = read(&answer(status, retry_after, body)).err().unwrap();
            (failure.code, failure.detail)
        };
        for status in [400, 401, 403, 404, 410] {
            assert_eq!(refused(status, None), (FailureCode::PairingRefused, None));
        }
        let wait = Some("37".to_owned());
        assert_eq!(refused(429, Some("37")), (FailureCode::PairingRefused, wait));
        assert_eq!(refused(429, Some("Fri, 20 Nov")), (FailureCode::PairingRefused, None));
        for other in ["<h1>Not found</h1>", "", "{}", r#"{"error":{"code":404}}"#, "[]"] {
            let failure = read(&answer(404, None, other)).err().unwrap();
            let expected = Failure::with(FailureCode::RelayUnreachable, NOT_A_RELAY);
            assert_eq!(failure, expected, "{other}");
        }
        assert_eq!(refused(503, None).0, FailureCode::RelayUnreachable);
        assert_eq!(refused(301, None).0, FailureCode::RelayUnreachable);
    }

    #[test]
    fn a_tills_name_is_cleaned_and_spends_no_code() {
        for (called, name) in [
            ("Caixa ❤\u{fe0f} 1", "Caixa ❤ 1".to_owned()),
            ("\u{202e}1 axiaC\u{200b}", "1 axiaC".to_owned()),
            (&*"x".repeat(500), "x".repeat(LONGEST_NAME - 1) + "…"),
        ] {
            let body = serde_json::json!(
                { "till": "t_1", "name": called, "ingest_url": "https://r.example/i" }
            );
            assert_eq!(read(&answer(200, None, &body.to_string())).ok().unwrap().name, name);
        }
    }

    #[test]
    fn webhooks_go_to_the_paired_relay_alone() {
        let is_taken = |base: &str, ingest: &str| check_ingest(&base_url(base).unwrap(), ingest);
        for (base, ingest) in [
            ("https://r.example/b", "https://r.example/b/i/key"),
            ("https://r.example", "https://r.example:443/i/key"),
            ("http://127.0.0.1:8787", "http://127.0.0.1:8787/i/key"),
            ("http://localhost:8787", "http://127.0.0.1:9/i/key"),
        ] {
            assert_eq!(is_taken(base, ingest), Ok(()), "{base} {ingest}");
        }
        for (base, ingest, host) in [
            ("https://r.example", "https://collector.example/i/key", "collector.example"),
            ("https://r.example", "http://r.example/i/key", "r.example"),
            ("https://r.example", "https://r.example:8443/i/key", "r.example"),
            ("https://r.example", "https://r.example@collector.example/", "collector.example"),
            ("https://r.example", "http://127.0.0.1/i/key", "127.0.0.1"),
            ("http://127.0.0.1:8787", "http://collector.example/take", "collector.example"),
            ("http://127.0.0.1:8787", "https://collector.example/take", "collector.example"),
            (
                "http://127.0.0.1:8787",
                "http://127.0.0.1:8787@collector.example/",
                "collector.example",
            ),
            ("http://127.0.0.1:8787", "nowhere", ""),
        ] {
            let refused = Err(Failure::with(FailureCode::ForeignIngest, host));
            assert_eq!(is_taken(base, ingest), refused, "{base} {ingest}");
        }
    }

    #[test]
    fn an_answer_that_no_relay_would_give_is_not_kept() {
        for bad in [
            "<html>",
            r#"{"till":"","name":"x","ingest_url":"https://r.example/i"}"#,
            r#"{"till":"t 1","name":"x","ingest_url":"https://r.example/i"}"#,
            r#"{"till":"t_1","name":"x","ingest_url":"javascript:alert(1)"}"#,
            r#"{"till":"t_1","name":"x","ingest_url":"/i/k"}"#,
        ] {
            let failure = read(&answer(200, None, bad)).err().unwrap();
            assert_eq!(failure.code, FailureCode::RelayUnreachable, "{bad}");
        }
    }
}
