//! The order log: append-only, hash-chained events in one SQLite file.
//!
//! The file is the same for every process of a till (window, terminal): each write is one immediate
//! transaction that reads the order, decides, appends and commits with `synchronous=FULL`. What a
//! caller gets back is on disk.

mod accounts;
mod asks;
mod backup;
mod chain;
mod error;
mod files;
mod index;
mod inquiries;
mod link;
mod notices;
mod open;
mod payouts;
mod presence;
mod read;
mod receive;
mod received;
mod replay;
mod restore;
mod row;
mod schema;
mod side;
mod start;
mod stream;
mod sweep;
mod till;
mod unmatched;
mod verify;
mod watermark;
mod write;
mod writing;

pub use asks::{Ask, Claimed, Which};
pub use error::Error;
pub use inquiries::{Answer, Asking, Inquiry, InquiryKind, Rank};
pub use link::LinkRow;
pub use notices::Noticed;
pub use open::{DATABASE, Store};
pub use read::{EventRecord, Filter};
pub use receive::{Arrival, Called, Taken, Verdict};
pub use received::{Outcome, Received};
pub use restore::{Restored, Successor, restore};
pub use row::EVENT_KINDS;
pub use stream::Stream;
pub use till::{Identity, Why};
pub use verify::Verified;
pub use watermark::{Mark, Watermark};
pub use write::{ChargeKey, NewAttempt, NewOrder, Request};
