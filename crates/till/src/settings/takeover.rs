//! The settings of before, `settings.json`, taken over: a person's choices into `settings.toml`, what the till is
//! connected to into `connections.json`. Then the old file is put aside under a name that says so.
//!
//! Each step may be the last before a power cut, and all may be done again: as long as the old file has its name,
//! its contents are put into the new ones. Where nothing can be written, it is read as if it had been.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use contract::{Failure, SettingMistake};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table};

use super::connections::{KeptAccount, ProviderAt, Relay};
use super::{Connections, document, file, key, text};

pub(crate) const FILE: &str = "settings.json";
const ASIDE: &str = "settings.json.taken-over";

/// Where the choices of before stand now.
const MOVED: &[(&str, &str)] = &[
    ("shop_name", "shop.name"),
    ("time_zone", "shop.time_zone"),
    ("ceiling_centavos", "sale.ceiling_centavos"),
    ("ask_payer", "sale.ask_payer"),
];
/// What the till itself kept there.
const OF_THE_TILL: &[&str] =
    &["provider", "providers", "environment", "kept", "connection_changes", "relay"];

/// A file of before.
pub(super) struct Old(Map<String, Value>);

/// The file of before, where there is one that a till has written. One that cannot be read fails where nobody else
/// knows what the till is connected to.
pub(super) fn pending(home: &Path) -> Result<Option<Old>, Failure> {
    let path = home.join(FILE);
    let read = match file::read(&path) {
        Ok(None) => return Ok(None),
        Ok(Some(text)) => text::keys(&text).map_err(|error| file::unreadable(&path, &error)),
        Err(mistake) => Err(file::unreadable(&path, &mistake)),
    };
    let has_log = home.join(store::DATABASE).exists();
    match read.map(Old) {
        Ok(old) if old.is_connected() || (has_log && old.is_of_a_till()) => Ok(Some(old)),
        Err(failure) if has_log && !home.join(super::CONNECTIONS).exists() => Err(failure),
        // Other programs have files of this name too.
        Ok(_) | Err(_) => Ok(None),
    }
}

/// Takes the file of before over, for whoever holds the lock.
pub(super) fn persist(home: &Path) -> Result<(), Failure> {
    let Some(old) = pending(home)? else { return Ok(()) };
    let connections = old.with_connections(Connections::read(home)?)?;
    connections.write(home)?;
    let path = home.join(document::FILE);
    let told = |mistake: SettingMistake| file::unreadable(&path, &mistake);
    let text = file::read(&path).map_err(told)?.unwrap_or_default();
    let whole = old.with_choices(&text, &connections).map_err(told)?;
    file::write(home, document::FILE, &whole)?;
    let from = home.join(FILE);
    fs::rename(&from, home.join(ASIDE)).map_err(|error| file::unwritable(&from, &error))?;
    tracing::info!(aside = ASIDE, "the settings of before were taken over");
    Ok(())
}

/// Takes the file of before over, if there is one. Where that cannot be written down, the next start tries again.
pub(crate) fn take_over(home: &Path) {
    if !home.join(FILE).exists() {
        return;
    }
    let taken = match pending(home) {
        Ok(Some(_)) => file::lock(home).and_then(|_lock| persist(home)),
        Ok(None) => Ok(()),
        Err(failure) => Err(failure),
    };
    if let Err(failure) = taken {
        tracing::warn!(%failure, "the settings of before are not taken over yet");
    }
}

/// Whether a till that was connected has left a file of before here.
pub(crate) fn is_of_a_till(home: &Path) -> bool {
    matches!(pending(home), Ok(Some(old)) if old.is_connected())
}

impl Old {
    fn is_connected(&self) -> bool {
        self.with_connections(Connections::default()).is_ok_and(|it| it.is_of_a_till())
    }

    fn is_of_a_till(&self) -> bool {
        let others = ["preferences", "scanner"].into_iter().chain(OF_THE_TILL.iter().copied());
        { MOVED.iter().map(|(before, _)| *before).chain(others) }.any(|it| self.0.contains_key(it))
    }

    fn take<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Failure> {
        let Some(value) = self.0.get(key).filter(|it| !it.is_null()) else { return Ok(None) };
        let read = serde_json::from_value(value.clone());
        read.map(Some)
            .map_err(|error| file::unreadable(Path::new(FILE), &format!("`{key}`: {error}")))
    }

