//! What is over age is blanked beside selling, in steps that hold a sale up for some milliseconds.

use std::collections::BTreeSet;

use domain::{Actor, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::blank::{StreamKey, blank, in_use};
use super::event::{Blanked, note_blanked};
use crate::error::Error;
use crate::open::Store;
use crate::pace::Pace;

/// So many personal parts are looked at in one step.
const STEP: i64 = 100;

/// Blanks all that an order, payout or unmatched payment says of persons of which something was written before `before`,
/// and that is not in use. Each step is one commit with its event.
pub(crate) fn blank_older(
    store: &mut Store,
    before: UnixMs,
    now: UnixMs,
    pace: &Pace,
) -> Result<Blanked, Error> {
    let mut all = Blanked::default();
    let webhooks = blank_webhooks(store, before, now)?;
    all.add(&webhooks);
    let from = done_to(&store.connection)?;
    let (mut at, mut done) = (from, None);
    loop {
        let step = Step::look(&store.connection, at, before)?;
        if !step.over_age.is_empty() {
            // Who sells waits for this commit: no rest is taken in it.
            Pace::let_go(&store.connection)?;
            let tx = store.begin(&Actor::Till, now)?;
            let mut blanked = Blanked::default();
            for key in &step.over_age {
                // Since it was looked at, something may have happened to it.
                if is_due(&tx, *key, before)? {
                    blanked.count(key.0, blank(&tx, *key)?);
                }
            }
            if blanked.is_any() {
                note_blanked(&tx, tx.stamp, &blanked, None)?;
            }
            tx.commit()?;
            pace.hold(&store.connection)?;
            all.add(&blanked);
        }
        if done.is_none() {
            done = first_in_clear(&store.connection, at, step.last)?;
        }
        let Some(last) = step.last else { break };
        at = last;
        pace.rest()?;
    }
    let to = done.map_or(at, |first| first - 1);
    if to > from {
        set_done_to(&store.connection, to)?;
    }
    Ok(all)
}

struct Step {
    /// What may be due.
    over_age: BTreeSet<StreamKey>,
    /// The last part that was looked at; `None`: there is no further one.
    last: Option<i64>,
}

impl Step {
    fn look(log: &Connection, behind: i64, before: UnixMs) -> Result<Self, Error> {
        let mut statement = log.prepare_cached(
            "SELECT seq, stream, stream_id, at_ms FROM personal JOIN events USING (seq)
             WHERE seq > ?1 AND salt IS NOT NULL ORDER BY seq LIMIT ?2",
        )?;
        let mut rows = statement.query([behind, STEP])?;
        let mut step = Self { over_age: BTreeSet::new(), last: None };
        while let Some(row) = rows.next()? {
            step.last = Some(row.get(0)?);
            if row.get::<_, i64>(3)? < before.get() {
                step.over_age.insert((row.get(1)?, row.get(2)?));
            }
        }
        Ok(step)
    }
}

/// Whether something of it is over age still, and nothing of it in use. All of it goes then: what is told of an old sale
/// makes it no younger.
fn is_due(tx: &Transaction<'_>, key: StreamKey, before: UnixMs) -> Result<bool, Error> {
    let (family, id) = key;
    let mut statement = tx.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM events JOIN personal USING (seq)
                        WHERE {} AND salt IS NOT NULL AND at_ms < ?2)",
        family.is_of()
    ))?;
    let is_over_age = statement.query_row([id, before.get()], |row| row.get::<_, bool>(0))?;
    Ok(is_over_age && in_use(tx, key)?.is_none())
}

fn blank_webhooks(store: &mut Store, before: UnixMs, now: UnixMs) -> Result<Blanked, Error> {
    let tx = store.begin(&Actor::Till, now)?;
    let webhooks = blank_webhooks_before(&tx, before)?;
    let blanked = Blanked { webhooks, ..Blanked::default() };
    if blanked.is_any() {
        note_blanked(&tx, tx.stamp, &blanked, None)?;
    }
    tx.commit()?;
    Ok(blanked)
}

/// Blanks webhooks that the till could not read, and what was only told; says how many.
pub(super) fn blank_webhooks_before(log: &Connection, before: UnixMs) -> Result<u32, Error> {
    let bodies = log.execute(
        "UPDATE received SET raw = NULL WHERE raw IS NOT NULL AND at_ms < ?1",
        [before.get()],
    )?;
    let notices = log.execute("DELETE FROM notices WHERE at_ms < ?1", [before.get()])?;
    Ok(u32::try_from(bodies + notices).unwrap_or(u32::MAX))
}

/// The first part between two places that is not blanked.
fn first_in_clear(log: &Connection, behind: i64, to: Option<i64>) -> Result<Option<i64>, Error> {
    let mut statement = log.prepare_cached(
        "SELECT min(seq) FROM personal WHERE seq > ?1 AND seq <= ?2 AND salt IS NOT NULL",
    )?;
    Ok(statement.query_row(params![behind, to.unwrap_or(behind)], |row| row.get(0))?)
}

/// The place down to which everything is blanked.
fn done_to(log: &Connection) -> Result<i64, Error> {
    let seq = log.query_row("SELECT seq FROM blanked", [], |row| row.get(0)).optional()?;
    Ok(seq.unwrap_or(0))
}

fn set_done_to(log: &Connection, seq: i64) -> Result<(), Error> {
    log.execute("INSERT OR REPLACE INTO blanked (id, seq) VALUES (1, ?1)", [seq])?;
    Ok(())
}
