//! Bodies of which most stands in an earlier one already: what repeats (provider, account, payer, addresses, words of
//! JSON) is kept once. A packed body is raw DEFLATE (RFC 1951) with the body of the event `base` as its dictionary.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use rusqlite::{Transaction, params};

use super::{Family, Row};
use crate::error::Error;

/// No longer body is packed, in bytes: a damaged one never becomes longer than this either.
const LONGEST: usize = 16 << 10;
/// What a packed body must save at least, in bytes.
const WORTH: usize = 24;
/// How many bodies of a kind are tried, the newest first: a till may sell at several accounts in turn.
const BASES: i64 = 4;
/// How far back a base may lie, in events: a page that is lost takes no more of the log with it.
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
    if row.family != Family::Order || !(WORTH..=LONGEST).contains(&row.body.len()) {
        return Ok(None);
    }
    let mut bases = tx.prepare_cached(
        "SELECT seq, body FROM events
         WHERE seq IN (SELECT seq FROM bases WHERE kind = ?1 AND seq > ?2 ORDER BY seq DESC LIMIT ?3)
         ORDER BY seq DESC",
    )?;
    let mut bases = bases.query(params![row.kind, row.seq.saturating_sub(FARTHEST), BASES])?;
    while let Some(base) = bases.next()? {
        let packed = deflate(&row.body, base.get_ref(1)?.as_str().unwrap_or_default());
        if let Some(bytes) = packed.filter(|bytes| bytes.len() + WORTH <= row.body.len()) {
            return Ok(Some(Packed { base: base.get(0)?, bytes }));
        }
    }
    become_base(tx, row)?;
    Ok(None)
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

/// `None`: what comes out is no shorter.
fn deflate(body: &str, base: &str) -> Option<Vec<u8>> {
    let mut encoder = Compress::new_with_window_bits(Compression::best(), false, WINDOW_BITS);
    encoder.set_dictionary(base.as_bytes()).ok()?;
    let mut packed = Vec::with_capacity(body.len());
    let done = encoder.compress_vec(body.as_bytes(), &mut packed, FlushCompress::Finish).ok()?;
    (done == Status::StreamEnd).then_some(packed)
}

/// The body again. Empty where bytes are damaged: the hash tells so, and whoever reads the body.
pub(crate) fn unpack(packed: &[u8], base: &str) -> String {
    inflate(packed, base).unwrap_or_default()
}

fn inflate(packed: &[u8], base: &str) -> Option<String> {
    let mut decoder = Decompress::new_with_window_bits(false, WINDOW_BITS);
    decoder.set_dictionary(base.as_bytes()).ok()?;
    let mut body = Vec::with_capacity(LONGEST);
    let done = decoder.decompress_vec(packed, &mut body, FlushDecompress::Finish).ok()?;
    String::from_utf8(body).ok().filter(|_| done == Status::StreamEnd)
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
