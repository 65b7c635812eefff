//! `balcao doctor`.

use std::path::Path;

use contract::{Fact, Failure, Finding, Level, Part, VaultStore};
use serde_json::{Map, Value, json};
use till::{Options, Surroundings};

use crate::exit;
use crate::output::{Output, moment, object};
use crate::words::doctor::minutes;

pub(crate) async fn run(
    output: &Output,
    options: &Options,
    bundle: Option<&Path>,
) -> Result<u8, Failure> {
    let seen = till::doctor(options, None, &Surroundings::default()).await;
    for finding in &seen.findings {
        output.emit(&told(finding));
        output.say(line(output, finding));
    }
    output.emit(&json!({
        "event": "verdict",
        "verdict": seen.verdict,
        "tested_at": moment(seen.tested_at_ms),
        "took_ms": seen.took_ms,
    }));
    let care = seen.findings.iter().filter(|finding| finding.level == Level::Care).count();
    output.say(output.words.verdict(seen.verdict, care));
    if let Some(path) = bundle {
        let bytes = till::save_bundle(options, &seen, path)?;
        output.emit(&json!({ "event": "bundle_saved", "path": path, "bytes": bytes }));
        output.say(output.words.bundle_saved(path));
    }
    Ok(seen.worst().map_or(exit::DONE, |failure| exit::code(failure.code)))
}

/// A finding for scripts: its own keys, those of what is known, and a line of text.
fn told(finding: &Finding) -> Value {
    let failure = finding.failure.as_ref();
    let mut told = Map::new();
    if let Some(Value::Object(fact)) = finding.fact.as_ref().map(object) {
        told.extend(fact);
    }
    if let Some(Fact::UnknownSettings { .. }) = finding.fact {
        told.insert("warning".to_owned(), "unknown_keys".into());
    }
    let common = json!({
        "event": "finding",
        "what": finding.part,
        "provider": finding.provider,
        "ok": failure.is_none(),
        "level": finding.level,
        "detail": detail(finding),
        "code": failure.map(|failure| failure.code),
        "obstacle": failure.and_then(|failure| failure.obstacle.as_ref()),
    });
    if let Value::Object(common) = common {
        told.extend(common);
    }
    Value::Object(told)
}

/// What came with a failure, else what is known, in a few words.
fn detail(finding: &Finding) -> String {
    let failed = finding.failure.as_ref().map(|failure| failure.detail.clone().unwrap_or_default());
    let known = || match finding.fact.as_ref()? {
        Fact::Folder { path, strangers } if strangers.is_empty() => Some(path.clone()),
        Fact::Folder { path, strangers } => {
            Some(format!("{path}: of another user: {}", strangers.join(", ")))
        }
        Fact::Disk { free_mb, sync_ms, .. } => {
            let free = free_mb.map(|free_mb| format!("{free_mb} MB free, ")).unwrap_or_default();
            Some(format!("{free}sync in {sync_ms} ms"))
        }
        Fact::Log { events, orders, long_wal_mb, .. } => {
            let long = long_wal_mb.map(|mb| format!(", {mb} MB of write-ahead log"));
            Some(format!("{events} events, {orders} orders{}", long.unwrap_or_default()))
        }
        Fact::Backups { count, .. } => Some(format!("{count} backups")),
        Fact::SettingMistake { file, mistake } => Some(format!("{file}: {mistake}")),
        Fact::UnknownSettings { keys } => {
            let keys: Vec<_> = keys.iter().map(|it| format!("`{}`", it.key)).collect();
            Some(format!("unknown keys: {}", keys.join(", ")))
        }
        Fact::Vault { store: VaultStore::Keyring, .. } => Some("the system's keyring".to_owned()),
        Fact::Vault { store: VaultStore::File, .. } => Some("an encrypted file".to_owned()),
        Fact::Rights { grants } => Some(format!("{} rights", grants.len())),
        Fact::RoundTrip { environment, .. } => Some(environment.clone()),
        Fact::Certificate { days_left, .. } => Some(format!("{days_left} days left")),
        Fact::Clock { ahead_ms } => Some(minutes(*ahead_ms)),
        Fact::Live { url, .. } => Some(url.clone()),
        Fact::NotPaired => Some("not paired, polling only".to_owned()),
        Fact::Program { version, system, .. } => Some(format!("{version}, {system}")),
    };
    failed.or_else(known).unwrap_or_default()
}

/// A finding for a person.
fn line(output: &Output, finding: &Finding) -> String {
    let words = output.words;
    let of_relay = (finding.part == Part::Certificate).then_some("relay");
    let of = finding.provider.as_deref().or(of_relay);
    let of = of.map(|it| format!(" {it}")).unwrap_or_default();
    let what = format!("{}{of}", words.part(finding.part));
    let is_mistake = matches!(finding.fact, Some(Fact::SettingMistake { .. }));
    // It stops no sale: nothing is said of what came to nothing.
    if let Some(failure) = finding.failure.as_ref().filter(|_| !is_mistake) {
        return format!("!! {what}: {}", output.failure(failure));
    }
    let mark = if finding.level == Level::Ok { words.ok } else { "!!" };
    let known = finding.fact.as_ref().map(|fact| words.fact(fact, finding.level, &output.clock));
    format!("{mark} {what}: {}", known.unwrap_or_default())
}
