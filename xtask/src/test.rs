//! `cargo xtask test`: everything that must hold before a change goes in.

use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::process::{cargo, compile, run, step, target_dir};
use crate::session::Session;
use crate::{setup, ui};

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
        run(&mut compile("clippy --workspace --all-targets -- -D warnings"))
    })?;
    step("Building everything", || run(&mut compile("build --workspace --all-targets")))?;
    let session = Session::new()?;
    // Most of the slow ones wait for another program, so more of them than cores go side by side.
    step("Running the tests", || {
        run(session.inside(&cargo("test --workspace")).env("RUST_TEST_THREADS", "6"))
    })?;
    torture(&session)?;
    println!("All is well ({:.0} s).", begun.elapsed().as_secs_f32());
    Ok(())
}

/// Accidents: enough to catch a till or a relay that is broken, few enough to wait for.
fn torture(session: &Session) -> Result<()> {
    let programs = target_dir()?.join("debug");
    let torture = |arguments: &str| {
        let mut command = Command::new(programs.join("torture"));
        command.args(arguments.split(' '));
        session.inside(&command)
    };
    step("Torturing the till: 300 simulated lives", || run(&mut torture("till --runs 300")))?;
    step("Torturing the till: 30 real kills", || run(&mut torture("kill --rounds 30")))?;
    step("Torturing the relay and 20 tills: 12 seconds of accidents", || {
        run(Command::new(programs.join("torture")).args(["relay", "--seconds", "12"]))
    })?;
    step("Torturing what is broken on purpose: each must be found out", || {
        // By its package alone, cargo would build most libraries once more.
        run(&mut compile(
            "build --workspace --features torture/sabotage --bin torture-broken --bin relay-broken \
             --bin torture-relay-till-broken",
        ))?;
        run(Command::new(programs.join("torture-broken")).arg("broken"))
    })
}
