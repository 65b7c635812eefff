//! The life of a sale as a line of moments: what its events tell, and what stands beside the log.

use contract::{ActorView, Moment, MomentKind, RefundSource};
use domain::charge::{self, Charge, Refund, RefundState, Status};
use domain::order::Event;
use domain::{OperatorId, Order, UnixMs};
use providers::name_of;
use store::{CheckRecord, Noticed, SlipRecord, Step};

use super::receipt_check::receipt_verdict;
use super::{dispute, doubt, evidence, operator, refund, words};
use crate::failure::{from_refund, from_rejection};
use crate::operator::Known;

/// What an order's events tell, oldest first.
pub(crate) fn of_events(known: &Known, steps: &[Step]) -> Vec<Moment> {
    steps.iter().flat_map(|step| of_event(known, step)).collect()
}

/// What webhooks that are no proof have done: they made the till ask.
pub(crate) fn of_hints(hints: &[(u32, UnixMs)]) -> Vec<Moment> {
    let hint = |(attempt, at): &(u32, UnixMs)| moment(*at, *attempt, MomentKind::Hinted);
    hints.iter().map(hint).collect()
}

/// What webhooks tell and no answer confirms yet. That money went back is a hint, which the journal has too.
pub(crate) fn of_notices(noticed: &[(u32, Noticed)]) -> Vec<Moment> {
    let told =
        noticed.iter().filter(|(_, it)| matches!(it.event, charge::Event::DisputeNoticed(_)));
    told.map(|(attempt, it)| moment(it.at, *attempt, MomentKind::Disputed)).collect()
}

/// The customers' receipts that were checked for the sale, or that its money is.
pub(crate) fn of_checks(known: &Known, checks: &[CheckRecord]) -> Vec<Moment> {
    let told = |it: &CheckRecord| {
        let what = MomentKind::ReceiptChecked { verdict: receipt_verdict(it.check.verdict) };
        Moment { by: operator::named(known, &it.by), ..moment(it.at, 0, what) }
    };
    checks.iter().map(told).collect()
}

/// The slips that came out of the printer.
pub(crate) fn of_slips(known: &Known, slips: &[SlipRecord]) -> Vec<Moment> {
    let told = |it: &SlipRecord| {
        let asked_by = it.asked_by.as_deref().and_then(|id| OperatorId::new(id).ok());
        let by = asked_by.map(|id| ActorView { name: known.name(&id), approved_by: None });
        Moment { by, ..moment(it.at, 0, MomentKind::Printed { copy: it.copy }) }
    };
    slips.iter().map(told).collect()
}

/// One line of what several sources tell, oldest first; what came at the same moment stays in the order of the sources.
pub(crate) fn merged(sources: impl IntoIterator<Item = Vec<Moment>>) -> Vec<Moment> {
    let mut moments: Vec<_> = sources.into_iter().flatten().collect();
    moments.sort_by_key(|moment| moment.at_ms);
    moments
}

const fn moment(at: UnixMs, attempt: u32, what: MomentKind) -> Moment {
    Moment { at_ms: at.get(), attempt, by: None, what }
}

fn of_event(known: &Known, step: &Step) -> Vec<Moment> {
    let by: Option<ActorView> = step.by.as_ref().and_then(|by| operator::named(known, by));
    let told = match &step.event {
        None => Vec::new(),
        Some(Event::Noted(text)) => vec![MomentKind::Noted { text: words(text) }],
        Some(Event::Attempted(_)) if step.attempt <= 1 => {
            vec![MomentKind::Charged { amount_centavos: step.after.amount.get() }]
        }
        Some(Event::Attempted(_)) => vec![MomentKind::NewCode],
        Some(Event::Charge { event, .. }) => of_charge(step, event),
    };
    let of = |what| Moment { by: by.clone(), ..moment(step.at, step.attempt, what) };
    told.into_iter().map(of).collect()
}

/// What was done to a charge, and what it made of it.
fn of_charge(step: &Step, event: &charge::Event) -> Vec<MomentKind> {
    let Some(after) = step.after.attempt_of(step.attempt) else { return Vec::new() };
    let before = step.before.as_ref().and_then(|order: &Order| order.attempt_of(step.attempt));
    let mut told: Vec<MomentKind> = done(step.at, event, after).into_iter().collect();
    if let Some(before) = before {
        told.extend(money(before, after));
        told.extend(refunds(before, after));
        told.extend(endings(event, before, after));
    }
    told
}

