//! What is reported of refunds: by the provider, asked or signed, or by a notice without proof.

use super::{
    Charge, Refund, RefundNotice, RefundOutcome, RefundReport, RefundSource, RefundState, Status,
    less,
};
use crate::ids::RefundId;
use crate::money::Centavos;
use crate::order::charge::Evidence;
use crate::time::UnixMs;

/// More notices than this are not kept of one charge: each costs its sender one webhook.
const MOST_NOTICES: usize = 100;

/// Keeps what a webhook tells until the provider, asked, says that money went back.
pub(in super::super) fn noticed(charge: &mut Charge, notice: &RefundNotice, now: UnixMs) {
    let is_counted = |refund: &Refund| {
        refund.is_back()
            && notice.at.is_none_or(|at| refund.returned_at == Some(at))
            && notice.amount.is_none_or(|told| refund.amount == Some(told))
    };
    let waiting = || charge.refunds.iter().filter(|refund| refund.state == RefundState::Noticed);
    let is_known = waiting().any(|refund| is_of(refund, notice))
        || charge.refunds.iter().any(is_counted)
        || waiting().count() >= MOST_NOTICES;
    if charge.status != Status::Refunded && !is_known {
        let part = RefundReport { amount: notice.amount, at: notice.at, ..RefundReport::default() };
        let noticed = Refund { by_notice: true, ..made_elsewhere(charge, &part, now) };
        charge.refunds.push(Refund { state: RefundState::Noticed, ..noticed });
    }
}

fn is_of(refund: &Refund, notice: &RefundNotice) -> bool {
    refund.amount == notice.amount && refund.returned_at == notice.at
}

/// The provider says that money went back, wholly or in part: the one way from a report to the list.
pub(in super::super) fn reported(
    charge: &mut Charge,
    reports: &[RefundReport],
    evidence: Evidence,
    now: UnixMs,
) {
    if evidence == Evidence::Polled {
        confirm_notices(charge, reports, now);
    }
    for report in reports {
        match place_of(charge, report) {
            Some(place) => update(charge, place, report, now),
            None if report.id.is_some() => add(charge, report, now),
            None => count(charge, report, now),
        }
    }
    conclude(charge, now);
}

/// What the answer bears out counts from now on; the rest is about nothing that the provider knows.
fn confirm_notices(charge: &mut Charge, reports: &[RefundReport], now: UnixMs) {
    let refunds = std::mem::take(&mut charge.refunds);
    let (waiting, known): (Vec<Refund>, Vec<Refund>) =
        refunds.into_iter().partition(|refund| refund.state == RefundState::Noticed);
    charge.refunds = known;
    let notice = |it: &Refund| RefundNotice { amount: it.amount, at: it.returned_at };
    let notices: Vec<RefundNotice> = waiting.iter().map(notice).collect();
    if !charge.bears_out(&notices, reports) {
        return;
    }
    for notice in notices {
        let part = RefundReport { amount: notice.amount, at: notice.at, ..RefundReport::default() };
        settle_part(charge, notice.amount, &part, true, now);
    }
}

impl Charge {
    /// Whether the provider's answer bears out what webhooks told: its amount, where it has one, is one
    /// of the told parts, their sum, or all that has come. Else they are about nothing that it knows; so
    /// also where it lists the refunds one by one.
    pub fn bears_out(&self, notices: &[RefundNotice], reports: &[RefundReport]) -> bool {
        let [report] = reports else { return false };
        if report.id.is_some() {
            return false;
        }
        let Some(said) = report.amount else { return true };
        let told: Option<i64> = notices.iter().map(|it| it.amount.map(Centavos::get)).sum();
        let known = self.refunded().get();
        let is_sum = told.is_some_and(|told| said.get() == told || said.get() == known + told);
        let is_part = notices.iter().any(|notice| notice.amount == Some(said));
        is_sum || is_part || said >= self.received_there()
    }
}

/// Where the list has the refund that the report names: by its id, else by that of the return.
fn place_of(charge: &Charge, report: &RefundReport) -> Option<usize> {
    let refunds = || charge.refunds.iter();
    let by_return = |refund: &Refund| is_same_return(refund, report);
    match &report.id {
        Some(id) => refunds().position(|it| it.id == *id).or_else(|| refunds().position(by_return)),
        // Without an id of its own the report may speak of several at once, and means all of them where it
        // has no amount either.
        None if report.amount.is_none() => None,
        None => refunds().position(|refund| refund.is_back() && by_return(refund)),
    }
}

fn is_same_return(refund: &Refund, report: &RefundReport) -> bool {
    refund.return_id.is_some() && refund.return_id == report.return_id
}

/// Brings a refund that the report names to what it says. What is settled stays so.
fn update(charge: &mut Charge, place: usize, report: &RefundReport, now: UnixMs) {
    let rest = charge.not_refunded();
    let Some(refund) = charge.refunds.get_mut(place) else { return };
    if refund.state == RefundState::Settled {
        return;
    }
    refund.return_id = report.return_id.clone().or(refund.return_id.take());
    match &report.outcome {
        RefundOutcome::Processing => {
            if refund.state == RefundState::Requested {
                refund.state = RefundState::Accepted;
            }
        }
        RefundOutcome::Failed(why) => {
            if refund.is_open() {
                refund.state = RefundState::Failed(why.clone());
            }
        }
        RefundOutcome::Settled => {
            let amount = report.amount.or(refund.amount).unwrap_or(rest);
            settle(refund, amount.min(rest).max(Centavos::new(0)), report, now);
        }
    }
}

