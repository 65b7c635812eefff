//! What a customer's receipt is worth: the rules by which facts become one word.
//!
//! A receipt is a picture, and its end-to-end id a claim. Only what a provider has proved says that money has come; only
//! where everybody who might know was heard is it said that none has.

use crate::ids::{EndToEndId, OrderNumber};
use crate::money::Centavos;
use crate::order::Order;
use crate::order::charge::{Anomaly, Charge, Payment, Status};
use crate::time::UnixMs;
use crate::unmatched::{UnmatchedNumber, UnmatchedPayment, UnmatchedState};

/// A receipt may name a minute this far ahead of us, in milliseconds: clocks differ. Further ahead it is scheduled.
const AHEAD_MS: i64 = 10 * 60 * 1_000;
/// Money without a named sale is a customer's who stands here for this long, in milliseconds.
const FRESH_MS: i64 = 60 * 60 * 1_000;

/// The answer to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptVerdict {
    /// The money is in the shop's account, for this sale.
    Received,
    /// Everybody was asked, and the money is not there.
    NotReceived,
    /// Money has come under this id, and not what the receipt shows, or less of it is here than its sale asked for.
    OtherAmount,
    /// The money is another sale's that still waits for money, or no sale's: it can be matched.
    OtherSale,
    /// The money paid another sale, went back, or was shown before.
    AlreadyUsed,
    /// The payment is scheduled: its id names a minute that has not come.
    NotYet,
    /// Somebody who might know was not heard, or several payments fit and nobody can say which.
    Unknown,
}

/// A check as it was asked for and answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptCheck {
    /// The id on the receipt; of a check by amount and time, that of the payment which was found.
    pub end_to_end_id: Option<EndToEndId>,
    /// The amount on the receipt.
    pub shown: Option<Centavos>,
    /// When the receipt says that it was paid, where it was asked for by that.
    pub said_at: Option<UnixMs>,
    /// The sale that the customer says it paid.
    pub asked_order: Option<OrderNumber>,
    /// The answer.
    pub verdict: ReceiptVerdict,
    /// The sale that the money paid.
    pub order: Option<OrderNumber>,
    /// The money without a sale that it is.
    pub unmatched: Option<UnmatchedNumber>,
}

/// Money that a receipt may be of, as the log has it: proved, or signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptMoney {
    /// How much; absent where a provider has signed for money and did not say how much.
    pub amount: Option<Centavos>,
    /// Its own end-to-end id.
    pub end_to_end_id: Option<EndToEndId>,
    /// When it was paid, on our clock; else when we learned of it.
    pub came_at: UnixMs,
    /// The payer's name, masked.
    pub payer_name: Option<String>,
    /// Whose it is.
    pub whose: Whose,
}

/// Whose a receipt's money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A sale's.
    Sale {
        /// Which.
        order: OrderNumber,
        /// All that the sale asked for has come, and has not gone back.
        is_whole: bool,
        /// Less of it is here than the sale asked for: less has come, or a part went back.
        is_short: bool,
        /// It went back, or is on its way back.
        is_back: bool,
        /// It went oddly: late, twice, or in another amount. Nobody saw PAGO when it came.
        is_odd: bool,
    },
    /// Nobody's yet.
    Nobody {
        /// The number of the money without a sale.
        number: UnmatchedNumber,
    },
    /// A person has said that it is no sale of this till.
    Dismissed {
        /// The number of the money without a sale.
        number: UnmatchedNumber,
    },
}

impl ReceiptMoney {
    /// A proved payment of an order.
    pub fn of_payment(order: &Order, charge: &Charge, payment: &Payment) -> Self {
        // What paid a sale a second time goes back alone.
        let is_back = [order.status(), charge.status]
            .iter()
            .any(|status| matches!(status, Status::Refunding | Status::Refunded));
        let went_oddly =
            [Anomaly::PaidLate, Anomaly::DuplicatePayment, Anomaly::Underpaid, Anomaly::Overpaid];
        Self {
            amount: Some(payment.amount),
            end_to_end_id: payment.end_to_end_id.clone(),
            came_at: charge.paid_at(payment),
            payer_name: payment.payer_name.clone(),
            whose: Whose::Sale {
                order: order.number,
                is_whole: order.received() >= order.amount && !is_back,
                is_short: order.kept() < order.amount,
                is_back,
                is_odd: went_oddly.iter().any(|odd| charge.anomalies.contains(odd)),
            },
        }
    }

