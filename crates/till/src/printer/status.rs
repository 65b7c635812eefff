//! What a printer says of itself (DLE EOT 1 to 4).

use std::io::ErrorKind;
use std::time::Instant;

use contract::PrinterTrouble;

use super::Trouble;
use super::channel::{Channel, STATUS};

/// Whether a printer answers at all, as far as this process knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hearing {
    /// It was never asked.
    Unknown,
    /// It answers.
    Answers,
    /// It never did, or what it says makes no sense: it is not asked any more.
    Silent,
}

/// Asks a printer how it is. Fails where it says that it cannot print, and where one that answers does not.
pub(super) fn ask(channel: &mut dyn Channel, known: Hearing) -> Result<Hearing, Trouble> {
    if known == Hearing::Silent || !channel.is_two_way() {
        return Ok(Hearing::Silent);
    }
    let begun = Instant::now();
    for question in 1..=4_u8 {
        if channel.write(&[0x10, 0x04, question]).is_err() {
            return Err(Trouble::new(PrinterTrouble::Unreachable));
        }
        let within = STATUS.saturating_sub(begun.elapsed());
        let answer = match channel.read(within) {
            Ok(answer) if is_status(answer) => answer,
            // Nobody can tell what garbage means: whatever it is, it does not keep slips from being printed.
            Ok(_) => return Ok(Hearing::Silent),
            Err(error) if is_time_out(error.kind()) => {
                return match known {
                    Hearing::Answers if question == 1 => Err(Trouble::new(PrinterTrouble::Hangs)),
                    // Many answer the first question alone.
                    _ if question > 1 => Ok(Hearing::Answers),
                    _ => Ok(Hearing::Silent),
                };
            }
            Err(error) => return Err(Trouble::told(PrinterTrouble::Unreachable, &error)),
        };
        if let Some(what) = trouble(question, answer) {
            return Err(Trouble::new(what));
        }
    }
    Ok(Hearing::Answers)
}

/// After the last byte: whether it is there still, and has paper. One that answered before and does not now may have
/// lost what it was given.
pub(super) fn ask_after(channel: &mut dyn Channel) -> Result<(), Trouble> {
    channel.write(&[0x10, 0x04, 0x04]).map_err(|error| Trouble::using(&error))?;
    match channel.read(STATUS) {
        Ok(answer) if is_status(answer) => {
            trouble(4, answer).map_or(Ok(()), |what| Err(Trouble::new(what)))
        }
        Err(error) => Err(Trouble::using(&error)),
        Ok(_) => Ok(()),
    }
}

fn is_time_out(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::TimedOut | ErrorKind::WouldBlock)
}

/// What every answer has in common: bits 0 and 7 are 0, bits 1 and 4 are 1.
const fn is_status(answer: u8) -> bool {
    answer & 0b1001_0011 == 0b0001_0010
}

/// What keeps it from printing.
fn trouble(question: u8, answer: u8) -> Option<PrinterTrouble> {
    let has = |bits: u8| answer & bits != 0;
    match question {
        2 if has(0x04) => Some(PrinterTrouble::LidOpen),
        2 if has(0x20) => Some(PrinterTrouble::NoPaper),
        2 if has(0x40) => Some(PrinterTrouble::Faulty),
        // The knife, and what does not end by itself. What does (0x40) will have ended.
        3 if has(0x28) => Some(PrinterTrouble::Faulty),
        4 if has(0x60) => Some(PrinterTrouble::NoPaper),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_says_what_it_means_and_garbage_nothing() {
        for (question, answer, expected) in [
            (1, 0x12, None),
            (1, 0x1A, None),
            (2, 0x16, Some(PrinterTrouble::LidOpen)),
            (2, 0x32, Some(PrinterTrouble::NoPaper)),
            (2, 0x52, Some(PrinterTrouble::Faulty)),
            (3, 0x1A, Some(PrinterTrouble::Faulty)),
            (4, 0x1E, None),
            (4, 0x72, Some(PrinterTrouble::NoPaper)),
        ] {
            assert!(is_status(answer));
            assert_eq!(trouble(question, answer), expected, "{question}: {answer:#x}");
        }
        for garbage in [0x00, 0xFF, b'H', b'\n', 0x92] {
            assert!(!is_status(garbage), "{garbage:#x}");
        }
    }
}
