//! Tells a person that waits how far the update of an older order log is.

use std::io::{IsTerminal, Write};

use till::{Progress, Steps, Updating};

use crate::words::Words;

/// On standard error: one line that renews itself in a terminal, else one line each 10 %.
pub(crate) fn tell(words: &'static Words) -> Updating {
    let is_terminal = std::io::stderr().is_terminal();
    let steps = Steps::each(if is_terminal { 1 } else { 10 });
    Updating::new(move |progress: Progress| {
        let Some(percent) = steps.next(progress) else { return };
        // The cursor goes back, so that whatever is said next does not stand behind an unfinished line.
        let end = match percent {
            100 => format!(". {}\n", words.checking),
            _ if is_terminal => "\r".to_owned(),
            _ => "\n".to_owned(),
        };
        let sentence = words.updating;
        let mut out = std::io::stderr().lock();
        // A closed standard error is no reason to stop an update.
        let _ = write!(out, "balcao: {sentence} {percent} %{end}").and_then(|()| out.flush());
    })
}