    /// Money without a sale. `None` of what is matched: it is a payment of its order.
    pub fn of_unmatched(unmatched: &UnmatchedPayment) -> Option<Self> {
        let number = unmatched.number;
        let whose = match unmatched.state {
            UnmatchedState::Open => Whose::Nobody { number },
            UnmatchedState::Dismissed { .. } => Whose::Dismissed { number },
            UnmatchedState::Matched { .. } => return None,
        };
        Some(Self {
            amount: unmatched.money.amount,
            end_to_end_id: unmatched.money.end_to_end_id.clone(),
            came_at: unmatched.money.paid_at.unwrap_or(unmatched.found_at),
            payer_name: unmatched.money.payer_name.clone(),
            whose,
        })
    }

    /// The sale that it paid.
    pub const fn order(&self) -> Option<OrderNumber> {
        match self.whose {
            Whose::Sale { order, .. } => Some(order),
            Whose::Nobody { .. } | Whose::Dismissed { .. } => None,
        }
    }

    /// The money without a sale that it is.
    pub const fn unmatched(&self) -> Option<UnmatchedNumber> {
        match self.whose {
            Whose::Nobody { number } | Whose::Dismissed { number } => Some(number),
            Whose::Sale { .. } => None,
        }
    }

    /// It paid a sale in the ordinary course: whoever paid it saw PAGO.
    const fn had_its_paid(&self) -> bool {
        matches!(self.whose, Whose::Sale { is_whole, is_odd: false, .. } if is_whole)
            || matches!(self.whose, Whose::Sale { is_back: true, is_odd: false, .. })
    }
}

/// What a receipt shows, and for which sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The amount, where it was typed.
    pub amount: Option<Centavos>,
    /// The sale that the customer says it paid.
    pub order: Option<OrderNumber>,
    /// The receipt's money was shown before: an earlier check said that it has come, or a sale was confirmed by hand
    /// with its id.
    pub is_used: bool,
}

/// What proved money says of a receipt.
pub fn verdict_of(money: &ReceiptMoney, shown: Shown, now: UnixMs) -> ReceiptVerdict {
    let differs =
        matches!((shown.amount, money.amount), (Some(shown), Some(came)) if shown != came);
    match money.whose {
        Whose::Sale { order, is_whole, is_back, .. }
            if shown.order.is_some_and(|it| it != order) =>
        {
            if is_whole || is_back {
                ReceiptVerdict::AlreadyUsed
            } else {
                ReceiptVerdict::OtherSale
            }
        }
        Whose::Dismissed { .. } | Whose::Sale { is_back: true, .. } => ReceiptVerdict::AlreadyUsed,
        // A sale was confirmed by hand with it: it pays no second one.
        Whose::Nobody { .. } if shown.is_used => ReceiptVerdict::AlreadyUsed,
        _ if differs => ReceiptVerdict::OtherAmount,
        Whose::Nobody { .. } => ReceiptVerdict::OtherSale,
        Whose::Sale { is_short, is_odd, .. } => {
            let is_fresh = now.since(money.came_at) <= FRESH_MS;
            let is_theirs = shown.order.is_some() || !shown.is_used && (is_fresh || is_odd);
            match (is_theirs, is_short) {
                (false, _) => ReceiptVerdict::AlreadyUsed,
                // Whatever the receipt shows, the sale says how much there has to be.
                (true, true) => ReceiptVerdict::OtherAmount,
                (true, false) => ReceiptVerdict::Received,
            }
        }
    }
}

/// What several payments that fit amount and time say of a receipt without an id, and the one that it is, where that
/// is certain. The sale's own decides; what is left of those who all saw PAGO is somebody else's; else nobody can say,
/// and the id on the receipt is to be asked for.
pub fn verdict_of_several(
    several: &[ReceiptMoney],
    shown: Shown,
    now: UnixMs,
) -> (ReceiptVerdict, Option<&ReceiptMoney>) {
    let own = several.iter().find(|it| shown.order.is_some() && it.order() == shown.order);
    if let Some(own) = own {
        return (verdict_of(own, shown, now), Some(own));
    }
    if several.iter().all(ReceiptMoney::had_its_paid) {
        return (ReceiptVerdict::AlreadyUsed, None);
    }
    (ReceiptVerdict::Unknown, None)
}

/// Whether a receipt of this id is of a payment that has not been made: it names a minute that has not come.
/// `latest`: as late as it may be now.
pub fn is_scheduled(id: &EndToEndId, latest: UnixMs) -> bool {
    id.stamped_at().is_some_and(|at| at.since(latest) > AHEAD_MS)
}

/// What is said where no money was found: `heard` says of each provider that might know whether it was heard.
pub fn verdict_of_nothing(heard: impl IntoIterator<Item = bool>) -> ReceiptVerdict {
    let mut heard = heard.into_iter().peekable();
    // Where nobody was asked, nobody has said that there is none.
    let was_everybody_heard = heard.peek().is_some() && heard.all(|it| it);
    if was_everybody_heard { ReceiptVerdict::NotReceived } else { ReceiptVerdict::Unknown }
}

#[cfg(test)]
mod tests;
