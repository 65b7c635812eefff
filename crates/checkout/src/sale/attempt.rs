//! Attempts: an order and its attempts as they are written down, before anything is sent.

use domain::charge::{Account, Event};
use domain::order::{Attempted, Opened};
use domain::{
    Actor, Centavos, DocumentKey, IdempotencyKey, Order, OrderNumber, Reference, SaleId, UnixMs,
};
use store::{ChargeKey, Error, Poll, Request, Store, Tx};

/// What a new order starts from.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// The sale at the door; the same sale gets the same order.
    pub sale_id: SaleId,
    /// The first attempt's reference; absent: one of the till's own.
    pub reference: Option<Reference>,
    /// What the customer owes.
    pub amount: Centavos,
    /// The document that the sale belongs to, as its caller knows it.
    pub document_key: Option<DocumentKey>,
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

/// Writes a new order with its first attempt, claimed for this process, before anything is sent. `body`
/// makes the request from the reference. The same sale again gets the order that it has, and `false`.
pub fn create_order(
    store: &mut Store,
    new: &NewOrder,
    by: &Actor,
    now: UnixMs,
    body: impl FnOnce(&Reference) -> String,
) -> Result<(Order, bool), Error> {
    store.write(by, now, |tx| create_order_in(tx, new, body))
}

/// The same inside a transaction, which may hold many orders: a log of years is made so for measurements.
pub fn create_order_in(
    tx: &Tx<'_>,
    new: &NewOrder,
    body: impl FnOnce(&Reference) -> String,
) -> Result<(Order, bool), Error> {
    if let Some(order) = tx.order_of_sale(&new.sale_id)? {
        return Ok((order, false));
    }
    let number = tx.next_number()?;
    let reference = match &new.reference {
        Some(reference) => reference.clone(),
        None => tx.own_reference(number, new.attempt.chance)?,
    };
    let sale_id = new.sale_id.clone();
    let opened = Opened {
        sale_id,
        reference: reference.clone(),
        amount: new.amount,
        document_key: new.document_key.clone(),
    };
    let order = tx.open_order(number, &opened)?;
    let body = body(&reference);
    let reference = (reference, new.reference.is_none());
    Ok((begin(tx, &order, reference, &new.attempt, body)?, true))
}

/// Writes one more attempt for an order, claimed for this process, before anything is sent. `body` makes the request
/// from the order, the body that was sent for its last attempt, and the reference. An attempt
/// that is still open is cancelled in the same transaction (and stays watched). Errors: `Blanked`, where that body named
/// a payer of whom nothing is left.
pub fn create_attempt(
    store: &mut Store,
    number: OrderNumber,
    new: &NewAttempt,
    by: &Actor,
    now: UnixMs,
    body: impl FnOnce(&Order, &str, &Reference) -> String,
) -> Result<Order, Error> {
    store.write(by, now, |tx| {
        let mut order = tx.order(number)?;
        let last = order.current().ok_or(Error::NotFound)?.attempt;
        let sent = tx.request(ChargeKey { order: number, attempt: last });
        let open = order.attempts.iter().filter(|charge| charge.status.is_open());
        for attempt in open.map(|charge| charge.attempt).collect::<Vec<_>>() {
            order = tx.change(&order, attempt, &Event::CancelRequested)?.unwrap_or(order);
        }
        // One that looks like ours may be the caller's; an older log does not say. One of the caller's that
        // leaves no room for a number makes way for ours.
        let is_own = tx.is_own(&order.reference)?;
        let theirs = order.reference.for_attempt(order.next_attempt()).ok().filter(|_| !is_own);
        let is_ours = theirs.is_none();
        let reference = match theirs {
            Some(reference) => reference,
            None => tx.own_reference(number, new.chance)?,
        };
        // The order decides first; what cannot be sent again then undoes it with the transaction.
        let body = sent.as_ref().map(|sent| body(&order, &sent.body, &reference));
        let body = body.unwrap_or_default();
        let order = begin(tx, &order, (reference, is_ours), new, body)?;
        sent.map(|_| order)
    })
}

/// Begins an attempt under a reference, which is ours or not, with its timetable, claimed for this process:
/// it may not live to tell how the first sending went.
fn begin(
    tx: &Tx<'_>,
    order: &Order,
    (reference, reference_is_ours): (Reference, bool),
    new: &NewAttempt,
    body: String,
) -> Result<Order, Error> {
    let attempted = Attempted {
        reference,
        reference_is_ours,
        provider: new.provider.clone(),
        account: new.account.clone(),
        expires_in_min: new.expires_in_min,
    };
    let request = Request { idempotency_key: new.idempotency_key.clone(), body };
    let key = ChargeKey { order: order.number, attempt: order.next_attempt() };
    let order = tx.begin_attempt(order, &attempted, &request)?;
    let claimed = Poll {
        begun_at: tx.now(),
        due_at: Some(tx.now()),
        outcome_unknown: true,
        owner: Some(tx.process().to_owned()),
        webhook: new.webhook,
        ..Poll::never()
    };
    tx.schedule(key, &claimed)?;
    Ok(order)
}
