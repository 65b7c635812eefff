//! What happens to a charge: money arrives, time runs out, somebody stops it.

use super::{Books, CUSTOMER_BANK_ISPB, Charge, NEVER_MS, NoticeKind, Payment, Status};
use crate::time;

/// Most payments that one charge holds.
pub const MAX_PAYMENTS: usize = 100;

/// Why the customer's bank cannot pay a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayRefusal {
    /// No such charge.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was cancelled.
    Cancelled,
    /// It has been paid.
    AlreadyPaid,
    /// It has [`MAX_PAYMENTS`] payments.
    TooManyPayments,
}

/// Which charges a payment is let through to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayRule {
    /// Only one that waits, as the arrangement wants it.
    Waiting,
    /// Also an expired or cancelled one: some paths let money in (pix.md, section 5).
    Late,
    /// Any, also one that has been paid.
    Any,
}

impl Books {
    /// Money arrives for the charge with that id or reference at `at_ms`; a webhook is then due.
    ///
    /// `centavos` is the charge's own amount if absent.
    pub fn pay(
        &mut self,
        id: &str,
        centavos: Option<i64>,
        at_ms: i64,
        rule: PayRule,
    ) -> Result<Payment, PayRefusal> {
        let serial = self.serial(id).ok_or(PayRefusal::Unknown)?;
        let charge = self.charges.get_mut(&serial).ok_or(PayRefusal::Unknown)?;
        match (charge.status(at_ms), rule) {
            (Status::Expired, PayRule::Waiting) => return Err(PayRefusal::Expired),
            (Status::Cancelled, PayRule::Waiting) => return Err(PayRefusal::Cancelled),
            (Status::Paid | Status::Refunded, PayRule::Waiting | PayRule::Late) => {
                return Err(PayRefusal::AlreadyPaid);
            }
            _ if charge.payments.len() >= MAX_PAYMENTS => return Err(PayRefusal::TooManyPayments),
            _ => {}
        }
        let payment = Payment {
            end_to_end_id: self.ids.end_to_end_id(
                'E',
                CUSTOMER_BANK_ISPB,
                &time::minute_utc(at_ms),
            ),
            amount_centavos: centavos.unwrap_or(charge.amount_centavos),
            paid_at_ms: at_ms,
        };
        charge.payments.push(payment.clone());
        let charge = charge.clone();
        self.tell_of_charge(&charge, NoticeKind::ChargePaid, at_ms);
        self.index.add_id(charge.provider, &payment.end_to_end_id, serial);
        self.revision += 1;
        Ok(payment)
    }

    /// Pays in time each charge that has waited for `after_ms`, as an eager customer would. Hands
    /// back when the next one will.
    pub fn let_customers_pay(&mut self, after_ms: i64, now_ms: i64) -> Option<i64> {
        let waiting = self
            .charges()
            .map(|charge| (charge, charge.requested_at_ms.saturating_add(after_ms)))
            .filter(|(charge, at_ms)| charge.status(*at_ms) == Status::AwaitingPayment)
            .map(|(charge, at_ms)| (charge.transaction_id.clone(), at_ms));
        let (due, later): (Vec<_>, Vec<_>) = waiting.partition(|(_, at_ms)| *at_ms <= now_ms);
        for (id, at_ms) in due {
            // Only what waits is on the list, so there is nothing to refuse.
            let _ = self.pay(&id, None, at_ms, PayRule::Waiting);
        }
        later.into_iter().map(|(_, at_ms)| at_ms).min()
    }

    /// Ends the charge's time now; `false` if there is no such charge, or none whose time ends. Paid
    /// stays paid.
    pub fn expire(&mut self, id: &str, now_ms: i64) -> bool {
        let ends = self.find_any(id).is_some_and(|charge| charge.expires_at_ms != NEVER_MS);
        ends && self.change(id, |charge| charge.expires_at_ms = charge.expires_at_ms.min(now_ms))
    }

    /// Cancels the charge; `false` if there is no such charge. Paid stays paid.
    ///
    /// ASSUMED: no endpoint cancels; who can cause `CANCELLED` is not documented (A5, [N]).
    pub fn cancel(&mut self, id: &str, now_ms: i64) -> bool {
        self.change(id, |charge| {
            charge.cancelled_at_ms.get_or_insert(now_ms);
        })
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Charge)) -> bool {
        let found = self.serial(id).and_then(|serial| self.charges.get_mut(&serial));
        let Some(found) = found else { return false };
        change(found);
        self.revision += 1;
        true
    }
}
