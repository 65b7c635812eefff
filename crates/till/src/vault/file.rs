//! The file of the vault in a till's home: replaced whole or not at all, and what it held before is overwritten. What
//! a crash leaves under another name is overwritten by the next who writes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use checkout::crash_point;
use contract::{Failure, FailureCode};
use domain::UnixMs;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::time::timeout;

use super::seal::LONGEST_FILE;

/// The encrypted file.
pub(crate) const FILE: &str = "vault.balcao";
/// What it is called before it is whole, and what its former content is called before that is overwritten.
const OTHER: &str = "vault.balcao.other";
/// Held while the vault is changed.
pub(crate) const LOCK: &str = "vault.lock";
/// Shorter than what whoever waits for the vault is given.
const LONGEST_WAIT: Duration = Duration::from_secs(4);
const TRY_EVERY: Duration = Duration::from_millis(10);

/// How the vault of a home is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// By those who write single entries into a keyring, which knows how to serve several.
    Shared,
    /// By whoever replaces the file, or moves all entries.
    Alone,
}

/// Who in this process changes single entries, and who has all of them to itself. The latter makes several calls of a
/// store while it holds the file: no call that waits for the file may stand before them in the store's queue.
static HERE: RwLock<()> = RwLock::const_new(());

/// To be held by whoever changes single entries, before the store is called.
pub(super) async fn shared_here() -> Result<RwLockReadGuard<'static, ()>, Failure> {
    timeout(LONGEST_WAIT, HERE.read()).await.map_err(|_| Failure::new(FailureCode::LogBusy))
}

/// To be held by whoever then holds the vault alone.
pub(super) async fn alone_here() -> Result<RwLockWriteGuard<'static, ()>, Failure> {
    timeout(LONGEST_WAIT, HERE.write()).await.map_err(|_| Failure::new(FailureCode::LogBusy))
}

/// Holds the vault of a home until the file is dropped.
pub(super) fn hold(home: &Path, how: Hold) -> Result<File, Failure> {
    let path = home.join(LOCK);
    let lock = private(OpenOptions::new().write(true).create(true)).open(&path);
    let lock = lock.map_err(|error| unwritable(&path, &error))?;
    let begun = Instant::now();
    loop {
        let held = match how {
            Hold::Shared => lock.try_lock_shared(),
            Hold::Alone => lock.try_lock(),
        };
        match held {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if begun.elapsed() < LONGEST_WAIT => {
                std::thread::sleep(TRY_EVERY);
            }
            Err(TryLockError::WouldBlock) => return Err(Failure::new(FailureCode::LogBusy)),
            Err(TryLockError::Error(error)) => return Err(unwritable(&path, &error)),
        }
    }
}

/// The bytes of the file; `None` where there is none.
pub(super) fn read(home: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let path = home.join(FILE);
    match fs::metadata(&path) {
        // A pipe would be waited for for ever.
        Ok(about) if !about.is_file() => return Err(damaged(&path)),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(_) | Err(_) => {}
    }
    let mut bytes = Vec::new();
    let longest = u64::try_from(LONGEST_FILE).unwrap_or(u64::MAX);
    let read = File::open(&path).and_then(|it| it.take(longest + 1).read_to_end(&mut bytes));
    read.map_err(|error| unwritable(&path, &error))?;
    if bytes.len() > LONGEST_FILE { Err(damaged(&path)) } else { Ok(Some(bytes)) }
}

/// Replaces the file whole or not at all, and overwrites what it held before. To be called while it is held alone.
pub(super) fn write(home: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let path = home.join(FILE);
    replace(home, &path, bytes).map_err(|error| unwritable(&path, &error))
}

fn replace(home: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let other = home.join(OTHER);
    wipe(&other)?;
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&other)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written {
        let _ = fs::remove_file(&other);
        return Err(error);
    }
    crash_point("vault_written");
    if exchange(&other, path) {
        sync(home)?;
        crash_point("vault_exchanged");
        // Names are exchanged: the former content has the other one.
        return wipe(&other);
    }
    // Where names cannot be exchanged, the former content has none after the next step: it is overwritten through
    // what is open, unless the process dies in between.
    let former = OpenOptions::new().write(true).open(path).ok();
    fs::rename(&other, path)?;
    sync(home)?;
    former.map_or(Ok(()), |former| overwrite(&former))
}

/// Copies the file beside itself, where it stays for good; `None` where there is none. To be called while it is held alone.
pub(super) fn put_aside(home: &Path, now: UnixMs) -> Result<Option<PathBuf>, Failure> {
    let (path, aside) = (home.join(FILE), home.join(format!("vault.until-{}.balcao", now.get())));
    // What is no file is no vault, and a pipe would be waited for for ever.
    if !path.is_file() {
        return Ok(None);
    }
    let copied = copy(&path, &aside).and_then(|()| sync(home));
    copied.map_err(|error| unwritable(&aside, &error))?;
    Ok(Some(aside))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut old = File::open(from)?;
    let mut new = private(OpenOptions::new().write(true).create_new(true)).open(to)?;
    let copied = io::copy(&mut old, &mut new).and_then(|_| new.sync_all());
    if copied.is_err() {
        let _ = fs::remove_file(to);
    }
    copied
}

