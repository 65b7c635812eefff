//! Unmatched payments: money without a sale, and what people do with it.

use std::sync::Arc;

use domain::charge::{Charge, Event, Match, Receipt, Seen, Status};
use domain::{
    Actor, Centavos, Order, OrderNumber, UnixMs, UnmatchedMoney, UnmatchedNumber, UnmatchedPayment,
    UnmatchedState,
};
use providers::{Error as PspError, Fetched};
use store::{ChargeKey, Store, Which, attempt_of};

use crate::error::Error;
use crate::poller::schedule;
use crate::till::Checkout;

/// Most of them in a list.
const LONGEST_LIST: u32 = 500;

impl Checkout {
    /// The newest that nobody has looked at; `all`: those that were matched or dismissed, too. At most 500.
    pub fn unmatched(&self, all: bool) -> Result<Vec<UnmatchedPayment>, Error> {
        Ok(self.store().unmatched(all, LONGEST_LIST)?)
    }

    /// Says that an unmatched payment is the money for an order: for the attempt that was paid, if one was, else
    /// for the last. The provider is asked first; only money that is there is matched.
    pub async fn match_unmatched(
        self: &Arc<Self>,
        number: UnmatchedNumber,
        to: OrderNumber,
        reason: &str,
        by: &Actor,
    ) -> Result<Order, Error> {
        let unmatched = {
            let store = self.store();
            // An order that is not here is told before anybody is asked.
            store.order(to)?;
            store.unmatched_payment(number)?
        };
        if unmatched.state != UnmatchedState::Open {
            return Err(Error::UnmatchedResolved);
        }
        let account = unmatched.money.account.as_ref();
        let account = account.map_or("", |account| account.fingerprint.as_str());
        let psp = self.providers().with_account(&unmatched.money.provider, account);
        let psp = psp.ok_or_else(|| Error::UnknownProvider(unmatched.money.provider.clone()))?;
        let answer = psp.fetch(&unmatched.money.provider_id).await;
        self.note_answer(psp.as_ref(), answer.as_ref().map(drop));
        let amount = match answer {
            Ok(fetched) => still_there(&unmatched.money, &fetched).ok_or(Error::UnmatchedGone)?,
            Err(PspError::NotFound) => return Err(Error::UnmatchedGone),
            Err(error) => return Err(Error::Provider(error)),
        };
        let now = self.now();
        let order = match_payment(&mut self.store(), number, to, amount, reason, by, now)?;
        self.tell();
        Ok(order)
    }

    /// Says that an unmatched payment is no sale of this till.
    pub fn dismiss_unmatched(
        &self,
        number: UnmatchedNumber,
        reason: &str,
        by: &Actor,
    ) -> Result<UnmatchedPayment, Error> {
        let now = self.now();
        let payment = dismiss_payment(&mut self.store(), number, reason, by, now)?;
        self.tell();
        Ok(payment)
    }
}

/// Writes down that the money, `amount` as the provider says now where it was not confirmed before, belongs to
/// the order, in one commit with the event of its attempt: of the one that was paid, else of the last.
pub fn match_payment(
    store: &mut Store,
    number: UnmatchedNumber,
    to: OrderNumber,
    amount: Centavos,
    reason: &str,
    by: &Actor,
    now: UnixMs,
) -> Result<Order, store::Error> {
    store.write(by, now, |tx| {
        let money = tx.open_unmatched(number)?.money;
        let order = tx.order(to)?;
        let is_paid = |charge: &&Charge| matches!(charge.status, Status::Paid | Status::Refunding);
        let paid = order.attempts.iter().find(is_paid);
        let charge = paid.or_else(|| order.current()).ok_or(store::Error::NotFound)?;
        let key = ChargeKey { order: to, attempt: charge.attempt };
        tx.note_matched(number, key, reason)?;
        let matching = Match {
            unmatched: number,
            receipt: Receipt {
                received: Some(money.amount.unwrap_or(amount)),
                end_to_end_id: money.end_to_end_id,
                paid_at: money.paid_at,
                payer_name: money.payer_name,
            },
            reason: reason.to_owned(),
        };
        let order = tx.change(&order, key.attempt, &Event::Matched(matching))?;
        let already = || store::Error::Internal(format!("payment {number} is matched already"));
        let order = order.ok_or_else(already)?;
        // What has ended may have to be asked about again.
        if schedule::longest_wait_ms(attempt_of(&order, key)?, now).is_some() {
            tx.schedule(key, &tx.poll(key)?)?;
            tx.hasten(Which::One(key))?;
        }
        Ok(order)
    })
}

/// Writes down that the money is no sale of this till; returns it as it is then.
pub fn dismiss_payment(
    store: &mut Store,
    number: UnmatchedNumber,
    reason: &str,
    by: &Actor,
    now: UnixMs,
) -> Result<UnmatchedPayment, store::Error> {
    store.write(by, now, |tx| {
        let payment = tx.open_unmatched(number)?;
        tx.note_dismissed(number, reason)?;
        let state = UnmatchedState::Dismissed { reason: reason.to_owned(), at: now };
        Ok(UnmatchedPayment { state, ..payment })
    })
}

/// What is there if the provider still says "paid" of this transaction, and no less than it said.
fn still_there(money: &UnmatchedMoney, fetched: &Fetched) -> Option<Centavos> {
    let ids = &fetched.names.ids;
    let is_about = ids.is_empty() || ids.contains(&money.provider_id);
    let Seen::Paid(receipt) = &fetched.observation.status else { return None };
    let readable = receipt.received.filter(|_| is_about && fetched.unreadable_amount.is_none());
    readable.filter(|received| money.amount.is_none_or(|told| *received >= told))
}
