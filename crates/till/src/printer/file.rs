//! A printer behind a file: a device such as `/dev/usb/lp0`, or a plain file that bytes are put at the end of.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::time::Duration;

use super::Trouble;
use super::channel::Channel;

struct Written(File);

pub(super) fn open(path: &str) -> Result<Box<dyn Channel>, Trouble> {
    let is_device = path.starts_with("/dev/");
    let mut options = OpenOptions::new();
    // A device that is not there is no file to be made.
    let opened = options.append(true).create(!is_device).open(path);
    opened
        .map(|file| Box::new(Written(file)) as Box<dyn Channel>)
        .map_err(|error| Trouble::opening(&error))
}

impl Channel for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// The kernel's printer device answers some models alone, and hangs with others.
    fn read(&mut self, _: Duration) -> Option<io::Result<u8>> {
        None
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        // A device has nothing to bring to a disk, and says so.
        let _ = self.0.sync_all();
        Ok(())
    }
}
