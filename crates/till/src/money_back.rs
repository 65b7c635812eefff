//! The contract's commands about money that goes back, money without a sale, and money that leaves.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::{Error as CheckoutError, RefundAsk};
use contract::{
    AttachOrphan, Attention, DisputesView, Failure, FailureCode, LastPayouts, ListAll, OrderView,
    OrphanView, OrphansView, PayoutView, PayoutsView, RefundOrder, SetAsideOrphan, SettleDispute,
};
use domain::OrphanNumber;

use crate::commands::number;
use crate::failure::from_checkout;
use crate::open::Till;
use crate::view;

/// The longest list of payouts on a screen.
const MOST_PAYOUTS: u32 = 200;
/// The longest reason that a person may give, in characters.
const LONGEST_REASON: usize = 200;
/// The longest note on a refund, in characters.
const LONGEST_DESCRIPTION: usize = 140;

impl Till {
    /// Writes down that an order's money shall go back, wholly, and sends that once. The order that
    /// comes back may still be refunding, or paid again with the reason.
    pub async fn refund(&self, request: RefundOrder) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        let ask = RefundAsk {
            attempt: request.attempt,
            reason: view::reason_to_domain(request.reason),
            description: description(request.description)?,
        };
        // An order that is not here is told as such, and else an attempt that it does not have.
        let order = self.checkout.order(number).map_err(from_checkout)?.order;
        let has_it = |wanted| order.attempts.iter().any(|charge| charge.attempt == wanted);
        if request.attempt.is_some_and(|wanted| !has_it(wanted)) {
            return Err(bad("the order has no such attempt"));
        }
        self.checkout.refund(number, ask).await.map_err(from_checkout)?;
        self.view_of(number)
    }

    /// The disputes, newest first: those that nobody has settled, or all.
    pub async fn disputes(&self, request: ListAll) -> Result<DisputesView, Failure> {
        let orders = self.checkout.disputes(request.all).map_err(from_checkout)?;
        let disputes = orders.iter().flat_map(view::disputes);
        let wanted = disputes.filter(|it| request.all || it.settled_at_ms.is_none());
        Ok(DisputesView { disputes: wanted.collect() })
    }

    /// Writes down how an order's dispute ended.
    pub async fn settle_dispute(&self, request: SettleDispute) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        let reason = reason(&request.reason)?;
        self.checkout.settle_dispute(number, &reason).map_err(from_checkout)?;
        self.view_of(number)
    }

    /// The orphans, newest first: those that nobody has looked at, or all.
    pub async fn orphans(&self, request: ListAll) -> Result<OrphansView, Failure> {
        let orphans = self.checkout.orphans(request.all).map_err(from_checkout)?;
        Ok(OrphansView { orphans: orphans.iter().map(view::orphan).collect() })
    }

    /// Says that an orphan is the money for an order, after the provider was asked once more.
    pub async fn attach_orphan(&self, request: AttachOrphan) -> Result<OrderView, Failure> {
        let orphan = orphan_number(&request.id)?;
        let number = number(&request.order)?;
        let reason = reason(&request.reason)?;
        self.checkout.order(number).map_err(from_checkout)?;
        let attached = self.checkout.attach_orphan(orphan, number, &reason).await;
        attached.map_err(from_orphan)?;
        self.view_of(number)
    }

    /// Says that an orphan is no sale of this till; the orphans that are left.
    pub async fn set_aside_orphan(&self, request: SetAsideOrphan) -> Result<OrphansView, Failure> {
        self.leave_orphan(&request)?;
        self.orphans(ListAll { all: false }).await
    }

    /// The same for a terminal: the orphan as it is then.
    pub fn leave_orphan(&self, request: &SetAsideOrphan) -> Result<OrphanView, Failure> {
        let orphan = orphan_number(&request.id)?;
        let reason = reason(&request.reason)?;
        let orphan = self.checkout.set_aside_orphan(orphan, &reason).map_err(from_orphan)?;
        Ok(view::orphan(&orphan))
    }

    /// The payouts whose last change here is newest first.
    pub async fn payouts(&self, request: LastPayouts) -> Result<PayoutsView, Failure> {
        let limit = request.limit.clamp(1, MOST_PAYOUTS);
        Ok(PayoutsView { payouts: self.last_payouts(limit)? })
    }

    /// The same for a terminal, as many as wanted.
    pub fn last_payouts(&self, limit: u32) -> Result<Vec<PayoutView>, Failure> {
        let payouts = self.checkout.payouts(limit).map_err(from_checkout)?;
        Ok(payouts.iter().map(view::payout).collect())
    }

    /// What waits for the manager now.
    pub fn attention(&self) -> Attention {
        view::attention(*self.checkout.attention().borrow())
    }
}

/// A reason as it is kept: 1 to 200 characters, one line.
fn reason(text: &str) -> Result<String, Failure> {
    let needed = || Failure::new(FailureCode::ReasonNeeded);
    one_line(text, LONGEST_REASON).filter(|it| !it.is_empty()).ok_or_else(needed)
}

/// A note as it is kept; blank is none.
fn description(text: Option<String>) -> Result<Option<String>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let text = one_line(&text, LONGEST_DESCRIPTION)
        .ok_or_else(|| bad("the description has at most 140 characters, on one line"))?;
    Ok(Some(text).filter(|it| !it.is_empty()))
}

/// The text without the space around it, if it is short and has no control characters.
fn one_line(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    let is_good = text.chars().count() <= longest && !text.chars().any(char::is_control);
    is_good.then(|| text.to_owned())
}

fn orphan_number(text: &str) -> Result<OrphanNumber, Failure> {
    OrphanNumber::parse(text).ok_or_else(|| Failure::new(FailureCode::OrphanNotFound))
}

/// The order is there: what is not found is the orphan.
fn from_orphan(error: CheckoutError) -> Failure {
    match error {
        CheckoutError::Store(store::Error::NotFound) => Failure::new(FailureCode::OrphanNotFound),
        other => from_checkout(other),
    }
}

fn bad(what: &str) -> Failure {
    Failure::with(FailureCode::InvalidRequest, what)
}