/// A refund that the provider knows by an id, and we did not know at all.
fn add(charge: &mut Charge, report: &RefundReport, now: UnixMs) {
    let rest = charge.not_refunded();
    let amount = report.amount.unwrap_or(rest).min(rest);
    let mut refund = made_elsewhere(charge, report, now);
    match &report.outcome {
        // It moved nothing, and nobody here asked for it.
        RefundOutcome::Failed(_) => return,
        RefundOutcome::Processing => {}
        RefundOutcome::Settled if amount.get() <= 0 => return,
        RefundOutcome::Settled => settle(&mut refund, amount, report, now),
    }
    charge.refunds.push(refund);
}

/// A report without an id, about the last part or about all of them: only what is news counts.
fn count(charge: &mut Charge, report: &RefundReport, now: UnixMs) {
    if report.outcome != RefundOutcome::Settled {
        return;
    }
    match report.amount {
        None => settle_part(charge, None, report, false, now),
        Some(amount) if is_no_news(charge, amount, report.at) => {}
        Some(amount) => {
            // At a moment that is known it is the sum, or a part again; at another it is another part.
            let is_sum = settled(charge).any(|refund| refund.returned_at == report.at);
            let part = if is_sum { less(amount, charge.refunded()) } else { amount };
            settle_part(charge, Some(part), report, false, now);
        }
    }
}

/// Beside parts that webhooks told of, an amount is no news of a further part where it is the amount
/// of the charge; nor where it is one of the parts or their sum, and stamped no later than they are.
fn is_no_news(charge: &Charge, amount: Centavos, at: Option<UnixMs>) -> bool {
    let told: Vec<&Refund> = settled(charge).filter(|refund| refund.by_notice).collect();
    let is_part = |part: &&Refund| part.amount == Some(amount) && at <= part.returned_at;
    let is_sum = amount == charge.refunded()
        && told.iter().map(|refund| refund.returned_at).max().is_some_and(|last| at <= last);
    amount == charge.received_there() && !told.is_empty() || told.iter().any(is_part) || is_sum
}

fn settled(charge: &Charge) -> impl Iterator<Item = &Refund> {
    charge.refunds.iter().filter(|refund| refund.is_back())
}

/// Counts a part, at most what is still here; `None`: all of that. It is the refund that was asked for with
/// that amount, if there is one; where everything went back, whatever was asked for is settled.
fn settle_part(
    charge: &mut Charge,
    amount: Option<Centavos>,
    report: &RefundReport,
    by_notice: bool,
    now: UnixMs,
) {
    let here = charge.not_refunded();
    let part = amount.map_or(here, |amount| amount.min(here));
    if part.get() <= 0 {
        return;
    }
    let exact = place_of_part(charge, part, report);
    let mut rest = part;
    for (place, refund) in charge.refunds.iter_mut().enumerate() {
        let is_it = exact.map_or(part == here && refund.is_open_here(), |exact| exact == place);
        if is_it && rest.get() > 0 {
            let amount = refund.amount.unwrap_or(rest).min(rest);
            rest = less(rest, amount);
            settle(refund, amount, report, now);
            refund.by_notice = by_notice;
        }
    }
    if rest.get() > 0 {
        let mut refund = made_elsewhere(charge, report, now);
        settle(&mut refund, rest, report, now);
        charge.refunds.push(Refund { by_notice, ..refund });
    }
}

/// Where the list has an open refund of exactly that amount: the one with the report's return id first, never
/// one that is known to have another.
fn place_of_part(charge: &Charge, part: Centavos, report: &RefundReport) -> Option<usize> {
    let is_exact = |refund: &Refund| refund.is_open_here() && refund.amount == Some(part);
    let may_be = |refund: &Refund| refund.return_id.is_none() || report.return_id.is_none();
    let refunds = || charge.refunds.iter();
    refunds()
        .position(|refund| is_exact(refund) && is_same_return(refund, report))
        .or_else(|| refunds().position(|refund| is_exact(refund) && may_be(refund)))
}

fn settle(refund: &mut Refund, amount: Centavos, report: &RefundReport, now: UnixMs) {
    refund.amount = Some(amount);
    refund.state = RefundState::Settled;
    refund.return_id = report.return_id.clone().or(refund.return_id.take());
    refund.returned_at = report.at;
    refund.settled_at = Some(now);
}

/// A refund that nobody at this till asked for, taken and not made yet.
fn made_elsewhere(charge: &Charge, report: &RefundReport, now: UnixMs) -> Refund {
    Refund {
        id: report.id.clone().unwrap_or_else(|| free_id(charge)),
        amount: report.amount,
        state: RefundState::Accepted,
        source: if report.of_dispute { RefundSource::Dispute } else { RefundSource::Elsewhere },
        return_id: report.return_id.clone(),
        by_notice: false,
        since: now,
        returned_at: report.at,
        settled_at: None,
    }
}

/// The first ordinal that no refund of the charge has for its id.
fn free_id(charge: &Charge) -> RefundId {
    let is_free = |id: &RefundId| charge.refunds.iter().all(|refund| refund.id != *id);
    (1..=u32::MAX).map(RefundId::reported).find(is_free).unwrap_or_else(|| RefundId::reported(0))
}

/// The status that follows from the list. Where everything went back, nothing is on its way any more.
fn conclude(charge: &mut Charge, now: UnixMs) {
    if charge.refunded() < charge.received_there() {
        let is_refunding = charge.is_refunding();
        charge.status = if is_refunding { Status::Refunding } else { Status::Paid };
        return;
    }
    for refund in charge.refunds.iter_mut().filter(|refund| refund.is_open()) {
        settle(refund, Centavos::new(0), &RefundReport::default(), now);
    }
    // What was matched came another way, and is still here.
    let is_all = charge.payments.iter().all(|payment| payment.matched.is_none());
    charge.status = if is_all { Status::Refunded } else { Status::Paid };
}
