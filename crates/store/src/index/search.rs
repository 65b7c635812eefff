//! Search: which events name a text. An event of an order that is the first of its kind there to name something stands
//! in an FTS5 table under its place, by the grams of that; what the grams find is then held against the event.
//!
//! A gram is three letters of a text without case and accents. The beginning of a word has two more, filled up
//! in front, so that one letter and two are found there by the same index.
//!
//! The newest events, few, wait to be put there together, because each commit that touches such an index writes
//! pages of its own. A search holds them against the text one by one.

use std::collections::BTreeSet;

use domain::EndToEndId;
use domain::brcode::without_accent;
use domain::charge::{Event, Receipt, Seen};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::Error;
use crate::log::row::{NOTED, OPENED, REQUESTED, read_event, read_opened, read_requested};
use crate::log::{Family, Row};
use crate::pace::Pace;

/// No text that is searched is longer, in characters; a longer one is found nowhere.
const LONGEST: usize = 256;
/// The grams of a text that are looked up; what follows them is held against the event alone.
const MOST_GRAMS: usize = 32;
/// So many events are put into the index together, in the commit of the last of them.
const TOGETHER: i64 = 64;
/// So many pages of the index are merged in one commit.
const MERGED_PAGES: i64 = 64;
/// Fills the grams of a word's beginning up. No text holds it: white space and control characters become a blank.
const BEGINNING: char = '\0';

/// What a person typed, ready to be found: without case, accents, and blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted(Vec<char>);

impl Wanted {
    /// `None` for a text of nothing but blanks, which asks for nothing.
    pub(crate) fn new(text: &str) -> Option<Self> {
        // A text of megabytes is not folded to the end to be found too long.
        let folded: String = fold(text.trim().chars().take(LONGEST + 1)).into_iter().collect();
        let letters: Vec<char> = folded.trim().chars().collect();
        (!letters.is_empty()).then_some(Self(letters))
    }

    /// The FTS5 query. Grams are hexadecimal digits there: whatever is typed, is data.
    fn query(&self) -> String {
        let grams: BTreeSet<String> = match self.0.as_slice() {
            [one] => [gram(&[BEGINNING, BEGINNING, *one])].into(),
            [one, two] => [gram(&[BEGINNING, *one, *two])].into(),
            letters => letters.windows(3).take(MOST_GRAMS).map(gram).collect(),
        };
        grams.into_iter().collect::<Vec<_>>().join(" AND ")
    }

    /// Whether the text stands in a name; one of a letter or two, at the beginning of a word.
    fn is_in(&self, name: &str) -> bool {
        let letters = fold(name.chars());
        let wanted = self.0.as_slice();
        let found = |(at, window): (usize, &[char])| {
            window == wanted && (wanted.len() > 2 || is_beginning(&letters, at))
        };
        letters.windows(wanted.len()).enumerate().any(found)
    }
}

/// The letters without case and accents; what is no letter, digit or sign is one blank.
fn fold(text: impl Iterator<Item = char>) -> Vec<char> {
    // Accents that stand alone behind their letter (Unicode block Combining Diacritical Marks).
    let letters = text.filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    let folded = letters.flat_map(|c| without_accent(c).to_lowercase());
    folded.map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect()
}

/// A word begins at the first letter, behind a sign, and at each sign.
fn is_beginning(letters: &[char], at: usize) -> bool {
    let is_sign = |at: usize| letters.get(at).is_some_and(|c| !c.is_alphanumeric());
    at == 0 || is_sign(at) || is_sign(at - 1)
}

fn gram(letters: &[char]) -> String {
    hex::encode(letters.iter().collect::<String>())
}

/// The grams of all names of one event.
fn grams(names: &[String]) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for name in names {
        let letters = fold(name.chars().take(LONGEST));
        grams.extend(letters.windows(3).map(gram));
        for (at, letter) in letters.iter().enumerate() {
            if *letter != ' ' && is_beginning(&letters, at) {
                grams.insert(gram(&[BEGINNING, BEGINNING, *letter]));
                grams.extend(letters.get(at + 1).map(|next| gram(&[BEGINNING, *letter, *next])));
            }
        }
    }
    grams
}

