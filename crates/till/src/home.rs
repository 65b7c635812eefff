//! Where a till keeps its files: its user's alone, and never a new shop by a slip of the pen.

use std::fs;
use std::path::{Path, PathBuf};

use contract::{Failure, FailureCode};
use program::{OwnHome, Privacy};
use store::Store;

use crate::failure::from_store;
use crate::open::Options;
use crate::settings::Settings;
use crate::training::BOOKS_FILE;
use crate::{operator, ports, settings};

/// What the names of the order log's files begin with.
const LOG: &str = "order-log";
/// Where training has its own home.
const TRAINING: &str = "training";
/// Where its backups stand.
pub(crate) const BACKUPS: &str = "backups";
/// How many files of another user are named.
const MOST_STRANGERS: usize = 3;
/// What a till has made, by what the names begin with.
const OURS: &[&str] = &[
    LOG,
    "settings.",
    "connections.",
    "setup.",
    "vault.",
    store::NEWS,
    "proof.lock",
    "blanking.lock",
    "backup.lock",
    "relay.lock",
    "identity.lock",
    operator::LOCK,
    "sandbox-",
];
/// What a till makes only after its log has its first event: where one of these is, there was a log.
const BEHIND_A_LOG: &[&str] =
    &[store::NEWS, "proof.lock", "blanking.lock", "backup.lock", "relay.lock", "identity.lock"];

/// The folder as asked for, else `BALCAO_HOME`, else the platform's data directory. Training lives
/// in a folder of its own inside it, so that it never meets a real sale. A till is begun there only where the
/// options say that it may be; `no_till` elsewhere, and nothing is made.
pub(crate) fn home(options: &Options) -> Result<PathBuf, Failure> {
    let none = || Failure::with(FailureCode::LogUnwritable, "no data directory: use --home");
    let shop = place(options.home.as_deref(), false).ok_or_else(none)?;
    let home = place(options.home.as_deref(), options.training).ok_or_else(none)?;
    if shop.exists() && !shop.is_dir() {
        return Err(Failure::with(
            FailureCode::LogUnwritable,
            format!("no folder: {}", shop.display()),
        ));
    }
    if !options.training {
        // Its sales are not real, and their books are a sandbox's.
        if home.join(BOOKS_FILE).exists() {
            return Err(Failure::new(FailureCode::TrainingHome));
        }
        if !options.create && !has_till(&home)? {
            return Err(Failure::with(FailureCode::NoTill, home.display().to_string()));
        }
    }
    make_private(&home)?;
    settings::take_over(&home);
    if options.training {
        // The shop's own may be one that is not ours to close; then training is closed all the same.
        let _ = program::make_private(&shop, OwnHome::Leave, is_ours);
    }
    // One name for one folder: the vault's entries hang on it.
    Ok(home.canonicalize().unwrap_or(home))
}

/// The same for who may begin a till: where there is none, it is begun with an empty log before anything else, so
/// that whatever becomes of the rest, the folder is known for a till's.
pub(crate) fn begin(options: &Options) -> Result<PathBuf, Failure> {
    let begun = Options { create: true, ..options.clone() };
    let home = home(&begun)?;
    refuse_if_lost(&home, options.training)?;
    if !options.training && !has_till(&home)? {
        let now = ports::system().clock.now();
        Store::open_telling(&home, now, options.updating.tell()).map_err(from_store)?;
    }
    Ok(home)
}

/// The home that a person has named: as asked for, or by `BALCAO_HOME`.
pub fn named_home(asked: Option<&Path>) -> Option<PathBuf> {
    let from_environment = || std::env::var_os("BALCAO_HOME").filter(|it| !it.is_empty());
    asked.map(Path::to_owned).or_else(|| from_environment().map(PathBuf::from))
}

/// Where a till keeps its files, named or not, whether or not it has begun to; `None` where the platform has no data
/// directory.
pub fn place(asked: Option<&Path>, training: bool) -> Option<PathBuf> {
    let home =
        named_home(asked).or_else(|| dirs::data_dir().map(|folder| folder.join("balcao")))?;
    Some(if training { home.join(TRAINING) } else { home })
}

/// Whether the shop was begun in the home of these options, or there is what a lost one leaves.
pub(crate) fn has_shop(options: &Options) -> Result<bool, Failure> {
    place(options.home.as_deref(), false).map_or(Ok(false), |home| has_till(&home))
}

/// Whether training was begun in the home of these options.
pub(crate) fn has_training(options: &Options) -> bool {
    place(options.home.as_deref(), true).is_some_and(|home| has_till(&home).unwrap_or(true))
}

