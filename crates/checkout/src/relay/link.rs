//! How the connection to the relay stands.

use domain::UnixMs;
use providers::{Cause, Obstacle};
use relay_client::{LinkReport, LinkState};
use store::LinkRow;

use crate::error::Error;
use crate::till::Checkout;

/// The connection to the relay, and what came of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it is.
    pub state: LinkState,
    /// Since when, on our clock; 0 if it never was anywhere.
    pub since: UnixMs,
    /// What went wrong last, for support; none while all is well.
    pub why: Option<String>,
    /// What stands in the way, where that is known.
    pub obstacle: Option<Obstacle>,
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
            obstacle: None,
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

/// The state's word in the log.
const fn word(state: LinkState) -> &'static str {
    match state {
        LinkState::Off => "off",
        LinkState::Connecting => "connecting",
        LinkState::Connected => "connected",
        LinkState::Refused => "refused",
    }
}

fn read(text: &str) -> LinkState {
    let all = [LinkState::Connecting, LinkState::Connected, LinkState::Refused];
    all.into_iter().find(|it| word(*it) == text).unwrap_or(LinkState::Off)
}

/// What went wrong as the row keeps it, with what stands in the way where that is known.
fn line(report: &LinkReport) -> Option<String> {
    let text = report.why.clone()?;
    let Some(obstacle) = report.obstacle.clone() else { return Some(text) };
    Some(Cause { obstacle, text }.to_line())
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
        let cause = row.why.as_deref().and_then(Cause::of_line);
        let (why, obstacle) = match cause {
            Some(Cause { obstacle, text }) => (Some(text), Some(obstacle)),
            None => (row.why, None),
        };
        Ok(Link {
            state: read(&row.state),
            since: row.since,
            why,
            obstacle,
            session: row.session,
            // What was received since is at least as new.
            head: row.head.map(|head| head.max(link.cursor)),
            round_trip_ms: row.round_trip_ms,
            ..link
        })
    }

    /// Whether webhooks come at once. A log that cannot be read counts as no.
    pub(crate) fn link_is_live(&self) -> bool {
        self.link_now() == LinkNow::Live
    }

    /// The relay's way to this till as the log has it; one that cannot be read counts as none.
    pub(crate) fn link_now(&self) -> LinkNow {
        let Some(row) = self.store().link().ok().flatten() else { return LinkNow::Without };
        match read(&row.state) {
            LinkState::Connected => LinkNow::Live,
            // While it is dialled for the first time nothing is lost yet.
            LinkState::Connecting if row.why.is_none() => LinkNow::Without,
            LinkState::Connecting | LinkState::Refused => LinkNow::Lost,
            LinkState::Off => LinkNow::Without,
        }
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

    /// Shows where the connection of this process is, for all processes on this home.
    pub(super) fn report_link(&self, state: LinkState, report: &LinkReport) {
        let now = self.now();
        let mut store = self.store();
        let before = store.link().ok().flatten().filter(|row| row.state == word(state));
        // A row of another process's connection says nothing about since when ours stands.
        let since = before.filter(|row| row.session == report.session).map_or(now, |row| row.since);
        let row = LinkRow {
            state: word(state).to_owned(),
            since,
            why: line(report),
            session: report.session.clone(),
            head: report.head,
            round_trip_ms: report.round_trip_ms,
        };
        let written = store.write_link(&row);
        drop(store);
        note_unwritten(written);
        self.tell();
    }

    /// Says that this process holds no connection and seeks none.
    pub(super) fn clear_link(&self) {
        let cleared = self.store().clear_link();
        note_unwritten(cleared);
        self.tell();
    }
}

fn note_unwritten(written: Result<(), store::Error>) {
    if let Err(error) = written.map_err(Error::from) {
        error.note("the state of the relay's connection was not recorded");
    }
}

/// The relay's way to this till.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum LinkNow {
    /// None is wanted, or it is dialled for the first time.
    #[default]
    Without,
    /// It is there.
    Live,
    /// It is wanted, and was not reached at the last try.
    Lost,
}
