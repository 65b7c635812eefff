//! Who this till is: its code, which begins the references that it makes, and what tells it from a
//! copy of it.

use domain::{Actor, OrderNumber, Reference, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::log::row::internal;
use crate::log::{Family, Row, Stamp, Stream, append, changes, rows_of_family};
use crate::open::Store;
use crate::{operator, vault, watermark};

/// The kind of the event that names the till.
pub(crate) const TILL_NAMED: &str = "till_named";

/// Why a till was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The log is new.
    New,
    /// The log was copied, and its original may sell on under the code from before.
    Copied,
    /// The log was restored, and events that came after it may be lost.
    Restored,
}

/// A `till_named` event. A released shape is only extended by optional fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedRow {
    pub(crate) code: String,
    /// No order from here on has a lower number.
    pub(crate) first_number: i64,
    pub(crate) why: Why,
    /// The code until then: logs of older versions have no event that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<String>,
    /// How many events were known to be missing then; absent: none, or that could not be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lost: Option<i64>,
    /// Codes of the logs whose place a restore gave to this one, as far as it never had them itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) replaced: Vec<String>,
    /// The log begins here, and what its events say of persons stands beside the chain from the first of them on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) divided: bool,
}

/// What tells a till from a copy of it, as its caller has put it down. Not in the chain: a copy has
/// the chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// SHA-256, in hex, of a secret that is kept outside of the home.
    pub instance: Option<String>,
    /// A fingerprint of machine and folder.
    pub place: Option<String>,
    /// Whether the money in this log is invented; `None`: nobody has said so yet.
    pub training: Option<bool>,
}

impl Store {
    /// Gives the till of a new log its code, four letters of Crockford's alphabet, as of `now`. A
    /// code that the till has already stays.
    pub fn name_till(&mut self, code: &str, why: Why, now: UnixMs) -> Result<(), Error> {
        if self.till_code()?.is_some() {
            return Ok(());
        }
        let tx = self.begin(&Actor::Till, now)?;
        if self::code(&tx)?.is_some() {
            return Ok(());
        }
        let first_number = next_number(&tx)?.get();
        let (code, divided) = (code.to_owned(), watermark::head(&tx)?.0 == 0);
        let row = NamedRow {
            code,
            first_number,
            why,
            before: None,
            lost: None,
            replaced: vec![],
            divided,
        };
        name(&tx, tx.stamp, &row)?;
        tx.commit()?;
        self.process_lock.note_log();
        Ok(())
    }

    /// Gives the till another code, which no log has had before, and lets its order numbers go on
    /// at `at_least` or behind the last one, whichever is greater. Returns the number of the next
    /// order.
    pub fn rename_till(
        &mut self,
        code: &str,
        why: Why,
        at_least: OrderNumber,
        now: UnixMs,
    ) -> Result<OrderNumber, Error> {
        let tx = self.begin(&Actor::Till, now)?;
        let first = next_number(&tx)?.max(at_least);
        rename(&tx, tx.stamp, code, why, first)?;
        tx.commit()?;
        Ok(first)
    }

    /// The till's code, if it has one yet.
    pub fn till_code(&self) -> Result<Option<String>, Error> {
        code(&self.connection)
    }

    /// All codes that the till ever had, oldest first, those of lost logs too; the last is its code
    /// now.
    pub fn codes(&self) -> Result<Vec<String>, Error> {
        codes(&self.connection)
    }

    /// What tells this till from a copy of it; all absent before anybody has put it down.
    pub fn identity(&self) -> Result<Identity, Error> {
        let identity =
            self.connection.query_row("SELECT instance, place, training FROM till", [], |row| {
                Ok(Identity { instance: row.get(0)?, place: row.get(1)?, training: row.get(2)? })
            });
        Ok(identity.optional()?.unwrap_or_default())
    }

    /// Puts down what tells this till from a copy of it. The till has a code by then.
    pub fn set_identity(&mut self, identity: &Identity) -> Result<(), Error> {
        let changed = self.execute(
            "UPDATE till SET instance = ?1, place = ?2, training = ?3",
            params![identity.instance, identity.place, identity.training],
        )?;
        if changed == 1 { Ok(()) } else { Err(no_code()) }
    }
}

