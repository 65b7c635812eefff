//! Doctor: looks at everything that a sale needs, and says what is wrong and what mends it.
//!
//! The parts are looked at beside each other, each for a limited time, so that a dead disk, a hanging keyring or a silent
//! provider keeps nobody from what the others say.

mod machine;
mod network;
mod vault;

use std::path::Path;
use std::time::Instant;

use contract::{
    DoctorView, Fact, Failure, FailureCode, Finding, Level, Part, SettingMistake, Verdict,
};
use providers::name_of;

use crate::limit::{LONGEST, silent_disk, within};
use crate::open::{Options, Till};
use crate::settings::Settings;
use crate::{home, ports, settings};

/// What shows the till, as far as only a door knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Version of the web view.
    pub webview: Option<String>,
    /// The screen's width and height in pixels.
    pub screen: Option<[u32; 2]>,
}

/// Looks at all parts; a part that depends on a broken one is left out. `open`: the till that this process has open, whose
/// connection to the relay is looked at; without it the connection is made for the look.
pub async fn doctor(
    options: &Options,
    open: Option<&Till>,
    surroundings: &Surroundings,
) -> DoctorView {
    let (begun, tested_at) = (Instant::now(), ports::system().clock.now());
    let findings = look(options, open, surroundings).await;
    DoctorView {
        verdict: verdict(&findings),
        tested_at_ms: tested_at.get(),
        took_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        findings,
    }
}

async fn look(options: &Options, open: Option<&Till>, surroundings: &Surroundings) -> Vec<Finding> {
    let known = options.clone();
    let read = move || {
        home::home(&known).map(|home| {
            let settings = Settings::read(&home);
            (home, settings)
        })
    };
    let read = within(LONGEST, "home", read).await;
    let (home, settings) = match read.unwrap_or_else(|| Err(silent_disk())) {
        Ok(read) => read,
        Err(failure) => return vec![bad(Part::Home, failure)],
    };
    let log_and_relay = async {
        let log = machine::log(&home, options).await;
        // A relay is reached by a till that is open.
        let relay = match log.failure {
            None if settings.is_ok() => Some(network::relay(options, open).await),
            _ => None,
        };
        (log, relay)
    };
    let (folder, disk, (log, relay), backups, others) = tokio::join!(
        machine::folder(&home),
        machine::disk(&home),
        log_and_relay,
        machine::backups(&home),
        of_settings(options, &home, settings.as_ref()),
    );
    let backups = machine::judged(backups, &log);
    let mut findings = vec![folder, disk, log];
    findings.extend(backups);
    findings.extend(others);
    findings.extend(relay);
    findings.extend(settings.ok().as_ref().and_then(network::relay_certificate));
    findings.push(machine::program(surroundings));
    findings
}

/// The settings, and what they name.
async fn of_settings(
    options: &Options,
    home: &Path,
    settings: Result<&Settings, &Failure>,
) -> Vec<Finding> {
    let settings = match settings {
        Ok(settings) => settings,
        Err(failure) => return vec![bad(Part::Settings, failure.clone())],
    };
    let file = home.join(settings::FILE);
    let mistakes = settings.mistakes().iter().map(|it| mistake(&file, it));
    let keys = settings.unknown().to_vec();
    let slips = (!keys.is_empty())
        .then(|| finding(Part::Settings, Level::Care, Some(Fact::UnknownSettings { keys })));
    let providers = network::providers(options, home, settings).await;
    mistakes.chain(slips).chain(providers).collect()
}

/// It stops no sale: what held last holds.
fn mistake(file: &Path, mistake: &SettingMistake) -> Finding {
    let failure =
        Failure::with(FailureCode::SettingsUnreadable, format!("{}: {mistake}", file.display()));
    let (file, mistake) = (file.display().to_string(), mistake.clone());
    let fact = Some(Fact::SettingMistake { file, mistake });
    Finding { fact, ..care(Part::Settings, failure) }
}

/// What follows from the findings.
fn verdict(findings: &[Finding]) -> Verdict {
    match findings.iter().map(|finding| finding.level).max() {
        None | Some(Level::Ok) => Verdict::Sells,
        Some(Level::Care) => Verdict::SellsWithCare,
        Some(Level::Bad) => Verdict::CannotSell,
    }
}

const fn finding(part: Part, level: Level, fact: Option<Fact>) -> Finding {
    Finding { part, provider: None, provider_name: None, level, fact, failure: None }
}

const fn ok(part: Part, fact: Fact) -> Finding {
    finding(part, Level::Ok, Some(fact))
}

fn bad(part: Part, failure: Failure) -> Finding {
    Finding { failure: Some(failure), ..finding(part, Level::Bad, None) }
}

/// The same where it stops no sale.
fn care(part: Part, failure: Failure) -> Finding {
    Finding { failure: Some(failure), ..finding(part, Level::Care, None) }
}

/// The same about a provider.
fn of_provider(id: &str, finding: Finding) -> Finding {
    Finding { provider: Some(id.to_owned()), provider_name: Some(name_of(id)), ..finding }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_finding_decides() {
        let failure = Failure::new(FailureCode::RelayUnreachable);
        let fine = ok(Part::Home, Fact::Folder { path: "/".into(), strangers: Vec::new() });
        let relay = care(Part::Relay, failure);
        let log = bad(Part::Log, Failure::new(FailureCode::LogDamaged));
        assert_eq!(verdict(&[]), Verdict::Sells);
        assert_eq!(verdict(std::slice::from_ref(&fine)), Verdict::Sells);
        assert_eq!(verdict(&[relay.clone(), fine.clone()]), Verdict::SellsWithCare);
        let findings = vec![fine, relay, log];
        assert_eq!(verdict(&findings), Verdict::CannotSell);
        let view = DoctorView { verdict: Verdict::Sells, tested_at_ms: 0, took_ms: 0, findings };
        assert_eq!(view.worst().unwrap().code, FailureCode::LogDamaged, "before what comes first");
    }
}
