//! What has become of an order, in a word.

use contract::{AttemptView, FailureCode, OrderView, Status};

use super::Words;

impl Words {
    /// The order's status. A code that lives on at its provider has not expired: the till has stopped
    /// waiting for it. What never reached the provider was refused by nobody; what a person has given up need not have expired.
    pub(crate) fn order_status(&self, order: &OrderView) -> &'static str {
        let last = order.attempts.last();
        let never_expires = last.is_some_and(|attempt| attempt.never_expires);
        self.status_of(order.status, never_expires, last.and_then(rejection))
    }

    /// The same of one attempt.
    pub(crate) fn attempt_status(&self, attempt: &AttemptView) -> &'static str {
        self.status_of(attempt.status, attempt.never_expires, rejection(attempt))
    }

    pub(super) fn status_of(
        &self,
        status: Status,
        never_expires: bool,
        rejection: Option<FailureCode>,
    ) -> &'static str {
        match status {
            Status::Expired if never_expires || rejection == Some(FailureCode::GivenUp) => {
                self.stopped_waiting
            }
            Status::Rejected if rejection == Some(FailureCode::ProviderUnreachable) => {
                self.not_sent
            }
            status => self.status(status),
        }
    }

    pub(super) const fn status(&self, status: Status) -> &'static str {
        let [
            registering,
            pending,
            paid,
            refunding,
            refunded,
            expired,
            cancelled,
            rejected,
            by_hand,
        ] = self.statuses;
        match status {
            Status::Registering => registering,
            Status::Pending => pending,
            Status::Paid => paid,
            Status::Refunding => refunding,
            Status::Refunded => refunded,
            Status::Expired => expired,
            Status::Cancelled => cancelled,
            Status::Rejected => rejected,
            Status::ByHand => by_hand,
        }
    }
}

fn rejection(attempt: &AttemptView) -> Option<FailureCode> {
    attempt.rejection.as_ref().map(|rejection| rejection.code)
}
