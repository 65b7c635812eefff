//! The domain's words as views: total, masked, checked.

mod attention;
mod by_hand;
mod dispute;
mod doubt;
mod fiscal;
mod obstacle;
mod operator;
mod payout;
mod receipt_check;
mod refund;
pub(crate) mod report;
mod row;
#[cfg(test)]
mod tests;
pub(crate) mod timeline;
mod unmatched;

use checkout::{Checkout, History, Listening as Heard};
use contract::{
    Anomaly, AttemptView, Evidence, Failure, FailureCode, Listening, OrderView, Outcome,
    PaymentView, Status,
};
use domain::brcode;
use domain::charge::{self, Charge, Registration};
use domain::{Centavos, EndToEndId, Printable, UnixMs};
use store::Noticed;

pub(crate) use attention::attention;
pub(crate) use dispute::disputes;
pub(crate) use fiscal::{Terminal, cnpj};
pub(crate) use obstacle::obstacle;
pub(crate) use operator::{named, role, role_to_domain};
pub(crate) use payout::payout;
use providers::name_of;
pub(crate) use receipt_check::{receipt_check, receipt_code, receipt_verdict};
pub(crate) use refund::reason_to_domain;
pub(crate) use row::row;
pub(crate) use unmatched::unmatched;

use crate::failure::from_rejection;
use crate::operator::Known;
use crate::qr;

pub(crate) fn order(
    checkout: &Checkout,
    known: &Known,
    terminal: &Terminal,
    history: &History,
) -> OrderView {
    let view = undrawn(checkout, known, history);
    let fiscal = fiscal::fiscal(terminal, &history.order);
    let attempts = view.attempts.into_iter().map(|attempt| AttemptView {
        qr: attempt.copy_and_paste.as_deref().and_then(|text| qr::draw(text).ok()),
        ..attempt
    });
    OrderView { attempts: attempts.collect(), fiscal, ..view }
}

/// An order in a list: its codes nobody will see as a picture, and to draw one takes longer than all the rest; nor are
/// fiscal notes made of lists.
pub(crate) fn undrawn(checkout: &Checkout, known: &Known, history: &History) -> OrderView {
    let order = &history.order;
    let attempts = order.attempts.iter().map(|charge| attempt(checkout, known, history, charge));
    OrderView {
        order: order.number.to_string(),
        sale_id: order.sale_id.to_string(),
        amount_centavos: order.amount.get(),
        created_at_ms: order.created_at.get(),
        status: if order.is_by_hand() { Status::ByHand } else { status(order.status()) },
        evidence: by_hand::evidence_of(order),
        anomalies: anomalies(history),
        received_centavos: order.received().get(),
        refunded_centavos: order.refunded().get(),
        now_ms: checkout.now().get(),
        attempts: attempts.collect(),
        acts: operator::acts(known, history),
        document_key: order.document_key.as_ref().map(ToString::to_string),
        fiscal: Vec::new(),
    }
}

fn attempt(checkout: &Checkout, staff: &Known, history: &History, charge: &Charge) -> AttemptView {
    let known = charge.registration.as_ref();
    let code = known.map(|it| code(&it.copy_and_paste, charge.amount));
    let (copy_and_paste, code_refused) = match code {
        Some(Ok(text)) => (Some(text), None),
        Some(Err(reason)) => (None, Some(reason)),
        None => (None, None),
    };
    let poll = history.polls.get(&charge.attempt);
    let ahead_ms = known.map_or(0, |it| it.clock_ahead_ms);
    let in_doubt = poll.is_some_and(|poll| poll.failures > 0 && poll.outcome_unknown);
    AttemptView {
        attempt: charge.attempt,
        reference: words(charge.reference.as_str()),
        provider: charge.provider.clone(),
        provider_id: known.map(|it| words(it.provider_id.as_str())),
        status: status(charge.status),
        raw_status: charge.raw_status.as_deref().map(words),
        account: charge.account.as_ref().map(|account| doubt::account(checkout, account)),
        unproven: doubt::unproven(charge),
        trouble: poll.and_then(|poll| doubt::trouble(checkout, charge, poll)),
        outcome_unknown: in_doubt && charge.status == charge::Status::Registering,
        created_at_ms: charge.requested_at.get(),
        provider_name: name_of(&charge.provider),
        never_expires: known.is_some_and(|it| it.never_expires),
        expires_at_ms: known.map(|it| expires_at(checkout, history, charge, it).get()),
        provider_expires_at_ms: known.map(|it| it.expires_at.get()),
        copy_and_paste,
        qr: None,
        code_refused,
        rejection: charge.rejection.as_ref().map(|why| rejection(checkout, charge, why)),
        given_up: by_hand::given_up(staff, history, charge),
        by_hand: by_hand::by_hand(staff, history, charge),
        payments: charge.payments.iter().map(|it| payment(it, ahead_ms)).collect(),
        refunds: refund::refunds(charge),
        refund_offer: refund::refund_offer(checkout.refund_offer(charge)),
        refund_request: refund::refund_request(charge, checkout.is_overdue(charge)),
        dispute: dispute::dispute(history, charge),
    }
}

