//! What the tests of several rooms need, once: clocks, chance, programs, homes.
//!
//! No shipped room depends on it. Everything panics where a test cannot go on.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this serves tests, and clippy only knows the functions marked so"
)]
#![allow(clippy::missing_panics_doc, reason = "the sentence above says it for all")]

pub mod chance;
#[cfg(feature = "till")]
pub mod clock;
pub mod home;
#[cfg(feature = "paper")]
pub mod paper;
pub mod process;
pub mod programs;
#[cfg(feature = "till")]
pub mod random;
