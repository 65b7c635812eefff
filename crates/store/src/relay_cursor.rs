//! Where the till's stream from the relay is: the cursor, and what came of it so far.

use domain::{Actor, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::Error;
use crate::jobs::{self, Which};
use crate::open::Store;
use crate::webhook_journal::{Outcome, Received, count, journal, place};

/// Where the till's stream is, and what came of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayCursor {
    /// The life of the relay's store.
    pub epoch: String,
    /// The last place on disk here; 0 for none.
    pub seq: u64,
    /// How many events were received in all.
    pub received: u64,
    /// How many of them were set aside.
    pub set_aside: u64,
    /// How many were for other tills of the same merchant.
    pub other_tills: u64,
    /// How many were dropped: unsigned where the provider signs, or crowded out by others.
    pub dropped: u64,
    /// When the last one was, on our clock.
    pub last_event_at: Option<UnixMs>,
    /// The last gap: when we were told, on our clock, and why.
    pub gap: Option<(UnixMs, String)>,
}

impl Store {
    /// Writes down that the events up to `seq` of `epoch` will not come: the cursor moves there, and
    /// every charge that is not paid is asked about now.
    pub fn skip(&mut self, epoch: &str, seq: u64, reason: &str, now: UnixMs) -> Result<(), Error> {
        let tx = self.begin(&Actor::Till, now)?;
        let row = Received {
            epoch: epoch.to_owned(),
            seq,
            event_id: String::new(),
            route: String::new(),
            relayed_at: now,
            at: now,
            body_sha256: String::new(),
            body_len: 0,
            outcome: Outcome::Gap,
            detail: Some(reason.to_owned()),
            charge: None,
            raw: None,
        };
        journal(&tx, &row)?;
        move_cursor(&tx, &row)?;
        jobs::hasten(&tx, Which::Unpaid)?;
        tx.commit()
    }

    /// Where the till's stream is; `None` before the first welcome.
    pub fn relay_cursor(&self) -> Result<Option<RelayCursor>, Error> {
        relay_cursor(&self.connection)
    }

    /// Notes the first epoch that this till hears of, so that it can tell when there is another, and the
    /// pairing under which it is welcome now.
    pub fn begin_relay_cursor(&mut self, epoch: &str, pairing: &str) -> Result<(), Error> {
        self.execute(
            "INSERT INTO stream (id, epoch, seq, pairing) VALUES (1, ?1, 0, ?2)
             ON CONFLICT (id) DO UPDATE SET pairing = excluded.pairing",
            [epoch, pairing],
        )?;
        Ok(())
    }

    /// Forgets where the stream is, and what came of it: the next one is another till's at its relay.
    pub fn forget_relay_cursor(&mut self) -> Result<(), Error> {
        self.execute("DELETE FROM stream", [])?;
        Ok(())
    }

    /// Whether this log was welcome under this pairing before: then what the relay knows is of it.
    pub fn was_welcome(&self, pairing: &str) -> Result<bool, Error> {
        Ok(self.connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM stream WHERE pairing = ?1)",
            [pairing],
            |row| row.get(0),
        )?)
    }

    /// The codes of the merchant's other tills that are alive, as the relay told them last; none where
    /// it never told.
    pub fn live_codes(&self) -> Result<Vec<String>, Error> {
        let mut statement = self.connection.prepare_cached("SELECT codes FROM live_codes")?;
        let codes: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(codes.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
    }

    /// Keeps what the relay tells of the merchant's other tills.
    pub fn set_live_codes(&mut self, codes: &[String]) -> Result<(), Error> {
        self.execute(
            "INSERT OR REPLACE INTO live_codes (id, codes) VALUES (1, ?1)",
            [codes.join(" ")],
        )?;
        Ok(())
    }
}

pub(crate) fn relay_cursor(connection: &Connection) -> Result<Option<RelayCursor>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT epoch, seq, received, set_aside, last_event_at_ms, gap_at_ms, gap_reason,
                other_tills, dropped
         FROM stream",
    )?;
    let stream = statement.query_row([], |row| {
        let (gap_at, reason): (Option<i64>, Option<String>) = (row.get(5)?, row.get(6)?);
        let last_event_at: Option<i64> = row.get(4)?;
        Ok(RelayCursor {
            epoch: row.get(0)?,
            seq: count(row.get(1)?),
            received: count(row.get(2)?),
            set_aside: count(row.get(3)?),
            other_tills: count(row.get(7)?),
            dropped: count(row.get(8)?),
            last_event_at: last_event_at.map(UnixMs::new),
            gap: gap_at.map(UnixMs::new).zip(reason),
        })
    });
    Ok(stream.optional()?)
}

pub(crate) fn move_cursor(tx: &Transaction<'_>, row: &Received) -> Result<(), Error> {
    let is_gap = row.outcome == Outcome::Gap;
    tx.prepare_cached(
        "INSERT INTO stream (id, epoch, seq, received, set_aside, last_event_at_ms, gap_at_ms,
             gap_reason, other_tills, dropped)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET
             epoch = excluded.epoch, seq = excluded.seq,
             received = received + excluded.received, set_aside = set_aside + excluded.set_aside,
             other_tills = other_tills + excluded.other_tills,
             dropped = dropped + excluded.dropped,
             last_event_at_ms = coalesce(excluded.last_event_at_ms, last_event_at_ms),
             gap_at_ms = coalesce(excluded.gap_at_ms, gap_at_ms),
             gap_reason = coalesce(excluded.gap_reason, gap_reason)",
    )?
    .execute(params![
        row.epoch,
        place(row.seq)?,
        !is_gap,
        row.outcome.is_set_aside(),
        (!is_gap).then_some(row.at.get()),
        is_gap.then_some(row.at.get()),
        row.detail.as_ref().filter(|_| is_gap),
        row.outcome == Outcome::OtherTill,
        row.outcome == Outcome::Dropped,
    ])?;
    Ok(())
}

/// Counts what gave way to others.
pub(crate) fn count_dropped(tx: &Transaction<'_>, count: usize) -> Result<(), Error> {
    if count > 0 {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        tx.execute("UPDATE stream SET dropped = dropped + ?1", [count])?;
    }
    Ok(())
}
