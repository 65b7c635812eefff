//! The events: rows that are only ever added, each chained to the one before.

pub(crate) mod bound;
pub(crate) mod chain;
mod kinds;
pub(crate) mod packed;
pub(crate) mod personal;
pub(crate) mod replay;
pub(crate) mod row;
mod stream;
#[cfg(test)]
pub(crate) mod tests;

use domain::{Actor, UnixMs};
use rusqlite::{Connection, Transaction, params};

pub use self::kinds::event_kinds;
use self::personal::Personal;
pub use self::stream::stream_names;
pub(crate) use self::stream::{Family, Stream};
use crate::error::Error;
use crate::index::search;
use crate::watermark;

/// An event as it stands in the log, without its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its place, 1 and up.
    pub(crate) seq: i64,
    /// What it is about.
    pub(crate) family: Family,
    /// Which of them, 1 and up.
    pub(crate) stream_id: i64,
    /// Which attempt of an order; 0 where it is about the whole.
    pub(crate) attempt: u32,
    pub(crate) kind: String,
    pub(crate) at_ms: i64,
    /// With what it says of persons, as far as that was not blanked.
    pub(crate) body: String,
    /// Who did it, as [`Actor`] writes it; absent in logs from before that was kept.
    pub(crate) actor: Option<String>,
    /// What it says of persons.
    pub(crate) personal: Option<Personal>,
}

impl Row {
    /// The columns that [`Row::read`] reads, in their order.
    pub(crate) const COLUMNS: &'static str = "seq, stream, stream_id, attempt, kind, at_ms, body,
        actor, packed, (SELECT of.body FROM events AS of WHERE of.seq = events.base),
        (SELECT of.packed FROM events AS of WHERE of.seq = events.base),
        (SELECT whole.body FROM events AS of JOIN events AS whole ON whole.seq = of.base
         WHERE of.seq = events.base),
        (SELECT salt FROM personal WHERE personal.seq = events.seq),
        (SELECT part FROM personal WHERE personal.seq = events.seq)";

    /// The same of a log in which no part of a body stands beside it.
    pub(crate) const UNDIVIDED_COLUMNS: &'static str = "seq, stream, stream_id, attempt, kind,
        at_ms, body, actor, packed, (SELECT of.body FROM events AS of WHERE of.seq = events.base),
        (SELECT of.packed FROM events AS of WHERE of.seq = events.base),
        (SELECT whole.body FROM events AS of JOIN events AS whole ON whole.seq = of.base
         WHERE of.seq = events.base), NULL, NULL";

    /// The same of a log in which every body stands in full.
    pub(crate) const WHOLE_COLUMNS: &'static str = "seq, stream, stream_id, attempt, kind, at_ms,
        body, actor, NULL, NULL, NULL, NULL, NULL, NULL";

    /// The same of a log from before there were streams: what is of no order has the number 0.
    pub(crate) const OLDER_COLUMNS: &'static str = "seq, iif(order_number = 0, 'till', 'order'),
        order_number, attempt, kind, at_ms, body, NULL, NULL, NULL, NULL, NULL, NULL, NULL";

    pub(crate) fn read(row: &rusqlite::Row<'_>) -> Result<Self, rusqlite::Error> {
        let base = |at: usize| {
            Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str_or_null()?.unwrap_or_default())
        };
        let kept = match row.get_ref(8)?.as_blob_or_null()? {
            None => row.get(6)?,
            Some(packed) => match row.get_ref(10)?.as_blob_or_null()? {
                None => packed::unpack(packed, base(9)?),
                Some(of) => packed::unpack(packed, &packed::unpack(of, base(11)?)),
            },
        };
        let (body, personal) = match row.get_ref(13)?.as_blob_or_null()? {
            None => (kept, None),
            Some(held) => {
                let salt = row.get_ref(12)?.as_blob_or_null()?;
                let (body, personal) = Personal::join(kept, salt, held);
                (body, Some(personal))
            }
        };
        Ok(Self {
            seq: row.get(0)?,
            family: row.get(1)?,
            stream_id: row.get(2)?,
            attempt: row.get(3)?,
            kind: row.get(4)?,
            at_ms: row.get(5)?,
            body,
            actor: row.get(7)?,
            personal,
        })
    }

    /// The body without what it says of persons: what is hashed and packed.
    pub(crate) fn kept(&self) -> &str {
        match &self.personal {
            Some(Personal::Clear { kept, .. }) => kept,
            Some(Personal::Blanked { .. }) | None => &self.body,
        }
    }

    /// Whether what it said of persons was blanked: what it told of them, it tells no more.
    pub(crate) fn is_blanked(&self) -> bool {
        self.personal.as_ref().is_some_and(Personal::is_blanked)
    }
}

