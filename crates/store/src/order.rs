//! Orders: what is written of them.

use domain::charge::{Charge, Event, Observation, Seen};
use domain::order::{self, Attempted, Decision, Opened};
use domain::{
    EndToEndId, IdempotencyKey, Order, OrderNumber, ProviderId, Reference, SaleId, UnixMs,
};
use rusqlite::{Connection, OptionalExtension};

use crate::error::Error;
use crate::index::{IdUse, index, insert_order, is_registered_elsewhere, is_taken, use_of};
use crate::log::row::{
    NOTED, OPENED, OpenedRow, REQUESTED, RequestedRow, internal, write_event, write_noted,
};
use crate::log::{Family, Stamp, Stream, append, personal};
use crate::open::Store;
use crate::read::{load, rows_of_order};
use crate::till;
use crate::tx::Tx;

/// Which attempt of which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChargeKey {
    /// The order.
    pub order: OrderNumber,
    /// 1 for its first attempt.
    pub attempt: u32,
}

/// What has to be sent for an attempt, as often as needed, to the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The same for every sending.
    pub idempotency_key: IdempotencyKey,
    /// The same for every sending.
    pub body: String,
}

/// Orders and their attempts, as they are inside a transaction.
impl Tx<'_> {
    /// One order, replayed.
    pub fn order(&self, number: OrderNumber) -> Result<Order, Error> {
        load(self, number)
    }

    /// The order of a sale, if there is one.
    pub fn order_of_sale(&self, sale_id: &SaleId) -> Result<Option<Order>, Error> {
        const OF_SALE: &str = "SELECT number FROM orders WHERE sale_id = ?1";
        // A damaged index may have lost what is charged again these days.
        const LATELY: &str = "SELECT number FROM (
                SELECT number, sale_id FROM orders ORDER BY number DESC LIMIT 1000)
            WHERE +sale_id = ?1";
        let find = |sql| {
            let mut statement = self.prepare_cached(sql)?;
            statement.query_row([sale_id.as_str()], |row| row.get(0)).optional()
        };
        let number: Option<i64> = find(OF_SALE)?.map_or_else(|| find(LATELY), |it| Ok(Some(it)))?;
        number.and_then(OrderNumber::new).map(|number| load(self, number)).transpose()
    }

    /// What was sent for an attempt: see [`Store::request`].
    pub fn request(&self, key: ChargeKey) -> Result<Request, Error> {
        request(self, key)
    }

    /// The number of the next order.
    pub fn next_number(&self) -> Result<OrderNumber, Error> {
        till::next_number(self)
    }

    /// A reference of the till's own: its code, the order's number, and chance.
    pub fn own_reference(&self, number: OrderNumber, chance: [u64; 2]) -> Result<Reference, Error> {
        till::own_reference(self, number, chance)
    }

    /// Whether the till has made a reference itself, under any of its codes.
    pub fn is_own(&self, reference: &Reference) -> Result<bool, Error> {
        till::is_own(self, reference)
    }

    /// Opens the order of this number, which no order has.
    pub fn open_order(&self, number: OrderNumber, opened: &Opened) -> Result<Order, Error> {
        let body =
            serde_json::to_string(&OpenedRow::of(opened)).map_err(|error| internal(&error))?;
        append(self, self.stamp, Stream::Order(number), 0, OPENED, body)?;
        let order = Order::open(number, opened, Some(self.stamp.actor.clone()), self.now());
        insert_order(self, &order)?;
        Ok(order)
    }

    /// Writes one more attempt down, with what is to be sent for it; returns the order as it is then. Fails
    /// where the order refuses it, and where its reference is another's.
    pub fn begin_attempt(
        &self,
        order: &Order,
        attempted: &Attempted,
        request: &Request,
    ) -> Result<Order, Error> {
        const TAKEN: &str = "SELECT EXISTS (SELECT 1 FROM charges WHERE reference = ?1)";
        let taken: bool = self
            .prepare_cached(TAKEN)?
            .query_row([attempted.reference.as_str()], |row| row.get(0))?;
        if taken {
            return Err(Error::ReferenceTaken);
        }
        let after = match order.apply(&order::Event::Attempted(attempted.clone()), self.now()) {
            Decision::Changed(after) => after,
            Decision::Refused(refusal) => return Err(refusal.into()),
            Decision::Unchanged => return Err(Error::Internal("an attempt of nothing".into())),
        };
        let row = RequestedRow::of(attempted, request);
        let body = serde_json::to_string(&row).map_err(|error| internal(&error))?;
        let attempt = order.next_attempt();
        append(self, self.stamp, Stream::Order(order.number), attempt, REQUESTED, body)?;
        index(self, &after, attempt)?;
        Ok(*after)
    }

    /// Appends what happened to an attempt, if it changes the order; returns the order as it is then.
    pub fn change(
        &self,
        order: &Order,
        attempt: u32,
        event: &Event,
    ) -> Result<Option<Order>, Error> {
        self.change_at(order, attempt, event, self.now())
    }

    /// The same at another moment: that of a charge which goes by a time of its own.
    pub fn change_at(
        &self,
        order: &Order,
        attempt: u32,
        event: &Event,
        at: UnixMs,
    ) -> Result<Option<Order>, Error> {
        let event = &self.as_it_is_kept(order, event)?;
        let happened = order::Event::Charge { attempt, event: event.clone() };
        let after = match order.apply(&happened, at) {
            Decision::Unchanged => return Ok(None),
            Decision::Changed(after) => after,
            Decision::Refused(refusal) => return Err(refusal.into()),
        };
        let key = ChargeKey { order: order.number, attempt };
        if let Event::Registered(made) = event
            && is_registered_elsewhere(self, key, attempt_of(order, key)?, &made.provider_id)?
        {
            return Err(Error::Internal("another charge is this transaction".into()));
        }
        let (kind, body) = write_event(event)?;
        let stamp = Stamp { now: at, ..self.stamp };
        append(self, stamp, Stream::Order(order.number), attempt, &kind, body)?;
        index(self, &after, attempt)?;
        self.queue_for_payment(order, &after)?;
        Ok(Some(*after))
    }

    /// Appends what a person writes to an order; returns the order as it is then.
    pub fn note(&self, order: &Order, text: &str) -> Result<Order, Error> {
        let noted = order::Event::Noted(text.to_owned());
        let Decision::Changed(after) = order.apply(&noted, self.now()) else {
            return Err(Error::Internal("a note that changes nothing".into()));
        };
        append(self, self.stamp, Stream::Order(order.number), 0, NOTED, write_noted(text)?)?;
        Ok(*after)
    }

    /// What a provider tells of the payer of an order whose payer was blanked, it tells in vain.
    fn as_it_is_kept(&self, order: &Order, event: &Event) -> Result<Event, Error> {
        let mut event = event.clone();
        if let Event::Seen(Observation { status, .. }) = &mut event
            && let Seen::Paid(receipt) | Seen::Refunded(receipt, _) | Seen::Disputed(receipt, _) =
                status
            && receipt.payer_name.is_some()
            && personal::is_blanked(self, Family::Order, order.number.get())?
        {
            receipt.payer_name = None;
        }
        Ok(event)
    }

    /// Whether another payment of the log has this end-to-end id: of another charge, or one without a
    /// sale. An index that cannot be asked proves nothing: then it has.
    pub fn is_taken(&self, key: ChargeKey, id: &EndToEndId) -> bool {
        is_taken(self, key, id).unwrap_or(true)
    }

    /// Where else the log has this end-to-end id: see [`IdUse`].
    pub fn use_of(&self, key: ChargeKey, id: &EndToEndId) -> Result<Option<IdUse>, Error> {
        use_of(self, key, id)
    }
}

