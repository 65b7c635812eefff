//! Orphans: money without a sale, and what people do with it.

use std::sync::Arc;

use domain::charge::{Seen, Status};
use domain::{Centavos, Order, OrderNumber, Orphan, OrphanMoney, OrphanNumber, OrphanState};
use providers::{Error as PspError, Fetched};
use store::ChargeKey;

use crate::error::Error;
use crate::till::Checkout;

/// Most orphans in a list.
const LONGEST_LIST: u32 = 500;

impl Checkout {
    /// The newest orphans that nobody has looked at; `all`: the settled ones too. At most 500.
    pub fn orphans(&self, all: bool) -> Result<Vec<Orphan>, Error> {
        Ok(self.store().orphans(all, LONGEST_LIST)?)
    }

    /// Says that an orphan is the money for an order: for the attempt that was paid, if one was, else
    /// for the last. The provider is asked first; only money that is there is attached.
    pub async fn attach_orphan(
        self: &Arc<Self>,
        number: OrphanNumber,
        to: OrderNumber,
        reason: &str,
    ) -> Result<Order, Error> {
        let orphan = {
            let store = self.store();
            // An order that is not here is told before anybody is asked.
            store.order(to)?;
            store.orphan(number)?
        };
        if orphan.state != OrphanState::Open {
            return Err(Error::OrphanSettled);
        }
        let account = orphan.money.account.as_ref();
        let account = account.map_or("", |account| account.fingerprint.as_str());
        let psp = self.providers().with_account(&orphan.money.provider, account);
        let psp = psp.ok_or_else(|| Error::UnknownProvider(orphan.money.provider.clone()))?;
        let answer = psp.fetch(&orphan.money.provider_id).await;
        self.note_answer(psp.as_ref(), answer.as_ref().map(|it| it.provider_time));
        let amount = match answer {
            Ok(fetched) => still_there(&orphan.money, &fetched).ok_or(Error::OrphanGone)?,
            Err(PspError::NotFound) => return Err(Error::OrphanGone),
            Err(error) => return Err(Error::Provider(error)),
        };
        let now = self.now();
        let mut store = self.store();
        let order = store.order(to)?;
        let paid = order.attempts.iter().find(|charge| charge.status == Status::Paid);
        let charge = paid.or_else(|| order.current()).ok_or(store::Error::NotFound)?;
        let key = ChargeKey { order: to, attempt: charge.attempt };
        let order = store.attach_orphan(number, key, amount, reason, now)?;
        drop(store);
        self.tell();
        Ok(order)
    }

    /// Says that an orphan is no sale of this till.
    pub fn set_aside_orphan(&self, number: OrphanNumber, reason: &str) -> Result<Orphan, Error> {
        let now = self.now();
        let orphan = self.store().set_aside_orphan(number, reason, now)?;
        self.tell();
        Ok(orphan)
    }
}

/// What is there if the provider still says "paid" of this transaction, and no less than it said.
fn still_there(money: &OrphanMoney, fetched: &Fetched) -> Option<Centavos> {
    let ids = &fetched.names.ids;
    let is_about = ids.is_empty() || ids.contains(&money.provider_id);
    let Seen::Paid(receipt) = &fetched.observation.status else { return None };
    let readable = receipt.received.filter(|_| is_about && fetched.unreadable_amount.is_none());
    readable.filter(|received| money.amount.is_none_or(|told| *received >= told))
}
