//! Opening the log: what is there, whether it may be sold on, and whether it is all there.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::UnixMs;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::jobs::Times;
use crate::log::personal;
use crate::log_file::LogFile;
use crate::look::Look;
use crate::migration::{Progress, Tell, silently};
use crate::patience::Patience;
use crate::process_lock::ProcessLock;
use crate::slips::OnPayment;
use crate::tx::Marks;
use crate::watermark::{self, Mark, Watermark};
use crate::{
    backup, checkpoint, damage, files, leftovers, privacy, process_lock, restore, schema, wal,
};

/// The file's name in the till's home.
pub const DATABASE: &str = "order-log.db";

/// How a log that is there is opened.
pub(crate) const FLAGS: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// How long a write waits for other processes.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How often a start tries again while another process holds the file.
const TRY_EVERY: Duration = Duration::from_millis(20);
/// A new log's first page is on the disk by then.
const FIRST_PAGE: Duration = Duration::from_secs(2);
/// How long a start waits for another process that brings the log to a new version.
const LONGEST_MIGRATION: Duration = Duration::from_mins(5);
/// Pages of the write-ahead log with which a commit brings them into the log itself, which takes some ten
/// milliseconds. An open till does that in the first quiet moment after events, so that hardly a sale waits for it. They
/// fit into [`wal::LONGEST`]: a file that is cut back and grows again costs more with each commit.
const MOST_AHEAD: u32 = 2_000;
/// Statements that a connection keeps prepared. A sale takes some thirty in turn; with fewer places than that, each
/// would be gone when its turn comes again.
const STATEMENTS: usize = 128;

/// An open order log. One per process and thread of work; others may have the same file open.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    /// Closed after the connection.
    _file: LogFile,
    /// Of who looks where nothing can be written.
    pub(crate) look: Option<Look>,
    pub(crate) process_lock: ProcessLock,
    pub(crate) home: PathBuf,
    pub(crate) marks: Marks,
    /// How long it waits for who writes.
    pub(crate) patience: Patience,
    pub(crate) watermark: Watermark,
    /// The order number down to which the last sweep came.
    pub(crate) swept_to: i64,
    /// The order number down to which it looked for charges that the timetable is silent about.
    pub(crate) silent_to: i64,
    /// How the timetable's times differ from those of its callers.
    pub(crate) times: Times,
    /// What a payment brings out of the printer.
    pub(crate) on_payment: OnPayment,
}

impl Store {
    /// Opens the log under `home` for selling: makes it if the home is new, refuses a damaged one
    /// and one that is behind its watermark or has lost it.
    pub fn open(home: &Path, now: UnixMs) -> Result<Self, Error> {
        Self::open_telling(home, now, &silently())
    }

    /// The same, telling how far it is where an older log is brought to this version: some seconds in a
    /// log of years.
    pub fn open_telling(home: &Path, now: UnixMs, tell: &Tell) -> Result<Self, Error> {
        let opened = patiently(|| {
            let store = Self::open_once(home, Some(now), tell)?;
            store.check_before_selling(now)?;
            store.check_end()?;
            // After a commit that did not live to write it, and where the till was named anew
            // since.
            watermark::advance(home, &store.connection, &store.mark()?)?;
            Ok(store)
        });
        opened.map_err(|error| backup::name_way_back(error, home))
    }

    /// Opens the log to look at it: no check, no backup. Damage shows where it is met, and
    /// [`Store::watermark`] tells whether all of it is there.
    pub fn open_to_read(home: &Path) -> Result<Self, Error> {
        Self::open_to_read_telling(home, &silently())
    }

    /// The same, telling how far it is as [`Store::open_telling`] does.
    pub fn open_to_read_telling(home: &Path, tell: &Tell) -> Result<Self, Error> {
        let opened = patiently(|| Self::open_once(home, None, tell));
        opened.map_err(|error| backup::name_way_back(error, home))
    }

    /// `now`: for selling.
    fn open_once(home: &Path, now: Option<UnixMs>, tell: &Tell) -> Result<Self, Error> {
        files::make_folder(home)?;
        // Before what the dead have left is swept up.
        let was_open = process_lock::tell_of_log(home);
        let process_lock = ProcessLock::begin(home)?;
        if process_lock.is_being_restored() {
            return Err(Error::Busy);
        }
        restore::finish(home)?;
        leftovers::sweep(home, &process_lock);
        // Before the log is looked at: what is committed meanwhile must not seem to be missing.
        let found = Found::look(home, was_open)?;
        let opened = connect(home, &found, &process_lock, now, tell);
        if was_open && matches!(opened, Err(Error::Behind { .. })) {
            // The next start finds a mark that cannot be read where this one found what was swept up.
            files::open_or_make(&home.join(watermark::MARK))?;
        }
        let (connection, file) = opened?;
        // The migration of an older log has written the first mark.
        let mark = if found.mark.is_some() { found.mark } else { watermark::read(home)? };
        let watermark = watermark::hold(&connection, mark.as_ref())?;
        if watermark::head(&connection)?.0 > 0 {
            process_lock.note_log();
        }
        Ok(Self::of(home, (connection, file), None, process_lock, watermark))
    }

