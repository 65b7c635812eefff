//! The index over the orders' events: what lists and searches go by, and proof compares.

mod cells;
mod event;
mod found;
mod list;
mod money;
mod order;
pub(crate) mod search;
#[cfg(test)]
mod tests;
mod totals;

use domain::charge::Charge;
use domain::{EndToEndId, Order, OrderNumber, ProviderId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::error::Error;
use crate::log::bound::BOUND;
use crate::log::row::{anomaly_word, status_word};
use crate::migration::{Progress, Tell};
use crate::order::{ChargeKey, attempt_of};
use crate::read::load;
use crate::{payouts, receipt_check, till, unmatched};
pub use list::Filter;
pub(crate) use list::numbers;
pub(crate) use money::count as count_money;
pub(crate) use order::insert as insert_order;
pub use totals::Totals;
pub(crate) use totals::{providers, sellers, totals};

/// Brings the index up to date with one attempt of an order.
pub(crate) fn index(tx: &Transaction<'_>, order: &Order, attempt: u32) -> Result<(), Error> {
    let charge = attempt_of(order, ChargeKey { order: order.number, attempt })?;
    write_charge(tx, order, charge)?;
    order::write(tx, order)
}

fn write_charge(tx: &Transaction<'_>, order: &Order, charge: &Charge) -> Result<(), Error> {
    let key = ChargeKey { order: order.number, attempt: charge.attempt };
    let row = IndexRow::of(charge);
    tx.prepare_cached(
        "INSERT INTO charges (order_number, attempt, reference, provider, provider_id, status,
             anomalies, received_centavos, end_to_end_ids, dispute, disputed_at_ms, account, shown_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (order_number, attempt) DO UPDATE SET
             provider_id = excluded.provider_id, status = excluded.status,
             anomalies = excluded.anomalies, received_centavos = excluded.received_centavos,
             end_to_end_ids = excluded.end_to_end_ids, dispute = excluded.dispute,
             disputed_at_ms = excluded.disputed_at_ms, account = excluded.account,
             shown_id = excluded.shown_id",
    )?
    .execute(params![
        key.order.get(),
        key.attempt,
        row.reference,
        row.provider,
        row.provider_id,
        row.status,
        row.anomalies,
        row.received_centavos,
        row.end_to_end_ids,
        row.dispute,
        row.disputed_at_ms,
        row.account,
        row.shown_id,
    ])?;
    note_payments(tx, key, charge)?;
    money::write(tx, order, charge)
}

/// Makes the whole index anew from the events, that of payouts and unmatched too; returns how many orders
/// there are. The timetable keeps what it has of charges that there are.
pub(crate) fn make_anew(tx: &Transaction<'_>) -> Result<i64, Error> {
    const TABLES: [&str; 8] = [
        "orders",
        "charges",
        "payment_ids",
        "payments",
        "refunds",
        "payouts",
        "unmatched",
        "checks",
    ];
    for table in TABLES {
        tx.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut statement = tx.prepare(
        "SELECT DISTINCT stream_id FROM events WHERE stream = 'order' ORDER BY stream_id",
    )?;
    let (mut numbers, mut orders) = (statement.query([])?, 0);
    while let Some(row) = numbers.next()? {
        let order = load(tx, number_of(row)?)?;
        orders += 1;
        insert_order(tx, &order)?;
        index_all(tx, &order)?;
    }
    search::make_anew(tx)?;
    till::rebuild(tx)?;
    payouts::rebuild(tx)?;
    unmatched::rebuild(tx)?;
    receipt_check::rebuild(tx)?;
    tx.execute(
        "DELETE FROM jobs WHERE order_number IS NOT NULL AND (order_number, attempt) NOT IN
             (SELECT order_number, attempt FROM charges)",
        [],
    )?;
    Ok(orders)
}

/// How many orders are brought up to date between two tellings.
const AT_ONCE: i64 = 1_000;

/// Brings the index of all orders to what the events give: for a migration that changes what they give.
pub(crate) fn rebuild(tx: &Transaction<'_>, tell: &Tell) -> Result<(), Error> {
    // What the update itself has bound those of before with is none of them.
    let (total, orders): (i64, i64) = tx.query_row(
        "SELECT (SELECT seq FROM events WHERE kind <> ?1 ORDER BY seq DESC LIMIT 1),
                (SELECT count(*) FROM orders)",
        [BOUND],
        |row| Ok((row.get::<_, Option<i64>>(0)?.unwrap_or(0), row.get(1)?)),
    )?;
    let mut statement = tx.prepare("SELECT number FROM orders ORDER BY number")?;
    let (mut numbers, mut rebuilt) = (statement.query([])?, 0);
    while let Some(row) = numbers.next()? {
        index_all(tx, &load(tx, number_of(row)?)?)?;
        rebuilt += 1;
        if rebuilt % AT_ONCE == 0 || rebuilt == orders {
            // In events' worth, as every part of an update.
            tell(Progress { done: total.saturating_mul(rebuilt) / orders.max(1), total });
        }
    }
    Ok(())
}

fn number_of(row: &Row<'_>) -> Result<OrderNumber, Error> {
    OrderNumber::new(row.get(0)?).ok_or_else(|| Error::damaged("an impossible order number"))
}

fn index_all(tx: &Transaction<'_>, order: &Order) -> Result<(), Error> {
    order.attempts.iter().try_for_each(|charge| write_charge(tx, order, charge))?;
    order::write(tx, order)
}

/// Whether all that the index has of an order is what its events give.
pub(crate) fn is_right(log: &Connection, order: &Order) -> Result<bool, Error> {
    let mut is_right = order::is_right(log, order)?;
    for charge in &order.attempts {
        is_right = is_right
            && row_of(log, order, charge)? == Some(IndexRow::of(charge))
            && has_payments(log, charge)?
            && money::is_right(log, order, charge)?;
    }
    Ok(is_right)
}

fn row_of(log: &Connection, order: &Order, charge: &Charge) -> Result<Option<IndexRow>, Error> {
    let columns = IndexRow::COLUMNS;
    let mut statement = log.prepare_cached(&format!(
        "SELECT {columns} FROM charges WHERE order_number = ?1 AND attempt = ?2"
    ))?;
    let values = params![order.number.get(), charge.attempt];
    Ok(statement.query_row(values, IndexRow::read).optional()?)
}

/// Whether every payment of the charge stands under its end-to-end id.
fn has_payments(log: &Connection, charge: &Charge) -> Result<bool, Error> {
    let mut statement =
        log.prepare_cached("SELECT EXISTS (SELECT 1 FROM payment_ids WHERE end_to_end_id = ?1)")?;
    for id in charge.payments.iter().filter_map(|payment| payment.end_to_end_id.as_ref()) {
        if !statement.query_row([id.as_str()], |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Keeps the end-to-end ids of the charge's payments; the first payment under one keeps it.
fn note_payments(tx: &Transaction<'_>, key: ChargeKey, charge: &Charge) -> Result<(), Error> {
    for id in charge.payments.iter().filter_map(|payment| payment.end_to_end_id.as_ref()) {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO payment_ids (end_to_end_id, order_number, attempt)
             VALUES (?1, ?2, ?3)",
        )?
        .execute(params![id.as_str(), key.order.get(), key.attempt])?;
    }
    Ok(())
}

/// Whether another payment of the log has this end-to-end id: of another charge, or one without a sale.
pub(crate) fn is_taken(
    connection: &Connection,
    key: ChargeKey,
    id: &EndToEndId,
) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM payment_ids
                        WHERE end_to_end_id = ?1 AND NOT (order_number = ?2 AND attempt = ?3))
             OR EXISTS (SELECT 1 FROM unmatched WHERE end_to_end_id = ?1)
             -- A damaged index may have lost what was paid lately.
             OR EXISTS (SELECT 1 FROM (
                            SELECT order_number, attempt, end_to_end_ids FROM charges
                            ORDER BY rowid DESC LIMIT 1000)
                        WHERE instr(' ' || end_to_end_ids || ' ', ' ' || ?1 || ' ') > 0
                          AND NOT (order_number = ?2 AND attempt = ?3))",
    )?;
    let taken = statement
        .query_row(params![id.as_str(), key.order.get(), key.attempt], |row| row.get(0))?;
    Ok(taken)
}

/// Where else the log has an end-to-end id: as that of a payment, or as what was shown for an order that is confirmed
/// by hand. The charge itself does not count.
pub(crate) fn use_of(
    connection: &Connection,
    key: ChargeKey,
    id: &EndToEndId,
) -> Result<Option<IdUse>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT order_number FROM payment_ids
         WHERE end_to_end_id = ?1 AND NOT (order_number = ?2 AND attempt = ?3)
         UNION ALL
         SELECT order_number FROM charges INDEXED BY charges_by_shown_id
         WHERE shown_id = ?1 AND NOT (order_number = ?2 AND attempt = ?3)
         LIMIT 1",
    )?;
    let values = params![id.as_str(), key.order.get(), key.attempt];
    let order = statement.query_row(values, |row| row.get(0)).optional()?;
    if let Some(order) = order.and_then(OrderNumber::new) {
        return Ok(Some(IdUse::Order(order)));
    }
    Ok(is_taken(connection, key, id)?.then_some(IdUse::Elsewhere))
}

