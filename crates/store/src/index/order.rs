//! An order's row in the index: what lists filter by, and what their totals are made of.

use domain::charge::Charge;
use domain::{Actor, DocumentKey, Order};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};

use super::cells::{self, Cells};
use super::event::place_of;
use crate::error::Error;
use crate::log::row::{CONFIRMED_BY_HAND, order_evidence_word, order_word};
use crate::order::ChargeKey;

const TABLE: &str = "orders";

/// The columns that change.
const COLUMNS: [&str; 9] = [
    "status",
    "seller",
    "provider",
    "evidence",
    "is_odd",
    "received_centavos",
    "refunded_centavos",
    "by_hand_at_ms",
    "by_hand_seq",
];

/// The columns that never do.
const FIXED: [&str; 5] = ["number", "sale_id", "amount_centavos", "created_at_ms", "document_key"];

/// Who began an order: the operator's id, or an empty text where the log does not say.
pub(super) fn seller(order: &Order) -> &str {
    match &order.opened_by {
        Some(Actor::Person(caller)) => caller.operator.as_str(),
        Some(Actor::Till) | None => "",
    }
}

/// Puts a new order into the index.
pub(crate) fn insert(tx: &Transaction<'_>, order: &Order) -> Result<(), Error> {
    let columns: Vec<_> = FIXED.into_iter().chain(COLUMNS).collect();
    let cells = fixed(order).into_iter().chain(changing(tx, order)?).collect();
    cells::insert(tx, TABLE, &columns, &cells)
}

/// Brings the row of an order to what its events give.
pub(super) fn write(tx: &Transaction<'_>, order: &Order) -> Result<(), Error> {
    let after = changing(tx, order)?;
    for before in of(tx, &COLUMNS, order)? {
        cells::update(tx, TABLE, &COLUMNS, (&before, &after), order.number.get())?;
    }
    Ok(())
}

/// Whether the row of an order is what its events give.
pub(super) fn is_right(log: &Connection, order: &Order) -> Result<bool, Error> {
    let columns: Vec<_> = FIXED.into_iter().chain(COLUMNS).collect();
    let cells: Cells = fixed(order).into_iter().chain(changing(log, order)?).collect();
    Ok(of(log, &columns, order)? == [cells])
}

fn of(log: &Connection, columns: &[&str], order: &Order) -> Result<Vec<Cells>, Error> {
    cells::select(log, TABLE, columns, ("number = ?1", [order.number.get()]))
}

fn fixed(order: &Order) -> Cells {
    vec![
        Value::Integer(order.number.get()),
        cells::text(Some(order.sale_id.as_str())),
        Value::Integer(order.amount.get()),
        Value::Integer(order.created_at.get()),
        cells::text(order.document_key.as_ref().map(DocumentKey::as_str)),
    ]
}

fn changing(log: &Connection, order: &Order) -> Result<Cells, Error> {
    let by_hand = order.attempts.iter().rev().find(|charge| charge.by_hand.is_some());
    let by_hand_seq = by_hand.map(|charge| by_hand_seq(log, order, charge)).transpose()?;
    let by_hand_at = by_hand.and_then(|charge| charge.by_hand.as_ref()).map(|said| said.at.get());
    Ok(vec![
        cells::text(Some(order_word(order))),
        cells::text(Some(seller(order))),
        cells::text(Some(order.current().map_or("", |charge| charge.provider.as_str()))),
        cells::text(order.evidence().map(order_evidence_word)),
        Value::Integer(order.is_odd().into()),
        Value::Integer(order.received().get()),
        Value::Integer(order.refunded().get()),
        cells::number(by_hand_at),
        cells::number(by_hand_seq),
    ])
}

fn by_hand_seq(log: &Connection, order: &Order, charge: &Charge) -> Result<i64, Error> {
    let key = ChargeKey { order: order.number, attempt: charge.attempt };
    let at = charge.by_hand.as_ref().map_or(charge.requested_at, |said| said.at);
    place_of(log, key, &[CONFIRMED_BY_HAND], at)
}
