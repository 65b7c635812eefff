//! Backup: a copy of the order log in a folder that a person has named.

use std::path::{Path, PathBuf};

use contract::{Failure, Right};
use domain::Caller;
use jiff::Timestamp;
use store::Store;

use crate::api::check;
use crate::failure::from_store;
use crate::open::Options;
use crate::{holders, home, identity, ports, zone};

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUpView {
    /// The file.
    pub path: PathBuf,
    /// How many events it holds.
    pub events: i64,
    /// How many orders.
    pub orders: i64,
    /// The hash of its last event, in hex.
    pub head: String,
    /// Its size.
    pub bytes: u64,
}

/// Copies the order log into the folder, beside any program that sells on it and without needing room in the till's
/// home. The log is proved before, and the copy after; its name has the till's code and the moment by the shop's clock,
/// and no file is written over.
pub fn back_up(options: &Options, caller: &Caller, folder: &Path) -> Result<BackedUpView, Failure> {
    check(caller, Right::BackUp)?;
    let home = home::home(options)?;
    let store = Store::open_to_look(&home, options.updating.tell());
    let store = store.map_err(|error| holders::named(&home, from_store(error)))?;
    identity::check_money(&store, options.training)?;
    let now = ports::system().clock.now().get();
    let moment = Timestamp::from_millisecond(now).unwrap_or_default();
    let moment = moment.to_zoned(zone::time_zone(options)).strftime("%Y-%m-%d-%H%M%S");
    let copied = store.back_up_into(folder, &moment.to_string()).map_err(from_store)?;
    let store::Copied { path, events, orders, head, bytes } = copied;
    Ok(BackedUpView { path, events, orders, head, bytes })
}
