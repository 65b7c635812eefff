//! News: a file that changes each time a process of this home has written, so that the others, which watch the
//! folder, look at the log at once.
//!
//! The log's own files cannot tell that: their pages are written before the commit that makes them count, and
//! what is read at that moment is the log as it was.

use std::io::{self, Write};
use std::path::Path;

use crate::files;

/// The file's name in the till's home. What stands in it means nothing.
pub const NEWS: &str = "news";

/// Tells whoever watches the home that something was committed. One byte is written anew, which takes no
/// space on a full disk, and nothing waits for the disk.
pub fn tell_news(home: &Path) -> io::Result<()> {
    files::open_or_make(&home.join(NEWS))?.write_all(b".")
}
