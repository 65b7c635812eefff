//! The event that binds what an older log says without its personal parts. A log has one, behind all that was written
//! before such parts stood beside the chain, or it has none because it was begun afterwards.

use domain::{Actor, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::chain::Hash;
use super::row::internal;
use super::{Family, Row};
use crate::error::Error;

/// The kind of the event.
pub(crate) const BOUND: &str = "personal_parts_bound";

/// What it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound {
    /// The last event that is bound.
    pub(crate) upto: i64,
    /// [`Row::bound`] of all of them, one behind the other.
    pub(crate) digest: Hash,
}

#[derive(Debug, Serialize, Deserialize)]
struct BoundRow {
    upto: i64,
    digest: String,
}

impl Bound {
    /// What the log's own says, if it has one.
    pub(crate) fn read(log: &Connection) -> Result<Option<Self>, Error> {
        const FIRST: &str = "SELECT body FROM events
            WHERE stream = 'privacy' AND stream <> 'order' AND kind = 'personal_parts_bound'
            ORDER BY seq LIMIT 1";
        let body: Option<String> = log.query_row(FIRST, [], |row| row.get(0)).optional()?;
        body.map(|body| Self::parse(&body)).transpose()
    }

    pub(crate) fn parse(body: &str) -> Result<Self, Error> {
        let unreadable = || Error::damaged("what binds the older events cannot be read");
        let row: BoundRow = serde_json::from_str(body).map_err(|_| unreadable())?;
        let digest = hex::decode(row.digest).ok().and_then(|it| it.try_into().ok());
        Ok(Self { upto: row.upto, digest: digest.ok_or_else(unreadable)? })
    }

    /// Puts it behind the last event, whose hash is `head`, by hand: the update to later versions may not be done yet.
    pub(crate) fn append(
        &self,
        tx: &Transaction<'_>,
        head: &Hash,
        at: UnixMs,
    ) -> Result<(), Error> {
        let body = BoundRow { upto: self.upto, digest: hex::encode(self.digest) };
        let row = Row {
            seq: self.upto + 1,
            family: Family::Privacy,
            stream_id: 1,
            attempt: 0,
            kind: BOUND.to_owned(),
            at_ms: at.get(),
            body: serde_json::to_string(&body).map_err(|error| internal(&error))?,
            actor: Some(Actor::Till.to_string()),
            personal: None,
        };
        tx.execute(
            "INSERT INTO events (seq, stream, stream_id, attempt, kind, at_ms, body, actor, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                row.seq,
                row.family,
                row.stream_id,
                row.attempt,
                row.kind,
                row.at_ms,
                row.body,
                row.actor,
                row.hash(head)
            ],
        )?;
        Ok(())
    }

    /// Whether this event is what it must be at its place behind the events of that digest; `None` for one that does
    /// not begin with the first of them.
    pub(crate) fn check(&self, row: &Row, digest: Option<&Hash>) -> Result<(), Error> {
        let is_its = row.family == Family::Privacy
            && row.seq == self.upto.saturating_add(1)
            && digest.is_none_or(|digest| *digest == self.digest);
        if is_its {
            return Ok(());
        }
        Err(Error::damaged("the events before are not those that were bound"))
    }
}
