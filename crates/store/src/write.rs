//! Every write to the log: one immediate transaction that reads, decides, appends and commits.

use domain::charge::{Account, Charge, Event};
use domain::order::{self, Decision, Opened, Refusal};
use domain::{
    Actor, Centavos, EndToEndId, IdempotencyKey, Order, OrderNumber, ProviderId, Reference, SaleId,
    UnixMs,
};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::asks::{self, Ask};
use crate::error::Error;
use crate::index::{index, is_registered_elsewhere, is_taken};
use crate::log::row::{
    AccountRow, OPENED, OpenedRow, REQUESTED, RequestedRow, internal, write_event,
};
use crate::log::{Stream, append};
use crate::notices::confirmed_by;
use crate::open::Store;
use crate::read::{load, rows_of};
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

/// What a new order starts from.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// The sale at the door; the same sale gets the same order.
    pub sale_id: SaleId,
    /// The first attempt's reference; absent: one of the till's own.
    pub reference: Option<Reference>,
    /// What the customer owes.
    pub amount: Centavos,
    /// The attempt.
    pub attempt: NewAttempt,
}

/// What a new attempt starts from.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// The adapter, such as `connectpsp`.
    pub provider: String,
    /// The account that it is made with.
    pub account: Option<Account>,
    /// How long the code shall live, in minutes.
    pub expires_in_min: u32,
    /// The key under which the provider executes the request once.
    pub idempotency_key: IdempotencyKey,
    /// The request tells the provider where to send webhooks.
    pub webhook: bool,
    /// Random numbers for a reference of the till's own, drawn for this attempt alone.
    pub chance: [u64; 2],
}

/// What has to be sent for an attempt, as often as needed, to the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The same for every sending.
    pub idempotency_key: IdempotencyKey,
    /// The same for every sending.
    pub body: String,
}

impl Store {
    /// Writes a new order with its first attempt, claimed for this process, before anything is
    /// sent. `body` makes the request from the reference. The same sale again gets the order that it
    /// has, and `false`.
    pub fn create_order(
        &mut self,
        new: &NewOrder,
        by: &Actor,
        now: UnixMs,
        body: impl FnOnce(&Reference) -> String,
    ) -> Result<(Order, bool), Error> {
        let tx = self.begin(by, now)?;
        if let Some(order) = order_of_sale(&tx, &new.sale_id)? {
            return Ok((order, false));
        }
        let number = till::next_number(&tx)?;
        let reference = match &new.reference {
            Some(reference) => reference.clone(),
            None => till::own_reference(&tx, number, new.attempt.chance)?,
        };
        let opened = Opened {
            sale_id: new.sale_id.clone(),
            reference: reference.clone(),
            amount: new.amount,
        };
        let order = open_order(&tx, number, &opened)?;
        let body = body(&reference);
        let order =
            add_attempt(&tx, &order, reference, new.reference.is_none(), &new.attempt, body)?;
        tx.commit()?;
        Ok((order, true))
    }

    /// Writes one more attempt for an order, claimed for this process, before anything is sent. An
    /// attempt that is still open is cancelled in the same transaction (and stays watched).
    pub fn create_attempt(
        &mut self,
        number: OrderNumber,
        new: &NewAttempt,
        by: &Actor,
        now: UnixMs,
        body: impl FnOnce(&Order, &Reference) -> String,
    ) -> Result<Order, Error> {
        let tx = self.begin(by, now)?;
        let mut order = load(&tx, number)?;
        let open: Vec<u32> = order
            .attempts
            .iter()
            .filter(|charge| charge.status.is_open())
            .map(|charge| charge.attempt)
            .collect();
        for attempt in open {
            order = append_event(&tx, &order, attempt, &Event::CancelRequested)?.unwrap_or(order);
        }
        let is_ours = till::is_own(&tx, &order.reference)?;
        let reference = if is_ours {
            till::own_reference(&tx, number, new.chance)?
        } else {
            let next = order.reference.for_attempt(order.next_attempt());
            next.map_err(|_| Error::Internal("too long a reference for another attempt".into()))?
        };
        let body = body(&order, &reference);
        let order = add_attempt(&tx, &order, reference, is_ours, new, body)?;
        tx.commit()?;
        Ok(order)
    }

    /// Records what happened to a charge, as far as it changes anything, and when to ask next, in one
    /// commit. `events` and `ask` see the order as it is inside the transaction; `events` also whether
    /// another payment of the log has an end-to-end id. What webhooks have told and an event confirms
    /// goes before it. Returns the order as it is now, and whether an event changed it.
    pub fn record(
        &mut self,
        key: ChargeKey,
        by: &Actor,
        now: UnixMs,
        events: impl FnOnce(&Order, &dyn Fn(&EndToEndId) -> bool) -> Vec<Event>,
        ask: impl FnOnce(&Charge, &Ask) -> Ask,
    ) -> Result<(Order, bool), Error> {
        let tx = self.begin(by, now)?;
        let mut order = load(&tx, key.order)?;
        attempt_of(&order, key)?;
        // An index that cannot be asked proves nothing.
        let news = events(&order, &|id| is_taken(&tx, key, id).unwrap_or(true));
        let mut events = Vec::new();
        for event in news {
            events.extend(confirmed_by(&tx, key, attempt_of(&order, key)?, &event)?);
            events.push(event);
        }
        let mut changed = false;
        for event in &events {
            if let Some(after) = append_event(&tx, &order, key.attempt, event)? {
                order = after;
                changed = true;
            }
        }
        let known = asks::read(&tx, key)?;
        asks::write(&tx, key, &ask(attempt_of(&order, key)?, &known))?;
        tx.commit()?;
        Ok((order, changed))
    }

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

