//! Disputes.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{CloseDispute, DisputeOutcome, DisputesView, Failure, ListAll, OrderView};
use domain::{Actor, Caller, charge};

use super::{number, reason};
use crate::failure::from_checkout;
use crate::open::Till;
use crate::view;

impl Till {
    /// The disputes, newest first: those that nobody has closed, or all.
    pub(crate) async fn disputes(
        &self,
        _: &Caller,
        request: ListAll,
    ) -> Result<DisputesView, Failure> {
        let orders = self.checkout.disputes(request.all).map_err(from_checkout)?;
        let disputes = orders.iter().flat_map(view::disputes);
        let wanted = disputes.filter(|it| request.all || it.settled_at_ms.is_none());
        Ok(DisputesView { disputes: wanted.collect() })
    }

    /// Writes down how an order's dispute ended.
    pub(crate) async fn close_dispute(
        &self,
        by: &Caller,
        request: CloseDispute,
    ) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        let reason = reason(&request.reason)?;
        self.checkout
            .close_dispute(number, outcome(request.outcome), &reason, &Actor::from(by.clone()))
            .map_err(from_checkout)?;
        self.view_of(number)
    }
}

const fn outcome(outcome: DisputeOutcome) -> charge::DisputeOutcome {
    match outcome {
        DisputeOutcome::Won => charge::DisputeOutcome::Won,
        DisputeOutcome::Lost => charge::DisputeOutcome::Lost,
        DisputeOutcome::Accepted => charge::DisputeOutcome::Accepted,
    }
}
