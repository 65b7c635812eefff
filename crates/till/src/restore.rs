//! Restore: a way back from a lost or damaged order log.

use std::path::{Path, PathBuf};

use contract::{Failure, FailureCode};
use store::Store;

use crate::failure::from_store;
use crate::open::Options;
use crate::{home, identity, ports, vault};

/// A log that was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredView {
    /// Events in it.
    pub events: i64,
    /// Orders in it.
    pub orders: i64,
    /// How many events are known to have stood behind its end, if that is known.
    pub missing: Option<i64>,
    /// The till's new code.
    pub code: String,
    /// The number of the next order.
    pub first_number: i64,
    /// Where the log that was there before is kept.
    pub replaced: Option<PathBuf>,
}

/// Puts a backup in the log's place, or goes on with what is left of the log itself: under a new code,
/// with order numbers behind every one that may have been given out, and everything that may have
/// changed since to be asked about. No other program may have the till open.
pub async fn restore(options: &Options, file: &Path) -> Result<RestoredView, Failure> {
    let home = home::home(options.home.as_deref(), options.training)?;
    let entry = if options.training { None } else { vault::read_till(&home).await? };
    let mark = entry.as_ref().and_then(identity::mark_of);
    let (code, now) = (identity::new_code(), ports::system().clock.now());
    let restored = store::restore(&home, file, &code, mark.as_slice(), now).map_err(failure)?;
    if !options.training {
        let store = Store::open_to_read(&home).map_err(from_store)?;
        identity::keep_end(&home, store.mark().map_err(from_store)?).await?;
    }
    Ok(RestoredView {
        events: restored.events,
        orders: restored.orders,
        missing: restored.missing,
        code: restored.code,
        first_number: restored.first_number.get(),
        replaced: restored.replaced,
    })
}

/// Damage of the file that shall be put back is no damage of the till's own log.
fn failure(error: store::Error) -> Failure {
    match error {
        store::Error::Damaged { what, .. } => Failure::with(FailureCode::NotRestorable, what),
        other => from_store(other),
    }
}