impl Store {
    /// Whether another charge of the log is the transaction of this id, at the charge's account: then
    /// the charge is never registered as it.
    pub fn is_registered_elsewhere(
        &self,
        key: ChargeKey,
        charge: &Charge,
        id: &ProviderId,
    ) -> Result<bool, Error> {
        is_registered_elsewhere(&self.connection, key, charge, id)
    }

    /// What was, or has to be, sent for an attempt. Errors: `Blanked`, where a part of it is gone.
    pub fn request(&self, key: ChargeKey) -> Result<Request, Error> {
        request(&self.connection, key)
    }
}

fn request(log: &Connection, key: ChargeKey) -> Result<Request, Error> {
    let rows = rows_of_order(log, key.order)?;
    let row = rows
        .iter()
        .find(|row| row.kind == REQUESTED && row.attempt == key.attempt)
        .ok_or(Error::NotFound)?;
    if row.is_blanked() {
        return Err(Error::Blanked);
    }
    let requested = crate::log::row::read_requested(&row.body)?;
    let idempotency_key = IdempotencyKey::new(requested.idempotency_key)
        .map_err(|_| Error::damaged(format!("event {}: impossible key", row.seq)))?;
    Ok(Request { idempotency_key, body: requested.request_body })
}

/// The attempt of that key.
pub fn attempt_of(order: &Order, key: ChargeKey) -> Result<&Charge, Error> {
    order.attempts.iter().find(|charge| charge.attempt == key.attempt).ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use domain::UnixMs;

    use super::*;
    use crate::Why;

    #[test]
    fn a_full_disk_is_told_and_nothing_is_half_written() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
        let pages: i64 =
            store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        store.connection.pragma_update(None, "max_page_count", pages).unwrap();
        let result = crate::log::tests::sold(&mut store, &"x".repeat(1 << 20));
        assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
        assert_eq!(store.verify().unwrap().orders, 0);
    }
}
