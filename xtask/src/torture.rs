//! `cargo xtask torture`: till and relay under simulated and real accidents.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::process::{for_the_tests, run, target_dir};
use crate::session::Session;
use crate::setup;

/// Builds the torture program and what it torments, and hands it the arguments. Real tills keep
/// their credentials in a keyring, so they get one of their own.
pub(crate) fn torture(arguments: &[OsString]) -> Result<()> {
    run(&mut for_the_tests(
        "build",
        "--bin balcao --bin balcao-relay --bin balcao-sandbox --bin torture --bin torture-relay-till \
         --bin relay-broken --bin torture-relay-till-broken",
    ))?;
    let mut torture = Command::new(target_dir()?.join("debug/torture"));
    torture.args(arguments);
    if arguments.first().is_none_or(|kind| kind != "kill") {
        return run(&mut torture);
    }
    setup::for_a_keyring()?;
    run(&mut Session::on_disk("torture")?.inside(&torture))
}
