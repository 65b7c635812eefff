//! The judge: holds the order log against the provider's books when all is over.

use std::collections::BTreeSet;

use domain::Order;
use domain::charge::{Anomaly, Charge, Status};
use sandbox::books;
use store::ChargeKey;

use super::careless;
use super::give_back;
use super::world::State;

/// Nothing is open and every payment is in the log.
pub(crate) fn is_settled(state: &State) -> bool {
    let orders = state.witness.orders();
    let seen = |paid: &books::Charge| {
        let charge = of_reference(&orders, &paid.external_reference);
        charge.is_some_and(|(_, it)| {
            it.received().get() == paid.received_centavos() && give_back::is_seen(it, paid)
        })
    };
    state.deeds_waiting == 0
        && orders.iter().all(Order::is_idle)
        && state.books.charges().filter(|it| !it.payments.is_empty()).all(seen)
}

/// The till calls a charge expired although the provider would take the money, and has nobody to
/// blame: no forged answer, no clock that was set meanwhile.
pub(crate) fn expired_too_early(state: &State, reference: &str, now_ms: i64) -> bool {
    let Some(theirs) = state.books.find_reference(reference) else { return false };
    let ledger = &state.ledger;
    let spoilt = [&ledger.words_forged, &ledger.times_spoilt];
    let has_excuse = spoilt.iter().any(|subjects| subjects.iter().any(|it| is_about(it, theirs)));
    theirs.status(now_ms) == books::Status::AwaitingPayment
        && theirs.expires_at_ms != books::NEVER_MS
        && !has_excuse
        && state.clock_set_at_ms.is_none()
}

/// Whether a request's subject is this charge.
fn is_about(subject: &str, charge: &books::Charge) -> bool {
    let names = [&charge.external_reference, &charge.transaction_id, &charge.internal_code];
    names.into_iter().any(|name| subject.ends_with(name.as_str()))
}

/// Everything that the log and the books disagree about.
pub(crate) fn judge(state: &State) -> Vec<String> {
    let orders = state.witness.orders();
    let mut findings = Vec::new();
    if let Err(error) = state.witness.log().verify() {
        findings.push(format!("the log is not whole: {error}"));
    }
    for charge in state.books.charges() {
        findings.extend(against_the_log(charge, &orders));
    }
    findings.extend(careless::charged_twice(state));
    let mut sales = BTreeSet::new();
    for order in &orders {
        if !sales.insert(order.sale_id.as_str()) {
            findings.push(format!("sale {} has two orders", order.sale_id));
        }
        for charge in &order.attempts {
            findings.extend(against_the_books(state, order, charge));
        }
        findings.extend(duplicates(state, order));
    }
    for (sale, told) in state.sales.begun() {
        if told.is_some() && !sales.contains(sale.sale_id.as_str()) {
            findings.push(format!("sale {} is gone", sale.sale_id));
        }
    }
    findings
}

fn of_reference<'a>(orders: &'a [Order], reference: &str) -> Option<(&'a Order, &'a Charge)> {
    let charges = orders.iter().flat_map(|order| order.attempts.iter().map(move |it| (order, it)));
    { charges }.find(|(_, charge)| charge.reference.as_str() == reference)
}

fn in_books<'a>(state: &'a State, charge: &Charge) -> Option<&'a books::Charge> {
    state.books.find_reference(charge.reference.as_str())
}

fn against_the_log(theirs: &books::Charge, orders: &[Order]) -> Vec<String> {
    let reference = &theirs.external_reference;
    let Some((_, ours)) = of_reference(orders, reference) else {
        return vec![format!("the provider has a charge that the log does not know: {reference}")];
    };
    let mut findings = Vec::new();
    if ours.amount.get() != theirs.amount_centavos {
        findings.push(format!("{reference}: another amount was asked for"));
    }
    if ours.received().get() != theirs.received_centavos() {
        findings.push(format!(
            "{reference}: the books have {} centavos, the log {}",
            theirs.received_centavos(),
            ours.received().get()
        ));
    }
    let may_be_unknown = ours.status == Status::Cancelled || is_given_up(ours, "never_confirmed");
    if ours.registration.is_none() && !may_be_unknown {
        findings.push(format!("{reference}: created, but the log never learned its id"));
    }
    if ours.status == Status::Rejected && !is_given_up(ours, "never_confirmed") {
        findings.push(format!("{reference}: the log says it was never made: {:?}", ours.rejection));
    }
    findings
}

fn is_given_up(charge: &Charge, code: &str) -> bool {
    charge.rejection.as_ref().is_some_and(|why| why.code == code)
}

