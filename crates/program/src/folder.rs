//! Folders that nobody but their owner may enter.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::Path;

/// What group and others may do.
#[cfg(unix)]
const OF_OTHERS: u32 = 0o077;
/// Whoever may write into such a folder may take away only what is their own: `/tmp` is one.
#[cfg(unix)]
const STICKY: u32 = 0o1000;

/// How a folder stands to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Only its owner may enter it.
    Private,
    /// Others may, and that cannot be changed, or is not ours to change.
    Shared,
}

/// What to do with a folder that is the user's own home, where other programs may be at home too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnHome {
    /// It is not ours to close.
    Leave,
    /// The user is there for this program alone.
    Close,
}

/// Makes the folder where it is not there, and those above it, with mode 0700. One that others may enter is
/// taken back where it is ours: never another user's, the system's root, one that all users share, or one in which
/// there are files and `is_ours` knows the name of none: it is somebody's for something else, such as `/etc`. Errors:
/// the folder can neither be made nor looked at.
pub fn make_private(
    folder: &Path,
    own_home: OwnHome,
    is_ours: impl Fn(&str) -> bool,
) -> io::Result<Privacy> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    take_back(folder, own_home, is_ours)
}

/// Whether this program may make files in the folder, as far as modes and mount say: a full disk may still
/// refuse it.
pub fn is_writable(folder: &Path) -> bool {
    #[cfg(unix)]
    return rustix::fs::accessat(
        rustix::fs::CWD,
        folder,
        rustix::fs::Access::WRITE_OK,
        rustix::fs::AtFlags::EACCESS,
    )
    .is_ok();
    #[cfg(not(unix))]
    return !fs::metadata(folder).is_ok_and(|it| it.permissions().readonly());
}

/// Takes away what others may do with the files in a folder whose names are ours, as far as the files are: a
/// version from before made them as the system does. Not those behind a link.
pub fn tighten(folder: &Path, is_ours: impl Fn(&str) -> bool) {
    #[cfg(unix)]
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let Ok(metadata) = entry.path().symlink_metadata() else { continue };
        let is_it =
            metadata.is_file() && metadata.uid() == us() && metadata.mode() & OF_OTHERS != 0;
        if is_it && entry.file_name().to_str().is_some_and(&is_ours) {
            let mode = metadata.mode() & 0o700;
            // Where the file system has no modes, the folder's own tells.
            let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode));
        }
    }
    #[cfg(not(unix))]
    let _ = (folder, is_ours);
}

/// The files and folders in a folder whose names are ours and that belong to another user than the folder does. Where
/// the system has no such owners, none.
pub fn strangers(folder: &Path, is_ours: impl Fn(&str) -> bool) -> Vec<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let Ok(owner) = fs::metadata(folder).map(|it| it.uid()) else { return Vec::new() };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let is_anothers = |path: &Path| path.symlink_metadata().is_ok_and(|it| it.uid() != owner);
        let anothers = entries.filter(|entry| is_anothers(&entry.path()));
        let names = anothers.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| is_ours(name)).collect()
    }
    #[cfg(not(unix))]
    {
        let _ = (folder, is_ours);
        Vec::new()
    }
}

#[cfg(unix)]
fn us() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn take_back(
    folder: &Path,
    own_home: OwnHome,
    is_ours: impl Fn(&str) -> bool,
) -> io::Result<Privacy> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let may_others =
        |folder: &Path| Ok::<_, io::Error>(fs::metadata(folder)?.mode() & OF_OTHERS != 0);
    if !may_others(folder)? {
        return Ok(Privacy::Private);
    }
    let metadata = fs::metadata(folder)?;
    let real = real(folder);
    let is_left = if is_own_home(&real) {
        own_home == OwnHome::Leave
    } else {
        is_for_something_else(&real, is_ours)
    };
    let may_close = metadata.uid() == us() && metadata.mode() & STICKY == 0 && !is_left;
    if may_close && real.parent().is_some() {
        // A file system without modes refuses, or takes it and changes nothing.
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    Ok(if may_others(folder)? { Privacy::Shared } else { Privacy::Private })
}

