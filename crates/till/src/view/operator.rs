//! Operators, and who did what.

use checkout::History;
use contract::{Act, ActView, ActorView, Role};

use crate::operator::Known;

pub(crate) const fn role(role: domain::Role) -> Role {
    match role {
        domain::Role::Cashier => Role::Cashier,
        domain::Role::Manager => Role::Manager,
    }
}

pub(crate) const fn role_to_domain(role: Role) -> domain::Role {
    match role {
        Role::Cashier => domain::Role::Cashier,
        Role::Manager => domain::Role::Manager,
    }
}

/// Who did it, by name.
pub(super) fn actor(known: &Known, by: &domain::Caller) -> ActorView {
    let approved_by = by.approved_by.as_ref().and_then(|approver| known.name(approver));
    ActorView { name: known.name(&by.operator), approved_by }
}

/// Who did it, by name; `None` where that was the program itself.
pub(crate) fn named(known: &Known, by: &domain::Actor) -> Option<ActorView> {
    match by {
        domain::Actor::Person(by) => Some(actor(known, by)),
        domain::Actor::Till => None,
    }
}

/// What people have done to an order. What belongs to another act, such as the account that goes with a refund, is
/// none of its own.
pub(super) fn acts(known: &Known, history: &History) -> Vec<ActView> {
    let act = |it: &store::Act| {
        let act = match (it.kind.as_str(), it.attempt) {
            ("requested", 0 | 1) => Act::Charged,
            ("requested", _) => Act::NewCode,
            ("cancel_requested", _) => Act::Cancelled,
            ("refund_requested", _) => Act::Refunded,
            ("dispute_closed", _) => Act::DisputeClosed,
            ("matched", _) => Act::Matched,
            ("confirmed_by_hand", _) => Act::ConfirmedByHand,
            ("given_up", _) => Act::GivenUp,
            _ => return None,
        };
        Some(ActView { act, at_ms: it.at.get(), by: actor(known, &it.by) })
    };
    history.acts.iter().filter_map(act).collect()
}
