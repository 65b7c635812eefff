//! Which attempts nothing can have ended, by the names of their events alone. It is followed along the chain,
//! so that an index that has one of them otherwise is found without a replay of the whole log.

use std::collections::{BTreeMap, BTreeSet};

use domain::OrderNumber;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::log::row::{CONFIRMED_BY_HAND, REQUESTED};
use crate::log::{Family, Row};
use crate::read::load;
use crate::verify::compare;

/// What an attempt must still be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Must {
    /// Registering or pending.
    Wait,
    /// Refunding.
    Refund,
}

impl Must {
    fn allows(self, status: &str) -> bool {
        match self {
            Self::Wait => status == "registering" || status == "pending",
            Self::Refund => status == "refunding",
        }
    }
}

/// An order's number and which of its attempts.
type Key = (i64, u32);

/// The attempts that nothing can have ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(i64, u32, Must)>", into = "Vec<(i64, u32, Must)>")]
pub(crate) struct OpenAttempts(BTreeMap<Key, Must>);

impl From<Vec<(i64, u32, Must)>> for OpenAttempts {
    fn from(list: Vec<(i64, u32, Must)>) -> Self {
        Self(list.into_iter().map(|(order, attempt, must)| ((order, attempt), must)).collect())
    }
}

impl From<OpenAttempts> for Vec<(i64, u32, Must)> {
    fn from(open: OpenAttempts) -> Self {
        open.0.into_iter().map(|((order, attempt), must)| (order, attempt, must)).collect()
    }
}

impl OpenAttempts {
    /// Follows the next event of the chain.
    pub(crate) fn step(&mut self, row: &Row) {
        if row.family != Family::Order {
            return;
        }
        let key = (row.stream_id, row.attempt);
        match row.kind.as_str() {
            REQUESTED => {
                self.0.insert(key, Must::Wait);
            }
            "refund_requested" => {
                self.0.insert(key, Must::Refund);
            }
            // These change no status, but that a registering charge becomes pending.
            "registered" | "refund_accepted" | "refund_told" | "dispute_told"
            | "dispute_closed" | "bound" | "doubted" | CONFIRMED_BY_HAND => {}
            _ => {
                self.0.remove(&key);
            }
        }
    }

    /// Holds the index of what is open against these attempts, and against a replay of every order that it
    /// calls open. The rest of the index serves lists, and nothing is decided by it.
    pub(crate) fn compare(&self, log: &Transaction<'_>) -> Result<(), Error> {
        let indexed = indexed(log)?;
        let mut status =
            log.prepare("SELECT status FROM charges WHERE order_number = ?1 AND attempt = ?2")?;
        for (key, must) in &self.0 {
            let status: Option<String> =
                status.query_row(params![key.0, key.1], |row| row.get(0)).optional()?;
            if !status.is_some_and(|status| must.allows(&status)) || !indexed.contains(key) {
                return Err(Error::damaged(format!(
                    "order {:06}: attempt {} is open, and the index has it otherwise",
                    key.0, key.1
                )));
            }
        }
        let orders: BTreeSet<i64> = indexed.into_iter().map(|(order, _)| order).collect();
        orders.into_iter().try_for_each(|number| compare_order(log, number))
    }
}

/// What the partial index has, by which everything that is open is found. A look through the table instead
/// would pass where that index lacks something.
fn indexed(log: &Transaction<'_>) -> Result<BTreeSet<Key>, Error> {
    let mut statement = log.prepare(
        "SELECT order_number, attempt FROM charges INDEXED BY charges_open
         WHERE status IN ('registering', 'pending', 'refunding')",
    )?;
    let keys = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

fn compare_order(log: &Transaction<'_>, number: i64) -> Result<(), Error> {
    let number =
        OrderNumber::new(number).ok_or_else(|| Error::damaged("an impossible order number"))?;
    let order = match load(log, number) {
        Err(Error::NotFound) => Err(Error::damaged(format!("order {number} has no events"))),
        loaded => loaded,
    }?;
    compare(log, &order)
}
