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
        let mut out = std::io::stderr().lock();
        // A closed standard error is no reason to stop an update.
        let _ =
            out.write_all(line(words, percent, is_terminal).as_bytes()).and_then(|()| out.flush());
    })
}

/// In a terminal the cursor goes back to the beginning, so that whatever is said next does not stand behind
/// an unfinished line.
fn line(words: &Words, percent: i64, is_terminal: bool) -> String {
    let sentence = words.updating;
    match percent {
        100 => format!("balcao: {sentence} 100 %. {}\n", words.checking),
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
        assert_eq!(line(words, 37, true), format!("{begun} 37 %\r"));
        assert_eq!(line(words, 40, false), format!("{begun} 40 %\n"));
        for is_terminal in [true, false] {
            let last = line(words, 100, is_terminal);
            assert_eq!(
                last,
                format!("{begun} 100 %. Falta gravar no disco; só mais um momento.\n")
            );
        }
    }
}
