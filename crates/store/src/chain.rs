//! The hash chain: each event carries the SHA-256 of itself and of the hash before.

use domain::UnixMs;
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::write::ChargeKey;

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first event.
pub(crate) const GENESIS: Hash = [0; 32];

/// The hashed part of an event's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link<'a> {
    pub(crate) seq: i64,
    pub(crate) order_number: i64,
    pub(crate) attempt: u32,
    pub(crate) kind: &'a str,
    pub(crate) at_ms: i64,
    pub(crate) body: &'a str,
}

impl Link<'_> {
    /// The hash of this event behind `before`. Every field is length-delimited, so that no two
    /// events share an encoding.
    pub(crate) fn hash(&self, before: &Hash) -> Hash {
        let mut sha = Sha256::new();
        sha.update(before);
        sha.update(self.seq.to_le_bytes());
        sha.update(self.order_number.to_le_bytes());
        sha.update(self.attempt.to_le_bytes());
        sha.update(self.at_ms.to_le_bytes());
        for text in [self.kind, self.body] {
            sha.update((text.len() as u64).to_le_bytes());
            sha.update(text.as_bytes());
        }
        sha.finalize().into()
    }
}

/// Puts an event at the end of the chain; `None`: it belongs to no order. Returns its place.
pub(crate) fn append(
    tx: &Transaction<'_>,
    key: Option<ChargeKey>,
    kind: &str,
    now: UnixMs,
    body: &str,
) -> Result<i64, Error> {
    let last: Option<(i64, Hash)> = tx
        .query_row("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (seq, before) = last.unwrap_or((0, GENESIS));
    let link = Link {
        seq: seq + 1,
        order_number: key.map_or(0, |key| key.order.get()),
        attempt: key.map_or(0, |key| key.attempt),
        kind,
        at_ms: now.get(),
        body,
    };
    tx.execute(
        "INSERT INTO events (seq, order_number, attempt, kind, at_ms, body, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            link.seq,
            link.order_number,
            link.attempt,
            link.kind,
            link.at_ms,
            link.body,
            link.hash(&before)
        ],
    )?;
    Ok(link.seq)
}
