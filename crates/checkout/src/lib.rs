//! The use cases of the till: charge, watch, cancel, refund, history. One verb per file.
//!
//! Knows no window, no SQL and no provider's words. Everything that comes back from here is in the
//! order log already; everything that is sent from here was in it before.

mod ask;
pub mod attempt;
mod attention;
mod cancel;
mod charge;
mod check_now;
mod connected;
mod crash;
mod dispute;
mod error;
mod follow;
mod history;
pub mod inquire;
mod listening;
mod new_code;
mod payout;
mod ports;
pub mod record;
mod refund;
pub mod relay;
mod schedule;
mod till;
mod trouble;
pub mod unmatched;
pub mod verdict;
mod watch;
mod webhook;

pub use attention::Attention;
pub use charge::Sale;
pub use connected::Providers;
pub use error::Error;
pub use history::History;
pub use listening::{CLOCK_TOLERANCE_MS, Listening, Whom};
pub use ports::{Ports, Random};
pub use refund::{RefundAsk, RefundOffer};
pub use till::Checkout;
pub use trouble::Trouble;
