//! Shifts: each a stream of the log, one open at a time. What belongs to one is what the log learned behind the closing
//! of the one before, up to its own: every payment and refund is in one shift and no other, whatever clocks say.

use domain::{CashMoveId, Centavos, Shift, ShiftEvent, ShiftNumber, ShiftRefusal, UnixMs};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::Error;
use crate::log::row::{SHIFT_CLOSED, ShiftRow};
use crate::log::{Family, Row, Stream, append, read_actor, rows_of, rows_of_family};
use crate::reader::Reader;
use crate::report::Report;
use crate::takings::{Takings, Window, takings};
use crate::tx::Tx;
use crate::watermark;

/// Moments of events may differ by so much where no clock was set, in milliseconds: a charge keeps the scale that it
/// was made with.
const SCALES_DIFFER_MS: i64 = 60_000;

/// The condition of SQL that an event is a shift's, as the index of the streams that are no order's wants it.
pub(crate) const OF_SHIFTS: &str = "stream = 'shift' AND stream <> 'order'";

/// How the shift stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftNow {
    /// The number of the one that is open, else of the next.
    pub number: ShiftNumber,
    /// The one that is open; absent: none is written down as open.
    pub shift: Option<Shift>,
    /// When it began: when it was opened, or when the first thing happened after the closing before it, whichever came
    /// first; absent: nothing has happened since.
    pub began: Option<UnixMs>,
    /// The clock was set back since then.
    pub clock_set_back: bool,
    /// What the log has learned since the closing before it.
    pub window: Window,
}

/// A shift that was closed, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftClosing {
    /// The shift.
    pub shift: Shift,
    /// What it came to, as it was when it was closed.
    pub report: Report,
    /// The place of the event that closed it.
    pub seq: i64,
    /// The hash of that event, 64 hexadecimal digits.
    pub hash: String,
}

impl Reader {
    /// How the shift stands at this moment, and what came and went in it so far.
    pub fn shift_now(&self, now: UnixMs) -> Result<(ShiftNow, Takings), Error> {
        let log = self.connection.unchecked_transaction()?;
        let shift = shift_now(&log, now)?;
        let takings = takings(&log, shift.window)?;
        Ok((shift, takings))
    }

    /// What came and went in a time.
    pub fn takings(&self, window: Window) -> Result<Takings, Error> {
        let log = self.connection.unchecked_transaction()?;
        takings(&log, window)
    }

    /// The shift of this number that was closed. Errors: `NotFound`.
    pub fn closed_shift(&self, number: ShiftNumber) -> Result<ShiftClosing, Error> {
        closed(&self.connection, number)
    }

    /// The shifts that were closed last, newest first, at most `limit`.
    pub fn closed_shifts(&self, limit: u32) -> Result<Vec<ShiftClosing>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT stream_id FROM events
             WHERE {OF_SHIFTS} AND kind = ?1 ORDER BY seq DESC LIMIT ?2"
        ))?;
        let numbers = statement.query_map(params![SHIFT_CLOSED, limit], |row| row.get(0))?;
        let numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
        numbers.into_iter().map(|id| closed(&self.connection, number_of(id)?)).collect()
    }
}

/// Shifts, as they are inside a transaction.
impl Tx<'_> {
    /// How the shift stands.
    pub fn shift_now(&self) -> Result<ShiftNow, Error> {
        shift_now(self, self.now())
    }

    /// What came and went.
    pub fn takings(&self, window: Window) -> Result<Takings, Error> {
        takings(self, window)
    }

    /// What was moved under this id before, in any shift: whether out of the drawer, and how much.
    pub fn moved_as(&self, id: &CashMoveId) -> Result<Option<(bool, Centavos)>, Error> {
        let mut statement = self.prepare_cached(&format!(
            "SELECT kind = 'shift_withdrawn', body ->> '$.amount_centavos' FROM events
             WHERE {OF_SHIFTS} AND kind IN ('shift_supplied', 'shift_withdrawn')
               AND body ->> '$.id' = ?1"
        ))?;
        let moved = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, Centavos::new(row.get(1)?)));
        Ok(statement.query_row([id.as_str()], moved).optional()?)
    }

    /// Writes down what happens to a shift, that is no closing; returns what it makes of it.
    pub fn note_shift(
        &self,
        number: ShiftNumber,
        known: Option<&Shift>,
        event: &ShiftEvent,
    ) -> Result<Shift, Error> {
        self.put_shift_event(number, known, event, Report::default())
    }

    /// Closes a shift with what it came to.
    pub fn note_shift_closed(
        &self,
        known: &Shift,
        event: &ShiftEvent,
        report: Report,
    ) -> Result<Shift, Error> {
        self.put_shift_event(known.number, Some(known), event, report)
    }

    fn put_shift_event(
        &self,
        number: ShiftNumber,
        known: Option<&Shift>,
        event: &ShiftEvent,
        report: Report,
    ) -> Result<Shift, Error> {
        let by = (self.stamp.actor, self.now());
        let shift = Shift::apply(known, number, event, by).map_err(Error::Shift)?;
        let (kind, body) = ShiftRow::of(event, report).write()?;
        append(self, self.stamp, Stream::Shift(number), 0, &kind, body)?;
        Ok(shift)
    }
}

