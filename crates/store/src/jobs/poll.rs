//! The poll of a charge: when it is asked about next, and who is asking now.

use std::collections::HashMap;

use domain::{Actor, OrderNumber, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{CLOSEST_MS, FUTURE_MS, Queue, Times, claim, due, is_free};
use crate::error::Error;
use crate::open::Store;
use crate::order::{ChargeKey, attempt_of};
use crate::process_lock::ProcessLock;
use crate::read::load;
use crate::tx::Tx;

/// The state of asking about one charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// When the last question was begun, or answered if it has been, on our clock.
    pub begun_at: UnixMs,
    /// When the next is due; `None`: never again.
    pub due_at: Option<UnixMs>,
    /// How many questions in a row failed.
    pub failures: u32,
    /// A creation may have been executed without our knowing: true from before it is sent until an
    /// answer proves the contrary.
    pub outcome_unknown: bool,
    /// The process that is asking now.
    pub owner: Option<String>,
    /// Something told us that there is news, and no question begun since was answered.
    pub hint: bool,
    /// The provider was told where to send webhooks about this charge.
    pub webhook: bool,
    /// The provider asked for a pause until then, which no hint shortens.
    pub pause_until: Option<UnixMs>,
    /// Why the last question brought nothing, as the caller's word, and since when without a break.
    pub trouble: Option<(String, UnixMs)>,
}

impl Poll {
    /// A charge that nobody has asked about.
    pub const fn never() -> Self {
        Self {
            begun_at: UnixMs::new(0),
            due_at: None,
            failures: 0,
            outcome_unknown: false,
            owner: None,
            hint: false,
            webhook: false,
            pause_until: None,
            trouble: None,
        }
    }
}

/// A charge that this process shall poll about now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub key: ChargeKey,
    /// Its timetable from before the claim.
    pub poll: Poll,
}

/// Which charges to poll about now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// This one, whatever its state.
    One(ChargeKey),
    /// Those that a customer may be paying: registering or pending.
    Open,
    /// All that is asked about at all and not paid, such as codes that have expired lately.
    Unpaid,
}

/// Charges that were begun in the future.
const AHEAD: &str = "SELECT id, begun_at_ms, owner FROM jobs
    WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL AND begun_at_ms > ?1 ORDER BY begun_at_ms";

/// The charges to be polled, those that are due longest first.
const LONGEST_DUE: Queue = Queue {
    due: "SELECT id, begun_at_ms, owner FROM jobs
          WHERE order_number IS NOT NULL AND due_at_ms <= ?1 AND begun_at_ms <= ?2
          ORDER BY due_at_ms",
    ahead: AHEAD,
};

/// When the next poll is due that ?1 is not at.
const NEXT_DUE: &str = "SELECT due_at_ms FROM jobs
    WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL AND owner IS NOT ?1
    ORDER BY due_at_ms LIMIT 1";

/// Those of the 64 newest charges in the timetable, newest first: somebody may stand before one of them.
const NEWEST: Queue = Queue {
    due: "SELECT id, begun_at_ms, owner FROM (
              SELECT id, begun_at_ms, owner, due_at_ms FROM jobs
              WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL
              ORDER BY order_number DESC, attempt DESC LIMIT 64)
          WHERE due_at_ms <= ?1 AND begun_at_ms <= ?2",
    ahead: AHEAD,
};

/// A question of another process about what is on a screen here is asked here too after so long: that process may be
/// stopped. One that lives has ended by then, whether it waited for a token or for an answer.
const OTHERS_LONGEST_MS: i64 = 30_000;

/// The charges of the order ?3 that are due at ?1 and were begun at ?2 or before, or after ?4, in the future: the
/// clock went back.
const OF_ORDER: &str = "SELECT id, begun_at_ms, owner, attempt FROM jobs
    WHERE order_number = ?3 AND due_at_ms IS NOT NULL
      AND (due_at_ms <= ?1 AND begun_at_ms <= ?2 OR begun_at_ms > ?4)
    ORDER BY attempt DESC";

impl Store {
    /// Claims up to `limit` charges of these orders that are due, in the order of the list: however many others are
    /// due, and for how long. A question that another process has not ended within 30 s is taken over; what it may
    /// be sending is not.
    pub fn claim_of(
        &mut self,
        orders: &[OrderNumber],
        now: UnixMs,
        limit: u32,
    ) -> Result<Vec<Claimed>, Error> {
        let at = self.times.row(now);
        // A look without the write lock first: most looks find nothing.
        let lock = &self.process_lock;
        if limit == 0 || due_of(&self.connection, lock, orders, at, 1)?.is_empty() {
            return Ok(Vec::new());
        }
        self.write(&Actor::Till, now, |tx| {
            let mut claimed = Vec::new();
            for id in due_of(tx, tx.process_lock, orders, at, limit)? {
                claimed.push(by_id(tx, id)?);
                claim(tx, id)?;
            }
            Ok(claimed)
        })
    }

