//! What tills reported, on disk.

use relay_protocol::Mark;
use rusqlite::{Connection, Result, Row, params};

use crate::ids::{MerchantId, TillId};

/// What one till reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) till: TillId,
    pub(super) code: Option<String>,
    pub(super) mark: Option<Mark>,
    /// When its last session ended, in milliseconds of lived time; `None` while it has one.
    pub(super) left_at_ms: Option<i64>,
}

/// The same, with what the directory says of the till.
pub(super) struct ReportedTill {
    pub(super) line: Line,
    pub(super) merchant: MerchantId,
    pub(super) revoked: bool,
}

fn kept(row: &Row<'_>) -> Result<ReportedTill> {
    let till: String = row.get(0)?;
    let merchant: String = row.get(1)?;
    let mark = (row.get(4)?, row.get(5)?, row.get(6)?);
    let mark = if let (Some(c), Some(s), Some(h)) = mark { Some(Mark { c, s, h }) } else { None };
    let left_at_ms = row.get(7)?;
    Ok(ReportedTill {
        line: Line { till: TillId::known(&till), code: row.get(3)?, mark, left_at_ms },
        merchant: MerchantId::known(&merchant),
        revoked: row.get(2)?,
    })
}

/// All of them, and how long the relay has lived, in milliseconds.
pub(super) fn read(db: &Connection) -> Result<(Vec<ReportedTill>, i64)> {
    let lived_ms = db.query_row("SELECT lived_ms FROM life", [], |row| row.get(0))?;
    let mut lines = db.prepare(
        "SELECT d.till, t.merchant, t.revoked_at_ms IS NOT NULL, d.code,
                d.mark_code, d.mark_seq, d.mark_sha256, d.left_at_ms
           FROM told d JOIN tills t ON t.id = d.till",
    )?;
    let lines = lines.query_map((), kept)?.collect::<Result<_>>()?;
    Ok((lines, lived_ms))
}

/// Replaces what was reported before, and writes down the time of now.
pub(super) fn write(db: &Connection, lines: &[Line], lived_ms: i64) -> Result<()> {
    db.prepare_cached("UPDATE life SET lived_ms = ?1")?.execute([lived_ms])?;
    let mut put = db.prepare_cached(
        "INSERT INTO told (till, code, mark_code, mark_seq, mark_sha256, left_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (till) DO UPDATE SET
             code = excluded.code, mark_code = excluded.mark_code, mark_seq = excluded.mark_seq,
             mark_sha256 = excluded.mark_sha256, left_at_ms = excluded.left_at_ms",
    )?;
    for Line { till, code, mark, left_at_ms } in lines {
        let mark = mark.as_ref();
        put.execute(params![
            till.as_str(),
            code,
            mark.map(|it| &it.c),
            mark.map(|it| it.s),
            mark.map(|it| &it.h),
            left_at_ms
        ])?;
    }
    Ok(())
}
