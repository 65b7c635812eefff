//! The sandbox from outside: the pure provider, the controls, a socket, the program.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests count as tests")]
#![allow(clippy::panic, clippy::indexing_slicing, reason = "helpers of tests count as tests")]

mod connectpsp;
mod controls;
mod http;
mod program;
mod till;
mod webhooks;
