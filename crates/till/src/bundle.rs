//! The bundle for support: one file with what was found and how the till is made, without a secret and without personal
//! data.
//!
//! What goes in is chosen here, word by word: no text goes in that a person, a provider or the world has written, so that
//! nothing has to be found and taken out again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::{DoctorView, Fact, Failure, FailureCode, Finding, SavedBundle, Scanner};
use domain::{Caller, Device, UnixMs};
use serde_json::{Map, Value, json};
use store::{Shape, Store};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::failure::from_store;
use crate::open::Options;
use crate::settings::Settings;
use crate::{home, identity, ports, zone};

/// A bundle is never larger, in bytes; all that goes in has limits that keep it far below.
const LONGEST: usize = 1 << 20;

/// For whoever opens it.
const ABOUT: &str = "\
Pacote de diagnóstico do Balcão. Não leva senha, chave, nome, documento nem valor de nenhuma venda.
Bundle of Balcão's doctor. It holds no password, key, name, document, or amount of any sale.

findings.json  o que foi testado / what was tested
till.json      versões e opções / versions and options
log.json       o tamanho do registro de vendas / how much the order log holds
files.json     quantos arquivos há na pasta do caixa / how many files the till's folder has
";

/// Writes the bundle into a file that is its user's alone, and is there whole or not at all; says how many bytes it has.
/// Fails with `file_not_saved` where a file has that name already, or the folder takes none.
pub fn save_bundle(options: &Options, seen: &DoctorView, path: &Path) -> Result<u64, Failure> {
    let bytes = bundle(options, seen)?;
    let unsaved = |why: String| {
        Failure::with(FailureCode::FileNotSaved, format!("{}: {why}", path.display()))
    };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let save = || {
        let mut file = NamedTempFile::with_prefix_in(".balcao-", folder)?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map(drop).map_err(|failed| failed.error)
    };
    save().map_err(|error| unsaved(error.to_string()))?;
    Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
}

/// Saves the bundle for whoever stands at this door: beside a window among the user's downloads; a page gets it whole.
pub(crate) fn save_for(
    options: &Options,
    caller: &Caller,
    seen: &DoctorView,
) -> Result<SavedBundle, Failure> {
    let now = ports::system().clock.now().get();
    let moment = zone::in_file_names(&zone::time_zone(options), now);
    let name = format!("balcao-suporte-{moment}.zip");
    if caller.device == Device::Browser {
        let base64 = Some(STANDARD.encode(bundle(options, seen)?));
        return Ok(SavedBundle { name, path: None, base64 });
    }
    let folders = [dirs::download_dir(), dirs::document_dir(), dirs::home_dir()];
    let folder = folders.into_iter().flatten().find(|folder| folder.is_dir());
    let nowhere = || Failure::with(FailureCode::FileNotSaved, name.clone());
    let path = folder.ok_or_else(nowhere)?.join(&name);
    save_bundle(options, seen, &path)?;
    Ok(SavedBundle { name, path: Some(path.display().to_string()), base64: None })
}

/// The bundle as one ZIP file.
fn bundle(options: &Options, seen: &DoctorView) -> Result<Vec<u8>, Failure> {
    let home = home::place(options.home.as_deref(), options.training);
    let settings = home.as_deref().and_then(|home| Settings::read(home).ok());
    let log = home.as_deref().map(|home| shape(home, options));
    let parts = [
        ("LEIA-ME.txt", ABOUT.to_owned()),
        ("findings.json", pretty(&findings(seen))),
        ("till.json", pretty(&till(options, seen, settings.as_ref()))),
        ("log.json", pretty(&log.as_ref().map_or(Value::Null, |log| of_log(log.as_ref())))),
        ("files.json", pretty(&home.as_deref().map_or(Value::Null, files))),
    ];
    let fault = |why: String| Failure::with(FailureCode::Internal, why);
    let packed = pack(&parts).map_err(|error| fault(error.to_string()))?;
    if packed.len() > LONGEST {
        return Err(fault(format!("a bundle of {} bytes", packed.len())));
    }
    Ok(packed)
}

