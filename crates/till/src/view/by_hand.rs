//! What people have said of an order's money, as a view.

use checkout::History;
use contract::{ByHandView, GivenUpView, OrderEvidence};
use domain::charge::Charge;
use domain::{OperatorId, Order};
use store::Act;

use super::{id, words};
use crate::operator::Known;

/// How we know that an order's money has come, in the best case.
pub(super) fn evidence_of(order: &Order) -> Option<OrderEvidence> {
    order.evidence().map(|evidence| match evidence {
        domain::order::OrderEvidence::Polled => OrderEvidence::Polled,
        domain::order::OrderEvidence::SignedWebhook => OrderEvidence::SignedWebhook,
        domain::order::OrderEvidence::Manual => OrderEvidence::Manual,
    })
}

pub(super) fn by_hand(known: &Known, history: &History, charge: &Charge) -> Option<ByHandView> {
    let said = charge.by_hand.as_ref()?;
    let by = act(history, charge, "confirmed_by_hand").map(|act| &act.by);
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
    let act = act(history, charge, "given_up")?;
    Some(GivenUpView {
        reason: words(&why.message),
        by: Some(name(known, &act.by.operator)),
        approved_by: act.by.approved_by.as_ref().map(|by| name(known, by)),
        at_ms: act.at.get(),
    })
}

/// The act of that kind by which a person has said something of a charge.
fn act<'a>(history: &'a History, charge: &Charge, kind: &str) -> Option<&'a Act> {
    history.acts.iter().find(|act| act.attempt == charge.attempt && act.kind == kind)
}

/// By name; the owner of a till without operators has none, and is told by the id.
fn name(known: &Known, operator: &OperatorId) -> String {
    known.name(operator).unwrap_or_else(|| operator.as_str().to_owned())
}
