//! The directory's SQL.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::code::CODE_LIVES_MS;
use super::{Refused, Till};
use crate::ids::{MerchantId, RouteId, TillId};

/// An ingest URL as it stands on disk.
pub(super) struct RouteRow {
    pub(super) id: RouteId,
    pub(super) merchant: MerchantId,
    /// `None`: all of the merchant's.
    pub(super) till: Option<TillId>,
    /// As [`super::Checking`] writes it.
    pub(super) checking: Option<String>,
    /// As [`super::Passing`] writes it.
    pub(super) passing: String,
}

fn id<T>(row: &Row<'_>, place: usize, known: fn(&str) -> T) -> Result<T> {
    row.get_ref(place)?.as_str().map(known).map_err(Into::into)
}

fn till(row: &Row<'_>) -> Result<Till> {
    Ok(Till {
        id: id(row, 0, TillId::known)?,
        merchant: id(row, 1, MerchantId::known)?,
        name: row.get(2)?,
        public_key: row.get(3)?,
        revoked: row.get(4)?,
    })
}

const TILL: &str = "SELECT id, merchant, name, public_key, revoked_at_ms IS NOT NULL FROM tills";

pub(super) fn tills(db: &Connection) -> Result<Vec<Till>> {
    db.prepare(&format!("{TILL} ORDER BY rowid"))?.query_map((), till)?.collect()
}

pub(super) fn till_of_id(db: &Connection, id: &str) -> Result<Option<Till>> {
    db.prepare_cached(&format!("{TILL} WHERE id = ?1"))?.query_row([id], till).optional()
}

/// A till by id or by a name that only one till has; a revoked till does not stand in the way of a
/// live one of the same name.
pub(super) fn find_till(db: &Connection, text: &str) -> Result<Result<Till, Refused>> {
    if let Some(found) = till_of_id(db, text)? {
        return Ok(Ok(found));
    }
    let mut named = db.prepare_cached(&format!("{TILL} WHERE name = ?1 LIMIT 100"))?;
    let mut named: Vec<Till> = named.query_map([text], till)?.collect::<Result<_>>()?;
    if named.iter().any(|till| !till.revoked) {
        named.retain(|till| !till.revoked);
    }
    let first = named.pop();
    Ok(match (first, named.is_empty()) {
        (Some(till), true) => Ok(till),
        (Some(_), false) => Err(Refused::Ambiguous { what: "till", name: text.to_owned() }),
        (None, _) => Err(Refused::Unknown { what: "till", name: text.to_owned() }),
    })
}

/// A merchant by id or name.
pub(super) fn find_merchant(db: &Connection, text: &str) -> Result<Option<MerchantId>> {
    db.prepare_cached("SELECT id FROM merchants WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC")?
        .query_row([text], |row| id(row, 0, MerchantId::known))
        .optional()
}

pub(super) fn add_merchant(db: &Connection, name: &str, now_ms: i64) -> Result<MerchantId> {
    let id = MerchantId::random();
    let add = "INSERT INTO merchants (id, name, created_at_ms) VALUES (?1, ?2, ?3)";
    db.execute(add, params![id.as_str(), name, now_ms])?;
    Ok(id)
}

pub(super) fn has_live_till(db: &Connection, merchant: &MerchantId, name: &str) -> Result<bool> {
    db.prepare_cached(
        "SELECT 1 FROM tills WHERE merchant = ?1 AND name = ?2 AND revoked_at_ms IS NULL",
    )?
    .exists(params![merchant.as_str(), name])
}

pub(super) fn add_till(db: &Connection, till: &Till, now_ms: i64) -> Result<()> {
    let add = "INSERT INTO tills (id, merchant, name, created_at_ms) VALUES (?1, ?2, ?3, ?4)";
    db.execute(add, params![till.id.as_str(), till.merchant.as_str(), till.name, now_ms])?;
    Ok(())
}

fn route(row: &Row<'_>) -> Result<RouteRow> {
    Ok(RouteRow {
        id: id(row, 0, RouteId::known)?,
        merchant: id(row, 1, MerchantId::known)?,
        till: row.get::<_, Option<String>>(2)?.map(|id| TillId::known(&id)),
        checking: row.get(3)?,
        passing: row.get(4)?,
    })
}

const ROUTE: &str = "SELECT id, merchant, till, checking, passing FROM routes";

pub(super) fn routes(db: &Connection) -> Result<Vec<RouteRow>> {
    db.prepare(&format!("{ROUTE} ORDER BY rowid"))?.query_map((), route)?.collect()
}

pub(super) fn find_route(db: &Connection, id: &str) -> Result<Option<RouteRow>> {
    db.prepare_cached(&format!("{ROUTE} WHERE id = ?1"))?.query_row([id], route).optional()
}

