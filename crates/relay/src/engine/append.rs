//! A webhook's way into the tables.

use std::collections::HashMap;
use std::vec::Drain;

use rusqlite::{Connection, params};

use crate::engine::dedup::{Dedup, Kind};
use crate::ids::{EventId, TillId};
#[cfg(feature = "sabotage")]
use crate::sabotage::{Sabotage, is_chosen};
use crate::store::{Appended, NewEvent, StoredEvent};

/// The newest seq of each till, on disk and of the transaction that runs.
#[derive(Default)]
pub(crate) struct Heads {
    committed: HashMap<TillId, u64>,
    pending: HashMap<TillId, u64>,
    newest: u64,
    newest_pending: u64,
    /// Events of the transaction that runs that are one till's alone.
    fresh: Vec<(TillId, StoredEvent)>,
}

impl Heads {
    /// Reads them from disk.
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare("SELECT till, head FROM heads")?;
        let rows = statement.query_map([], |row| {
            Ok((TillId::known(row.get_ref(0)?.as_str()?), row.get::<_, u64>(1)?))
        })?;
        let committed = rows.collect::<rusqlite::Result<_>>()?;
        // Heads are never taken away, so this is the newest that ever was, also if its row has gone.
        let newest = "SELECT coalesce(max(head), 0) FROM heads";
        let newest = connection.query_row(newest, [], |row| row.get(0))?;
        Ok(Self { committed, newest, newest_pending: newest, ..Self::default() })
    }

    /// The newest seq of all tills on disk.
    pub(crate) fn newest(&self) -> u64 {
        self.newest
    }

    /// As they are on disk.
    pub(crate) fn committed(&self) -> &HashMap<TillId, u64> {
        &self.committed
    }

    /// The newest seq of all tills, with the transaction that runs.
    pub(crate) fn reached(&self) -> u64 {
        self.newest_pending
    }

    /// Puts the moved ones into the table.
    pub(crate) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(
            "INSERT INTO heads (till, head) VALUES (?1, ?2)
             ON CONFLICT (till) DO UPDATE SET head = excluded.head",
        )?;
        for (till, head) in &self.pending {
            statement.execute(params![till.as_str(), head])?;
        }
        Ok(())
    }

    /// The transaction is on disk: says which tills it moved, and where to, and by which events
    /// that are theirs alone.
    pub(crate) fn commit(
        &mut self,
        moved: impl FnOnce(&HashMap<TillId, u64>, Drain<'_, (TillId, StoredEvent)>),
    ) {
        self.newest = self.newest_pending;
        if !self.pending.is_empty() {
            moved(&self.pending, self.fresh.drain(..));
            self.committed.extend(self.pending.drain());
        }
    }

    /// The transaction was undone.
    pub(crate) fn undo(&mut self) {
        self.pending.clear();
        self.fresh.clear();
        self.newest_pending = self.newest;
    }

    fn of(&self, till: &TillId) -> u64 {
        self.pending.get(till).or_else(|| self.committed.get(till)).copied().unwrap_or(0)
    }

    /// Puts a row behind the till's newest one; its seq, and the one before it.
    pub(crate) fn push(
        &mut self,
        connection: &Connection,
        till: &TillId,
        body: &Body,
    ) -> rusqlite::Result<(u64, u64)> {
        let (seq, previous) = (self.newest_pending + 1, self.of(till));
        connection
            .prepare_cached(
                "INSERT INTO stream (seq, till, previous, body, bytes, shared)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![seq, till.as_str(), previous, body.id, body.bytes, body.shared])?;
        self.pending.insert(till.clone(), seq);
        self.newest_pending = seq;
        Ok((seq, previous))
    }
}

/// A row of `bodies`.
pub(crate) struct Body {
    /// Its id there.
    pub(crate) id: i64,
    /// Its length.
    pub(crate) bytes: usize,
    /// It stands in more than one row of `stream`.
    pub(crate) shared: bool,
}

/// Puts an event into the tables, once.
pub(crate) fn append(
    connection: &Connection,
    heads: &mut Heads,
    dedup: &mut Dedup,
    event: &NewEvent,
) -> rusqlite::Result<Appended> {
    let kind = dedup.look(connection, event)?;
    let is_duplicate = kind == Kind::Duplicate;
    #[cfg(feature = "sabotage")]
    let is_duplicate = is_duplicate && !is_chosen(Sabotage::NoDedup);
    if is_duplicate {
        return Ok(Appended::Duplicate);
    }
    let id = EventId::random();
    connection
        .prepare_cached(
            "INSERT INTO bodies (event, route, received_at_ms, headers, body, differs)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id.as_str(),
            event.route.as_str(),
            event.received_at_ms,
            event.headers,
            &event.body[..],
            kind == Kind::Differs
        ])?;
    let body = Body {
        id: connection.last_insert_rowid(),
        bytes: event.body.len(),
        shared: event.tills.len() > 1,
    };
    for till in &*event.tills {
        let (seq, previous) = heads.push(connection, till, &body)?;
        if !body.shared {
            heads.fresh.push((till.clone(), stored(event, &id, seq, previous)));
        }
    }
    Ok(Appended::New(id))
}

fn stored(event: &NewEvent, id: &EventId, seq: u64, previous: u64) -> StoredEvent {
    StoredEvent {
        seq,
        previous,
        event: id.clone(),
        route: event.route.clone(),
        received_at_ms: event.received_at_ms,
        headers: event.headers.clone(),
        body: event.body.to_vec(),
    }
}
