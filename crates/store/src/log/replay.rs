//! From events back to orders: the only way in which an order is ever loaded.

use domain::order::{Attempted, Decision, Event, Happening, Opened, happenings};
use domain::{Actor, Centavos, IdError, Order, OrderNumber, Reference, SaleId, UnixMs, charge};

use super::row::{
    NOTED, OPENED, REQUESTED, RequestedRow, read_event, read_noted, read_opened, read_requested,
};
use super::{Row, read_actor};
use crate::error::Error;

/// Replays one order's rows, oldest first.
pub(crate) fn replay(rows: &[Row]) -> Result<Option<Order>, Error> {
    let mut order = None;
    for row in rows {
        step(&mut order, row).map_err(|error| name_event(error, row.seq))?;
    }
    Ok(order)
}

/// What has happened to an order by its rows behind a place in the log, oldest first.
pub(crate) fn happenings_behind(rows: &[Row], place: i64) -> Result<Vec<Happening>, Error> {
    let (mut order, mut happened) = (None, Vec::new());
    for row in rows {
        let before: Option<Order> = if row.seq > place { order.clone() } else { None };
        step(&mut order, row).map_err(|error| name_event(error, row.seq))?;
        if let Some(after) = order.as_ref().filter(|_| row.seq > place) {
            happened.extend(happenings(before.as_ref(), after));
        }
    }
    Ok(happened)
}

/// One event in the life of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When it was written, on our clock.
    pub at: UnixMs,
    /// The attempt that it happened to; 0: the whole order.
    pub attempt: u32,
    /// Who did it; absent in logs from before that was kept.
    pub by: Option<Actor>,
    /// What happened; absent where it opened the order.
    pub event: Option<Event>,
    /// The order before it; absent where there was none.
    pub before: Option<Order>,
    /// The order as it was then.
    pub after: Order,
}

/// An order's life by its rows, oldest first.
pub(crate) fn life(rows: &[Row]) -> Result<Vec<Step>, Error> {
    let (mut order, mut steps) = (None, Vec::new());
    for row in rows {
        let before: Option<Order> = order.clone();
        let event = step(&mut order, row).map_err(|error| name_event(error, row.seq))?;
        let by = read_actor(row.actor.as_deref())?;
        if let Some(after) = order.clone() {
            let (at, attempt) = (UnixMs::new(row.at_ms), row.attempt);
            steps.push(Step { at, attempt, by, event, before, after });
        }
    }
    Ok(steps)
}

/// Applies one more row of the same order; returns what happened, but where it opens the order.
fn step(order: &mut Option<Order>, row: &Row) -> Result<Option<Event>, Error> {
    let at = UnixMs::new(row.at_ms);
    let event = match (row.kind.as_str(), order.as_ref()) {
        (OPENED, None) => {
            let opened = read_opened(&row.body)?;
            *order = Some(open(row, &opened.into_domain()?)?);
            return Ok(None);
        }
        (OPENED, Some(_)) => return Err(Error::damaged("an order is opened twice")),
        (REQUESTED, known) => {
            let requested = read_requested(&row.body)?;
            if known.is_none() {
                // In an older log the first attempt opens the order.
                *order = Some(open(row, &opened_by(&requested)?)?);
            }
            Event::Attempted(requested.attempted()?)
        }
        (NOTED, _) => Event::Noted(read_noted(&row.body)?),
        (kind, _) => Event::Charge { attempt: row.attempt, event: read_event(kind, &row.body)? },
    };
    let known = order.as_mut();
    let known = known.ok_or_else(|| Error::damaged("an event stands before its order"))?;
    match known.apply(&event, at) {
        Decision::Changed(next) if is_of(&next, &event, row.attempt) => *known = *next,
        Decision::Changed(_) => return Err(Error::damaged("an attempt has another number")),
        // A version that counts otherwise may find news where an older one saw none, and none where
        // that one saw some. What was news of a person alone is none once that is blanked.
        Decision::Unchanged
            if row.is_blanked()
                || matches!(event, Event::Charge { event: charge::Event::Seen(_), .. }) => {}
        Decision::Unchanged => {
            return Err(Error::damaged("an event stands in the log and changes nothing"));
        }
        Decision::Refused(refusal) => {
            return Err(Error::damaged(format!("an event cannot have happened: {refusal:?}")));
        }
    }
    Ok(Some(event))
}

/// A new attempt has the number that its row says.
fn is_of(order: &Order, event: &Event, attempt: u32) -> bool {
    let is_new = matches!(event, Event::Attempted(_));
    !is_new || order.current().is_some_and(|charge| charge.attempt == attempt)
}

fn open(row: &Row, opened: &Opened) -> Result<Order, Error> {
    let number = OrderNumber::new(row.stream_id)
        .ok_or_else(|| Error::damaged("an impossible order number"))?;
    Ok(Order::open(number, opened, read_actor(row.actor.as_deref())?, UnixMs::new(row.at_ms)))
}

/// What an older log's first attempt says of its order.
fn opened_by(row: &RequestedRow) -> Result<Opened, Error> {
    let older = row.older.as_ref();
    let older = older.ok_or_else(|| Error::damaged("an attempt stands before its order"))?;
    Ok(Opened {
        sale_id: SaleId::new(older.sale_id.clone()).map_err(impossible)?,
        reference: Reference::new(older.order_reference.clone()).map_err(impossible)?,
        amount: Centavos::new(older.amount_centavos),
        document_key: None,
    })
}

impl RequestedRow {
    /// The attempt that it begins.
    pub(crate) fn attempted(&self) -> Result<Attempted, Error> {
        Ok(Attempted {
            reference: Reference::new(self.reference.clone()).map_err(impossible)?,
            reference_is_ours: self.reference_is_ours,
            provider: self.provider.clone(),
            account: self.account.clone().map(|account| account.at(self.provider.clone())),
            expires_in_min: self.expires_in_min,
        })
    }
}

fn impossible(_: IdError) -> Error {
    Error::damaged("an attempt holds an impossible id")
}

/// Names the event at which a replay failed.
pub(crate) fn name_event(error: Error, seq: i64) -> Error {
    match error {
        Error::Damaged { what, last_good_backup } => {
            Error::Damaged { what: format!("event {seq}: {what}"), last_good_backup }
        }
        other => other,
    }
}
