//! Money that goes back: what must hold when a refund is sent, when the log calls it refunded, and
//! when all is over.

use checkout::{Error, RefundWish};
use domain::Order;
use domain::charge::{Charge, RefundReason, RefundState, Status};
use sandbox::books;
use testkit::chance::Chance;

use super::cashier::Cashier;
use super::cashier::by;
use super::world::State;

/// How long the provider's refunds are on their way: at once, a moment, while the cashier waits, or
/// hours.
const SETTLES_AFTER_MS: &[i64] = &[0, 200, 20_000, 3 * 3_600_000];

pub(crate) fn draw_settling(chance: &mut Chance) -> books::Switches {
    let refund_settles_after_ms = *chance.pick(SETTLES_AFTER_MS).unwrap();
    books::Switches { refund_settles_after_ms, ..books::Switches::default() }
}

impl Cashier {
    /// Gives back the money of some order, if it has any.
    pub(crate) async fn refund(&mut self) {
        let numbers = self.orders(false);
        let Some(number) = self.chance.pick(&numbers).copied() else { return };
        self.world.note(&self.process.name, &format!("refund {number}"));
        let description = self.chance.one_in(2).then(|| "Devolução 2ª via".to_owned());
        let wanted = RefundWish {
            attempt: None,
            amount: None,
            reason: RefundReason::CustomerRequest,
            description,
            allowance: checkout::Allowance::Any,
        };
        let mut result = self.checkout.refund(number, wanted.clone(), &by()).await;
        if let Err(Error::WhichAttempt(paid)) = &result {
            let attempt = self.chance.pick(paid).copied();
            result = self.checkout.refund(number, RefundWish { attempt, ..wanted }, &by()).await;
        }
        if !matches!(result, Err(Error::NothingToRefund | Error::RefundNotOffered { .. })) {
            self.judge("refund", result);
        }
    }
}

/// The charge that a request gives back, by its path.
pub(crate) fn refunded_by(request: &sandbox::Request) -> Option<&str> {
    let id = request.path.strip_prefix("/cash-in/")?.strip_suffix("/refund")?;
    (request.method == "POST").then_some(id)
}

/// What must hold of a refund at the moment it is sent: its key and bytes stand in the log, for this
/// charge.
pub(crate) fn check(
    state: &State,
    (shop, bank): (usize, usize),
    request: &sandbox::Request,
    id: &str,
) -> Option<String> {
    let state_checker = state.shops[shop].state_checker();
    let is_it = |charge: &&Charge| {
        let known = charge.registration.as_ref();
        known.is_some_and(|known| known.provider_id.as_str() == id)
            && state.bank_of(charge) == Some(bank)
    };
    let charge = state_checker.known().values().map(|known| &known.charge).find(is_it);
    let Some((written, asked)) = charge.and_then(Charge::last_refund_request) else {
        return Some(format!("a refund was sent before it was written: {id}"));
    };
    let key = request.header("x-idempotency-key").unwrap_or_default();
    let is_same = asked.idempotency_key.as_str() == key && asked.body.as_bytes() == request.body;
    let is_over = matches!(written.state, RefundState::Failed(_) | RefundState::Settled);
    match (is_same, is_over) {
        (false, _) => Some(format!("a refund was sent otherwise than written: {id}")),
        (true, true) => Some(format!("a refund that is over was sent again: {id}")),
        (true, false) => None,
    }
}

/// The log calls a charge refunded, and nothing has gone back: nobody's answer has said so.
pub(crate) fn refunded_too_early(theirs: Option<&books::Charge>, now_ms: i64) -> bool {
    theirs.is_none_or(|theirs| theirs.refunded_centavos(now_ms) == 0)
}

/// All that went back at the provider is in the log.
pub(crate) fn is_seen(ours: &Charge, theirs: &books::Charge) -> bool {
    ours.refunded().get() == gone(theirs)
}

/// What the log and the books disagree about.
pub(crate) fn against_the_books(
    state: &State,
    order: &Order,
    ours: &Charge,
    theirs: &books::Charge,
) -> Vec<String> {
    let name = format!("order {}, {}", order.number, ours.reference);
    let mut findings = Vec::new();
    if !is_seen(ours, theirs) {
        findings.push(format!(
            "{name}: {} went back, the log has {}",
            gone(theirs),
            ours.refunded().get()
        ));
    }
    if theirs.refunds.len() > 1 {
        findings.push(format!("{name}: refunded {} times", theirs.refunds.len()));
    }
    if (ours.status == Status::Refunded) == theirs.refunds.is_empty() {
        findings.push(format!("{name}: {:?}, refunds: {:?}", ours.status, theirs.refunds));
    }
    // It may have been given back by another till with the same log, or by one that is lost.
    let is_known = state.banks.iter().any(|bank| bank.given_back.contains(&theirs.transaction_id));
    if ours.last_refund_request().is_none() && !theirs.refunds.is_empty() && !is_known {
        findings.push(format!("{name}: money went back that nobody gave back"));
    }
    findings
}

fn gone(theirs: &books::Charge) -> i64 {
    theirs.refunded_centavos(books::NEVER_MS)
}