/// What the event itself says.
fn done(at: UnixMs, event: &charge::Event, charge: &Charge) -> Option<MomentKind> {
    Some(match event {
        charge::Event::Registered(made) => MomentKind::Registered {
            provider_name: name_of(&charge.provider),
            after_ms: at.since(charge.requested_at),
            expires_at_ms: (!made.never_expires).then(|| made.expires_at_here().get()),
        },
        charge::Event::Refused(why) => MomentKind::Refused { why: from_rejection(why) },
        charge::Event::CancelRequested => MomentKind::CancelRequested,
        charge::Event::RefundNoticed(_) => MomentKind::Hinted,
        charge::Event::RefundRequested(request) => MomentKind::RefundRequested {
            amount_centavos: request.amount.map(domain::Centavos::get),
            reason: refund::reason(request.reason),
        },
        charge::Event::DisputeClosed { outcome, reason } => MomentKind::DisputeClosed {
            outcome: outcome.map(dispute::outcome),
            reason: words(reason),
        },
        charge::Event::Matched(matching) => MomentKind::Matched { reason: words(&matching.reason) },
        charge::Event::Doubted(unproven) => {
            MomentKind::Doubted { doubt: doubt::doubt(unproven.doubt) }
        }
        charge::Event::GivenUp(why) => MomentKind::GivenUp { why: from_rejection(why) },
        charge::Event::ConfirmedByHand { reason, .. } => {
            MomentKind::ConfirmedByHand { reason: words(reason) }
        }
        // What these tell, they tell by what they make of the charge.
        charge::Event::Seen(_)
        | charge::Event::DisputeNoticed(_)
        | charge::Event::RefundAccepted { .. }
        | charge::Event::RefundFailed { .. }
        | charge::Event::Bound(_) => return None,
    })
}

/// Money that came, and what the provider has said of it again.
fn money(before: &Charge, after: &Charge) -> Vec<MomentKind> {
    let paid = |amount_centavos: i64, payment: &charge::Payment| MomentKind::Paid {
        amount_centavos,
        evidence: evidence(payment.evidence),
        provider_name: name_of(&after.provider),
        paid_at_ms: payment.paid_at.map(|at| after.here(at).get()),
    };
    let mut told: Vec<_> = { after.payments.iter().skip(before.payments.len()) }
        .map(|payment| paid(payment.amount.get(), payment))
        .collect();
    // A payment that was known turns out to be greater.
    let more = after.received().get() - before.received().get();
    if told.is_empty() && more > 0 {
        told.extend(after.payments.last().map(|payment| paid(more, payment)));
    }
    let pairs = || before.payments.iter().zip(&after.payments);
    if pairs().any(|(before, after)| !before.confirmed && after.confirmed) {
        told.push(MomentKind::Confirmed);
    }
    told
}

/// How refunds stand otherwise than before.
fn refunds(before: &Charge, after: &Charge) -> Vec<MomentKind> {
    let was = |refund: &Refund| before.refunds.iter().find(|known| known.id == refund.id);
    let told = after.refunds.iter().filter_map(|refund| {
        let before = was(refund).map(|refund| &refund.state);
        if before == Some(&refund.state) {
            return None;
        }
        match &refund.state {
            RefundState::Settled if refund.is_back() => Some(MomentKind::Refunded {
                amount_centavos: refund.amount.map_or(0, domain::Centavos::get),
                source: source(&refund.source),
            }),
            RefundState::Accepted => Some(MomentKind::RefundAccepted),
            RefundState::Failed(why) => Some(MomentKind::RefundFailed { why: from_refund(why) }),
            RefundState::Settled | RefundState::Requested | RefundState::Noticed => None,
        }
    });
    told.collect()
}

/// How it ended, what is claimed back, and a word that nobody knows.
fn endings(event: &charge::Event, before: &Charge, after: &Charge) -> Vec<MomentKind> {
    let mut told = Vec::new();
    let is_seen = matches!(event, charge::Event::Seen(_));
    if is_seen && before.status != after.status {
        match after.status {
            Status::Expired => told.push(MomentKind::Expired),
            Status::Cancelled => told.push(MomentKind::Cancelled),
            _ => {}
        }
    }
    if before.dispute.is_none() && after.open_dispute().is_some() {
        told.push(MomentKind::Disputed);
    }
    if let Some(raw) =
        after.raw_status.as_ref().filter(|raw| before.raw_status.as_ref() != Some(raw))
    {
        told.push(MomentKind::Unknown { raw: words(raw) });
    }
    told
}

const fn source(source: &charge::RefundSource) -> RefundSource {
    match source {
        charge::RefundSource::Here(_) => RefundSource::Here,
        charge::RefundSource::Elsewhere => RefundSource::Elsewhere,
        charge::RefundSource::Dispute => RefundSource::Dispute,
    }
}
