//! Bodies of which most stands in an earlier one already: what repeats (provider, account, payer, addresses, words of
//! JSON) is kept once. A packed body is raw DEFLATE (RFC 1951) with the body of the event `base` as its dictionary.
//! A base stands in full, or is an event of the same order and kind that is packed against one that does: a payment
//! that is seen again resembles nothing more than itself.

use std::cell::RefCell;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use rusqlite::{ToSql, Transaction, params};

use super::{Family, Row};
use crate::error::Error;

/// No longer body is packed, in bytes: a damaged one never becomes longer than this either.
const LONGEST: usize = 16 << 10;
/// What a packed body must save at least, in bytes.
const WORTH: usize = 24;
/// How many bodies of a kind are tried, the newest first: a till may sell at several accounts in turn.
const BASES: i64 = 4;
/// How far back a base may lie, in events: a page that is lost takes no more of the log with it, but for events that
/// are packed against those, each with its order.
const FARTHEST: i64 = 10_000;
/// DEFLATE looks back so far, as a power of two in bytes: over a body and its base.
const WINDOW_BITS: u8 = 15;

/// A body as it differs from that of the event `base`.
pub(crate) struct Packed {
    pub(crate) base: i64,
    pub(crate) bytes: Vec<u8>,
}

/// Packs the body of a new event of an order against an earlier one, where that saves enough; else the event
/// becomes a base itself.
pub(crate) fn pack(tx: &Transaction<'_>, row: &Row) -> Result<Option<Packed>, Error> {
    if row.family != Family::Order || !(WORTH..=LONGEST).contains(&row.kept().len()) {
        return Ok(None);
    }
    let after = row.seq.saturating_sub(FARTHEST);
    let own = pack_against(tx, row, OWN, params![row.kind, after, row.stream_id])?;
    let others = pack_against(tx, row, &others(), params![row.kind, after])?;
    let packed = own.into_iter().chain(others).min_by_key(|packed| packed.bytes.len());
    if packed.is_none() {
        become_base(tx, row)?;
    }
    Ok(packed)
}

/// The first event of the order that is of this kind and may be a base.
const OWN: &str = "stream = 'order' AND stream_id = ?3 AND kind = ?1 AND seq > ?2
    AND (base IS NULL OR (SELECT whole.base FROM events AS whole WHERE whole.seq = events.base) IS NULL)
    ORDER BY seq LIMIT 1";

/// The newest events of this kind that stand in full, whatever the table of bases says.
fn others() -> String {
    format!(
        "seq IN (SELECT seq FROM bases WHERE kind = ?1 AND seq > ?2 ORDER BY seq DESC LIMIT {BASES})
         AND stream = 'order' AND kind = ?1 AND base IS NULL
         ORDER BY seq DESC"
    )
}

/// Packed against the first event of those that `places` gives against which this saves enough.
fn pack_against(
    tx: &Transaction<'_>,
    row: &Row,
    places: &str,
    values: &[&dyn ToSql],
) -> Result<Option<Packed>, Error> {
    let columns = Row::COLUMNS;
    let mut bases = tx.prepare_cached(&format!("SELECT {columns} FROM events WHERE {places}"))?;
    let mut bases = bases.query(values)?;
    while let Some(base) = bases.next()? {
        // One that cannot be read is none: what happens to other orders is written all the same.
        let Ok(base) = Row::read(base) else { continue };
        if let Some(bytes) = pack_beside(row.kept(), base.kept()) {
            return Ok(Some(Packed { base: base.seq, bytes }));
        }
    }
    Ok(None)
}

/// What is left of a body beside a base, where that saves enough.
pub(crate) fn pack_beside(body: &str, base: &str) -> Option<Vec<u8>> {
    deflate(body, base).filter(|bytes| bytes.len() + WORTH <= body.len())
}

fn become_base(tx: &Transaction<'_>, row: &Row) -> Result<(), Error> {
    tx.prepare_cached("INSERT INTO bases (kind, seq) VALUES (?1, ?2)")?
        .execute(params![row.kind, row.seq])?;
    tx.prepare_cached(
        "DELETE FROM bases WHERE kind = ?1 AND seq NOT IN
             (SELECT seq FROM bases WHERE kind = ?1 ORDER BY seq DESC LIMIT ?2)",
    )?
    .execute(params![row.kind, BASES])?;
    Ok(())
}

thread_local! {
    // Each takes some hundred kilobytes, which take longer to be made than a body to be packed.
    static ENCODER: RefCell<Compress> = RefCell::new(
        Compress::new_with_window_bits(Compression::best(), false, WINDOW_BITS));
    static DECODER: RefCell<Decompress> =
        RefCell::new(Decompress::new_with_window_bits(false, WINDOW_BITS));
}

/// `None`: what comes out is no shorter.
fn deflate(body: &str, base: &str) -> Option<Vec<u8>> {
    ENCODER.with_borrow_mut(|encoder| {
        encoder.reset();
        encoder.set_dictionary(base.as_bytes()).ok()?;
        let mut packed = Vec::with_capacity(body.len());
        let done =
            encoder.compress_vec(body.as_bytes(), &mut packed, FlushCompress::Finish).ok()?;
        (done == Status::StreamEnd).then_some(packed)
    })
}

/// The body again. Empty where bytes are damaged: the hash tells so, and whoever reads the body.
pub(crate) fn unpack(packed: &[u8], base: &str) -> String {
    inflate(packed, base).unwrap_or_default()
}

fn inflate(packed: &[u8], base: &str) -> Option<String> {
    DECODER.with_borrow_mut(|decoder| {
        decoder.reset(false);
        decoder.set_dictionary(base.as_bytes()).ok()?;
        let mut body = Vec::with_capacity(LONGEST);
        let done = decoder.decompress_vec(packed, &mut body, FlushDecompress::Finish).ok()?;
        String::from_utf8(body).ok().filter(|_| done == Status::StreamEnd)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BASE: &str = r#"{"reference":"K7QD-000001","provider":"connectpsp","request_body":"{}"}"#;

    proptest! {
        #[test]
        fn what_is_packed_comes_out_to_the_letter(body in "\\PC{0,300}", base in "\\PC{0,300}") {
            if let Some(packed) = deflate(&body, &base) {
                prop_assert_eq!(unpack(&packed, &base), body);
            }
        }

        #[test]
        fn damaged_bytes_are_no_end_of_the_program(packed: Vec<u8>, base in "\\PC{0,300}") {
            prop_assert!(unpack(&packed, &base).len() <= LONGEST);
        }
    }

    #[test]
    fn what_repeats_is_not_repeated() {
        let body = BASE.replace("000001", "000002");
        let packed = deflate(&body, BASE).unwrap();
        assert!(packed.len() < body.len() / 3, "{} of {}", packed.len(), body.len());
        assert_eq!(unpack(&packed, BASE), body);
        assert_ne!(unpack(&packed, "another base"), body);
    }
}
