//! The command table: every question a door may ask the till, and the shape of its answer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Hands the command table to a macro: `commands!(routes)` expands to
/// `routes! { hello(Nothing) -> TillView; … }`. Doors build their routers from it, so that a command
/// exists everywhere or nowhere.
#[macro_export]
macro_rules! commands {
    ($callback:ident) => {
        $callback! {
            hello(Nothing) -> TillView;
            set_preferences(Preferences) -> TillView;
            charge(ChargeRequest) -> OrderView;
            new_code(OrderRef) -> OrderView;
            cancel(OrderRef) -> OrderView;
            check_now(OrderRef) -> OrderView;
            order(OrderRef) -> OrderView;
            last_sales(LastSales) -> OrdersView;
            customer_pays(CustomerPays) -> OrderView;
            relay(Nothing) -> RelayView;
            pair(PairRelay) -> RelayView;
            refund(RefundOrder) -> OrderView;
            disputes(ListAll) -> DisputesView;
            close_dispute(CloseDispute) -> OrderView;
            unmatched(ListAll) -> UnmatchedListView;
            match_unmatched(MatchUnmatched) -> OrderView;
            dismiss_unmatched(DismissUnmatched) -> UnmatchedListView;
            payouts(LastPayouts) -> PayoutsView;
        }
    };
}

macro_rules! names {
    ($($name:ident($request:ty) -> $response:ty;)*) => {
        /// The names of all commands, in the order of the table.
        pub const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}
commands!(names);

/// A request without a parameter.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Asks for a new order and its first charge.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChargeRequest {
    /// A UUID that the door makes when a sale begins. The same sale charges once: a second Enter, a
    /// double click or a repeated request gets the order of the first.
    pub sale_id: String,
    /// Whole centavos, 1 to `999_999_999_999`.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// Who pays; absent means the payer from the settings.
    pub payer: Option<PayerInput>,
    /// The cashier has confirmed an amount above the ceiling.
    pub above_ceiling: bool,
}

/// A payer as typed at the till.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PayerInput {
    /// Full name.
    pub name: String,
    /// CPF or CNPJ (also alphanumeric), with or without punctuation.
    pub document: String,
}

impl std::fmt::Debug for PayerInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PayerInput(redacted)")
    }
}

/// Names one order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderRef {
    /// The order's number, such as `000123`.
    pub order: String,
}

/// Asks for the newest orders.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LastSales {
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// Training only: the sandbox's customer does something with the order's code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CustomerPays {
    /// The order's number.
    pub order: String,
    /// What arrives in the shop's account; absent means the right amount.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
}

/// Pairs this till with a relay: see [`crate::relay`].
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PairRelay {
    /// The relay's address: https, or http on this computer.
    pub url: String,
    /// The pairing code as typed: 8 characters of Crockford's base32, 10 minutes old at most; case,
    /// spaces and hyphens don't matter, `O` is 0, `I` and `L` are 1.
    pub code: String,
}

impl std::fmt::Debug for PairRelay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PairRelay({}, redacted)", self.url)
    }
}

/// How a person likes the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Preferences {
    /// Language of all text.
    pub language: Language,
    /// Colours.
    pub theme: Theme,
}

/// A language that the screens speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub enum Language {
    /// Portuguese as spoken at a Brazilian till.
    #[default]
    #[serde(rename = "pt-BR")]
    PtBr,
    /// English.
    #[serde(rename = "en")]
    En,
}

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}
