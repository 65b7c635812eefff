//! One slip on its way to the printer. It goes on a thread of its own: a device may keep whoever writes to it for as
//! long as it wants, and nobody waits for that thread where the program ends.

use std::time::Duration;

use contract::PrinterTrouble;
use tokio::sync::oneshot;

use super::channel;
use super::status::{self, Hearing};
use super::{Target, Trouble};

/// What makes the bytes of a slip. It is called when the printer is there, and has put down that it is being printed.
pub(super) type Bytes = Box<dyn FnOnce() -> Result<Vec<u8>, String> + Send>;

/// How a slip ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The printer has all of it.
    Printed(Hearing),
    /// Not a byte of it was sent.
    NotBegun(Trouble),
    /// Some of it may have come out.
    Doubtful(Trouble),
    /// There is nothing to be sent, or it could not be put down.
    NoBytes(String),
}

/// All waits of a job together are shorter.
const LONGEST: Duration = Duration::from_secs(20);

/// Sends a slip; `Err`: the thread that does hangs in the system, and goes on to.
pub(super) async fn send(
    target: Target,
    known: Hearing,
    bytes: Bytes,
) -> Result<Outcome, oneshot::Receiver<Outcome>> {
    let (done, mut outcome) = oneshot::channel();
    let work = move || {
        // Nobody waits for it any more where the till was closed.
        let _ = done.send(sent(&target, known, bytes));
    };
    if let Err(error) = std::thread::Builder::new().name("printer".into()).spawn(work) {
        return Ok(Outcome::NotBegun(Trouble::told(PrinterTrouble::Faulty, &error)));
    }
    match tokio::time::timeout(LONGEST, &mut outcome).await {
        Ok(Ok(outcome)) => Ok(outcome),
        Ok(Err(_)) => Ok(Outcome::Doubtful(Trouble::new(PrinterTrouble::Faulty))),
        Err(_) => Err(outcome),
    }
}

fn sent(target: &Target, known: Hearing, bytes: Bytes) -> Outcome {
    let mut channel = match channel::open(target) {
        Ok(channel) => channel,
        Err(trouble) => return Outcome::NotBegun(trouble),
    };
    let hearing = match status::ask(&mut *channel, known) {
        Ok(hearing) => hearing,
        Err(trouble) => return Outcome::NotBegun(trouble),
    };
    let bytes = match bytes() {
        Ok(bytes) => bytes,
        Err(why) => return Outcome::NoBytes(why),
    };
    if let Err(error) = channel.write(&bytes) {
        return Outcome::Doubtful(Trouble::using(&error));
    }
    if hearing == Hearing::Answers
        && let Err(trouble) = status::ask_after(&mut *channel)
    {
        return Outcome::Doubtful(trouble);
    }
    match channel.end() {
        Ok(()) => Outcome::Printed(hearing),
        Err(error) => Outcome::Doubtful(Trouble::using(&error)),
    }
}
