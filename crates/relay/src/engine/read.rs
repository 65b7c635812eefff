//! What stands in a till's stream.

use std::sync::Arc;

use rusqlite::{Connection, Row, params};

use crate::ids::{EventId, RouteId, TillId};
use crate::store::{Head, StoredEvent};

/// See [`crate::store::Store::read_after`].
pub(crate) fn read_after(
    connection: &Connection,
    till: &TillId,
    after: u64,
    events: usize,
    bytes: usize,
) -> rusqlite::Result<Vec<StoredEvent>> {
    let mut statement = connection.prepare_cached(
        "SELECT s.seq, s.previous, s.parked IS NULL,
                b.event, b.route, b.received_at_ms, b.headers, b.body
         FROM stream s JOIN bodies b ON b.id = s.body
         WHERE s.till = ?1 AND s.seq > ?2 ORDER BY s.seq",
    )?;
    let mut rows = statement.query(params![till.as_str(), after])?;
    let mut found: Vec<StoredEvent> = Vec::new();
    let mut left = bytes;
    // The place before the first of the parked rows that were just passed over.
    let mut before_parked = None;
    while found.len() < events
        && let Some(row) = rows.next()?
    {
        let previous = before_parked.unwrap_or(row.get(1)?);
        if !row.get::<_, bool>(2)? {
            before_parked = Some(previous);
            continue;
        }
        let size = row.get_ref(7)?.as_blob()?.len() + row.get_ref(4)?.as_str()?.len();
        if size > left && !found.is_empty() {
            break;
        }
        left = left.saturating_sub(size);
        before_parked = None;
        found.push(event(row, previous)?);
    }
    Ok(found)
}

fn event(row: &Row<'_>, previous: u64) -> rusqlite::Result<StoredEvent> {
    Ok(StoredEvent {
        seq: row.get(0)?,
        previous,
        event: EventId::known(row.get_ref(3)?.as_str()?),
        route: RouteId::known(row.get_ref(4)?.as_str()?),
        received_at_ms: row.get(5)?,
        headers: row.get(6)?,
        body: row.get(7)?,
    })
}

/// See [`crate::store::Store::head`].
pub(crate) fn head(
    connection: &Connection,
    till: &TillId,
    epoch: Arc<str>,
) -> rusqlite::Result<Head> {
    let head = "SELECT coalesce(max(head), 0) FROM heads WHERE till = ?1";
    let head = connection.prepare_cached(head)?.query_one([till.as_str()], |row| row.get(0))?;
    let first = "SELECT coalesce(min(seq), ?2) FROM stream WHERE till = ?1";
    let first = connection
        .prepare_cached(first)?
        .query_one(params![till.as_str(), head + 1], |row| row.get(0))?;
    let mut newest_first = connection.prepare_cached(
        "SELECT seq, previous, parked IS NULL FROM stream WHERE till = ?1 ORDER BY seq DESC",
    )?;
    let mut rows = newest_first.query([till.as_str()])?;
    let mut unparked = head;
    while let Some(row) = rows.next()? {
        if row.get::<_, bool>(2)? || row.get::<_, u64>(0)? != unparked {
            break;
        }
        unparked = row.get(1)?;
    }
    Ok(Head { epoch, first, head, unparked })
}
