//! What is due once a day, beside selling: the proof of the whole log, the blanking of what it says of persons and need
//! not say any more, and a backup.

use std::path::Path;

use domain::UnixMs;

use crate::backup::DAY_MS;
use crate::checkpoint::{self, Checkpoint, When};
use crate::damage;
use crate::error::Error;
use crate::files;
use crate::migration::silently;
use crate::open::Store;
use crate::pace::Pace;
use crate::verify::verify;

/// Held by the process that proves.
const LOCK: &str = "proof.lock";

/// Proves the whole log under `home` if that was not done within a day of `now`, blanks what it says of persons that is
/// older than `personal_days`, and then backs it up as [`Store::back_up_if_due`] does; another store sells on it
/// meanwhile. All of it goes on a connection of its own, at this pace. Damage is an error, and no process sells on this log from then on; where it is known already, there is nothing to
/// prove and nothing to back up.
pub fn daily(home: &Path, now: UnixMs, personal_days: u32, pace: &Pace) -> Result<(), Error> {
    if let Some(known) = damage::noted(home) {
        return Err(known);
    }
    let mut store = Store::open_to_read(home)?;
    pace.hold(&store.connection)?;
    store.prove_if_due(now)?;
    store.blank_older(personal_days, now, pace)?;
    store.back_up(now, pace)?;
    Ok(())
}

impl Store {
    fn prove_if_due(&self, now: UnixMs) -> Result<(), Error> {
        let lock = files::open_or_make(&self.home.join(LOCK))?;
        if lock.try_lock().is_err() {
            return Ok(());
        }
        let known = checkpoint::read(&self.home);
        let proved = || {
            let log = self.connection.unchecked_transaction()?;
            if let Some(known) = known
                && known.place_in(&log, &self.home, now)?.is_some()
                && (0..DAY_MS).contains(&now.since(known.when().verified))
            {
                return Ok(());
            }
            let whole = verify(&log, &silently())?;
            let when = When { whole: now, verified: now };
            Checkpoint::of(&log, &self.home, whole.end, &whole.open, when)?
                .write(&self.home, self.process_lock.name())
        };
        proved().map_err(|error| self.noted(error))
    }
}
