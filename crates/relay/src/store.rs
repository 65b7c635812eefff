//! Where events are kept: the one seam for another engine.
//!
//! Small on purpose, so that NATS `JetStream` can stand behind it when several relays share one
//! stream: append, read after, head, wake.

use std::sync::Arc;

use tokio::sync::watch;

use crate::ids::{EventId, RouteId, TillId};

/// A webhook on its way in.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The route that it came through.
    pub route: RouteId,
    /// Who gets it: one till, or all of a merchant's.
    pub tills: Arc<[TillId]>,
    /// What tells it from others on its route: a stable id of the provider's, else the body's SHA-256.
    pub dedup_key: Vec<u8>,
    /// SHA-256 of the body.
    pub body_sha256: [u8; 32],
    /// The allowed headers as one JSON object, names in lower case.
    pub headers: String,
    /// The body as it came.
    pub body: axum::body::Bytes,
    /// When it came, milliseconds since 1970-01-01 UTC.
    pub received_at_ms: i64,
}

/// What became of a new event; it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// It is new.
    New(EventId),
    /// The same had come before.
    Duplicate,
}

/// An event in a till's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place.
    pub seq: u64,
    /// The place before it in this till's stream; parked ones are no place.
    pub previous: u64,
    /// The relay's id for it.
    pub event: EventId,
    /// The route that it came through.
    pub route: RouteId,
    /// When it came, milliseconds since 1970-01-01 UTC.
    pub received_at_ms: i64,
    /// As in [`NewEvent`].
    pub headers: String,
    /// As it came.
    pub body: Vec<u8>,
}

/// Where a till's stream begins and ends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The life of the store.
    pub epoch: Arc<str>,
    /// The oldest seq that is kept for the till; `head + 1` if none is.
    pub first: u64,
    /// The newest seq that the till ever had; 0 for none. A cursor beyond it is of another store.
    pub head: u64,
    /// As `head`, but without the parked ones at the end: the newest that a till waits for.
    pub unparked: u64,
}

/// Why the store did not do it. Nothing was accepted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Too much is waiting for the disk: try again in a second.
    #[error("the writer's queue is full")]
    Busy,
    /// The disk is full or broken.
    #[error("the disk refuses: {0}")]
    Disk(String),
    /// The relay is going down.
    #[error("closed")]
    Closed,
}

/// An engine that keeps events.
pub trait Store: Send + Sync + 'static {
    /// Keeps an event; resolves when it is on disk (or the cluster's quorum has it). A duplicate of
    /// what is still being committed resolves after that commit.
    fn append(&self, event: NewEvent) -> impl Future<Output = Result<Appended, StoreError>> + Send;

    /// The events of a till behind `after`, oldest first, without parked ones: at most `events` and
    /// about `bytes` of bodies, but at least one if there is one.
    fn read_after(
        &self,
        till: &TillId,
        after: u64,
        events: usize,
        bytes: usize,
    ) -> impl Future<Output = Result<Vec<StoredEvent>, StoreError>> + Send;

    /// The life of the store, as in [`Head`]; costs nothing.
    fn epoch(&self) -> Arc<str>;

    /// Where the till's stream begins and ends.
    fn head(&self, till: &TillId) -> impl Future<Output = Result<Head, StoreError>> + Send;

    /// Wakes whenever the till's stream may have grown, or the epoch has changed. Carries no event:
    /// what it brings is the newest seq, and the pump reads the store.
    fn wake(&self, till: &TillId) -> watch::Receiver<u64>;

    /// The till cannot take the event in: it is kept, and not read again. `why` is a word.
    fn park(
        &self,
        till: &TillId,
        seq: u64,
        why: String,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The till has everything up to `seq`. For whoever looks; kept when there is time.
    fn acked(&self, till: &TillId, seq: u64);

    /// A till has more than the store, which hence is an older copy: begins a new epoch, so that no
    /// seq means two things. Does nothing if `epoch` is not the store's, or began in this process:
    /// then the till errs.
    fn note_restored_copy(
        &self,
        epoch: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
