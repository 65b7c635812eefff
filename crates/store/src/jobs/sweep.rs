//! The sweep: whatever should be asked about has its row in the timetable, due in time.

use domain::charge::Charge;
use domain::{Actor, OrderNumber, UnixMs};
use rusqlite::{Connection, params};

use super::Times;
use super::poll::{self, Poll};
use crate::backup::DAY_MS;
use crate::error::Error;
use crate::open::Store;
use crate::order::{ChargeKey, attempt_of};
use crate::read::load;

/// How many charges one sweep looks at; the next one goes on with older ones.
const MOST: u32 = 1_000;

/// Rows that say nothing but that a charge was asked about, before ?1, and never will be by itself; at most ?2.
const OVER: &str = "SELECT id FROM jobs
    WHERE order_number IS NOT NULL AND due_at_ms IS NULL AND begun_at_ms < ?1
      AND owner IS NULL AND trouble IS NULL AND NOT outcome_unknown
    ORDER BY begun_at_ms LIMIT ?2";

impl Store {
    /// Looks at the charges that are open, or that the timetable has something due for, and at those
    /// of orders made since `since` that it has nothing due for, whatever the index says of them:
    /// newest first, at most 1,000 of either a call, the next call going on where this one ended. `due`
    /// says how long a charge may wait at most for its next question, in milliseconds; `None`: it need
    /// not be asked about. Where the row is gone, has no next time, or one or a pause further away than
    /// that, the charge is due at once. Returns how many were mended. Rows that have been over for a day
    /// go, at most 1,000 a call: there would be one for each sale that there ever was.
    pub fn sweep(
        &mut self,
        now: UnixMs,
        since: UnixMs,
        due: impl Fn(&Charge, &Poll) -> Option<i64>,
    ) -> Result<u32, Error> {
        let mut keys = candidates(&self.connection, self.swept_to, MOST)?;
        self.swept_to = next_cursor(&keys);
        let silent = silent(&self.connection, self.silent_to, since)?;
        self.silent_to = next_cursor(&silent);
        keys.extend(silent);
        let mut mended = 0;
        for (order, attempt) in keys {
            if needs_mending(&self.connection, self.times, (order, attempt), now, &due)?.is_none() {
                continue;
            }
            let tx = self.begin(&Actor::Till, now)?;
            // Again, now that nobody else writes.
            match needs_mending(&tx, tx.times, (order, attempt), now, &due)? {
                None => continue,
                Some(Mending::Poll(key, poll)) => poll::write(&tx, key, &poll)?,
                Some(Mending::Forget) => {
                    tx.execute(
                        "DELETE FROM jobs WHERE order_number = ?1 AND attempt = ?2",
                        params![order, attempt],
                    )?;
                }
            }
            tx.commit()?;
            mended += 1;
        }
        self.forget_over(now)?;
        Ok(mended)
    }

    fn forget_over(&mut self, now: UnixMs) -> Result<(), Error> {
        // Nobody needs to know any more when that was.
        let over = params![self.times.row(now).plus_ms(-DAY_MS).get(), MOST];
        // A look without the write lock first: most looks find nothing.
        if self.connection.prepare_cached(OVER)?.exists(over)? {
            let tx = self.begin(&Actor::Till, now)?;
            tx.execute(&format!("DELETE FROM jobs WHERE id IN ({OVER})"), over)?;
            tx.commit()?;
        }
        Ok(())
    }
}

/// The next charges to look at, below order `below`, or from the newest on where that is 0. All
/// attempts of an order are looked at together, unless one order alone has more than a sweep's
/// worth.
fn candidates(log: &Connection, below: i64, most: u32) -> Result<Vec<(i64, u32)>, Error> {
    let mut statement = log.prepare_cached(
        "SELECT order_number, attempt FROM charges
         WHERE status IN ('registering', 'pending', 'refunding') AND (?1 = 0 OR order_number <= ?1)
         UNION
         SELECT order_number, attempt FROM jobs
         WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL AND (?1 = 0 OR order_number <= ?1)
         ORDER BY 1 DESC, 2 DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![below, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The next charges that the timetable has nothing due for, below order `below` as above, of orders made
/// since `since`. Most have ended; what has not is told by its events alone.
fn silent(log: &Connection, below: i64, since: UnixMs) -> Result<Vec<(i64, u32)>, Error> {
    let mut statement = log.prepare_cached(
        "SELECT orders.number, charges.attempt, orders.created_at_ms FROM orders
         JOIN charges ON charges.order_number = orders.number
         LEFT JOIN jobs ON jobs.order_number = orders.number AND jobs.attempt = charges.attempt
         WHERE (?1 = 0 OR orders.number <= ?1) AND jobs.due_at_ms IS NULL
         ORDER BY orders.number DESC, charges.attempt DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![below, MOST])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        // Numbers grow with time: the others are older still.
        if row.get::<_, i64>(2)? < since.get() {
            break;
        }
        found.push((row.get(0)?, row.get(1)?));
    }
    Ok(found)
}

/// Where the next look goes on: from the newest on where this one came to the end.
fn next_cursor(keys: &[(i64, u32)]) -> i64 {
    let is_all = keys.len() < usize::try_from(MOST).unwrap_or(usize::MAX);
    keys.last().filter(|_| !is_all).map_or(0, |(order, _)| *order)
}

/// What a row of the timetable needs.
enum Mending {
    /// This instead.
    Poll(ChargeKey, Poll),
    /// To go: it is about a charge that there never was.
    Forget,
}

fn needs_mending(
    log: &Connection,
    times: Times,
    (order, attempt): (i64, u32),
    now: UnixMs,
    due: impl Fn(&Charge, &Poll) -> Option<i64>,
) -> Result<Option<Mending>, Error> {
    let Some(number) = OrderNumber::new(order) else { return Ok(Some(Mending::Forget)) };
    let key = ChargeKey { order: number, attempt };
    let order = match load(log, number) {
        Err(Error::NotFound) => return Ok(Some(Mending::Forget)),
        loaded => loaded?,
    };
    let Ok(charge) = attempt_of(&order, key) else { return Ok(Some(Mending::Forget)) };
    let poll = poll::read(log, times, key)?;
    let Some(longest_ms) = due(charge, &poll) else { return Ok(None) };
    let latest = now.plus_ms(longest_ms);
    let is_late = |at: UnixMs| at.since(latest) > 0;
    let is_paused_too_long = poll.pause_until.is_some_and(is_late);
    if poll.due_at.is_some_and(|at| !is_late(at)) && !is_paused_too_long {
        return Ok(None);
    }
    let mended = Poll {
        due_at: Some(now),
        pause_until: poll.pause_until.filter(|_| !is_paused_too_long),
        // The row says so until an answer proves the contrary, and this one cannot be believed.
        outcome_unknown: poll.outcome_unknown || charge.registration.is_none(),
        ..poll
    };
    Ok(Some(Mending::Poll(key, mended)))
}
