//! From events back to orders: the only way in which an order is ever loaded.

use domain::charge::{Charge, Decision, Event, apply};
use domain::{Centavos, IdError, Order, OrderNumber, Reference, SaleId, UnixMs};

use crate::error::Error;
use crate::row::{REQUESTED, RequestedRow, read_event, read_requested};

/// An event's row without its place in the chain.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) seq: i64,
    pub(crate) order_number: i64,
    pub(crate) attempt: u32,
    pub(crate) kind: String,
    pub(crate) at_ms: i64,
    pub(crate) body: String,
}

/// Replays one order's rows, oldest first.
pub(crate) fn replay(rows: &[Row]) -> Result<Option<Order>, Error> {
    let mut order = None;
    for row in rows {
        step(&mut order, row).map_err(|error| name_event(error, row.seq))?;
    }
    Ok(order)
}

/// Applies one more row of the same order.
pub(crate) fn step(order: &mut Option<Order>, row: &Row) -> Result<(), Error> {
    let at = UnixMs::new(row.at_ms);
    if row.kind == REQUESTED {
        return request(order, row, at);
    }
    let event = read_event(&row.kind, &row.body)?;
    let charge = order
        .as_mut()
        .and_then(|order| order.attempts.iter_mut().find(|charge| charge.attempt == row.attempt))
        .ok_or_else(|| Error::damaged("an event stands before its attempt was requested"))?;
    match apply(charge, &event, at) {
        // A version that counts otherwise may find news where an older one saw none, and none where
        // that one saw some.
        Decision::Unchanged if matches!(event, Event::Seen(_)) => Ok(()),
        Decision::Unchanged => {
            Err(Error::damaged("an event stands in the log and changes nothing"))
        }
        Decision::Changed(next) => {
            *charge = *next;
            Ok(())
        }
    }
}

fn request(order: &mut Option<Order>, row: &Row, at: UnixMs) -> Result<(), Error> {
    let requested = read_requested(&row.body)?;
    let impossible = |_: IdError| Error::damaged("an attempt holds an impossible id");
    let charge = charge(&requested, row.attempt, at)?;
    match order {
        Some(order) => order.attempts.push(charge),
        None => {
            *order = Some(Order {
                number: OrderNumber::new(row.order_number)
                    .ok_or_else(|| Error::damaged("an impossible order number"))?,
                sale_id: SaleId::new(requested.sale_id).map_err(impossible)?,
                reference: Reference::new(requested.order_reference).map_err(impossible)?,
                amount: charge.amount,
                created_at: at,
                attempts: vec![charge],
            });
        }
    }
    Ok(())
}

/// The charge of a `requested` event.
pub(crate) fn charge(row: &RequestedRow, attempt: u32, at: UnixMs) -> Result<Charge, Error> {
    let reference = Reference::new(row.reference.clone())
        .map_err(|_| Error::damaged("an attempt holds an impossible reference"))?;
    let account = row.account.clone().map(|account| account.at(row.provider.clone()));
    let charge = Charge::requested(
        attempt,
        reference,
        row.provider.clone(),
        Centavos::new(row.amount_centavos),
        row.expires_in_min,
        at,
    );
    Ok(Charge { account, reference_is_ours: row.reference_is_ours, ..charge })
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
