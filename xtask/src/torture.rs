//! `cargo xtask torture`: the till under simulated and real accidents.

use std::ffi::OsString;

use anyhow::Result;

use crate::process::{cargo, compile, run};

/// Builds the torture program and what it torments, and hands it the arguments.
pub(crate) fn torture(arguments: &[OsString]) -> Result<()> {
    run(&mut compile("build --package cli --package sandbox --package tests --bins"))?;
    run(cargo("run --quiet --package tests --bin torture --").args(arguments))
}
