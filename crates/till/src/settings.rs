//! What a till remembers besides sales and secrets: one small JSON file that a person may edit.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use contract::{Failure, FailureCode, Preferences};
use serde::{Deserialize, Serialize};

const FILE: &str = "settings.json";
/// Held while the file is changed.
const LOCK: &str = "settings.lock";
/// R$ 1.000,00: above it the cashier is asked again.
const DEFAULT_CEILING_CENTAVOS: i64 = 100_000;

/// The relay that this till is paired with; its key and the ingest URL are in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Relay {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    /// This till's id there.
    pub(crate) till: String,
    /// This till's name there.
    pub(crate) name: String,
    /// When they were paired. Paired anew with the same relay, a till keeps its id but not its key.
    #[serde(default)]
    pub(crate) paired_at_ms: i64,
}

/// An account that is not connected any more, and kept to be asked about what is open there; its
/// credentials are in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptAccount {
    /// The adapter.
    pub(crate) provider: String,
    /// Where it answers, as it was connected.
    pub(crate) environment: String,
    /// What tells it from other accounts.
    pub(crate) fingerprint: String,
}

/// The settings; every field may be absent in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// The adapter of the provider that charges if nobody says otherwise.
    pub(crate) provider: Option<String>,
    /// All that are connected: by adapter, where each answers (`homologacao`, `producao`, or a base
    /// URL). Their secrets are in the vault.
    pub(crate) providers: BTreeMap<String, String>,
    /// Accounts that are kept only to be asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) kept: Vec<KeptAccount>,
    /// How often connections were made or ended: what tells an open till of another account at the same
    /// address.
    connection_changes: u64,
    /// Where the one provider answers, in a file from when there was only one.
    #[serde(skip_serializing)]
    environment: Option<String>,
    pub(crate) relay: Option<Relay>,
    pub(crate) shop_name: Option<String>,
    pub(crate) preferences: Preferences,
    pub(crate) ceiling_centavos: i64,
    pub(crate) ask_payer: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            provider: None,
            providers: BTreeMap::new(),
            kept: Vec::new(),
            connection_changes: 0,
            environment: None,
            relay: None,
            shop_name: None,
            preferences: Preferences::default(),
            ceiling_centavos: DEFAULT_CEILING_CENTAVOS,
            ask_payer: false,
        }
    }
}

impl Settings {
    /// Reads the file; a till without one starts with the defaults.
    pub(crate) fn read(home: &Path) -> Result<Self, Failure> {
        let path = home.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Self::of_today)
                .map_err(|error| broken(&path, &error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(broken(&path, &error)),
        }
    }

    /// What an older file says, and what a person has left out: the default is connected, and where
    /// none is named, the first is it.
    fn of_today(mut self) -> Self {
        let environment = self.environment.take().unwrap_or_default();
        match &self.provider {
            Some(provider) => {
                self.providers.entry(provider.clone()).or_insert(environment);
            }
            None => self.provider = self.providers.keys().next().cloned(),
        }
        self
    }

    /// Notes that a provider is connected. The first is the default, and any that shall be.
    pub(crate) fn connect(&mut self, provider: &str, environment: &str, as_default: bool) {
        self.connection_changes = self.connection_changes.saturating_add(1);
        self.providers.insert(provider.to_owned(), environment.to_owned());
        if as_default || self.provider.is_none() {
            self.provider = Some(provider.to_owned());
        }
    }

    /// Notes that a provider is not connected any more; the first of the others is the default then.
    pub(crate) fn disconnect(&mut self, provider: &str) {
        self.connection_changes = self.connection_changes.saturating_add(1);
        self.providers.remove(provider);
        if self.provider.as_deref() == Some(provider) {
            self.provider = self.providers.keys().next().cloned();
        }
    }

    /// Notes an account that is kept; the same once.
    pub(crate) fn keep(&mut self, account: KeptAccount) {
        self.release(&account.fingerprint);
        self.kept.push(account);
    }

    /// Notes that an account is not kept any more.
    pub(crate) fn release(&mut self, fingerprint: &str) {
        self.kept.retain(|kept| kept.fingerprint != fingerprint);
    }

    /// Whether both name the same accounts.
    pub(crate) fn has_connections_of(&self, other: &Self) -> bool {
        let of = |it: &'_ Self| (it.connection_changes, it.provider.clone(), it.providers.clone());
        of(self) == of(other) && self.kept == other.kept
    }

    /// Names the accounts that the other names.
    pub(crate) fn take_connections_of(&mut self, other: &Self) {
        self.connection_changes = other.connection_changes;
        self.provider.clone_from(&other.provider);
        self.providers.clone_from(&other.providers);
        self.kept.clone_from(&other.kept);
    }

