//! How the connection to the relay stands.

use domain::UnixMs;
use store::LinkRow;

use crate::error::Error;
use crate::till::Checkout;

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

impl LinkState {
    const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Refused => "refused",
        }
    }

    fn read(word: &str) -> Self {
        let all = [Self::Connecting, Self::Connected, Self::Refused];
        all.into_iter().find(|it| it.word() == word).unwrap_or(Self::Off)
    }
}

/// The connection to the relay, and what came of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it is.
    pub state: LinkState,
    /// Since when, on our clock; 0 if it never was anywhere.
    pub since: UnixMs,
    /// What went wrong last, for support; none while all is well.
    pub why: Option<String>,
    /// Names the connection in both logs.
    pub session: Option<String>,
    /// The life of the relay's store that the cursor belongs to.
    pub epoch: Option<String>,
    /// The last place in the stream that is on this till's disk; 0 for none.
    pub cursor: u64,
    /// The newest place in the stream as last told on this connection.
    pub head: Option<u64>,
    /// When an event was last received, on our clock.
    pub last_event_at: Option<UnixMs>,
    /// To the relay and back, as last measured, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// The last gap: when we were told, on our clock, and why.
    pub gap: Option<(UnixMs, String)>,
    /// How many webhooks were dropped: unsigned where the provider signs, or crowded out.
    pub dropped: u64,
    /// How many events were received in all.
    pub received: u64,
    /// How many of them were set aside.
    pub set_aside: u64,
    /// How many of them were about other tills' orders.
    pub other_tills: u64,
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
            other_tills: 0,
            dropped: 0,
        }
    }
}

/// What this process says of its connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) why: Option<String>,
    pub(super) session: Option<String>,
    pub(super) head: Option<u64>,
    pub(super) round_trip_ms: Option<u32>,
}

impl Checkout {
    /// How the connection to the relay stands, in whichever process it is held.
    pub fn link(&self) -> Result<Link, Error> {
        let store = self.store();
        let mut link = Link::never();
        if let Some(stream) = store.relay_cursor()? {
            link = Link {
                epoch: Some(stream.epoch),
                cursor: stream.seq,
                last_event_at: stream.last_event_at,
                gap: stream.gap,
                received: stream.received,
                set_aside: stream.set_aside,
                other_tills: stream.other_tills,
                dropped: stream.dropped,
                ..link
            };
        }
        let Some(row) = store.link()? else { return Ok(link) };
        Ok(Link {
            state: LinkState::read(&row.state),
            since: row.since,
            why: row.why,
            session: row.session,
            // What was received since is at least as new.
            head: row.head.map(|head| head.max(link.cursor)),
            round_trip_ms: row.round_trip_ms,
            ..link
        })
    }

    /// Whether webhooks come at once. A log that cannot be read counts as no.
    pub(crate) fn link_is_live(&self) -> bool {
        let row = self.store().link().ok().flatten();
        row.is_some_and(|row| LinkState::read(&row.state) == LinkState::Connected)
    }

    /// Takes note of the link as the log has it, for [`Checkout::links`].
    pub(crate) fn refresh_link(&self) {
        let Ok(now) = self.link() else { return };
        self.link.send_if_modified(|link| {
            let changed = *link != now;
            *link = now;
            changed
        });
    }

    /// Says where the connection of this process is, for all processes on this home.
    pub(super) fn say_link(&self, state: LinkState, told: &Told) {
        let now = self.now();
        let mut store = self.store();
        let before = store.link().ok().flatten().filter(|row| row.state == state.word());
        // A row of another process's connection says nothing about since when ours stands.
        let since = before.filter(|row| row.session == told.session).map_or(now, |row| row.since);
        let row = LinkRow {
            state: state.word().to_owned(),
            since,
            why: told.why.clone(),
            session: told.session.clone(),
            head: told.head,
            round_trip_ms: told.round_trip_ms,
        };
        if let Err(error) = store.write_link(&row) {
            tracing::error!(%error, "the state of the relay's connection was not recorded");
        }
        drop(store);
        self.tell();
    }

    /// Says that this process holds no connection and seeks none.
    pub(super) fn clear_link(&self) {
        if let Err(error) = self.store().clear_link() {
            tracing::error!(%error, "the state of the relay's connection was not recorded");
        }
        self.tell();
    }
}
