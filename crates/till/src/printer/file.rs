//! A printer behind a file: a device such as `/dev/usb/lp0`, or a plain file that bytes are put at the end of.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::time::Duration;

use super::Trouble;
use super::channel::Channel;

struct FilePrinter(File);

/// `create`: it is made where it is not there.
pub(super) fn open(path: &str, create: bool) -> Result<Box<dyn Channel>, Trouble> {
    match OpenOptions::new().append(true).create(create).open(path) {
        Ok(file) => Ok(Box::new(FilePrinter(file))),
        Err(error) => Err(Trouble::opening(&error)),
    }
}

impl Channel for FilePrinter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// The kernel's printer device answers some models alone, and hangs with others.
    fn is_two_way(&self) -> bool {
        false
    }

    fn read(&mut self, _: Duration) -> io::Result<u8> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        // A device has nothing to bring to a disk, and says so.
        let _ = self.0.sync_all();
        Ok(())
    }
}
