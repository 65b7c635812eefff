//! The use cases of the till: charge, watch, cancel, history. One verb per file.
//!
//! Knows no window, no SQL and no provider's words. Everything that comes back from here is in the
//! order log already; everything that is sent from here was in it before.

mod ask;
mod cancel;
mod charge;
mod check_now;
mod crash;
mod error;
mod follow;
mod history;
mod listening;
mod new_code;
mod ports;
pub mod relay;
mod schedule;
mod till;
mod watch;

pub use charge::Sale;
pub use error::Error;
pub use history::History;
pub use listening::{CLOCK_TOLERANCE_MS, Listening};
pub use ports::{Ports, Random};
pub use till::Checkout;
