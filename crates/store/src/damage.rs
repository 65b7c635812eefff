//! The note of damage that was found while the till was open: `order-log.damage`, beside the log. Every process on
//! this log refuses to sell while it stands there, and a start that proves the whole takes it away.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::checkpoint;
use crate::error::Error;
use crate::files;

/// The file's name in the till's home.
const DAMAGE: &str = "order-log.damage";

/// What [`Error::Damaged`] says.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    what: String,
    last_good_backup: Option<PathBuf>,
}

/// Notes damage for every process on this log; anything else is no damage. The next start proves everything.
pub(crate) fn note(home: &Path, error: &Error) {
    let Error::Damaged { what, last_good_backup } = error else { return };
    checkpoint::forget(home);
    let note = Note { what: what.clone(), last_good_backup: last_good_backup.clone() };
    if let Err(error) = write(home, &note) {
        // The next start finds the damage all the same.
        tracing::error!(%error, "other processes cannot be told that the order log is damaged");
    }
}

/// The same for damage that was met while somebody sold, unless some is noted already.
pub fn note_damage(home: &Path, error: &Error) {
    if matches!(error, Error::Damaged { .. }) && noted(home).is_none() {
        note(home, error);
    }
}

fn write(home: &Path, note: &Note) -> io::Result<()> {
    let json = serde_json::to_vec(note)?;
    let mut file = files::open_or_make(&home.join(DAMAGE))?;
    file.write_all(&json)?;
    file.set_len(u64::try_from(json.len()).unwrap_or(u64::MAX))?;
    file.sync_all()?;
    files::sync_folder(home)
}

/// The damage that was found in the log under `home` since the last start that proved it, as the error that it was.
/// A note that cannot be read is a note.
pub fn noted(home: &Path) -> Option<Error> {
    let read = match read(home) {
        Ok(None) => return None,
        Ok(Some(json)) => serde_json::from_slice(&json).ok(),
        Err(_) => None,
    };
    let unread = Note { what: format!("{DAMAGE} cannot be read"), last_good_backup: None };
    let Note { what, last_good_backup } = read.unwrap_or(unread);
    Some(Error::Damaged { what, last_good_backup })
}

/// The note as it stands there, if there is one.
pub(crate) fn read(home: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(home.join(DAMAGE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// The whole was proved since this note was read: what it says is mended. Another one, which a process has
/// written meanwhile, stays, and is the error.
pub(crate) fn clear(home: &Path, note: &[u8]) -> Result<(), Error> {
    match read(home)? {
        None => Ok(()),
        Some(now) if now == note => Ok(fs::remove_file(home.join(DAMAGE))?),
        Some(_) => noted(home).map_or(Ok(()), Err),
    }
}
