//! The shape of a log: how much of what it holds, and nothing of what that says. For support.

use std::collections::BTreeMap;
use std::fs;

use domain::UnixMs;
use rusqlite::Connection;

use crate::error::Error;
use crate::open::{DATABASE, Store};
use crate::watermark::head;
use crate::{files, schema};

/// So many kinds are counted apart.
const MOST_KINDS: usize = 64;
/// A word of ours is no longer, in bytes.
const LONGEST_WORD: usize = 32;
/// In the place of what is no word of ours: a damaged log may say anything.
const OTHER: &str = "other";

/// How much a log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The version of its schema.
    pub schema: i64,
    /// Events by their kind.
    pub events: BTreeMap<String, i64>,
    /// Orders by their status.
    pub orders: BTreeMap<String, i64>,
    /// What is due later, by its kind.
    pub jobs: BTreeMap<String, i64>,
    /// When its first and its last event were written down; `None`: it is empty.
    pub span: Option<(UnixMs, UnixMs)>,
    /// The place of its last event, and its hash in hex.
    pub head: (i64, String),
    /// How it stands to its mark: `matches`, `behind` or `missing`.
    pub watermark: &'static str,
    /// How often it was named: at its beginning, and at each copy and restore.
    pub names: usize,
    /// The sizes of its file and of what SQLite has put beside it, by the ends of their names.
    pub bytes: BTreeMap<String, u64>,
}

impl Store {
    /// Counts what the log holds.
    pub fn shape(&self) -> Result<Shape, Error> {
        let log = self.connection.unchecked_transaction()?;
        let (seq, hash) = head(&log)?;
        let path = self.home.join(DATABASE);
        let size = |end: &str| fs::metadata(files::beside(&path, end)).ok().map(|it| it.len());
        let sizes = files::BESIDE.iter().filter_map(|end| Some(((*end).to_owned(), size(end)?)));
        Ok(Shape {
            schema: schema::version(&log)?,
            events: count(&log, "SELECT kind, count(*) FROM events GROUP BY 1")?,
            orders: count(&log, "SELECT status, count(*) FROM orders GROUP BY 1")?,
            jobs: count(&log, "SELECT kind, count(*) FROM jobs GROUP BY 1")?,
            span: span(&log)?,
            head: (seq, hex::encode(hash)),
            watermark: self.watermark.word(),
            names: self.codes()?.len(),
            bytes: sizes.collect(),
        })
    }
}

fn span(log: &Connection) -> Result<Option<(UnixMs, UnixMs)>, Error> {
    let at = |order: &str| {
        log.query_row(
            &format!(
                "SELECT max(at_ms) FROM (SELECT at_ms FROM events ORDER BY seq {order} LIMIT 1)"
            ),
            [],
            |row| row.get::<_, Option<i64>>(0),
        )
    };
    Ok(at("ASC")?.zip(at("DESC")?).map(|(first, last)| (UnixMs::new(first), UnixMs::new(last))))
}

fn count(log: &Connection, query: &str) -> Result<BTreeMap<String, i64>, Error> {
    let mut counted = BTreeMap::new();
    let mut statement = log.prepare(query)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    for row in rows {
        let (word, many): (String, i64) = row?;
        let is_known = counted.len() < MOST_KINDS || counted.contains_key(&word);
        let word = if is_known && is_word(&word) { word } else { OTHER.to_owned() };
        *counted.entry(word).or_insert(0) += many;
    }
    Ok(counted)
}

fn is_word(word: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (1..=LONGEST_WORD).contains(&word.len()) && word.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_has_words_of_ours_or_none() {
        let log = Connection::open_in_memory().unwrap();
        log.execute_batch("CREATE TABLE x (kind TEXT)").unwrap();
        for kind in ["paid", "paid", "Rui Sigiloso", "123.456.789-09", "", "a@b.example"] {
            log.execute("INSERT INTO x VALUES (?1)", [kind]).unwrap();
        }
        let counted = count(&log, "SELECT kind, count(*) FROM x GROUP BY 1").unwrap();
        let expected = [("paid".to_owned(), 2), ("other".to_owned(), 4)];
        assert_eq!(counted, expected.into());
    }
}
