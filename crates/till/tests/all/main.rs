//! The assembled till from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests count as tests"
)]

mod history;
mod house;
mod printer;
mod printing;
mod settings;
mod shift;
mod training;
