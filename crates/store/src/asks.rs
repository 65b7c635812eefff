//! The watcher's timetable: when each charge is asked about next, and who is asking now.
//!
//! Shared by all processes on the log, so that two of them together ask no more often than one.

use std::collections::HashMap;

use domain::{Actor, OrderNumber, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::Error;
use crate::open::Store;
use crate::order::ChargeKey;
use crate::process_lock::ProcessLock;
use crate::tx::Tx;

/// The state of asking about one charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// When the last question was begun, or answered if it has been, on our clock.
    pub asked_at: UnixMs,
    /// When the next is due; `None`: never again.
    pub next_at: Option<UnixMs>,
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

impl Ask {
    /// A charge that nobody has asked about.
    pub const fn never() -> Self {
        Self {
            asked_at: UnixMs::new(0),
            next_at: None,
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

/// A charge that this process shall ask about now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub key: ChargeKey,
    /// Its timetable from before the claim.
    pub ask: Ask,
}

/// Which charges to ask about now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// This one, whatever its state.
    One(ChargeKey),
    /// Those that a customer may be paying: registering or pending.
    Open,
    /// All that is asked about at all and not paid, such as codes that have expired lately.
    Unpaid,
}

/// A question never takes longer; a claim older than this is of a task that has died.
pub(crate) const LONGEST_MS: i64 = 120_000;

/// No question about a charge begins sooner after the last one, whatever asks: 1 per second.
pub(crate) const CLOSEST_MS: i64 = 1_000;

/// A question further than this in the future tells that the clock went back. Less can be another
/// process that was faster while this one waited for the log with its look at the clock in hand.
pub(crate) const FUTURE_MS: i64 = 10_000;

impl Store {
    /// Claims up to `limit` charges that are due, oldest first.
    pub fn claim_due(&mut self, now: UnixMs, limit: u32) -> Result<Vec<Claimed>, Error> {
        // A look without the write lock first: most looks find nothing.
        if due(&self.connection, &self.process_lock, now, 1)?.is_empty() {
            return Ok(Vec::new());
        }
        self.claim(now, |connection, process_lock| due(connection, process_lock, now, limit))
    }

    /// Claims one charge now, due or not. `None`: another process is asking, or one asked less than
    /// a second ago.
    pub fn claim_one(&mut self, key: ChargeKey, now: UnixMs) -> Result<Option<Claimed>, Error> {
        let claimed = self.claim(now, |connection, process_lock| {
            let ask = read(connection, key)?;
            let since = now.since(ask.asked_at);
            let rested = !(-FUTURE_MS..CLOSEST_MS).contains(&since);
            let may = rested && is_free(&ask, process_lock, now);
            Ok(if may { vec![Claimed { key, ask }] } else { Vec::new() })
        })?;
        Ok(claimed.into_iter().next())
    }

    /// Gives back what this process has claimed and will not finish. Its requests may just have left:
    /// others ask no sooner than a second from now.
    pub fn release_claims(&mut self, now: UnixMs) -> Result<(), Error> {
        self.connection.execute(
            "UPDATE asks SET owner = NULL, asked_at_ms = ?1 WHERE owner = ?2",
            params![now.get(), self.process_lock.name()],
        )?;
        self.connection.execute(
            "UPDATE inquiries SET owner = NULL, asked_at_ms = ?1 WHERE owner = ?2",
            params![now.get(), self.process_lock.name()],
        )?;
        Ok(())
    }

    /// Brings the next questions forward to now, but for pauses that the provider asks for. Also where
    /// a question is under way: its answer may be older than the news.
    pub fn hasten(&mut self, which: Which, now: UnixMs) -> Result<(), Error> {
        let tx = self.begin(&Actor::Till, now)?;
        hasten(&tx, which, now)?;
        tx.commit()
    }

    /// When the next question is due, apart from those that this process is asking; `None` if none
    /// is.
    pub fn next_due(&self) -> Result<Option<UnixMs>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT min(next_at_ms) FROM asks WHERE owner IS NOT ?1")?;
        let next: Option<i64> =
            statement.query_row([self.process_lock.name()], |row| row.get(0))?;
        Ok(next.map(UnixMs::new))
    }

    /// The timetables of an order's attempts.
    pub fn asks(&self, order: OrderNumber) -> Result<HashMap<u32, Ask>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT attempt, asked_at_ms, next_at_ms, failures, outcome_unknown, owner, hint, webhook,
                    pause_until_ms, trouble, trouble_since_ms
             FROM asks WHERE order_number = ?1",
        )?;
        let rows =
            statement.query_map([order.get()], |row| Ok((row.get(0)?, from_row(row, 1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn claim(
        &mut self,
        now: UnixMs,
        choose: impl FnOnce(&Connection, &ProcessLock) -> Result<Vec<Claimed>, Error>,
    ) -> Result<Vec<Claimed>, Error> {
        let tx = self.begin(&Actor::Till, now)?;
        let claimed = choose(&tx, tx.process_lock)?;
        for one in &claimed {
            // From here on a request may leave; only its answer ends the doubt.
            let mine = Ask {
                asked_at: now,
                outcome_unknown: true,
                owner: Some(tx.process_lock.name().to_owned()),
                // What is told from here on may be newer than the answer.
                hint: false,
                ..one.ask.clone()
            };
            write(&tx, one.key, &mine)?;
        }
        tx.commit()?;
        Ok(claimed)
    }
}

/// The timetable, as it is inside a transaction.
impl Tx<'_> {
    /// The timetable of a charge.
    pub fn ask(&self, key: ChargeKey) -> Result<Ask, Error> {
        read(self, key)
    }

    /// Puts the timetable of a charge down.
    pub fn schedule(&self, key: ChargeKey, ask: &Ask) -> Result<(), Error> {
        write(self, key, ask)
    }

    /// Brings the next questions forward: see [`Store::hasten`].
    pub fn hasten(&self, which: Which) -> Result<(), Error> {
        hasten(self, which, self.now())
    }
}

/// Nobody who lives is asking.
fn is_free(ask: &Ask, process_lock: &ProcessLock, now: UnixMs) -> bool {
    // A question that seems to begin in the future is from before the clock went back: unknown age.
    let asking = (0..LONGEST_MS).contains(&now.since(ask.asked_at));
    !(asking && ask.owner.as_deref().is_some_and(|it| process_lock.is_alive(it)))
}

/// Free charges due at `now` that have rested, also from the questions of a process that has died. One
/// that was asked about in the future is due too: the clock went back.
fn due(
    connection: &Connection,
    process_lock: &ProcessLock,
    now: UnixMs,
    limit: u32,
) -> Result<Vec<Claimed>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT order_number, attempt, asked_at_ms, next_at_ms, failures, outcome_unknown, owner,
                hint, webhook, pause_until_ms, trouble, trouble_since_ms
         FROM asks
         WHERE next_at_ms IS NOT NULL
             AND (next_at_ms <= ?1 AND asked_at_ms <= ?2 OR asked_at_ms > ?3)
         ORDER BY next_at_ms",
    )?;
    let rested_since = now.plus_ms(-CLOSEST_MS).get();
    let mut rows = statement.query([now.get(), rested_since, now.plus_ms(FUTURE_MS).get()])?;
    let mut found = Vec::new();
    while found.len() < usize::try_from(limit).unwrap_or(usize::MAX)
        && let Some(row) = rows.next()?
    {
        let order = OrderNumber::new(row.get(0)?);
        let order = order.ok_or_else(|| Error::damaged("an order number"))?;
        let key = ChargeKey { order, attempt: row.get(1)? };
        let ask = from_row(row, 2)?;
        // What others are asking about must not keep the rest waiting.
        if is_free(&ask, process_lock, now) {
            found.push(Claimed { key, ask });
        }
    }
    Ok(found)
}

pub(crate) fn read(connection: &Connection, key: ChargeKey) -> Result<Ask, Error> {
    let ask = connection
        .query_row(
            "SELECT asked_at_ms, next_at_ms, failures, outcome_unknown, owner, hint, webhook,
                    pause_until_ms, trouble, trouble_since_ms
             FROM asks WHERE order_number = ?1 AND attempt = ?2",
            params![key.order.get(), key.attempt],
            |row| from_row(row, 0),
        )
        .optional()?;
    Ok(ask.unwrap_or_else(Ask::never))
}

pub(crate) fn write(tx: &Transaction<'_>, key: ChargeKey, ask: &Ask) -> Result<(), Error> {
    tx.execute(
        "INSERT OR REPLACE INTO asks
             (order_number, attempt, asked_at_ms, next_at_ms, failures, outcome_unknown, owner,
              hint, webhook, pause_until_ms, trouble, trouble_since_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            key.order.get(),
            key.attempt,
            ask.asked_at.get(),
            ask.next_at.map(UnixMs::get),
            ask.failures,
            ask.outcome_unknown,
            ask.owner,
            ask.hint,
            ask.webhook,
            ask.pause_until.map(UnixMs::get),
            ask.trouble.as_ref().map(|(word, _)| word),
            ask.trouble.as_ref().map(|(_, since)| since.get()),
        ],
    )?;
    Ok(())
}

/// See [`Store::hasten`].
pub(crate) fn hasten(tx: &Transaction<'_>, which: Which, now: UnixMs) -> Result<(), Error> {
    const FORWARD: &str = "UPDATE asks SET hint = 1, next_at_ms =
        min(coalesce(next_at_ms, ?1), max(?1, coalesce(pause_until_ms, ?1)))";
    const STATUS: &str = "(SELECT status FROM charges
        WHERE charges.order_number = asks.order_number AND charges.attempt = asks.attempt)";
    match which {
        Which::One(ChargeKey { order, attempt }) => tx.execute(
            &format!("{FORWARD} WHERE order_number = ?2 AND attempt = ?3"),
            params![now.get(), order.get(), attempt],
        )?,
        Which::Open => tx.execute(
            &format!("{FORWARD} WHERE {STATUS} IN ('registering', 'pending')"),
            [now.get()],
        )?,
        Which::Unpaid => tx.execute(
            &format!("{FORWARD} WHERE next_at_ms IS NOT NULL AND {STATUS} <> 'paid'"),
            [now.get()],
        )?,
    };
    Ok(())
}

fn from_row(row: &rusqlite::Row<'_>, first: usize) -> Result<Ask, rusqlite::Error> {
    let next_at: Option<i64> = row.get(first + 1)?;
    let pause_until: Option<i64> = row.get(first + 7)?;
    let trouble: Option<String> = row.get(first + 8)?;
    let since: Option<i64> = row.get(first + 9)?;
    Ok(Ask {
        asked_at: UnixMs::new(row.get(first)?),
        next_at: next_at.map(UnixMs::new),
        failures: row.get(first + 2)?,
        outcome_unknown: row.get(first + 3)?,
        owner: row.get(first + 4)?,
        hint: row.get(first + 5)?,
        webhook: row.get(first + 6)?,
        pause_until: pause_until.map(UnixMs::new),
        trouble: trouble.zip(since.map(UnixMs::new)),
    })
}
