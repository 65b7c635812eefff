//! The settings' file. It is read key by key, so that a mistake is told with its key and with what is allowed
//! there; only what differs from the defaults is written, so that a person finds their own choices in it.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use contract::{Failure, FailureCode, Preferences, Scanner, ScannerMarks};
use domain::Centavos;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{KeptAccount, Relay, Rule, Settings, text, unknown};
use crate::{holders, leftovers, zone};

pub(crate) const FILE: &str = "settings.json";
/// What it is called before it is whole, and then the process.
const UNFINISHED: &str = "settings.json.";
/// Held while the file is changed.
pub(crate) const LOCK: &str = "settings.lock";
/// In bytes. A till's settings have a few hundred; a longer file is none.
const MAX_BYTES: u64 = 64 * 1024;
/// How long a change waits for another one, which takes some milliseconds.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
const TRY_EVERY: Duration = Duration::from_millis(10);
/// In characters.
const LONGEST_TEXT: usize = 500;

/// A key whose value is not allowed.
#[derive(Debug, thiserror::Error)]
#[error("`{key}` must be {allowed}")]
struct Wrong {
    key: &'static str,
    allowed: Rule,
}

/// Reads the file; a till without one starts with the defaults.
pub(super) fn read(home: &Path) -> Result<Settings, Failure> {
    let path = home.join(FILE);
    // A pipe would be waited for for ever.
    if fs::metadata(&path).is_ok_and(|it| !it.is_file()) {
        return Err(unreadable(&path, &"no file of text"));
    }
    let mut text = Vec::new();
    match File::open(&path) {
        Ok(file) => {
            let read = file.take(MAX_BYTES + 1).read_to_end(&mut text);
            read.map_err(|error| unreadable(&path, &error))?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(unreadable(&path, &error)),
    }
    if u64::try_from(text.len()).is_ok_and(|length| length > MAX_BYTES) {
        return Err(unreadable(&path, &format!("longer than {MAX_BYTES} bytes")));
    }
    let text = text::decoded(text).ok_or_else(|| unreadable(&path, &"no file of text"))?;
    let keys = text::keys(&text).map_err(|error| unreadable(&path, &error))?;
    from_keys(keys).map_err(|wrong| unreadable(&path, &wrong))
}

/// Changes the file as it is now, and hands back what it says then.
pub(super) fn change(home: &Path, change: impl FnOnce(&mut Settings)) -> Result<Settings, Failure> {
    let path = home.join(LOCK);
    let lock = File::create(&path).map_err(|error| unwritable(&path, &error))?;
    wait_for(&lock, home, &path)?;
    let mut settings = read(home)?;
    change(&mut settings);
    write(home, &settings)?;
    Ok(settings)
}

/// Waits for the lock, and not for ever: whoever holds it may hang.
fn wait_for(lock: &File, home: &Path, path: &Path) -> Result<(), Failure> {
    let begun = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < LONGEST_WAIT => {
                std::thread::sleep(TRY_EVERY);
            }
            Err(TryLockError::WouldBlock) => {
                return Err(holders::named(home, Failure::new(FailureCode::LogBusy)));
            }
            Err(TryLockError::Error(error)) => return Err(unwritable(path, &error)),
        }
    }
}

/// Replaces the file whole or not at all.
fn write(home: &Path, settings: &Settings) -> Result<(), Failure> {
    let path = home.join(FILE);
    let text = to_keys(settings)
        .and_then(|keys| serde_json::to_vec_pretty(&keys))
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    let replace = || -> std::io::Result<()> {
        let (unfinished, mut file) = leftovers::begin(home, UNFINISHED)?;
        file.write_all(&text)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&unfinished, &path)
    };
    replace().map_err(|error| unwritable(&path, &error))
}

fn from_keys(mut keys: Map<String, Value>) -> Result<Settings, Wrong> {
    let keys = &mut keys;
    let defaults = Settings::default();
    let (preferences, left) = preferences(keys)?;
    let mut settings = Settings {
        provider: take(keys, "provider", Rule::Text, is_text)?,
        providers: take(keys, "providers", Rule::Places, |it: &BTreeMap<String, String>| {
            it.iter().all(|(id, place)| is_text(id) && is_text(place))
        })?
        .unwrap_or_default(),
        kept: take(keys, "kept", Rule::Kept, |_: &Vec<KeptAccount>| true)?.unwrap_or_default(),
        connection_changes: take(keys, "connection_changes", Rule::WholeNumber, |_: &u64| true)?
            .unwrap_or_default(),
        environment: take(keys, "environment", Rule::Text, is_text)?,
        relay: take(keys, "relay", Rule::Relay, |_: &Relay| true)?,
        shop_name: take(keys, "shop_name", Rule::Text, is_text)?.filter(|it| !it.is_empty()),
        time_zone: take(keys, "time_zone", Rule::TimeZone, |it: &String| {
            zone::known(it).is_some()
        })?,
        preferences,
        ceiling_centavos: take(keys, "ceiling_centavos", Rule::Centavos, |it: &i64| {
            (0..=Centavos::MAX.get()).contains(it)
        })?
        .unwrap_or(defaults.ceiling_centavos),
        ask_payer: take(keys, "ask_payer", Rule::YesOrNo, |_: &bool| true)?
            .unwrap_or(defaults.ask_payer),
        scanner: scanner(keys)?,
        others: std::mem::take(keys),
    };
    if !left.is_empty() {
        settings.others.insert("preferences".to_owned(), Value::Object(left));
    }
    Ok(settings.of_today())
}

