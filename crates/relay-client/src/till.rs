//! What the client needs of the till whose webhooks it brings.

use std::collections::BTreeMap;
use std::fmt::Display;

use providers::{Clock, Obstacle};
use relay_protocol::{Cursor, Mark};

/// A till at the end of a connection. Whatever it returns `Ok` for is on disk; an error ends the connection,
/// so that the relay tells of the same again.
pub trait Till: Send + Sync {
    /// Why its log could not be read or written; the text is for support.
    type Error: Display;

    /// Its clock, which hears what time it is where the relay is.
    fn clock(&self) -> &dyn Clock;

    /// 64 random bits: unpredictable in a real till, seeded in a simulation.
    fn chance(&self) -> u64;

    /// Where the till is, for the first frame of a connection.
    fn place(&self) -> Result<Place, Self::Error>;

    /// How far the till's log has come, for the relay to keep; none where the relay must keep what it has.
    fn mark(&self) -> Option<Mark>;

    /// Takes note of what the relay says of itself and of the till at the beginning of a connection.
    fn welcome(&self, welcome: Welcome) -> Result<(), Self::Error>;

    /// The connection serves from here on.
    fn begin(&self) -> Result<(), Self::Error>;

    /// Receives one event of the epoch.
    fn receive(&self, epoch: &str, event: &Event) -> Result<Receipt, Self::Error>;

    /// Moves the cursor to `seq`: what stands before it will not come, for `reason`.
    fn skip(&self, epoch: &str, seq: u64, reason: &str) -> Result<(), Self::Error>;

    /// Keeps the codes of the merchant's other tills that are alive.
    fn note_live_codes(&self, codes: Vec<String>) -> Result<(), Self::Error>;

    /// Shows where the connection is in its life.
    fn report(&self, state: LinkState, report: &LinkReport);
}

/// Where a till is.
#[derive(Debug, Clone)]
pub struct Place {
    /// The last event on its disk; none before the first.
    pub cursor: Option<Cursor>,
    /// Its code, once it has one.
    pub code: Option<String>,
    /// See [`Till::mark`].
    pub mark: Option<Mark>,
}

/// What the relay says at the beginning of a connection.
#[derive(Debug, Clone)]
pub struct Welcome {
    /// The life of the relay's store.
    pub epoch: String,
    /// The name of the pairing ([`crate::Pairing::name`]).
    pub pairing: String,
    /// What the relay heard last of this till's log.
    pub mark: Option<Mark>,
    /// The codes of the merchant's other tills that are alive.
    pub codes: Vec<String>,
}

/// A webhook as its frame tells it.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its place in the till's stream.
    pub seq: u64,
    /// The place before it in the till's stream.
    pub previous: u64,
    /// The relay's id for it.
    pub id: String,
    /// When the relay received it, on the relay's clock.
    pub relayed_at_ms: i64,
    /// The relay's route that it came through.
    pub route: String,
    /// The webhook's headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The webhook's body, in base64.
    pub body_base64: String,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It is on disk now, with its effect. `is_poison`: nobody can make sense of it.
    New {
        /// The relay shall hear that it was of no use.
        is_poison: bool,
    },
    /// It was on disk before; nothing was done.
    Before,
    /// Events before it are missing: nothing was done, and it must not be acknowledged.
    Hole,
}

/// Where the connection is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Nobody holds or seeks one: not paired, or no process listens.
    Off,
    /// Not there yet, or lost; being tried.
    Connecting,
    /// Welcomed by the relay: what it gets, it brings.
    Connected,
    /// The relay refuses this till; tried again only after a long pause or with a new pairing.
    Refused,
}

/// What a client says of its connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkReport {
    /// What went wrong last, for support; none while all is well.
    pub why: Option<String>,
    /// What stands in the way, where that is known.
    pub obstacle: Option<Obstacle>,
    /// Names the connection in both logs.
    pub session: Option<String>,
    /// The newest place in the stream as last told on this connection.
    pub head: Option<u64>,
    /// To the relay and back, as last measured, in milliseconds.
    pub round_trip_ms: Option<u32>,
}
