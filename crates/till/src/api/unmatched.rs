//! Unmatched payments.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::Error as CheckoutError;
use contract::{
    DismissUnmatched, Failure, FailureCode, ListAll, MatchUnmatched, OrderView, UnmatchedListView,
    UnmatchedView,
};
use domain::{Actor, Caller, UnmatchedNumber};

use super::{number, reason};
use crate::failure::from_checkout;
use crate::open::Till;
use crate::view;

impl Till {
    /// The unmatched payments, newest first: those that nobody has looked at, or all.
    pub(crate) async fn unmatched(
        &self,
        _: &Caller,
        request: ListAll,
    ) -> Result<UnmatchedListView, Failure> {
        let unmatched = self.checkout.unmatched(request.all).map_err(from_checkout)?;
        Ok(UnmatchedListView { unmatched: unmatched.iter().map(view::unmatched).collect() })
    }

    /// Says that an unmatched payment is the money for an order, after the provider was asked once more.
    pub(crate) async fn match_unmatched(
        &self,
        by: &Caller,
        request: MatchUnmatched,
    ) -> Result<OrderView, Failure> {
        let unmatched = unmatched_number(&request.id)?;
        let number = number(&request.order)?;
        let reason = reason(&request.reason)?;
        self.checkout.order(number).map_err(from_checkout)?;
        let matched = self
            .checkout
            .match_unmatched(unmatched, number, &reason, &Actor::from(by.clone()))
            .await;
        matched.map_err(from_unmatched)?;
        self.view_of(number)
    }

    /// Says that an unmatched payment is no sale of this till; the payments that are left.
    pub(crate) async fn dismiss_unmatched(
        &self,
        by: &Caller,
        request: DismissUnmatched,
    ) -> Result<UnmatchedListView, Failure> {
        self.dismiss(by, &request)?;
        self.unmatched(by, ListAll { all: false }).await
    }

    /// The same for a terminal: the payment as it is then.
    pub(crate) fn dismiss(
        &self,
        by: &Caller,
        request: &DismissUnmatched,
    ) -> Result<UnmatchedView, Failure> {
        let unmatched = unmatched_number(&request.id)?;
        let reason = reason(&request.reason)?;
        let unmatched = self
            .checkout
            .dismiss_unmatched(unmatched, &reason, &Actor::from(by.clone()))
            .map_err(from_unmatched)?;
        Ok(view::unmatched(&unmatched))
    }
}

fn unmatched_number(text: &str) -> Result<UnmatchedNumber, Failure> {
    UnmatchedNumber::parse(text).ok_or_else(|| Failure::new(FailureCode::UnmatchedNotFound))
}

/// The order is there: what is not found is the unmatched payment.
fn from_unmatched(error: CheckoutError) -> Failure {
    match error {
        CheckoutError::Store(store::Error::NotFound) => {
            Failure::new(FailureCode::UnmatchedNotFound)
        }
        other => from_checkout(other),
    }
}
