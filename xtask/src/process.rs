//! Steps that say what they do and how long it took, and the commands in them.

use std::fs::File;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The steps that are done, in the order of their ends, and how long each took.
static DONE: Mutex<Vec<(String, Duration)>> = Mutex::new(Vec::new());

/// Lints turn warnings into errors. Clippy's driver takes its arguments from a variable, in this spelling, as
/// `cargo clippy -- -Dwarnings` hands them on.
const DENY_WARNINGS: &str = "-Dwarnings__CLIPPY_HACKERY__";

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
    let took = begun.elapsed();
    println!("✓ {what} ({:.1} s)", took.as_secs_f32());
    DONE.lock().unwrap_or_else(PoisonError::into_inner).push((what.to_owned(), took));
    Ok(result)
}

/// Prints every step that is done with its seconds, the longest first. Steps that ran side by side add up to more
/// than the whole took.
pub(crate) fn print_seconds() {
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    done.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
    println!("Seconds of each step:");
    for (what, took) in done {
        println!("{:8.1}  {what}", took.as_secs_f32());
    }
}

/// A piece of work that may run beside others.
pub(crate) type Lane<'a> = &'a (dyn Fn() -> Result<()> + Sync);

/// Runs the lanes side by side and waits for all of them. Answers with the first error, in the order of the
/// lanes; the others are printed.
pub(crate) fn side_by_side(lanes: &[Lane<'_>]) -> Result<()> {
    let results: Vec<Result<()>> = thread::scope(|scope| {
        let started: Vec<_> = lanes.iter().map(|&lane| scope.spawn(lane)).collect();
        let joined = started.into_iter().map(thread::ScopedJoinHandle::join);
        joined.map(|result| result.unwrap_or_else(|_| bail!("xtask itself panicked"))).collect()
    });
    let mut errors = results.into_iter().filter_map(Result::err);
    let first = errors.next();
    errors.for_each(|error| eprintln!("xtask: {error:#}"));
    first.map_or(Ok(()), Err)
}

/// `cargo` that compiles: a person sees its progress, a log only what is wrong.
pub(crate) fn compile(arguments: &str) -> Command {
    let mut command = cargo(arguments);
    if !std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_QUIET", "true");
    }
    command
}

/// `cargo build` or `cargo test` of the whole workspace as the tests need it. One build does three things: it
/// compiles, it holds the code against clippy's rules, and it has the breakages in it that the torture chooses
/// from. The packages, features and compiler are the same each time, so that cargo builds nothing twice.
///
/// Clippy's driver is the compiler itself with more lints; all that it changes in a program is that some
/// optimisations are left out, which debug builds do without.
pub(crate) fn for_the_tests(command: &str, targets: &str) -> Command {
    let mut cargo =
        compile(&format!("{command} --workspace --features torture/sabotage {targets}"));
    cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").env("CLIPPY_ARGS", DENY_WARNINGS);
    cargo
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

/// Runs a command beside others: what it says is printed in one piece when it has ended, and kept in
/// `target/xtask/<name>.log`.
pub(crate) fn run_beside(command: &mut Command, name: &str) -> Result<()> {
    let log = stamp(&format!("{name}.log"))?;
    let keeping = || format!("cannot write {}", log.display());
    let file = File::create(&log).with_context(keeping)?;
    command.stdout(file.try_clone().with_context(keeping)?).stderr(file);
    let result = run(command);
    println!("{}", std::fs::read_to_string(&log).with_context(keeping)?.trim_end());
    result
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
