//! The embedded engine: events in one SQLite file.

mod append;
pub(crate) mod queue;
pub(crate) mod shared;
mod watermark;
pub(crate) mod writer;

use tokio::sync::{oneshot, watch};

use crate::db::Db;
use crate::ids::TillId;
use crate::store::{Appended, NewEvent, StoreError};

/// Events in the relay's own database.
#[derive(Clone)]
pub struct Sqlite {
    db: Db,
}

impl Sqlite {
    /// On an open database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    async fn append(&self, event: NewEvent) -> Result<Appended, StoreError> {
        let (tell, told) = oneshot::channel();
        self.db.submit(queue::Job::Append(event, tell))?;
        // A group that failed drops what it did not come to.
        told.await.unwrap_or_else(|_| Err(StoreError::Disk("the write was given up".into())))
    }

    fn wake(&self, till: &TillId) -> watch::Receiver<u64> {
        self.db.shared().wake(till)
    }
}
