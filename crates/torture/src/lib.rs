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
mod careless;
mod cashier;
mod command;
mod customer;
mod fate;
mod files;
mod foreign;
mod give_back;
mod judge;
mod kill;
mod life;
mod mail;
mod mortal;
mod relay;
mod run;
mod screen;
mod shop;
mod spoil;
mod upheaval;
mod wire;
mod witness;
mod world;

pub use command::main;
pub use relay::till as relay_till;
