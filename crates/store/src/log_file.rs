//! The log's file, opened beside SQLite.
//!
//! A process gives up all its POSIX locks on a file when it closes any descriptor of it, also those that SQLite has
//! there (sqlite.org/howtocorrupt.html, 2.2). Whoever then looks into the log takes itself for the last one,
//! and removes the write-ahead log that this process still writes to. So all of a process share one descriptor
//! of each file, and every [`Store`](crate::Store) holds it for as long as it is open.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::files;

/// A hold on a file: while there is one, nothing here closes the file.
#[derive(Debug)]
pub(crate) struct LogFile {
    #[cfg(unix)]
    id: shared::Id,
    #[cfg(not(unix))]
    file: File,
}

impl LogFile {
    /// Of a file that is there.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::hold(path, |path| File::open(path))
    }

    /// Of a file that is made, for its owner alone, where it is not there.
    pub(crate) fn open_or_make(path: &Path) -> io::Result<Self> {
        Self::hold(path, files::open_or_make)
    }

    /// The first bytes of the file, no more than `most`, and how many there are in all.
    pub(crate) fn begin(&self, most: usize) -> io::Result<(Vec<u8>, u64)> {
        self.with(|file| {
            use std::io::{Read, Seek};
            let mut file = file;
            file.rewind()?;
            let mut bytes = Vec::with_capacity(most);
            file.take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
            Ok((bytes, file.metadata()?.len()))
        })
    }

    #[cfg(not(unix))]
    fn hold(path: &Path, open: impl FnOnce(&Path) -> io::Result<File>) -> io::Result<Self> {
        Ok(Self { file: open(path)? })
    }

    #[cfg(not(unix))]
    fn with<T>(&self, read: impl FnOnce(&File) -> io::Result<T>) -> io::Result<T> {
        read(&self.file)
    }
}

/// The log's number in its file system (the inode; 0 where the system has none), without opening it.
pub(crate) fn number(path: &Path) -> io::Result<u64> {
    let metadata = fs::metadata(path)?;
    #[cfg(unix)]
    return Ok(std::os::unix::fs::MetadataExt::ino(&metadata));
    #[cfg(not(unix))]
    {
        let _ = metadata;
        Ok(0)
    }
}

#[cfg(unix)]
mod shared {
    use std::collections::BTreeMap;
    use std::fs::{self, File, Metadata};
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;
    use std::sync::{Mutex, PoisonError};

    use super::LogFile;

    /// Device and inode.
    pub(super) type Id = (u64, u64);

    /// The files that are held, and by how many.
    static HELD: Mutex<BTreeMap<Id, (usize, File)>> = Mutex::new(BTreeMap::new());

    fn id(metadata: &Metadata) -> Id {
        (metadata.dev(), metadata.ino())
    }

    impl LogFile {
        pub(super) fn hold(
            path: &Path,
            open: impl FnOnce(&Path) -> io::Result<File>,
        ) -> io::Result<Self> {
            let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
            let known = fs::metadata(path).ok().map(|it| id(&it));
            if let Some((id, (holders, _))) = known.and_then(|id| Some((id, held.get_mut(&id)?))) {
                *holders += 1;
                return Ok(Self { id });
            }
            let file = open(path)?;
            let id = id(&file.metadata()?);
            match held.get_mut(&id) {
                None => drop(held.insert(id, (1, file))),
                // One that is held was put into this place in between: a second descriptor of it is never closed.
                Some((holders, _)) => {
                    std::mem::forget(file);
                    *holders += 1;
                }
            }
            Ok(Self { id })
        }

        pub(super) fn with<T>(&self, read: impl FnOnce(&File) -> io::Result<T>) -> io::Result<T> {
            let held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
            let Some((_, file)) = held.get(&self.id) else {
                return Err(io::ErrorKind::NotFound.into());
            };
            read(file)
        }
    }

    /// Closed under the lock: nobody opens it anew while it is.
    impl Drop for LogFile {
        fn drop(&mut self) {
            let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((holders, _)) = held.get_mut(&self.id) {
                *holders -= 1;
                if *holders == 0 {
                    held.remove(&self.id);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(target_os = "linux")] // Other systems have no list of locks in a file.
    fn an_open_log_stays_locked_whatever_else_looks_into_it() {
        use std::fs;
        use std::os::unix::fs::MetadataExt;

        use domain::UnixMs;

        use crate::{DATABASE, Pace, Store, Why, daily};

        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
        crate::log::tests::sold(&mut store, "{}").unwrap();
        // On the log's file, of whatever process.
        let number = fs::metadata(home.path().join(DATABASE)).unwrap().ino();
        let seen = || {
            let all = fs::read_to_string("/proc/locks").unwrap();
            all.lines().filter(|lock| lock.contains(&format!(":{number} "))).count()
        };
        // The system tells the list in pieces, and leaves some out where others come and go in between.
        let locks = || (0..20).map(|_| seen()).max().unwrap();
        assert!(locks() > 0);
        daily(home.path(), UnixMs::new(2), 180, &Pace::at_once()).unwrap();
        assert!(locks() > 0, "proved and backed up");
        drop(Store::open(home.path(), UnixMs::new(3)).unwrap());
        assert!(locks() > 0, "opened once more");
        drop(Store::open_to_read(home.path()).unwrap());
        assert!(locks() > 0, "looked into");
        Store::flush(home.path()).unwrap();
        assert!(locks() > 0, "brought in");
        crate::verify::has_whole_chain(&home.path().join(DATABASE));
        assert!(locks() > 0, "held against its chain");
        drop(store);
        assert_eq!(locks(), 0);
    }
}