/// Why the charge came to nothing. One that was never sent says what stood in the way, as far as it still
/// does.
fn rejection(checkout: &Checkout, charge: &Charge, why: &charge::Rejection) -> Failure {
    let failure = from_rejection(why);
    let is_of_the_way = failure.code == FailureCode::ProviderUnreachable;
    match checkout.obstacle_before(charge).filter(|_| is_of_the_way) {
        Some(met) => failure.behind(obstacle(Some(&name_of(&charge.provider)), &met)),
        None => failure,
    }
}

/// The code as it may be shown: CRC and form are right, it is a Pix code over this amount that asks for
/// nothing else. What passes is short enough to be drawn: [`brcode::MAX_BYTES`].
fn code(text: &str, amount: Centavos) -> Result<String, String> {
    let text = text.trim();
    brcode::check(text, amount).map_err(|error| error.to_string())?;
    Ok(text.to_owned())
}

/// When the code dies. While it may be alive it is so long from now as it is by the charge's own clock: what has been
/// learned of the time since it was made is no passing of time.
fn expires_at(
    checkout: &Checkout,
    history: &History,
    charge: &Charge,
    known: &Registration,
) -> UnixMs {
    let at = known.expires_at_here();
    if !charge.status.is_open() {
        return at;
    }
    checkout.now().plus_ms(at.since(checkout.now_of(history.order.number, charge)))
}

/// `ahead_ms`: our time minus the provider's stamps.
fn payment(payment: &charge::Payment, ahead_ms: i64) -> PaymentView {
    PaymentView {
        amount_centavos: payment.amount.get(),
        end_to_end_id: id(payment.end_to_end_id.as_ref()),
        paid_at_ms: payment.paid_at.map(|at| at.plus_ms(ahead_ms).get()),
        seen_at_ms: payment.seen_at.get(),
        payer_name: payment.payer_name.as_deref().map(words),
        evidence: evidence(payment.evidence),
        confirmed: payment.confirmed,
        matched: payment.matched.as_ref().map(|from| words(&from.reason)),
    }
}

const fn evidence(evidence: charge::Evidence) -> Evidence {
    match evidence {
        charge::Evidence::Polled => Evidence::Polled,
        charge::Evidence::SignedWebhook => Evidence::SignedWebhook,
    }
}

pub(crate) const fn outcome(outcome: store::Outcome) -> Outcome {
    match outcome {
        store::Outcome::Applied => Outcome::Applied,
        store::Outcome::Known => Outcome::Known,
        store::Outcome::Hint => Outcome::Hint,
        store::Outcome::Payout => Outcome::Payout,
        store::Outcome::LookedUp => Outcome::LookedUp,
        store::Outcome::UnknownCharge => Outcome::UnknownCharge,
        store::Outcome::OtherTill => Outcome::OtherTill,
        store::Outcome::UnknownType => Outcome::UnknownType,
        store::Outcome::Malformed => Outcome::Malformed,
        store::Outcome::NotConnected => Outcome::NotConnected,
        store::Outcome::Poison => Outcome::Poison,
        store::Outcome::Dropped => Outcome::Dropped,
        store::Outcome::Gap => Outcome::Gap,
    }
}

pub(crate) const fn status(status: charge::Status) -> Status {
    match status {
        charge::Status::Registering => Status::Registering,
        charge::Status::Pending => Status::Pending,
        charge::Status::Paid => Status::Paid,
        charge::Status::Refunding => Status::Refunding,
        charge::Status::Refunded => Status::Refunded,
        charge::Status::Expired => Status::Expired,
        charge::Status::Cancelled => Status::Cancelled,
        charge::Status::Rejected => Status::Rejected,
    }
}

