//! Proof that the log is whole: SQLite's own check, the hash chain, and the index against a replay.

use std::collections::BTreeSet;
use std::path::Path;

use domain::{Order, OrderNumber, UnixMs};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction};

use crate::error::Error;
use crate::index::{self, search};
use crate::log::bound::{BOUND, Bound};
use crate::log::chain::{GENESIS, Hash};
use crate::log::replay::name_event;
use crate::log::{Family, Row};
use crate::migration::{Progress, Tell, silently};
use crate::open::Store;
use crate::open_attempts::OpenAttempts;
use crate::pace::Pace;
use crate::read::load;
use crate::watermark::{self, Watermark};
use crate::{backup, damage, payouts, privacy, receipt_check, schema, shift, till, unmatched};

/// A log that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many events it holds.
    pub events: i64,
    /// How many orders.
    pub orders: i64,
    /// The hash of the last event in hex; 64 zeros in an empty log.
    pub head: String,
    /// How it stands to the mark beside it. A log that is behind is whole in itself all the same.
    pub watermark: Watermark,
}

/// How many events or orders are proved between two tellings.
const TOLD_EVERY: i64 = 1_000;

/// How far along the chain: an event and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) seq: i64,
    pub(crate) hash: Hash,
}

impl Place {
    /// Before the first event.
    pub(crate) const BEGINNING: Self = Self { seq: 0, hash: GENESIS };
}

/// What the proof of a whole log has found.
pub(crate) struct Whole {
    /// The last event.
    pub(crate) end: Place,
    /// How many orders there are.
    pub(crate) orders: i64,
    /// What is open behind the last event.
    pub(crate) open: OpenAttempts,
}

impl Store {
    /// Checks every page, every hash, and that the index is what a replay gives. Names the first
    /// broken event. Tells how the log stands to its watermark, which is no error here. Damage that it finds stops
    /// every process from selling on this log, as at a start.
    pub fn verify(&self) -> Result<Verified, Error> {
        self.verify_telling(&silently())
    }

    /// The same, telling how far it is: how many events and orders of all of them.
    pub fn verify_telling(&self, tell: &Tell) -> Result<Verified, Error> {
        let verified = || {
            // Before the log is looked at: another process may be writing meanwhile.
            let mark = watermark::read(&self.home)?;
            let log = self.connection.unchecked_transaction()?;
            let Whole { end, orders, .. } = verify(&log, tell)?;
            let watermark = watermark::hold(&log, mark.as_ref())?;
            Ok(Verified { events: end.seq, orders, head: hex::encode(end.hash), watermark })
        };
        verified().map_err(|error| self.noted(error))
    }

    /// The place of the event of this hash, and when it was written. `None`: no event of this log has it.
    pub fn event_of_hash(&self, hash: &[u8; 32]) -> Result<Option<(i64, UnixMs)>, Error> {
        place_of(&self.connection, hash)
    }

    /// Notes damage beside the log, so that no process sells on it, and names the way back.
    pub(crate) fn noted(&self, error: Error) -> Error {
        // At once: to look for the way back takes a while.
        damage::note(&self.home, &error);
        let error = backup::name_way_back(error, &self.home);
        damage::note(&self.home, &error);
        error
    }
}

/// A file that passed, such as a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProof {
    /// How many events it holds.
    pub events: i64,
    /// How many orders.
    pub orders: i64,
    /// The hash of the last event in hex; 64 zeros in an empty log.
    pub head: String,
    /// The place of the event whose hash was asked for, and when it was written.
    pub found: Option<(i64, UnixMs)>,
}

/// Proves a log in a file of its own, such as a backup, without changing it, and looks for the event of a hash in it.
pub fn prove_file(path: &Path, hash: Option<&[u8; 32]>, tell: &Tell) -> Result<FileProof, Error> {
    schema::check_header(path)?;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let log = connection.unchecked_transaction()?;
    let (end, orders) = if schema::version(&log)? == schema::newest_version() {
        let Whole { end, orders, .. } = verify(&log, tell)?;
        (end, orders)
    } else {
        check_pages(&log)?;
        let end = check_chain(&log, Place::BEGINNING, |_| ())?;
        (end, log.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?)
    };
    let found = hash.map(|hash| place_of(&log, hash)).transpose()?.flatten();
    Ok(FileProof { events: end.seq, orders, head: hex::encode(end.hash), found })
}

/// The place of the event of this hash, and when it was written. `None`: no event of the log has it.
pub(crate) fn place_of(log: &Connection, hash: &[u8; 32]) -> Result<Option<(i64, UnixMs)>, Error> {
    let found =
        log.query_row("SELECT seq, at_ms FROM events WHERE hash = ?1", [hash.as_slice()], |row| {
            Ok((row.get(0)?, UnixMs::new(row.get(1)?)))
        });
    Ok(found.optional()?)
}

