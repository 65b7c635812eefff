//! Personal data: what there is of a person, and its blanking.

use contract::{Failure, FailureCode, OrderView, UnmatchedView};
use domain::{Actor, Caller, TaxId};
use serde::Serialize;
use store::{Store, Subject, WhyKept};

use crate::failure::from_store;
use crate::open::Till;
use crate::{ports, view};

/// What one event says of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidView {
    /// The event's name.
    pub event: String,
    /// When it was written down.
    pub at_ms: i64,
    /// Each place in it with its text.
    pub fields: Vec<FieldView>,
}

/// A place in an event, such as `payer.document`, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// Where it stands.
    pub name: String,
    /// What stands there.
    pub text: String,
}

/// Something that names a person.
#[derive(Debug, Clone)]
pub enum PersonView {
    /// A sale, with its payments and refunds.
    Sale(Box<OrderView>, Vec<SaidView>),
    /// Money without a sale.
    Unmatched(Box<UnmatchedView>, Vec<SaidView>),
    /// The payout of this number.
    Payout(i64, Vec<SaidView>),
    /// The shift of this number: why cash was moved in it.
    Shift(u32, Vec<SaidView>),
    /// A webhook that the till could not read: when it came, and its body.
    Webhook(i64, String),
}

/// What became of the wish to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErasedView {
    /// Events of which the personal part is gone.
    pub events: u32,
    /// Sales that they are about.
    pub sales: u32,
    /// Unmatched payments that they are about.
    pub unmatched: u32,
    /// Payouts that they are about.
    pub payouts: u32,
    /// Webhooks that the till could not read.
    pub webhooks: u32,
    /// What is still needed.
    pub kept: Vec<KeptView>,
    /// Backups of an older version of the program that were removed as a whole; a new one was made before.
    pub backups_removed: u32,
    /// Paths of files in the home that may still name the person: they cannot be read or written, or are in use.
    pub left: Vec<String>,
    /// Proves later which event tells of this, together with the document; it stands nowhere else.
    pub receipt: String,
}

/// Something that cannot be blanked yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptView {
    /// `sale`, `unmatched` or `payout`.
    pub what: &'static str,
    /// Its number.
    pub id: String,
    /// `open`, `refunding`, `disputed`, `unproven` or `unmatched`.
    pub why: &'static str,
}

impl Till {
    /// Shows all that names this person; returns how much that is, and the receipt of the event that tells of it.
    pub(crate) fn export_person(
        &self,
        by: &Caller,
        document: &str,
        mut show: impl FnMut(&PersonView),
    ) -> Result<(usize, String), Failure> {
        let document = tax_id(document)?;
        let mut log = Store::open_to_read(&self.home).map_err(from_store)?;
        let found = log.find_person(&document).map_err(from_store)?;
        let actor = Actor::from(by.clone());
        // What nobody can be told to have been told is not told.
        let receipt = log.note_exported(&document, &actor, ports::system().clock.now());
        let receipt = receipt.map_err(from_store)?;
        let count = found.subjects.len() + found.webhooks.len();
        for subject in found.subjects {
            let said = log.said_of(subject).map_err(from_store)?;
            let said = said.into_iter().map(said_view).collect();
            show(&self.person_view(&log, subject, said)?);
        }
        for webhook in found.webhooks {
            show(&PersonView::Webhook(webhook.at.get(), webhook.body));
        }
        Ok((count, receipt))
    }

    fn person_view(
        &self,
        log: &Store,
        subject: Subject,
        said: Vec<SaidView>,
    ) -> Result<PersonView, Failure> {
        Ok(match subject {
            Subject::Order(number) => PersonView::Sale(Box::new(self.view_of(number)?), said),
            Subject::Unmatched(number) => {
                let payment = log.unmatched_payment(number).map_err(from_store)?;
                PersonView::Unmatched(Box::new(view::unmatched(&payment)), said)
            }
            Subject::Payout(number) => PersonView::Payout(number, said),
            Subject::Shift(number) => PersonView::Shift(number.get(), said),
        })
    }

    /// Blanks all that names this person and is not in use, in the log and in its backups.
    pub(crate) fn erase_person(&self, by: &Caller, document: &str) -> Result<ErasedView, Failure> {
        let document = tax_id(document)?;
        let mut log = Store::open_to_read(&self.home).map_err(from_store)?;
        let now = ports::system().clock.now();
        let actor = Actor::from(by.clone());
        let days = self.current.settings().personal_data_days();
        let erased = log.erase_person(&document, days, &actor, now).map_err(from_store)?;
        let blanked = erased.blanked;
        Ok(ErasedView {
            events: blanked.events,
            sales: blanked.orders,
            unmatched: blanked.unmatched,
            payouts: blanked.payouts,
            webhooks: blanked.webhooks,
            kept: erased.kept.into_iter().map(kept_view).collect(),
            backups_removed: erased.backups_removed,
            left: erased.left.iter().map(|it| it.display().to_string()).collect(),
            receipt: erased.receipt,
        })
    }
}

/// A document with right check digits. Its failure does not repeat it.
fn tax_id(text: &str) -> Result<TaxId, Failure> {
    TaxId::parse(text).map_err(|_| Failure::new(FailureCode::InvalidDocument))
}

fn said_view(said: store::Mention) -> SaidView {
    let field = |(name, text)| FieldView { name, text };
    SaidView {
        event: said.kind,
        at_ms: said.at.get(),
        fields: said.pieces.into_iter().map(field).collect(),
    }
}

fn kept_view((subject, why): (Subject, WhyKept)) -> KeptView {
    let (what, id) = match subject {
        Subject::Order(number) => ("sale", number.to_string()),
        Subject::Unmatched(number) => ("unmatched", number.to_string()),
        Subject::Payout(number) => ("payout", number.to_string()),
        Subject::Shift(number) => ("shift", number.to_string()),
    };
    let why = match why {
        WhyKept::Open => "open",
        WhyKept::Refunding => "refunding",
        WhyKept::Disputed => "disputed",
        WhyKept::Unproven => "unproven",
        WhyKept::Unmatched => "unmatched",
    };
    KeptView { what, id, why }
}
