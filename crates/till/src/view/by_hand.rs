//! What people have said of an order's money, as a view.

use checkout::History;
use contract::{ByHandView, GivenUpView, OrderEvidence};
use domain::charge::{self, Charge};
use domain::{Actor, Caller, OperatorId, Order};
use store::{Said, Saying};

use super::{id, words};
use crate::operator::Known;

/// How we know that an order's money has come, in the best case: what was asked for goes before what was told
/// unasked, and a person's word is the least.
pub(super) fn evidence_of(order: &Order) -> Option<OrderEvidence> {
    let mut payments = order.attempts.iter().flat_map(|charge| &charge.payments).peekable();
    if payments.peek().is_none() {
        return order.is_by_hand().then_some(OrderEvidence::Manual);
    }
    let is_polled = payments.any(|it| it.evidence == charge::Evidence::Polled || it.confirmed);
    Some(if is_polled { OrderEvidence::Polled } else { OrderEvidence::SignedWebhook })
}

pub(super) fn by_hand(known: &Known, history: &History, charge: &Charge) -> Option<ByHandView> {
    let said = charge.by_hand.as_ref()?;
    let by = caller(history, charge, Saying::ConfirmedByHand);
    Some(ByHandView {
        reason: words(&said.reason),
        end_to_end_id: id(said.end_to_end_id.as_ref()),
        by: by.map(|caller| name(known, &caller.operator)),
        approved_by: by.and_then(|caller| caller.approved_by.as_ref()).map(|by| name(known, by)),
        at_ms: said.at.get(),
        proved: !history.order.is_by_hand(),
        paid_elsewhere: history.paid_elsewhere.get(&charge.attempt).map(ToString::to_string),
    })
}

pub(super) fn given_up(known: &Known, history: &History, charge: &Charge) -> Option<GivenUpView> {
    let why = charge.rejection.as_ref().filter(|why| why.is_by_hand())?;
    let by = caller(history, charge, Saying::GivenUp);
    Some(GivenUpView {
        reason: words(&why.message),
        by: by.map(|caller| name(known, &caller.operator)),
        approved_by: by.and_then(|caller| caller.approved_by.as_ref()).map(|by| name(known, by)),
        at_ms: said_of(history, charge, Saying::GivenUp)?.at.get(),
    })
}

fn said_of<'a>(history: &'a History, charge: &Charge, what: Saying) -> Option<&'a Said> {
    history.said.iter().find(|said| said.attempt == charge.attempt && said.what == what)
}

fn caller<'a>(history: &'a History, charge: &Charge, what: Saying) -> Option<&'a Caller> {
    match said_of(history, charge, what)?.by.as_ref()? {
        Actor::Person(caller) => Some(caller),
        Actor::Till => None,
    }
}

/// By name; the owner of a till without operators has none, and is told by the id.
fn name(known: &Known, operator: &OperatorId) -> String {
    known.name(operator).unwrap_or_else(|| operator.as_str().to_owned())
}
