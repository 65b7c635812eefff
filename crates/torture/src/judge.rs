//! The judge: holds the order log against the provider's books when all is over.

use std::collections::BTreeSet;

use domain::charge::{Anomaly, Charge, Status};
use domain::{Order, UnmatchedMoney};
use sandbox::books::{self, Provider};
use store::ChargeKey;

use super::non_idempotent;
use super::refund;
use super::shop::Shop;
use super::state_checker::Known;
use super::world::State;

/// Nothing is open and every payment is where it belongs.
pub(crate) fn is_settled(state: &State) -> bool {
    let is_idle = |shop: &Shop| {
        shop.state_checker().orders().iter().all(Order::is_idle)
            && shop.mail.as_ref().is_none_or(|mail| mail.head() == shop.cursor())
    };
    state.steps_waiting == 0 && state.shops.iter().all(is_idle) && unseen(state).is_empty()
}

/// Payments that are in no log which should have them.
fn unseen(state: &State) -> Vec<String> {
    let mut unseen = Vec::new();
    for (at, bank) in state.banks.iter().enumerate() {
        for paid in bank.books.charges().filter(|it| !it.payments.is_empty()) {
            let Some(key) = bank.key_of(paid) else { continue };
            let mut is_anywhere = false;
            for shop in &state.shops {
                let Some((number, ours)) = shop.state_checker().of_key(key) else { continue };
                is_anywhere = true;
                let is_its = state.theirs(ours).is_some_and(|it| it == paid);
                let is_seen = ours.charge.received_there().get() == paid.received_centavos()
                    && refund::is_seen(&ours.charge, paid);
                if is_its && !is_seen && !is_in_doubt(state, shop, ours) {
                    unseen.push(format!(
                        "order {}: the books have {} centavos ({} back), the log {} ({} back)",
                        number.order,
                        paid.received_centavos(),
                        paid.refunded_centavos(books::NEVER_MS),
                        ours.charge.received_there().get(),
                        ours.charge.refunded().get()
                    ));
                }
            }
            if !is_anywhere && !is_told(state, at, key, paid) {
                let reference = &paid.external_reference;
                unseen.push(format!("the money of a sale that was lost is nowhere: {reference}"));
            }
        }
    }
    unseen
}

/// Its code was shown, and the log that was put back does not know that. What the provider says of it is told
/// as a doubt or as money without a sale, for a person to look into. Nobody asks about one that has ended
/// since, and not every provider's webhooks tell of it (SECURITY.md, "What a restore does").
fn is_in_doubt(state: &State, shop: &Shop, ours: &Known) -> bool {
    let charge = &ours.charge;
    if !shop.unregistered.contains(&ours.key) || charge.registration.is_some() {
        return false;
    }
    let has_ended = matches!(charge.status, Status::Cancelled | Status::Rejected | Status::Expired);
    let is_unmatched = || {
        let (Some(bank), Some(theirs)) = (state.bank_of(charge), state.theirs(ours)) else {
            return false;
        };
        is_silent(state, bank, theirs) || has_unmatched(state, shop, bank, theirs)
    };
    charge.anomalies.contains(&Anomaly::Unproven) || has_ended && is_unmatched()
}

/// Money of a sale that no log has any more: the loss was told, and where a webhook tells of the money, it
/// stands without a sale.
fn is_told(state: &State, bank: usize, key: &str, paid: &books::Charge) -> bool {
    let was_lost = state.shops.iter().any(|shop| shop.lost.contains(key));
    was_lost
        && (is_silent(state, bank, paid)
            || state.shops.iter().any(|shop| has_unmatched(state, shop, bank, paid)))
}

/// Nobody tells of it, or it is gone, or the provider's own word was that nothing came.
fn is_silent(state: &State, bank: usize, paid: &books::Charge) -> bool {
    let forged = &state.ledger.words_forged;
    paid.webhook_url.is_none()
        || paid.provider != Provider::ConnectPsp
        || !paid.refunds.is_empty()
        || forged.iter().any(|subject| is_about(subject, bank, paid))
}

fn has_unmatched(state: &State, shop: &Shop, bank: usize, paid: &books::Charge) -> bool {
    unmatched(shop).iter().any(|money| {
        account_of(state, money) == Some(bank) && is_named(money.provider_id.as_str(), paid)
    })
}

