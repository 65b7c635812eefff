//! Money that goes back and money without a sale, against a provider that says what a test wants,
//! under a clock that waits for nobody.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

#[path = "../shared/bank.rs"]
mod bank;
mod disputes;
mod in_doubt;
mod no_idempotency;
mod refunds;
#[path = "../shared/told.rs"]
mod told;
mod unmatched;
