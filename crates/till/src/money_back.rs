//! The contract's commands about money that goes back, money without a sale, and money that leaves.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::{Error as CheckoutError, RefundAsk};
use contract::{
    Attention, CloseDispute, DismissUnmatched, DisputeOutcome, DisputesView, Failure, FailureCode,
    LastPayouts, ListAll, MatchUnmatched, OrderView, PayoutView, PayoutsView, RefundOrder,
    UnmatchedListView, UnmatchedView,
};
use domain::UnmatchedNumber;

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
    pub async fn close_dispute(&self, request: CloseDispute) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        let reason = reason(&request.reason)?;
        self.checkout
            .close_dispute(number, outcome(request.outcome), &reason)
            .map_err(from_checkout)?;
        self.view_of(number)
    }

    /// The unmatched, newest first: those that nobody has looked at, or all.
    pub async fn unmatched(&self, request: ListAll) -> Result<UnmatchedListView, Failure> {
        let unmatched = self.checkout.unmatched(request.all).map_err(from_checkout)?;
        Ok(UnmatchedListView { unmatched: unmatched.iter().map(view::unmatched).collect() })
    }

    /// Says that an unmatched is the money for an order, after the provider was asked once more.
    pub async fn match_unmatched(&self, request: MatchUnmatched) -> Result<OrderView, Failure> {
        let unmatched = unmatched_number(&request.id)?;
        let number = number(&request.order)?;
        let reason = reason(&request.reason)?;
        self.checkout.order(number).map_err(from_checkout)?;
        let matched = self.checkout.match_unmatched(unmatched, number, &reason).await;
        matched.map_err(from_unmatched)?;
        self.view_of(number)
    }

    /// Says that an unmatched is no sale of this till; the unmatched that are left.
    pub async fn dismiss_unmatched(
        &self,
        request: DismissUnmatched,
    ) -> Result<UnmatchedListView, Failure> {
        self.dismiss(&request)?;
        self.unmatched(ListAll { all: false }).await
    }

    /// The same for a terminal: the unmatched as it is then.
    pub fn dismiss(&self, request: &DismissUnmatched) -> Result<UnmatchedView, Failure> {
        let unmatched = unmatched_number(&request.id)?;
        let reason = reason(&request.reason)?;
        let unmatched =
            self.checkout.dismiss_unmatched(unmatched, &reason).map_err(from_unmatched)?;
        Ok(view::unmatched(&unmatched))
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

const fn outcome(outcome: DisputeOutcome) -> domain::charge::DisputeOutcome {
    match outcome {
        DisputeOutcome::Won => domain::charge::DisputeOutcome::Won,
        DisputeOutcome::Lost => domain::charge::DisputeOutcome::Lost,
        DisputeOutcome::Accepted => domain::charge::DisputeOutcome::Accepted,
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

fn unmatched_number(text: &str) -> Result<UnmatchedNumber, Failure> {
    UnmatchedNumber::parse(text).ok_or_else(|| Failure::new(FailureCode::UnmatchedNotFound))
}

/// The order is there: what is not found is the unmatched.
fn from_unmatched(error: CheckoutError) -> Failure {
    match error {
        CheckoutError::Store(store::Error::NotFound) => {
            Failure::new(FailureCode::UnmatchedNotFound)
        }
        other => from_checkout(other),
    }
}

fn bad(what: &str) -> Failure {
    Failure::with(FailureCode::InvalidRequest, what)
}
