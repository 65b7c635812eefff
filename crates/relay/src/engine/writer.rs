//! The writer: takes everything that waits, commits it as one group, answers.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::db::OpenError;
use crate::engine::append::{Heads, append};
use crate::engine::queue::{Ending, Job, Queue};
use crate::engine::shared::Shared;
use crate::engine::watermark::{Mark, Watermark, is_older_copy};
use crate::ids::random_text;
use crate::store::{Appended, StoreError};

/// The one thread that writes.
pub(crate) struct Writer {
    connection: Connection,
    queue: Arc<Queue>,
    shared: Arc<Shared>,
    heads: Heads,
    watermark: Watermark,
}

/// An answer that waits for the commit.
enum Waiting {
    Append(oneshot::Sender<Result<Appended, StoreError>>, Appended),
    Act(Ending),
}

impl Waiting {
    fn tell(self, ended: Result<(), StoreError>) {
        match self {
            Self::Append(tell, appended) => drop(tell.send(ended.map(|()| appended))),
            Self::Act(ending) => ending(ended),
        }
    }
}

impl Writer {
    /// Looks at what is on disk, and begins a new epoch if it is an older copy.
    pub(crate) fn new(
        connection: Connection,
        folder: &Path,
        queue: Arc<Queue>,
    ) -> Result<(Self, Arc<Shared>), OpenError> {
        let folder_error = |error| OpenError::Folder(folder.to_owned(), error);
        let heads = Heads::load(&connection)?;
        let (watermark, beside) = Watermark::open(folder).map_err(folder_error)?;
        let mut statement = connection.prepare("SELECT epoch FROM life")?;
        let epoch = statement.query_map([], |row| row.get::<_, String>(0))?.next().transpose()?;
        drop(statement);
        let epoch = match epoch {
            Some(epoch)
                if !is_older_copy(
                    &Mark { epoch: epoch.clone(), seq: heads.newest() },
                    beside.as_ref(),
                ) =>
            {
                epoch.into()
            }
            _ => begin_epoch(&connection)?,
        };
        watermark.set(&epoch, heads.newest()).map_err(folder_error)?;
        watermark.sync().map_err(folder_error)?;
        let shared = Arc::new(Shared::new(epoch, heads.committed()));
        Ok((Self { connection, queue, shared: Arc::clone(&shared), heads, watermark }, shared))
    }

    /// Works until the queue is closed and empty.
    pub(crate) fn run(mut self) {
        let mut jobs = Vec::new();
        let mut waiting = Vec::new();
        while self.queue.take(&mut jobs) {
            let ended = self.commit(jobs.drain(..), &mut waiting);
            if let Err(error) = &ended {
                tracing::error!(%error, "a group of writes was not accepted");
            }
            for one in waiting.drain(..) {
                one.tell(ended.clone());
            }
            if ended.is_ok() {
                // Before the tills hear of it: a till never has more than the watermark says.
                if let Err(error) = self.watermark.set(&self.shared.epoch(), self.heads.reached()) {
                    tracing::warn!(%error, "cannot write the watermark");
                }
                self.heads.commit(|moved| self.shared.grew(moved));
            }
        }
        self.end();
    }

    /// One transaction. What it did goes to `waiting`, to be told how it ended; what it did not come
    /// to is dropped, and whoever waits for it learns so.
    fn commit(
        &mut self,
        jobs: impl Iterator<Item = Job>,
        waiting: &mut Vec<Waiting>,
    ) -> Result<(), StoreError> {
        let ended = self.transact(jobs, waiting);
        if ended.is_err() {
            self.heads.undo();
            // SQLite has undone it by itself if the disk is full.
            if !self.connection.is_autocommit() {
                self.connection.execute_batch("ROLLBACK")?;
            }
        }
        Ok(ended?)
    }

    fn transact(
        &mut self,
        jobs: impl Iterator<Item = Job>,
        waiting: &mut Vec<Waiting>,
    ) -> rusqlite::Result<()> {
        self.execute("BEGIN IMMEDIATE")?;
        for job in jobs {
            match job {
                Job::Append(event, tell) => {
                    let appended = append(&self.connection, &mut self.heads, &event)?;
                    waiting.push(Waiting::Append(tell, appended));
                }
                Job::Act(act) => {
                    self.execute("SAVEPOINT act")?;
                    match act(&self.connection) {
                        Some(ending) => waiting.push(Waiting::Act(ending)),
                        None => self.execute("ROLLBACK TO act")?,
                    }
                    self.execute("RELEASE act")?;
                }
            }
        }
        self.heads.write(&self.connection)?;
        self.execute("COMMIT")
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Moves the log into the file, so that a copy of the file is whole.
    fn end(self) {
        if let Err(error) = self.watermark.sync() {
            tracing::warn!(%error, "cannot sync the watermark");
        }
        let moved = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = moved {
            tracing::warn!(%error, "cannot move the log into relay.db");
        }
    }
}

fn begin_epoch(connection: &Connection) -> rusqlite::Result<Arc<str>> {
    let epoch = random_text::<9>();
    connection.execute(
        "INSERT INTO life (id, epoch) VALUES (1, ?1)
         ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch",
        [&epoch],
    )?;
    Ok(epoch.into())
}