    /// A log that was opened.
    pub(crate) fn of(
        home: &Path,
        (connection, file): (Connection, LogFile),
        look: Option<Look>,
        process_lock: ProcessLock,
        watermark: Watermark,
    ) -> Self {
        Self {
            connection,
            _file: file,
            look,
            process_lock,
            home: home.to_owned(),
            marks: Marks::new(home, watermark),
            patience: Patience::default(),
            watermark,
            swept_to: 0,
            silent_to: 0,
            times: Times::default(),
            on_payment: OnPayment::default(),
        }
    }

    /// Draws the salts of personal parts that this store writes from `chance`, 64 bits a call, instead of from the
    /// system: for a simulation.
    pub fn draw_salts(&self, chance: impl Fn() -> u64 + Send + 'static) -> Result<(), Error> {
        personal::draw_salts(&self.connection, chance)
    }

    /// Where the log lives.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The name of this process, for claims.
    pub fn process(&self) -> &str {
        self.process_lock.name()
    }

    /// How the log stood to its watermark when it was opened, or was held against another one
    /// since.
    pub fn watermark(&self) -> Watermark {
        self.watermark
    }

    /// Refuses a log that is behind its watermark or has lost it.
    pub fn check_end(&self) -> Result<(), Error> {
        let missing = match self.watermark {
            Watermark::Matches => return Ok(()),
            Watermark::Behind { missing } => missing,
            Watermark::Missing => None,
        };
        Err(backup::name_last_good(Error::behind(missing), &self.home))
    }

    /// Refuses to sell on a log in which damage was found since it was opened, by any process, and on one whose
    /// end is missing. What is under way goes on.
    pub fn check_sellable(&self) -> Result<(), Error> {
        match damage::noted(&self.home) {
            Some(error) => Err(error),
            None => self.check_end(),
        }
    }

    /// How far the log has come: what is kept elsewhere, to be held against it at a later start.
    pub fn mark(&self) -> Result<Mark, Error> {
        let log = self.connection.unchecked_transaction()?;
        Mark::of(&log)
    }

    /// Holds the log against a mark of it that was kept elsewhere. Where it is behind that one, the
    /// mark beside the log becomes that mark, so that every later start is refused as well, and
    /// `Error::Behind` is returned. So it is where the mark's code is one that the log never had:
    /// then another log stood here, or a later state of this one.
    pub fn hold_against(&mut self, mark: &Mark) -> Result<(), Error> {
        let watermark = watermark::hold(&self.connection, Some(mark))?;
        let Watermark::Behind { missing } = watermark else { return Ok(()) };
        self.marks.stop();
        self.watermark = watermark;
        // Not every keeper knows how many orders there were.
        let known = watermark::read(&self.home)?.map_or(0, |known| known.orders);
        let mark = Mark { orders: mark.orders.max(known), ..mark.clone() };
        if let Err(error) = watermark::replace(&self.home, &mark) {
            tracing::error!(%error, "the order log's mark cannot be written");
        }
        Err(backup::name_last_good(Error::behind(missing), &self.home))
    }
}

/// What stands beside a log, as it was before the log was looked at.
struct Found {
    mark: Option<Mark>,
    /// There is something that only a log leaves: a mark that cannot be read, backups, a checkpoint, a log that a restore
    /// has replaced, or the files of processes that had it open.
    has_traces: bool,
}

impl Found {
    fn look(home: &Path, was_open: bool) -> Result<Self, Error> {
        let mark = watermark::read(home)?;
        let has_lost_mark = mark.is_none() && home.join(watermark::MARK).exists();
        let has_traces = has_lost_mark
            || was_open
            || !backup::all(home).is_empty()
            || home.join(checkpoint::PROVED).exists()
            || restore::has_replaced(home);
        Ok(Self { mark, has_traces })
    }

