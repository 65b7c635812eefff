//! Which event it was by which something of a charge was learned.

use domain::charge::{Event, Refund};
use domain::{Actor, OperatorId, UnixMs};
use rusqlite::{Connection, params};

use crate::error::Error;
use crate::log::row::{REFUND_REQUESTED, read_event};
use crate::log::{Row, read_actor};
use crate::order::ChargeKey;

/// The place of the first event of a charge at that moment that has one of these kinds.
pub(super) fn place_of(
    log: &Connection,
    key: ChargeKey,
    kinds: &[&str],
    at: UnixMs,
) -> Result<i64, Error> {
    let mut statement = log.prepare_cached(
        "SELECT seq, kind FROM events
         WHERE stream = 'order' AND stream_id = ?1 AND attempt = ?2 AND at_ms = ?3 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![key.order.get(), key.attempt, at.get()])?;
    while let Some(row) = rows.next()? {
        if kinds.contains(&row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) {
            return Ok(row.get(0)?);
        }
    }
    Err(Error::damaged(format!("order {}: what is known of it was learned by no event", key.order)))
}

/// The operator who has asked for a refund at this till.
pub(super) fn asker(
    log: &Connection,
    key: ChargeKey,
    refund: &Refund,
) -> Result<Option<OperatorId>, Error> {
    if refund.request().is_none() {
        return Ok(None);
    }
    let columns = Row::COLUMNS;
    let mut statement = log.prepare_cached(&format!(
        "SELECT {columns} FROM events
         WHERE stream = 'order' AND stream_id = ?1 AND attempt = ?2 AND kind = ?3 AND at_ms = ?4
         ORDER BY seq"
    ))?;
    let values = params![key.order.get(), key.attempt, REFUND_REQUESTED, refund.since.get()];
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let row = Row::read(row)?;
        let Event::RefundRequested(request) = read_event(&row.kind, &row.body)? else { continue };
        if request.id == refund.id
            && let Some(Actor::Person(by)) = read_actor(row.actor.as_deref())?
        {
            return Ok(Some(by.operator));
        }
    }
    Ok(None)
}
