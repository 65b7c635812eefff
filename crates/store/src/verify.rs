//! Proof that the log is whole: SQLite's own check, the hash chain, and the index against a replay.

use std::collections::BTreeMap;
use std::path::Path;

use domain::Order;
use rusqlite::{Connection, OpenFlags};

use crate::chain::{GENESIS, Hash, Link};
use crate::error::Error;
use crate::open::Store;
use crate::read::row_of;
use crate::replay::{Row, step};
use crate::row::status_word;
use crate::write::IndexRow;

/// A log that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many events it holds.
    pub events: i64,
    /// How many orders.
    pub orders: usize,
    /// The hash of the last event in hex; 64 zeros in an empty log.
    pub head: String,
}

impl Store {
    /// Checks every page, every hash, and that the index is what a replay gives. Names the first
    /// broken event.
    pub fn verify(&self) -> Result<Verified, Error> {
        verify(&self.connection, "PRAGMA integrity_check(1)")
            .map_err(|error| crate::backup::name_last_good(error, &self.home))
    }

    /// The same with SQLite's quick check of pages.
    pub(crate) fn check_before_selling(&self) -> Result<(), Error> {
        verify(&self.connection, "PRAGMA quick_check(1)").map(|_| ())
    }
}

/// Checks a file without changing it.
pub(crate) fn verify_file(path: &Path) -> Result<Verified, Error> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    verify(&connection, "PRAGMA integrity_check(1)")
}

fn verify(connection: &Connection, page_check: &str) -> Result<Verified, Error> {
    // One read transaction: another process may be writing meanwhile.
    let connection = connection.unchecked_transaction()?;
    let pages: String = connection.query_row(page_check, [], |row| row.get(0))?;
    if pages != "ok" {
        return Err(Error::damaged(pages));
    }
    let mut orders: BTreeMap<i64, Option<Order>> = BTreeMap::new();
    let mut before: Hash = GENESIS;
    let mut expected_seq = 1;
    let mut statement = connection.prepare(
        "SELECT seq, order_number, attempt, kind, at_ms, body, hash FROM events ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let hash: Hash = row.get(6)?;
        let row = row_of(row)?;
        if row.seq != expected_seq {
            return Err(Error::damaged(format!("event {expected_seq} is missing")));
        }
        if link(&row).hash(&before) != hash {
            return Err(Error::damaged(format!(
                "event {} does not match its hash (order {:06}, {})",
                row.seq, row.order_number, row.kind
            )));
        }
        step(orders.entry(row.order_number).or_default(), &row)
            .map_err(|error| Error::damaged(format!("event {}: {error}", row.seq)))?;
        before = hash;
        expected_seq += 1;
    }
    let orders: Vec<Order> = orders.into_values().flatten().collect();
    compare_with_index(&connection, &orders)?;
    Ok(Verified { events: expected_seq - 1, orders: orders.len(), head: hex::encode(before) })
}

fn link(row: &Row) -> Link<'_> {
    Link {
        seq: row.seq,
        order_number: row.order_number,
        attempt: row.attempt,
        kind: &row.kind,
        at_ms: row.at_ms,
        body: &row.body,
    }
}

fn compare_with_index(connection: &Connection, orders: &[Order]) -> Result<(), Error> {
    let indexed: (i64, i64) = connection.query_row(
        "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM charges)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let charges: usize = orders.iter().map(|order| order.attempts.len()).sum();
    let replayed = (count(orders.len()), count(charges));
    if indexed != replayed {
        return Err(Error::damaged(format!(
            "the index has (orders, charges) {indexed:?}, the events give {replayed:?}"
        )));
    }
    for order in orders {
        let differs = || {
            Error::damaged(format!("order {}: the index is not what the events give", order.number))
        };
        let (status, amount): (String, i64) = connection
            .query_row(
                "SELECT status, amount_centavos FROM orders WHERE number = ?1",
                [order.number.get()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(|_| differs())?;
        if status != status_word(order.status()) || amount != order.amount.get() {
            return Err(differs());
        }
        for charge in &order.attempts {
            let row = connection
                .query_row(
                    "SELECT reference, provider, provider_id, status, anomalies, received_centavos,
                            end_to_end_ids
                     FROM charges WHERE order_number = ?1 AND attempt = ?2",
                    (order.number.get(), charge.attempt),
                    index_row,
                )
                .map_err(|_| differs())?;
            if row != IndexRow::of(charge) {
                return Err(differs());
            }
        }
    }
    Ok(())
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn index_row(row: &rusqlite::Row<'_>) -> Result<IndexRow, rusqlite::Error> {
    Ok(IndexRow {
        reference: row.get(0)?,
        provider: row.get(1)?,
        provider_id: row.get(2)?,
        status: row.get(3)?,
        anomalies: row.get(4)?,
        received_centavos: row.get(5)?,
        end_to_end_ids: row.get(6)?,
    })
}
