//! Listens to what tills and relay say to each other: evidence that neither of them writes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relay_protocol::{Cursor, GapReason, RelayFrame, TillFrame};

use super::frames::Frames;
use super::ledger::hash;
use super::proxy::Way;

/// SHA-256 of a body.
pub(crate) type Hash = [u8; 32];

/// Something that was said, in the order in which it passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The till whose connection it is.
    pub(crate) till: usize,
    /// Counts the connections of all tills.
    pub(crate) call: u64,
    pub(crate) said: Said,
}

/// What was said, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Hello { cursor: Option<Cursor> },
    Welcome { epoch: String, head: u64 },
    Gap { epoch: String, first: u64, reason: GapReason },
    Event(Event),
    Ack(Cursor),
    Nack { seq: u64 },
    Error { code: String },
}

/// An event on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) seq: u64,
    pub(crate) previous: u64,
    pub(crate) id: String,
    pub(crate) route: String,
    pub(crate) body_sha256: Hash,
}

/// All that was said to and by all tills.
#[derive(Default)]
pub(crate) struct Transcript {
    pub(crate) heard: Vec<Heard>,
    /// Connections that ended inside a frame.
    pub(crate) cut_inside: u64,
    /// Connections on which something else than frames passed.
    pub(crate) garbled: u64,
    /// The newest ack of each till.
    pub(crate) acked: HashMap<usize, Cursor>,
    calls: u64,
}

/// The tap on one till's proxy.
#[derive(Clone)]
pub(crate) struct Wiretap {
    till: usize,
    transcript: Arc<Mutex<Transcript>>,
}

impl Wiretap {
    pub(crate) fn new(till: usize, transcript: Arc<Mutex<Transcript>>) -> Self {
        Self { till, transcript }
    }

    /// A new connection.
    pub(crate) fn begin(&self) -> Call {
        let mut transcript = self.transcript();
        transcript.calls += 1;
        let number = transcript.calls;
        drop(transcript);
        let (up, down) = (Frames::default(), Frames::default());
        Call { tap: self.clone(), number, up, down, is_at_event: false }
    }

    fn transcript(&self) -> MutexGuard<'_, Transcript> {
        self.transcript.lock().expect("no panic inside")
    }
}

/// One connection.
pub(crate) struct Call {
    tap: Wiretap,
    number: u64,
    up: Frames,
    down: Frames,
    /// The last thing that the relay said was an event.
    is_at_event: bool,
}

impl Call {
    /// The frame of an event that has just passed whole, and nothing since.
    pub(crate) fn event_just_passed(&self) -> Option<Vec<u8>> {
        self.down.just_passed().filter(|_| self.is_at_event).map(<[u8]>::to_vec)
    }

    /// These bytes have passed.
    pub(crate) fn passed(&mut self, way: Way, bytes: &[u8]) {
        let said: Vec<Said> = match way {
            Way::Up => self.up.passed(bytes).iter().filter_map(|it| by_till(it)).collect(),
            Way::Down => self.down.passed(bytes).iter().filter_map(|it| by_relay(it)).collect(),
        };
        if way == Way::Down && !said.is_empty() {
            self.is_at_event = matches!(said.last(), Some(Said::Event(_)));
        }
        let till = self.tap.till;
        let mut transcript = self.tap.transcript();
        for said in said {
            if let Said::Ack(cursor) = &said {
                transcript.acked.insert(till, cursor.clone());
            }
            transcript.heard.push(Heard { till, call: self.number, said });
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut transcript = self.tap.transcript();
        transcript.cut_inside += u64::from(self.up.is_inside() || self.down.is_inside());
        transcript.garbled += u64::from(self.up.is_garbled() || self.down.is_garbled());
    }
}

fn by_till(text: &[u8]) -> Option<Said> {
    match serde_json::from_slice(text).ok()? {
        TillFrame::Hello { cursor, .. } => Some(Said::Hello { cursor }),
        TillFrame::Ack { e, s, .. } => Some(Said::Ack(Cursor { e, s })),
        TillFrame::Nack { s, .. } => Some(Said::Nack { seq: s }),
        TillFrame::Pong { .. } | TillFrame::Unknown => None,
    }
}

fn by_relay(text: &[u8]) -> Option<Said> {
    match serde_json::from_slice(text).ok()? {
        RelayFrame::Welcome { e, head, .. } => Some(Said::Welcome { epoch: e, head }),
        RelayFrame::Gap { e, first, reason } => Some(Said::Gap { epoch: e, first, reason }),
        RelayFrame::Event { s, p, id, route, b64, .. } => {
            let body = STANDARD.decode(b64).unwrap_or_default();
            Some(Said::Event(Event { seq: s, previous: p, id, route, body_sha256: hash(&body) }))
        }
        RelayFrame::Error { code, .. } => Some(Said::Error { code }),
        RelayFrame::Ping { .. }
        | RelayFrame::Codes { .. }
        | RelayFrame::Drain { .. }
        | RelayFrame::Unknown => None,
    }
}
