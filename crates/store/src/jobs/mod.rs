//! Jobs: what is due later. One table and one claim, whatever the job is: a charge to be polled, a transaction
//! or a payout to be looked up.
//!
//! Shared by all processes on the log, so that two of them together poll no more often than one. The table
//! stands beside the chain: losing a row costs a question, never a fact.

mod lookup;
mod poll;
mod sweep;
mod times;

use domain::UnixMs;
use rusqlite::{Connection, params, params_from_iter};

use crate::error::Error;
use crate::open::Store;
use crate::process_lock::ProcessLock;
use crate::tx::Tx;

pub use lookup::{Lookup, LookupKind, LookupRequest, Rank};
pub use poll::{Claimed, Poll, Which};
pub(crate) use poll::{hasten, polls};
pub(crate) use times::Times;

/// A question never takes longer; a claim older than this is of a task that has died.
const LONGEST_MS: i64 = 120_000;

/// No question about the same begins sooner after the last one, whatever polls: 1 per second.
const CLOSEST_MS: i64 = 1_000;

/// A question further than this in the future tells that the clock went back. Less can be another
/// process that was faster while this one waited for the log with its look at the clock in hand.
const FUTURE_MS: i64 = 10_000;

/// Jobs in the order in which they are done, as queries for their id, beginning and owner. Each goes by a partial
/// index, so that it reads only what it finds.
#[derive(Debug, Clone, Copy)]
struct Queue {
    /// Those that are due at ?1 and were begun at ?2 or before.
    due: &'static str,
    /// Those that were begun after ?1, in the future: the clock went back.
    ahead: &'static str,
}

impl Store {
    /// Gives back what this process has claimed and will not finish. Its requests may just have left:
    /// others poll no sooner than a second from now.
    pub fn release_claims(&mut self, now: UnixMs) -> Result<(), Error> {
        let now = self.times.row(now);
        let owner = self.process_lock.name().to_owned();
        self.execute(
            "UPDATE jobs SET owner = NULL, begun_at_ms = ?1 WHERE owner = ?2",
            params![now.get(), owner],
        )?;
        Ok(())
    }
}

/// Free jobs due at `now`, by the computer's clock, that have rested, also from the questions of a process that has died, at most
/// `limit`. One that was begun in the future is due too.
fn due(
    log: &Connection,
    lock: &ProcessLock,
    now: UnixMs,
    queue: Queue,
    limit: u32,
) -> Result<Vec<i64>, Error> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut take = |jobs, params: &[i64]| -> Result<(), Error> {
        let mut statement = log.prepare_cached(jobs)?;
        let mut rows = statement.query(params_from_iter(params))?;
        while found.len() < most
            && let Some(row) = rows.next()?
        {
            let (begun_at, owner): (i64, Option<String>) = (row.get(1)?, row.get(2)?);
            // What others are asking about must not keep the rest waiting.
            if is_free(lock, UnixMs::new(begun_at), owner.as_deref(), now) {
                found.push(row.get(0)?);
            }
        }
        Ok(())
    };
    take(queue.due, &[now.get(), now.plus_ms(-CLOSEST_MS).get()])?;
    take(queue.ahead, &[now.plus_ms(FUTURE_MS).get()])?;
    Ok(found)
}

/// Nobody who lives is at it.
fn is_free(lock: &ProcessLock, begun_at: UnixMs, owner: Option<&str>, now: UnixMs) -> bool {
    // A question that seems to begin in the future is from before the clock went back: unknown age.
    let is_under_way = (0..LONGEST_MS).contains(&now.since(begun_at));
    !(is_under_way && owner.is_some_and(|owner| lock.is_alive(owner)))
}

/// Claims a job for this process. From here on a request may leave; only its answer ends the doubt. What is
/// told from here on may be newer than the answer.
fn claim(tx: &Tx<'_>, id: i64) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE jobs SET owner = ?2, begun_at_ms = ?3, hint = 0, outcome_unknown = 1 WHERE id = ?1",
    )?
    .execute(params![id, tx.process(), tx.computer_now().get()])?;
    Ok(())
}
