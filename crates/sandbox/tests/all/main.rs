//! The sandbox from outside: the pure provider, the controls, a socket, the program.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests count as tests")]
#![allow(clippy::panic, clippy::indexing_slicing, reason = "helpers of tests count as tests")]

mod connectpsp;
mod controls;
mod http;
mod integrapay;
mod integrapay_webhooks;
mod merchant;
mod older_books;
mod payouts;
mod program;
mod refunds;
mod switches;
mod till;
mod webhooks;
mod world;
