//! The use cases of the till from outside, under a clock that waits for nobody or over real sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests count as tests"
)]

mod asking;
mod bank;
mod money_back;
mod news;
mod receipts;
mod relay;
mod told;
mod truth;
