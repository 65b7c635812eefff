//! The one SQLite file: a writer thread that commits in groups, and connections that read.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use tokio::sync::{Semaphore, oneshot};

use crate::engine::queue::{Ending, Job, Queue};
use crate::engine::shared::Shared;
use crate::engine::writer::Writer;
use crate::store::StoreError;

/// The file's name in the relay's folder.
pub const DATABASE: &str = "relay.db";

/// Never edit a released one: add the next.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_relay.sql"),
    include_str!("../migrations/0002_passing.sql"),
    include_str!("../migrations/0003_told.sql"),
];

/// How many [`Db::read`]s run at once; the pumps' reads are not among them.
const READS_AT_ONCE: usize = 2;
/// How many connections are kept for reading.
const READERS_KEPT: usize = 6;

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process works on the folder.
    #[error("another balcao-relay works on {0}; stop it first, or give each its own --data")]
    InUse(PathBuf),
    /// The folder cannot be made or written to.
    #[error("cannot use {0}: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The file is damaged, or not ours.
    #[error("cannot open relay.db: {0}")]
    Database(#[from] rusqlite::Error),
    /// The file is of a later version of the relay.
    #[error(
        "relay.db has layout {found}, this balcao-relay knows {known}; install the newer version"
    )]
    TooNew {
        /// Its layout.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// A migration failed.
    #[error("cannot bring relay.db up to date: {0}")]
    Migration(String),
}

/// An open database; clones share it. One process has it at a time.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    path: PathBuf,
    queue: Arc<Queue>,
    shared: Arc<Shared>,
    readers: Mutex<Vec<Connection>>,
    reads: Semaphore,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
    /// Held as long as the database is open.
    _lock: File,
}

impl Db {
    /// Opens the database in `folder`, makes both if they are not there, and starts the writer.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let folder_error = |error| OpenError::Folder(folder.to_owned(), error);
        fs::create_dir_all(folder).map_err(folder_error)?;
        let lock = File::create(folder.join("lock")).map_err(folder_error)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::InUse(folder.to_owned()),
            TryLockError::Error(error) => folder_error(error),
        })?;
        let path = folder.join(DATABASE);
        let mut connection = connect(&path)?;
        migrate(&mut connection)?;
        let queue = Arc::new(Queue::default());
        let (writer, shared) = Writer::new(connection, folder, Arc::clone(&queue))?;
        let thread = std::thread::Builder::new().name("writer".into());
        let thread = thread.spawn(move || writer.run()).map_err(folder_error)?;
        Ok(Self(Arc::new(Inner {
            path,
            queue,
            shared,
            readers: Mutex::default(),
            reads: Semaphore::new(READS_AT_ONCE),
            writer: Mutex::new(Some(thread)),
            _lock: lock,
        })))
    }

    /// Runs `act` in the writer's next transaction, and answers when that is on disk. If `act`
    /// fails, what it did is undone and the rest of the transaction stands; a rule that is broken
    /// (a name is taken) belongs into `T`, an error is the disk's. The writer is the only one, so
    /// what `act` reads is still so when it writes.
    pub async fn write<T, F>(&self, act: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let act = move |connection: &Connection| match act(connection) {
            Ok(value) => {
                let ending: Ending = Box::new(move |ended| {
                    let _ = tell.send(ended.map(|()| value));
                });
                Some(ending)
            }
            Err(error) => {
                let _ = tell.send(Err(error.into()));
                None
            }
        };
        self.0.queue.push(Job::Act(Box::new(act)))?;
        told.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Runs `act` on a connection that only reads, on a thread that may wait.
    pub async fn read<T, F>(&self, act: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let _permit = self.0.reads.acquire().await.map_err(|_| StoreError::Closed)?;
        let db = self.clone();
        let read = tokio::task::spawn_blocking(move || db.read_here(act)).await;
        read.unwrap_or(Err(StoreError::Closed))
    }

    /// As [`Db::read`], on this thread: for reads of some microseconds.
    pub(crate) fn read_here<T>(
        &self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let reader = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match reader {
            Some(reader) => reader,
            None => connect_to_read(&self.0.path)?,
        };
        let value = act(&reader)?;
        let mut readers = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
        Ok(value)
    }

    /// Hands a job to the writer.
    pub(crate) fn submit(&self, job: Job) -> Result<(), StoreError> {
        self.0.queue.push(job)
    }

    /// What writer and readers both know.
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    /// How many jobs wait for the writer.
    pub fn queued(&self) -> usize {
        self.0.queue.len()
    }

    /// Commits what is queued, takes no more, moves the log into the file, and stops the writer.
    pub async fn close(&self) {
        self.0.queue.close();
        let thread = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

impl Drop for Inner {
    /// Without [`Db::close`]: what is queued is still committed, and the lock outlives the writer.
    fn drop(&mut self) {
        self.queue.close();
        let thread = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Disk(error.to_string())
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    // Bodies hold names and tax ids: what is deleted is overwritten.
    connection.pragma_update(None, "secure_delete", "ON")?;
    // What undoes one of a group's writes stays in memory.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

fn connect_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.pragma_update(None, "cache_size", -512)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(OpenError::TooNew { found, known });
    }
    let steps = MIGRATIONS.iter().map(|sql| M::up(sql)).collect();
    let migrated = Migrations::new(steps).to_latest(connection);
    migrated.map_err(|error| OpenError::Migration(error.to_string()))
}
