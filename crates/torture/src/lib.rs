//! Torture: the till under accidents, simulated (`till`, `broken`) and real (`kill`).
//!
//! The provider's books are the judge: no payment unseen, no second charge, no state backwards, the
//! chain whole. A failing seed replays.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is a test, and clippy only knows the functions marked so"
)]

mod bank;
mod broken;
mod cashier;
mod command;
mod customer;
mod fault;
mod files;
mod foreign;
mod judge;
mod kill;
mod life;
mod mail;
mod network;
mod non_idempotent;
mod process;
mod refund;
mod relay;
mod run;
mod screen;
mod shop;
mod state_checker;
mod upheaval;
mod wire;
mod world;

pub use command::main;
pub use relay::till as relay_till;