fn unmatched(shop: &Shop) -> Vec<UnmatchedMoney> {
    let unmatched = shop.state_checker().log().unmatched(true, 1_000).expect("the log can be read");
    unmatched.into_iter().map(|unmatched| unmatched.money).collect()
}

fn account_of(state: &State, money: &UnmatchedMoney) -> Option<usize> {
    state.account(&money.account.as_ref()?.fingerprint)
}

fn is_named(id: &str, charge: &books::Charge) -> bool {
    id == charge.transaction_id || id == charge.internal_code
}

/// What must hold of a charge at every moment: no money that its account's books do not have, no
/// registration and no number of somebody else's.
pub(crate) fn at_once(state: &mut State, shop: usize, at: ChargeKey) -> Vec<String> {
    let Some(ours) = state.shops[shop].state_checker().known().get(&at).cloned() else {
        return Vec::new();
    };
    let (mut findings, name) = (Vec::new(), format!("order {}/{}", at.order, at.attempt));
    let theirs = state.theirs(&ours);
    let registered = ours.charge.registration.as_ref();
    // How old a found charge may be is told by how long ago ours was sent: a clock that was set since
    // makes an older one look young, where only the caller's reference tells them apart.
    let may_be_older = ours.charge.reference.till_code().is_none()
        && non_idempotent::is_its(&ours.charge)
        && state.clock_set_at_ms.is_some();
    if !may_be_older
        && registered.is_some_and(|known| {
            !theirs.is_some_and(|theirs| is_named(known.provider_id.as_str(), theirs))
        })
    {
        findings.push(format!("{name}: registered as a charge that it has not made"));
    }
    let (received, there) =
        (ours.charge.received_there().get(), theirs.map_or(0, books::Charge::received_centavos));
    if received > there {
        findings.push(format!("{name}: PAGO by {received} centavos, and the books have {there}"));
    }
    for payment in ours.charge.payments.iter().filter(|payment| payment.matched.is_none()) {
        let Some(id) = &payment.end_to_end_id else { continue };
        let its = theirs.iter().flat_map(|it| &it.payments);
        if !its.into_iter().any(|it| it.end_to_end_id == id.as_str()) {
            findings.push(format!("{name}: PAGO by another sale's payment {id}"));
        }
    }
    let shop = &mut state.shops[shop];
    if at.attempt == 1
        && let Some(other) = shop.number_of(at.order, &ours.key)
        && !shop.lost_in_silence.contains(&other)
    {
        findings.push(format!("{name}: the number was given out before"));
    }
    findings
}

/// The till calls a charge expired although the provider would take the money, and has nobody to
/// blame: no forged answer, no clock that was set meanwhile, no cashier who gave the sale up.
pub(crate) fn expired_too_early(
    state: &State,
    ours: ChargeKey,
    theirs: Option<&books::Charge>,
    now_ms: i64,
) -> bool {
    let Some(theirs) = theirs else { return false };
    let ledger = &state.ledger;
    let altered = [&ledger.words_forged, &ledger.times_altered];
    let is_it = |subject: &String| (0..2).any(|bank| is_about(subject, bank, theirs));
    let has_excuse = altered.iter().any(|subjects| subjects.iter().any(is_it));
    theirs.status(now_ms) == books::Status::AwaitingPayment
        && theirs.expires_at_ms != books::NEVER_MS
        && !has_excuse
        && !state.given_up.contains(&ours.order)
        && state.clock_set_at_ms.is_none()
}

/// Whether a request's subject is this charge.
fn is_about(subject: &str, bank: usize, charge: &books::Charge) -> bool {
    let names = [&charge.external_reference, &charge.transaction_id, &charge.internal_code];
    subject.starts_with("@2 ") == (bank == 1)
        && names.into_iter().any(|name| subject.replace("%20", " ").ends_with(name.as_str()))
}

/// Everything that the logs and the books disagree about.
pub(crate) fn judge(state: &State) -> Vec<String> {
    let mut findings = unseen(state);
    for (at, bank) in state.banks.iter().enumerate() {
        let ours = bank.books.charges().filter_map(|it| Some((it, bank.key_of(it)?)));
        for (charge, key) in ours {
            findings.extend(against_the_logs(state, at, charge, key));
        }
    }
    findings.extend(non_idempotent::charged_twice(state));
    for shop in &state.shops {
        findings.extend(of_a_shop(state, shop));
    }
    findings
}