fn shift_now(log: &Connection, now: UnixMs) -> Result<ShiftNow, Error> {
    let (upto, _) = watermark::head(log)?;
    let last = last_number(log)?;
    let mut known = None;
    if let Some(number) = last {
        known = shift(log, number)?;
    }
    let (closing, open) = match known {
        Some((shift, _)) if shift.closing.is_none() => (last_closing(log)?, Some(shift)),
        Some(_) => (last_closing(log)?, None),
        None => (None, None),
    };
    let number = match (&open, last) {
        (Some(shift), _) => shift.number,
        (None, Some(last)) => last.next(),
        (None, None) => ShiftNumber::FIRST,
    };
    let behind = closing.map_or(0, |(seq, _)| seq);
    let first = first_thing(log, closing)?;
    let opened_at = open.as_ref().map(|shift| shift.opened_at);
    let begun_by = opened_at.or(first.done);
    let clock_set_back = match begun_by {
        Some(begun_by) => now < begun_by || has_older_orders(log, behind, begun_by)?,
        None => false,
    };
    // Which was first cannot be told by a clock that was set back.
    let moved = first.moved.filter(|_| !clock_set_back);
    let began = begun_by.map(|begun_by| moved.map_or(begun_by, |moved| moved.min(begun_by)));
    let window = Window::Learned { behind, upto };
    Ok(ShiftNow { number, shift: open, began, clock_set_back, window })
}

/// The first things behind a closing.
struct First {
    /// When something was first done to an order.
    done: Option<UnixMs>,
    /// When money first came or went after the closing, whenever that was learned.
    moved: Option<UnixMs>,
}

fn first_thing(log: &Connection, closing: Option<(i64, i64)>) -> Result<First, Error> {
    let (behind, closed_at) = closing.unwrap_or((0, i64::MIN));
    let mut statement = log.prepare_cached(
        "SELECT at_ms FROM events WHERE seq > ?1 AND +stream = 'order' ORDER BY seq LIMIT 1",
    )?;
    let done: Option<i64> = statement.query_row([behind], |row| row.get(0)).optional()?;
    let mut statement = log.prepare_cached(
        "SELECT min(at_ms) FROM (SELECT at_ms FROM payments WHERE seq > ?1 AND at_ms >= ?2
                                 UNION ALL
                                 SELECT at_ms FROM refunds WHERE seq > ?1 AND at_ms >= ?2)",
    )?;
    let moved: Option<i64> = statement.query_row([behind, closed_at], |row| row.get(0))?;
    Ok(First { done: done.map(UnixMs::new), moved: moved.map(UnixMs::new) })
}

/// Whether an order that was made behind a place has a moment that lies before `began`: no clock that only goes on
/// gives it one.
fn has_older_orders(log: &Connection, behind: i64, began: UnixMs) -> Result<bool, Error> {
    let mut statement = log.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM orders
             WHERE created_at_ms < ?2 AND number > coalesce(
                 (SELECT stream_id FROM events
                  WHERE seq <= ?1 AND +stream = 'order' AND kind = 'order_opened'
                  ORDER BY seq DESC LIMIT 1), 0))",
    )?;
    let before = began.plus_ms(-SCALES_DIFFER_MS);
    Ok(statement.query_row([behind, before.get()], |row| row.get(0))?)
}

/// The number of the last shift.
fn last_number(log: &Connection) -> Result<Option<ShiftNumber>, Error> {
    let mut statement = log.prepare_cached(&format!(
        "SELECT stream_id FROM events WHERE {OF_SHIFTS} ORDER BY seq DESC LIMIT 1"
    ))?;
    let id = statement.query_row([], |row| row.get(0)).optional()?;
    id.map(number_of).transpose()
}

