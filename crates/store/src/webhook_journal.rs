//! What came through the relay: each event's row in the journal.

use domain::{OrderNumber, UnixMs};
use rusqlite::{Connection, Transaction, params};

use crate::error::Error;
use crate::open::Store;
use crate::order::ChargeKey;
use crate::relay_cursor::{RelayCursor, move_cursor, relay_cursor};
use crate::tx::Tx;

/// How many rows of the journal are kept.
const JOURNAL: i64 = 10_000;

/// How many of them keep their body.
const BODIES: i64 = 500;

/// What became of an event from the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Proof that changed its charge.
    Applied,
    /// Proof of what was known already.
    Known,
    /// No proof: it made the till poll.
    Hint,
    /// About a payout: written down, as far as it was news.
    Payout,
    /// About money that no charge of this log is for: the provider is asked.
    LookedUp,
    /// Set aside: it names a charge that is not in this log.
    UnknownCharge,
    /// Set aside: the reference is another till's.
    OtherTill,
    /// Set aside: it is about neither a charge nor a payout, or has a name that we don't know.
    UnknownType,
    /// Set aside: it cannot be read.
    Malformed,
    /// Set aside: no provider is connected that could read it.
    NotConnected,
    /// Set aside and refused to the relay: its frame cannot be decoded.
    Poison,
    /// Dropped and counted: unsigned, or wrongly signed, where the provider signs.
    Dropped,
    /// Not an event: the relay said that events will not come, from here back to the row before.
    Gap,
}

impl Outcome {
    /// The word in the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Known => "known",
            Self::Hint => "hint",
            Self::Payout => "payout",
            Self::LookedUp => "asked",
            Self::UnknownCharge => "unknown_charge",
            Self::OtherTill => "other_till",
            Self::UnknownType => "unknown_type",
            Self::Malformed => "malformed",
            Self::NotConnected => "not_connected",
            Self::Poison => "poison",
            Self::Dropped => "dropped",
            Self::Gap => "gap",
        }
    }

    const ALL: [Self; 13] = [
        Self::Applied,
        Self::Known,
        Self::Hint,
        Self::Payout,
        Self::LookedUp,
        Self::UnknownCharge,
        Self::OtherTill,
        Self::UnknownType,
        Self::Malformed,
        Self::NotConnected,
        Self::Poison,
        Self::Dropped,
        Self::Gap,
    ];

    fn read(word: &str) -> Result<Self, Error> {
        let outcome = Self::ALL.into_iter().find(|it| it.word() == word);
        outcome.ok_or_else(|| Error::damaged("the journal has an unknown outcome"))
    }

    /// The till did nothing with it.
    pub const fn is_set_aside(self) -> bool {
        match self {
            Self::Applied
            | Self::Known
            | Self::Hint
            | Self::Payout
            | Self::LookedUp
            | Self::Gap => false,
            Self::UnknownCharge
            | Self::OtherTill
            | Self::UnknownType
            | Self::Malformed
            | Self::NotConnected
            | Self::Poison
            | Self::Dropped => true,
        }
    }
}

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The life of the relay's store.
    pub epoch: String,
    /// Its place in the till's stream; of a gap, the place that the cursor was moved to.
    pub seq: u64,
    /// The relay's id for it; empty for a gap.
    pub event_id: String,
    /// The relay's route that it came through; empty for a gap.
    pub route: String,
    /// When the relay received it, on the relay's clock; of a gap, when it was told.
    pub relayed_at: UnixMs,
    /// When it was written here, on our clock.
    pub at: UnixMs,
    /// SHA-256 of the body, in hex; empty for a gap.
    pub body_sha256: String,
    /// Length of the body in bytes.
    pub body_len: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// The kind of event, why it is no proof or was set aside, or the gap's reason.
    pub detail: Option<String>,
    /// The charge that it is about.
    pub charge: Option<ChargeKey>,
    /// The body of what the till could not make sense of, for support: it may hold names and CPFs. Of
    /// the newest 500 such rows only.
    pub raw: Option<String>,
}

