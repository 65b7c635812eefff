//! Accounts: what is open at each, and the charges of an older log that belong to none yet.

use domain::charge::{Account, Event};
use domain::{Actor, OrderNumber, UnixMs};
use rusqlite::params;

use crate::error::Error;
use crate::open::Store;
use crate::read::load;

/// The fingerprint of the account of an unmatched payment; empty in an older log.
const OF_UNMATCHED: &str = "coalesce(json_extract(nullif(account, ''), '$.fingerprint'), '')";

impl Store {
    /// Whether no other process has this log open.
    pub fn is_alone(&self) -> bool {
        self.process_lock.is_alone()
    }

    /// The fingerprints of the accounts of an adapter that the log has anything of; an empty one where
    /// nobody has said.
    pub fn accounts_of(&self, adapter: &str) -> Result<Vec<String>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT account FROM charges WHERE provider = ?1
             UNION SELECT {OF_UNMATCHED} FROM unmatched WHERE provider = ?1"
        ))?;
        let rows = statement.query_map([adapter], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How much is unfinished at the account of this fingerprint: charges that a customer may be paying,
    /// money on its way back, and unmatched payments that nobody has matched or dismissed.
    pub fn unfinished_at(&self, fingerprint: &str) -> Result<u32, Error> {
        let count = self.connection.query_row(
            &format!(
                "SELECT (SELECT count(*) FROM charges
                         WHERE account = ?1 AND status IN ('registering', 'pending', 'refunding'))
                      + (SELECT count(*) FROM unmatched WHERE state = 'open' AND {OF_UNMATCHED} = ?1)"
            ),
            [fingerprint],
            |row| row.get(0),
        )?;
        Ok(count)
    }

    /// How many charges and questions are open at the account of this fingerprint: those that are asked
    /// about at all, money on its way back, transactions of no sale that are being looked up, and money
    /// without a sale, which is asked about before it is matched.
    pub fn open_at(&self, fingerprint: &str) -> Result<u32, Error> {
        let count = self.connection.query_row(
            &format!(
                "SELECT (SELECT count(*) FROM (
                     SELECT order_number, attempt FROM charges
                     WHERE account = ?1 AND status IN ('registering', 'pending', 'refunding')
                     UNION
                     SELECT order_number, attempt
                     FROM jobs JOIN charges USING (order_number, attempt)
                     WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL
                       AND charges.account = ?1))
                  + (SELECT count(*) FROM jobs WHERE provider_id IS NOT NULL AND account = ?1)
                  + (SELECT count(*) FROM unmatched WHERE state = 'open' AND {OF_UNMATCHED} = ?1)"
            ),
            [fingerprint],
            |row| row.get(0),
        )?;
        Ok(count)
    }

    /// Binds the charges of an older log that are asked about still, and were made by this adapter, to
    /// this account; says how many there were. Those that have ended for good are left as they are.
    pub fn bind(&mut self, account: &Account, now: UnixMs) -> Result<u32, Error> {
        let unbound: Vec<(i64, u32)> = {
            let mut statement = self.connection.prepare_cached(
                "SELECT order_number, attempt FROM charges
                 WHERE account = '' AND provider = ?1
                   AND (status IN ('registering', 'pending', 'refunding')
                        OR EXISTS (SELECT 1 FROM jobs
                                   WHERE jobs.order_number = charges.order_number
                                     AND jobs.attempt = charges.attempt
                                     AND due_at_ms IS NOT NULL))
                 ORDER BY order_number, attempt",
            )?;
            let rows =
                statement.query_map([&account.adapter], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        if unbound.is_empty() {
            return Ok(0);
        }
        let tx = self.begin(&Actor::Till, now)?;
        let mut bound = 0;
        for (number, attempt) in unbound {
            let order =
                OrderNumber::new(number).ok_or_else(|| Error::damaged("an order number"))?;
            let order = load(&tx, order)?;
            let event = Event::Bound(account.clone());
            let after = tx.change(&order, attempt, &event)?;
            bound += u32::from(after.is_some());
        }
        tx.execute(
            "UPDATE jobs SET account = ?2 WHERE account = '' AND provider = ?1",
            params![account.adapter, account.fingerprint],
        )?;
        tx.commit()?;
        Ok(bound)
    }
}