/// Who writes an event, and when, on our clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) now: UnixMs,
}

/// Puts an event at the end of the chain; returns its place. `attempt`: 0 where it is about no attempt.
pub(crate) fn append(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    stream: Stream,
    attempt: u32,
    kind: &str,
    body: String,
) -> Result<i64, Error> {
    debug_assert!(event_kinds().any(|known| known == kind), "no kind of event is {kind}");
    let (seq, before) = watermark::head(tx)?;
    let mut row = Row {
        seq: seq + 1,
        family: stream.family(),
        stream_id: stream.id(),
        attempt,
        kind: kind.to_owned(),
        at_ms: stamp.now.get(),
        body,
        actor: Some(stamp.actor.to_string()),
        personal: None,
    };
    personal::part_of(tx, &mut row)?;
    let packed = packed::pack(tx, &row)?;
    tx.prepare_cached(
        "INSERT INTO events (seq, stream, stream_id, attempt, kind, at_ms, body, actor, hash, base,
             packed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        row.seq,
        row.family,
        row.stream_id,
        row.attempt,
        row.kind,
        row.at_ms,
        packed.as_ref().map_or(row.kept(), |_| ""),
        row.actor,
        row.hash(&before),
        packed.as_ref().map(|packed| packed.base),
        packed.as_ref().map(|packed| &packed.bytes)
    ])?;
    personal::put(tx, &row)?;
    search::follow(tx, row.seq)?;
    Ok(row.seq)
}

/// Who did it, as a row says.
pub(crate) fn read_actor(text: Option<&str>) -> Result<Option<Actor>, Error> {
    let parsed = text.map(Actor::parse).transpose();
    parsed.map_err(|_| Error::damaged("an event names an impossible actor"))
}

/// All events of one stream of a family, oldest first.
pub(crate) fn rows_of(log: &Connection, (family, id): (Family, i64)) -> Result<Vec<Row>, Error> {
    let (columns, is_of) = (Row::COLUMNS, family.is_of());
    let mut statement =
        log.prepare_cached(&format!("SELECT {columns} FROM events WHERE {is_of} ORDER BY seq"))?;
    let rows = statement.query_map([id], Row::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Shows each event of a family that is not of orders to `step`, oldest first; an error names the event.
pub(crate) fn rows_of_family(
    log: &Transaction<'_>,
    family: Family,
    mut step: impl FnMut(&Row) -> Result<(), Error>,
) -> Result<(), Error> {
    let columns = Row::COLUMNS;
    let mut statement = log.prepare(&format!(
        "SELECT {columns} FROM events WHERE stream = ?1 AND stream <> 'order' ORDER BY seq"
    ))?;
    let mut rows = statement.query([family])?;
    while let Some(row) = rows.next()? {
        let row = Row::read(row)?;
        step(&row).map_err(|error| replay::name_event(error, row.seq))?;
    }
    Ok(())
}

/// Whatever stands in the log has changed something.
pub(crate) fn changes(changed: bool) -> Result<(), Error> {
    let nothing = || Error::damaged("an event stands in the log and changes nothing");
    changed.then_some(()).ok_or_else(nothing)
}
