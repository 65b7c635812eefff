//! `cargo xtask run`: a first sale, with a window or without.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::process::{compile, run as run_command, step, target_dir};
use crate::{setup, ui};

/// Builds the till and opens it in training mode; without a display it sells in this terminal.
/// Answers with the till's own exit code.
pub(crate) fn run(release: bool) -> Result<ExitCode> {
    if has_display() {
        setup::node()?;
        setup::for_the_window()?;
        ui::build()?;
        build("balcao-till", release)?;
        println!("▶ Opening the till in training mode: no sale is real. Close the window to end.");
        return open("balcao-till", &["--training"], release);
    }
    println!("There is no display here, so this sale of R$ 12,50 happens in the terminal.");
    build("balcao", release)?;
    open("balcao", &["--training", "charge", "12,50"], release)
}

/// Whether a window could be opened.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn build(program: &str, release: bool) -> Result<()> {
    step("Building the till (the first time takes some minutes)", || {
        // Chosen out of the whole workspace, its libraries are those that the tests use too.
        let mut build = compile("build --workspace --bin");
        build.arg(program);
        if release {
            build.arg("--release");
        }
        run_command(&mut build)
    })
}

fn open(program: &str, arguments: &[&str], release: bool) -> Result<ExitCode> {
    let path = target_dir()?.join(if release { "release" } else { "debug" }).join(program);
    let status = Command::new(&path).args(arguments).status();
    let status = status.with_context(|| format!("cannot start {}", path.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
