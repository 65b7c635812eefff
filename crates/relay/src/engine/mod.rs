//! The embedded engine: events in one SQLite file.

mod acks;
mod append;
mod checkpoint;
mod dedup;
pub(crate) mod queue;
mod read;
mod recent_cache;
mod replay;
mod retention;
pub(crate) mod shared;
mod watermark;
pub(crate) mod writer;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use tokio::sync::{oneshot, watch};

pub use retention::Swept;

use crate::db::Db;
use crate::engine::acks::Acks;
use crate::engine::queue::Job;
use crate::ids::TillId;
use crate::store::{Appended, Head, NewEvent, Store, StoreError, StoredEvent};

/// Events in the relay's own database; clones share it.
#[derive(Clone)]
pub struct Sqlite {
    db: Db,
    acks: Arc<Acks>,
}

impl Sqlite {
    /// On an open database.
    pub fn new(db: Db) -> Self {
        Self { db, acks: Arc::default() }
    }

    /// The database, for who may.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Has everything that is kept for the till from `from` on brought to it once more, under new
    /// seqs, parked events included. Says how many events that are.
    pub async fn replay(&self, till: &TillId, from: u64) -> Result<usize, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.db.submit(Job::Replay(till.clone(), from, answer))?;
        answered.await.unwrap_or_else(|_| Err(given_up()))
    }

    async fn forget(&self, now_ms: i64, batch: usize) -> Result<usize, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.db.submit(Job::Forget(now_ms, batch, answer))?;
        answered.await.unwrap_or_else(|_| Err(given_up()))
    }

    /// Puts the newest acks on disk.
    pub async fn write_acks(&self) -> Result<(), StoreError> {
        let acks = self.acks.take();
        if acks.is_empty() {
            return Ok(());
        }
        let acks = Arc::new(acks);
        let to_write = Arc::clone(&acks);
        let written = self.db.write(move |connection| acks::write(connection, &to_write)).await;
        if written.is_err() {
            self.acks.put_back(&acks);
        }
        written
    }
}

impl Store for Sqlite {
    async fn append(&self, event: NewEvent) -> Result<Appended, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.db.submit(Job::Append(event, answer))?;
        answered.await.unwrap_or_else(|_| Err(given_up()))
    }

    async fn read_after(
        &self,
        till: &TillId,
        after: u64,
        events: usize,
        bytes: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        if let Some(found) = self.db.shared().read_after(till, after, events, bytes) {
            return Ok(found);
        }
        // On this thread: it takes less time than another thread takes to wake.
        self.db.read_here(|connection| read::read_after(connection, till, after, events, bytes))
    }

    fn epoch(&self) -> Arc<str> {
        self.db.shared().epoch()
    }

    async fn head(&self, till: &TillId) -> Result<Head, StoreError> {
        let epoch = self.db.shared().epoch();
        self.db.read_here(|connection| read::head(connection, till, epoch))
    }

    fn wake(&self, till: &TillId) -> watch::Receiver<u64> {
        self.db.shared().wake(till)
    }

    async fn park(&self, till: &TillId, seq: u64, why: String) -> Result<(), StoreError> {
        self.db.shared().forget_recent(till);
        let till = till.clone();
        let park = "UPDATE stream SET parked = ?3 WHERE till = ?1 AND seq = ?2";
        let park = move |connection: &rusqlite::Connection| {
            connection.execute(park, rusqlite::params![till.as_str(), seq, why]).map(drop)
        };
        self.db.write(park).await
    }

    fn acked(&self, till: &TillId, seq: u64) {
        self.acks.note(till, seq);
        self.db.shared().acked(till, seq);
    }

    async fn note_restored_copy(&self, epoch: &str) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.db.submit(Job::NewEpoch(epoch.into(), answer))?;
        answered.await.unwrap_or_else(|_| Err(given_up()))
    }
}

/// A group that failed drops what it did not come to.
fn given_up() -> StoreError {
    StoreError::Disk("the write was given up".into())
}
