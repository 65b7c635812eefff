//! Record: what happened to a charge, and when to poll next, in one commit.

use domain::charge::{Charge, Event, Evidence, RefundNotice, Seen};
use domain::{Actor, EndToEndId, Order, UnixMs};
use store::{ChargeKey, Error, Notice, Poll, Store, Tx, attempt_of};

/// Records what happened to a charge, as far as it changes anything, and when to poll next, in one
/// commit. `events` and `poll` see the order as it is inside the transaction; `events` also whether
/// another payment of the log has an end-to-end id. What webhooks have told and an event confirms
/// goes before it. Returns the order as it is now, and whether an event changed it.
pub fn record(
    store: &mut Store,
    key: ChargeKey,
    by: &Actor,
    now: UnixMs,
    events: impl FnOnce(&Order, &dyn Fn(&EndToEndId) -> bool) -> Vec<Event>,
    poll: impl FnOnce(&Charge, &Poll) -> Poll,
) -> Result<(Order, bool), Error> {
    store.write(by, now, |tx| record_in(tx, key, events, poll))
}

/// The same in a commit that does more, such as the news of other charges.
pub fn record_in(
    tx: &Tx<'_>,
    key: ChargeKey,
    events: impl FnOnce(&Order, &dyn Fn(&EndToEndId) -> bool) -> Vec<Event>,
    poll: impl FnOnce(&Charge, &Poll) -> Poll,
) -> Result<(Order, bool), Error> {
    let mut order = tx.order(key.order)?;
    attempt_of(&order, key)?;
    let news = events(&order, &|id| tx.is_taken(key, id));
    let mut events = Vec::new();
    for event in news {
        events.extend(confirmed_by(tx, key, attempt_of(&order, key)?, &event)?);
        events.push(event);
    }
    let mut changed = false;
    for event in &events {
        if let Some(after) = tx.change(&order, key.attempt, event)? {
            order = after;
            changed = true;
        }
    }
    let known = tx.poll(key)?;
    tx.schedule(key, &poll(attempt_of(&order, key)?, &known))?;
    Ok((order, changed))
}

/// Takes out what was told of the charge, as it stands, and is confirmed by this event: it goes into the
/// log before the event itself.
fn confirmed_by(
    tx: &Tx<'_>,
    key: ChargeKey,
    charge: &Charge,
    event: &Event,
) -> Result<Vec<Event>, Error> {
    let observation = match event {
        Event::Seen(observation) => observation,
        // A person has looked at it.
        Event::DisputeClosed { .. } => return tx.take_notices(key, Notice::Dispute),
        _ => return Ok(Vec::new()),
    };
    if observation.evidence != Evidence::Polled {
        return Ok(Vec::new());
    }
    match &observation.status {
        Seen::Refunded(_, reports) => {
            let told = parts(&tx.notices(key, Notice::Refund)?);
            if charge.bears_out(&told, reports) {
                tx.take_notices(key, Notice::Refund)
            } else {
                Ok(Vec::new())
            }
        }
        Seen::Disputed(..) => tx.take_notices(key, Notice::Dispute),
        Seen::Waiting | Seen::Paid(_) | Seen::Expired | Seen::Cancelled | Seen::Unknown(_) => {
            Ok(Vec::new())
        }
    }
}

fn parts(told: &[Event]) -> Vec<RefundNotice> {
    let part = |event: &Event| match event {
        Event::RefundNoticed(notice) => Some(notice.clone()),
        _ => None,
    };
    told.iter().filter_map(part).collect()
}