/// The route that was made with the till.
pub(super) fn own_route(db: &Connection, till: &TillId) -> Result<RouteId> {
    db.prepare_cached("SELECT id FROM routes WHERE till = ?1 ORDER BY rowid LIMIT 1")?
        .query_row([till.as_str()], |row| id(row, 0, RouteId::known))
}

pub(super) fn add_route(db: &Connection, route: &RouteRow, now_ms: i64) -> Result<()> {
    db.execute(
        "INSERT INTO routes (id, merchant, till, checking, passing, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            route.id.as_str(),
            route.merchant.as_str(),
            route.till.as_ref().map(TillId::as_str),
            route.checking,
            route.passing,
            now_ms
        ],
    )?;
    Ok(())
}

pub(super) fn keys(db: &Connection) -> Result<Vec<([u8; 32], RouteId)>> {
    let mut keys = db.prepare("SELECT sha256, route FROM ingest_keys")?;
    keys.query_map((), |row| Ok((row.get(0)?, id(row, 1, RouteId::known)?)))?.collect()
}

/// Adds a key to a route; of a route the newest two are active. Answers those that are not any more.
pub(super) fn add_key(
    db: &Connection,
    route: &RouteId,
    sha256: [u8; 32],
    now_ms: i64,
) -> Result<Vec<[u8; 32]>> {
    let add = "INSERT INTO ingest_keys (sha256, route, created_at_ms) VALUES (?1, ?2, ?3)";
    db.execute(add, params![sha256, route.as_str(), now_ms])?;
    db.prepare_cached(
        "DELETE FROM ingest_keys WHERE route = ?1 AND rowid NOT IN
             (SELECT rowid FROM ingest_keys WHERE route = ?1 ORDER BY rowid DESC LIMIT 2)
         RETURNING sha256",
    )?
    .query_map([route.as_str()], |row| row.get(0))?
    .collect()
}

/// A new pairing code for a till, instead of all that it had.
pub(super) fn add_code(
    db: &Connection,
    till: &TillId,
    sha256: [u8; 32],
    now_ms: i64,
) -> Result<()> {
    let end = "DELETE FROM pairing_codes WHERE till = ?1 OR expires_at_ms <= ?2";
    db.execute(end, params![till.as_str(), now_ms])?;
    let add = "INSERT INTO pairing_codes (sha256, till, expires_at_ms) VALUES (?1, ?2, ?3)";
    db.execute(add, params![sha256, till.as_str(), now_ms + CODE_LIVES_MS])?;
    Ok(())
}

/// The till of a code that is alive.
pub(super) fn till_of_code(
    db: &Connection,
    sha256: [u8; 32],
    now_ms: i64,
) -> Result<Option<TillId>> {
    db.prepare_cached("SELECT till FROM pairing_codes WHERE sha256 = ?1 AND expires_at_ms > ?2")?
        .query_row(params![sha256, now_ms], |row| id(row, 0, TillId::known))
        .optional()
}

pub(super) fn end_codes(db: &Connection, till: &TillId) -> Result<()> {
    db.execute("DELETE FROM pairing_codes WHERE till = ?1", [till.as_str()])?;
    Ok(())
}

/// Counts a wrong proof of a code; the fifth ends it.
pub(super) fn count_wrong_proof(db: &Connection, sha256: [u8; 32]) -> Result<()> {
    db.execute(
        "UPDATE pairing_codes SET wrong_tries = wrong_tries + 1 WHERE sha256 = ?1",
        [sha256],
    )?;
    db.execute("DELETE FROM pairing_codes WHERE sha256 = ?1 AND wrong_tries >= 5", [sha256])?;
    Ok(())
}

pub(super) fn set_public_key(
    db: &Connection,
    till: &TillId,
    key: [u8; 32],
    now_ms: i64,
) -> Result<()> {
    let set = "UPDATE tills SET public_key = ?2, paired_at_ms = ?3 WHERE id = ?1";
    db.execute(set, params![till.as_str(), key, now_ms])?;
    Ok(())
}

/// Revokes a till: no codes, no ingest keys. Answers the keys that are gone.
pub(super) fn revoke(db: &Connection, till: &TillId, now_ms: i64) -> Result<Vec<[u8; 32]>> {
    let revoke = "UPDATE tills SET revoked_at_ms = ?2 WHERE id = ?1 AND revoked_at_ms IS NULL";
    db.execute(revoke, params![till.as_str(), now_ms])?;
    end_codes(db, till)?;
    db.prepare_cached(
        "DELETE FROM ingest_keys WHERE route IN (SELECT id FROM routes WHERE till = ?1)
         RETURNING sha256",
    )?
    .query_map([till.as_str()], |row| row.get(0))?
    .collect()
}
