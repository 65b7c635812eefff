//! What an admin sees. Never a key, a pairing code or a secret: the relay does not have them or does not
//! give them away.

use rusqlite::{Connection, Result};
use serde::{Deserialize, Serialize};

use super::Directory;
use crate::store::StoreError;

/// A till in `till list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillLine {
    /// Its id.
    pub till_id: String,
    /// Its merchant's name.
    pub merchant: String,
    /// Its name.
    pub name: String,
    /// It has a key.
    pub paired: bool,
    /// It may not connect any more.
    pub revoked: bool,
    /// It has a session now.
    pub connected: bool,
    /// The newest seq of its stream; 0 if there never was one.
    pub head: u64,
    /// The newest seq that it has on disk.
    pub acked: u64,
    /// How many kept events it does not have.
    pub lag: u64,
    /// How many events it could not take in, as far as they are kept.
    pub parked: u64,
    /// Its code as it told it last; absent if it never did.
    #[serde(default)]
    pub code: Option<String>,
    /// How many events its order log had when it told so last; absent if it never did.
    #[serde(default)]
    pub mark_seq: Option<u64>,
}

/// A route in `route list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteLine {
    /// Its id.
    pub route_id: String,
    /// Its merchant's name.
    pub merchant: String,
    /// The id of its till; absent if it goes to all of the merchant's.
    pub till_id: Option<String>,
    /// The way and the header of its check, without the secret.
    pub check: Option<String>,
    /// The headers that it passes on beside the usual ones.
    #[serde(default)]
    pub pass: Vec<String>,
    /// How many ingest URLs lead to it: 1, or 2 while a key is changed; 0 after a revocation.
    pub keys: u64,
}

fn tills(db: &Connection) -> Result<Vec<TillLine>> {
    db.prepare_cached(
        "SELECT t.id, m.name, t.name, t.public_key IS NOT NULL, t.revoked_at_ms IS NOT NULL,
                coalesce(h.head, 0), coalesce(h.acked, 0),
                (SELECT count(*) FROM stream s
                  WHERE s.till = t.id AND s.seq > coalesce(h.acked, 0) AND s.parked IS NULL),
                (SELECT count(*) FROM stream s WHERE s.till = t.id AND s.parked IS NOT NULL)
           FROM tills t JOIN merchants m ON m.id = t.merchant LEFT JOIN heads h ON h.till = t.id
          ORDER BY t.rowid",
    )?
    .query_map((), |row| {
        Ok(TillLine {
            till_id: row.get(0)?,
            merchant: row.get(1)?,
            name: row.get(2)?,
            paired: row.get(3)?,
            revoked: row.get(4)?,
            connected: false,
            head: row.get(5)?,
            acked: row.get(6)?,
            lag: row.get(7)?,
            parked: row.get(8)?,
            code: None,
            mark_seq: None,
        })
    })?
    .collect()
}

fn routes(db: &Connection) -> Result<Vec<RouteLine>> {
    db.prepare_cached(
        "SELECT r.id, m.name, r.till, r.checking, r.passing,
                (SELECT count(*) FROM ingest_keys k WHERE k.route = r.id)
           FROM routes r JOIN merchants m ON m.id = r.merchant ORDER BY r.rowid",
    )?
    .query_map((), |row| {
        let checking: Option<String> = row.get(3)?;
        // WAY:HEADER:SECRET without the last.
        let check = checking.map(|text| text.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"));
        let passing: String = row.get(4)?;
        Ok(RouteLine {
            route_id: row.get(0)?,
            merchant: row.get(1)?,
            till_id: row.get(2)?,
            check,
            pass: passing.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            keys: row.get(5)?,
        })
    })?
    .collect()
}

impl Directory {
    /// All tills in the order of their making; `connected`, `code` and
    /// `mark_seq` are for the caller to fill in.
    pub async fn list_tills(&self) -> Result<Vec<TillLine>, StoreError> {
        self.db.read(tills).await
    }

    /// All routes in the order of their making.
    pub async fn list_routes(&self) -> Result<Vec<RouteLine>, StoreError> {
        self.db.read(routes).await
    }
}
