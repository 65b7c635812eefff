//! What every start proves before anything is sold: pages, chain, schema, and that nothing open is
//! forgotten.

use std::collections::HashMap;

use domain::OrderNumber;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::error::Error;
use crate::log::row::REQUESTED;
use crate::log::{Family, Row};
use crate::open::Store;
use crate::read::load;
use crate::verify::{check_chain, check_pages_quickly, compare};
use crate::{schema, till};

impl Store {
    /// Checks pages and chain, that the charges which the index calls open are what a replay gives,
    /// and that those are among them which nothing can have ended. The rest of the index is left to
    /// [`Store::verify`]: it serves lists, and nothing is decided by it.
    pub(crate) fn check_before_selling(&self) -> Result<(), Error> {
        let log = self.connection.unchecked_transaction()?;
        check_pages_quickly(&log)?;
        let mut open = Open::default();
        check_chain(&log, |row| open.step(row))?;
        till::check(&log)?;
        open.compare(&log)?;
        check_open(&log)?;
        schema::check(&log)
    }
}

/// What an attempt must still be in, by its events' names alone: a whole replay at each start would
/// cost too much in a log of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Must {
    /// Registering or pending.
    Wait,
    /// Refunding.
    Refund,
}

/// The attempts that nothing can have ended.
#[derive(Debug, Default)]
struct Open(HashMap<(i64, u32), Must>);

impl Open {
    fn step(&mut self, row: &Row) {
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
            | "dispute_closed" | "bound" | "doubted" => {}
            _ => {
                self.0.remove(&key);
            }
        }
    }

    fn compare(&self, log: &Transaction<'_>) -> Result<(), Error> {
        let mut statement =
            log.prepare("SELECT status FROM charges WHERE order_number = ?1 AND attempt = ?2")?;
        for ((order, attempt), must) in &self.0 {
            let status: Option<String> =
                statement.query_row(params![order, attempt], |row| row.get(0)).optional()?;
            let is_it = status.is_some_and(|status| match must {
                Must::Wait => status == "registering" || status == "pending",
                Must::Refund => status == "refunding",
            });
            if !is_it {
                return Err(Error::damaged(format!(
                    "order {order:06}: attempt {attempt} is open, and the index has it otherwise"
                )));
            }
        }
        Ok(())
    }
}

/// Compares the orders with a charge that the index calls open with their replay.
fn check_open(log: &Transaction<'_>) -> Result<(), Error> {
    let mut statement = log.prepare(
        "SELECT DISTINCT order_number FROM charges
         WHERE status IN ('registering', 'pending', 'refunding')",
    )?;
    let mut numbers = statement.query([])?;
    while let Some(row) = numbers.next()? {
        let number = OrderNumber::new(row.get(0)?)
            .ok_or_else(|| Error::damaged("an impossible order number"))?;
        let order = match load(log, number) {
            Err(Error::NotFound) => Err(Error::damaged(format!("order {number} has no events"))),
            loaded => loaded,
        }?;
        compare(log, &order)?;
    }
    Ok(())
}
