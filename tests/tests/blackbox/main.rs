//! Black-box tests: the real programs, as a shop would start them, and the rules of the house.
//!
//! They need what `cargo xtask test` installs and builds (a screen without a monitor, two browsers
//! with their drivers, a keyring); run them through it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, and clippy only knows the functions marked so"
)]

mod browser;
mod conformance;
mod counter;
mod first_run;
mod framebuffer;
mod house;
mod journey;
mod keyring;
mod money_back;
mod picture;
mod relay;
mod sandbox;
mod screen;
mod seeds;
mod terminal;
mod vault;
mod window;
mod world;
