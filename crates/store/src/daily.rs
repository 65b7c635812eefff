//! What is due once a day, beside selling: the proof of the whole log, the blanking of what it says of persons and need
//! not say any more, and a backup.

use std::io::{Read as _, Seek as _, Write as _};
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
/// Held by the process that blanks; says when that was done last, and how many days were kept.
const BLANKING: &str = "blanking.lock";
/// What it holds is shorter, in bytes.
const LONGEST_STAMP: u64 = 64;

/// Proves the whole log under `home` if that was not done within a day of `now`, blanks what it says of persons that is
/// older than `personal_days` if that was not done within a day, or for another number of days, and then backs it up as
/// [`Store::back_up_if_due`] does, whatever became of the blanking; another store sells on it meanwhile. All of it goes on
/// a connection of its own, at this pace. Damage is an error, and no process sells on this log from then on; where it is
/// known already, there is nothing to prove and nothing to back up.
pub fn daily(home: &Path, now: UnixMs, personal_days: u32, pace: &Pace) -> Result<(), Error> {
    if let Some(known) = damage::noted(home) {
        return Err(known);
    }
    let mut store = Store::open_to_read(home)?;
    pace.hold(&store.connection)?;
    store.prove_if_due(now)?;
    let blanked = store.blank_if_due(personal_days, now, pace);
    store.back_up(now, pace)?;
    blanked
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

    fn blank_if_due(&mut self, days: u32, now: UnixMs, pace: &Pace) -> Result<(), Error> {
        let mut lock = files::open_or_make(&self.home.join(BLANKING))?;
        if lock.try_lock().is_err() {
            return Ok(());
        }
        let mut known = String::new();
        // One that cannot be read is no stamp.
        let _ = (&lock).take(LONGEST_STAMP).read_to_string(&mut known);
        let numbers = known.trim().split_once(' ');
        let is_done = numbers.is_some_and(|(at, kept)| {
            let since = at.parse().map(|at| now.since(UnixMs::new(at)));
            kept == days.to_string() && since.is_ok_and(|since| (0..DAY_MS).contains(&since))
        });
        if is_done {
            return Ok(());
        }
        self.blank_older(days, now, pace)?;
        lock.set_len(0)?;
        lock.rewind()?;
        lock.write_all(format!("{} {days}\n", now.get()).as_bytes())?;
        Ok(())
    }
}
