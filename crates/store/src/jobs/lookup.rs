//! The look-up of a transaction that no charge of this log is about, or of a payout.

use domain::{Actor, ProviderId, UnixMs};
use rusqlite::{Transaction, params};

use super::{CLOSEST_MS, Queue, claim, due};
use crate::error::Error;
use crate::open::Store;
use crate::relay_cursor::count_dropped;
use crate::tx::Tx;

/// What is to be looked up: what can be believed first, then what is due longest.
const QUEUE: Queue = Queue {
    due: "SELECT id, begun_at_ms, owner FROM jobs INDEXED BY lookups_by_rank
          WHERE provider_id IS NOT NULL AND due_at_ms <= ?1 AND begun_at_ms <= ?2
          ORDER BY rank DESC, due_at_ms, id",
    ahead: "SELECT id, begun_at_ms, owner FROM jobs INDEXED BY lookups_by_rank
            WHERE provider_id IS NOT NULL AND begun_at_ms > ?1 ORDER BY rank DESC, id",
};

/// More than this of one rank are not open at once: the oldest gives way. What is signed never does.
const MOST: u32 = 200;

/// What a look-up is about. A charge and a payout may have the same id at a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LookupKind {
    /// Money that arrived, for no charge that we know of.
    Charge,
    /// Money that leaves.
    Payout,
}

impl LookupKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Charge => "lookup_charge",
            Self::Payout => "lookup_payout",
        }
    }

    fn read(word: &str) -> Result<Self, Error> {
        [Self::Charge, Self::Payout]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| Error::damaged("a look-up of an unknown kind"))
    }
}

/// How far the webhook can be believed that a look-up came of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Anybody may have sent it.
    Stranger = 0,
    /// It carries the header that the merchant has set.
    Recognised = 1,
    /// The provider has signed it.
    Signed = 2,
}

impl Rank {
    fn read(rank: u8) -> Result<Self, Error> {
        [Self::Stranger, Self::Recognised, Self::Signed]
            .into_iter()
            .find(|known| *known as u8 == rank)
            .ok_or_else(|| Error::damaged("a look-up of an unknown rank"))
    }
}

/// What a provider is to be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupRequest {
    /// The adapter to ask.
    pub provider: String,
    /// The fingerprint of the account to ask.
    pub account: String,
    /// What it is about.
    pub kind: LookupKind,
    /// The provider's id.
    pub id: ProviderId,
    /// How far the webhook can be believed.
    pub rank: Rank,
}

/// Something that this process shall ask a provider about now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The adapter to ask.
    pub provider: String,
    /// The fingerprint of the account to ask; empty in an older log.
    pub account: String,
    /// What it is about.
    pub kind: LookupKind,
    /// The provider's id.
    pub provider_id: ProviderId,
    /// How far the webhook can be believed.
    pub rank: Rank,
    /// How many questions in a row failed.
    pub failures: u32,
    /// When the webhook came, on our clock.
    pub created_at: UnixMs,
}

impl Store {
    /// Claims the lookup that is due longest, if one is and nobody is asking about it.
    pub fn claim_lookup(&mut self, now: UnixMs) -> Result<Option<Lookup>, Error> {
        let at = self.times.row(now);
        // A look without the write lock first: most looks find nothing.
        if due(&self.connection, &self.process_lock, at, QUEUE, 1)?.is_empty() {
            return Ok(None);
        }
        self.write(&Actor::Till, now, |tx| {
            let Some(&id) = due(tx, tx.process_lock, at, QUEUE, 1)?.first() else {
                return Ok(None);
            };
            let lookup = by_id(tx, id)?;
            claim(tx, id)?;
            Ok(Some(lookup))
        })
    }

    /// When the next lookup is due, apart from those that this process is asking about; `None` if
    /// none is.
    pub fn next_lookup(&self) -> Result<Option<UnixMs>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT min(max(due_at_ms, begun_at_ms + ?2)) FROM jobs INDEXED BY lookups_by_rank
             WHERE provider_id IS NOT NULL AND owner IS NOT ?1",
        )?;
        let next: Option<i64> =
            statement.query_row(params![self.process_lock.name(), CLOSEST_MS], |row| row.get(0))?;
        Ok(next.map(|next| self.times.caller(UnixMs::new(next))))
    }
}

