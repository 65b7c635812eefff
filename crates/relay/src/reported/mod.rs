//! What tills tell of themselves, so that they learn it back: the code of their references, and the
//! mark of their order log. A till sees by the mark whether its files are an older copy, and by the
//! live codes of the merchant's other tills which references are not lost.
//!
//! In memory, and on disk some seconds later. Nothing that the relay does depends on it.

mod book;
mod rows;

#[cfg(test)]
mod tests;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use relay_protocol::Mark;
use tokio::sync::watch;

use crate::db::Db;
use crate::directory::Till;
use crate::ids::TillId;
use crate::store::StoreError;
use book::Book;
use rows::Line;

/// Most lines of one transaction: webhooks pass between two.
const BATCH: usize = 1_000;

/// What all tills reported.
pub struct Reported {
    db: Db,
    book: Mutex<Book>,
    /// One at a time, so that what is newer is written later.
    writing: tokio::sync::Mutex<()>,
    /// How long the relay had lived when this process began, in milliseconds.
    lived_before_ms: i64,
    start: Instant,
}

impl Reported {
    /// Reads it out of the database.
    pub async fn open(db: Db) -> Result<Self, StoreError> {
        let (kept, lived_before_ms) = db.read(rows::read).await?;
        let mut book = Book::default();
        for kept in kept {
            book.load(kept, lived_before_ms);
        }
        let start = Instant::now();
        Ok(Self {
            db,
            book: Mutex::new(book),
            writing: tokio::sync::Mutex::default(),
            lived_before_ms,
            start,
        })
    }

    /// How long the relay has lived, in milliseconds, over all its processes: what "away for 24 h" is
    /// measured by. While the relay is down no till can come, and a clock may be set.
    pub fn lived_ms(&self) -> i64 {
        let since = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.lived_before_ms.saturating_add(since)
    }

    /// A till's session begins with what its hello reported; what is malformed is as if it were not there.
    pub(crate) fn arrive(
        &self,
        till: &Till,
        code: Option<String>,
        mark: Option<Mark>,
    ) -> Visit<'_> {
        let mut book = self.book();
        let held = book.arrive(till, code, mark, self.lived_ms());
        let changed = book.watch(&till.merchant);
        drop(book);
        Visit { reported: self, till: till.id.clone(), held, changed }
    }

    /// The code of a revoked till is dead, and the merchant's other tills learn so.
    pub fn revoke(&self, till: &Till) {
        self.book().revoke(till, self.lived_ms());
    }

    /// Codes of tills that have been away for 24 h die. `now_ms` is of [`Self::lived_ms`].
    pub fn age(&self, now_ms: i64) {
        self.book().age(now_ms);
    }

    /// The code that a till reported last, and the mark that is held for it.
    pub fn of(&self, till: &TillId) -> (Option<String>, Option<Mark>) {
        self.book().line(till).map_or((None, None), |line| (line.code, line.mark))
    }

    /// Puts what was reported on disk; costs nothing if nothing is new.
    pub async fn write(&self) -> Result<(), StoreError> {
        let _one = self.writing.lock().await;
        loop {
            let lines = self.book().take(BATCH);
            if lines.is_empty() {
                return Ok(());
            }
            let tills: Vec<_> = lines.iter().map(|line| line.till.clone()).collect();
            let written = self.put(lines).await;
            if written.is_err() {
                self.book().put_back(tills);
                return written;
            }
        }
    }

    /// Puts on disk how long the relay has lived.
    pub async fn write_lived(&self) -> Result<(), StoreError> {
        let _one = self.writing.lock().await;
        self.put(Vec::new()).await
    }

    /// What [`Self::write`] and [`Self::write_lived`] do, for the last time.
    pub async fn end(&self) -> Result<(), StoreError> {
        self.write().await?;
        self.write_lived().await
    }

    async fn put(&self, lines: Vec<Line>) -> Result<(), StoreError> {
        // Looked at after the lines were taken, so no till has left later than the relay has lived.
        let lived_ms = self.lived_ms();
        self.db.write(move |db| rows::write(db, &lines, lived_ms)).await
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A till's session as this book sees it, until it is dropped.
pub(crate) struct Visit<'a> {
    reported: &'a Reported,
    till: TillId,
    held: Option<Mark>,
    changed: watch::Receiver<()>,
}

impl Visit<'_> {
    /// The mark that was held before the hello.
    pub(crate) fn held(&self) -> Option<&Mark> {
        self.held.as_ref()
    }

    /// The till tells how far its order log has come.
    pub(crate) fn mark(&self, mark: Option<Mark>) {
        if mark.is_some() {
            self.reported.book().mark(&self.till, mark);
        }
    }

    /// The live codes of the merchant's other tills.
    pub(crate) fn codes(&self) -> Vec<String> {
        self.reported.book().codes(&self.till)
    }

    /// Resolves when they have changed since the last time.
    pub(crate) async fn changed(&mut self) {
        // The sender lives as long as the book.
        if self.changed.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.reported.book().leave(&self.till, self.reported.lived_ms());
    }
}
