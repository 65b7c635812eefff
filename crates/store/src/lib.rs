//! The order log: append-only, hash-chained events in one SQLite file.
//!
//! The file is the same for every process of a till (window, terminal): each write is one immediate
//! transaction that reads the order, decides, appends and commits with `synchronous=FULL`. What a
//! caller gets back is on disk.

mod asks;
mod backup;
mod chain;
mod error;
mod open;
mod presence;
mod read;
mod received;
mod replay;
mod row;
mod verify;
mod write;

pub use asks::{Ask, Claimed};
pub use error::Error;
pub use open::{DATABASE, Store};
pub use read::{EventRecord, Filter};
pub use received::{Outcome, Received};
pub use verify::Verified;
pub use write::{ChargeKey, NewAttempt, NewOrder, Request};
