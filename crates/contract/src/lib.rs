//! What crosses a process border that we own.
//!
//! One command table ([`commands!`]) gives the doors (window, browser) their routes and the UI its
//! TypeScript. Views are what a screen needs and nothing more; money is whole centavos, times are
//! milliseconds since 1970-01-01 UTC. This crate knows no domain type: `till` converts, totally.

mod command;
mod event;
mod failure;
mod link;
mod money_back;
pub mod relay;
mod typescript;
mod view;

pub use command::*;
pub use event::TillEvent;
pub use failure::{Failure, FailureCode};
pub use link::*;
pub use money_back::*;
pub use typescript::typescript;
pub use view::*;
