//! Steps that say what they do and how long it took, and the commands in them.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The root of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Where cargo builds: this program runs from `target/debug`.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let this = std::env::current_exe().context("cannot find out where this program runs from")?;
    let target =
        this.ancestors().nth(2).context("this program does not run from a target folder")?;
    Ok(target.to_path_buf())
}

/// Where xtask remembers what it need not do again.
pub(crate) fn stamp(name: &str) -> Result<PathBuf> {
    let folder = target_dir()?.join("xtask");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder.join(name))
}

/// One step: a line when it begins, a line with the time it took when it is done.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▶ {what}");
    let begun = Instant::now();
    let result = work()?;
    println!("✓ {what} ({:.1} s)", begun.elapsed().as_secs_f32());
    Ok(result)
}

/// `cargo` that compiles: a person sees its progress, a log only what is wrong.
pub(crate) fn compile(arguments: &str) -> Command {
    let mut command = cargo(arguments);
    if !std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_QUIET", "true");
    }
    command
}

/// `cargo` in the root of the project.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments.split_whitespace()).current_dir(root());
    // Cargo has told us about the package xtask; build scripts that watch these variables (ring's
    // does) would build again each time one changes from a cargo started by hand to one of ours.
    for (name, _) in std::env::vars_os() {
        let of_package =
            |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(of_package) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command that shows its own progress.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let status = command.stdin(Stdio::null()).status();
    match status.with_context(|| format!("cannot start `{shown}`"))? {
        status if status.success() => Ok(()),
        status => bail!("`{shown}` failed ({status}); what it said stands above"),
    }
}

/// Runs a command whose output is only worth reading when it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("cannot start `{shown}`"))?;
    if output.status.success() {
        return Ok(());
    }
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    bail!("`{shown}` failed ({}); what it said stands above", output.status)
}

/// What a command prints, or nothing if it cannot be run or fails.
pub(crate) fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
