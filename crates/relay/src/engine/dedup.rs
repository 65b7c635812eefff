//! What has come before: the last seven days, at most a million events.
//!
//! On disk the marks stand in the order in which they came, and are looked up in memory. An index on
//! disk would have every webhook change a page of its own somewhere in it, which was half of what a
//! commit wrote.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use crate::store::NewEvent;

/// A repetition within this time is a duplicate, in milliseconds.
pub(crate) const DEDUP_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Most marks; beyond it the oldest are forgotten early. In memory they are 35 MB at most.
const MOST: usize = 1_000_000;
/// A mark of the future by more than this is of a wrong clock.
const CLOCK_MS: i64 = 60 * 60 * 1000;

/// A mark: 64 bits of a hash. That one of a million is by chance the same as a new one's happens
/// once in eighteen million million events.
type Mark = i64;

/// All marks: when each was last made.
pub(crate) struct Dedup {
    at_ms: HashMap<Mark, i64>,
    /// What the transaction that runs has changed, and what it was before.
    before: Vec<(Mark, Option<i64>)>,
}

/// What a new event is to what came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing of it has come.
    New,
    /// Its id has come with another body.
    Differs,
    /// It has come.
    Duplicate,
}

impl Dedup {
    /// Reads them from disk.
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare("SELECT mark, at_ms FROM seen ORDER BY id")?;
        let marks = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let at_ms = marks.collect::<rusqlite::Result<_>>()?;
        Ok(Self { at_ms, before: Vec::new() })
    }

    /// Compares an event with what came before, and marks it unless it is a duplicate.
    pub(crate) fn look(
        &mut self,
        connection: &Connection,
        event: &NewEvent,
    ) -> rusqlite::Result<Kind> {
        let now_ms = event.received_at_ms;
        let whole = mark(&[event.route.as_str().as_bytes(), &event.dedup_key, &event.body_sha256]);
        if self.has(whole, now_ms) {
            return Ok(Kind::Duplicate);
        }
        self.note(connection, whole, now_ms)?;
        if event.dedup_key == event.body_sha256 {
            return Ok(Kind::New);
        }
        let id = mark(&[event.route.as_str().as_bytes(), &event.dedup_key]);
        if self.has(id, now_ms) {
            return Ok(Kind::Differs);
        }
        self.note(connection, id, now_ms)?;
        Ok(Kind::New)
    }

    fn has(&self, mark: Mark, now_ms: i64) -> bool {
        self.at_ms.get(&mark).is_some_and(|at_ms| *at_ms > now_ms - DEDUP_MS)
    }

    fn note(&mut self, connection: &Connection, mark: Mark, now_ms: i64) -> rusqlite::Result<()> {
        connection
            .prepare_cached("INSERT INTO seen (mark, at_ms) VALUES (?1, ?2)")?
            .execute([mark, now_ms])?;
        self.before.push((mark, self.at_ms.insert(mark, now_ms)));
        Ok(())
    }

    /// Forgets the oldest marks that are too old or too many, at most `batch`. Says how many.
    pub(crate) fn forget(
        &mut self,
        connection: &Connection,
        now_ms: i64,
        batch: usize,
    ) -> rusqlite::Result<usize> {
        let mut too_many = self.at_ms.len().saturating_sub(MOST);
        let mut oldest =
            connection.prepare_cached("SELECT id, mark, at_ms FROM seen ORDER BY id LIMIT ?1")?;
        let rows = oldest.query_map([batch], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<(i64, Mark, i64)>>>()?;
        let goes = |(_, _, at_ms): &(i64, Mark, i64)| {
            let is_old = *at_ms <= now_ms - DEDUP_MS || *at_ms > now_ms + CLOCK_MS;
            let is_too_many = too_many > 0;
            too_many = too_many.saturating_sub(1);
            is_old || is_too_many
        };
        let gone: Vec<_> = rows.into_iter().take_while(goes).collect();
        let Some((last, _, _)) = gone.last() else { return Ok(0) };
        connection.prepare_cached("DELETE FROM seen WHERE id <= ?1")?.execute(params![last])?;
        for (_, mark, at_ms) in &gone {
            // Unless it was made again since.
            if self.at_ms.get(mark) == Some(at_ms) {
                self.before.push((*mark, self.at_ms.remove(mark)));
            }
        }
        Ok(gone.len())
    }

    /// The transaction is on disk.
    pub(crate) fn commit(&mut self) {
        self.before.clear();
    }

    /// The transaction was undone.
    pub(crate) fn undo(&mut self) {
        for (mark, before) in self.before.drain(..).rev() {
            match before {
                Some(at_ms) => self.at_ms.insert(mark, at_ms),
                None => self.at_ms.remove(&mark),
            };
        }
    }
}

/// A mark of some parts, which are told apart by their lengths.
fn mark(parts: &[&[u8]]) -> Mark {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    let bytes = hash.finalize();
    bytes.first_chunk().copied().map_or(0, Mark::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_795_288_634_123;

    fn empty() -> (Connection, Dedup) {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../../migrations/0001_relay.sql")).unwrap();
        let dedup = Dedup::load(&connection).unwrap();
        (connection, dedup)
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(mark(&[b"ab", b"c"]), mark(&[b"a", b"bc"]));
        assert_ne!(mark(&[b"ab"]), mark(&[b"ab", b""]));
    }

    #[test]
    fn what_a_transaction_changed_is_undone_with_it() {
        let (connection, mut dedup) = empty();
        dedup.note(&connection, 1, NOW_MS - DEDUP_MS).unwrap();
        dedup.commit();
        dedup.note(&connection, 1, NOW_MS).unwrap();
        dedup.note(&connection, 2, NOW_MS).unwrap();
        assert_eq!(dedup.forget(&connection, NOW_MS, 128).unwrap(), 1);
        assert!(dedup.has(1, NOW_MS), "made again since");
        dedup.undo();
        assert_eq!(dedup.at_ms, HashMap::from([(1, NOW_MS - DEDUP_MS)]));
    }

    #[test]
    fn marks_of_a_wrong_clock_keep_no_others_alive() {
        let (connection, mut dedup) = empty();
        dedup.note(&connection, 1, NOW_MS + 2 * CLOCK_MS).unwrap();
        dedup.note(&connection, 2, NOW_MS - DEDUP_MS).unwrap();
        dedup.note(&connection, 3, NOW_MS).unwrap();
        assert_eq!(dedup.forget(&connection, NOW_MS, 128).unwrap(), 2);
        assert_eq!(dedup.at_ms.keys().collect::<Vec<_>>(), [&3]);
        let reloaded = Dedup::load(&connection).unwrap();
        assert_eq!(reloaded.at_ms, dedup.at_ms);
    }
}
