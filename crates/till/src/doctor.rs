//! Doctor: looks at everything that a sale needs, and says what is wrong and what mends it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use checkout::CLOCK_TOLERANCE_MS;
use contract::{Failure, FailureCode, LinkState, SettingMistake, UnknownSetting};
use providers::{Http as _, HttpRequest, Method, Psp, name_of};
use store::Store;

use crate::connections::{self, Known};
use crate::disk::{self, Disk};
use crate::failure::{from_provider, from_store};
use crate::open::Options;
use crate::pairing::{base_url, way};
use crate::relay::look_at_relay;
use crate::settings::{Relay, Settings};
use crate::training::Training;
use crate::{holders, home, identity, ports, settings};

/// How often each provider is asked once more to learn what time it is.
const ROUNDS: u32 = 2;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `home`, `disk`, `log`, `settings`, `vault`, `provider`, `clock` or `relay`.
    pub what: &'static str,
    /// The adapter of the provider that was looked at, of `vault` and `provider`.
    pub provider: Option<String>,
    /// What is wrong, if anything is.
    pub failure: Option<Failure>,
    /// A fact for a person.
    pub detail: Fact,
}

/// What is known of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A path, a name, a difference, or what came with a failure.
    Plain(String),
    /// What the order log holds.
    Log {
        /// Its events.
        events: i64,
        /// Its orders.
        orders: i64,
        /// How long its write-ahead log is, in MB, where a reader that stays keeps it long.
        long_wal_mb: Option<u64>,
    },
    /// How the disk of the home does.
    Disk(Disk),
    /// A mistake in the settings' file. What held before holds.
    SettingMistake {
        /// The file's path.
        file: PathBuf,
        /// What is wrong.
        mistake: SettingMistake,
    },
    /// Keys of the settings' file that this version does not know.
    UnknownSettings(Vec<UnknownSetting>),
    /// There is no relay: the till only polls.
    NotPaired,
}

/// For scripts.
impl std::fmt::Display for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plain(text) => f.write_str(text),
            Self::Log { events, orders, long_wal_mb } => {
                write!(f, "{events} events, {orders} orders")?;
                long_wal_mb.map_or(Ok(()), |mb| write!(f, ", {mb} MB of write-ahead log"))
            }
            Self::Disk(disk) => disk.fmt(f),
            Self::SettingMistake { file, mistake } => write!(f, "{}: {mistake}", file.display()),
            Self::UnknownSettings(keys) => {
                let keys: Vec<_> = keys.iter().map(|it| format!("`{}`", it.key)).collect();
                write!(f, "unknown keys: {}", keys.join(", "))
            }
            Self::NotPaired => f.write_str("not paired, polling only"),
        }
    }
}

/// Looks at all parts; a part that depends on a broken one is left out.
pub async fn doctor(options: &Options) -> Vec<Finding> {
    let mut findings = Vec::new();
    let home = match home::home(options) {
        Ok(home) => home,
        Err(failure) => return vec![bad("home", failure)],
    };
    findings.push(good("home", home.display().to_string()));
    findings.push(disk(&home));
    let log = log(&home, options);
    let is_log_good = log.failure.is_none();
    findings.push(log);
    match Settings::read(&home) {
        Ok(settings) => {
            let path = home.join(settings::FILE);
            findings.extend(settings.mistakes().iter().map(|it| mistake(&path, it)));
            let unknown = settings.unknown().to_vec();
            if !unknown.is_empty() {
                findings.push(found("settings", Fact::UnknownSettings(unknown)));
            }
            findings.extend(all_providers(options, &home, &settings).await);
        }
        Err(failure) => {
            findings.push(bad("settings", failure));
            return findings;
        }
    }
    if is_log_good {
        findings.push(relay(options).await);
    }
    findings
}

fn log(home: &Path, options: &Options) -> Finding {
    let looked_at = || {
        let store = Store::open_to_look(home, options.updating.tell()).map_err(from_store)?;
        identity::check_money(&store, options.training)?;
        let verified = store.verify().map_err(from_store)?;
        store.check_end().map_err(from_store)?;
        store.check_free().map_err(from_store)?;
        let long_wal_mb = Store::has_long_wal(home).then(|| Store::wal_bytes(home) / 1_000_000);
        Ok(Fact::Log { events: verified.events, orders: verified.orders, long_wal_mb })
    };
    let looked_at = looked_at().map_err(|failure| holders::named(home, failure));
    looked_at.map_or_else(|failure| bad("log", failure), |fact| found("log", fact))
}