fn of_a_shop(state: &State, shop: &Shop) -> Vec<String> {
    let mut findings = Vec::new();
    if let Err(error) = shop.state_checker().log().verify() {
        findings.push(format!("the log is not whole: {error}"));
    }
    let orders = shop.state_checker().orders();
    let mut sales = BTreeSet::new();
    for order in &orders {
        if !sales.insert(order.sale_id.as_str()) {
            findings.push(format!("sale {} has two orders", order.sale_id));
        }
        for charge in &order.attempts {
            let key = ChargeKey { order: order.number, attempt: charge.attempt };
            let known = &shop.state_checker().known()[&key];
            findings.extend(against_the_books(state, shop, order, known));
        }
        findings.extend(duplicates(state, shop, order));
    }
    for (sale, told) in shop.sales.begun() {
        if told.is_some() && !sales.contains(sale.sale_id.as_str()) {
            findings.push(format!("sale {} is gone", sale.sale_id));
        }
    }
    for money in unmatched(shop) {
        findings.extend(of_an_unmatched_payment(state, shop, &money));
    }
    findings
}

/// Money without a sale: the books have it, and it is no sale's.
fn of_an_unmatched_payment(state: &State, shop: &Shop, money: &UnmatchedMoney) -> Option<String> {
    // Its own notice is all that a provider has said of it.
    let amount = money.amount?;
    let id = money.provider_id.as_str();
    let bank = account_of(state, money).map(|at| &state.banks[at]);
    let theirs = bank.and_then(|bank| bank.books.find(id));
    let is_there = theirs.is_some_and(|it| it.received_centavos() >= amount.get());
    if !is_there {
        return Some(format!("{id}: money without a sale that the books do not have"));
    }
    let key = bank.zip(theirs).and_then(|(bank, theirs)| bank.key_of(theirs));
    let (_, ours) = key.and_then(|key| shop.state_checker().of_key(key))?;
    let is_its = state.theirs(ours) == theirs && ours.charge.received_there().get() > 0;
    is_its.then(|| format!("{id}: money of a sale, and without a sale as well"))
}

fn against_the_logs(state: &State, bank: usize, theirs: &books::Charge, key: &str) -> Vec<String> {
    let reference = &theirs.external_reference;
    let mut findings = Vec::new();
    let mut is_anywhere = state.shops.iter().any(|shop| shop.lost.contains(key));
    for shop in &state.shops {
        let Some((_, ours)) = shop.state_checker().of_key(key) else { continue };
        is_anywhere = true;
        if state.theirs(ours) == Some(theirs) {
            findings.extend(of_its_own(&ours.charge, theirs));
        }
    }
    if !is_anywhere {
        findings.push(format!("account {bank} has a charge that no log knows: {reference}"));
    }
    findings
}

