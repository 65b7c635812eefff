//! The user interface: its packages, its build, its checks.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::process::{root, run_beside, run_quietly, stamp, step};

/// npm's command.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn npm(arguments: &str) -> Command {
    let mut command = Command::new(NPM);
    command.args(arguments.split(' ')).current_dir(root().join("ui"));
    command
}

/// Installs the packages of the lock file, unless they are there already.
fn install() -> Result<()> {
    let ui = root().join("ui");
    let lock =
        fs::read(ui.join("package-lock.json")).context("cannot read ui/package-lock.json")?;
    let installed = stamp("package-lock.json")?;
    if ui.join("node_modules").is_dir() && fs::read(&installed).is_ok_and(|done| done == lock) {
        return Ok(());
    }
    step("Installing the user interface's packages", || {
        run_quietly(&mut npm("ci --no-audit --no-fund"))?;
        fs::write(&installed, &lock).context("cannot note that the packages are installed")
    })
}

/// Builds `ui/dist`, unless it is newer than all its sources.
pub(crate) fn build() -> Result<()> {
    install()?;
    let built = stamp("ui-built")?;
    let begun = SystemTime::now();
    if has_dist() && newest(&root().join("ui"))? < modified(&built) {
        return Ok(());
    }
    step("Building the user interface", || {
        run_quietly(&mut npm("run build"))?;
        let noted = fs::File::create(&built).and_then(|file| file.set_modified(begun));
        noted.context("cannot note that the user interface is built")
    })
}

/// Its own checks and tests.
pub(crate) fn check() -> Result<()> {
    install()?;
    for (what, script) in [
        ("Checking the user interface's formatting", "run format:check"),
        ("Checking the user interface's rules (ESLint)", "run lint"),
        ("Checking the user interface's types and accessibility", "run check"),
    ] {
        step(what, || run_quietly(&mut npm(script)))?;
    }
    step("Testing the user interface", || run_beside(&mut npm("run test"), "ui-tests"))
}

/// Whether Vite has built it, rather than a build script written a page in its stead.
fn has_dist() -> bool {
    root().join("ui/dist/assets").is_dir()
}

/// When the newest of the user interface's sources changed.
fn newest(folder: &Path) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    let reading = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        if path.ends_with("node_modules") || path.ends_with("dist") {
            continue;
        }
        newest = newest.max(modified(&path)); // a folder's own time tells of deleted files
        if path.is_dir() {
            newest = newest.max(self::newest(&path)?);
        }
    }
    Ok(newest)
}

fn modified(path: &Path) -> SystemTime {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    modified.unwrap_or(SystemTime::UNIX_EPOCH)
}
