//! What a till remembers besides sales and secrets: one small JSON file that a person may edit.

use std::fs;
use std::path::Path;

use contract::{Failure, FailureCode, Preferences};
use serde::{Deserialize, Serialize};

const FILE: &str = "settings.json";
/// R$ 1.000,00: above it the cashier is asked again.
const DEFAULT_CEILING_CENTAVOS: i64 = 100_000;

/// The settings; every field may be absent in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// The connected provider's adapter; its secrets are in the vault.
    pub(crate) provider: Option<String>,
    /// Where it answers: `homologacao`, `producao`, or a base URL.
    pub(crate) environment: Option<String>,
    pub(crate) shop_name: Option<String>,
    pub(crate) preferences: Preferences,
    pub(crate) ceiling_centavos: i64,
    pub(crate) ask_payer: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            provider: None,
            environment: None,
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
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| broken(&path, &error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(broken(&path, &error)),
        }
    }

    /// Replaces the file whole or not at all.
    pub(crate) fn write(&self, home: &Path) -> Result<(), Failure> {
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
    fn a_broken_file_is_told_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), "{").unwrap();
        let failure = Settings::read(home.path()).unwrap_err();
        assert!(failure.detail.unwrap().contains(FILE));
        assert_eq!(fs::read_to_string(home.path().join(FILE)).unwrap(), "{");
    }
}
