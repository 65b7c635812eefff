//! Tells a person that waits how far long work on the order log is: its update, or its proof.

use std::io::{IsTerminal, Write};

use till::{Progress, Steps, Updating};

use crate::words::Words;

/// How far the update of an older order log is.
pub(crate) fn tell(words: &'static Words) -> Updating {
    Updating::new(steps(words.updating, words.checking))
}

/// On standard error: one line that renews itself in a terminal, else one line each 10 %.
pub(crate) fn steps(
    sentence: &'static str,
    at_end: &'static str,
) -> impl Fn(Progress) + Send + Sync + 'static {
    let is_terminal = std::io::stderr().is_terminal();
    let steps = Steps::each(if is_terminal { 1 } else { 10 });
    move |progress: Progress| {
        let Some(percent) = steps.next(progress) else { return };
        let mut out = std::io::stderr().lock();
        let line = line(sentence, at_end, percent, is_terminal);
        // A closed standard error is no reason to stop the work.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
}

/// In a terminal the cursor goes back to the beginning, so that whatever is said next does not stand behind
/// an unfinished line.
fn line(sentence: &str, at_end: &str, percent: i64, is_terminal: bool) -> String {
    match percent {
        100 => format!("{}\n", format!("balcao: {sentence} 100 %. {at_end}").trim_end()),
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