    /// Refuses to begin a new log where there was one.
    fn refuse_unless_new(&self) -> Result<(), Error> {
        let missing = self.mark.as_ref().map(|mark| mark.seq);
        if missing.unwrap_or(0) > 0 || self.has_traces {
            return Err(Error::behind(missing));
        }
        Ok(())
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

fn connect(
    home: &Path,
    found: &Found,
    process_lock: &ProcessLock,
    now: Option<UnixMs>,
    tell: &Tell,
) -> Result<(Connection, LogFile), Error> {
    let path = home.join(DATABASE);
    let is_new = files::is_empty(&path);
    if is_new {
        found.refuse_unless_new()?;
    }
    // Before SQLite has any lock on it.
    let file = LogFile::open_or_make(&path)?;
    if !is_new {
        check_header(&path, process_lock)?;
        files::tighten(&path);
    }
    let mut connection = connection_to(&path)?;
    let (version, known) = (schema::version(&connection)?, schema::newest_version());
    if version > known {
        return Err(Error::TooNew { found: version, known });
    }
    if version == 0 && schema::is_blank(&connection)? {
        found.refuse_unless_new()?;
    }
    configure(&connection)?;
    if version < known {
        // Another process may be at it: a long log takes its time.
        connection.busy_timeout(LONGEST_MIGRATION)?;
        if version > 0 {
            // A till that is open and knows only the older form would take the newer one for damage.
            if process_lock.others().has_older() {
                return Err(Error::InUse);
            }
            // The backup of a long log takes as long as its update.
            tell(Progress { done: 0, total: watermark::head(&connection)?.0 });
            before_migration(&connection, home, version, process_lock, now)?;
        }
        schema::migrate(&mut connection, tell, Some(process_lock.others()))?;
        if version == 0 {
            // A new log has its mark before it has anything else.
            watermark::begin(home, &Mark::of(&connection)?)?;
        }
        connection.busy_timeout(LONGEST_WAIT)?;
    }
    let was_rewritten = privacy::overwrite_remnants(&connection)?;
    if was_rewritten || (1..known).contains(&version) {
        // What this connection knows of the index for searches is of the file as it was.
        drop(connection);
        connection = connection_to(&path)?;
        configure(&connection)?;
    }
    Ok((connection, file))
}

fn connection_to(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, FLAGS)?;
    connection.busy_timeout(LONGEST_WAIT)?;
    Ok(connection)
}

/// Beside a process that begins this very log, its first page may still be on its way, or be taken back
/// by a third one: only what stays like that is damage.
fn check_header(path: &Path, process_lock: &ProcessLock) -> Result<(), Error> {
    let begun = Instant::now();
    loop {
        match schema::check_header(path) {
            Err(_) if begun.elapsed() < FIRST_PAGE && !process_lock.is_alone() => {
                std::thread::sleep(TRY_EVERY);
            }
            checked => return checked,
        }
    }
}

/// What is set for each connection.
pub(crate) fn configure(connection: &Connection) -> Result<(), Error> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    // What is deleted is overwritten: names and documents are.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "journal_size_limit", wal::LONGEST)?;
    connection.pragma_update(None, "wal_autocheckpoint", MOST_AHEAD)?;
    keep_statements(connection)
}

/// Statements stay prepared: as many as are used in turn, and whatever values are bound to them.
pub(crate) fn keep_statements(connection: &Connection) -> Result<(), Error> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// A log of an older version is backed up and gets its first mark, before it is changed: whoever
/// finds the new version finds the mark as well.
fn before_migration(
    connection: &Connection,
    home: &Path,
    version: i64,
    process_lock: &ProcessLock,
    now: Option<UnixMs>,
) -> Result<(), Error> {
    match backup::before_migration(connection, home, process_lock, version, now) {
        // Who only looks may look at a damaged log as well; it is just not backed up.
        Err(Error::Damaged { .. }) if now.is_none() => {}
        made => made?,
    }
    if version < schema::MARKED_SINCE {
        watermark::begin(home, &Mark::of(connection)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_page_that_another_process_is_writing_is_waited_for() {
        let made = tempfile::tempdir().unwrap();
        drop(Store::open(made.path(), UnixMs::new(1)).unwrap());
        let whole = std::fs::read(made.path().join(DATABASE)).unwrap();
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(DATABASE);
        std::fs::write(&path, &whole[..10]).unwrap();
        let ours = ProcessLock::begin(home.path()).unwrap();
        assert!(check_header(&path, &ours).is_err(), "nobody else is there");
        let _theirs = ProcessLock::begin(home.path()).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(TRY_EVERY * 3);
                std::fs::write(&path, &whole).unwrap();
            });
            check_header(&path, &ours).unwrap();
        });
    }
}