fn pack(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600);
    for (name, text) in parts {
        zip.start_file(*name, how)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn findings(seen: &DoctorView) -> Value {
    json!({
        "verdict": seen.verdict,
        "tested_at": moment(UnixMs::new(seen.tested_at_ms)),
        "took_ms": seen.took_ms,
        "findings": seen.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    let failure = finding.failure.as_ref();
    let obstacle = failure.and_then(|failure| failure.obstacle.as_ref());
    json!({
        "part": finding.part,
        "provider": finding.provider.as_deref().filter(|id| providers::manifest(id).is_some()),
        "level": finding.level,
        "fact": finding.fact.as_ref().and_then(figures),
        "code": failure.map(|failure| failure.code),
        "detail": failure.and_then(own_words),
        "obstacle": obstacle.map(|it| json!({ "kind": it.kind, "status": it.status })),
    })
}

/// What is known of a part, without what people and the world have named.
fn figures(fact: &Fact) -> Option<Value> {
    match fact {
        // The name of a folder is often that of its user, and the address of a relay that of a shop.
        Fact::Folder { strangers, .. } => Some(json!({ "of_another_user": strangers.len() })),
        Fact::Live { last_event_at_ms, .. } => {
            Some(json!({ "last_event_at_ms": last_event_at_ms }))
        }
        // A person has typed the key.
        Fact::SettingMistake { mistake, .. } => {
            let mistake = serde_json::to_value(mistake).ok()?;
            Some(json!({ "wrong": mistake.get("wrong"), "line": mistake.get("line") }))
        }
        Fact::UnknownSettings { keys } => Some(json!({ "unknown_keys": keys.len() })),
        Fact::RoundTrip { environment, p50_ms, p95_ms } => {
            let environment = environment_word(environment);
            Some(json!({ "environment": environment, "p50_ms": p50_ms, "p95_ms": p95_ms }))
        }
        fact => serde_json::to_value(fact).ok(),
    }
}

/// An address that a shop has typed may be its own.
fn environment_word(environment: &str) -> &str {
    if matches!(environment, "homologacao" | "producao") { environment } else { "other" }
}

/// How SQLite begins to tell of tables that are not what they were.
const SCHEMA: &str = "malformed database schema";

/// A detail that the till itself has written, without the paths in it.
fn own_words(failure: &Failure) -> Option<String> {
    let is_own = matches!(
        failure.code,
        FailureCode::LogDamaged
            | FailureCode::LogBehind
            | FailureCode::LogTooNew
            | FailureCode::LogUnwritable
            | FailureCode::VaultUnavailable
            | FailureCode::ClockWrong
    );
    let detail = failure.detail.as_deref().filter(|_| is_own)?;
    // The path of a backup stands behind it, and that of a folder before the system's words.
    let words = detail.split("; last good backup").next()?;
    // Where the tables themselves are damaged, SQLite quotes what it finds in their place.
    let words = match words.find(SCHEMA) {
        Some(at) => words.get(..at + SCHEMA.len())?,
        None => words,
    };
    let words = if words.contains('/') { words.rsplit(": ").next()? } else { words };
    (!words.contains(['/', '\\'])).then(|| words.to_owned())
}

/// What runs here, and how it is set up, by what this version alone can have written.
fn till(options: &Options, seen: &DoctorView, settings: Option<&Settings>) -> Value {
    let program = seen.findings.iter().find_map(|finding| match &finding.fact {
        Some(fact @ Fact::Program { .. }) => serde_json::to_value(fact).ok(),
        _ => None,
    });
    json!({
        "program": program,
        "training": options.training,
        "settings": settings.map(of_settings),
    })
}

fn of_settings(settings: &Settings) -> Value {
    let known = |id: &String| providers::manifest(id).map(|manifest| manifest.id);
    let (connected, connections) = (settings.connected(), &settings.connections);
    let environments = connections.providers.iter().map(|it| environment_word(&it.environment));
    json!({
        "providers": connected.iter().filter_map(known).collect::<Vec<_>>(),
        "environments": environments.collect::<Vec<_>>(),
        "kept_accounts": connections.kept.len(),
        "relay": connections.relay.is_some(),
        "shop_name": settings.shop_name().is_some(),
        "time_zone": settings.time_zone().as_deref().and_then(zone::known).is_some(),
        "language": settings.language(),
        "theme": settings.theme(),
        "ceiling_is_default": settings.ceiling_centavos() == Settings::default().ceiling_centavos(),
        "ask_payer": settings.ask_payer(),
        "scanner": match settings.scanner() {
            Scanner::Mode(mode) => json!(mode),
            Scanner::Marks(_) => "marks".into(),
        },
        "mistakes": settings.mistakes().len(),
        "unknown_keys": settings.unknown().len(),
    })
}

fn shape(home: &Path, options: &Options) -> Result<Shape, Failure> {
    let store = Store::open_to_look(home, options.updating.tell()).map_err(from_store)?;
    identity::check_money(&store, options.training)?;
    store.shape().map_err(from_store)
}

fn of_log(shape: Result<&Shape, &Failure>) -> Value {
    let shape = match shape {
        Ok(shape) => shape,
        Err(failure) => return json!({ "unreadable": failure.code }),
    };
    let (seq, hash) = &shape.head;
    json!({
        "schema": shape.schema,
        "events": shape.events,
        "orders": shape.orders,
        "jobs": shape.jobs,
        "first_event_at": shape.span.and_then(|(first, _)| moment(first)),
        "last_event_at": shape.span.and_then(|(_, last)| moment(last)),
        "head": { "seq": seq, "hash": hash },
        "watermark": shape.watermark,
        "names": shape.names,
        "bytes": shape.bytes,
    })
}

/// What the names of a till's files begin with, by the folder that they are in.
const FAMILIES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "order-log.db",
            "order-log.mark",
            "order-log.proved",
            "order-log-replaced-",
            "order-log-restored-",
            "order-log-unfinished-",
            "order-log",
            "settings.",
            "connections.",
            "vault.",
            "sandbox-",
            "disk-probe-",
        ],
    ),
    (home::BACKUPS, &["order-log-", "unfinished-"]),
    (store::PROCESSES, &["v", "restoring-"]),
];