/// With what is left of the object.
fn preferences(keys: &mut Map<String, Value>) -> Result<(Preferences, Map<String, Value>), Wrong> {
    let within = take(keys, "preferences", Rule::Preferences, |_| true)?;
    let mut within: Map<String, Value> = within.unwrap_or_default();
    let defaults = Preferences::default();
    let language = take(&mut within, "language", Rule::Language, |_| true)?;
    let theme = take(&mut within, "theme", Rule::Theme, |_| true)?;
    let preferences = Preferences {
        language: language.unwrap_or(defaults.language),
        theme: theme.unwrap_or(defaults.theme),
    };
    Ok((preferences, within))
}

fn scanner(keys: &mut Map<String, Value>) -> Result<Scanner, Wrong> {
    if !keys.get("scanner").is_some_and(Value::is_object) {
        let mode = take(keys, "scanner", Rule::Scanner, |_| true)?;
        return Ok(mode.map_or_else(Scanner::default, Scanner::Mode));
    }
    let mut within: Map<String, Value> =
        take(keys, "scanner", Rule::Scanner, |_| true)?.unwrap_or_default();
    let is_mark = |it: &String| {
        let may_begin = |first: char| !first.is_ascii_digit() && !",.+*".contains(first);
        (1..=4).contains(&it.len())
            && it.chars().all(|c| c.is_ascii_graphic())
            && it.chars().next().is_some_and(may_begin)
    };
    let marks = ScannerMarks {
        prefix: take(&mut within, "prefix", Rule::ScannerMark, is_mark)?,
        suffix: take(&mut within, "suffix", Rule::ScannerSuffix, |it: &String| {
            it == "Enter" || is_mark(it)
        })?,
        max_gap_ms: take(&mut within, "max_gap_ms", Rule::ScannerGap, |it: &u32| {
            (1..=100).contains(it)
        })?,
    };
    if within.is_empty() {
        Ok(Scanner::Marks(marks))
    } else {
        Err(Wrong { key: "scanner", allowed: Rule::Scanner })
    }
}

/// Takes a key out; `None` where the file does not have it, or has `null` there.
fn take<T: DeserializeOwned>(
    keys: &mut Map<String, Value>,
    key: &'static str,
    allowed: Rule,
    is_allowed: impl Fn(&T) -> bool,
) -> Result<Option<T>, Wrong> {
    let Some(value) = keys.remove(key).filter(|it| !it.is_null()) else { return Ok(None) };
    let value = serde_json::from_value(value).ok().filter(is_allowed);
    value.map(Some).ok_or(Wrong { key, allowed })
}

#[allow(clippy::ptr_arg, reason = "it is handed to `take`, which deserializes an owned text")]
fn is_text(text: &String) -> bool {
    text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control)
}

fn to_keys(settings: &Settings) -> Result<Map<String, Value>, serde_json::Error> {
    let mut written = differences(keys_of(settings)?, &all_keys()?);
    unknown::put_back(&mut written, &settings.others);
    Ok(written)
}

/// All keys that a file may have, with their defaults.
pub(super) fn all_keys() -> Result<Map<String, Value>, serde_json::Error> {
    keys_of(&Settings::default())
}

fn keys_of(settings: &Settings) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::to_value(settings).and_then(serde_json::from_value)
}

fn differences(now: Map<String, Value>, defaults: &Map<String, Value>) -> Map<String, Value> {
    let differs = |(key, value): (String, Value)| match (value, defaults.get(&key)) {
        (value, Some(default)) if value == *default => None,
        (Value::Object(now), Some(Value::Object(defaults))) => {
            Some((key, Value::Object(differences(now, defaults))))
        }
        (value, _) => Some((key, value)),
    };
    now.into_iter().filter_map(differs).collect()
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> Failure {
    Failure::with(FailureCode::SettingsUnreadable, format!("{}: {why}", path.display()))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", path.display()))
}
