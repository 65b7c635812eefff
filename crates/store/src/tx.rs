//! The one unit of work: a transaction that writes, and the mark that follows its commit.

use std::cell::Cell;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use domain::{Actor, UnixMs};
use rusqlite::{Connection, Transaction};

use crate::error::Error;
use crate::jobs::Times;
use crate::log::Stamp;
use crate::open::Store;
use crate::process_lock::ProcessLock;
use crate::slips::OnPayment;
use crate::watermark::{self, Mark, Watermark};

/// What this process knows of the mark beside its log.
#[derive(Debug)]
pub(crate) struct Marks {
    home: PathBuf,
    /// The place of the last event that the mark is known to have come to.
    at: Cell<i64>,
    /// Whether commits move the mark: not where the log was found behind it.
    follows: Cell<bool>,
}

impl Marks {
    pub(crate) fn new(home: &Path, watermark: Watermark) -> Self {
        let follows = Cell::new(watermark == Watermark::Matches);
        Self { home: home.to_owned(), at: Cell::new(0), follows }
    }

    /// From here on commits leave the mark alone.
    pub(crate) fn stop(&self) {
        self.follows.set(false);
    }

    /// How far the log comes with this transaction, if the mark must follow.
    fn news(&self, tx: &Transaction<'_>) -> Result<Option<Mark>, Error> {
        let (seq, _) = watermark::head(tx)?;
        if seq > self.at.get() && self.follows.get() { Mark::of(tx).map(Some) } else { Ok(None) }
    }

    /// Moves the mark on after a commit. The commit stands whether or not this works out: a mark
    /// that is too old misses a loss at worst, and the next commit writes it again.
    fn follow(&self, log: &Connection, mark: &Mark) {
        match watermark::advance(&self.home, log, mark) {
            Ok(()) => self.at.set(mark.seq),
            Err(error) => tracing::error!(%error, "the order log's mark cannot be written"),
        }
    }
}

/// An immediate transaction: what is read in it stays true until it ends. What it has appended is marked when
/// it is committed; dropped, it is undone.
pub struct Tx<'a> {
    log: &'a Connection,
    inner: Transaction<'a>,
    marks: &'a Marks,
    /// This process, for claims.
    pub(crate) process_lock: &'a ProcessLock,
    /// Who does what is written, and when.
    pub(crate) stamp: Stamp<'a>,
    /// How the timetable's times differ from ours.
    pub(crate) times: Times,
    /// What a payment brings out of the printer.
    pub(crate) on_payment: OnPayment,
}

impl Tx<'_> {
    /// When it is, on our clock.
    pub const fn now(&self) -> UnixMs {
        self.stamp.now
    }

    /// The same as the timetable has it: by the computer's clock as it is.
    pub(crate) const fn computer_now(&self) -> UnixMs {
        self.times.row(self.stamp.now)
    }

    /// The name of this process, for claims.
    pub fn process(&self) -> &str {
        self.process_lock.name()
    }

    /// Commits, then moves the mark on.
    pub(crate) fn commit(self) -> Result<(), Error> {
        let news = self.marks.news(&self.inner)?;
        self.inner.commit()?;
        if let Some(mark) = news {
            self.marks.follow(self.log, &mark);
        }
        Ok(())
    }
}

/// For the rooms of the store: their SQL.
impl<'a> Deref for Tx<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl Store {
    /// Does `work` in one transaction, as this actor at this moment on our clock. Its writes are on disk when
    /// this returns `Ok`; where the work fails, nothing of it is.
    pub fn write<T, E: From<Error>>(
        &mut self,
        actor: &Actor,
        now: UnixMs,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.begin(actor, now)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// Begins to write. The borrow is exclusive, so that transactions of one connection never
    /// overlap.
    pub(crate) fn begin<'a>(&'a mut self, actor: &'a Actor, now: UnixMs) -> Result<Tx<'a>, Error> {
        let Self { connection: log, marks, process_lock, times, on_payment, patience, .. } = self;
        let inner = patience.begin(log)?;
        let (times, on_payment) = (*times, *on_payment);
        Ok(Tx { log, inner, marks, process_lock, stamp: Stamp { actor, now }, times, on_payment })
    }
}
