//! Files and folders that nobody but the system user may read: they hold names and CPFs.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What SQLite may put beside a file of its own; the first is the file itself.
pub(crate) const BESIDE: &[&str] = &["", "-journal", "-shm", "-wal"];

/// Makes a folder, and those above it, with mode 0700 where it is not there yet.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a folder of the store's own inside the home. One that an older version made for everybody
/// is taken back.
pub(crate) fn make_own_folder(path: &Path) -> io::Result<()> {
    make_folder(path)?;
    #[cfg(unix)]
    take_back(path, 0o700);
    Ok(())
}

/// A file or folder of somebody else stays as it is: whoever gave it away did so on purpose.
#[cfg(unix)]
fn take_back(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
}

/// Opens a file to read and write, made with mode 0600 where it is not there yet.
pub(crate) fn open_or_make(path: &Path) -> io::Result<File> {
    private().create(true).truncate(false).open(path)
}

/// Makes a file with mode 0600; fails if there is one.
pub(crate) fn make_new(path: &Path) -> io::Result<File> {
    private().create_new(true).open(path)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes away what others may do with a database of an older version.
pub(crate) fn tighten(database: &Path) {
    #[cfg(unix)]
    for path in all_of(database) {
        take_back(&path, 0o600);
    }
    #[cfg(not(unix))]
    let _ = database;
}

/// A database with all that SQLite may have put beside it.
pub(crate) fn all_of(database: &Path) -> impl Iterator<Item = PathBuf> {
    BESIDE.iter().map(|end| beside(database, end))
}

/// The name of what stands beside a database, such as its `-wal`.
pub(crate) fn beside(database: &Path, end: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Removes a database with all that SQLite may have put beside it.
pub(crate) fn remove(database: &Path) {
    for path in all_of(database) {
        let _ = fs::remove_file(path);
    }
}

/// Puts the names in a folder on disk, where the system can do that.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Whether there is nothing in that place, or a file of no bytes.
pub(crate) fn is_empty(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() == 0) || !path.exists()
}
