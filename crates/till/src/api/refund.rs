//! Refunds.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::{Error as CheckoutError, RefundWish};
use contract::{Failure, OrderView, RefundOrder, Right};
use domain::{Actor, Centavos};

use super::operator::over_limit;
use super::{Call, bad, number, one_line};
use crate::failure::from_checkout;
use crate::open::Till;
use crate::view;

/// The longest note on a refund, in characters.
const LONGEST_DESCRIPTION: usize = 140;

impl Till {
    /// Writes down that an order's money shall go back, wholly, and sends that once. The order that
    /// comes back may still be refunding, or paid again with the reason.
    pub(crate) async fn refund(
        &self,
        call: &Call,
        request: RefundOrder,
    ) -> Result<OrderView, Failure> {
        let number = number(&request.order)?;
        let mut call = call.clone();
        let limit = Centavos::new(self.current_settings().refund_limit_centavos());
        let allowance = self.allowance(&mut call, Right::Refund, &request.order, limit);
        let wish = RefundWish {
            attempt: request.attempt,
            amount: None,
            reason: view::reason_to_domain(request.reason),
            description: description(request.description)?,
            allowance,
        };
        // An order that is not here is told as such, and else an attempt that it does not have.
        let order = self.checkout.order(number).map_err(from_checkout)?.order;
        let has_it = |wanted| order.attempts.iter().any(|charge| charge.attempt == wanted);
        if request.attempt.is_some_and(|wanted| !has_it(wanted)) {
            return Err(bad("the order has no such attempt"));
        }
        let refunded = self.checkout.refund(number, wish, &Actor::from(call.caller.clone())).await;
        refunded.map_err(|error| match (error, self.vault_silent()) {
            // What the keyring does not tell now is no account that is gone.
            (CheckoutError::UnknownProvider(_) | CheckoutError::NotConnected, Some(silent)) => {
                silent
            }
            (error, _) => over_limit(Right::Refund, request.order, error),
        })?;
        self.view_of(number)
    }
}

/// A note as it is kept; blank is none.
fn description(text: Option<String>) -> Result<Option<String>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let text = one_line(&text, LONGEST_DESCRIPTION)
        .ok_or_else(|| bad("the description has at most 140 characters, on one line"))?;
    Ok(Some(text).filter(|it| !it.is_empty()))
}