    /// Claims up to `limit` charges that are due, those that are due longest first.
    pub fn claim_due(&mut self, now: UnixMs, limit: u32) -> Result<Vec<Claimed>, Error> {
        self.claim_from(LONGEST_DUE, now, limit)
    }

    /// Claims up to `limit` of the newest charges that are due, newest first, however long others are due.
    /// Only the 64 newest in the timetable are looked at.
    pub fn claim_newest(&mut self, now: UnixMs, limit: u32) -> Result<Vec<Claimed>, Error> {
        self.claim_from(NEWEST, now, limit)
    }

    fn claim_from(&mut self, queue: Queue, now: UnixMs, limit: u32) -> Result<Vec<Claimed>, Error> {
        let at = self.times.row(now);
        // A look without the write lock first: most looks find nothing.
        if limit == 0 || due(&self.connection, &self.process_lock, at, queue, 1)?.is_empty() {
            return Ok(Vec::new());
        }
        self.write(&Actor::Till, now, |tx| {
            let mut claimed = Vec::new();
            for id in due(tx, tx.process_lock, at, queue, limit)? {
                claimed.push(by_id(tx, id)?);
                claim(tx, id)?;
            }
            Ok(claimed)
        })
    }

    /// Claims one charge now, due or not. `None`: another process is asking, or one asked less than
    /// a second ago.
    pub fn claim_one(&mut self, key: ChargeKey, now: UnixMs) -> Result<Option<Claimed>, Error> {
        self.claim_if(key, now, |tx, poll| {
            Ok(is_free(tx.process_lock, poll.begun_at, poll.owner.as_deref(), now))
        })
    }

    /// Claims one charge now that another process has been asking about for a second at least, as only a question
    /// may be asked twice. `None`: it is nobody else's, or that process may be sending something.
    pub fn take_over(&mut self, key: ChargeKey, now: UnixMs) -> Result<Option<Claimed>, Error> {
        self.claim_if(key, now, |tx, poll| {
            is_others_question(tx, tx.process_lock, key, poll.owner.as_deref())
        })
    }

    /// Claims one charge now if it may be, and was not asked about within the last second.
    fn claim_if(
        &mut self,
        key: ChargeKey,
        now: UnixMs,
        may: impl FnOnce(&Tx<'_>, &Poll) -> Result<bool, Error>,
    ) -> Result<Option<Claimed>, Error> {
        self.write(&Actor::Till, now, |tx| {
            let poll = read(tx, tx.times, key)?;
            let has_rested = !(-FUTURE_MS..CLOSEST_MS).contains(&now.since(poll.begun_at));
            if !has_rested || !may(tx, &poll)? {
                return Ok(None);
            }
            claim(tx, row_of(tx, key)?)?;
            Ok(Some(Claimed { key, poll }))
        })
    }

    /// Brings the next questions forward to now, but for pauses that the provider asks for. Also where
    /// a question is under way: its answer may be older than the news.
    pub fn hasten(&mut self, which: Which, now: UnixMs) -> Result<(), Error> {
        let tx = self.begin(&Actor::Till, now)?;
        hasten(&tx, which)?;
        tx.commit()
    }

    /// Ends this process's claim on a charge without an answer, as a question that failed: it is due now.
    pub fn release_claim(&mut self, key: ChargeKey, now: UnixMs) -> Result<(), Error> {
        self.write(&Actor::Till, now, |tx| {
            let due_at = tx.computer_now().get();
            let mut statement = tx.prepare_cached(
                "UPDATE jobs SET owner = NULL, failures = failures + 1, due_at_ms = min(coalesce(due_at_ms, ?1), ?1)
                 WHERE order_number = ?2 AND attempt = ?3 AND owner = ?4",
            )?;
            statement.execute(params![due_at, key.order.get(), key.attempt, tx.process()])?;
            Ok(())
        })
    }

    /// When the next question is due, apart from those that this process is asking; `None` if none
    /// is.
    pub fn next_due(&self) -> Result<Option<UnixMs>, Error> {
        let mut statement = self.connection.prepare_cached(NEXT_DUE)?;
        let next = statement.query_row([self.process_lock.name()], |row| row.get(0)).optional()?;
        Ok(next.map(|next| self.times.caller(UnixMs::new(next))))
    }

    /// The timetables of an order's attempts.
    pub fn polls(&self, order: OrderNumber) -> Result<HashMap<u32, Poll>, Error> {
        polls(&self.connection, self.times, order)
    }
}

/// See [`Store::polls`].
pub(crate) fn polls(
    log: &Connection,
    times: Times,
    order: OrderNumber,
) -> Result<HashMap<u32, Poll>, Error> {
    let mut statement = log
        .prepare_cached(&format!("SELECT attempt, {COLUMNS} FROM jobs WHERE order_number = ?1"))?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, from_row(row, times, 1)?));
    let rows = statement.query_map([order.get()], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The timetable, as it is inside a transaction.
impl Tx<'_> {
    /// The timetable of a charge.
    pub fn poll(&self, key: ChargeKey) -> Result<Poll, Error> {
        read(self, self.times, key)
    }

    /// Puts the timetable of a charge down.
    pub fn schedule(&self, key: ChargeKey, poll: &Poll) -> Result<(), Error> {
        write(self, key, poll)
    }

    /// Brings the next questions forward: see [`Store::hasten`].
    pub fn hasten(&self, which: Which) -> Result<(), Error> {
        hasten(self, which)
    }
}