/// Whether the money of the log is invented; `None`: nobody has said so yet.
pub(crate) fn is_training(log: &Connection) -> Result<Option<bool>, Error> {
    let training = log.query_row("SELECT training FROM till", [], |row| row.get(0)).optional()?;
    Ok(training.flatten())
}

/// Whether nothing has happened since the log was restored.
pub(crate) fn is_just_restored(log: &Connection) -> Result<bool, Error> {
    const LAST: &str = "SELECT kind, body FROM events ORDER BY seq DESC LIMIT 1";
    let last: Option<(String, String)> =
        log.query_row(LAST, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((kind, body)) = last else { return Ok(false) };
    Ok(kind == TILL_NAMED && read(&body)?.why == Why::Restored)
}

fn no_code() -> Error {
    Error::Internal("the till has no code yet".into())
}

fn bad_code() -> Error {
    Error::Internal("bad till code".into())
}

/// The till's code, if it has one yet.
pub(crate) fn code(log: &Connection) -> Result<Option<String>, Error> {
    let mut statement = log.prepare_cached("SELECT code FROM till")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

/// See [`Store::codes`].
pub(crate) fn codes(log: &Connection) -> Result<Vec<String>, Error> {
    let mut codes = Vec::new();
    for named in all_named(log)? {
        codes.extend(named.before);
        codes.extend(named.replaced);
        codes.push(named.code);
    }
    codes.extend(code(log)?);
    codes.dedup();
    Ok(codes)
}

/// The codes until the last restore: what came under them and is not in the log was given up then.
pub(crate) fn left_behind(log: &Connection) -> Result<Vec<String>, Error> {
    let (mut codes, mut left) = (Vec::new(), 0);
    for named in all_named(log)? {
        codes.extend(named.before);
        codes.extend(named.replaced);
        if named.why == Why::Restored {
            left = codes.len();
        }
        codes.push(named.code);
    }
    codes.truncate(left);
    Ok(codes)
}

fn all_named(log: &Connection) -> Result<Vec<NamedRow>, Error> {
    let mut statement = log.prepare_cached(
        "SELECT body FROM events WHERE stream = 'till' AND stream <> 'order' AND kind = 'till_named' ORDER BY seq",
    )?;
    let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
    bodies.map(|body| read(&body?)).collect()
}

/// Whether the log of this `till_named` event begins with it, and nothing in it is older than personal parts are.
pub(crate) fn begins_divided(body: &str) -> bool {
    read(body).is_ok_and(|named| named.divided)
}

/// The body of a `till_named` event.
fn read(body: &str) -> Result<NamedRow, Error> {
    serde_json::from_str(body)
        .map_err(|error| Error::damaged(format!("a till's name cannot be read: {error}")))
}

/// Names the till anew, inside a transaction; `first` is not below what [`next_number`] says.
fn rename(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    code: &str,
    why: Why,
    first: OrderNumber,
) -> Result<(), Error> {
    let (code, before) = (new_code(tx, code)?, self::code(tx)?);
    let first_number = first.get();
    name(
        tx,
        stamp,
        &NamedRow { code, first_number, why, before, lost: None, replaced: vec![], divided: false },
    )
}

/// Names the till of a log that is put in the place of those that had the codes `replaced`, with
/// `lost` events that are known to be missing. `first` is as for [`rename`].
pub(crate) fn name_restored(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    code: &str,
    first: OrderNumber,
    lost: Option<i64>,
    replaced: &[String],
) -> Result<(), Error> {
    let (code, before, had) = (new_code(tx, code)?, self::code(tx)?, codes(tx)?);
    let mut replaced: Vec<String> =
        replaced.iter().filter(|it| !it.is_empty() && !had.contains(it)).cloned().collect();
    replaced.sort_unstable();
    replaced.dedup();
    if replaced.contains(&code) {
        return Err(Error::Internal(format!("this till had the code {code} before")));
    }
    let (first_number, why) = (first.get(), Why::Restored);
    name(tx, stamp, &NamedRow { code, first_number, why, before, lost, replaced, divided: false })
}

fn new_code(tx: &Transaction<'_>, code: &str) -> Result<String, Error> {
    if codes(tx)?.iter().any(|known| known == code) {
        return Err(Error::Internal(format!("this log had the code {code} before")));
    }
    Ok(code.to_owned())
}

fn name(tx: &Transaction<'_>, stamp: Stamp<'_>, row: &NamedRow) -> Result<(), Error> {
    let first =
        OrderNumber::new(row.first_number).ok_or_else(|| Error::damaged("order numbers"))?;
    Reference::of_till(&row.code, first, [0, 0]).map_err(|_| bad_code())?;
    let body = serde_json::to_string(row).map_err(|error| internal(&error))?;
    append(tx, stamp, Stream::Till, 0, TILL_NAMED, body)?;
    write(tx, row)
}

fn write(tx: &Transaction<'_>, row: &NamedRow) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO till (id, code, first_number) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, first_number = excluded.first_number",
        params![row.code, row.first_number],
    )?;
    Ok(())
}

/// The number before the next order's. A log of before numbers could jump has no first number.
pub(crate) fn last_number(log: &Connection) -> Result<i64, Error> {
    const WITH_JUMPS: &str = "SELECT max((SELECT coalesce(max(number), 0) FROM orders),
                                         coalesce((SELECT first_number FROM till), 1) - 1)";
    const WITHOUT: &str = "SELECT coalesce(max(number), 0) FROM orders";
    let statement = log.prepare_cached(WITH_JUMPS).or_else(|_| log.prepare_cached(WITHOUT));
    Ok(statement?.query_row([], |row| row.get(0))?)
}

