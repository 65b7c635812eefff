//! The desk: the till as one caller may use it.

#[allow(clippy::wildcard_imports, reason = "the table names most of the contract")]
use contract::*;
use domain::Caller;

use super::{ErasedView, EventView, OrderQuery, PersonView, SaleRequest};
use crate::holders;
use crate::open::Till;

/// The till, for one caller. Every command is checked here, before anything is done, against the right that
/// it takes.
pub struct Desk<'a> {
    till: &'a Till,
    caller: Caller,
}

impl Till {
    /// The commands as this caller may give them.
    pub const fn desk(&self, caller: Caller) -> Desk<'_> {
        Desk { till: self, caller }
    }
}

macro_rules! desk_commands {
    (
        [house] $($own:ident($asked:ty) -> $answer:ty, $needs:ident;)*
        [till] $($name:ident($request:ty) -> $response:ty, $right:ident;)*
    ) => {
        /// The contract's commands.
        #[allow(missing_docs, reason = "the table and its requests say what each does")]
        impl Desk<'_> {
            $(
                pub async fn $name(&self, request: $request) -> Result<$response, Failure> {
                    self.check(Right::$right)?;
                    let done = self.till.$name(&self.caller, request).await;
                    done.map_err(|failure| holders::named(&self.till.home, failure))
                }
            )*
        }
    };
}
contract::commands!(desk_commands);

/// What scripts and support ask beyond the screens' commands.
impl Desk<'_> {
    /// Checks a sale, writes its order down, and sends its first charge once.
    pub async fn sell(&self, request: SaleRequest) -> Result<OrderView, Failure> {
        self.check(Right::Sell)?;
        let sold = self.till.sell(&self.caller, request).await;
        sold.map_err(|failure| holders::named(&self.till.home, failure))
    }

    /// Shows the orders of a query, newest first, without pictures of their codes. A long list begins before it
    /// is read to its end, so that an error may come behind some orders.
    pub fn orders(&self, query: &OrderQuery, show: impl FnMut(&OrderView)) -> Result<(), Failure> {
        self.check(Right::SeeSales)?;
        self.till.orders(query, show)
    }

    /// An order and its events.
    pub fn show(&self, order: &str) -> Result<(OrderView, Vec<EventView>), Failure> {
        self.check(Right::SeeSales)?;
        self.till.show(order)
    }

    /// Says that an unmatched payment is no sale of this till; the payment as it is then.
    pub fn dismiss(&self, request: &DismissUnmatched) -> Result<UnmatchedView, Failure> {
        self.check(Right::MatchPayments)?;
        self.till.dismiss(&self.caller, request)
    }

    /// The payouts whose last change here is newest first, as many as wanted.
    pub fn last_payouts(&self, limit: u32) -> Result<Vec<PayoutView>, Failure> {
        self.check(Right::SeeMoney)?;
        self.till.last_payouts(limit)
    }

    /// Shows all that names the person with this CPF or CNPJ; returns how much that is, and the receipt of the event that
    /// tells of it. Errors: `InvalidDocument`, and those of the log, which is written to.
    pub fn export_person(
        &self,
        document: &str,
        show: impl FnMut(&PersonView),
    ) -> Result<(usize, String), Failure> {
        self.check(Right::Privacy)?;
        self.till.export_person(&self.caller, document, show)
    }

    /// Blanks all that names the person with this CPF or CNPJ and is not in use. Errors: as above.
    pub fn erase_person(&self, document: &str) -> Result<ErasedView, Failure> {
        self.check(Right::Privacy)?;
        self.till.erase_person(&self.caller, document)
    }

    fn check(&self, right: Right) -> Result<(), Failure> {
        check(&self.caller, right)
    }
}

/// Refuses what the caller may not do; also for what is done to a till that is not open.
pub(crate) fn check(caller: &Caller, right: Right) -> Result<(), Failure> {
    if may(caller, right) {
        return Ok(());
    }
    Err(Failure::with(FailureCode::NotAllowed, format!("{right:?}")))
}

/// The owner may do everything; nobody else has been given anything yet.
fn may(caller: &Caller, _: Right) -> bool {
    caller.is_owner()
}

#[cfg(test)]
mod tests {
    use domain::{Device, OperatorId};

    use super::*;

    #[test]
    fn whom_nobody_has_given_a_right_may_do_nothing() {
        let stranger =
            Caller { operator: OperatorId::new("ana").unwrap(), ..Caller::owner(Device::Window) };
        for right in [Right::Use, Right::Sell, Right::Refund, Right::Connect] {
            assert!(may(&Caller::owner(Device::Window), right));
            assert!(!may(&stranger, right));
        }
    }
}
