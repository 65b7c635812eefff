//! `cargo xtask test`: everything that must hold before a change goes in.

use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::process::{cargo, run, step, target_dir};
use crate::session::Session;
use crate::{setup, ui};

/// Simulated runs of the torture, and real kills: enough to catch a broken till, few enough to wait for.
const TORTURE: &[(&str, &[&str])] = &[
    ("Torturing the till: 300 simulated runs", &["till", "--seed", "1", "--runs", "300"]),
    ("Torturing the till: 30 real kills", &["kill", "--rounds", "30"]),
];

/// Runs every check and test, the cheap ones first.
pub(crate) fn test() -> Result<()> {
    let begun = Instant::now();
    setup::node()?;
    setup::for_the_tests()?;
    step("Checking Rust's formatting", || run(&mut cargo("fmt --all --check")))?;
    ui::check()?;
    ui::build()?;
    // The same packages and targets each time, so that cargo agrees with itself on the features
    // and builds no dependency twice.
    step("Checking Rust's rules (clippy)", || {
        run(&mut cargo("clippy --quiet --workspace --all-targets -- -D warnings"))
    })?;
    step("Building everything", || run(&mut cargo("build --quiet --workspace --all-targets")))?;
    let session = Session::new()?;
    step("Running the tests", || run(&mut session.inside(&cargo("test --workspace"))))?;
    for (what, arguments) in TORTURE {
        let torture = target_dir()?.join("debug/torture");
        step(what, || run(&mut session.inside(Command::new(torture).args(*arguments))))?;
    }
    println!("All is well ({:.0} s).", begun.elapsed().as_secs_f32());
    Ok(())
}