fn of_its_own(ours: &Charge, theirs: &books::Charge) -> Vec<String> {
    let reference = &theirs.external_reference;
    let mut findings = Vec::new();
    if ours.amount.get() != theirs.amount_centavos {
        findings.push(format!("{reference}: another amount was asked for"));
    }
    let may_be_unknown = ours.status == Status::Cancelled
        || is_given_up(ours, "never_confirmed")
        || is_given_up(ours, "given_up");
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

fn against_the_books(state: &State, shop: &Shop, order: &Order, known: &Known) -> Vec<String> {
    let ours = &known.charge;
    let reference = &ours.reference;
    let mut findings = Vec::new();
    if !ours.status.is_idle() {
        findings.push(format!("{reference}: still {:?} after a day of calm", ours.status));
    }
    if is_in_doubt(state, shop, known) {
        return findings;
    }
    let theirs = state.theirs(known);
    let payments = theirs.map(|it| it.payments.as_slice()).unwrap_or_default();
    let is_paid = matches!(ours.status, Status::Paid | Status::Refunded);
    if is_paid == payments.is_empty() {
        findings.push(format!("{reference}: {:?} with {} payments", ours.status, payments.len()));
    }
    let has = |anomaly| ours.anomalies.contains(&anomaly);
    if has(Anomaly::Unproven) && !may_be_doubted(state, known) {
        findings.push(format!("{reference}: doubted, and nothing was doubtful"));
    }
    let is_of_another_amount = has(Anomaly::Overpaid) || has(Anomaly::Underpaid);
    let is_odd = ours.anomalies.iter().any(|anomaly| *anomaly != Anomaly::Unproven);
    match payments {
        [] if is_odd => {
            findings.push(format!("{reference}: odd without money: {:?}", ours.anomalies));
        }
        [only] if (only.amount_centavos != ours.amount.get()) != is_of_another_amount => {
            findings.push(format!(
                "{reference}: asked {}, paid {}, and yet {:?}",
                ours.amount.get(),
                only.amount_centavos,
                ours.anomalies
            ));
        }
        [_, _, ..] if !is_of_another_amount && !has(Anomaly::DuplicatePayment) => {
            findings.push(format!("{reference}: paid twice and nobody is told"));
        }
        _ => {}
    }
    if let Some(theirs) = theirs {
        findings.extend(lateness(state, known, theirs));
        findings.extend(slowness(state, known, theirs));
        findings.extend(refund::against_the_books(state, order, ours, theirs));
    }
    findings
}

/// Something was said of the charge that proves nothing, or there is another under its reference.
fn may_be_doubted(state: &State, ours: &Known) -> bool {
    let reference = ours.charge.reference.as_str();
    let Some(at) = state.bank_of(&ours.charge) else { return false };
    let theirs = state.theirs(ours);
    let is_it = |subject: &String| {
        theirs.is_some_and(|theirs| is_about(subject, at, theirs))
            || subject.replace("%20", " ").ends_with(reference)
    };
    let bank = &state.banks[at];
    let mut namesakes = bank.books.charges().filter(|it| it.external_reference == reference);
    state.ledger.doubtful.iter().any(is_it)
        || namesakes.any(|it| bank.key_of(it) != Some(ours.key.as_str()))
}

/// Late money is called late, other money is not; times at the provider are whole seconds.
fn lateness(state: &State, known: &Known, theirs: &books::Charge) -> Option<String> {
    let ours = &known.charge;
    let [only] = theirs.payments.as_slice() else { return None };
    if non_idempotent::is_its(ours) {
        // Its codes have no end that the two could agree about.
        return None;
    }
    let bank = state.bank_of(ours)?;
    if state.ledger.times_altered.iter().any(|subject| is_about(subject, bank, theirs)) {
        return None;
    }
    let was_closed = known.closed_before_money?;
    let second = |ms: i64| ms.div_euclid(1_000);
    let life_ms = i64::from(ours.expires_in_min) * 60_000;
    let late_at_provider = second(only.paid_at_ms) > second(theirs.requested_at_ms + life_ms);
    let called_late = ours.anomalies.contains(&Anomaly::PaidLate);
    // The till calls money late only if its own clock agrees; one that was set may not, nor one that is wrong in a
    // process that has heard too little to know.
    let end = ours.registration.as_ref()?.expires_at_here();
    let is_behind = state.clock_error_ms != 0 && ours.payments.first()?.seen_at < end;
    let may_disagree = state.clock_set_at_ms.is_some() || is_behind;
    let is_right = if was_closed || late_at_provider {
        called_late || (!was_closed && may_disagree)
    } else {
        !called_late
    };
    (!is_right).then(|| {
        format!(
            "{}: closed before: {was_closed}, late at the provider: {late_at_provider}, called \
             late: {called_late}",
            ours.reference
        )
    })
}

/// In calm weather a payment in time is seen soon.
fn slowness(state: &State, known: &Known, theirs: &books::Charge) -> Option<String> {
    /// The longest back-off and pause of the accidents is over.
    const RECOVERED_MS: i64 = 130_000;
    /// The slowest interval of a waiting charge, its jitter, and the way there and back.
    const SOON_MS: i64 = 30_000 + 3_000 + 2_000;
    let (ours, paid) = (&known.charge, theirs.payments.first()?);
    let calm_since_ms = state.calm_since_ms? + RECOVERED_MS;
    let was_waiting = ours.anomalies.is_empty() && theirs.payments.len() == 1;
    let after_ms = known.money_at_ms? - paid.paid_at_ms;
    let is_slow = paid.paid_at_ms > calm_since_ms && was_waiting && after_ms > SOON_MS;
    is_slow.then(|| format!("{}: money was seen only after {after_ms} ms", ours.reference))
}

/// Of an order's paid attempts each but the first seen is a duplicate.
fn duplicates(state: &State, shop: &Shop, order: &Order) -> Vec<String> {
    let payments = |charge: &Charge| {
        let key = ChargeKey { order: order.number, attempt: charge.attempt };
        let theirs = state.theirs(&shop.state_checker().known()[&key]);
        theirs.map_or(0, |it| it.payments.len())
    };
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
