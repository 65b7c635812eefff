//! Waiting for a program that this one has started, and not for ever.

use std::io;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// How the program ended. Looks every so often, and ends it where it takes longer than `longest`: `TimedOut`.
pub(crate) fn within(
    child: &mut Child,
    longest: Duration,
    look_every: Duration,
) -> io::Result<ExitStatus> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if begun.elapsed() > longest {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(look_every);
    }
}
