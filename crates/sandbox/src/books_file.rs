//! The books in a file: written beside and moved over, so a reader never sees half of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::books::Books;

/// Where the books are kept between two starts.
#[derive(Debug)]
pub(crate) struct BooksFile {
    path: PathBuf,
}

impl BooksFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The kept books; `None` if there are none yet.
    pub(crate) fn load(&self) -> io::Result<Option<Books>> {
        let json = match fs::read(&self.path) {
            Ok(json) => json,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(Books::from_json(&json)?))
    }

    /// Survives the end of this process at any moment. Not synced to the disk: play money is not
    /// worth a wait at each sale, and a power failure only costs a training day.
    pub(crate) fn save(&self, books: &Books) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = self.path.with_added_extension("new");
        fs::write(&beside, books.to_json()?)?;
        fs::rename(beside, &self.path)
    }
}