/// Checks a file without changing it. One of an older version has another index, which opening it for
/// sale brings up to date: of that, pages and chain are proof enough.
pub(crate) fn verify_file(path: &Path, pace: &Pace) -> Result<(), Error> {
    schema::check_header(path)?;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    pace.hold(&connection)?;
    let log = connection.unchecked_transaction()?;
    if schema::version(&log)? == schema::newest_version() {
        return verify(&log, &silently()).map(|_| ());
    }
    check_pages(&log)?;
    check_chain(&log, Place::BEGINNING, |_| ()).map(|_| ())
}

/// Whether pages, schema and chain of a file are whole and its orders can be replayed, whatever its
/// index says.
pub(crate) fn has_whole_chain(path: &Path) -> bool {
    let prove = || -> Result<(), Error> {
        schema::check_header(path)?;
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let log = connection.unchecked_transaction()?;
        check_pages(&log)?;
        let mut orders = BTreeSet::new();
        check_chain(&log, Place::BEGINNING, |row| {
            let number = OrderNumber::new(row.stream_id);
            orders.extend(number.filter(|_| row.family == Family::Order));
        })?;
        // Only their replay counts here, and not the index beside it.
        till::replay(&log)?;
        payouts::replay(&log)?;
        unmatched::replay(&log)?;
        shift::check(&log)?;
        receipt_check::replay(&log)?;
        orders.into_iter().try_for_each(|number| load(&log, number).map(|_| ()))?;
        schema::check(&log)
    };
    prove().is_ok()
}

/// Proves pages, chain, index and schema.
pub(crate) fn verify(log: &Transaction<'_>, tell: &Tell) -> Result<Whole, Error> {
    let mut steps = Steps::of(log, tell)?;
    check_pages(log)?;
    let mut open = OpenAttempts::default();
    let (mut names, mut unread) = (search::Sum::begin(log)?, None);
    let end = check_chain(log, Place::BEGINNING, |row| {
        open.step(row);
        steps.next();
        if let Err(error) = names.add(log, row) {
            unread.get_or_insert(name_event(error, row.seq));
        }
    })?;
    unread.map_or(Ok(()), Err)?;
    till::check(log)?;
    payouts::check(log)?;
    privacy::check(log)?;
    shift::check(log)?;
    receipt_check::check(log)?;
    open.compare(log)?;
    let orders = check_orders(log, &unmatched::check(log)?, &mut steps)?;
    search::check(log, &names, end.seq)?;
    schema::check(log)?;
    steps.end();
    Ok(Whole { end, orders, open })
}

/// How far a proof is.
struct Steps<'a> {
    tell: &'a Tell,
    progress: Progress,
}

impl<'a> Steps<'a> {
    /// Each event is a step, and each order's replay.
    fn of(log: &Transaction<'_>, tell: &'a Tell) -> Result<Self, Error> {
        let orders: i64 = log.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?;
        let total = watermark::head(log)?.0.saturating_add(orders);
        let progress = Progress { done: 0, total };
        tell(progress);
        Ok(Self { tell, progress })
    }

    fn end(&self) {
        (self.tell)(Progress { done: self.progress.total, ..self.progress });
    }

    fn next(&mut self) {
        self.progress.done += 1;
        if self.progress.done % TOLD_EVERY == 0 {
            (self.tell)(self.progress);
        }
    }
}

/// SQLite's look at every page and whether each index agrees with its table.
pub(crate) fn check_pages(log: &Transaction<'_>) -> Result<(), Error> {
    is_ok(log, "PRAGMA integrity_check(1)")
}

/// The same without the indexes, in a fraction of the time: for starts, which hold what they go by
/// against the events.
pub(crate) fn check_pages_quickly(log: &Transaction<'_>) -> Result<(), Error> {
    is_ok(log, "PRAGMA quick_check(1)")
}

fn is_ok(log: &Transaction<'_>, check: &str) -> Result<(), Error> {
    // A search lets FTS5 look anew at what another connection has merged; the check alone would take what this one knew for
    // what is there. One that fails is told of by the check, and a log of an older version has no such index.
    let _ = log.query_row("SELECT count(*) FROM search WHERE search MATCH 'none'", [], |_| Ok(()));
    let pages: String = log.query_row(check, [], |row| row.get(0))?;
    if pages == "ok" { Ok(()) } else { Err(Error::damaged(pages)) }
}

/// Follows the chain from behind `from` to the last event, showing each to `look`; returns how far it came.
pub(crate) fn check_chain(
    log: &Transaction<'_>,
    from: Place,
    mut look: impl FnMut(&Row),
) -> Result<Place, Error> {
    let version = schema::version(log)?;
    let columns = match version {
        older if older < schema::STREAMS_SINCE => Row::OLDER_COLUMNS,
        whole if whole < schema::PACKED_SINCE => Row::WHOLE_COLUMNS,
        undivided if undivided < schema::DIVIDED_SINCE => Row::UNDIVIDED_COLUMNS,
        _ => Row::COLUMNS,
    };
    let mut links = Links::of(log, version, from)?;
    let events = format!("SELECT {columns}, hash FROM events WHERE seq > ?1 ORDER BY seq");
    let prepared = log.prepare(&events);
    let mut statement = prepared.map_err(|error| schema::of_another_version(error.into()))?;
    let mut rows = statement.query([from.seq])?;
    while let Some(row) = rows.next()? {
        let hash: Hash = row.get("hash")?;
        let row = Row::read(row)?;
        links.add(&row, &hash)?;
        look(&row);
    }
    Ok(links.place)
}