/// How many files there are of each kind, and how large they are; of all others only how many.
fn files(home: &Path) -> Value {
    let (mut ours, mut others) = (BTreeMap::<String, (u64, u64)>::new(), 0_u64);
    for (folder, families) in FAMILIES {
        for entry in fs::read_dir(home.join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let bytes = entry.metadata().ok().filter(fs::Metadata::is_file).map(|it| it.len());
            let family = families.iter().find(|family| name.starts_with(**family));
            if let (Some(family), Some(bytes)) = (family, bytes) {
                let key = if folder.is_empty() {
                    (*family).to_owned()
                } else {
                    format!("{folder}/{family}")
                };
                let (count, sum) = ours.entry(key).or_default();
                (*count, *sum) = (*count + 1, sum.saturating_add(bytes));
            } else {
                others += 1;
            }
        }
    }
    let told = |(name, (count, bytes))| (name, json!({ "count": count, "bytes": bytes }));
    let ours: Map<String, Value> = ours.into_iter().map(told).collect();
    json!({ "files": ours, "others": others })
}

/// RFC 3339 in UTC.
fn moment(at: UnixMs) -> Option<String> {
    zone::in_utc(at.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_detail_only_words_of_ours_go_in() {
        let told = |code, detail: &str| own_words(&Failure::with(code, detail));
        let damaged = "event 7 does not match its hash; last good backup: /home/rui/b.db";
        assert_eq!(
            told(FailureCode::LogDamaged, damaged).as_deref(),
            Some("event 7 does not match its hash")
        );
        let quoted = "malformed database schema (jobs) - near \"52998224725\": syntax error";
        assert_eq!(
            told(FailureCode::LogDamaged, quoted).as_deref(),
            Some("malformed database schema")
        );
        let unwritable = "/home/rui: x/caixa: No space left on device";
        assert_eq!(
            told(FailureCode::LogUnwritable, unwritable).as_deref(),
            Some("No space left on device")
        );
        assert_eq!(told(FailureCode::LogUnwritable, "/home/rui"), None);
        assert_eq!(told(FailureCode::ProviderRefused, "E42: CPF de Rui inválido"), None);
        assert_eq!(told(FailureCode::NoTill, "/home/rui"), None);
    }

    #[test]
    fn an_address_that_a_shop_has_typed_is_not_named() {
        let fact = |environment: &str| {
            let environment = environment.to_owned();
            figures(&Fact::RoundTrip { environment, p50_ms: Some(1), p95_ms: None }).unwrap()
        };
        assert_eq!(fact("producao")["environment"], "producao");
        assert_eq!(fact("https://padaria-do-rui.example")["environment"], "other");
        let url = "https://relay.padaria-do-rui.example".to_owned();
        let live = figures(&Fact::Live { url, last_event_at_ms: Some(7) }).unwrap();
        assert_eq!(live, json!({ "last_event_at_ms": 7 }));
        let folder =
            Fact::Folder { path: "/home/rui".into(), strangers: vec!["settings.rui".into()] };
        assert_eq!(figures(&folder), Some(json!({ "of_another_user": 1 })));
    }
}