/// A charge's status; `None`: it is one of orders alone.
pub(crate) const fn to_domain(status: Status) -> Option<charge::Status> {
    Some(match status {
        Status::Registering => charge::Status::Registering,
        Status::Pending => charge::Status::Pending,
        Status::Paid => charge::Status::Paid,
        Status::Refunding => charge::Status::Refunding,
        Status::Refunded => charge::Status::Refunded,
        Status::Expired => charge::Status::Expired,
        Status::Cancelled => charge::Status::Cancelled,
        Status::Rejected => charge::Status::Rejected,
        Status::ByHand => return None,
    })
}

/// A cashier knows what was cancelled here and what ran out of time; the log has one word for both.
fn late(order: &domain::Order) -> impl Iterator<Item = Anomaly> {
    let is_late = |charge: &&Charge| charge.anomalies.contains(&charge::Anomaly::PaidLate);
    let mut late = order.attempts.iter().filter(is_late);
    let cancelled = late.clone().any(|charge| charge.paid_after_cancelling);
    let expired = late.any(|charge| !charge.paid_after_cancelling);
    let expired = expired.then_some(Anomaly::PaidLate);
    cancelled.then_some(Anomaly::PaidAfterCancelling).into_iter().chain(expired)
}

const fn anomaly(anomaly: charge::Anomaly) -> Anomaly {
    match anomaly {
        charge::Anomaly::PaidLate => Anomaly::PaidLate,
        charge::Anomaly::Overpaid => Anomaly::Overpaid,
        charge::Anomaly::Underpaid => Anomaly::Underpaid,
        charge::Anomaly::DuplicatePayment => Anomaly::DuplicatePayment,
        charge::Anomaly::Disputed => Anomaly::Disputed,
        charge::Anomaly::Unproven => Anomaly::Unproven,
    }
}

/// What went oddly, and a dispute that a webhook tells of before the provider has said the same.
fn anomalies(history: &History) -> Vec<Anomaly> {
    let mut anomalies = Vec::new();
    for odd in history.order.anomalies() {
        match odd {
            charge::Anomaly::PaidLate => anomalies.extend(late(&history.order)),
            odd => anomalies.push(anomaly(odd)),
        }
    }
    let tells = |noticed: &Noticed| matches!(noticed.event, charge::Event::DisputeNoticed(_));
    let is_noticed = history.noticed.iter().any(|(_, noticed)| tells(noticed));
    if is_noticed && !anomalies.contains(&Anomaly::Disputed) {
        anomalies.push(Anomaly::Disputed);
    }
    anomalies
}

pub(crate) fn listening(heard: &Heard) -> Listening {
    match heard {
        Heard::Idle => Listening::Idle,
        Heard::Polling { every_ms } => Listening::Polling { every_s: seconds(*every_ms) },
        Heard::Live { every_ms } => Listening::Live { every_s: every_ms.map(seconds) },
        Heard::LinkLost { every_ms } => Listening::LinkLost { every_s: every_ms.map(seconds) },
        Heard::Offline(of, met) => Listening::Offline {
            provider: of.name.clone(),
            kept: of.is_kept,
            obstacle: obstacle(Some(&of.name), met),
        },
        Heard::Refused(of) => Listening::Refused { provider: of.name.clone(), kept: of.is_kept },
        Heard::Unreadable(of) => {
            Listening::Unreadable { provider: of.name.clone(), kept: of.is_kept }
        }
        Heard::ToldToWait(of, until) => {
            let (provider, kept) = (of.name.clone(), of.is_kept);
            Listening::ToldToWait { provider, kept, until_ms: until.get() }
        }
        Heard::CannotWrite => Listening::CannotWrite,
        Heard::ClockWrong { ahead_ms } => {
            let minutes = i32::try_from(ahead_ms / 60_000).unwrap_or(i32::MAX);
            Listening::ClockWrong { minutes }
        }
    }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from(ms / 1_000).unwrap_or(u32::MAX)
}

/// An end-to-end id as text.
fn id(id: Option<&EndToEndId>) -> Option<String> {
    id.map(|id| words(id.as_str()))
}

/// Words from outside as they may be shown: those of a log are as the version that wrote it took them.
pub(crate) fn words(text: &str) -> String {
    Printable::new(text).into()
}
