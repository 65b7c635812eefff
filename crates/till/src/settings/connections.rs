//! What the till itself keeps beside a person's choices: what it is connected to. No person edits it, so it stands
//! in a file of its own.

use std::path::Path;

use contract::Failure;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Settings, file, takeover};

pub(crate) const FILE: &str = "connections.json";

/// What the till is connected to. The secrets of all of them are in the vault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Connections {
    /// In the order in which they were connected. The first charges, unless the settings choose another.
    pub(crate) providers: Vec<ProviderAt>,
    /// Accounts that are kept only to be asked.
    pub(crate) kept: Vec<KeptAccount>,
    /// How often connections were made or ended: what tells an open till of another account at the same
    /// address.
    pub(crate) changes: u64,
    pub(crate) relay: Option<Relay>,
    /// What a newer version has noted.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// A provider that is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProviderAt {
    /// The adapter.
    pub(crate) provider: String,
    /// Where it answers: `homologacao`, `producao`, or a base URL.
    pub(crate) environment: String,
    /// What a newer version has noted of it.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

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

impl Connections {
    /// Reads the file; a till without one is connected to nothing. Fails with the file and what is wrong in it:
    /// nobody knows then what the till sells through.
    pub(super) fn read(home: &Path) -> Result<Self, Failure> {
        let path = home.join(FILE);
        let Some(text) = file::read(&path).map_err(|mistake| file::unreadable(&path, &mistake))?
        else {
            return Ok(Self::default());
        };
        serde_json::from_str(&text).map_err(|error| file::unreadable(&path, &error))
    }

    /// Changes the file as it is now, which another process may have changed meanwhile, and hands back what the
    /// settings say then.
    pub(crate) fn change(home: &Path, change: impl FnOnce(&mut Self)) -> Result<Settings, Failure> {
        let lock = file::lock(home)?;
        takeover::persist(home)?;
        let mut connections = Self::read(home)?;
        change(&mut connections);
        connections.write(home)?;
        drop(lock);
        Settings::read(home)
    }

    /// Writes the file as it is: what is about to happen elsewhere, and cannot be noted here, shall not happen.
    pub(crate) fn prove_writable(home: &Path) -> Result<Self, Failure> {
        Ok(Self::change(home, |_| {})?.connections)
    }

    /// For whoever holds the lock.
    pub(super) fn write(&self, home: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::with(contract::FailureCode::Internal, error.to_string()))?;
        file::write(home, FILE, &text)
    }

    /// Whether a till has written this: other programs have files of this name too.
    pub(crate) fn is_of_a_till(&self) -> bool {
        let was_connected = self.changes > 0 || !self.providers.is_empty();
        was_connected || self.relay.is_some() || !self.kept.is_empty()
    }

    /// Where a connected provider answers.
    pub(crate) fn environment(&self, provider: &str) -> Option<&str> {
        let found = self.providers.iter().find(|it| it.provider == provider);
        found.map(|it| it.environment.as_str())
    }

    /// Notes that a provider is connected: in its place, or behind the others.
    pub(crate) fn connect(&mut self, provider: &str, environment: &str) {
        self.changes = self.changes.saturating_add(1);
        match self.providers.iter_mut().find(|it| it.provider == provider) {
            Some(known) => environment.clone_into(&mut known.environment),
            None => self.providers.push(ProviderAt {
                provider: provider.to_owned(),
                environment: environment.to_owned(),
                others: Map::new(),
            }),
        }
    }

    /// Notes that a provider is not connected any more.
    pub(crate) fn disconnect(&mut self, provider: &str) {
        self.changes = self.changes.saturating_add(1);
        self.providers.retain(|it| it.provider != provider);
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
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn providers_stand_in_the_order_in_which_they_were_connected() {
        let mut connections = Connections::default();
        connections.connect("integrapay", "https://psp.example");
        connections.connect("connectpsp", "homologacao");
        connections.connect("integrapay", "https://new.example");
        let ids: Vec<_> = connections.providers.iter().map(|it| it.provider.as_str()).collect();
        assert_eq!(ids, ["integrapay", "connectpsp"]);
        assert_eq!(connections.environment("integrapay"), Some("https://new.example"));
        connections.disconnect("integrapay");
        assert_eq!(connections.environment("integrapay"), None);
        assert_eq!(connections.changes, 4);
    }

    #[test]
    fn what_a_newer_version_has_noted_stands() {
        let home = tempfile::tempdir().unwrap();
        let newer = serde_json::json!({
            "providers": [{ "provider": "connectpsp", "environment": "producao", "since": 1 }],
            "kept": [], "changes": 1,
            "relay": { "url": "https://relay.example", "till": "t_1", "name": "Caixa", "paired_at_ms": 1, "by": "x" },
            "terminals": [2],
        });
        fs::write(home.path().join(FILE), newer.to_string()).unwrap();
        Connections::change(home.path(), |_| {}).unwrap();
        let written = fs::read_to_string(home.path().join(FILE)).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), newer);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_left_alone() {
        for broken in ["{", "[]", r#"{"kept":[1]}"#, r#"{"relay":1}"#] {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join(FILE);
            fs::write(&path, broken).unwrap();
            for failure in [
                Settings::read(home.path()).unwrap_err(),
                Connections::change(home.path(), |it| it.connect("connectpsp", "x")).unwrap_err(),
            ] {
                assert!(failure.detail.unwrap().contains(FILE), "{broken}");
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), broken);
        }
    }
}
