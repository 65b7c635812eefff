//! Confirm by hand: a person says that the money has come, where the provider does not.

use std::sync::Arc;

use domain::charge::{Event, WrongTime};
use domain::{Actor, EndToEndId, Order, OrderNumber, UnixMs};
use store::{ChargeKey, IdUse, Store, Tx, Which, attempt_of};

use crate::allowance::Allowance;
use crate::crash::crash_point;
use crate::error::{Error, WrongId};
use crate::poller::schedule;
use crate::till::Checkout;

/// What a person says.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// Why, 1 to 200 characters.
    pub reason: String,
    /// The end-to-end id that the customer has shown.
    pub end_to_end_id: Option<EndToEndId>,
    /// How much whoever says it may confirm.
    pub allowance: Allowance,
}

impl Checkout {
    /// Asks the provider once more, for a few seconds at most, and then writes down that a person says that the
    /// order's money has come. Proof goes before: a paid order is not confirmed. The same again changes nothing; the
    /// provider goes on being polled.
    pub async fn confirm_by_hand(
        self: &Arc<Self>,
        number: OrderNumber,
        confirmation: Confirmation,
        by: &Actor,
    ) -> Result<Order, Error> {
        self.look_once_more(number).await?;
        let (now, latest) = (self.now(), self.ports.clock.latest());
        let order = confirm_order(&mut self.store(), number, confirmation, by, (now, latest))?;
        crash_point("confirmed_by_hand");
        self.tell();
        Ok(order)
    }
}

/// Writes down that a person says that the order's money has come, all in one transaction: of two doors that say it at
/// once one has said it, and an id that is shown for two orders is taken by one of them. `latest`: as late as it may be
/// now, where what has answered says another time than this computer.
pub fn confirm_order(
    store: &mut Store,
    number: OrderNumber,
    confirmation: Confirmation,
    by: &Actor,
    (now, latest): (UnixMs, UnixMs),
) -> Result<Order, Error> {
    store.write(by, now, |tx| confirm(tx, number, confirmation, latest))
}

fn confirm(
    tx: &Tx<'_>,
    number: OrderNumber,
    said: Confirmation,
    latest: UnixMs,
) -> Result<Order, Error> {
    let order = tx.order(number)?;
    let charge = order.current().ok_or(store::Error::NotFound)?;
    let key = ChargeKey { order: number, attempt: charge.attempt };
    let Confirmation { reason, end_to_end_id, allowance } = said;
    let event = Event::ConfirmedByHand { reason, end_to_end_id: end_to_end_id.clone() };
    // Looked at before this one counts in.
    let is_allowed =
        allowance.check(order.amount, |operator, since| tx.confirmed_alone(operator, since));
    // The order decides; an id that fits nothing then undoes it with the transaction.
    let Some(confirmed) = tx.change(&order, key.attempt, &event)? else { return Ok(order) };
    // Before anybody is asked to approve it.
    if let Some(id) = &end_to_end_id {
        check_id(tx, key, &order, id, latest)?;
    }
    is_allowed?;
    // What had ended long ago is asked about again.
    if schedule::longest_wait_ms(attempt_of(&confirmed, key)?, tx.now()).is_some() {
        tx.schedule(key, &tx.poll(key)?)?;
        tx.hasten(Which::One(key))?;
    }
    Ok(confirmed)
}

/// Whether the id may be that of a payment for this order, and is shown for the first time.
fn check_id(
    tx: &Tx<'_>,
    key: ChargeKey,
    order: &Order,
    id: &EndToEndId,
    latest: UnixMs,
) -> Result<(), Error> {
    order.may_be_paid_by(id, latest).map_err(|wrong| {
        Error::WrongId(match wrong {
            WrongTime::BeforeTheSale => WrongId::BeforeTheSale,
            WrongTime::Ahead => WrongId::Ahead,
        })
    })?;
    match tx.use_of(key, id)? {
        None => Ok(()),
        Some(IdUse::Order(order)) => Err(Error::WrongId(WrongId::Taken(Some(order)))),
        Some(IdUse::Elsewhere) => Err(Error::WrongId(WrongId::Taken(None))),
    }
}
