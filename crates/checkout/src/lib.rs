//! The use cases of the till: sale, refund, dispute, unmatched payments, payouts; the poller, the webhooks,
//! and what the doors are told. One verb per file.
//!
//! Knows no window, no SQL and no provider's words. Everything that comes back from here is in the
//! order log already; everything that is sent from here was in it before.

mod allowance;
mod clock;
mod connected;
mod crash;
mod dispute;
mod error;
mod feed;
mod listening;
mod operator;
mod payout;
pub mod poller;
mod ports;
mod receipt_check;
pub mod record;
mod refund;
pub mod relay;
pub mod sale;
mod scales;
pub mod shift;
mod slip;
mod till;
pub mod unmatched;
mod unwritten;
pub mod webhook;

pub use allowance::Allowance;
pub use clock::TillClock;
pub use connected::Providers;
pub use crash::crash_point;
pub use error::{Error, WrongId};
pub use feed::{Attention, History, Life, News};
pub use listening::{CLOCK_TOLERANCE_MS, Listening, Whom};
pub use poller::Trouble;
pub use ports::{Ports, Random};
pub use receipt_check::{AskedAccount, CheckedReceipt, ReceiptQuestion};
pub use refund::{RefundOffer, RefundWish};
pub use sale::{Confirmation, Sale};
pub use till::Checkout;
