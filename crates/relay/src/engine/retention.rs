//! The end of retention: old bodies go, in batches so small that webhooks pass between them.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use tokio::time::{Instant, sleep};

use crate::config::Retention;
use crate::engine::Sqlite;
use crate::ids::TillId;
use crate::store::StoreError;

/// Rows of one batch: a millisecond of the writer's time.
const BATCH: usize = 128;

const HOUR_MS: i64 = 60 * 60 * 1000;
const MIB: u64 = 1024 * 1024;

/// Remembers what was looked at.
#[derive(Default)]
pub struct Swept(HashMap<TillId, u64>);

/// Where a batch came to.
enum Batch {
    /// So many rows went, and there may be more behind this seq.
    More(usize, u64),
    /// So many rows went, and there are no more.
    End(usize),
}

impl Sqlite {
    /// Takes what tills that have grown since the last time have too much of. Says how many events.
    pub async fn sweep_over_limit(
        &self,
        swept: &mut Swept,
        retention: Retention,
    ) -> Result<u64, StoreError> {
        let newest = self.db.shared().newest_of_all();
        let grown = newest.iter().filter(|(till, seq)| swept.0.get(till) != Some(seq));
        let (events, bytes) = (retention.events_per_till, u64::from(retention.mib_per_till) * MIB);
        let mut gone = 0;
        for (till, _) in grown {
            let whose = till.clone();
            let keep = self
                .db
                .read(move |connection| keep_from(connection, &whose, events, bytes))
                .await?;
            if let Some(from) = keep {
                self.db.shared().forget_recent(till);
                gone += self.take_before(till, from).await?;
            }
        }
        swept.0 = newest;
        Ok(gone)
    }

    async fn take_before(&self, till: &TillId, from: u64) -> Result<u64, StoreError> {
        let mut gone = 0;
        loop {
            let till = till.clone();
            let act = move |connection: &Connection| delete_before(connection, &till, from);
            let batch = at_leisure(self.db.write(act)).await?;
            gone += batch as u64;
            if batch < BATCH {
                return Ok(gone);
            }
        }
    }

    /// Takes what is older than retention says, and forgets repetitions. Says how many events went.
    pub async fn sweep_old(&self, retention: Retention, now_ms: i64) -> Result<u64, StoreError> {
        let before_ms = now_ms - i64::from(retention.hours) * HOUR_MS;
        // Nothing stays in memory longer than it may stay in the file.
        self.db.shared().clear_recent();
        let (mut gone, mut after) = (0, 0);
        loop {
            let act =
                move |connection: &Connection| delete_old(connection, after, before_ms, now_ms);
            match at_leisure(self.db.write(act)).await? {
                Batch::More(rows, behind) => (gone, after) = (gone + rows as u64, behind),
                Batch::End(rows) => {
                    gone += rows as u64;
                    break;
                }
            }
        }
        while at_leisure(self.forget(now_ms, BATCH)).await? == BATCH {}
        Ok(gone)
    }
}

/// Waits three times as long as a batch took: webhooks have three quarters of the writer's time.
async fn at_leisure<T>(
    batch: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let start = Instant::now();
    let done = batch.await?;
    sleep(start.elapsed() * 3).await;
    Ok(done)
}

/// The oldest seq that the till may keep; `None` if it has not too much.
fn keep_from(
    connection: &Connection,
    till: &TillId,
    events: u32,
    bytes: u64,
) -> rusqlite::Result<Option<u64>> {
    let mut newest_first = connection
        .prepare_cached("SELECT seq, bytes FROM stream WHERE till = ?1 ORDER BY seq DESC")?;
    let mut rows = newest_first.query([till.as_str()])?;
    let (mut kept, mut sum) = (0, 0);
    while let Some(row) = rows.next()? {
        kept += 1;
        sum += row.get::<_, u64>(1)?;
        if kept > events || sum > bytes {
            return Ok(Some(row.get::<_, u64>(0)? + 1));
        }
    }
    Ok(None)
}

/// A place in a stream that is about to go.
struct Place {
    seq: u64,
    body: i64,
    shared: bool,
}

fn delete_before(connection: &Connection, till: &TillId, from: u64) -> rusqlite::Result<usize> {
    let mut oldest = connection.prepare_cached(
        "SELECT seq, body, shared FROM stream WHERE till = ?1 AND seq < ?2 ORDER BY seq LIMIT ?3",
    )?;
    let places = oldest.query_map(params![till.as_str(), from, BATCH], |row| {
        Ok(Place { seq: row.get(0)?, body: row.get(1)?, shared: row.get(2)? })
    })?;
    let places = places.collect::<rusqlite::Result<Vec<_>>>()?;
    delete(connection, &places)?;
    Ok(places.len())
}

/// Seqs grow with time, so it ends at the first row that is young enough. A row of the future is
/// passed over: the clock was wrong when it came, and all that came later would wait for it.
fn delete_old(
    connection: &Connection,
    after: u64,
    before_ms: i64,
    now_ms: i64,
) -> rusqlite::Result<Batch> {
    let mut oldest = connection.prepare_cached(
        "SELECT s.seq, s.body, s.shared, b.received_at_ms FROM stream s
         JOIN bodies b ON b.id = s.body WHERE s.seq > ?1 ORDER BY s.seq LIMIT ?2",
    )?;
    let mut rows = oldest.query(params![after, BATCH])?;
    let (mut places, mut seen, mut end) = (Vec::new(), 0, after);
    let mut is_young = false;
    while !is_young && let Some(row) = rows.next()? {
        let received_at_ms: i64 = row.get(3)?;
        (seen, end) = (seen + 1, row.get(0)?);
        if received_at_ms < before_ms {
            places.push(Place { seq: end, body: row.get(1)?, shared: row.get(2)? });
        }
        is_young = (before_ms..=now_ms).contains(&received_at_ms);
    }
    drop(rows);
    delete(connection, &places)?;
    let is_end = is_young || seen < BATCH;
    Ok(if is_end { Batch::End(places.len()) } else { Batch::More(places.len(), end) })
}

/// The places, and the bodies that stand at no other place.
fn delete(connection: &Connection, places: &[Place]) -> rusqlite::Result<()> {
    let mut place = connection.prepare_cached("DELETE FROM stream WHERE seq = ?1")?;
    let mut body = connection.prepare_cached("DELETE FROM bodies WHERE id = ?1")?;
    let mut shared_body = connection.prepare_cached(
        "DELETE FROM bodies WHERE id = ?1
         AND NOT EXISTS (SELECT 1 FROM stream WHERE body = ?1 AND shared = 1)",
    )?;
    for Place { seq, body: id, shared } in places {
        place.execute([seq])?;
        if *shared {
            shared_body.execute([id])?
        } else {
            body.execute([id])?
        };
    }
    Ok(())
}
