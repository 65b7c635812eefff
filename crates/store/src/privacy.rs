//! What the log holds of persons: how long, of whom, and how it is blanked. The chain keeps commitments
//! (`log/personal.rs`), so that it proves the same with the names and without them.

mod age;
mod backups;
mod blank;
mod event;
mod person;

use domain::{Actor, TaxId, UnixMs};
use rusqlite::Connection;

use crate::backup::DAY_MS;
use crate::error::Error;
use crate::index::search;
use crate::open::{DATABASE, Store};
use crate::pace::Pace;
use crate::wal;
use backups::Due;
pub use event::Blanked;
pub(crate) use event::{BLANKED, EXPORTED, check};
pub use person::{Erased, Found, Mention, Subject, Webhook, WhyKept};

/// What was written before that moment is older than so many days.
fn older_than(days: u32, now: UnixMs) -> UnixMs {
    now.plus_ms(-i64::from(days).saturating_mul(DAY_MS))
}

impl Store {
    /// Blanks what the log and its backups say of persons that is older than so many days and not in use, at this pace.
    pub(crate) fn blank_older(
        &mut self,
        days: u32,
        now: UnixMs,
        pace: &Pace,
    ) -> Result<Blanked, Error> {
        let before = older_than(days, now);
        let blanked = age::blank_older(self, before, now, pace)?;
        search::merge(&self.connection, pace)?;
        wal::cut(&self.home)?;
        let due = Due { before, forgotten: None };
        match backups::follow(&self.home, &self.connection, due, pace)?.why {
            Some(error) => Err(error),
            None => Ok(blanked),
        }
    }

    /// Blanks all that the log and its backups say of whoever has this document, but what is in use. The events that
    /// tell of it do not say of whom. `days`: how old what is of another log may be.
    pub fn erase_person(
        &mut self,
        document: &TaxId,
        days: u32,
        by: &Actor,
        now: UnixMs,
    ) -> Result<Erased, Error> {
        let pace = Pace::at_once();
        if backups::has_older(&self.home) {
            // They go, and may be all the backups that there are.
            self.back_up_anew(now, &pace)?;
        }
        let mut erased = person::erase(self, document, by, now)?;
        // From here on the receipt is the only one: nothing that fails may lose it.
        let overwritten =
            search::merge(&self.connection, &pace).and_then(|()| wal::cut(&self.home));
        if let Err(error) = overwritten {
            tracing::warn!(%error, "what was blanked is not overwritten everywhere yet");
            erased.left.push(self.home.join(DATABASE));
        }
        let due = Due { before: older_than(days, now), forgotten: Some(document) };
        match backups::follow(&self.home, &self.connection, due, &pace) {
            Ok(rest) => {
                erased.backups_removed = rest.removed;
                erased.left.extend(rest.left);
            }
            Err(error) => tracing::warn!(%error, "the backups are not blanked"),
        }
        Ok(erased)
    }
}

/// Where an older version has deleted without overwriting, the file is written anew, once: nothing of it is left then.
/// Beside other processes, or on a full disk, it is left to the next start. Says whether it was.
pub(crate) fn overwrite_remnants(log: &Connection) -> Result<bool, Error> {
    const HAS: &str = "SELECT EXISTS (SELECT 1 FROM remnants WHERE place = 'pages')";
    let has: bool = log.query_row(HAS, [], |row| row.get(0))?;
    if !has {
        return Ok(false);
    }
    match log.execute_batch("VACUUM") {
        Ok(()) => {
            log.execute_batch("DELETE FROM remnants WHERE place = 'pages'")?;
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(%error, "what was deleted is overwritten at a later start");
            Ok(false)
        }
    }
}
