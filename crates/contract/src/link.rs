//! The way to the relay as a screen shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::obstacle::Obstacle;

/// This till's relay, and how the way to it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayView {
    /// Whether this till has a relay at all; without one it asks the provider only.
    pub paired: bool,
    /// The relay's address.
    pub url: Option<String>,
    /// This till's id on the relay.
    pub till: Option<String>,
    /// This till's name on the relay.
    pub name: Option<String>,
    /// How the way does now.
    pub state: LinkState,
    /// Since when it does so.
    #[ts(type = "number | null")]
    pub since_ms: Option<i64>,
    /// Why it does not do better: the last error, in technical words.
    pub why: Option<String>,
    /// What stands in the way, where that is known.
    pub obstacle: Option<Obstacle>,
    /// Names the connection in the relay's log.
    pub session: Option<String>,
    /// The life of the relay's store.
    pub epoch: Option<String>,
    /// The last event of that life that this till has on disk; 0 for none.
    #[ts(type = "number")]
    pub cursor: u64,
    /// The newest event that the relay has for this till, if it has told.
    #[ts(type = "number | null")]
    pub head: Option<u64>,
    /// When the last event arrived.
    #[ts(type = "number | null")]
    pub last_event_at_ms: Option<i64>,
    /// How long the last ping took there and back, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// The last time that events were lost on the way; the provider was asked instead.
    pub gap: Option<GapView>,
    /// Events that came through the relay into this log, dropped ones included; the journal keeps the
    /// newest 10,000 of those that were not dropped.
    #[ts(type = "number")]
    pub received: u64,
    /// Those of them that were set aside.
    #[ts(type = "number")]
    pub set_aside: u64,
    /// Those of them that were about another till's orders.
    #[ts(type = "number")]
    pub other_tills: u64,
    /// Notices that nobody had signed where the provider signs, or that came in too great a number: they
    /// were counted and dropped. They are also among those that were set aside.
    #[ts(type = "number")]
    pub dropped: u64,
    /// The newest of them, newest first.
    pub events: Vec<ReceivedView>,
}

/// What came of unpairing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnpairedView {
    /// As it is now.
    pub relay: RelayView,
    /// Why the relay could not be told: whoever runs it has to revoke the till there.
    pub untold: Option<Failure>,
    /// Why the keyring still has the key.
    pub key_left: Option<Failure>,
}

/// How the way to the relay does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Not wanted: no relay is paired.
    Off,
    /// Not there; being dialled again and again.
    Connecting,
    /// There, and proved by pings.
    Connected,
    /// The relay refuses this till (revoked, unknown): pair again.
    Refused,
}

/// Events that will not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GapView {
    /// When the relay told.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// `expired`, `epoch_changed` or `unknown`.
    pub reason: String,
}

/// An event that this till has received, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceivedView {
    /// When it arrived here.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Its seq; of a gap, the place at which the stream goes on.
    #[ts(type = "number")]
    pub seq: u64,
    /// The relay's id for it; empty for a gap.
    pub event: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Nothing was done with it.
    pub set_aside: bool,
    /// The kind of event, why it is no proof or was set aside, or the gap's reason; technical words.
    pub detail: Option<String>,
    /// The order that it is about.
    pub order: Option<String>,
    /// The whole body as it came, of an event with an object, a status or a form that we don't know.
    pub raw: Option<String>,
}

/// What came of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Signed by the provider and new: the charge was changed.
    Applied,
    /// Signed by the provider, and known already.
    Known,
    /// Not proof: the provider was asked at once.
    Hint,
    /// About a payout, which was recorded.
    Payout,
    /// It names a charge that no till of ours knows: the provider is asked whether money came.
    #[serde(rename = "asked")]
    LookedUp,
    /// Set aside: it names a charge that is not in this log.
    UnknownCharge,
    /// Set aside: the reference is another till's.
    OtherTill,
    /// Set aside: it is about neither a charge nor a payout, or has a name that we don't know.
    UnknownType,
    /// Set aside: it cannot be read.
    Malformed,
    /// Set aside: no provider is connected that could read it.
    NotConnected,
    /// Set aside and refused to the relay: its frame cannot be decoded.
    Poison,
    /// Dropped: unsigned, or wrongly signed, where the provider signs.
    Dropped,
    /// Not an event: the relay said that events will not come.
    Gap,
}

/// Pairs this till with a relay; what came of it is in [`RelayView`].
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PairRelay {
    /// The relay's address: https, or http on this computer.
    pub url: String,
    /// The pairing code as typed: 8 characters of Crockford's base32, 10 minutes old at most; case,
    /// spaces and hyphens don't matter, `O` is 0, `I` and `L` are 1.
    pub code: String,
}

impl std::fmt::Debug for PairRelay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PairRelay({}, redacted)", self.url)
    }
}
