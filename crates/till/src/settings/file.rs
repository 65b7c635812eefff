//! The files of the settings: what is read of one at most, who may change one, and that it is replaced whole.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use contract::{Failure, FailureCode, SettingMistake};

use super::text;
use crate::{holders, leftovers};

/// Held while any of them is changed.
pub(crate) const LOCK: &str = "settings.lock";
/// In bytes. A till's settings have a few hundred; a longer file is none.
const MAX_BYTES: u32 = 64 * 1024;
/// How long a change waits for another one, which takes some milliseconds.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
const TRY_EVERY: Duration = Duration::from_millis(10);

/// The text of a file; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, SettingMistake> {
    // A pipe would be waited for for ever.
    if fs::metadata(path).is_ok_and(|it| !it.is_file()) {
        return Err(SettingMistake::NoText);
    }
    let unread = |error: std::io::Error| SettingMistake::Unread { why: error.to_string() };
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(file) => {
            file.take(u64::from(MAX_BYTES) + 1).read_to_end(&mut bytes).map_err(unread)?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(error)),
    }
    if bytes.len() > MAX_BYTES as usize {
        return Err(SettingMistake::TooLong { max_bytes: MAX_BYTES });
    }
    text::decoded(bytes).map(Some).ok_or(SettingMistake::NoText)
}

/// This process's turn to change a file of the settings, as long as the lock is kept; `None` where it is another's.
pub(super) fn lock_if_free(home: &Path) -> Result<Option<File>, Failure> {
    let path = home.join(LOCK);
    let lock = File::create(&path).map_err(|error| unwritable(&path, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(unwritable(&path, &error)),
    }
}

/// Waits until nobody else changes a file of the settings, and not for ever: whoever does may hang. It is this
/// process's turn as long as the lock is kept.
pub(super) fn lock(home: &Path) -> Result<File, Failure> {
    let begun = Instant::now();
    loop {
        if let Some(lock) = lock_if_free(home)? {
            return Ok(lock);
        }
        if begun.elapsed() >= LONGEST_WAIT {
            return Err(holders::named(home, Failure::new(FailureCode::LogBusy)));
        }
        std::thread::sleep(TRY_EVERY);
    }
}

/// Replaces a file whole or not at all.
pub(super) fn write(home: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = home.join(name);
    let replace = || -> std::io::Result<()> {
        let (unfinished, mut file) = leftovers::begin(home, &format!("{name}."))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&unfinished, &path)?;
        // What is written next, is on disk after this.
        #[cfg(unix)]
        File::open(home)?.sync_all()?;
        Ok(())
    };
    replace().map_err(|error| unwritable(&path, &error))
}

pub(super) fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> Failure {
    Failure::with(FailureCode::SettingsUnreadable, format!("{}: {why}", path.display()))
}

pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", path.display()))
}