/// The order that was paid with this end-to-end id, but this one.
pub(crate) fn paid_by(
    connection: &Connection,
    id: &EndToEndId,
    but: OrderNumber,
) -> Result<Option<OrderNumber>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT order_number FROM payment_ids WHERE end_to_end_id = ?1 AND order_number <> ?2",
    )?;
    let order =
        statement.query_row(params![id.as_str(), but.get()], |row| row.get(0)).optional()?;
    Ok(order.and_then(OrderNumber::new))
}

/// What an end-to-end id is used for already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdUse {
    /// A payment of this order, or what was shown for it.
    Order(OrderNumber),
    /// Money without a sale, or a payment that a damaged index has lost.
    Elsewhere,
}

/// Whether another charge of the log is this transaction of the charge's account. One of an older log
/// may be of any account of its adapter.
pub(crate) fn is_registered_elsewhere(
    connection: &Connection,
    key: ChargeKey,
    charge: &Charge,
    id: &ProviderId,
) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM charges
                        WHERE provider_id = ?1 AND provider = ?2 AND (account IN ('', ?3) OR ?3 = '')
                            AND NOT (order_number = ?4 AND attempt = ?5))",
    )?;
    let account = charge.account.as_ref().map_or("", |account| account.fingerprint.as_str());
    let order = key.order.get();
    let values = params![id.as_str(), charge.provider, account, order, key.attempt];
    Ok(statement.query_row(values, |row| row.get(0))?)
}

