//! A disk that can be filled, made read-only and taken away.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// Mounts a disk of the size `$1` at `$2`, says so, and takes it away as soon as nobody holds its input any more: when
/// the test is over, and when the process of the tests was killed or has kept the disk to its end.
const KEEPER: &str = r#"
trap "" INT TERM HUP
mount -t tmpfs -o "size=$1" balcao-test "$2" || exit 1
echo mounted
read -r _
umount -l "$2"
"#;

/// A small disk of its own, where this user may mount one.
pub(crate) struct SmallDisk {
    folder: TempDir,
    keeper: Child,
}

impl SmallDisk {
    /// Only root may mount: who runs these tests as somebody else hears it, and not that all is well.
    pub(crate) fn mounted(size: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh", size]).arg(folder.path());
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Whoever kills the tests with all that is in their process group leaves it alone.
        let mut keeper = keeper.process_group(0).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let is_mounted = said == "mounted\n";
        assert!(is_mounted, "a small disk cannot be mounted here: run this test as root");
        Self { folder, keeper }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn remount(&self, how: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{how}")]).arg(self.path());
        assert!(mount.status().unwrap().success(), "{how}");
    }

    /// Fills it to the last byte; what this hands back is in the way.
    pub(crate) fn fill(&self) -> PathBuf {
        fill(self.path())
    }
}

/// The same of the disk at that path.
pub(crate) fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("in-the-way");
    let mut file = File::create(&path).unwrap();
    for size in [65_536, 4_096, 1] {
        let bytes = vec![b'x'; size];
        while file.write(&bytes).is_ok_and(|written| written > 0) {}
    }
    path
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Its folder is removed next.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