    /// The connected providers' adapters, the default first.
    pub(crate) fn connected(&self) -> Vec<String> {
        let is_default = |id: &String| Some(id) == self.provider.as_ref();
        let others = self.providers.keys().filter(|id| !is_default(id)).cloned();
        self.provider.iter().cloned().chain(others).collect()
    }

    /// Changes the file as it is now, which another process or a person may have changed meanwhile,
    /// and hands back what it says then.
    pub(crate) fn change(home: &Path, change: impl FnOnce(&mut Self)) -> Result<Self, Failure> {
        let path = home.join(LOCK);
        let lock = fs::File::create(&path).map_err(|error| unwritable(&path, &error))?;
        lock.lock().map_err(|error| unwritable(&path, &error))?;
        let mut settings = Self::read(home)?;
        change(&mut settings);
        settings.write(home)?;
        Ok(settings)
    }

    /// Replaces the file whole or not at all.
    fn write(&self, home: &Path) -> Result<(), Failure> {
        let path = home.join(FILE);
        let unfinished = home.join(format!("{FILE}.{}", std::process::id()));
        let text = serde_json::to_vec_pretty(self).map_err(|error| broken(&path, &error))?;
        fs::write(&unfinished, text)
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(|error| unwritable(&path, &error))
    }
}

fn broken(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::with(FailureCode::Internal, format!("{}: {error}", path.display()))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_file_is_the_defaults_and_a_partial_one_is_filled_up() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(Settings::read(home.path()).unwrap(), Settings::default());
        fs::write(home.path().join(FILE), r#"{"shop_name":"Padaria do Zé"}"#).unwrap();
        let settings = Settings::read(home.path()).unwrap();
        assert_eq!(settings.shop_name.as_deref(), Some("Padaria do Zé"));
        assert_eq!(settings.ceiling_centavos, DEFAULT_CEILING_CENTAVOS);
        settings.write(home.path()).unwrap();
        assert_eq!(Settings::read(home.path()).unwrap(), settings);
    }

    #[test]
    fn a_change_keeps_what_others_have_changed() {
        let home = tempfile::tempdir().unwrap();
        Settings::change(home.path(), |settings| settings.shop_name = Some("Padaria".into()))
            .unwrap();
        let changed = Settings::change(home.path(), |settings| settings.ask_payer = true).unwrap();
        assert_eq!(changed.shop_name.as_deref(), Some("Padaria"));
        assert_eq!(Settings::read(home.path()).unwrap(), changed);
    }

    fn written(text: &str) -> Settings {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), text).unwrap();
        let read = Settings::read(home.path()).unwrap();
        read.write(home.path()).unwrap();
        assert_eq!(Settings::read(home.path()).unwrap(), read, "it is written as it is read");
        read
    }

    #[test]
    fn a_file_from_when_there_was_one_provider_is_read_as_one_that_is_connected() {
        let old = written(r#"{"provider":"connectpsp","environment":"homologacao"}"#);
        assert_eq!(old.provider.as_deref(), Some("connectpsp"));
        assert_eq!(old.providers, [("connectpsp".to_owned(), "homologacao".to_owned())].into());
        let null = written(r#"{"provider":null,"environment":null}"#);
        assert_eq!((null.provider, null.providers), (None, BTreeMap::new()));
    }

    #[test]
    fn the_default_is_connected_whatever_a_person_has_left_out() {
        let unlisted = written(r#"{"provider":"b","providers":{"a":"x"}}"#);
        assert_eq!(unlisted.connected(), ["b", "a"]);
        let unnamed = written(r#"{"providers":{"b":"y","a":"x"}}"#);
        assert_eq!(unnamed.connected(), ["a", "b"]);
        assert!(written("{}").connected().is_empty());
    }

    #[test]
    fn the_first_provider_is_the_default_until_another_shall_be() {
        let mut settings = Settings::default();
        settings.connect("connectpsp", "homologacao", false);
        settings.connect("integrapay", "https://psp.example", false);
        assert_eq!(settings.connected(), ["connectpsp", "integrapay"]);
        settings.connect("connectpsp", "producao", false);
        assert_eq!(settings.providers["connectpsp"], "producao");
        settings.connect("integrapay", "https://psp.example", true);
        assert_eq!(settings.connected(), ["integrapay", "connectpsp"]);
        settings.connect("connectpsp", "producao", false);
        assert_eq!(settings.provider.as_deref(), Some("integrapay"), "connected again, no default");
    }

    #[test]
    fn a_broken_file_is_told_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), "{").unwrap();
        let failure = Settings::read(home.path()).unwrap_err();
        assert!(failure.detail.unwrap().contains(FILE));
        assert_eq!(fs::read_to_string(home.path().join(FILE)).unwrap(), "{");
    }
}