/// What an event of an order names: its document, number and reference, the provider's id, what paid and what went back,
/// the payer.
fn names(row: &Row) -> Result<Vec<String>, Error> {
    if row.family != Family::Order || row.kind == NOTED {
        return Ok(Vec::new());
    }
    if row.kind == OPENED {
        return Ok(read_opened(&row.body)?.document_key().into_iter().collect());
    }
    if row.kind == REQUESTED {
        let number = row.stream_id;
        return Ok(vec![
            number.to_string(),
            format!("{number:06}"),
            read_requested(&row.body)?.reference,
        ]);
    }
    Ok(match read_event(&row.kind, &row.body)? {
        Event::Registered(made) => vec![made.provider_id.as_str().to_owned()],
        Event::Seen(observation) => match observation.status {
            Seen::Paid(receipt) | Seen::Disputed(receipt, _) => of_receipt(receipt),
            Seen::Refunded(receipt, refunds) => {
                let back = refunds.into_iter().filter_map(|refund| text(refund.return_id));
                of_receipt(receipt).into_iter().chain(back).collect()
            }
            _ => Vec::new(),
        },
        Event::Matched(matching) => of_receipt(matching.receipt),
        Event::RefundAccepted { return_id, .. } => text(return_id).into_iter().collect(),
        Event::ConfirmedByHand { end_to_end_id, .. } => text(end_to_end_id).into_iter().collect(),
        _ => Vec::new(),
    })
}

fn of_receipt(receipt: Receipt) -> Vec<String> {
    text(receipt.end_to_end_id).into_iter().chain(receipt.payer_name).collect()
}

fn text(id: Option<EndToEndId>) -> Option<String> {
    id.map(|id| id.as_str().to_owned())
}

/// What an event names and no earlier one of its kind and order has: a payment that is seen again is found by the first
/// that told of it.
fn new_names(log: &Connection, row: &Row) -> Result<Vec<String>, Error> {
    let mut new = names(row)?;
    if new.is_empty() {
        return Ok(new);
    }
    let columns = Row::COLUMNS;
    let mut earlier = log.prepare_cached(&format!(
        "SELECT {columns} FROM events
         WHERE stream = 'order' AND stream_id = ?1 AND seq < ?2 AND kind = ?3"
    ))?;
    let mut earlier = earlier.query(params![row.stream_id, row.seq, row.kind])?;
    while let Some(earlier) = earlier.next()? {
        let known = names(&Row::read(earlier)?)?;
        new.retain(|name| !known.contains(name));
    }
    Ok(new)
}

/// Follows a log that has come to this place: when enough events wait for it, they are put into the index. Where damage
/// is in the way they stay out of it, as proofs will tell: what happens to orders is written all the same.
pub(crate) fn follow(tx: &Transaction<'_>, seq: i64) -> Result<(), Error> {
    let put = || {
        let from = end(tx)?;
        if seq.saturating_sub(from) < TOGETHER {
            return Ok(());
        }
        tx.execute_batch("SAVEPOINT before")?;
        let added = add_behind(tx, from);
        if added.is_err() {
            tx.execute_batch("ROLLBACK TO before")?;
        }
        tx.execute_batch("RELEASE before")?;
        set_end(tx, seq)?;
        added
    };
    match put() {
        // Damage of the index may look like a fault of ours as well, such as a part that is there already.
        Err(error @ (Error::Damaged { .. } | Error::Internal(_))) => {
            tracing::error!(%error, "events stay out of the search index");
            Ok(())
        }
        done => done,
    }
}

fn add_behind(tx: &Transaction<'_>, from: i64) -> Result<(), Error> {
    let columns = Row::COLUMNS;
    let mut waiting =
        tx.prepare_cached(&format!("SELECT {columns} FROM events WHERE seq > ?1 ORDER BY seq"))?;
    let mut waiting = waiting.query([from])?;
    while let Some(row) = waiting.next()? {
        add(tx, &Row::read(row)?)?;
    }
    // FTS5 writes at a savepoint what it would write at the commit, which damage must not fail.
    Ok(tx.execute_batch("SAVEPOINT written; RELEASE written")?)
}

/// The place down to which the index goes.
fn end(log: &Connection) -> Result<i64, Error> {
    let mut statement = log.prepare_cached("SELECT seq FROM searched")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
}

