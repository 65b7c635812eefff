//! The till's end of the relay against a relay that a test plays, over real sockets, with the real
//! adapter and a real order log.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod connection;
mod fake;
mod integra;
mod marks;
mod pace;
mod provider;
mod till;
mod two_providers;
mod webhooks;
