//! What the provider's own books say, summed without the till.

use serde_json::Value;

use crate::sandbox::Bank;

/// A sum over the provider's books.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Books {
    pub(super) payments: i64,
    pub(super) received: i64,
    pub(super) refunds: i64,
    pub(super) refunded: i64,
}

impl Books {
    /// Of the charges that fulfil the condition.
    pub(super) fn of(bank: &Bank, counts: impl Fn(&Value) -> bool) -> Self {
        let mut sum = Self::default();
        for charge in bank.charges().iter().filter(|charge| counts(charge)) {
            for payment in charge["payments"].as_array().unwrap() {
                sum.payments += 1;
                sum.received += payment["amount_centavos"].as_i64().unwrap();
            }
            for refund in charge["refunds"].as_array().unwrap() {
                sum.refunds += 1;
                sum.refunded += refund["amount_centavos"].as_i64().unwrap();
            }
        }
        sum
    }
}
