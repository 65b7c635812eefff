//! The slips on the paper of a modelled printer.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy does not take for tests"
)]

mod order;
mod pages;
mod shift;
mod shop;
