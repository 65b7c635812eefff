//! Confirming by hand, and giving up.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::Confirmation;
use contract::{ConfirmByHand, Failure, FailureCode, GiveUp, OrderView, Right};
use domain::{Actor, Caller, Centavos, EndToEndId};

use super::operator::over_limit;
use super::{Call, number, reason};
use crate::failure::from_checkout;
use crate::open::Till;

impl Till {
    /// Writes down that a person says that the order's money has come. The order that comes back is paid where the
    /// provider has said so meanwhile.
    pub(crate) async fn confirm_by_hand(
        &self,
        call: &Call,
        request: ConfirmByHand,
    ) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        // Before an approval is spent on it.
        let reason = reason(&request.reason)?;
        let end_to_end_id = shown(request.end_to_end_id.as_deref())?;
        let mut call = call.clone();
        let limit = Centavos::new(self.current_settings().by_hand_limit_centavos());
        let allowance = self.allowance(&mut call, Right::ConfirmByHand, &request.order, limit);
        let confirmation = Confirmation { reason, end_to_end_id, allowance };
        let confirmed =
            self.checkout.confirm_by_hand(number, confirmation, &Actor::from(call.caller)).await;
        confirmed.map_err(|error| over_limit(Right::ConfirmByHand, request.order, error))?;
        self.view_of(number)
    }

    /// Stops waiting for an order, for a person's reason.
    pub(crate) async fn give_up(&self, by: &Caller, request: GiveUp) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        let reason = reason(&request.reason)?;
        let given_up = self.checkout.give_up(number, &reason, &Actor::from(by.clone())).await;
        given_up.map_err(from_checkout)?;
        self.view_of(number)
    }
}

/// An id that was typed, pasted or scanned; blank is none.
fn shown(text: Option<&str>) -> Result<Option<EndToEndId>, Failure> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let invalid = || Failure::new(FailureCode::InvalidEndToEndId);
    EndToEndId::typed(text).map(Some).ok_or_else(invalid)
}
