//! Whether the relay is well: `/healthz`, `/readyz`, and what `/metrics` measures.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::machine;
use crate::metrics::Measured;
use crate::state::{Phase, Relay};

/// An answer of the writer is good for this long, and it has to come within this time.
const FRESH: Duration = Duration::from_secs(1);
/// Less room than this on the disk is too little, in bytes.
pub const LEAST_ROOM: u64 = 64 * 1024 * 1024;

/// Looks after a relay.
pub struct Health {
    relay: Arc<Relay>,
    folder: PathBuf,
    last: Mutex<Option<Answered>>,
}

/// The writer's last answer.
#[derive(Clone, Copy)]
struct Answered {
    at: Instant,
    took: Duration,
}

/// Why a relay is not ready.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// It goes down.
    #[error("going down")]
    Draining,
    /// The writer did not answer within a second.
    #[error("the disk does not answer: see the log")]
    Writer,
    /// See [`LEAST_ROOM`].
    #[error("only {0} bytes are left on the disk")]
    Room(u64),
}

impl Health {
    /// Of a relay with its data in `folder`.
    pub fn new(relay: Arc<Relay>, folder: PathBuf) -> Self {
        Self { relay, folder, last: Mutex::new(None) }
    }

    /// Whether it should be sent requests.
    pub async fn ready(&self) -> Result<(), NotReady> {
        self.judge(self.probe().await)
    }

    fn judge(&self, probe: Option<Duration>) -> Result<(), NotReady> {
        if self.relay.phase() != Phase::Serving {
            return Err(NotReady::Draining);
        }
        if let Some(room) = machine::disk_free_bytes(&self.folder).filter(|it| *it < LEAST_ROOM) {
            return Err(NotReady::Room(room));
        }
        probe.map(drop).ok_or(NotReady::Writer)
    }

    /// A write that goes to the disk, at most one a second however many ask.
    async fn probe(&self) -> Option<Duration> {
        let mut last = self.last.lock().await;
        if let Some(answered) = last.filter(|it| it.at.elapsed() < FRESH) {
            return Some(answered.took);
        }
        let start = Instant::now();
        let write = self
            .relay
            .store
            .db()
            .write(|db| db.execute("UPDATE life SET epoch = epoch", ()).map(drop));
        let written = tokio::time::timeout(FRESH, write).await;
        let took = matches!(written, Ok(Ok(()))).then(|| start.elapsed());
        *last = took.map(|took| Answered { at: Instant::now(), took });
        took
    }

    /// For `/metrics`.
    pub async fn measure(&self) -> Measured {
        let count = |db: &rusqlite::Connection| {
            db.query_row(
                "SELECT count(*) FROM heads h JOIN stream s ON s.till = h.till AND s.seq > h.acked
                  WHERE s.parked IS NULL",
                (),
                |row| row.get(0),
            )
        };
        let probe = self.probe().await;
        Measured {
            disk_free_bytes: machine::disk_free_bytes(&self.folder),
            resident_bytes: machine::resident_bytes(),
            open_files: machine::open_files(),
            writer_probe: probe,
            ready: self.judge(probe).is_ok(),
            tills: u64::try_from(self.relay.directory.live_tills()).unwrap_or(u64::MAX),
            waiting: self.relay.store.db().read(count).await.ok(),
        }
    }
}
