//! What the machine under the relay has: room on the disk, memory, open files. Where the system does
//! not tell, it is not known.

use std::fs;
use std::path::Path;

/// Room on the disk of a folder, in bytes.
#[cfg(unix)]
pub fn disk_free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Room on the disk of a folder, in bytes.
#[cfg(not(unix))]
pub fn disk_free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Memory of this process, in bytes.
pub fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

/// Open files and sockets of this process.
pub fn open_files() -> Option<u64> {
    u64::try_from(fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}

/// Allows as many open files as the system lets us have, and says how many those are: each till is
/// one, and the usual 1,024 are few.
#[cfg(unix)]
pub fn allow_many_files() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if setrlimit(Resource::Nofile, most).is_err() {
        return limit.current;
    }
    limit.maximum
}

/// Where there is no such limit.
#[cfg(not(unix))]
pub fn allow_many_files() -> Option<u64> {
    None
}
