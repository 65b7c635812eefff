//! Tells a person that waits how far long work on the order log is: its update, or its proof.

use std::io::{IsTerminal, Write};

use till::{Progress, Steps, Updating};

use crate::words::Words;

/// How often to tell of an update that nobody watches in a terminal, in percent: a file gets a line each time.
const SELDOM: i64 = 10;

/// How far the update of an older order log is; a file is told as well.
pub(crate) fn of_update(words: &'static Words) -> Updating {
    Updating::new(told(words.updating, words.checking, Some(SELDOM)))
}

/// How far a proof of the order log is, before a terminal.
pub(crate) fn of_proof(words: &'static Words) -> impl Fn(Progress) + Send + Sync + 'static {
    told(words.proving, "", None)
}

/// On standard error: one line that renews itself in a terminal, else one line each so many percent, or none.
fn told(
    sentence: &'static str,
    at_end: &'static str,
    elsewhere: Option<i64>,
) -> impl Fn(Progress) + Send + Sync + 'static {
    let is_terminal = std::io::stderr().is_terminal();
    let steps = if is_terminal { Some(1) } else { elsewhere }.map(Steps::each);
    move |progress| {
        let Some(percent) = steps.as_ref().and_then(|steps| steps.next(progress)) else { return };
        let line = line(sentence, at_end, percent, is_terminal);
        let mut out = std::io::stderr().lock();
        // A closed standard error is no reason to stop the work.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
}

/// In a terminal the cursor goes back to the beginning, so that whatever is said next does not stand behind
/// an unfinished line.
fn line(sentence: &str, at_end: &str, percent: i64, is_terminal: bool) -> String {
    match percent {
        100 if at_end.is_empty() => format!("balcao: {sentence} 100 %\n"),
        100 => format!("balcao: {sentence} 100 %. {at_end}\n"),
        _ if is_terminal => format!("balcao: {sentence} {percent} %\r"),
        _ => format!("balcao: {sentence} {percent} %\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::PORTUGUESE;

    #[test]
    fn a_terminal_gets_one_line_that_renews_itself_and_a_file_gets_many() {
        let words = &PORTUGUESE;
        let begun = "balcao: Trazendo o registro de vendas para esta versão:";
        assert_eq!(line(words.updating, words.checking, 37, true), format!("{begun} 37 %\r"));
        assert_eq!(line(words.updating, words.checking, 40, false), format!("{begun} 40 %\n"));
        for is_terminal in [true, false] {
            let last = line(words.updating, words.checking, 100, is_terminal);
            assert_eq!(
                last,
                format!("{begun} 100 %. Falta gravar no disco; só mais um momento.\n")
            );
        }
    }
}
