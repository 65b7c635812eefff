//! `cargo xtask test`: everything that must hold before a change goes in.

use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::process::{
    cargo, for_the_tests, print_seconds, run, run_beside, side_by_side, step, target_dir,
};
use crate::session::Session;
use crate::{setup, ui};

/// Black-box tests at once. Most of them wait for another program or for a clock, but many drive a browser, and a till
/// that gets no turn for five seconds takes its keyring for silent.
const BLACK_BOX_THREADS: &str = "6";

/// Runs every check and test.
pub(crate) fn test() -> Result<()> {
    let begun = Instant::now();
    setup::node()?;
    side_by_side(&[&setup::for_the_tests, &ui::build])?;
    side_by_side(&[&rust, &ui::check])?;
    print_seconds();
    println!("All is well ({:.0} s).", begun.elapsed().as_secs_f32());
    Ok(())
}

/// What is written in Rust.
fn rust() -> Result<()> {
    step("Checking Rust's formatting", || run(&mut cargo("fmt --all --check")))?;
    step("Building everything, with Rust's rules (clippy)", || {
        run(&mut for_the_tests("build", "--all-targets"))
    })?;
    side_by_side(&[&rooms, &simulated_lives, &accidents])?;
    // Behind the others: beside them hardly any time is won on two cores, and a browser that gets no turn for seconds
    // fails a till that is well.
    black_box()
}

/// The real programs, as a shop would start them, in the terminal, the window and a browser.
fn black_box() -> Result<()> {
    let session = Session::in_memory("blackbox")?;
    step("Running the black-box tests", || {
        let tests = for_the_tests("test", "--test blackbox");
        let mut tests = session.inside(&tests);
        run_beside(tests.env("RUST_TEST_THREADS", BLACK_BOX_THREADS), "blackbox")
    })
}

/// The tests of each room. The house keeps to the names of their targets.
fn rooms() -> Result<()> {
    let session = Session::in_memory("rooms")?;
    step("Running the tests of the rooms", || {
        let tests = for_the_tests("test", "--lib --bins --examples --test all");
        run_beside(&mut session.inside(&tests), "rooms")
    })
}

/// The tool that tortures.
fn torture(arguments: &str) -> Result<Command> {
    let mut command = Command::new(target_dir()?.join("debug/torture"));
    command.args(arguments.split(' '));
    Ok(command)
}

/// Accidents in simulated time: enough to catch a till that is broken, few enough to wait for.
fn simulated_lives() -> Result<()> {
    step("Torturing the till: 300 simulated lives", || {
        run_beside(&mut torture("till --runs 300")?, "torture-till")
    })
}

/// Accidents of real programs, and proof that each breakage would be found.
fn accidents() -> Result<()> {
    // Real tills keep their credentials in a keyring. Their files are on a disk, as in a shop.
    let session = Session::on_disk("kill")?;
    step("Torturing the till: 30 real kills", || {
        run_beside(&mut session.inside(&torture("kill --rounds 30")?), "torture-kill")
    })?;
    step("Torturing the relay and 20 tills: 12 seconds of accidents", || {
        run_beside(&mut torture("relay --seconds 12")?, "torture-relay")
    })?;
    step("Torturing what is broken on purpose: each must be found out", || {
        run_beside(&mut torture("broken")?, "torture-broken")
    })
}
