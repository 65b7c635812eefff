//! Check a receipt: what a customer shows is held against the log, then the providers are asked, and one word is
//! written down. Only what is proved, by the usual path, says that money has come; only where everybody who might know
//! was heard is it said that none has.

mod ask;

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Actor, Centavos, EndToEndId, Order, OrderNumber, ReceiptCheck, ReceiptMoney, ReceiptVerdict,
    Shown, UnixMs, is_scheduled, verdict_of, verdict_of_nothing, verdict_of_several,
};
use store::{ShownBefore, Tx};

use crate::error::Error;
use crate::till::Checkout;
use ask::Questions;

/// By amount and time a payment is meant that came so long before or after the time which the receipt says, in
/// milliseconds.
const ABOUT_MS: i64 = 30 * 60 * 1_000;
/// A till's clock may be wrong by so much before a provider has answered, in milliseconds: it was set by the wrong time zone.
const CLOCK_WRONG_MS: i64 = 24 * 60 * 60 * 1_000;
/// At most so many payments that fit are named.
const MOST_CANDIDATES: usize = 10;

/// What a person wants to know of a receipt.
#[derive(Debug, Clone, Default)]
pub struct ReceiptQuestion {
    /// The id on it. Without one, amount and time are needed.
    pub end_to_end_id: Option<EndToEndId>,
    /// The amount on it.
    pub shown: Option<Centavos>,
    /// When it says that it was paid, on our clock.
    pub said_at: Option<UnixMs>,
    /// The sale that the customer says it paid.
    pub order: Option<OrderNumber>,
    /// Adapters that are connected and whose credentials could not be had: they might know, and are not asked.
    pub not_to_be_had: Vec<String>,
}

/// A check with what was found for it.
#[derive(Debug, Clone)]
pub struct CheckedReceipt {
    /// As it stands in the log.
    pub check: ReceiptCheck,
    /// When it was made, on our clock.
    pub at: UnixMs,
    /// The money that it is of, where that is certain.
    pub money: Option<ReceiptMoney>,
    /// The orders of the payments that fit, where several do; the newest first.
    pub candidates: Vec<OrderNumber>,
    /// How often it was shown before this check.
    pub before: ShownBefore,
    /// Who was asked.
    pub asked: Vec<AskedAccount>,
}

/// An account that was asked about a receipt, or could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedAccount {
    /// The adapter.
    pub provider: String,
    /// It has answered all that was asked.
    pub heard: bool,
    /// It can be asked for a payment by its end-to-end id; else its charges alone were asked about.
    pub by_id: bool,
    /// How long it took.
    pub took: Duration,
}

impl Checkout {
    /// Says what a receipt is worth, and writes that down. The log is looked at first; where it has no such money, every
    /// provider that might know is asked, for eight seconds at most in all. A sale whose money it is is asked about in any
    /// case, for three: it may have gone back. Errors: `NotFound` (no such order), and those of the log.
    pub async fn check_receipt(
        self: &Arc<Self>,
        question: ReceiptQuestion,
        by: &Actor,
    ) -> Result<CheckedReceipt, Error> {
        let asked_at = self.now();
        let is_known = {
            let store = self.store();
            let own = question.order.map(|order| store.order(order)).transpose()?;
            match &question.end_to_end_id {
                Some(id) => store.receipt_money(id)?.is_some(),
                // What others paid says nothing of what this customer has.
                None => own.is_some_and(|own| !question.own(&own).is_empty()),
            }
        };
        let latest = self.ports.clock.latest().plus_ms(CLOCK_WRONG_MS);
        let mut asked = if is_known || question.is_scheduled(latest) {
            Questions::default()
        } else {
            self.ask_about_receipt(&question).await?
        };
        self.ask_whether_here(&question, asked_at, &mut asked).await?;
        // Who has answered has told the time too.
        let is_ahead = question.is_scheduled(self.ports.clock.latest());
        let now = self.now();
        let checked = self.store().write(by, now, |tx| {
            let checked = conclude(tx, &question, asked, is_ahead)?;
            tx.note_receipt_check(&checked.check)?;
            Ok::<_, store::Error>(checked)
        })?;
        self.tell();
        Ok(checked)
    }
}