/// Elsewhere a user's folders are closed to others by what the folder above them says.
#[cfg(not(unix))]
fn take_back(_: &Path, _: OwnHome, _: impl Fn(&str) -> bool) -> io::Result<Privacy> {
    Ok(Privacy::Private)
}

/// Whether there is something in the folder, and none of it is ours. A file system's own folder says nothing.
#[cfg(unix)]
fn is_for_something_else(folder: &Path, is_ours: impl Fn(&str) -> bool) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names = entries.map(|it| it.file_name()).filter(|it| it != "lost+found").peekable();
    names.peek().is_some() && !names.any(|name| name.to_str().is_some_and(&is_ours))
}

#[cfg(unix)]
fn real(path: &Path) -> std::path::PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(unix)]
fn is_own_home(folder: &Path) -> bool {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    home.is_some_and(|home| real(&home) == folder)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_folder_of_ours_is_made_private_and_taken_back() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/b");
        assert_eq!(make_private(&folder, OwnHome::Leave, |_| true).unwrap(), Privacy::Private);
        assert_eq!((mode(&folder), mode(&place.path().join("a"))), (0o700, 0o700));
        for open in [0o755, 0o750, 0o701, 0o777, 0o2770] {
            set(&folder, open);
            assert_eq!(
                make_private(&folder, OwnHome::Leave, |_| true).unwrap(),
                Privacy::Private,
                "{open:o}"
            );
            assert_eq!(mode(&folder), 0o700, "{open:o}");
        }
        set(&folder, 0o500);
        assert_eq!(
            make_private(&folder, OwnHome::Leave, |_| true).unwrap(),
            Privacy::Private,
            "read-only is private"
        );
        assert_eq!(mode(&folder), 0o500);
    }

    #[test]
    fn a_folder_that_all_share_is_left_as_it_is() {
        let place = tempfile::tempdir().unwrap();
        set(place.path(), 0o1777);
        assert_eq!(make_private(place.path(), OwnHome::Leave, |_| true).unwrap(), Privacy::Shared);
        assert_eq!(mode(place.path()), 0o1777);
        assert_eq!(
            make_private(Path::new("/"), OwnHome::Close, |_| true).unwrap(),
            Privacy::Shared
        );
    }

    #[test]
    fn a_folder_for_something_else_is_left_as_it_is() {
        let place = tempfile::tempdir().unwrap();
        let is_ours = |name: &str| name == "order-log.db";
        let closed = || make_private(place.path(), OwnHome::Close, is_ours).unwrap();
        set(place.path(), 0o755);
        fs::create_dir(place.path().join("lost+found")).unwrap();
        assert_eq!(closed(), Privacy::Private, "a new disk");
        set(place.path(), 0o755);
        fs::write(place.path().join("passwd"), "x").unwrap();
        assert_eq!((closed(), mode(place.path())), (Privacy::Shared, 0o755));
        fs::write(place.path().join("order-log.db"), "x").unwrap();
        assert_eq!((closed(), mode(place.path())), (Privacy::Private, 0o700));
    }

    #[test]
    fn files_of_ours_are_tightened_and_no_others() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        for name in ["order-log.db", "notes.txt", "elsewhere"] {
            fs::write(at(name), "x").unwrap();
            set(&at(name), 0o644);
        }
        symlink(at("elsewhere"), at("order-log.link")).unwrap();
        fs::create_dir(at("order-log.folder")).unwrap();
        set(&at("order-log.folder"), 0o755);
        tighten(place.path(), |name| name.starts_with("order-log"));
        assert_eq!(mode(&at("order-log.db")), 0o600);
        for (name, kept) in
            [("notes.txt", 0o644), ("elsewhere", 0o644), ("order-log.folder", 0o755)]
        {
            assert_eq!(mode(&at(name)), kept, "{name}");
        }
    }
}
