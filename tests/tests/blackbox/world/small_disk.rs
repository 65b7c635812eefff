//! A disk that can be filled, made read-only and taken away.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A small disk of its own, where this user may mount one; its end unmounts it.
pub(crate) struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Only root may mount: who runs these tests as somebody else hears it, and not that all is well.
    pub(crate) fn mounted(size: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "balcao-test"]);
        let status = mount.arg(folder.path()).status().unwrap();
        assert!(status.success(), "a small disk cannot be mounted here: run this test as root");
        Self { folder }
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
        let path = self.path().join("in-the-way");
        let mut file = File::create(&path).unwrap();
        for size in [65_536, 4_096, 1] {
            let bytes = vec![b'x'; size];
            while file.write(&bytes).is_ok_and(|written| written > 0) {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
