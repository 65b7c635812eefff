//! How the connection to the relay stands.

use domain::UnixMs;

/// Where the connection is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Nobody holds or seeks one: not paired, or no process listens.
    Off,
    /// Not there yet, or lost; being tried.
    Connecting,
    /// Welcomed by the relay: what it gets, it brings.
    Connected,
    /// The relay refuses this till; tried again only after a long pause or a new pairing.
    Refused,
}

/// The connection to the relay, and what came of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it is.
    pub state: LinkState,
    /// Since when, on our clock.
    pub since: UnixMs,
    /// What went wrong last, for support; none while all is well.
    pub why: Option<String>,
    /// Names the connection in both logs.
    pub session: Option<String>,
    /// The life of the relay's store that the cursor belongs to.
    pub epoch: Option<String>,
    /// The last place in the stream that is on this till's disk; 0 for none.
    pub cursor: u64,
    /// The newest place in the stream as last told.
    pub head: Option<u64>,
    /// When an event was last received, on our clock.
    pub last_event_at: Option<UnixMs>,
    /// To the relay and back, as last measured, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// The last gap: when we were told, and why.
    pub gap: Option<(UnixMs, String)>,
    /// How many events were received in all.
    pub received: u64,
    /// How many of them were set aside.
    pub set_aside: u64,
}

impl Link {
    /// A till that never had one.
    pub(crate) const fn never() -> Self {
        Self {
            state: LinkState::Off,
            since: UnixMs::new(0),
            why: None,
            session: None,
            epoch: None,
            cursor: 0,
            head: None,
            last_event_at: None,
            round_trip_ms: None,
            gap: None,
            received: 0,
            set_aside: 0,
        }
    }
}