    /// What was, or has to be, sent for an attempt.
    pub fn request(&self, key: ChargeKey) -> Result<Request, Error> {
        let rows = rows_of(&self.connection, key.order)?;
        let row = rows
            .iter()
            .find(|row| row.kind == REQUESTED && row.attempt == key.attempt)
            .ok_or(Error::NotFound)?;
        let requested = crate::log::row::read_requested(&row.body)?;
        let idempotency_key = IdempotencyKey::new(requested.idempotency_key)
            .map_err(|_| Error::damaged(format!("event {}: impossible key", row.seq)))?;
        Ok(Request { idempotency_key, body: requested.request_body })
    }
}

fn order_of_sale(tx: &Transaction<'_>, sale_id: &SaleId) -> Result<Option<Order>, Error> {
    let number: Option<i64> = tx
        .query_row("SELECT number FROM orders WHERE sale_id = ?1", [sale_id.as_str()], |row| {
            row.get(0)
        })
        .optional()?;
    number.and_then(OrderNumber::new).map(|number| load(tx, number)).transpose()
}

pub(crate) fn attempt_of(order: &Order, key: ChargeKey) -> Result<&Charge, Error> {
    order.attempts.iter().find(|charge| charge.attempt == key.attempt).ok_or(Error::NotFound)
}

/// Appends an order's first event.
fn open_order(tx: &Tx<'_>, number: OrderNumber, opened: &Opened) -> Result<Order, Error> {
    let body = serde_json::to_string(&OpenedRow::of(opened)).map_err(|error| internal(&error))?;
    append(tx, tx.stamp, Stream::Order(number), 0, OPENED, body)?;
    tx.execute(
        "INSERT INTO orders (number, sale_id, amount_centavos, created_at_ms, status)
         VALUES (?1, ?2, ?3, ?4, 'registering')",
        params![number.get(), opened.sale_id.as_str(), opened.amount.get(), tx.stamp.now.get()],
    )?;
    Ok(Order::open(number, opened, tx.stamp.now))
}

/// Appends an attempt with its timetable, claimed for this process, which may not live to tell how the
/// first sending went; returns the order as it is then.
fn add_attempt(
    tx: &Tx<'_>,
    order: &Order,
    reference: Reference,
    reference_is_ours: bool,
    new: &NewAttempt,
    request_body: String,
) -> Result<Order, Error> {
    let taken: bool = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM charges WHERE reference = ?1)",
        [reference.as_str()],
        |row| row.get(0),
    )?;
    if taken {
        return Err(Error::ReferenceTaken);
    }
    let row = RequestedRow {
        reference: reference.as_str().to_owned(),
        reference_is_ours,
        provider: new.provider.clone(),
        account: new.account.as_ref().map(AccountRow::of),
        expires_in_min: new.expires_in_min,
        idempotency_key: new.idempotency_key.as_str().to_owned(),
        request_body,
        older: None,
    };
    let after = match order.apply(&order::Event::Attempted(row.attempted()?), tx.stamp.now) {
        Decision::Changed(after) => after,
        Decision::Refused(Refusal::AlreadyPaid) => return Err(Error::AlreadyPaid),
        Decision::Refused(_) | Decision::Unchanged => {
            return Err(Error::Internal("an attempt beside an open one".into()));
        }
    };
    let key = ChargeKey { order: order.number, attempt: order.next_attempt() };
    let body = serde_json::to_string(&row).map_err(|error| internal(&error))?;
    append(tx, tx.stamp, Stream::Order(order.number), key.attempt, REQUESTED, body)?;
    index(tx, &after, key.attempt)?;
    let claimed = Ask {
        asked_at: tx.stamp.now,
        next_at: Some(tx.stamp.now),
        outcome_unknown: true,
        owner: Some(tx.process_lock.name().to_owned()),
        webhook: new.webhook,
        ..Ask::never()
    };
    asks::write(tx, key, &claimed)?;
    Ok(*after)
}

/// Appends what happened to an attempt if it changes the order; returns the order as it is then.
pub(crate) fn append_event(
    tx: &Tx<'_>,
    order: &Order,
    attempt: u32,
    event: &Event,
) -> Result<Option<Order>, Error> {
    let happened = order::Event::Charge { attempt, event: event.clone() };
    let after = match order.apply(&happened, tx.stamp.now) {
        Decision::Unchanged => return Ok(None),
        Decision::Changed(after) => after,
        Decision::Refused(_) => return Err(Error::NotFound),
    };
    let key = ChargeKey { order: order.number, attempt };
    if let Event::Registered(made) = event
        && is_registered_elsewhere(tx, key, attempt_of(order, key)?, &made.provider_id)?
    {
        return Err(Error::Internal("another charge is this transaction".into()));
    }
    let (kind, body) = write_event(event)?;
    append(tx, tx.stamp, Stream::Order(order.number), attempt, &kind, body)?;
    index(tx, &after, attempt)?;
    Ok(Some(*after))
}

#[cfg(test)]
mod tests {
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
        let new = NewOrder {
            sale_id: SaleId::new("s1").unwrap(),
            reference: None,
            amount: Centavos::new(1_250),
            attempt: NewAttempt {
                provider: "connectpsp".into(),
                expires_in_min: 30,
                idempotency_key: IdempotencyKey::new("k").unwrap(),
                webhook: false,
                account: None,
                chance: [1, 2],
            },
        };
        let result =
            store.create_order(&new, &Actor::Till, UnixMs::new(1), |_| "x".repeat(1 << 20));
        assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
        assert_eq!(store.verify().unwrap().orders, 0);
    }
}
