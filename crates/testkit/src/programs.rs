//! Where the programs under test are.

use std::io;
use std::path::{Path, PathBuf};

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Cargo's target folder: this test runs from `target/debug/deps`.
pub fn target() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_path_buf()
}

/// One of our programs, as `cargo build --workspace` left it.
///
/// # Errors
/// It is not built.
pub fn find(name: &str) -> io::Result<PathBuf> {
    let this = std::env::current_exe()?;
    // A test runs from `target/debug/deps`, a program from `target/debug`.
    let folders = this.ancestors().skip(1).take(2);
    let found = folders.map(|folder| folder.join(name)).find(|program| program.is_file());
    found.ok_or_else(|| io::Error::other(format!("{name} is not built: use `cargo xtask`")))
}

/// The same, for a test that cannot go on without it.
pub fn built(name: &str) -> PathBuf {
    find(name).unwrap_or_else(|error| panic!("{error}"))
}

/// A program of the system or of `.tools`.
pub fn installed(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(root().join(".tools/bin")).chain(std::env::split_paths(&path));
    let found = folders.map(|folder| folder.join(name)).find(|program| program.exists());
    found.unwrap_or_else(|| panic!("{name} is not installed: run `cargo xtask test`"))
}
