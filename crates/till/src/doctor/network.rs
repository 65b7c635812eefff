//! Whom the till asks and hears: providers, their certificates, what time it is, and the relay.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use checkout::CLOCK_TOLERANCE_MS;
use contract::{Fact, Failure, FailureCode, Finding, Level, LinkState, Part, RelayView};
use providers::{
    Http as _, HttpRequest, Method, Obstacle, ObstacleKind, Psp, Url, certificate_end_s, name_of,
};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{bad, care, finding, of_provider, ok, vault};
use crate::connections::{self, Known};
use crate::failure::from_provider;
use crate::grants;
use crate::open::{Options, Till};
use crate::pairing::{base_url, way};
use crate::ports;
use crate::relay::look_at_relay;
use crate::settings::{Relay, Settings};
use crate::training::Training;
use crate::view::obstacle;

/// How often a provider that answers is asked once more: what is told of its time counts when several answers agree.
const PINGS: u32 = 5;
/// How often a provider is checked once more to learn what time it is.
const ROUNDS: u32 = 2;
/// How long a provider, or the relay, may take for all that it is asked.
const LONGEST: Duration = Duration::from_secs(25);
/// A provider's certificate that ends sooner was forgotten there: those that renew themselves do so long before.
const CARE_DAYS: i64 = 7;
const DAY_S: i64 = 86_400;

/// The vault, and what the settings name: each provider's answer, its rights, its certificate, and the time.
pub(super) async fn providers(options: &Options, home: &Path, settings: &Settings) -> Vec<Finding> {
    let training = match Training::start_if(options.training, home, None).await {
        Ok(training) => training,
        Err(failure) => return vec![bad(Part::Provider, failure)],
    };
    // Before what is read of it: a keyring that hangs keeps one call waiting, and not one of each provider.
    let vault = if training.is_none() { Some(vault::look_at(home).await) } else { None };
    let connected = connections::all(home, settings, training.as_ref()).await;
    let usable: Vec<_> = connected.iter().filter_map(|it| it.psp.as_ref().ok().cloned()).collect();
    // What is open at accounts that are kept is asked about as well.
    let kept = connections::kept(home, settings, &usable).await;
    if connected.is_empty() {
        let missing = bad(Part::Provider, Failure::new(FailureCode::NotConnected));
        return vault.into_iter().chain([missing]).collect();
    }
    let is_paired = settings.connections.relay.is_some();
    let mut looks = JoinSet::new();
    for (place, known) in connected.into_iter().chain(kept).enumerate() {
        // Nothing is sold without the default one; without another, its charges wait.
        looks.spawn(async move { (place, provider(known, place == 0, is_paired).await) });
    }
    let hearing = settings.connections.relay.clone().map(|relay| tokio::spawn(hear_time(relay)));
    let mut found = looks.join_all().await;
    found.sort_by_key(|(place, _)| *place);
    let of_providers = found.into_iter().flat_map(|(_, findings)| findings);
    let is_known = |it: &Finding| vault.as_ref().is_some_and(|vault| is_said_by(vault, it));
    let of_providers: Vec<_> = of_providers.filter(|it| !is_known(it)).collect();
    let mut findings: Vec<_> = vault.into_iter().chain(of_providers).collect();
    if let Some(hearing) = hearing {
        // Whether the relay is well is looked at elsewhere.
        let _ = timeout(LONGEST, hearing).await;
    }
    findings.extend(clock());
    findings
}

/// Whether a provider's credentials are not to be had for the reason why nothing in the vault is.
fn is_said_by(vault: &Finding, finding: &Finding) -> bool {
    let code = |it: &Finding| it.failure.as_ref().map(|failure| failure.code);
    finding.part == Part::Vault && code(finding) == code(vault)
}

async fn provider(known: Known, is_needed: bool, is_paired: bool) -> Vec<Finding> {
    let id = known.id.clone();
    let graver = |part, failure| if is_needed { bad(part, failure) } else { care(part, failure) };
    let psp = match known.psp {
        Ok(psp) => psp,
        Err(failure) => return vec![of_provider(&id, graver(Part::Vault, failure))],
    };
    let asked = timeout(LONGEST, ask(&psp)).await;
    let name = name_of(&id);
    let answered = match asked {
        Ok(Ok(times)) => ok(Part::Provider, round_trip(known.environment, times)),
        Ok(Err(error)) => graver(Part::Provider, from_provider(Some(&name), &error)),
        Err(_) => {
            let met = obstacle(Some(&name), &Obstacle::of(ObstacleKind::Silent));
            let failure = Failure::new(FailureCode::ProviderUnreachable).behind(met);
            graver(Part::Provider, failure)
        }
    };
    let certificate = certificate(&psp.account().address);
    // They are what the provider documents, once it has taken the credentials.
    let rights = answered.failure.is_none().then(|| {
        let grants = grants::grants(psp.as_ref(), is_paired);
        ok(Part::Rights, Fact::Rights { grants })
    });
    let findings = [Some(answered), rights, certificate].into_iter().flatten();
    findings.map(|finding| of_provider(&id, finding)).collect()
}

