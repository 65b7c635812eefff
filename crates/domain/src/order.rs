//! An order: what the customer owes, and the charges made for it.

use std::collections::BTreeSet;

use crate::charge::{Anomaly, Charge, Status};
use crate::ids::{OrderNumber, Reference, SaleId};
use crate::money::Centavos;
use crate::time::UnixMs;

/// One sale with all its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its number in this till's log.
    pub number: OrderNumber,
    /// The sale at the door that it came from.
    pub sale_id: SaleId,
    /// The reference of the first attempt.
    pub reference: Reference,
    /// What the customer owes.
    pub amount: Centavos,
    /// When it was made.
    pub created_at: UnixMs,
    /// First to last, at least one.
    pub attempts: Vec<Charge>,
}

impl Order {
    /// Paid if any attempt is; else as the last attempt, but that money which went back is not
    /// forgotten for a later attempt that came to nothing.
    pub fn status(&self) -> Status {
        let any = |status: Status| self.attempts.iter().any(|charge| charge.status == status);
        let last = self.attempts.last().map_or(Status::Registering, |charge| charge.status);
        if any(Status::Paid) {
            Status::Paid
        } else if any(Status::Refunding) {
            Status::Refunding
        } else if any(Status::Refunded) && !last.is_open() {
            Status::Refunded
        } else {
            last
        }
    }

    /// What went oddly in any attempt.
    pub fn anomalies(&self) -> BTreeSet<Anomaly> {
        self.attempts.iter().flat_map(|charge| charge.anomalies.iter().copied()).collect()
    }

    /// All that has arrived.
    pub fn received(&self) -> Centavos {
        self.attempts
            .iter()
            .map(Charge::received)
            .fold(Centavos::new(0), |sum, part| sum.checked_add(part).unwrap_or(Centavos::MAX))
    }

    /// All that went back.
    pub fn refunded(&self) -> Centavos {
        self.attempts
            .iter()
            .map(Charge::refunded)
            .fold(Centavos::new(0), |sum, part| sum.checked_add(part).unwrap_or(Centavos::MAX))
    }

    /// The last attempt.
    pub fn current(&self) -> Option<&Charge> {
        self.attempts.last()
    }

    /// Nothing is to come in the ordinary course.
    pub fn is_idle(&self) -> bool {
        self.attempts.iter().all(|charge| charge.status.is_idle())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Cancelled, Expired, Paid, Pending, Refunded, Refunding, Registering, Rejected};

    fn order(attempts: &[Status]) -> Order {
        let reference = Reference::new("K7QD-000001").unwrap();
        let amount = Centavos::new(1_250);
        let created_at = UnixMs::new(0);
        let charge = |(attempt, status): (u32, &Status)| {
            let new = Charge::requested(
                attempt,
                reference.for_attempt(attempt).unwrap(),
                "connectpsp".into(),
                amount,
                30,
                created_at,
            );
            Charge { status: *status, ..new }
        };
        Order {
            number: OrderNumber::new(1).unwrap(),
            sale_id: SaleId::new("s1").unwrap(),
            reference: reference.clone(),
            amount,
            created_at,
            attempts: (1..).zip(attempts).map(charge).collect(),
        }
    }

    #[test]
    fn money_in_any_attempt_goes_before_the_last_one() {
        for (attempts, status) in [
            (&[Pending][..], Pending),
            (&[Expired, Registering], Registering),
            (&[Cancelled, Rejected], Rejected),
            (&[Paid, Expired], Paid),
            (&[Paid, Refunded], Paid),
            (&[Refunded, Paid], Paid),
            (&[Paid, Refunding], Paid),
            (&[Refunding, Expired], Refunding),
            (&[Refunding, Pending], Refunding),
            (&[Refunded, Refunding], Refunding),
            (&[Refunded, Expired], Refunded),
            (&[Refunded, Cancelled, Rejected], Refunded),
            (&[Expired, Refunded], Refunded),
            (&[Refunded, Pending], Pending),
            (&[Refunded, Registering], Registering),
        ] {
            assert_eq!(order(attempts).status(), status, "{attempts:?}");
        }
    }

    #[test]
    fn an_order_is_idle_when_nothing_is_to_come_or_to_go_back() {
        for (attempts, idle) in [
            (&[Paid][..], true),
            (&[Cancelled, Paid], true),
            (&[Refunded, Expired, Rejected], true),
            (&[Pending], false),
            (&[Paid, Registering], false),
            (&[Refunding], false),
            (&[Refunding, Expired], false),
        ] {
            assert_eq!(order(attempts).is_idle(), idle, "{attempts:?}");
        }
    }
}
