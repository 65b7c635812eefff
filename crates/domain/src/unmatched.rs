//! Unmatched payments: money that arrived for no sale that this or another till knows of.

use std::fmt;

use crate::charge::Account;
use crate::ids::{EndToEndId, OrderNumber, ProviderId, Reference};
use crate::money::Centavos;
use crate::time::UnixMs;

/// Money without a sale; the provider has confirmed it, or has signed a notice of it and does not plainly
/// say so when it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedPayment {
    /// Its number in this till's log.
    pub number: UnmatchedNumber,
    /// What arrived.
    pub money: UnmatchedMoney,
    /// When we learned of it, on our clock.
    pub found_at: UnixMs,
    /// What was done with it.
    pub state: UnmatchedState,
}

/// What a provider tells about money without a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedMoney {
    /// The adapter that told, such as `integrapay`.
    pub provider: String,
    /// The account that has it; absent in an older log.
    pub account: Option<Account>,
    /// The provider's id of the transaction.
    pub provider_id: ProviderId,
    /// The reference that it was made under, if any.
    pub reference: Option<Reference>,
    /// How much; absent where a signed notice told of it and the provider's answer does not confirm it.
    pub amount: Option<Centavos>,
    /// Its end-to-end id.
    pub end_to_end_id: Option<EndToEndId>,
    /// When it was paid, on the provider's clock.
    pub paid_at: Option<UnixMs>,
    /// The payer's name, already masked.
    pub payer_name: Option<String>,
}

/// What was done with an unmatched payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnmatchedState {
    /// Nothing yet: "Chegou R$ 37,50 sem venda: é esta?".
    Open,
    /// It was the money for this order.
    Matched {
        /// Which order.
        order: OrderNumber,
        /// Why, in a person's words.
        reason: String,
        /// When, on our clock.
        at: UnixMs,
    },
    /// It is no sale of this till.
    Dismissed {
        /// Why, in a person's words.
        reason: String,
        /// When, on our clock.
        at: UnixMs,
    },
}

/// An unmatched payment's number in this till's log, 1 and up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnmatchedNumber(i64);

impl UnmatchedNumber {
    /// A number of 1 and up.
    pub const fn new(number: i64) -> Option<Self> {
        if number >= 1 { Some(Self(number)) } else { None }
    }

    /// Reads `7` and `007`.
    pub fn parse(text: &str) -> Option<Self> {
        OrderNumber::parse(text).and_then(|number| Self::new(number.get()))
    }

    /// The bare number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnmatchedNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
