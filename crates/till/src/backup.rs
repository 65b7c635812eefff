//! Backup: a copy of the order log in a folder that a person has named.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use contract::{
    BackedUpView, BackupFileView, BackupFolderView, BackupsView, Failure, FailureCode, NewerView,
    Right,
};
use domain::UnixMs;
use store::Store;

use crate::api::admitted;
use crate::failure::from_store;
use crate::open::Options;
use crate::session::Session;
use crate::{holders, home, identity, ports, zone};

/// Copies the order log into the folder, beside any program that sells on it and without needing room in the till's
/// home. The log is proved before, and the copy after; its name has the till's code and the moment by the shop's clock,
/// and no file is written over.
pub fn back_up(
    options: &Options,
    session: &Session,
    folder: &Path,
) -> Result<BackedUpView, Failure> {
    admitted(&home::home(options)?, session, Right::BackUp)?;
    copy(options, folder)
}

/// The same for whoever may.
pub(crate) fn copy(options: &Options, folder: &Path) -> Result<BackedUpView, Failure> {
    let home = home::home(options)?;
    let store = Store::open_to_look(&home, options.updating.tell());
    let store = store.map_err(|error| holders::named(&home, from_store(error)))?;
    identity::check_money(&store, options.training)?;
    let now = ports::system().clock.now().get();
    let moment = zone::in_file_names(&zone::time_zone(options), now);
    let copied = store.back_up_into(folder, &moment).map_err(from_store)?;
    let store::Copied { path, events, orders, head, bytes } = copied;
    Ok(BackedUpView { path: path.display().to_string(), events, orders, head, bytes })
}

/// What the log of these options has and the file does not. Errors: `NotRestorable`, and those of a log that cannot be
/// looked at.
pub(crate) fn compare(options: &Options, file: &Path) -> Result<NewerView, Failure> {
    let home = home::home(options)?;
    let store = Store::open_to_look(&home, options.updating.tell()).map_err(from_store)?;
    let newer = store.newer_than(file).map_err(from_store)?;
    let store::Newer { events, orders, is_of_this_log: same_log } = newer;
    Ok(NewerView { events, orders, same_log })
}

/// So many files of a folder are shown.
const MOST_FILES: usize = 50;
/// So many folders of pen drives are looked into.
const MOST_FOLDERS: usize = 8;
/// What the names of copies begin with: those of a person's choice, and those that the till makes by itself.
const BEGINNINGS: [&str; 2] = ["balcao-", "order-log-"];

/// The backups of a home, those on pen drives and among the user's documents, the newest first wherever it is, and where
/// one may be put. Makes nothing.
pub(crate) fn backups(options: &Options) -> BackupsView {
    let home = home::place(options.home.as_deref(), options.training);
    let own = home.iter().flat_map(|home| store::backups(home));
    let mut files: Vec<_> = own.take(MOST_FILES).filter_map(|file| of_own(&file)).collect();
    let folders = folders();
    for folder in &folders {
        files.extend(files_in(Path::new(&folder.path)));
    }
    newest_first(&mut files);
    BackupsView { files, folders }
}

fn of_own(file: &store::BackupFile) -> Option<BackupFileView> {
    Some(BackupFileView {
        name: name_of(&file.path)?,
        path: file.path.to_str()?.to_owned(),
        own: true,
        at_ms: file.at.map(UnixMs::get).or_else(|| modified_ms(&file.path)),
        bytes: file.bytes,
    })
}

fn files_in(folder: &Path) -> Vec<BackupFileView> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_named = |name: &str| {
        name.strip_suffix(".db")
            .is_some_and(|it| BEGINNINGS.iter().any(|begin| it.starts_with(begin)))
    };
    let named = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_named));
    let mut found: Vec<_> = named
        .filter_map(|entry| {
            let (path, bytes) =
                (entry.path(), entry.metadata().ok().filter(fs::Metadata::is_file)?.len());
            Some(BackupFileView {
                name: name_of(&path)?,
                path: path.to_str()?.to_owned(),
                own: false,
                at_ms: modified_ms(&path),
                bytes,
            })
        })
        .collect();
    newest_first(&mut found);
    found.truncate(MOST_FILES);
    found
}

fn newest_first(files: &mut [BackupFileView]) {
    files.sort_by_key(|file| std::cmp::Reverse(file.at_ms));
}

/// Where pen drives are found, as desktops mount them, and then the user's documents.
fn folders() -> Vec<BackupFolderView> {
    let user = std::env::var_os("USER").map(PathBuf::from).filter(|it| it.is_relative());
    let user = user.unwrap_or_default();
    let mounts = [PathBuf::from("/run/media").join(&user), PathBuf::from("/media").join(&user)];
    let mounts = mounts.into_iter().chain([PathBuf::from("/Volumes")]);
    let drives = mounts.flat_map(|mount| fs::read_dir(mount).into_iter().flatten().flatten());
    let drives = drives.map(|entry| entry.path()).filter(|path| path.is_dir());
    let mut drives: Vec<_> = drives.filter_map(|path| folder(&path, true)).collect();
    drives.sort_by(|one, other| one.path.cmp(&other.path));
    drives.truncate(MOST_FOLDERS);
    let documents = dirs::document_dir().or_else(dirs::home_dir).filter(|path| path.is_dir());
    drives.extend(documents.and_then(|path| folder(&path, false)));
    drives
}

fn folder(path: &Path, removable: bool) -> Option<BackupFolderView> {
    Some(BackupFolderView { name: name_of(path)?, path: path.to_str()?.to_owned(), removable })
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}

fn modified_ms(path: &Path) -> Option<i64> {
    let since = fs::metadata(path).ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

/// A folder or file as typed on a screen: a whole path, for nobody knows where a shorter one would begin.
pub(crate) fn whole_path(typed: &str, otherwise: FailureCode) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(typed.trim());
    if path.is_absolute() { Ok(path) } else { Err(Failure::with(otherwise, typed.trim())) }
}