    /// The connections with those of before. What an even older file says is where its one provider answers.
    pub(super) fn with_connections(&self, mut known: Connections) -> Result<Connections, Failure> {
        let mut providers: BTreeMap<String, String> = self.take("providers")?.unwrap_or_default();
        let default: Option<String> = self.take("provider")?;
        if let Some(default) = &default {
            let environment: Option<String> = self.take("environment")?;
            providers.entry(default.clone()).or_insert(environment.unwrap_or_default());
        }
        let changes: Option<u64> = self.take("connection_changes")?;
        let changes = changes.unwrap_or_default().max(known.changes);
        for (provider, environment) in &providers {
            known.connect(provider, environment);
        }
        known.changes = changes;
        // The first charges.
        let is_other = |it: &ProviderAt| Some(&it.provider) != default.as_ref();
        known.providers.sort_by_key(is_other);
        for kept in self.take::<Vec<KeptAccount>>("kept")?.unwrap_or_default() {
            known.keep(kept);
        }
        if let Some(relay) = self.take::<Relay>("relay")? {
            known.relay = Some(relay);
        }
        Ok(known)
    }

    /// The text of the new file with the choices of before, allowed or not, and with keys that nobody knows.
    pub(super) fn with_choices(
        &self,
        text: &str,
        connections: &Connections,
    ) -> Result<String, SettingMistake> {
        document::read(text, &[])?;
        let mut document: DocumentMut = text.parse().unwrap_or_default();
        let keys = key::keys(connections);
        let mut choose = |name: &str, value: &Value| {
            let Some(value) = toml_value(value) else { return };
            let is_default = keys.iter().any(|key| {
                let default = key.default.as_ref().map(document::toml_value);
                key.name == name && default.is_some_and(|it| it.to_string() == value.to_string())
            });
            if !is_default {
                document::put(&mut document, name, value);
            }
        };
        for (key, value) in &self.0 {
            let moved = MOVED.iter().find(|(before, _)| before == key);
            match (key.as_str(), value, moved) {
                (_, value, Some((_, now))) => choose(now, value),
                ("preferences", Value::Object(within), _) => {
                    for (key, value) in within {
                        let is_known = ["language", "theme"].contains(&key.as_str());
                        let before = if is_known { "" } else { "preferences." };
                        choose(&format!("{before}{key}"), value);
                    }
                }
                ("scanner", Value::Object(within), _) => {
                    for (key, value) in within {
                        choose(&format!("scanner.{key}"), value);
                    }
                }
                ("scanner", value, _) => choose("scanner.mode", value),
                _ => {}
            }
        }
        for (key, value) in &self.0 {
            let is_taken = OF_THE_TILL.contains(&key.as_str())
                || MOVED.iter().any(|(before, _)| before == key)
                || key == "scanner"
                || (key == "preferences" && value.is_object());
            if !is_taken && let Some(item) = section(value) {
                document.entry(key).or_insert(item);
            }
        }
        Ok(document.to_string())
    }
}

/// What stands in the file by itself: an object is a section.
fn section(value: &Value) -> Option<Item> {
    let Value::Object(within) = value else { return toml_value(value).map(Item::Value) };
    let mut table = Table::new();
    for (key, value) in within {
        if let Some(value) = toml_value(value) {
            table.insert(key, Item::Value(value));
        }
    }
    Some(Item::Table(table))
}

/// `null` is nothing in TOML.
fn toml_value(value: &Value) -> Option<toml_edit::Value> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64()?.into(),
        },
        Value::String(text) => text.into(),
        Value::Array(items) => items.iter().filter_map(toml_value).collect::<Array>().into(),
        Value::Object(within) => {
            let pairs = within.iter().filter_map(|(key, it)| Some((key, toml_value(it)?)));
            pairs.collect::<InlineTable>().into()
        }
    })
}

#[cfg(test)]
mod tests {
    use contract::FailureCode;
    use serde_json::json;

    use super::super::Settings;
    use super::*;

