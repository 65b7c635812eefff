//! The events that tell of persons' data, without saying of whom.

use domain::TaxId;
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::log::bound::BOUND;
use crate::log::row::internal;
use crate::log::{Family, Stamp, Stream, append, rows_of_family};

/// The kinds of the events.
pub(crate) const BLANKED: &str = "personal_data_blanked";
pub(crate) const EXPORTED: &str = "personal_data_exported";

/// What was blanked, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Blanked {
    /// Events of which the personal part is gone.
    pub events: u32,
    /// Sales that they are about.
    pub orders: u32,
    /// Payouts that they are about.
    pub payouts: u32,
    /// Unmatched payments that they are about.
    pub unmatched: u32,
    /// Bodies of webhooks that the till could not read, and notices of some.
    pub webhooks: u32,
}

impl Blanked {
    /// Whether anything was.
    pub const fn is_any(&self) -> bool {
        self.events > 0 || self.webhooks > 0
    }

    pub(super) const fn add(&mut self, more: &Self) {
        self.events += more.events;
        self.orders += more.orders;
        self.payouts += more.payouts;
        self.unmatched += more.unmatched;
        self.webhooks += more.webhooks;
    }

    pub(super) const fn count(&mut self, family: Family, events: u32) {
        self.events += events;
        match family {
            Family::Order => self.orders += 1,
            Family::Payout => self.payouts += 1,
            Family::Unmatched => self.unmatched += 1,
            Family::Till | Family::Privacy | Family::Shift | Family::Check => {}
        }
    }
}

/// Why something was blanked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cause {
    /// It was over age.
    Age,
    /// A person has asked for it.
    Request,
}

/// A released shape is only extended by optional fields.
#[derive(Debug, Serialize, Deserialize)]
struct BlankedRow {
    cause: Cause,
    events: u32,
    orders: u32,
    payouts: u32,
    unmatched: u32,
    webhooks: u32,
    /// [`Receipt::of`] the document; absent where nobody has asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ExportedRow {
    person: String,
}

/// What proves later that an event is about somebody: a salt that the log does not keep. Whoever has the log alone
/// cannot try all CPFs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receipt([u8; 16]);

impl Receipt {
    pub(super) fn new(log: &Connection) -> Result<Self, Error> {
        Ok(Self(log.query_row("SELECT randomblob(16)", [], |row| row.get(0))?))
    }

    /// In hex, for whoever files it.
    pub(super) fn text(&self) -> String {
        hex::encode(self.0)
    }

    /// SHA-256 of the receipt's bytes and of the document's digits, in hex.
    fn of(&self, document: &TaxId) -> String {
        let mut sha = Sha256::new();
        sha.update(self.0);
        sha.update(document.digits());
        hex::encode(sha.finalize())
    }
}

/// Tells what was blanked; `asked`: at whose request.
pub(super) fn note_blanked(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    blanked: &Blanked,
    asked: Option<(&TaxId, &Receipt)>,
) -> Result<(), Error> {
    let Blanked { events, orders, payouts, unmatched, webhooks } = *blanked;
    let person = asked.map(|(document, receipt)| receipt.of(document));
    let cause = if person.is_some() { Cause::Request } else { Cause::Age };
    let row = BlankedRow { cause, events, orders, payouts, unmatched, webhooks, person };
    note(tx, stamp, BLANKED, &row)
}

/// Tells that somebody was told what there is of them.
pub(super) fn note_exported(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    document: &TaxId,
    receipt: &Receipt,
) -> Result<(), Error> {
    note(tx, stamp, EXPORTED, &ExportedRow { person: receipt.of(document) })
}

fn note(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    kind: &str,
    row: &impl Serialize,
) -> Result<(), Error> {
    let body = serde_json::to_string(row).map_err(|error| internal(&error))?;
    append(tx, stamp, Stream::Privacy, 0, kind, body)?;
    Ok(())
}

/// Whether every event of these is one that there can be, and no more was blanked than they tell of. Of backups and
/// what was restored from one, less may be told than was blanked.
pub(crate) fn check(log: &Transaction<'_>) -> Result<(), Error> {
    let mut told = 0_i64;
    rows_of_family(log, Family::Privacy, |row| {
        let unreadable = |error| {
            Error::damaged(format!("what was done with personal data is unreadable: {error}"))
        };
        match row.kind.as_str() {
            BLANKED => {
                let row: BlankedRow = serde_json::from_str(&row.body).map_err(unreadable)?;
                told += i64::from(row.events);
                Ok(())
            }
            EXPORTED => {
                serde_json::from_str::<ExportedRow>(&row.body).map(|_| ()).map_err(unreadable)
            }
            BOUND => Ok(()),
            kind => Err(Error::damaged(format!(
                "of personal data there is no event of the kind {kind}"
            ))),
        }
    })?;
    let blanked: i64 =
        log.query_row("SELECT count(*) FROM personal WHERE salt IS NULL", [], |row| row.get(0))?;
    if told <= blanked {
        return Ok(());
    }
    Err(Error::damaged(format!("{told} events are told of as blanked, and {blanked} are")))
}