/// The ids of the free jobs of these orders that are due, at most `limit`.
fn due_of(
    log: &Connection,
    lock: &ProcessLock,
    orders: &[OrderNumber],
    now: UnixMs,
    limit: u32,
) -> Result<Vec<i64>, Error> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut statement = log.prepare_cached(OF_ORDER)?;
    for order in orders {
        let (rested, ahead) = (now.plus_ms(-CLOSEST_MS), now.plus_ms(FUTURE_MS));
        let mut rows = statement.query([now.get(), rested.get(), order.get(), ahead.get()])?;
        while let Some(row) = rows.next()? {
            let (begun_at, owner): (i64, Option<String>) = (row.get(1)?, row.get(2)?);
            let (begun_at, owner) = (UnixMs::new(begun_at), owner.as_deref());
            let key = ChargeKey { order: *order, attempt: row.get(3)? };
            if found.len() < most
                && (is_free(lock, begun_at, owner, now)
                    || now.since(begun_at) >= OTHERS_LONGEST_MS
                        && is_others_question(log, lock, key, owner)?)
            {
                found.push(row.get(0)?);
            }
        }
    }
    Ok(found)
}

/// Another process is at it, and it is a question: the charge is registered, and no refund is to be sent.
fn is_others_question(
    log: &Connection,
    lock: &ProcessLock,
    key: ChargeKey,
    owner: Option<&str>,
) -> Result<bool, Error> {
    if owner.is_none_or(|owner| owner == lock.name()) {
        return Ok(false);
    }
    let order = load(log, key.order)?;
    let charge = attempt_of(&order, key)?;
    Ok(charge.registration.is_some() && charge.unsent_refund().is_none())
}

/// The job of that id with its charge.
fn by_id(tx: &Tx<'_>, id: i64) -> Result<Claimed, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT order_number, attempt, {COLUMNS} FROM jobs WHERE id = ?1"
    ))?;
    let (order, attempt, poll): (i64, u32, Poll) = statement
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, from_row(row, tx.times, 2)?)))?;
    let order = OrderNumber::new(order).ok_or_else(|| Error::damaged("an order number"))?;
    Ok(Claimed { key: ChargeKey { order, attempt }, poll })
}

/// The id of the charge's job, which is made if there is none.
fn row_of(tx: &Transaction<'_>, key: ChargeKey) -> Result<i64, Error> {
    tx.prepare_cached(
        "INSERT INTO jobs (kind, order_number, attempt) VALUES ('poll', ?1, ?2)
         ON CONFLICT (order_number, attempt) WHERE order_number IS NOT NULL DO NOTHING",
    )?
    .execute(params![key.order.get(), key.attempt])?;
    let mut statement =
        tx.prepare_cached("SELECT id FROM jobs WHERE order_number = ?1 AND attempt = ?2")?;
    Ok(statement.query_row(params![key.order.get(), key.attempt], |row| row.get(0))?)
}

/// The columns that [`from_row`] reads, in their order.
const COLUMNS: &str = "begun_at_ms, due_at_ms, failures, outcome_unknown, owner, hint, webhook,
    pause_until_ms, trouble, trouble_since_ms";