/// Look-ups, as they are inside a transaction.
impl Tx<'_> {
    /// Puts a look-up down, or brings the one that there is forward, unless it waits after a failure.
    pub fn begin_lookup(&self, asking: &LookupRequest) -> Result<(), Error> {
        begin(self, asking, self.computer_now())
    }

    /// The look-up is to be made again then; `failed`: this one brought no answer that can be used.
    pub fn repeat_lookup(&self, lookup: &Lookup, at: UnixMs, failed: bool) -> Result<(), Error> {
        later(self, lookup, self.times.row(at), failed)
    }

    /// The look-up has been answered; news that came while it was under way keep it open.
    pub fn end_lookup(&self, lookup: &Lookup) -> Result<(), Error> {
        over(self, lookup, self.computer_now())
    }
}

/// Puts a look-up down, or brings the one that there is forward, unless it waits after a failure.
fn begin(tx: &Transaction<'_>, asking: &LookupRequest, now: UnixMs) -> Result<(), Error> {
    let rank = asking.rank as u8;
    tx.execute(
        "INSERT INTO jobs (provider, account, kind, provider_id, rank, created_at_ms, due_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (kind, provider, account, provider_id) WHERE provider_id IS NOT NULL DO UPDATE SET
             hint = 1, rank = max(rank, excluded.rank),
             due_at_ms = iif(failures = 0, min(due_at_ms, excluded.due_at_ms), due_at_ms)",
        params![
            asking.provider,
            asking.account,
            asking.kind.word(),
            asking.id.as_str(),
            rank,
            now.get()
        ],
    )?;
    if asking.rank == Rank::Signed {
        return Ok(());
    }
    let dropped = tx.execute(
        "DELETE FROM jobs WHERE provider_id IS NOT NULL AND rank = ?1 AND id <= (
             SELECT id FROM jobs WHERE provider_id IS NOT NULL AND rank = ?1
             ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        params![rank, MOST],
    )?;
    count_dropped(tx, dropped)
}

fn later(tx: &Transaction<'_>, lookup: &Lookup, at: UnixMs, failed: bool) -> Result<(), Error> {
    tx.execute(
        "UPDATE jobs SET owner = NULL, failures = iif(?5, failures + 1, 0),
             due_at_ms = iif(hint AND NOT ?5, min(begun_at_ms, ?4), ?4), hint = 0
         WHERE provider = ?1 AND kind = ?2 AND provider_id = ?3 AND account = ?6",
        params![
            lookup.provider,
            lookup.kind.word(),
            lookup.provider_id.as_str(),
            at.get(),
            failed,
            lookup.account
        ],
    )?;
    Ok(())
}

fn over(tx: &Transaction<'_>, lookup: &Lookup, now: UnixMs) -> Result<(), Error> {
    let id = lookup.provider_id.as_str();
    tx.execute(
        "DELETE FROM jobs
         WHERE provider = ?1 AND kind = ?2 AND provider_id = ?3 AND account = ?4 AND NOT hint",
        params![lookup.provider, lookup.kind.word(), id, lookup.account],
    )?;
    tx.execute(
        "UPDATE jobs SET owner = NULL, failures = 0, hint = 0, due_at_ms = ?5
         WHERE provider = ?1 AND kind = ?2 AND provider_id = ?3 AND account = ?4",
        params![lookup.provider, lookup.kind.word(), id, lookup.account, now.get()],
    )?;
    Ok(())
}

/// The look-up of that id.
fn by_id(tx: &Tx<'_>, id: i64) -> Result<Lookup, Error> {
    let mut statement = tx.prepare_cached(
        "SELECT provider, account, kind, provider_id, rank, failures, created_at_ms FROM jobs
         WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    let row = rows.next()?.ok_or(Error::NotFound)?;
    Ok(Lookup {
        provider: row.get(0)?,
        account: row.get(1)?,
        kind: LookupKind::read(&row.get::<_, String>(2)?)?,
        provider_id: ProviderId::new(row.get::<_, String>(3)?)
            .map_err(|_| Error::damaged("a look-up of an impossible id"))?,
        rank: Rank::read(row.get(4)?)?,
        failures: row.get(5)?,
        created_at: tx.times.caller(UnixMs::new(row.get(6)?)),
    })
}