fn set_end(tx: &Transaction<'_>, seq: i64) -> Result<(), Error> {
    tx.prepare_cached("INSERT OR REPLACE INTO searched (id, seq) VALUES (1, ?1)")?
        .execute([seq])?;
    Ok(())
}

/// Puts an event into the index.
fn add(tx: &Transaction<'_>, row: &Row) -> Result<(), Error> {
    let grams = grams(&new_names(tx, row)?);
    if grams.is_empty() {
        return Ok(());
    }
    let grams = grams.into_iter().collect::<Vec<_>>().join(" ");
    tx.prepare_cached("INSERT INTO search (rowid, grams) VALUES (?1, ?2)")?
        .execute(params![row.seq, grams])?;
    Ok(())
}

/// What the index holds of some events, each by its place.
pub(crate) type Held = Vec<(i64, BTreeSet<String>)>;

/// What the index holds of these events.
pub(crate) fn held(log: &Connection, rows: &[Row]) -> Result<Held, Error> {
    let end = end(log)?;
    let indexed = rows.iter().filter(|row| row.seq <= end);
    indexed.map(|row| Ok((row.seq, grams(&new_names(log, row)?)))).collect()
}

/// Brings the index from what it held of some events to what it must hold of them now. What it holds no more stands in
/// its parts until they are merged: see [`merge`].
pub(crate) fn renew(tx: &Transaction<'_>, before: &Held, now: &Held) -> Result<(), Error> {
    if before != now {
        tx.execute("INSERT OR IGNORE INTO remnants (place) VALUES ('grams')", [])?;
    }
    let text = |grams: &BTreeSet<String>| grams.iter().cloned().collect::<Vec<_>>().join(" ");
    for ((seq, old), (_, new)) in before.iter().zip(now).filter(|(before, now)| before != now) {
        tx.prepare_cached("INSERT INTO search (search, rowid, grams) VALUES ('delete', ?1, ?2)")?
            .execute(params![seq, text(old)])?;
        if !new.is_empty() {
            tx.prepare_cached("INSERT INTO search (rowid, grams) VALUES (?1, ?2)")?
                .execute(params![seq, text(new)])?;
        }
    }
    Ok(())
}

/// Merges all parts of the index into one, so that nothing is left of what was deleted from it; in steps of some pages,
/// each a commit of its own.
pub(crate) fn merge(log: &Connection, pace: &Pace) -> Result<(), Error> {
    const HAS: &str = "SELECT EXISTS (SELECT 1 FROM remnants WHERE place = 'grams')";
    let has: bool = log.query_row(HAS, [], |row| row.get(0))?;
    if !has {
        return Ok(());
    }
    let count = || log.query_row("SELECT total_changes()", [], |row| row.get::<_, i64>(0));
    let step = |pages: i64| {
        Pace::let_go(log)?;
        let before = count()?;
        log.execute("INSERT INTO search (search, rank) VALUES ('merge', ?1)", [pages])?;
        let changed = count()? - before;
        pace.hold(log)?;
        // So it is told that nothing was left to do (sqlite.org/fts5.html, 6.8).
        Ok::<_, Error>(changed >= 2)
    };
    // A negative number begins to merge all of them.
    let mut goes_on = step(-MERGED_PAGES)?;
    while goes_on {
        goes_on = step(MERGED_PAGES)?;
    }
    log.execute("DELETE FROM remnants WHERE place = 'grams'", [])?;
    Ok(())
}

/// Takes everything out of the index of a copy, which is made anew before anybody searches in it.
pub(crate) fn empty(tx: &Transaction<'_>) -> Result<(), Error> {
    tx.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
    set_end(tx, 0)
}

/// What to do about an event that may have the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// To see whether it has.
    AtIt,
    /// It does not matter whether it has.
    Further,
    /// None that follows matters either.
    NoMore,
}

/// Whoever looks for orders that have a text.
pub(super) trait Finder {
    /// Whether an event of an order matters, by its place. They come newest first.
    fn look_at(&mut self, place: i64, number: i64) -> Result<Look, Error>;

    /// An order has the text; one order may come more than once.
    fn found(&mut self, number: i64) -> Result<(), Error>;
}