    fn home_with(old: &Value) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), old.to_string()).unwrap();
        fs::write(home.path().join(store::DATABASE), "").unwrap();
        home
    }

    fn all() -> Value {
        json!({
            "provider": "integrapay",
            "providers": { "connectpsp": "homologacao", "integrapay": "https://psp.example" },
            "kept": [{ "provider": "connectpsp", "environment": "producao", "fingerprint": "f" }],
            "connection_changes": 3,
            "relay": { "url": "https://relay.example", "till": "t_1", "name": "Caixa 1", "paired_at_ms": 5 },
            "shop_name": "Padaria do Zé", "time_zone": "America/Recife", "ceiling_centavos": 5000,
            "preferences": { "language": "en", "theme": "system", "contrast": "more" },
            "ask_payer": "sim", "scanner": { "prefix": "~" },
            "loyalty": { "points": [1, null], "card": null }, "terminals": 2, "nothing": null,
        })
    }

    const TAKEN: &str = "language = \"en\"\nterminals = 2\n\n[sale]\nask_payer = \"sim\"\nceiling_centavos = 5000\n\n\
        [preferences]\ncontrast = \"more\"\n\n[scanner]\nprefix = \"~\"\n\n[shop]\nname = \"Padaria do Zé\"\n\
        time_zone = \"America/Recife\"\n\n[loyalty]\npoints = [1]\n";

    fn is_taken(home: &Path) {
        assert!(!home.join(FILE).exists());
        assert_eq!(fs::read_to_string(home.join(ASIDE)).unwrap(), all().to_string());
        assert_eq!(fs::read_to_string(home.join(document::FILE)).unwrap(), TAKEN);
        let settings = Settings::read(home).unwrap();
        assert_eq!(settings.connected(), ["integrapay", "connectpsp"]);
        assert_eq!(settings.connections.changes, 3);
        assert_eq!(settings.connections.kept.len(), 1);
        assert_eq!(settings.connections.relay.as_ref().unwrap().paired_at_ms, 5);
        let [SettingMistake::Value { key, line: 5, .. }] = settings.mistakes() else {
            panic!("{settings:?}");
        };
        assert_eq!(key, "sale.ask_payer");
    }

    #[test]
    fn everything_of_before_is_taken_over_once() {
        let home = home_with(&all());
        let unwritten = Settings::read(home.path()).unwrap();
        take_over(home.path());
        is_taken(home.path());
        assert_eq!(Settings::read(home.path()).unwrap(), unwritten, "read as if it had been");
        take_over(home.path());
        is_taken(home.path());
    }

    #[test]
    fn a_power_cut_between_the_steps_loses_nothing() {
        // After the first file, and after the second.
        for steps in 1..=2 {
            let home = home_with(&all());
            take_over(home.path());
            fs::rename(home.path().join(ASIDE), home.path().join(FILE)).unwrap();
            if steps == 1 {
                fs::remove_file(home.path().join(document::FILE)).unwrap();
            }
            take_over(home.path());
            is_taken(home.path());
        }
    }

    #[test]
    fn a_change_takes_the_file_of_before_over_first() {
        let home = home_with(&all());
        let settings = Connections::change(home.path(), |it| it.disconnect("integrapay")).unwrap();
        assert_eq!(settings.connected(), ["connectpsp"]);
        assert!(!home.path().join(FILE).exists());
    }

    #[test]
    fn a_file_of_when_there_was_one_provider_is_read() {
        let home = home_with(&json!({ "provider": "connectpsp", "environment": "homologacao" }));
        let settings = Settings::read(home.path()).unwrap();
        assert_eq!(settings.connections.environment("connectpsp"), Some("homologacao"));
        let home = home_with(&json!({ "provider": null, "environment": null }));
        assert!(Settings::read(home.path()).unwrap().connected().is_empty());
    }

    #[test]
    fn a_persons_comments_in_the_new_file_stay() {
        let home = home_with(&json!({ "shop_name": "Bar", "ceiling_centavos": 100_000 }));
        let by_hand = "# da loja\n[shop]\nname = \"Padaria\" # nome\n";
        fs::write(home.path().join(document::FILE), by_hand).unwrap();
        take_over(home.path());
        let text = fs::read_to_string(home.path().join(document::FILE)).unwrap();
        assert_eq!(text, by_hand.replace("Padaria", "Bar"));
    }

    #[test]
    fn a_file_of_another_program_is_left_alone() {
        for (foreign, has_log) in
            [(json!({ "theme": "dark" }), true), (json!({}), true), (all(), false)]
        {
            let home = home_with(&foreign);
            let mut expected = foreign.clone();
            if !has_log {
                fs::remove_file(home.path().join(store::DATABASE)).unwrap();
                expected = json!({ "shop_name": "Bar" });
                fs::write(home.path().join(FILE), expected.to_string()).unwrap();
            }
            take_over(home.path());
            assert_eq!(fs::read_to_string(home.path().join(FILE)).unwrap(), expected.to_string());
            assert_eq!(Settings::read(home.path()).unwrap(), Settings::default());
        }
    }

    #[test]
    fn one_that_is_broken_is_told_where_nobody_knows_what_was_connected() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), "{").unwrap();
        assert_eq!(Settings::read(home.path()).unwrap(), Settings::default(), "no till's");
        fs::write(home.path().join(store::DATABASE), "").unwrap();
        let failure = Settings::read(home.path()).unwrap_err();
        assert_eq!(failure.code, FailureCode::SettingsUnreadable);
        assert!(failure.detail.unwrap().contains(FILE));
        fs::write(home.path().join(super::super::CONNECTIONS), "{}").unwrap();
        assert_eq!(Settings::read(home.path()).unwrap(), Settings::default());
    }
}
