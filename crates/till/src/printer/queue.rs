//! The system's own print queue, which takes the bytes as they are: `lp -d NAME -o raw`. There is none for Windows yet.

use std::io::{self, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use contract::PrinterTrouble;

use super::Trouble;
use super::channel::{Channel, WRITE};
use crate::child_ends;

/// How often to look whether the queue has taken it.
const LOOK_EVERY: Duration = Duration::from_millis(20);

struct Queue(Child);

pub(super) fn open(name: &str) -> Result<Box<dyn Channel>, Trouble> {
    if name.starts_with('-') {
        return Err(Trouble::told(PrinterTrouble::Unreachable, &format!("{name}: no queue")));
    }
    if cfg!(windows) {
        let no_way = "the print queue of Windows is not supported yet";
        return Err(Trouble::told(PrinterTrouble::Unreachable, &no_way));
    }
    let begun = Command::new("lp")
        .args(["-d", name, "-o", "raw", "-s"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    match begun {
        Ok(child) => Ok(Box::new(Queue(child))),
        Err(error) => Err(Trouble::told(PrinterTrouble::Unreachable, &format!("lp: {error}"))),
    }
}

impl Channel for Queue {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let input = self.0.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        input.write_all(bytes)
    }

    fn is_two_way(&self) -> bool {
        false
    }

    fn read(&mut self, _: Duration) -> io::Result<u8> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The queue has it when its program ends well.
    fn end(mut self: Box<Self>) -> io::Result<()> {
        drop(self.0.stdin.take());
        let status = child_ends::within(&mut self.0, WRITE, LOOK_EVERY)?;
        if status.success() { Ok(()) } else { Err(io::Error::other(why(&mut self.0))) }
    }
}

/// What the queue's program has said.
fn why(child: &mut Child) -> String {
    let mut said = String::new();
    if let Some(errors) = child.stderr.as_mut() {
        let _ = io::Read::read_to_string(&mut io::Read::take(errors, 500), &mut said);
    }
    said.trim().to_owned()
}