/// Overwrites the file and takes it away, and what a crash has left of it. To be called while it is held alone.
pub(super) fn remove(home: &Path) -> Result<(), Failure> {
    let path = home.join(FILE);
    let gone = wipe(&home.join(OTHER)).and_then(|()| wipe(&path)).and_then(|()| sync(home));
    gone.map_err(|error| unwritable(&path, &error))
}

/// Overwrites a file and takes it away; one that is not there is away already. A disk that writes elsewhere than it
/// is told to (flash, copy on write) may keep the old bytes: they are encrypted all the same.
fn wipe(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => overwrite(&file)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    fs::remove_file(path)
}

fn overwrite(mut file: &File) -> io::Result<()> {
    let mut left = file.metadata()?.len();
    let zeros = [0; 4096];
    while left > 0 {
        let part = zeros.get(..usize::try_from(left).unwrap_or(zeros.len())).unwrap_or(&zeros);
        file.write_all(part)?;
        left = left.saturating_sub(u64::try_from(part.len()).unwrap_or(u64::MAX));
    }
    file.sync_all()
}

/// Gives each of two files the other's name in one step, where system and disk can.
fn exchange(one: &Path, other: &Path) -> bool {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    {
        let _ = (one, other);
        false
    }
}

/// Brings names to the disk.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return File::open(folder)?.sync_all();
    #[cfg(not(unix))]
    {
        let _ = folder;
        Ok(())
    }
}

/// Made for the home's user alone.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Where the file stands.
pub(super) fn path(home: &Path) -> PathBuf {
    home.join(FILE)
}

fn damaged(path: &Path) -> Failure {
    Failure::with(FailureCode::VaultDamaged, path.display().to_string())
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(home: &Path) -> Vec<String> {
        let entries = fs::read_dir(home).unwrap();
        let mut names: Vec<_> =
            entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_file_is_replaced_whole_and_nothing_of_before_is_left() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path();
        assert_eq!(read(home).unwrap(), None);
        write(home, b"first, and longer").unwrap();
        // Another name of the same content shows what becomes of it.
        let former = home.join("former");
        fs::hard_link(home.join(FILE), &former).unwrap();
        fs::write(home.join(OTHER), "left by a crash").unwrap();
        let crashed = home.join("crashed");
        fs::hard_link(home.join(OTHER), &crashed).unwrap();
        write(home, b"second").unwrap();
        assert_eq!(read(home).unwrap().unwrap(), b"second");
        for overwritten in [&former, &crashed] {
            let bytes = fs::read(overwritten).unwrap();
            assert!(!bytes.is_empty() && bytes.iter().all(|it| *it == 0), "{overwritten:?}");
        }
        assert_eq!(names(home), ["crashed", "former", FILE]);
        let current = home.join("current");
        fs::hard_link(home.join(FILE), &current).unwrap();
        remove(home).unwrap();
        assert_eq!(fs::read(current).unwrap(), [0; 6]);
        assert_eq!(read(home).unwrap(), None);
        remove(home).unwrap();
    }

    #[test]
    fn a_file_that_is_put_aside_outlives_its_successor() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path();
        let now = UnixMs::new(7);
        assert_eq!(put_aside(home, now).unwrap(), None, "there is none");
        write(home, b"old").unwrap();
        let aside = put_aside(home, now).unwrap().unwrap();
        write(home, b"new").unwrap();
        remove(home).unwrap();
        assert_eq!(fs::read(&aside).unwrap(), b"old");
        write(home, b"other").unwrap();
        put_aside(home, now).unwrap_err();
        assert_eq!(fs::read(&aside).unwrap(), b"old", "none is written over");
        assert_eq!(names(home), [FILE, "vault.until-7.balcao"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_users_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        write(home.path(), b"x").unwrap();
        put_aside(home.path(), UnixMs::new(7)).unwrap();
        let _held = hold(home.path(), Hold::Alone).unwrap();
        for name in [FILE, LOCK, "vault.until-7.balcao"] {
            let mode = fs::metadata(home.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn what_is_no_file_of_a_vault_is_not_read_to_its_end() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(FILE);
        fs::create_dir(&path).unwrap();
        assert_eq!(read(home.path()).unwrap_err().code, FailureCode::VaultDamaged);
        fs::remove_dir(&path).unwrap();
        fs::write(&path, vec![b'x'; LONGEST_FILE + 1]).unwrap();
        assert_eq!(read(home.path()).unwrap_err().code, FailureCode::VaultDamaged);
    }

    #[test]
    fn one_holds_a_vault_alone_or_several_share_it() {
        let home = tempfile::tempdir().unwrap();
        let shared = [Hold::Shared, Hold::Shared].map(|how| hold(home.path(), how).unwrap());
        assert_eq!(hold(home.path(), Hold::Alone).unwrap_err().code, FailureCode::LogBusy);
        drop(shared);
        let _alone = hold(home.path(), Hold::Alone).unwrap();
        assert_eq!(hold(home.path(), Hold::Shared).unwrap_err().code, FailureCode::LogBusy);
    }
}
