//! The order log: append-only, hash-chained events in one SQLite file.
//!
//! The file is the same for every process of a till (window, terminal): each write is one immediate
//! transaction that reads the order, decides, appends and commits with `synchronous=FULL`. What a
//! caller gets back is on disk.

mod accounts;
mod backup;
mod charge_names;
mod checkpoint;
mod daily;
mod damage;
mod error;
mod files;
mod index;
mod jobs;
mod leftovers;
mod link;
mod log;
mod log_file;
mod look;
mod migration;
mod news;
mod notices;
mod open;
mod open_attempts;
mod order;
mod pace;
mod patience;
mod payouts;
mod privacy;
mod process_lock;
mod read;
mod reader;
mod relay_cursor;
mod restore;
mod said;
mod schema;
mod shape;
mod start;
mod system_locks;
mod till;
mod tx;
mod unmatched;
mod verify;
mod wal;
mod watermark;
mod webhook_journal;

pub use backup::{BackupFile, Copied, backups, prove_backup};
pub use charge_names::{At, ChargeNames};
pub use checkpoint::proved_at;
pub use daily::daily;
pub use damage::{note_damage, noted as noted_damage};
pub use error::{Error, FolderFault};
pub use index::{Filter, IdUse};
pub use jobs::{Claimed, Lookup, LookupKind, LookupRequest, Poll, Rank, Which};
pub use link::LinkRow;
pub use log::row::EVENT_KINDS;
pub use migration::{Progress, Tell};
pub use news::{NEWS, tell_news};
pub use notices::{Notice, Noticed};
pub use open::{DATABASE, Store};
pub use order::{ChargeKey, Request, attempt_of};
pub use pace::Pace;
pub use privacy::{Blanked, Erased, Found, Mention, Subject, Webhook, WhyKept};
pub use process_lock::{Holder, PROCESSES, holders};
pub use read::{EventRecord, Stretch};
pub use reader::Reader;
pub use relay_cursor::RelayCursor;
pub use restore::{Restored, Successor, restore};
pub use said::{Said, Saying};
pub use shape::Shape;
pub use system_locks::lock_holders;
pub use till::{Identity, Why};
pub use tx::Tx;
pub use verify::Verified;
pub use watermark::{Mark, Watermark};
pub use webhook_journal::{Outcome, Received};