/// Shows `finder` the orders that have the text in a name.
pub(super) fn find(
    log: &Connection,
    wanted: &Wanted,
    finder: &mut impl Finder,
) -> Result<(), Error> {
    if wanted.0.len() > LONGEST {
        return Ok(());
    }
    let columns = Row::COLUMNS;
    let mut event = log.prepare_cached(&format!("SELECT {columns} FROM events WHERE seq = ?1"))?;
    let mut of = log.prepare_cached("SELECT stream, stream_id FROM events WHERE seq = ?1")?;
    // Whether to go on behind the event at a place.
    let mut look = |place: i64| -> Result<bool, Error> {
        let (family, number): (Family, i64) =
            of.query_row([place], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if family != Family::Order {
            return Ok(true);
        }
        match finder.look_at(place, number)? {
            Look::NoMore => return Ok(false),
            Look::Further => return Ok(true),
            Look::AtIt => {}
        }
        let names = names(&event.query_row([place], Row::read)?)?;
        if names.iter().any(|name| wanted.is_in(name)) {
            finder.found(number)?;
        }
        Ok(true)
    };
    // What another process puts into the index meanwhile is found twice, and nothing is missed.
    let mut waiting =
        log.prepare_cached("SELECT seq FROM events WHERE seq > ?1 ORDER BY seq DESC")?;
    let mut waiting = waiting.query([end(log)?])?;
    while let Some(row) = waiting.next()? {
        if !look(row.get(0)?)? {
            return Ok(());
        }
    }
    let mut places =
        log.prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC")?;
    let mut places = places.query([wanted.query()])?;
    while let Some(place) = places.next()? {
        if !look(place.get(0)?)? {
            break;
        }
    }
    Ok(())
}

/// Makes the index anew from all events.
pub(crate) fn make_anew(tx: &Transaction<'_>) -> Result<(), Error> {
    let mut last = 0;
    fill(tx, |seq| last = seq)?;
    set_end(tx, last)
}

/// Fills the index anew from the events, showing each place that is done to `tell`.
pub(crate) fn fill(tx: &Transaction<'_>, mut tell: impl FnMut(i64)) -> Result<(), Error> {
    let columns = Row::COLUMNS;
    tx.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
    let mut statement = tx.prepare(&format!("SELECT {columns} FROM events ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let row = Row::read(row)?;
        add(tx, &row)?;
        tell(row.seq);
    }
    Ok(())
}

/// All that an index holds as one number, whatever its order: a gram at a place counts once.
#[derive(Debug)]
pub(crate) struct Sum {
    /// The place down to which the index goes.
    end: i64,
    sum: u64,
}

impl Sum {
    /// Of an index that holds nothing, and shall hold what the log says that it does.
    pub(crate) fn begin(log: &Connection) -> Result<Self, Error> {
        Ok(Self { end: end(log)?, sum: 0 })
    }

    /// Adds what the index must hold of an event.
    pub(crate) fn add(&mut self, log: &Connection, row: &Row) -> Result<(), Error> {
        if row.seq <= self.end {
            for gram in grams(&new_names(log, row)?) {
                self.sum = self.sum.wrapping_add(hash(gram.as_bytes(), row.seq));
            }
        }
        Ok(())
    }
}

/// FNV-1a over a gram and its place: a slip is to be found, not an enemy.
fn hash(gram: &[u8], place: i64) -> u64 {
    let bytes = gram.iter().copied().chain(place.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Lets the connection read what the index holds, term by term. It is the connection's own, and no part of the log.
pub(crate) fn name_terms(log: &Connection) -> Result<(), Error> {
    Ok(log.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab (main, search, instance)",
    )?)
}

/// Compares the index with what the events give, down to the last of them, `last`.
pub(crate) fn check(log: &Transaction<'_>, given: &Sum, last: i64) -> Result<(), Error> {
    name_terms(log)?;
    let mut statement = log.prepare("SELECT term, doc FROM temp.search_terms")?;
    let (mut terms, mut held) = (statement.query([])?, 0_u64);
    while let Some(term) = terms.next()? {
        let gram = term.get_ref(0)?.as_bytes().unwrap_or_default();
        held = held.wrapping_add(hash(gram, term.get(1)?));
    }
    if held == given.sum && given.end <= last {
        return Ok(());
    }
    Err(Error::damaged("the search index is not what the events give"))
}
