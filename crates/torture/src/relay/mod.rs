//! The relay under real accidents: the real `balcao-relay`, tills that are processes of their own,
//! a provider that keeps a ledger of every webhook, and a proxy of chaos between all of them.
//!
//! What is not tried: a clock of the relay that jumps (nothing of ours stands between a process and
//! the system's clock), and a machine that loses its power.

#[cfg(feature = "sabotage")]
mod broken;
mod command;
mod counter;
mod frames;
mod judge;
mod ledger;
mod plan;
mod post;
mod program;
mod protocol;
mod provider;
mod proxy;
mod run;
mod server;
mod stage;
mod till_program;
mod trace;
mod wiretap;
mod workload;

#[cfg(feature = "sabotage")]
pub(crate) use broken::broken;
pub(crate) use command::{Relay, relay};
pub use till_program::till;
