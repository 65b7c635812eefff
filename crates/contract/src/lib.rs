//! What crosses a process border that we own.
//!
//! One command table ([`commands!`]) gives the doors (window, browser) their routes and the UI its
//! TypeScript. Views are what a screen needs and nothing more; money is whole centavos, times are
//! milliseconds since 1970-01-01 UTC. This crate knows no domain type: `till` converts, totally.
//! One file per feature, which has the same name in the other rooms; ARCHITECTURE.md names the few that differ
//! (the relay is `link` here).

mod attention;
mod backup;
mod by_hand;
mod dispute;
mod doctor;
mod event;
mod export;
mod failure;
mod fiscal;
mod history;
mod house;
mod link;
mod obstacle;
mod operator;
mod order;
mod payout;
mod receipt_check;
mod refund;
mod report;
mod right;
mod sale;
mod settings;
mod setup;
mod shift;
mod slip;
mod table;
mod till;
mod typescript;
mod unmatched;
mod vault;

pub use attention::*;
pub use backup::*;
pub use by_hand::*;
pub use dispute::*;
pub use doctor::*;
pub use event::TillEvent;
pub use export::*;
pub use failure::{Class, Failure, FailureCode};
pub use fiscal::*;
pub use history::*;
pub use house::*;
pub use link::*;
pub use obstacle::*;
pub use operator::*;
pub use order::*;
pub use payout::*;
pub use receipt_check::*;
pub use refund::*;
pub use report::*;
pub use right::Right;
pub use sale::*;
pub use settings::*;
pub use setup::*;
pub use shift::*;
pub use slip::*;
pub use table::*;
pub use till::*;
pub use typescript::typescript;
pub use unmatched::*;
pub use vault::*;