/// Where the shop of these options keeps its files, where a command that is told nothing would take another place.
pub(crate) fn unusual_shop(options: &Options) -> Option<String> {
    let shop = place(options.home.as_deref(), false)?;
    unusual(&shop.canonicalize().unwrap_or(shop))
}

/// The home, where a command that is told nothing would take another one.
pub(crate) fn unusual(home: &Path) -> Option<String> {
    let usual = dirs::data_dir().map(|folder| folder.join("balcao"));
    let usual = usual.map(|usual| usual.canonicalize().unwrap_or(usual));
    (usual.as_deref() != Some(home)).then(|| home.display().to_string())
}

/// Whether a till was ever begun in this folder: connected, or with a log, or with what a lost one leaves.
fn has_till(home: &Path) -> Result<bool, Failure> {
    let is_of_a_till = |name: &str| name.starts_with(LOG) || is_behind_a_log(home, name);
    Ok(names(home)?.iter().any(|name| is_of_a_till(name)))
}

/// Refuses to begin a new log where there was one of which nothing is left. Where a mark or a backup is, the store
/// tells more.
pub(crate) fn refuse_if_lost(home: &Path, training: bool) -> Result<(), Failure> {
    let names = names(home)?;
    let is_left = |name: &String| {
        let has_more = || fs::metadata(home.join(name)).is_ok_and(|it| it.len() > 0);
        name.starts_with(LOG) && has_more()
    };
    let is_lost = !names.iter().any(is_left) && !has_a_log(&home.join(BACKUPS));
    if !training && is_lost && names.iter().any(|name| is_behind_a_log(home, name)) {
        return Err(Failure::with(FailureCode::LogBehind, "?; last good backup: none"));
    }
    Ok(())
}

/// Whether this in a home is made only by a till whose log has its first event.
fn is_behind_a_log(home: &Path, name: &str) -> bool {
    match name {
        settings::CONNECTIONS => Settings::read(home).is_ok_and(|it| it.connections.is_of_a_till()),
        settings::OLD_FILE => settings::is_old_of_a_till(home),
        BACKUPS => has_a_log(&home.join(BACKUPS)),
        // One that a person has brought here is of a till that sold.
        name => BEHIND_A_LOG.contains(&name) || store::is_copy(name),
    }
}

/// What is in the home; nothing where there is none.
fn names(home: &Path) -> Result<Vec<String>, Failure> {
    match fs::read_dir(home) {
        Ok(entries) => {
            Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unusable(home, &error)),
    }
}

/// Other programs have folders of this name too.
fn has_a_log(backups: &Path) -> bool {
    let mut entries = fs::read_dir(backups).into_iter().flatten().flatten();
    let is_log = |name: &str| name.starts_with(LOG) || store::is_copy(name);
    entries.any(|entry| entry.file_name().to_str().is_some_and(is_log))
}

/// The order log holds names and documents: nobody but its user looks in.
fn make_private(home: &Path) -> Result<(), Failure> {
    match program::make_private(home, OwnHome::Leave, is_ours) {
        // Where nothing can be written, nothing is given away that is not already.
        Ok(Privacy::Shared) if program::is_writable(home) => {
            return Err(Failure::with(FailureCode::HomeNotPrivate, home.display().to_string()));
        }
        Ok(_) => {}
        Err(error) => return Err(unusable(home, &error)),
    }
    program::tighten(home, is_ours);
    // The store makes them where they are not there. What a person has put in their place by a link is theirs.
    for folder in [home.join(BACKUPS), home.join(store::PROCESSES)] {
        if folder.symlink_metadata().is_ok_and(|it| it.is_dir()) {
            let _ = program::make_private(&folder, OwnHome::Leave, |_| true);
        }
    }
    program::tighten(&home.join(BACKUPS), |name| name.starts_with(LOG));
    Ok(())
}

/// A few of the till's files in a home that belong to another user than the home does, as where the till was opened once
/// as the system's administrator.
pub(crate) fn strangers(home: &Path) -> Vec<String> {
    program::strangers(home, is_ours).into_iter().take(MOST_STRANGERS).collect()
}

fn is_ours(name: &str) -> bool {
    let folders = [BACKUPS, store::PROCESSES, TRAINING];
    folders.contains(&name) || OURS.iter().any(|ours| name.starts_with(ours))
}

fn unusable(home: &Path, error: &std::io::Error) -> Failure {
    Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", home.display()))
}
