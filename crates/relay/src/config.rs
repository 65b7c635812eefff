//! What a relay is told: `relay.toml`, and flags that win over it.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use http_guard::Rate;

/// Most bytes of a configuration file.
const LONGEST_FILE: u64 = 64 * 1024;

/// A configuration that a relay cannot run with; the text says what mends it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what a configuration is.
    #[error("{path}: {message}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// The values do not go together.
    #[error("{0}")]
    Unfit(String),
}

/// `relay.toml`. Unknown names are refused, so that a slip of the pen is not silence.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where providers and tills come: an address and a port.
    pub listen: Option<SocketAddr>,
    /// Where admin, health and metrics are.
    pub admin_listen: Option<SocketAddr>,
    /// The address under which the world reaches `listen`.
    pub public_url: Option<String>,
    /// Certificate chain, PEM.
    pub tls_cert: Option<PathBuf>,
    /// Private key, PEM.
    pub tls_key: Option<PathBuf>,
    /// A reverse proxy stands in front and does TLS.
    pub behind_proxy: bool,
    /// Addresses of proxies whose `X-Forwarded-For` is believed; with `behind_proxy` and none
    /// given, loopback is.
    pub trusted_proxies: Vec<IpAddr>,
    /// Seconds between two pings of a session, 5 to 300.
    pub ping_s: Option<u32>,
    /// How long and how much is kept for tills that are away.
    pub retention: Retention,
    /// How often and how many.
    pub limits: Rates,
}

/// What is kept for each till; whatever is reached first ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Hours, 1 to 720.
    pub hours: u32,
    /// Events, 100 to 1,000,000.
    pub events_per_till: u32,
    /// Mebibytes of bodies, 1 to 4,096.
    pub mib_per_till: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { hours: 72, events_per_till: 10_000, mib_per_till: 64 }
    }
}

/// Limits on how often and how many. Each is at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    /// TCP connections of the public listener.
    pub connections: u32,
    /// Of these, from one source; loopback and trusted proxies are not counted.
    pub connections_per_source: u32,
    /// Webhooks of one route, per second on the long run.
    pub ingest_per_s: u32,
    /// Webhooks of one route at once.
    pub ingest_burst: u32,
    /// Unknown ingest keys from one source, per minute on the long run.
    pub unknown_keys_per_min: u32,
    /// Unknown ingest keys from one source at once.
    pub unknown_keys_burst: u32,
    /// Requests to pair from one source, per minute; as many at once.
    pub pairings_per_min: u32,
    /// Wrong pairing codes from everywhere in ten minutes until pairing waits.
    pub wrong_codes: u32,
    /// Dials from one source, per minute; as many at once. Loopback is not counted.
    pub dials_per_source_per_min: u32,
    /// Dials of one till, per minute; as many at once.
    pub dials_per_till_per_min: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            connections: 20_000,
            connections_per_source: 256,
            ingest_per_s: 50_000,
            ingest_burst: 50_000,
            unknown_keys_per_min: 60,
            unknown_keys_burst: 30,
            pairings_per_min: 30,
            wrong_codes: 1_000,
            dials_per_source_per_min: 600,
            dials_per_till_per_min: 60,
        }
    }
}

impl Rates {
    pub(crate) fn ingest_of_route(self) -> Rate {
        Rate::per_second(self.ingest_per_s, self.ingest_burst)
    }

    pub(crate) fn unknown_keys_of_source(self) -> Rate {
        Rate::per_minute(self.unknown_keys_per_min, self.unknown_keys_burst)
    }

    pub(crate) fn pairings_of_source(self) -> Rate {
        Rate::per_minute(self.pairings_per_min, self.pairings_per_min)
    }

    pub(crate) fn dials_of_source(self) -> Rate {
        Rate::per_minute(self.dials_per_source_per_min, self.dials_per_source_per_min)
    }

    pub(crate) fn dials_of_till(self) -> Rate {
        Rate::per_minute(self.dials_per_till_per_min, self.dials_per_till_per_min)
    }

    fn all(self) -> [(&'static str, u32); 10] {
        [
            ("connections", self.connections),
            ("connections_per_source", self.connections_per_source),
            ("ingest_per_s", self.ingest_per_s),
            ("ingest_burst", self.ingest_burst),
            ("unknown_keys_per_min", self.unknown_keys_per_min),
            ("unknown_keys_burst", self.unknown_keys_burst),
            ("pairings_per_min", self.pairings_per_min),
            ("wrong_codes", self.wrong_codes),
            ("dials_per_source_per_min", self.dials_per_source_per_min),
            ("dials_per_till_per_min", self.dials_per_till_per_min),
        ]
    }
}

impl Config {
    /// Reads and checks a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let malformed = |message: String| ConfigError::Malformed { path: path.to_owned(), message };
        if fs::metadata(path).map_err(unreadable)?.len() > LONGEST_FILE {
            return Err(malformed("this is longer than any configuration".into()));
        }
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let config: Self = toml::from_str(&text).map_err(|error| malformed(error.to_string()))?;
        config.check().map_err(malformed)?;
        Ok(config)
    }

    /// What the types do not say.
    fn check(&self) -> Result<(), String> {
        let Retention { hours, events_per_till, mib_per_till } = self.retention;
        let bounded = [
            ("retention.hours", hours, 1, 720),
            ("retention.events_per_till", events_per_till, 100, 1_000_000),
            ("retention.mib_per_till", mib_per_till, 1, 4_096),
            ("ping_s", self.ping_s(), 5, 300),
        ];
        for (name, value, least, most) in bounded {
            if !(least..=most).contains(&value) {
                return Err(format!("{name} is {value}; it may be {least} to {most}"));
            }
        }
        match self.limits.all().iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(format!("limits.{name} is 0; it must be at least 1")),
            None => Ok(()),
        }
    }

    /// Seconds between two pings of a session.
    pub fn ping_s(&self) -> u32 {
        self.ping_s.unwrap_or(relay_protocol::PING_S)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        Config::read(file.path())
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        let config = read("").unwrap();
        assert_eq!(
            config.retention,
            Retention { hours: 72, events_per_till: 10_000, mib_per_till: 64 }
        );
        assert_eq!(config.limits, Rates::default());
        assert_eq!(config.ping_s(), 20);
    }

    #[test]
    fn a_slip_of_the_pen_is_named() {
        for (text, named) in [
            ("retenton = 3", "retenton"),
            ("[retention]\nhour = 3", "hour"),
            ("[limits]\nconnections = 0", "limits.connections is 0"),
            ("[retention]\nhours = 1000", "may be 1 to 720"),
            ("ping_s = 1", "may be 5 to 300"),
            ("listen = \"localhost\"", "listen"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
