//! The writer: takes everything that waits, commits it as one group, answers.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::db::OpenError;
use crate::engine::append::{Heads, append};
use crate::engine::checkpoint;
use crate::engine::dedup::Dedup;
use crate::engine::queue::{Ending, Job, Queue};
use crate::engine::replay::replay;
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
    dedup: Dedup,
    watermark: Watermark,
    /// Begun by the transaction that runs.
    new_epoch: Option<Arc<str>>,
    /// The epoch began in this process, so nobody can have more of it than we.
    is_own_epoch: bool,
    /// The last group was not accepted.
    is_refusing: bool,
}

/// An answer that waits for the commit.
enum Waiting {
    Append(oneshot::Sender<Result<Appended, StoreError>>, Appended),
    Counted(oneshot::Sender<Result<usize, StoreError>>, usize),
    NewEpoch(oneshot::Sender<Result<(), StoreError>>),
    Act(Ending),
}

impl Waiting {
    fn tell(self, ended: Result<(), StoreError>) {
        match self {
            Self::Append(tell, appended) => drop(tell.send(ended.map(|()| appended))),
            Self::Counted(tell, count) => drop(tell.send(ended.map(|()| count))),
            Self::NewEpoch(tell) => drop(tell.send(ended)),
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
        checkpoint::take_over(&connection);
        let heads = Heads::load(&connection)?;
        let dedup = Dedup::load(&connection)?;
        let (watermark, beside) = Watermark::open(folder).map_err(folder_error)?;
        let mut statement = connection.prepare("SELECT epoch FROM life")?;
        let epoch = statement.query_map([], |row| row.get::<_, String>(0))?.next().transpose()?;
        drop(statement);
        let known = epoch.filter(|epoch| {
            let database = Mark { epoch: epoch.clone(), seq: heads.newest() };
            !is_older_copy(&database, beside.as_ref())
        });
        let is_own_epoch = known.is_none();
        let epoch = known.map_or_else(|| begin_epoch(&connection), |epoch| Ok(epoch.into()))?;
        watermark.set(&epoch, heads.newest()).map_err(folder_error)?;
        watermark.sync().map_err(folder_error)?;
        let shared = Arc::new(Shared::new(epoch, heads.committed()));
        let writer = Self {
            connection,
            queue,
            shared: Arc::clone(&shared),
            heads,
            dedup,
            watermark,
            new_epoch: None,
            is_own_epoch,
            is_refusing: false,
        };
        Ok((writer, shared))
    }

    /// Works until the queue is closed and empty.
    pub(crate) fn run(mut self) {
        let mut jobs = Vec::new();
        let mut waiting = Vec::new();
        while self.queue.take(&mut jobs) {
            let ended = self.commit(jobs.drain(..), &mut waiting);
            self.report(&ended);
            if ended.is_ok() {
                self.begin_epoch_if_new();
                // Before the tills hear of it: a till never has more than the watermark says.
                self.mark();
                self.dedup.commit();
                // Before the providers are answered: at the tills somebody waits.
                self.heads.commit(|moved, fresh| self.shared.grew(moved, fresh));
            }
            for one in waiting.drain(..) {
                one.tell(ended.clone());
            }
            if let Err(error) = checkpoint::run_if_full(&self.connection) {
                // The log grows until it can be moved; who writes learns of a full disk.
                tracing::debug!(%error, "cannot move the log into relay.db");
            }
        }
        self.end();
    }

    /// Says when trouble begins and ends, and nothing between: a log that grows with each refusal would
    /// fill the disk that is full.
    fn report(&mut self, ended: &Result<(), StoreError>) {
        match ended {
            Err(error) if !self.is_refusing => {
                tracing::error!(%error, "relay.db cannot be written: webhooks are refused with 503");
            }
            Ok(()) if self.is_refusing => tracing::info!("relay.db can be written again"),
            _ => {}
        }
        self.is_refusing = ended.is_err();
    }

    fn begin_epoch_if_new(&mut self) {
        if let Some(epoch) = self.new_epoch.take() {
            tracing::warn!(%epoch, "a till has more than this database: a new epoch begins");
            self.is_own_epoch = true;
            self.shared.begin(epoch);
        }
    }

    fn mark(&self) {
        if let Err(error) = self.watermark.set(&self.shared.epoch(), self.heads.reached()) {
            tracing::warn!(%error, "cannot write the watermark");
        }
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
            self.dedup.undo();
            self.new_epoch = None;
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
            waiting.extend(self.work(job)?);
        }
        self.heads.write(&self.connection)?;
        self.execute("COMMIT")
    }

    fn work(&mut self, job: Job) -> rusqlite::Result<Option<Waiting>> {
        Ok(match job {
            Job::Append(event, tell) => {
                let appended = append(&self.connection, &mut self.heads, &mut self.dedup, &event)?;
                Some(Waiting::Append(tell, appended))
            }
            Job::Replay(till, from, answer) => {
                let events = replay(&self.connection, &mut self.heads, &till, from)?;
                Some(Waiting::Counted(answer, events))
            }
            Job::Forget(now_ms, batch, answer) => {
                let marks = self.dedup.forget(&self.connection, now_ms, batch)?;
                Some(Waiting::Counted(answer, marks))
            }
            Job::NewEpoch(epoch, tell) => {
                let is_ours = *self.shared.epoch() == *epoch;
                if is_ours && !self.is_own_epoch && self.new_epoch.is_none() {
                    self.new_epoch = Some(begin_epoch(&self.connection)?);
                }
                Some(Waiting::NewEpoch(tell))
            }
            Job::Act(act) => {
                self.execute("SAVEPOINT act")?;
                let ending = act(&self.connection);
                if ending.is_none() {
                    self.execute("ROLLBACK TO act")?;
                }
                self.execute("RELEASE act")?;
                ending.map(Waiting::Act)
            }
        })
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
