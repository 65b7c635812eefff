//! An admin has a till's events brought once more: new places for the same bodies.

use rusqlite::{Connection, params};

use crate::engine::append::{Body, Heads};
use crate::ids::TillId;

/// Most events of one replay.
const MOST: u32 = 10_000;

/// Puts everything that is kept from `from` on, also what is parked, behind the till's newest
/// event, in the order that it has. Says how many.
pub(crate) fn replay(
    connection: &Connection,
    heads: &mut Heads,
    till: &TillId,
    from: u64,
) -> rusqlite::Result<usize> {
    let mut kept = connection.prepare(
        "SELECT body, bytes FROM stream WHERE till = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3",
    )?;
    let bodies = kept.query_map(params![till.as_str(), from, MOST], |row| {
        Ok(Body { id: row.get(0)?, bytes: row.get(1)?, shared: true })
    })?;
    let bodies = bodies.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut share = connection
        .prepare("UPDATE stream SET shared = 1 WHERE till = ?1 AND seq >= ?2 AND shared = 0")?;
    share.execute(params![till.as_str(), from])?;
    for body in &bodies {
        heads.push(connection, till, body)?;
    }
    Ok(bodies.len())
}