async fn all_providers(options: &Options, home: &Path, settings: &Settings) -> Vec<Finding> {
    let training = match Training::start_if(options.training, home, None).await {
        Ok(training) => training,
        Err(failure) => return vec![bad("provider", failure)],
    };
    let connected = connections::all(home, settings, training.as_ref()).await;
    let usable: Vec<_> = connected.iter().filter_map(|it| it.psp.as_ref().ok().cloned()).collect();
    // What is open at accounts that are kept is asked about as well.
    let kept = connections::kept(home, settings, &usable).await;
    let mut findings = Vec::new();
    if connected.is_empty() {
        findings.push(bad("provider", Failure::new(FailureCode::NotConnected)));
    }
    for known in connected.iter().chain(&kept) {
        let found = provider(known).await;
        let of_it = |finding| Finding { provider: Some(known.id.clone()), ..finding };
        findings.extend(found.into_iter().map(of_it));
    }
    let reached: Vec<_> =
        connected.iter().chain(&kept).filter_map(|it| it.psp.as_ref().ok()).collect();
    if let Some(relay) = &settings.connections.relay {
        hear_time(relay).await;
    }
    findings.extend(clock(&reached).await);
    findings
}

fn disk(home: &Path) -> Finding {
    match disk::look_at(home) {
        Ok(disk) => found("disk", Fact::Disk(disk)),
        Err(failure) => bad("disk", failure),
    }
}

/// Asks the relay's address for anything, whose answer tells the time: a provider is not the only one to say it.
async fn hear_time(relay: &Relay) {
    let Ok(base) = base_url(&relay.url) else { return };
    let url = base.to_string();
    let request = HttpRequest { method: Method::Get, url, headers: Vec::new(), body: None };
    if let Ok(way) = way(&base) {
        // Whether the relay is well is looked at elsewhere.
        let _ = way.send(request).await;
    }
}

/// Whether this computer's clock is right, by what the answers of providers and relay say; left out where too few of them say
/// anything.
async fn clock(providers: &[&Arc<dyn Psp>]) -> Option<Finding> {
    let clock = ports::system().clock;
    for _ in 0..ROUNDS {
        if clock.error_ms().is_some() {
            break;
        }
        for psp in providers {
            // How it answers was told already.
            let _ = psp.check().await;
        }
    }
    let ahead_ms = clock.error_ms()?;
    let minutes = ahead_ms.saturating_add(30_000).div_euclid(60_000);
    let text = format!("{minutes:+} min");
    Some(if ahead_ms.abs() > CLOCK_TOLERANCE_MS {
        bad("clock", Failure::with(FailureCode::ClockWrong, text))
    } else {
        good("clock", text)
    })
}

/// A till without a relay is whole: it polls the provider.
async fn relay(options: &Options) -> Finding {
    let relay = match look_at_relay(options).await {
        Ok(relay) => relay,
        Err(failure) => return bad("relay", failure),
    };
    let why = || relay.why.clone().unwrap_or_default();
    match relay.state {
        LinkState::Off => found("relay", Fact::NotPaired),
        LinkState::Connected => good("relay", relay.url.unwrap_or_default()),
        LinkState::Connecting => {
            let failure = Failure::with(FailureCode::RelayUnreachable, why());
            bad("relay", Failure { obstacle: relay.obstacle.clone().map(Box::new), ..failure })
        }
        LinkState::Refused => bad("relay", Failure::new(FailureCode::PairingRefused)),
    }
}

async fn provider(known: &Known) -> Vec<Finding> {
    let psp = match &known.psp {
        Ok(psp) => psp,
        Err(failure) => return vec![bad("vault", failure.clone())],
    };
    let vault = good("vault", name_of(&known.id));
    let reached = match psp.check().await {
        Ok(()) => good("provider", known.environment.clone()),
        Err(error) => bad("provider", from_provider(Some(&name_of(&known.id)), &error)),
    };
    vec![vault, reached]
}

fn mistake(file: &Path, mistake: &SettingMistake) -> Finding {
    let fact = Fact::SettingMistake { file: file.to_owned(), mistake: mistake.clone() };
    let failure = Failure::with(FailureCode::SettingsUnreadable, fact.to_string());
    Finding { failure: Some(failure), ..found("settings", fact) }
}

const fn good(what: &'static str, detail: String) -> Finding {
    found(what, Fact::Plain(detail))
}

const fn found(what: &'static str, detail: Fact) -> Finding {
    Finding { what, provider: None, failure: None, detail }
}

fn bad(what: &'static str, failure: Failure) -> Finding {
    let detail = Fact::Plain(failure.detail.clone().unwrap_or_default());
    Finding { what, provider: None, failure: Some(failure), detail }
}