pub(crate) fn read(connection: &Connection, times: Times, key: ChargeKey) -> Result<Poll, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM jobs WHERE order_number = ?1 AND attempt = ?2"
    ))?;
    let key = params![key.order.get(), key.attempt];
    let poll = statement.query_row(key, |row| from_row(row, times, 0));
    Ok(poll.optional()?.unwrap_or_else(Poll::never))
}

pub(crate) fn write(tx: &Tx<'_>, key: ChargeKey, poll: &Poll) -> Result<(), Error> {
    let row = |at: UnixMs| tx.times.row(at).get();
    tx.prepare_cached(
        "UPDATE jobs SET begun_at_ms = ?2, due_at_ms = ?3, failures = ?4, outcome_unknown = ?5,
             owner = ?6, hint = ?7, webhook = ?8, pause_until_ms = ?9, trouble = ?10,
             trouble_since_ms = ?11
         WHERE id = ?1",
    )?
    .execute(params![
        row_of(tx, key)?,
        row(poll.begun_at),
        poll.due_at.map(row),
        poll.failures,
        poll.outcome_unknown,
        poll.owner,
        poll.hint,
        poll.webhook,
        poll.pause_until.map(row),
        poll.trouble.as_ref().map(|(word, _)| word),
        poll.trouble.as_ref().map(|(_, since)| row(*since)),
    ])?;
    Ok(())
}

/// See [`Store::hasten`].
pub(crate) fn hasten(tx: &Tx<'_>, which: Which) -> Result<(), Error> {
    const FORWARD: &str = "UPDATE jobs SET hint = 1, due_at_ms =
        min(coalesce(due_at_ms, ?1), max(?1, coalesce(pause_until_ms, ?1)))";
    let now = tx.computer_now();
    match which {
        Which::One(key) => {
            let mut forward = tx.prepare_cached(&format!("{FORWARD} WHERE id = ?2"))?;
            forward.execute(params![now.get(), row_of(tx, key)?])?
        }
        Which::Open => tx.execute(
            // The condition of the index of open charges, and then what is not meant.
            &format!(
                "{FORWARD} WHERE id IN (
                     SELECT jobs.id FROM charges JOIN jobs USING (order_number, attempt)
                     WHERE charges.status IN ('registering', 'pending', 'refunding')
                       AND charges.status <> 'refunding')"
            ),
            [now.get()],
        )?,
        Which::Unpaid => tx.execute(
            &format!(
                "{FORWARD} WHERE order_number IS NOT NULL AND due_at_ms IS NOT NULL AND 'paid' <> (
                     SELECT status FROM charges
                     WHERE charges.order_number = jobs.order_number
                       AND charges.attempt = jobs.attempt)"
            ),
            [now.get()],
        )?,
    };
    Ok(())
}

fn from_row(row: &rusqlite::Row<'_>, times: Times, first: usize) -> Result<Poll, rusqlite::Error> {
    let moment = |at: i64| times.caller(UnixMs::new(at));
    let due_at: Option<i64> = row.get(first + 1)?;
    let pause_until: Option<i64> = row.get(first + 7)?;
    let trouble: Option<String> = row.get(first + 8)?;
    let since: Option<i64> = row.get(first + 9)?;
    Ok(Poll {
        begun_at: moment(row.get(first)?),
        due_at: due_at.map(moment),
        failures: row.get(first + 2)?,
        outcome_unknown: row.get(first + 3)?,
        owner: row.get(first + 4)?,
        hint: row.get(first + 5)?,
        webhook: row.get(first + 6)?,
        pause_until: pause_until.map(moment),
        trouble: trouble.zip(since.map(moment)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wake of the poller reads the same few rows however many charges are open: each query goes along an index
    /// and stops where it has found enough.
    #[test]
    fn a_wake_reads_along_an_index_and_sorts_nothing() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        let expected = [
            (LONGEST_DUE.due, "polls_due"),
            (NEWEST.due, "polls_newest"),
            (AHEAD, "polls_begun"),
            (NEXT_DUE, "polls_due"),
        ];
        for (query, index) in expected {
            let mut plan =
                store.connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
            let none = vec![0_i64; plan.parameter_count()];
            let steps = plan.query_map(rusqlite::params_from_iter(none), |row| row.get(3));
            let steps = steps.unwrap().collect::<Result<Vec<String>, _>>().unwrap().join("; ");
            assert!(steps.contains(&format!("USING INDEX {index}")), "{query}: {steps}");
            assert!(!steps.contains("TEMP B-TREE"), "{query}: {steps}");
        }
    }
}
