//! Backups, and logs that a restore has replaced: what the log itself holds no more of persons, they hold no more.
//!
//! They are blanked where they stand. One of an older version cannot be: it is removed when it is over age, or when
//! somebody is to be forgotten. One that cannot be read is removed when it is over age; where somebody is to be forgotten
//! it is named, because it may be the last of its sales.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use domain::{TaxId, UnixMs};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction};

use super::age::blank_webhooks_before;
use super::blank::{StreamKey, blank};
use super::person::{blank_webhooks_of, streams_naming};
use crate::error::Error;
use crate::index::search;
use crate::log::chain::Hash;
use crate::pace::Pace;
use crate::{backup, files, restore, schema};

/// So many streams are blanked in one commit.
const TOGETHER: usize = 200;

/// What is blanked in them beside what the log in place holds no more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due<'a> {
    /// What is of another log, and was written before that moment.
    pub(crate) before: UnixMs,
    /// What is of another log, and names whoever is to be forgotten.
    pub(crate) forgotten: Option<&'a TaxId>,
}

/// What became of the files that were not blanked.
#[derive(Debug, Default)]
pub(crate) struct Rest {
    /// How many were removed.
    pub(crate) removed: u32,
    /// Those that stay as they are.
    pub(crate) left: Vec<PathBuf>,
    /// Why the first of them does that can be read.
    pub(crate) why: Option<Error>,
}

/// What a file turned out to be.
enum Copied {
    Blanked,
    /// Of an older version: nothing can be taken out of it.
    Older,
}

/// Brings all backups and replaced logs of a home to what `log`, which is in place there, holds of persons. One that cannot be written
/// stops none of the others. Fails only where the pace is stopped.
pub(crate) fn follow(
    home: &Path,
    log: &Connection,
    due: Due<'_>,
    pace: &Pace,
) -> Result<Rest, Error> {
    let mut rest = Rest::default();
    for path in backup::all(home).into_iter().chain(restore::replaced(home)) {
        let goes = match blank_file(&path, log, due, pace) {
            Ok(Copied::Blanked) => continue,
            Err(Error::Stopped) => return Err(Error::Stopped),
            // Thinned out meanwhile.
            Err(_) if !path.exists() => continue,
            Ok(Copied::Older) => due.forgotten.is_some() || due.is_over_age(&path),
            // That it cannot be read is no news of the log, and doctor tells of it.
            Err(Error::Damaged { .. } | Error::NotALog(_)) => {
                due.forgotten.is_none() && due.is_over_age(&path)
            }
            Err(error) => {
                rest.why.get_or_insert(error);
                false
            }
        };
        if goes {
            tracing::warn!(file = %path.display(), "a log that cannot be blanked is removed");
            files::remove(&path);
            rest.removed = rest.removed.saturating_add(1);
        } else {
            rest.left.push(path);
        }
    }
    Ok(rest)
}

/// Whether any of a home's backups is of an older version.
pub(crate) fn has_older(home: &Path) -> bool {
    let is_older = |path: PathBuf| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let version = schema::check_header(&path)
            .and_then(|()| schema::version(&Connection::open_with_flags(&path, flags)?));
        version.is_ok_and(|version| version < schema::newest_version())
    };
    backup::all(home).into_iter().any(is_older)
}

impl Due<'_> {
    fn is_over_age(self, path: &Path) -> bool {
        let changed = path.metadata().and_then(|it| it.modified()).ok();
        let since = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let ms = since.and_then(|it| i64::try_from(it.as_millis()).ok());
        ms.is_none_or(|ms| ms < self.before.get())
    }
}

fn blank_file(path: &Path, log: &Connection, due: Due<'_>, pace: &Pace) -> Result<Copied, Error> {
    schema::check_header(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(path, flags)?;
    let (found, known) = (schema::version(&copy)?, schema::newest_version());
    if found > known {
        return Err(Error::TooNew { found, known });
    }
    if found < known {
        return Ok(Copied::Older);
    }
    pace.hold(&copy)?;
    // One plain file: a journal beside it until each commit, which the next look takes back if this process dies.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.pragma_update(None, "synchronous", "FULL")?;
    copy.pragma_update(None, "secure_delete", "ON")?;
    if let Some(document) = due.forgotten {
        blank_webhooks_of(&copy, document)?;
    }
    blank_webhooks_before(&copy, due.before)?;
    let streams: Vec<StreamKey> = streams(&copy, log, due)?.into_iter().collect();
    if !streams.is_empty() {
        let tx = copy.transaction()?;
        search::empty(&tx)?;
        tx.commit()?;
    }
    for part in streams.chunks(TOGETHER) {
        let tx: Transaction<'_> = copy.transaction()?;
        for key in part {
            blank(&tx, *key)?;
        }
        tx.commit()?;
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(Copied::Blanked)
}

/// What is in clear there, and is blanked in the log itself, or of another log and due.
fn streams(
    copy: &Connection,
    log: &Connection,
    due: Due<'_>,
) -> Result<BTreeSet<StreamKey>, Error> {
    let named = due.forgotten.map(|document| streams_naming(copy, document)).transpose()?;
    let is_named = |key: &StreamKey| named.as_ref().is_some_and(|named| named.contains(key));
    let mut clear = copy.prepare(
        "SELECT seq, hash, stream, stream_id, at_ms FROM personal JOIN events USING (seq)
         WHERE salt IS NOT NULL ORDER BY seq",
    )?;
    let mut own = log.prepare(
        "SELECT hash, (SELECT salt IS NULL FROM personal WHERE personal.seq = events.seq)
         FROM events WHERE seq = ?1",
    )?;
    let (mut rows, mut found) = (clear.query([])?, BTreeSet::new());
    while let Some(row) = rows.next()? {
        let (hash, key) = (row.get::<_, Hash>(1)?, (row.get(2)?, row.get(3)?));
        let its: Option<(Hash, Option<bool>)> = own
            .query_row([row.get::<_, i64>(0)?], |own| Ok((own.get(0)?, own.get(1)?)))
            .optional()?;
        let is_due = match its {
            Some((its, is_blanked)) if its == hash => is_blanked == Some(true),
            _ => row.get::<_, i64>(4)? < due.before.get() || is_named(&key),
        };
        if is_due {
            found.insert(key);
        }
    }
    Ok(found)
}