/// Whether it takes the credentials, and how long its answers to plain questions took. Where those have not told the
/// time, it is asked for a token again, whose answer may.
async fn ask(psp: &Arc<dyn Psp>) -> Result<Vec<Duration>, providers::Error> {
    psp.check().await?;
    let mut times = Vec::new();
    for _ in 0..PINGS {
        let begun = Instant::now();
        // One that is lost, or told to wait, says nothing of the others.
        if psp.ping().await.is_ok() {
            times.push(begun.elapsed());
        }
    }
    for _ in 0..ROUNDS {
        if ports::system().clock.error_ms().is_some() {
            break;
        }
        // How it answers is known already.
        let _ = psp.check().await;
    }
    Ok(times)
}

fn round_trip(environment: String, mut times: Vec<Duration>) -> Fact {
    times.sort_unstable();
    let ms = |time: &Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    // The smallest that so many in a hundred do not exceed.
    let within = |percent: usize| {
        let rank = (times.len() * percent).div_ceil(100);
        times.get(rank.checked_sub(1)?).map(ms)
    };
    Fact::RoundTrip { environment, p50_ms: within(50), p95_ms: within(95) }
}

/// The certificate by which the host of an https address has proved itself; `None` for a plain address, and where it
/// has not.
fn certificate(address: &str) -> Option<Finding> {
    let url = Url::parse(address).ok()?;
    let end_s = certificate_end_s(url.host_str()?).filter(|_| url.scheme() == "https")?;
    let now_s = ports::system().clock.now().get().div_euclid(1_000);
    let days_left = end_s.saturating_sub(now_s).div_euclid(DAY_S);
    let level = if days_left < CARE_DAYS { Level::Care } else { Level::Ok };
    let fact = Fact::Certificate { ends_at_ms: end_s.saturating_mul(1_000), days_left };
    Some(finding(Part::Certificate, level, Some(fact)))
}

/// The same of the relay's host.
pub(super) fn relay_certificate(settings: &Settings) -> Option<Finding> {
    certificate(&settings.connections.relay.as_ref()?.url)
}

/// Asks the relay's address for anything, whose answer tells the time: a provider is not the only one to say it.
async fn hear_time(relay: Relay) {
    let Ok(base) = base_url(&relay.url) else { return };
    let url = base.to_string();
    let request = HttpRequest { method: Method::Get, url, headers: Vec::new(), body: None };
    if let Ok(way) = way(&base) {
        let _ = way.send(request).await;
    }
}

/// Whether this computer's clock is right, by what the answers of providers and relay say; left out where too few of
/// them say anything. The till goes by the right time either way.
fn clock() -> Option<Finding> {
    let ahead_ms = ports::system().clock.error_ms()?;
    let fact = Fact::Clock { ahead_ms };
    if ahead_ms.abs() <= CLOCK_TOLERANCE_MS {
        return Some(ok(Part::Clock, fact));
    }
    let minutes = ahead_ms.saturating_add(30_000).div_euclid(60_000);
    let failure = Failure::with(FailureCode::ClockWrong, format!("{minutes:+} min"));
    Some(Finding { fact: Some(fact), ..care(Part::Clock, failure) })
}

/// A till without a relay is whole: it polls the provider.
pub(super) async fn relay(options: &Options, open: Option<&Till>) -> Finding {
    let looked = match open {
        Some(till) => till.relay_view(),
        None => timeout(LONGEST, look_at_relay(options))
            .await
            .unwrap_or_else(|_| Err(Failure::new(FailureCode::RelayUnreachable))),
    };
    match looked {
        Ok(relay) => judged_relay(relay),
        Err(failure) => care(Part::Relay, failure),
    }
}

fn judged_relay(relay: RelayView) -> Finding {
    match relay.state {
        LinkState::Off => ok(Part::Relay, Fact::NotPaired),
        LinkState::Connected => {
            let (url, last_event_at_ms) = (relay.url.unwrap_or_default(), relay.last_event_at_ms);
            ok(Part::Relay, Fact::Live { url, last_event_at_ms })
        }
        LinkState::Connecting => {
            let why = relay.why.unwrap_or_default();
            let failure = Failure::with(FailureCode::RelayUnreachable, why);
            care(Part::Relay, Failure { obstacle: relay.obstacle.map(Box::new), ..failure })
        }
        LinkState::Refused => care(Part::Relay, Failure::new(FailureCode::PairingRefused)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_nearly_all_of_the_answers_came_within_these_times() {
        let of = |ms: &[u64]| {
            let times = ms.iter().copied().map(Duration::from_millis).collect();
            match round_trip(String::new(), times) {
                Fact::RoundTrip { p50_ms, p95_ms, .. } => (p50_ms, p95_ms),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(of(&[]), (None, None));
        assert_eq!(of(&[7]), (Some(7), Some(7)));
        assert_eq!(of(&[9, 1, 5, 420, 3]), (Some(5), Some(420)));
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!(of(&hundred), (Some(50), Some(95)));
    }

    #[test]
    fn a_plain_address_has_no_certificate() {
        assert_eq!(certificate("http://127.0.0.1:9"), None);
        assert_eq!(certificate("https://never-asked.example"), None);
        assert_eq!(certificate("no address"), None);
    }
}
