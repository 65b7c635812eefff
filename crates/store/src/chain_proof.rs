//! The proof of an order's events for whoever does not have the log: each with all that its hash is made of.

use domain::OrderNumber;
use rusqlite::params;

use crate::error::Error;
use crate::log::bound::Bound;
use crate::log::chain::{GENESIS, Hash};
use crate::log::{Family, Row};
use crate::reader::Reader;
use crate::watermark;

/// An event, with the hash before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    /// Its place, 1 and up.
    pub seq: i64,
    /// The attempt; 0: the whole order.
    pub attempt: u32,
    /// Its name.
    pub kind: String,
    /// When it was written, on our clock.
    pub at_ms: i64,
    /// Its body as it is hashed: without what it says of persons, where that stands beside.
    pub body: String,
    /// Who did it, as it is hashed; absent in logs from before that was kept.
    pub actor: Option<String>,
    /// The commitment to what it says of persons, in hex; absent: it says nothing.
    pub commitment: Option<String>,
    /// The hash of the event before it in the log, in hex.
    pub before: String,
    /// Its own, in hex.
    pub hash: String,
}

impl Reader {
    /// The events of an order, oldest first, and place and hash of the log's last event. Errors: `NotFound`.
    pub fn chain_proof(
        &self,
        order: OrderNumber,
    ) -> Result<(Vec<ChainLink>, (i64, String)), Error> {
        let log = self.connection.unchecked_transaction()?;
        // Older events were hashed with all that they said.
        let undivided_to = Bound::read(&log)?.map_or(0, |bound| bound.upto);
        let (columns, is_of) = (Row::COLUMNS, Family::Order.is_of());
        let mut statement = log.prepare(&format!(
            "SELECT {columns}, hash, (SELECT last.hash FROM events AS last WHERE last.seq = events.seq - 1) AS before
             FROM events WHERE {is_of} ORDER BY seq"
        ))?;
        let mut rows = statement.query(params![order.get()])?;
        let mut links = Vec::new();
        while let Some(found) = rows.next()? {
            let hash: Hash = found.get("hash")?;
            let before: Option<Hash> = found.get("before")?;
            let row = Row::read(found)?;
            let is_divided = row.seq > undivided_to;
            let personal = row.personal.as_ref().filter(|_| is_divided);
            links.push(ChainLink {
                seq: row.seq,
                attempt: row.attempt,
                kind: row.kind.clone(),
                at_ms: row.at_ms,
                body: if is_divided { row.kept().to_owned() } else { row.body.clone() },
                actor: row.actor.clone(),
                commitment: personal.map(|part| hex::encode(part.commitment())),
                before: hex::encode(before.unwrap_or(GENESIS)),
                hash: hex::encode(hash),
            });
        }
        if links.is_empty() {
            return Err(Error::NotFound);
        }
        let (seq, head) = watermark::head(&log)?;
        Ok((links, (seq, hex::encode(head))))
    }
}