/// A charge's row in the index.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct IndexRow {
    pub(crate) reference: String,
    pub(crate) provider: String,
    pub(crate) provider_id: Option<String>,
    pub(crate) status: String,
    pub(crate) anomalies: String,
    pub(crate) received_centavos: i64,
    pub(crate) end_to_end_ids: String,
    pub(crate) dispute: Option<String>,
    pub(crate) disputed_at_ms: Option<i64>,
    /// The fingerprint; empty where there is no account.
    pub(crate) account: String,
    /// The end-to-end id that was shown where a person has confirmed it by hand.
    pub(crate) shown_id: Option<String>,
}

impl IndexRow {
    pub(crate) fn of(charge: &Charge) -> Self {
        let anomalies: Vec<_> = charge.anomalies.iter().map(|it| anomaly_word(*it)).collect();
        let word = if charge.open_dispute().is_some() { "open" } else { "closed" };
        Self {
            reference: charge.reference.as_str().to_owned(),
            provider: charge.provider.clone(),
            provider_id: charge.registration.as_ref().map(|it| it.provider_id.as_str().to_owned()),
            status: status_word(charge.status).to_owned(),
            anomalies: anomalies.join(" "),
            received_centavos: charge.received().get(),
            end_to_end_ids: end_to_end_ids(charge),
            dispute: charge.dispute.as_ref().map(|_| word.to_owned()),
            disputed_at_ms: charge.dispute.as_ref().map(|dispute| dispute.seen_at.get()),
            account: charge.account.as_ref().map(|it| it.fingerprint.clone()).unwrap_or_default(),
            shown_id: charge.shown_id().map(|id| id.as_str().to_owned()),
        }
    }

    /// Reads the columns in the order of [`IndexRow::COLUMNS`].
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            reference: row.get(0)?,
            provider: row.get(1)?,
            provider_id: row.get(2)?,
            status: row.get(3)?,
            anomalies: row.get(4)?,
            received_centavos: row.get(5)?,
            end_to_end_ids: row.get(6)?,
            dispute: row.get(7)?,
            disputed_at_ms: row.get(8)?,
            account: row.get(9)?,
            shown_id: row.get(10)?,
        })
    }

    pub(crate) const COLUMNS: &'static str = "reference, provider, provider_id, status, anomalies,
        received_centavos, end_to_end_ids, dispute, disputed_at_ms, account, shown_id";
}

/// Of what arrived, then of what went or goes back.
fn end_to_end_ids(charge: &Charge) -> String {
    let paid = charge.payments.iter().filter_map(|payment| payment.end_to_end_id.as_ref());
    let settled = charge.settled_refunds();
    let open = charge.refunds.iter().filter(|refund| refund.is_open());
    let back = settled.into_iter().chain(open).filter_map(|refund| refund.return_id.as_ref());
    let ids: Vec<_> = paid.chain(back).map(EndToEndId::as_str).collect();
    ids.join(" ")
}
