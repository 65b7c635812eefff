//! What the parts of a running relay share.

use std::time::Duration;

use tokio::sync::watch;

use crate::auth::Auth;
use crate::config::Config;
use crate::directory::Directory;
use crate::engine::Sqlite;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::reported::Reported;
use crate::stream::Sessions;

/// A running relay.
pub struct Relay {
    /// Events.
    pub store: Sqlite,
    /// Who may.
    pub directory: Directory,
    /// The signatures of dials.
    pub auth: Auth,
    /// How often.
    pub limits: Limits,
    /// What is counted.
    pub metrics: Metrics,
    /// Tills that are connected.
    pub sessions: Sessions,
    /// What tills reported of themselves.
    pub reported: Reported,
    /// How long a session waits for what.
    pub patience: Patience,
    phase: watch::Sender<Phase>,
}

/// Where a relay is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Everything goes.
    Serving,
    /// It goes down: no new sockets, but webhooks are still taken.
    Draining,
    /// Webhooks are refused as well: providers come again.
    Closing,
}

/// How long a session waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Between two pings; after two and a half of it without an answer the session ends.
    pub ping: Duration,
    /// For the hello.
    pub hello: Duration,
    /// For an ack, with events in flight.
    pub ack: Duration,
    /// For the other side to close.
    pub close: Duration,
    /// Between two lists of codes, however often they change.
    pub codes: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            ping: Duration::from_secs(relay_protocol::PING_S.into()),
            hello: Duration::from_secs(5),
            ack: Duration::from_secs(30),
            close: Duration::from_secs(2),
            codes: Duration::from_millis(250),
        }
    }
}

impl Relay {
    /// On what is open, with nobody connected.
    pub fn new(store: Sqlite, directory: Directory, reported: Reported, config: &Config) -> Self {
        Self {
            store,
            directory,
            auth: Auth::default(),
            limits: Limits::new(config.limits),
            metrics: Metrics::default(),
            sessions: Sessions::default(),
            reported,
            patience: Patience {
                ping: Duration::from_secs(config.ping_s().into()),
                ..Patience::default()
            },
            phase: watch::Sender::new(Phase::Serving),
        }
    }

    /// Where it is in its life.
    pub fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// It never goes back.
    pub fn enter(&self, phase: Phase) {
        self.phase.send_if_modified(|now| {
            let later = phase > *now;
            *now = phase.max(*now);
            later
        });
    }

    /// Wakes when the phase changes.
    pub fn phases(&self) -> watch::Receiver<Phase> {
        self.phase.subscribe()
    }
}