/// The number of the next order.
pub(crate) fn next_number(tx: &Transaction<'_>) -> Result<OrderNumber, Error> {
    OrderNumber::new(last_number(tx)?.saturating_add(1))
        .ok_or_else(|| Error::damaged("order numbers"))
}

/// A reference of the till's own: its code, the order's number, and chance.
pub(crate) fn own_reference(
    tx: &Transaction<'_>,
    number: OrderNumber,
    chance: [u64; 2],
) -> Result<Reference, Error> {
    let code = code(tx)?.ok_or_else(no_code)?;
    Reference::of_till(&code, number, chance).map_err(|_| bad_code())
}

/// Whether the till has made a reference itself, under any of its codes.
pub(crate) fn is_own(tx: &Transaction<'_>, reference: &Reference) -> Result<bool, Error> {
    let Some(code) = reference.till_code() else { return Ok(false) };
    Ok(codes(tx)?.iter().any(|known| known == code))
}

/// How the till was named last, as its events tell; `None` in a log of before they did.
pub(crate) fn replay(log: &Transaction<'_>) -> Result<Option<NamedRow>, Error> {
    let mut known: Option<NamedRow> = None;
    rows_of_family(log, Family::Till, |row: &Row| {
        if operator::check(row)? || vault::check(row)? {
            return Ok(());
        }
        if row.kind != TILL_NAMED {
            return Err(Error::damaged(format!("a till has no event of the kind {}", row.kind)));
        }
        let next = read(&row.body)?;
        let follows = known.as_ref().is_none_or(|last| {
            next.before.as_ref() == Some(&last.code)
                && next.code != last.code
                && next.first_number >= last.first_number
        });
        known = Some(next);
        changes(follows)
    })?;
    Ok(known)
}

/// Brings the till's row to what the events give.
pub(crate) fn rebuild(tx: &Transaction<'_>) -> Result<(), Error> {
    replay(tx)?.map_or(Ok(()), |last| write(tx, &last))
}

/// Compares the till's row with the events that named it.
pub(crate) fn check(log: &Transaction<'_>) -> Result<(), Error> {
    let Some(last) = replay(log)? else { return Ok(()) };
    let row: Option<(String, i64)> = log
        .query_row("SELECT code, first_number FROM till", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if row.is_some_and(|(code, first)| code == last.code && first == last.first_number) {
        return Ok(());
    }
    Err(Error::damaged("the till's code or first number is not what the events give"))
}