impl ReceiptQuestion {
    /// Whether its id names a minute that has not come, as late as it may be now.
    fn is_scheduled(&self, latest: UnixMs) -> bool {
        self.end_to_end_id.as_ref().is_some_and(|id| is_scheduled(id, latest))
    }

    /// The payments of that amount of the sale that it is shown for, whenever they came: its customer does not have to read
    /// the time well.
    fn own(&self, order: &Order) -> Vec<ReceiptMoney> {
        let charges = order.attempts.iter();
        let payments =
            charges.flat_map(|charge| charge.payments.iter().map(move |it| (charge, it)));
        let own = payments.filter(|(_, payment)| Some(payment.amount) == self.shown);
        own.map(|(charge, payment)| ReceiptMoney::of_payment(order, charge, payment)).collect()
    }

    /// The money in the log that the receipt may be of.
    fn fits(&self, log: &Tx<'_>) -> Result<Vec<ReceiptMoney>, store::Error> {
        match (&self.end_to_end_id, self.about()) {
            (Some(id), _) => Ok(log.receipt_money(id)?.into_iter().collect()),
            (None, Some((amount, (from, to)))) => {
                let own = self.order.map(|order| log.order(order)).transpose()?;
                let own = own.map(|own| self.own(&own)).filter(|own| !own.is_empty());
                own.map_or_else(|| log.receipts_like(amount, from, to), Ok)
            }
            (None, None) => Ok(Vec::new()),
        }
    }

    /// The amount, and between which moments it came, of a receipt without an id.
    fn about(&self) -> Option<(Centavos, (UnixMs, UnixMs))> {
        let (amount, at) = self.shown.zip(self.said_at)?;
        Some((amount, (at.plus_ms(-ABOUT_MS), at.plus_ms(ABOUT_MS))))
    }
}

/// The answer by what the log has now: of two doors that check one receipt at once, one is the first.
fn conclude(
    tx: &Tx<'_>,
    question: &ReceiptQuestion,
    asked: Questions,
    is_ahead: bool,
) -> Result<CheckedReceipt, store::Error> {
    let now = tx.now();
    let ReceiptQuestion { end_to_end_id, shown, said_at, order, .. } = question.clone();
    let mut found = question.fits(tx)?;
    let is_one = found.len() == 1;
    // Somebody who was not heard may know of another payment that fits.
    let is_doubtful = end_to_end_id.is_none()
        && !found.iter().any(|money| order.is_some() && money.order() == order)
        && !asked.heard().all(|is_heard| is_heard);
    let shows = Shown { amount: shown, order, is_used: false };
    let (verdict, money) = match verdict_of_several(&found, shows, now) {
        _ if found.is_empty() && asked.is_other_tills => (ReceiptVerdict::AlreadyUsed, None),
        _ if found.is_empty() && is_ahead => (ReceiptVerdict::NotYet, None),
        _ if found.is_empty() => (verdict_of_nothing(asked.heard()), None),
        _ if is_doubtful => (ReceiptVerdict::Unknown, None),
        _ if is_one => (ReceiptVerdict::Unknown, found.pop()),
        (verdict, money) => (verdict, money.cloned()),
    };
    let id = end_to_end_id.or_else(|| money.as_ref().and_then(|it| it.end_to_end_id.clone()));
    let before = tx.shown_before(id.as_ref(), money.as_ref(), order)?;
    let shows = Shown { is_used: before.is_used, ..shows };
    let verdict = money.as_ref().map_or(verdict, |money| verdict_of(money, shows, now));
    let mut candidates: Vec<_> = found.iter().filter_map(ReceiptMoney::order).collect();
    candidates.sort_unstable_by(|one, other| other.cmp(one));
    candidates.dedup();
    candidates.truncate(MOST_CANDIDATES);
    let check = ReceiptCheck {
        end_to_end_id: id,
        shown,
        said_at,
        asked_order: order,
        verdict,
        order: money.as_ref().and_then(ReceiptMoney::order),
        unmatched: money.as_ref().and_then(ReceiptMoney::unmatched),
    };
    Ok(CheckedReceipt { check, at: now, money, candidates, before, asked: asked.into_accounts() })
}
