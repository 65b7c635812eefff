//! The poller: asks providers about whatever is due, and writes down what came of it.

mod answer;
mod check_now;
mod create;
pub mod lookup;
mod poll;
mod refund;
pub(crate) mod schedule;
mod screen;
mod trouble;
mod watch;

pub(crate) use answer::{Said, judged};
pub(crate) use poll::pace;
pub(crate) use screen::Screens;
pub use trouble::Trouble;