/// How far a chain is followed.
struct Links {
    place: Place,
    /// The last event of an older log that is proved by its own hash as long as it is whole; 0: there is none.
    undivided_to: i64,
    bound: Option<Bound>,
    /// Of the bound events so far, where all of them are looked at.
    digest: Option<Hash>,
    /// The log was begun with personal parts beside it: nothing in it is bound.
    was_divided: bool,
}

impl Links {
    fn of(log: &Transaction<'_>, version: i64, from: Place) -> Result<Self, Error> {
        let is_divided = version >= schema::DIVIDED_SINCE;
        let bound = if is_divided { Bound::read(log)? } else { None };
        let undivided_to = if is_divided { bound.map_or(0, |bound| bound.upto) } else { i64::MAX };
        let is_whole = from == Place::BEGINNING;
        if is_divided && !is_whole && from.seq <= undivided_to {
            return Err(Error::damaged("events that are bound are proved from the first of them"));
        }
        let digest = is_whole.then_some(GENESIS);
        Ok(Self { place: from, undivided_to, bound, digest, was_divided: false })
    }

    fn add(&mut self, row: &Row, hash: &Hash) -> Result<(), Error> {
        let Place { seq, hash: before } = self.place;
        if row.seq != seq + 1 {
            return Err(Error::damaged(format!("event {} is missing", seq + 1)));
        }
        let is_right = if row.seq > self.undivided_to {
            row.hash(&before) == *hash
        } else {
            // What is kept of one whose personal part was blanked is proved by what binds it.
            row.is_blanked() || row.undivided_hash(&before) == *hash
        };
        if !is_right {
            return Err(Error::damaged(format!(
                "event {} does not match its hash ({} {:06}, {})",
                row.seq,
                row.family.word(),
                row.stream_id,
                row.kind
            )));
        }
        if self.bound.is_some_and(|bound| row.seq <= bound.upto) {
            self.digest = self.digest.map(|digest| row.bound(&digest, hash));
        }
        self.was_divided |= row.kind == till::TILL_NAMED && till::begins_divided(&row.body);
        if row.kind == BOUND {
            let bound = self.bound.filter(|_| !self.was_divided);
            let strange = || Error::damaged("nothing in this log can be bound");
            let checked = bound.ok_or_else(strange)?.check(row, self.digest.as_ref());
            checked.map_err(|error| name_event(error, row.seq))?;
        }
        self.place = Place { seq: row.seq, hash: *hash };
        Ok(())
    }
}

/// Replays every order of the events, one at a time, and compares it with its index; returns how
/// many there are.
fn check_orders(
    log: &Transaction<'_>,
    payments: &unmatched::Replayed,
    steps: &mut Steps<'_>,
) -> Result<i64, Error> {
    let mut statement = log.prepare(
        "SELECT DISTINCT stream_id FROM events WHERE stream = 'order' ORDER BY stream_id",
    )?;
    let mut numbers = statement.query([])?;
    let (mut given, mut matched) = (Counts::default(), 0_usize);
    while let Some(row) = numbers.next()? {
        let number = OrderNumber::new(row.get(0)?)
            .ok_or_else(|| Error::damaged("an impossible order number"))?;
        let order = load(log, number)?;
        compare(log, &order)?;
        matched += unmatched::matched_to(payments, &order)?;
        given.add(&order);
        steps.next();
    }
    if matched != unmatched::count_matched(payments) {
        return Err(Error::damaged("a matched payment is missing in its order"));
    }
    let indexed = Counts::indexed(log)?;
    if indexed == given {
        return Ok(given.orders);
    }
    Err(Error::damaged(format!("the index has {indexed:?}, the events give {given:?}")))
}

/// How much there is of orders.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    orders: i64,
    charges: i64,
    payments: i64,
    refunds: i64,
}

impl Counts {
    fn add(&mut self, order: &Order) {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let (payments, refunds) = index::count_money(order);
        self.orders += 1;
        self.charges += number(order.attempts.len());
        self.payments += number(payments);
        self.refunds += number(refunds);
    }

    fn indexed(log: &Transaction<'_>) -> Result<Self, Error> {
        let counts = log.query_row(
            "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM charges),
                    (SELECT count(*) FROM payments), (SELECT count(*) FROM refunds)",
            [],
            |row| {
                let (orders, charges) = (row.get(0)?, row.get(1)?);
                Ok(Self { orders, charges, payments: row.get(2)?, refunds: row.get(3)? })
            },
        )?;
        Ok(counts)
    }
}

/// Compares an order with its index.
pub(crate) fn compare(log: &Transaction<'_>, order: &Order) -> Result<(), Error> {
    if index::is_right(log, order)? {
        return Ok(());
    }
    Err(Error::damaged(format!("order {}: the index is not what the events give", order.number)))
}
