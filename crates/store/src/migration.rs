//! The copying of an older log's events, in one transaction: whoever is interrupted begins anew, and the log
//! stays as it was.

mod divide;

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Transaction, params};
use serde::Deserialize;

use crate::error::Error;
use crate::index::search;
use crate::log::row::{PAYOUT_SEEN, number_in_body};
use crate::log::{Family, Row};
use crate::till::TILL_NAMED;
pub(crate) use divide::{OF_THE_NEWEST, divide};

/// How far the update of an older log, or the proof of one, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many events' worth of it is done, an update that goes through them more than once counting each pass for its part; in a
    /// proof, how many events and orders are proved.
    pub done: i64,
    /// How many there are.
    pub total: i64,
}

/// Whom the progress of an update is told: first before the old log is backed up, last when all events are
/// copied and indexed. The new log is checked and backed up then, which takes longer than the copying.
pub type Tell = Arc<dyn Fn(Progress) + Send + Sync>;

/// Tells nobody.
pub(crate) fn silently() -> Tell {
    Arc::new(|_| {})
}

/// Which part of an update one pass over the events is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    at: i64,
    of: i64,
}

impl Part {
    /// The one of that place, 0 and up, of so many.
    pub(crate) fn of(at: usize, of: usize) -> Self {
        let number = |it: usize| i64::try_from(it).unwrap_or(1);
        Self { at: number(at), of: number(of) }
    }

    /// Tells of the whole update what is told of this part.
    pub(crate) fn telling(self, tell: &Tell) -> Tell {
        let tell = Arc::clone(tell);
        Arc::new(move |Progress { done, total }| {
            let done = total.saturating_mul(self.at).saturating_add(done) / self.of;
            tell(Progress { done, total });
        })
    }
}

/// How many events are copied between two tellings.
const AT_ONCE: i64 = 10_000;

/// Copies all events into `events_6`, each with the stream that it belongs to, rows and hashes as they are.
pub(crate) fn copy_events(tx: &Transaction<'_>, tell: &Tell) -> Result<(), Error> {
    let total: i64 =
        tx.query_row("SELECT coalesce(max(seq), 0) FROM events", [], |row| row.get(0))?;
    let mut payouts = Numbers::default();
    let mut done = 0;
    while done < total {
        let to = done.saturating_add(AT_ONCE);
        tx.prepare_cached(
            "INSERT INTO events_6 (seq, stream, stream_id, attempt, kind, at_ms, body, hash)
             SELECT seq, 'order', order_number, attempt, kind, at_ms, body, hash FROM events
             WHERE seq > ?1 AND seq <= ?2 AND order_number > 0 ORDER BY seq",
        )?
        .execute([done, to])?;
        copy_others(tx, (done, to), &mut payouts)?;
        done = to.min(total);
        tell(Progress { done, total });
    }
    payouts.write(tx)
}

/// Makes the index for searches of what the events name.
pub(crate) fn index_names(tx: &Transaction<'_>, tell: &Tell) -> Result<(), Error> {
    let total: i64 =
        tx.query_row("SELECT coalesce(max(seq), 0) FROM events", [], |row| row.get(0))?;
    search::fill(tx, |done| {
        if done % AT_ONCE == 0 || done == total {
            tell(Progress { done, total });
        }
    })
}

/// Copies the events between two places that are of no order.
fn copy_others(
    tx: &Transaction<'_>,
    (after, to): (i64, i64),
    payouts: &mut Numbers,
) -> Result<(), Error> {
    let columns = Row::OLDER_COLUMNS;
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {columns}, hash FROM events WHERE order_number = 0 AND seq > ?1 AND seq <= ?2
         ORDER BY seq"
    ))?;
    let mut rows = statement.query([after, to])?;
    while let Some(row) = rows.next()? {
        let hash: [u8; 32] = row.get("hash")?;
        let row = Row::read(row)?;
        let (family, stream_id) = match row.kind.as_str() {
            PAYOUT_SEEN => (Family::Payout, payouts.of(&row.body)?),
            TILL_NAMED => (Family::Till, 1),
            _ => (Family::Unmatched, number_in_body(&row.body)?),
        };
        tx.prepare_cached(
            "INSERT INTO events_6 (seq, stream, stream_id, attempt, kind, at_ms, body, hash)
             VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![row.seq, family, stream_id, row.kind, row.at_ms, row.body, hash])?;
    }
    Ok(())
}

/// The numbers of payouts, in the order in which they were first seen.
#[derive(Default)]
struct Numbers(HashMap<(String, String), i64>);

impl Numbers {
    fn of(&mut self, body: &str) -> Result<i64, Error> {
        #[derive(Deserialize)]
        struct Named {
            provider: String,
            provider_id: String,
        }
        let named: Named = serde_json::from_str(body)
            .map_err(|error| Error::damaged(format!("a payout cannot be read: {error}")))?;
        let next = i64::try_from(self.0.len()).unwrap_or(i64::MAX).saturating_add(1);
        Ok(*self.0.entry((named.provider, named.provider_id)).or_insert(next))
    }

    fn write(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        for ((provider, id), number) in &self.0 {
            tx.prepare_cached(
                "UPDATE payouts SET number = ?3 WHERE provider = ?1 AND provider_id = ?2",
            )?
            .execute(params![provider, id, number])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::schema;

    #[test]
    fn a_disk_that_is_full_half_way_is_told_and_the_old_log_stays() {
        let home = tempfile::tempdir().unwrap();
        let mut log = Connection::open(home.path().join(crate::DATABASE)).unwrap();
        for sql in [
            include_str!("../migrations/0001_order_log.sql"),
            include_str!("../migrations/0002_relay.sql"),
            include_str!("../migrations/0003_money_without_a_sale.sql"),
            include_str!("../migrations/0004_accounts_and_proof.sql"),
            include_str!("../migrations/0005_end_of_the_log.sql"),
            include_str!("../tests/fixtures/log_0005.dump"),
        ] {
            log.execute_batch(sql).unwrap();
        }
        let events = |log: &Connection| -> (i64, i64) {
            let sql = "SELECT count(*), max(length(hash)) FROM events WHERE order_number >= 0";
            log.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
        let before = events(&log);
        let pages: i64 = log.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        for room in [1, 5, 20, 35] {
            log.pragma_update(None, "max_page_count", pages + room).unwrap();
            let result = schema::migrate(&mut log, &silently(), None);
            assert!(matches!(result, Err(Error::Unwritable(_))), "{room}: {result:?}");
            assert_eq!((schema::version(&log).unwrap(), events(&log)), (5, before), "{room}");
        }
        log.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        schema::migrate(&mut log, &silently(), None).unwrap();
        assert_eq!(schema::version(&log).unwrap(), schema::newest_version());
    }
}
