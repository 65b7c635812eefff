//! What held last, of a file that a person may break at any time: a value that is not allowed, or a file that
//! cannot be read, leaves standing what this one has, also after a restart.

use std::path::Path;

use contract::Failure;
use toml_edit::DocumentMut;

use super::key::Key;
use super::{Connections, Settings, document, file};

pub(super) const FILE: &str = "settings.good.toml";
/// Where the file is kept that was no good.
const BROKEN: &str = "settings.broken.toml";
const HEADER: &str = "# What held last, written by the till. Change settings.toml instead.\n\n";

/// What held last and is allowed still. Where that is not known, the defaults hold.
pub(super) fn read(home: &Path, keys: &[Key]) -> document::Values {
    let text = file::read(&home.join(FILE)).ok().flatten().unwrap_or_default();
    document::read(&text, keys).map(|contents| contents.values).unwrap_or_default()
}

/// Keeps what holds now.
pub(crate) fn keep(home: &Path) -> Result<(), Failure> {
    let is_kept = |settings: &Settings| {
        let keys = super::key::keys(&settings.connections);
        read(home, &keys) == settings.values
    };
    if is_kept(&Settings::read(home)?) {
        return Ok(());
    }
    // Whoever changes the settings keeps what holds then.
    let Some(_lock) = file::lock_if_free(home)? else { return Ok(()) };
    // Another process may have changed it meanwhile.
    let settings = Settings::read(home)?;
    if is_kept(&settings) { Ok(()) } else { write(home, &settings) }
}

/// Writes the file of the settings anew from what held last; what a person has written there is kept beside it, in the
/// place of one that was broken before. Errors: `SettingsUnreadable` where it is not known what held.
pub(crate) fn restore(home: &Path) -> Result<(), Failure> {
    let _lock = file::lock(home)?;
    let (path, kept) = (home.join(document::FILE), home.join(FILE));
    if !kept.exists() {
        return Err(file::unreadable(&kept, &"nothing is known of what held last"));
    }
    let keys = super::key::keys(&Connections::read(home)?);
    let text = text(home, &keys);
    match std::fs::rename(&path, home.join(BROKEN)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(file::unwritable(&path, &error));
        }
        _ => {}
    }
    file::write(home, document::FILE, &text)
}

/// For whoever holds the lock.
pub(super) fn write(home: &Path, settings: &Settings) -> Result<(), Failure> {
    file::write(home, FILE, &format!("{HEADER}{}", written(&settings.values)))
}

/// What held last, as a file of the settings may have it.
pub(super) fn text(home: &Path, keys: &[Key]) -> String {
    written(&read(home, keys))
}

fn written(values: &document::Values) -> String {
    let mut written = DocumentMut::new();
    for (key, value) in values {
        document::put(&mut written, key, document::toml_value(value));
    }
    written.to_string()
}
