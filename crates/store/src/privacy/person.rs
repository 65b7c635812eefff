//! What the till holds of one person, by CPF or CNPJ: told, and blanked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use domain::{Actor, OrderNumber, ShiftNumber, TaxId, UnixMs, UnmatchedNumber};
use rusqlite::Connection;

use super::blank::{StreamKey, blank, in_use};
use super::event::{Blanked, Receipt, note_blanked, note_exported};
use crate::error::Error;
use crate::log::{Family, Row, personal, rows_of};
use crate::open::Store;

/// So many orders, payouts and unmatched payments are blanked in one commit.
const TOGETHER: usize = 50;
/// What people write between the figures of a document, and programs before a stroke.
const BETWEEN: [char; 5] = ['.', '-', '/', ' ', '\\'];

/// What something is about that names a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A sale, with its payments and refunds.
    Order(OrderNumber),
    /// Money that arrived without a sale.
    Unmatched(UnmatchedNumber),
    /// The payout of this number, in the order in which they were first seen.
    Payout(i64),
    /// The shift of this number: why cash was moved in it.
    Shift(ShiftNumber),
}

impl Subject {
    fn of((family, id): StreamKey) -> Option<Self> {
        match family {
            Family::Order => OrderNumber::new(id).map(Self::Order),
            Family::Unmatched => UnmatchedNumber::new(id).map(Self::Unmatched),
            Family::Payout => Some(Self::Payout(id)),
            Family::Shift => u32::try_from(id).ok().and_then(ShiftNumber::new).map(Self::Shift),
            Family::Till | Family::Privacy | Family::Check => None,
        }
    }

    fn key(self) -> StreamKey {
        match self {
            Self::Order(number) => (Family::Order, number.get()),
            Self::Unmatched(number) => (Family::Unmatched, number.get()),
            Self::Payout(number) => (Family::Payout, number),
            Self::Shift(number) => (Family::Shift, number.get().into()),
        }
    }
}

/// Why something cannot be blanked yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyKept {
    /// The customer may still be paying, or nobody knows whether the charge was made: its request may be repeated.
    Open,
    /// Its money is on the way back.
    Refunding,
    /// The payer's bank claims the money back.
    Disputed,
    /// It is called paid without a proof, which a person has to look at.
    Unproven,
    /// Nobody has said yet which sale the money is for.
    Unmatched,
}

/// A webhook's body that the till could not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// When it came, on our clock.
    pub at: UnixMs,
    /// The relay's route that it came through.
    pub route: String,
    /// Its body, as text.
    pub body: String,
}

/// Where a person is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Sales first, each by number.
    pub subjects: Vec<Subject>,
    /// Oldest first.
    pub webhooks: Vec<Webhook>,
}

/// What one event says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The event's kind.
    pub kind: String,
    /// When it was written, on our clock.
    pub at: UnixMs,
    /// Each place in it, such as `payer.document`, with its text.
    pub pieces: Vec<(String, String)>,
}

/// What became of a person's wish to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What was blanked.
    pub blanked: Blanked,
    /// What is still needed, and why.
    pub kept: Vec<(Subject, WhyKept)>,
    /// Backups of an older version that were removed, because nothing can be taken out of them. A new one was made
    /// before.
    pub backups_removed: u32,
    /// Files that may still name the person: they cannot be read or written, or are in use.
    pub left: Vec<PathBuf>,
    /// 128 bits in hex that the log does not keep: with the document, they prove which event tells of this.
    pub receipt: String,
}

impl Store {
    /// Where the log names this document. Every personal part is looked through, so that one is found that somebody
    /// has written into a note.
    pub fn find_person(&self, document: &TaxId) -> Result<Found, Error> {
        let streams = streams_naming(&self.connection, document)?;
        Ok(Found {
            subjects: streams.into_iter().filter_map(Subject::of).collect(),
            webhooks: webhooks_naming(&self.connection, document)?
                .into_iter()
                .map(|(_, webhook)| webhook)
                .collect(),
        })
    }

    /// All that the events about this say of persons.
    pub fn said_of(&self, subject: Subject) -> Result<Vec<Mention>, Error> {
        let rows = rows_of(&self.connection, subject.key())?;
        let said = rows.into_iter().filter_map(|row| {
            let pieces = personal::pieces(&row.kind, &row.body);
            let (kind, at) = (row.kind, UnixMs::new(row.at_ms));
            (!pieces.is_empty()).then_some(Mention { kind, at, pieces })
        });
        Ok(said.collect())
    }

    /// Writes down that somebody was told what there is of them; returns the receipt as [`Erased::receipt`] has it.
    pub fn note_exported(
        &mut self,
        document: &TaxId,
        by: &Actor,
        now: UnixMs,
    ) -> Result<String, Error> {
        let tx = self.begin(by, now)?;
        let receipt = Receipt::new(&tx)?;
        note_exported(&tx, tx.stamp, document, &receipt)?;
        tx.commit()?;
        Ok(receipt.text())
    }
}

