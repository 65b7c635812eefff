//! What proves a payment, whom the till asks, and what it says when it does not hear: against a provider
//! that says what a test wants, under a clock that waits for nobody.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod accounts;
#[path = "../shared/bank.rs"]
mod bank;
mod hearing;
mod lost_sales;
mod patience;
mod polls;
mod sweep;
#[path = "../shared/told.rs"]
mod told;
mod waiting;
