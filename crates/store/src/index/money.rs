//! Payments and refunds by the time at the provider: what the sums of a day are made of.

use domain::charge::{Charge, RefundSource};
use domain::{Centavos, EndToEndId, Integration, OperatorId, Order};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params};

use super::cells::{self, Cells};
use super::event::{asker, place_of};
use super::order::seller;
use crate::error::Error;
use crate::log::row::evidence_word;
use crate::order::ChargeKey;

/// The kinds of events by which payments are learned of; the last is the second's word in older logs.
const OF_PAYMENTS: [&str; 3] = ["seen", "matched", "attached"];
/// The kind of those by which it is learned that money is back.
const OF_REFUNDS: [&str; 1] = ["seen"];

/// One of the two tables.
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    /// The rows that a charge of an order gives, in the order of their places.
    rows: fn(&Connection, &Order, &Charge) -> Result<Vec<Cells>, Error>,
}

const TABLES: [Table; 2] = [
    Table {
        name: "payments",
        columns: &[
            "order_number",
            "attempt",
            "place",
            "at_ms",
            "seq",
            "amount_centavos",
            "end_to_end_id",
            "provider",
            "account",
            "evidence",
            "seller",
            "by_hand",
        ],
        rows: payments,
    },
    Table {
        name: "refunds",
        columns: &[
            "order_number",
            "attempt",
            "place",
            "at_ms",
            "seq",
            "amount_centavos",
            "return_id",
            "source",
            "provider",
            "account",
            "seller",
            "asked_by",
        ],
        rows: refunds,
    },
];

impl Table {
    fn held(&self, log: &Connection, key: ChargeKey) -> Result<Vec<Cells>, Error> {
        let of = "order_number = ?1 AND attempt = ?2 ORDER BY place";
        cells::select(log, self.name, self.columns, (of, params![key.order.get(), key.attempt]))
    }
}

/// Brings the rows of a charge to what its events give.
pub(super) fn write(tx: &Transaction<'_>, order: &Order, charge: &Charge) -> Result<(), Error> {
    let key = key(order, charge);
    for table in &TABLES {
        let rows = (table.rows)(tx, order, charge)?;
        if table.held(tx, key)? == rows {
            continue;
        }
        let name = table.name;
        tx.prepare_cached(&format!("DELETE FROM {name} WHERE order_number = ?1 AND attempt = ?2"))?
            .execute(params![key.order.get(), key.attempt])?;
        for row in &rows {
            cells::insert(tx, name, table.columns, row)?;
        }
    }
    Ok(())
}

/// Whether the rows of a charge are what its events give.
pub(super) fn is_right(log: &Connection, order: &Order, charge: &Charge) -> Result<bool, Error> {
    for table in &TABLES {
        if table.held(log, key(order, charge))? != (table.rows)(log, order, charge)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How many rows an order gives, of payments and of refunds.
pub(crate) fn count(order: &Order) -> (usize, usize) {
    let charges = || order.attempts.iter();
    let payments = charges().map(|charge| charge.payments.len()).sum();
    let back = charges().flat_map(|charge| &charge.refunds).filter(|refund| refund.is_back());
    (payments, back.count())
}

const fn key(order: &Order, charge: &Charge) -> ChargeKey {
    ChargeKey { order: order.number, attempt: charge.attempt }
}

fn payments(log: &Connection, order: &Order, charge: &Charge) -> Result<Vec<Cells>, Error> {
    let mut rows = Vec::new();
    for (payment, place) in charge.payments.iter().zip(1..) {
        rows.push(vec![
            Value::Integer(order.number.get()),
            Value::Integer(charge.attempt.into()),
            Value::Integer(place),
            Value::Integer(charge.paid_at(payment).get()),
            Value::Integer(place_of(log, key(order, charge), &OF_PAYMENTS, payment.seen_at)?),
            Value::Integer(payment.amount.get()),
            cells::text(payment.end_to_end_id.as_ref().map(EndToEndId::as_str)),
            cells::text(Some(&charge.provider)),
            cells::text(Some(account(charge))),
            cells::text(Some(evidence_word(payment.evidence))),
            cells::text(Some(seller(order))),
            Value::Integer((Integration::of(payment) == Integration::ByHand).into()),
        ]);
    }
    Ok(rows)
}

fn refunds(log: &Connection, order: &Order, charge: &Charge) -> Result<Vec<Cells>, Error> {
    let (key, mut rows) = (key(order, charge), Vec::new());
    for (refund, place) in charge.refunds.iter().filter(|refund| refund.is_back()).zip(1..) {
        let settled_at = refund.settled_at.unwrap_or(refund.since);
        let by = asker(log, key, refund)?;
        rows.push(vec![
            Value::Integer(order.number.get()),
            Value::Integer(charge.attempt.into()),
            Value::Integer(place),
            Value::Integer(charge.returned_at(refund).get()),
            Value::Integer(place_of(log, key, &OF_REFUNDS, settled_at)?),
            Value::Integer(refund.amount.map_or(0, Centavos::get)),
            cells::text(refund.return_id.as_ref().map(EndToEndId::as_str)),
            cells::text(Some(source_word(&refund.source))),
            cells::text(Some(&charge.provider)),
            cells::text(Some(account(charge))),
            cells::text(Some(seller(order))),
            cells::text(by.as_ref().map(OperatorId::as_str)),
        ]);
    }
    Ok(rows)
}

/// The fingerprint; empty where there is no account.
fn account(charge: &Charge) -> &str {
    charge.account.as_ref().map_or("", |account| account.fingerprint.as_str())
}

/// Who asked for a refund, as it stands in the index.
const fn source_word(source: &RefundSource) -> &'static str {
    match source {
        RefundSource::Here(_) => "here",
        RefundSource::Elsewhere => "elsewhere",
        RefundSource::Dispute => "dispute",
    }
}