/// Place and time of the last closing.
fn last_closing(log: &Connection) -> Result<Option<(i64, i64)>, Error> {
    let mut statement = log.prepare_cached(&format!(
        "SELECT seq, at_ms FROM events WHERE {OF_SHIFTS} AND kind = ?1 ORDER BY seq DESC LIMIT 1"
    ))?;
    let place = statement.query_row([SHIFT_CLOSED], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(place.optional()?)
}

fn number_of(id: i64) -> Result<ShiftNumber, Error> {
    let number = u32::try_from(id).ok().and_then(ShiftNumber::new);
    number.ok_or_else(|| Error::damaged("an impossible number of a shift"))
}

/// A closing: its place in the log, and what it keeps.
type Ending = (i64, Report);

/// A shift by its events, and its closing.
fn shift(log: &Connection, number: ShiftNumber) -> Result<Option<(Shift, Option<Ending>)>, Error> {
    let mut known = None;
    let mut closing = None;
    for row in rows_of(log, (Family::Shift, number.get().into()))? {
        let (shift, report) = step(known.as_ref(), number, &row)?;
        closing = report.map(|report| (row.seq, report));
        known = Some(shift);
    }
    Ok(known.map(|shift| (shift, closing)))
}

fn closed(log: &Connection, number: ShiftNumber) -> Result<ShiftClosing, Error> {
    let Some((shift, Some((seq, report)))) = shift(log, number)? else {
        return Err(Error::NotFound);
    };
    let mut statement = log.prepare_cached("SELECT hash FROM events WHERE seq = ?1")?;
    let hash: [u8; 32] = statement.query_row([seq], |row| row.get(0))?;
    Ok(ShiftClosing { shift, report, seq, hash: hex::encode(hash) })
}

/// What an event makes of a shift, and the report that it keeps.
fn step(
    known: Option<&Shift>,
    number: ShiftNumber,
    row: &Row,
) -> Result<(Shift, Option<Report>), Error> {
    let nobody = || Error::damaged("an event of a shift names nobody");
    let by = read_actor(row.actor.as_deref())?.ok_or_else(nobody)?;
    let read = ShiftRow::read(&row.kind, &row.body)?;
    let shift = Shift::apply(known, number, &read.event()?, (&by, UnixMs::new(row.at_ms)));
    let shift = shift.map_err(impossible)?;
    let report = match read {
        ShiftRow::Closed { report, .. } => Some(*report),
        _ => None,
    };
    Ok((shift, report))
}

fn impossible(refusal: ShiftRefusal) -> Error {
    Error::damaged(format!("an event cannot have happened: {refusal:?}"))
}

/// Proves the shifts: each follows the one before, and every event of them changes something. There is no index of them.
pub(crate) fn check(log: &Transaction<'_>) -> Result<(), Error> {
    let mut last: Option<Shift> = None;
    rows_of_family(log, Family::Shift, |row| {
        let number = number_of(row.stream_id)?;
        let is_next = last.as_ref().map_or(number == ShiftNumber::FIRST, |last| {
            last.closing.is_some() && number == last.number.next()
        });
        let known = last.as_ref().filter(|last| last.number == number);
        if known.is_none() && !is_next {
            return Err(Error::damaged("a shift does not follow the one before"));
        }
        let (shift, _) = step(known, number, row)?;
        last = Some(shift);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use domain::{Actor, Caller, Device};

    use super::*;
    use crate::open::Store;

    fn opened() -> ShiftEvent {
        ShiftEvent::Opened { float: Centavos::new(0), since: None, automatic: false }
    }

    #[test]
    fn shifts_that_cannot_have_been_are_damage() {
        let closed = ShiftEvent::Closed { counted: None };
        let (first, second) = (ShiftNumber::FIRST, ShiftNumber::FIRST.next());
        for (events, is_whole) in [
            (vec![(first, opened()), (first, closed.clone()), (second, opened())], true),
            (vec![(first, closed.clone())], false),
            (vec![(second, opened())], false),
            (vec![(first, opened()), (second, opened())], false),
            (vec![(first, opened()), (first, closed.clone()), (first, closed.clone())], false),
            (
                vec![(first, opened()), (first, closed.clone()), (first.next().next(), opened())],
                false,
            ),
        ] {
            let home = tempfile::tempdir().unwrap();
            let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
            let by = Actor::Person(Caller::owner(Device::Window));
            let tx = store.begin(&by, UnixMs::new(2)).unwrap();
            for (number, event) in &events {
                let (kind, body) = ShiftRow::of(event, Report::default()).write().unwrap();
                append(&tx, tx.stamp, Stream::Shift(*number), 0, &kind, body).unwrap();
            }
            tx.commit().unwrap();
            let verified = store.verify();
            assert_eq!(verified.is_ok(), is_whole, "{events:?}: {verified:?}");
        }
    }
}
