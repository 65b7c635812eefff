//! Opening the log: settings, migrations, the check before selling, the backup.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::UnixMs;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{HookError, M, Migrations};

use crate::error::Error;
use crate::presence::Presence;

/// The file's name in the till's home.
pub const DATABASE: &str = "order-log.db";

/// Never edit a released one: add the next.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_order_log.sql"),
    include_str!("../migrations/0002_relay.sql"),
    include_str!("../migrations/0003_money_without_a_sale.sql"),
    include_str!("../migrations/0004_accounts_and_proof.sql"),
];

/// The version from which on money is counted by payment.
const COUNTED_BY_PAYMENT: u32 = 4;

/// How long a write waits for other processes.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How often a start tries again while another process holds the file.
const TRY_EVERY: Duration = Duration::from_millis(20);
/// How long a start waits for another process that brings the log to a new version.
const LONGEST_MIGRATION: Duration = Duration::from_mins(1);

/// An open order log. One per process and thread of work; others may have the same file open.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) presence: Presence,
    pub(crate) home: PathBuf,
}

impl Store {
    /// Opens the log under `home` for selling: makes it if there is none, refuses a damaged one, and
    /// makes the start-up backup (the last seven are kept).
    pub fn open(home: &Path, now: UnixMs) -> Result<Self, Error> {
        patiently(|| {
            let store = Self::open_once(home)?;
            if let Err(error) = store.check_before_selling() {
                return Err(crate::backup::name_last_good(error, home));
            }
            store.back_up(now)?;
            Ok(store)
        })
    }

    /// Opens the log to look at it: no check, no backup. Damage shows where it is met.
    pub fn open_to_read(home: &Path) -> Result<Self, Error> {
        patiently(|| Self::open_once(home))
    }

    fn open_once(home: &Path) -> Result<Self, Error> {
        fs::create_dir_all(home)?;
        let connection = connect(&home.join(DATABASE), home)?;
        let presence = Presence::begin(home)?;
        Ok(Self { connection, presence, home: home.to_owned() })
    }

    /// Where the log lives.
    pub fn home(&self) -> &Path {
        &self.home
    }
}

/// Tries again for a while if another process holds the file: while the last of others closes it, a
/// start is told so at once, whatever its busy time-out (sqlite.org/wal.html, 9).
fn patiently(open: impl Fn() -> Result<Store, Error>) -> Result<Store, Error> {
    let begun = Instant::now();
    loop {
        match open() {
            Err(Error::Busy) if begun.elapsed() < LONGEST_WAIT => std::thread::sleep(TRY_EVERY),
            opened => return opened,
        }
    }
}

fn connect(path: &Path, home: &Path) -> Result<Connection, Error> {
    let result = connect_and_migrate(path);
    result.map_err(|error| crate::backup::name_last_good(error, home))
}

fn connect_and_migrate(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(LONGEST_WAIT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    let (found, known) = (version(&connection)?, newest_version());
    if found > known {
        return Err(Error::TooNew { found, known });
    }
    if found < known {
        // Another process may be at it: a long log takes its time.
        connection.busy_timeout(LONGEST_MIGRATION)?;
        migrate(&mut connection)?;
        connection.busy_timeout(LONGEST_WAIT)?;
    }
    Ok(connection)
}

/// The version of the schema in a file; 0 in an empty one.
pub(crate) fn version(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// The newest version of the schema that is known here.
pub(crate) fn newest_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let result = Migrations::new(steps()).to_latest(connection);
    match result {
        Ok(()) => Ok(()),
        // Two processes may start on a new home at once: the loser finds the work done.
        Err(error) => {
            let done = version(connection)? == newest_version();
            if done { Ok(()) } else { Err(from_migration(error)) }
        }
    }
}

/// The steps; one that changes how events are counted brings the index to what they give now.
fn steps() -> Vec<M<'static>> {
    let numbered = MIGRATIONS.iter().zip(1..);
    let step = |(sql, number): (&&'static str, u32)| {
        if number == COUNTED_BY_PAYMENT {
            M::up_with_hook(sql, |tx| {
                crate::index::rebuild(tx).map_err(|error| HookError::Hook(error.to_string()))
            })
        } else {
            M::up(sql)
        }
    };
    numbered.map(step).collect()
}

fn from_migration(error: rusqlite_migration::Error) -> Error {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => Error::Internal(other.to_string()),
    }
}
