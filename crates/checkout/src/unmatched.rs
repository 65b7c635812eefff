//! Unmatched payments: money without a sale, and what people do with it.

use std::sync::Arc;

use domain::charge::{Seen, Status};
use domain::{
    Actor, Centavos, Order, OrderNumber, UnmatchedMoney, UnmatchedNumber, UnmatchedPayment,
    UnmatchedState,
};
use providers::{Error as PspError, Fetched};
use store::ChargeKey;

use crate::error::Error;
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
        self.note_answer(psp.as_ref(), answer.as_ref().map(|it| it.provider_time));
        let amount = match answer {
            Ok(fetched) => still_there(&unmatched.money, &fetched).ok_or(Error::UnmatchedGone)?,
            Err(PspError::NotFound) => return Err(Error::UnmatchedGone),
            Err(error) => return Err(Error::Provider(error)),
        };
        let now = self.now();
        let mut store = self.store();
        let order = store.order(to)?;
        let paid = order.attempts.iter().find(|charge| charge.status == Status::Paid);
        let charge = paid.or_else(|| order.current()).ok_or(store::Error::NotFound)?;
        let key = ChargeKey { order: to, attempt: charge.attempt };
        let order = store.match_unmatched(number, key, amount, reason, by, now)?;
        drop(store);
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
        let unmatched = self.store().dismiss_unmatched(number, reason, by, now)?;
        self.tell();
        Ok(unmatched)
    }
}

/// What is there if the provider still says "paid" of this transaction, and no less than it said.
fn still_there(money: &UnmatchedMoney, fetched: &Fetched) -> Option<Centavos> {
    let ids = &fetched.names.ids;
    let is_about = ids.is_empty() || ids.contains(&money.provider_id);
    let Seen::Paid(receipt) = &fetched.observation.status else { return None };
    let readable = receipt.received.filter(|_| is_about && fetched.unreadable_amount.is_none());
    readable.filter(|received| money.amount.is_none_or(|told| *received >= told))
}