impl Store {
    /// The journal, newest first, at most `limit` rows.
    pub fn received(&self, limit: u32) -> Result<Vec<Received>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT epoch, seq, event_id, route, relayed_at_ms, at_ms, body_sha256, body_len, outcome,
                    detail, order_number, attempt, raw
             FROM received ORDER BY id DESC LIMIT ?1",
        )?;
        let mut rows = statement.query([limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let order: Option<i64> = row.get(10)?;
            let attempt: Option<u32> = row.get(11)?;
            let charge = order.and_then(OrderNumber::new).zip(attempt);
            found.push(Received {
                epoch: row.get(0)?,
                seq: count(row.get(1)?),
                event_id: row.get(2)?,
                route: row.get(3)?,
                relayed_at: UnixMs::new(row.get(4)?),
                at: UnixMs::new(row.get(5)?),
                body_sha256: row.get(6)?,
                body_len: row.get(7)?,
                outcome: Outcome::read(&row.get::<_, String>(8)?)?,
                detail: row.get(9)?,
                charge: charge.map(|(order, attempt)| ChargeKey { order, attempt }),
                raw: row.get(12)?,
            });
        }
        Ok(found)
    }
}

/// The journal and the cursor, as they are inside a transaction.
impl Tx<'_> {
    /// Where the till's stream of the relay is; `None` before the first welcome.
    pub fn relay_cursor(&self) -> Result<Option<RelayCursor>, Error> {
        relay_cursor(self)
    }

    /// Puts an event into the journal and moves the cursor over it. What strangers send in any number does
    /// not crowd out the journal: what is dropped is counted only.
    pub fn note_received(&self, row: &Received) -> Result<(), Error> {
        if row.outcome != Outcome::Dropped {
            journal(self, row)?;
        }
        move_cursor(self, row)
    }
}

/// See [`crate::Reader::hints`].
pub(crate) fn hints(log: &Connection, order: OrderNumber) -> Result<Vec<(u32, UnixMs)>, Error> {
    let mut statement = log.prepare_cached(
        "SELECT attempt, at_ms FROM received WHERE order_number = ?1 AND outcome = ?2 ORDER BY id",
    )?;
    let rows = statement.query_map(params![order.get(), Outcome::Hint.word()], |row| {
        Ok((row.get::<_, Option<u32>>(0)?.unwrap_or(0), UnixMs::new(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes a row of the journal and lets the oldest go.
pub(crate) fn journal(tx: &Transaction<'_>, row: &Received) -> Result<(), Error> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO received (epoch, seq, event_id, route, relayed_at_ms, at_ms, body_sha256,
             body_len, outcome, detail, order_number, attempt, raw)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let id = statement.insert(params![
        row.epoch,
        place(row.seq)?,
        row.event_id,
        row.route,
        row.relayed_at.get(),
        row.at.get(),
        row.body_sha256,
        row.body_len,
        row.outcome.word(),
        row.detail,
        row.charge.map(|key| key.order.get()),
        row.charge.map(|key| key.attempt),
        row.raw,
    ])?;
    tx.execute("DELETE FROM received WHERE id <= ?1", [id.saturating_sub(JOURNAL)])?;
    if row.raw.is_some() {
        tx.execute(
            "UPDATE received SET raw = NULL WHERE raw IS NOT NULL AND id <= (
                 SELECT id FROM received WHERE raw IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?1)",
            [BODIES],
        )?;
    }
    Ok(())
}

/// A place in the stream as SQLite holds it.
pub(crate) fn place(seq: u64) -> Result<i64, Error> {
    i64::try_from(seq).map_err(|_| Error::Internal("a seq beyond 63 bits".into()))
}

/// A place or a count as SQLite holds it, which is never negative.
pub(crate) fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
