//! What a till remembers besides sales and secrets: one small JSON file that a person may edit.

mod changes;
mod current;
mod file;
mod rule;
mod text;
mod unknown;

use std::collections::BTreeMap;
use std::path::Path;

use contract::{Failure, Preferences, Scanner, UnknownSetting};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use changes::Changes;
pub(crate) use current::{Applied, Current, Gaps};
pub(crate) use file::{FILE, LOCK};
pub use rule::Rule;

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
    /// What a newer version has noted of it.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
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
    /// What a newer version has noted of it.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// The settings; every field may be absent in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Settings {
    /// The adapter of the provider that charges if nobody says otherwise.
    pub(crate) provider: Option<String>,
    /// All that are connected: by adapter, where each answers (`homologacao`, `producao`, or a base
    /// URL). Their secrets are in the vault.
    pub(crate) providers: BTreeMap<String, String>,
    /// Accounts that are kept only to be asked.
    pub(crate) kept: Vec<KeptAccount>,
    /// How often connections were made or ended: what tells an open till of another account at the same
    /// address.
    connection_changes: u64,
    /// Where the one provider answers, in a file from when there was only one.
    #[serde(skip_serializing)]
    environment: Option<String>,
    pub(crate) relay: Option<Relay>,
    pub(crate) shop_name: Option<String>,
    /// The IANA name of the shop's time zone; absent: the system's.
    pub(crate) time_zone: Option<String>,
    pub(crate) preferences: Preferences,
    pub(crate) ceiling_centavos: i64,
    pub(crate) ask_payer: bool,
    pub(crate) scanner: Scanner,
    /// Keys that this version does not know, those of an object within it: another version may.
    #[serde(skip)]
    others: Map<String, Value>,
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
            time_zone: None,
            preferences: Preferences::default(),
            ceiling_centavos: DEFAULT_CEILING_CENTAVOS,
            ask_payer: false,
            scanner: Scanner::default(),
            others: Map::new(),
        }
    }
}

impl Settings {
    /// Reads the file; a till without one starts with the defaults. Fails with the file, the key and what is
    /// allowed there.
    pub(crate) fn read(home: &Path) -> Result<Self, Failure> {
        file::read(home)
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

    /// Whether a till has written this: other programs have files of this name too.
    pub(crate) fn is_of_a_till(&self) -> bool {
        let was_connected = self.connection_changes > 0 || !self.providers.is_empty();
        was_connected || self.relay.is_some() || !self.kept.is_empty()
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

    /// Takes all but the connections and the relay from the other.
    fn take_choices_of(&mut self, other: &Self) {
        self.shop_name.clone_from(&other.shop_name);
        self.time_zone.clone_from(&other.time_zone);
        self.preferences = other.preferences;
        self.ceiling_centavos = other.ceiling_centavos;
        self.ask_payer = other.ask_payer;
        self.scanner.clone_from(&other.scanner);
        self.others.clone_from(&other.others);
    }

    /// The file's keys that this version does not know, a few of them, each with the known one that it looks like.
    pub(crate) fn unknown(&self) -> Vec<UnknownSetting> {
        if self.others.is_empty() {
            return Vec::new();
        }
        file::all_keys().map(|known| unknown::unknown(&self.others, &known)).unwrap_or_default()
    }

    /// The connected providers' adapters, the default first.
    pub(crate) fn connected(&self) -> Vec<String> {
        let is_default = |id: &String| Some(id) == self.provider.as_ref();
        let others = self.providers.keys().filter(|id| !is_default(id)).cloned();
        self.provider.iter().cloned().chain(others).collect()
    }

    /// Changes the file as it is now, which another process or a person may have changed meanwhile,
    /// and hands back what it says then. A file that cannot be read is left as it is.
    pub(crate) fn change(home: &Path, change: impl FnOnce(&mut Self)) -> Result<Self, Failure> {
        file::change(home, change)
    }
}

#[cfg(test)]
mod tests;