fn against_the_books(state: &State, order: &Order, ours: &Charge) -> Vec<String> {
    let reference = &ours.reference;
    let mut findings = Vec::new();
    if !ours.status.is_idle() {
        findings.push(format!("{reference}: still {:?} after a day of calm", ours.status));
    }
    let theirs = in_books(state, ours);
    if let Some(known) = &ours.registration
        && theirs.is_none_or(|it| {
            let id = known.provider_id.as_str();
            id != it.transaction_id && id != it.internal_code
        })
    {
        findings.push(format!("{reference}: registered under an id that is not its own"));
    }
    let payments = theirs.map(|it| it.payments.as_slice()).unwrap_or_default();
    let is_paid = matches!(ours.status, Status::Paid | Status::Refunded);
    if is_paid == payments.is_empty() {
        findings.push(format!("{reference}: {:?} with {} payments", ours.status, payments.len()));
    }
    let has = |anomaly| ours.anomalies.contains(&anomaly);
    match payments {
        [] if !ours.anomalies.is_empty() => {
            findings.push(format!("{reference}: odd without money: {:?}", ours.anomalies));
        }
        [only] if (only.amount_centavos != ours.amount.get()) != has(Anomaly::AmountMismatch) => {
            findings.push(format!(
                "{reference}: asked {}, paid {}, and yet {:?}",
                ours.amount.get(),
                only.amount_centavos,
                ours.anomalies
            ));
        }
        [_, _, ..] if !has(Anomaly::AmountMismatch) && !has(Anomaly::DuplicatePayment) => {
            findings.push(format!("{reference}: paid twice and nobody is told"));
        }
        _ => {}
    }
    if let Some(theirs) = theirs {
        findings.extend(lateness(state, order, ours, theirs));
        findings.extend(slowness(state, ours, theirs));
        findings.extend(give_back::against_the_books(order, ours, theirs));
    }
    findings
}

/// Late money is called late, other money is not; times at the provider are whole seconds.
fn lateness(state: &State, order: &Order, ours: &Charge, theirs: &books::Charge) -> Vec<String> {
    let [only] = theirs.payments.as_slice() else { return Vec::new() };
    if careless::is_its(ours) {
        // Its codes have no end that the two could agree about.
        return Vec::new();
    }
    if state.ledger.times_spoilt.iter().any(|subject| is_about(subject, theirs)) {
        return Vec::new();
    }
    let key = ChargeKey { order: order.number, attempt: ours.attempt };
    let was_closed = state.witness.known().get(&key).is_some_and(|it| it.closed_before_money);
    let second = |ms: i64| ms.div_euclid(1_000);
    let life_ms = i64::from(ours.expires_in_min) * 60_000;
    let late_at_provider = second(only.paid_at_ms) > second(theirs.requested_at_ms + life_ms);
    let called_late = ours.anomalies.contains(&Anomaly::PaidLate);
    // The till calls money late only if its own clock agrees; one that was set may not.
    let clock_was_set = state.clock_set_at_ms.is_some();
    let is_right = if was_closed || late_at_provider {
        called_late || (!was_closed && clock_was_set)
    } else {
        !called_late
    };
    if is_right {
        return Vec::new();
    }
    vec![format!(
        "{}: closed before: {was_closed}, late at the provider: {late_at_provider}, called late: \
         {called_late}",
        ours.reference
    )]
}

/// In calm weather a payment in time is seen soon.
fn slowness(state: &State, ours: &Charge, theirs: &books::Charge) -> Option<String> {
    /// The longest back-off and pause of the accidents is over.
    const RECOVERED_MS: i64 = 130_000;
    /// The slowest interval of a waiting charge, its jitter, and the way there and back.
    const SOON_MS: i64 = 30_000 + 3_000 + 2_000;
    let (paid, seen) = (theirs.payments.first()?, ours.payments.first()?);
    let calm_since_ms = state.calm_since_ms? + RECOVERED_MS;
    let was_waiting = ours.anomalies.is_empty() && theirs.payments.len() == 1;
    let after_ms = seen.seen_at.get() - state.clock_error_ms - paid.paid_at_ms;
    let is_slow = paid.paid_at_ms > calm_since_ms && was_waiting && after_ms > SOON_MS;
    is_slow.then(|| format!("{}: money was seen only after {after_ms} ms", ours.reference))
}

/// Of an order's paid attempts each but the first seen is a duplicate.
fn duplicates(state: &State, order: &Order) -> Vec<String> {
    let payments = |charge: &Charge| in_books(state, charge).map_or(0, |it| it.payments.len());
    let paid = order.attempts.iter().filter(|charge| payments(charge) > 0).count();
    let all: usize = order.attempts.iter().map(payments).sum();
    let called = order
        .attempts
        .iter()
        .filter(|charge| charge.anomalies.contains(&Anomaly::DuplicatePayment))
        .count();
    if called + 1 < paid || (all < 2 && called > 0) {
        return vec![format!(
            "order {}: {all} payments on {paid} attempts, {called} called duplicates",
            order.number
        )];
    }
    Vec::new()
}