/// Blanks all that the log says of whoever has this document, but what is in use.
pub(super) fn erase(
    store: &mut Store,
    document: &TaxId,
    by: &Actor,
    now: UnixMs,
) -> Result<Erased, Error> {
    let keys: Vec<StreamKey> = streams_naming(&store.connection, document)?.into_iter().collect();
    let (mut all, mut kept) = (Blanked::default(), Vec::new());
    let receipt = Receipt::new(&store.connection)?;
    // Even where there is nothing, one event tells that somebody has asked.
    let (first, others) = keys.split_at(keys.len().min(TOGETHER));
    for (at, part) in std::iter::once(first).chain(others.chunks(TOGETHER)).enumerate() {
        let tx = store.begin(by, now)?;
        let mut blanked = Blanked::default();
        for key in part {
            match in_use(&tx, *key)? {
                Some(why) => kept.extend(Subject::of(*key).map(|subject| (subject, why))),
                None => blanked.count(key.0, blank(&tx, *key)?),
            }
        }
        if at == 0 {
            blanked.webhooks = blank_webhooks_of(&tx, document)?;
        }
        note_blanked(&tx, tx.stamp, &blanked, Some((document, &receipt)))?;
        tx.commit()?;
        all.add(&blanked);
    }
    let (backups_removed, left) = (0, Vec::new());
    Ok(Erased { blanked: all, kept, backups_removed, left, receipt: receipt.text() })
}

pub(super) fn streams_naming(
    log: &Connection,
    document: &TaxId,
) -> Result<BTreeSet<StreamKey>, Error> {
    let columns = Row::COLUMNS;
    let mut event = log.prepare_cached(&format!("SELECT {columns} FROM events WHERE seq = ?1"))?;
    let mut places = log.prepare_cached(&format!(
        "SELECT seq FROM personal WHERE salt IS NOT NULL AND instr({}, ?1) > 0",
        joined("CAST(part AS TEXT)")
    ))?;
    let mut places = places.query([document.digits()])?;
    let mut found = BTreeSet::new();
    while let Some(place) = places.next()? {
        let row = event.query_row([place.get::<_, i64>(0)?], Row::read)?;
        let pieces = personal::pieces(&row.kind, &row.body);
        if pieces.iter().any(|(_, text)| names(text, document)) {
            found.insert((row.family, row.stream_id));
        }
    }
    Ok(found)
}

fn webhooks_naming(log: &Connection, document: &TaxId) -> Result<Vec<(i64, Webhook)>, Error> {
    let mut statement = log.prepare_cached(
        "SELECT id, at_ms, route, raw FROM received WHERE raw IS NOT NULL ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let webhook =
            Webhook { at: UnixMs::new(row.get(1)?), route: row.get(2)?, body: row.get(3)? };
        if names(&webhook.body, document) {
            found.push((row.get(0)?, webhook));
        }
    }
    Ok(found)
}

pub(super) fn blank_webhooks_of(log: &Connection, document: &TaxId) -> Result<u32, Error> {
    let mut blanked = 0;
    for (id, _) in webhooks_naming(log, document)? {
        log.execute("UPDATE received SET raw = NULL WHERE id = ?1", [id])?;
        blanked += 1;
    }
    let notices = log.execute(
        &format!("DELETE FROM notices WHERE instr({}, ?1) > 0", joined("body")),
        [document.digits()],
    )?;
    Ok(blanked + u32::try_from(notices).unwrap_or(u32::MAX))
}

/// A text of SQL without what people write between the figures of a document.
fn joined(text: &str) -> String {
    let without = |text, between| format!("replace({text}, '{between}', '')");
    format!("upper({})", BETWEEN.iter().fold(text.to_owned(), without))
}

/// Whether a text has the document, however a person has parted its figures, and not as a part of something longer.
fn names(text: &str, document: &TaxId) -> bool {
    let mut before = None;
    text.char_indices().any(|(at, first)| {
        let begins = !before.replace(first).is_some_and(char::is_alphanumeric);
        begins && text.get(at..).is_some_and(|text| begins_with(text, document))
    })
}

fn begins_with(text: &str, document: &TaxId) -> bool {
    let mut rest = text.chars();
    for (at, figure) in document.digits().chars().enumerate() {
        let mut next = rest.next();
        // Three together, as in " - ", are still one gap.
        for _ in 0..3 {
            if at > 0 && next.is_some_and(|it| BETWEEN.contains(&it)) {
                next = rest.next();
            }
        }
        if !next.is_some_and(|it| it.eq_ignore_ascii_case(&figure)) {
            return false;
        }
    }
    !rest.next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_found_in_both_forms_and_not_in_a_longer_number() {
        let cpf = TaxId::parse("52998224725").unwrap();
        for text in [
            "52998224725",
            "CPF 529.982.247-25.",
            "{\"d\":\"52998224725\"}",
            "cpf:529982247-25",
            "529 982 247 25",
            "529.982.247 - 25, pago",
            r"529.982.247\/25",
        ] {
            assert!(names(text, &cpf), "{text}");
        }
        for text in
            ["152998224725", "E52998224725", "529982247250", "529.982.247-26", "529.982.247-2", ""]
        {
            assert!(!names(text, &cpf), "{text}");
        }
    }
}
