//! `cargo xtask torture`: till and relay under simulated and real accidents.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::process::{compile, run, target_dir};
use crate::session::Session;
use crate::setup;

/// Builds the torture program and what it torments, and hands it the arguments. Real tills keep
/// their credentials in a keyring, so they get one of their own.
pub(crate) fn torture(arguments: &[OsString]) -> Result<()> {
    run(&mut compile(
        "build --workspace --bin balcao --bin balcao-relay --bin balcao-sandbox --bin torture \
         --bin torture-relay-till",
    ))?;
    let mut torture = Command::new(target_dir()?.join("debug/torture"));
    torture.args(arguments);
    if arguments.first().is_none_or(|kind| kind != "kill") {
        return run(&mut torture);
    }
    setup::for_a_keyring()?;
    run(&mut Session::new()?.inside(&torture))
}
