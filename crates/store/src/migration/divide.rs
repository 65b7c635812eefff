//! The dividing of an older log: what its events say of persons is taken out of them and put beside the chain.
//!
//! Hashes stay what they are: an event of before is proved by its own as long as it is whole. An event at the end binds
//! all of them once more as they are without their personal parts, so that they are proved when those are blanked.

use rusqlite::{Transaction, params};

use super::{AT_ONCE, Progress, Tell};
use crate::backup::computer_clock;
use crate::error::Error;
use crate::log::bound::Bound;
use crate::log::chain::{GENESIS, Hash};
use crate::log::packed::pack_beside;
use crate::log::{Row, personal};
use crate::watermark;

/// What keeps events as they are; it stands aside for as long as they are divided.
const UNCHANGED: &str = "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END";
/// What keeps personal parts from being put beside events afterwards.
pub(crate) const OF_THE_NEWEST: &str =
    "CREATE TRIGGER personal_is_of_the_newest BEFORE INSERT ON personal
WHEN NEW.seq IS NOT (SELECT max(seq) FROM events)
BEGIN SELECT RAISE(ABORT, 'the order log is append-only'); END";

/// Divides all events, and binds them.
pub(crate) fn divide(tx: &Transaction<'_>, tell: &Tell) -> Result<(), Error> {
    let (total, head) = watermark::head(tx)?;
    if total == 0 {
        return Ok(());
    }
    let told = |done: i64| {
        if done % AT_ONCE == 0 || done == total * 2 {
            tell(Progress { done: done / 2, total });
        }
    };
    tx.execute_batch(
        "DROP TRIGGER events_are_never_changed; DROP TRIGGER personal_is_of_the_newest",
    )?;
    // The last first: what an event is packed against lies before it, and is whole until its turn comes.
    for seq in (1..=total).rev() {
        divide_event(tx, seq)?;
        told(total - seq + 1);
    }
    tx.execute_batch(&format!("{UNCHANGED}; {OF_THE_NEWEST}"))?;
    let mut digest = GENESIS;
    let columns = Row::COLUMNS;
    let mut statement = tx.prepare(&format!("SELECT {columns}, hash FROM events ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let own: Hash = row.get("hash")?;
        let row = Row::read(row)?;
        digest = row.bound(&digest, &own);
        told(total + row.seq);
    }
    Bound { upto: total, digest }.append(tx, &head, computer_clock())
}

fn row_at(tx: &Transaction<'_>, seq: i64) -> Result<(Row, Option<i64>), Error> {
    let columns = Row::COLUMNS;
    let mut statement =
        tx.prepare_cached(&format!("SELECT {columns}, base FROM events WHERE seq = ?1"))?;
    Ok(statement.query_row([seq], |row| Ok((Row::read(row)?, row.get("base")?)))?)
}

fn divide_event(tx: &Transaction<'_>, seq: i64) -> Result<(), Error> {
    let (mut row, base) = row_at(tx, seq)?;
    personal::part_of(tx, &mut row)?;
    let base = base.map(|base| Ok::<_, Error>((base, row_at(tx, base)?.0))).transpose()?;
    let base = base.map(|(at, mut of)| personal::part_of(tx, &mut of).map(|()| (at, of)));
    let base = base.transpose()?;
    let is_base_divided = base.as_ref().is_some_and(|(_, of)| of.personal.is_some());
    if row.personal.is_none() && !is_base_divided {
        return Ok(());
    }
    let packed = base.and_then(|(at, of)| Some((at, pack_beside(row.kept(), of.kept())?)));
    tx.prepare_cached("UPDATE events SET body = ?2, base = ?3, packed = ?4 WHERE seq = ?1")?
        .execute(params![
            seq,
            packed.as_ref().map_or(row.kept(), |_| ""),
            packed.as_ref().map(|(base, _)| base),
            packed.as_ref().map(|(_, bytes)| bytes)
        ])?;
    personal::put(tx, &row)
}
