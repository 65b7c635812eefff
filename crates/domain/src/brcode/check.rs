//! What must hold before a code is shown to a customer.

use super::{BrCode, BrCodeError, Kind, MAX_BYTES};
use crate::Centavos;

/// Checks a code for a sale of `amount`: sound fields, a right CRC, Pix, no recurrence, visible
/// characters only, and no other amount than the sale's, nor anything on top. A static code has to name
/// the amount; the terms of a dynamic one prevail over what it names, so that it may leave it out.
///
/// White space at the text's ends is the caller's to take away.
pub fn check(text: &str, amount: Centavos) -> Result<BrCode, BrCodeError> {
    if text.len() > MAX_BYTES {
        return Err(BrCodeError::TooLong);
    }
    if let Some(at) = invisible(text) {
        return Err(BrCodeError::Invisible { at });
    }
    let code = BrCode::parse(text)?;
    if code.has_recurrence() {
        return Err(BrCodeError::Recurrence);
    }
    let kind = code.kind().ok_or(BrCodeError::NotPix)?;
    if code.has_other_terms() {
        return Err(BrCodeError::OtherAmount);
    }
    match code.amount_text() {
        Some(written) => match read(written) {
            Some(told) if told == amount => Ok(code),
            Some(_) => Err(BrCodeError::OtherAmount),
            None => Err(BrCodeError::UnreadableAmount),
        },
        None if kind == Kind::Dynamic => Ok(code),
        None => Err(BrCodeError::NoAmount),
    }
}

/// The amount as EMVCo has it (MPM, 4.7.4: digits and one point), and as banks write it: `10`, `10.`,
/// `10.0`, `010.00`.
fn read(written: &str) -> Option<Centavos> {
    let is_plain = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = written.strip_suffix('.').unwrap_or(written);
    let significant = number.trim_start_matches('0');
    // A zero stays before the point, or alone.
    let is_bare = significant.is_empty() || significant.starts_with('.');
    let number = if is_bare && number.len() > significant.len() {
        format!("0{significant}")
    } else {
        significant.to_owned()
    };
    Centavos::from_decimal(&number).ok().filter(|_| is_plain)
}

/// Where the first character stands that is not seen. Among letters the joint of emoji is one.
fn invisible(text: &str) -> Option<usize> {
    let mut before = ' ';
    let is_it = |(_, letter): &(usize, char)| {
        let before = std::mem::replace(&mut before, *letter);
        is_invisible(*letter) || (*letter == JOINT && before.is_ascii())
    };
    text.char_indices().find(is_it).map(|(at, _)| at)
}

/// Makes one emoji of two.
const JOINT: char = '\u{200d}';

/// Controls, marks that turn the direction of writing, and characters without a width: what is copied or printed
/// would not be what is seen. Less than what is cleaned off a text that is shown: how a payee dresses its name up
/// (emoji and their joints, accents, blank patterns) stops no sale.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_banks_write_it() {
        for (written, centavos) in [
            ("10", 1_000),
            ("10.", 1_000),
            ("10.0", 1_000),
            ("10.00", 1_000),
            ("10.000", 1_000),
            ("010.00", 1_000),
            ("0.01", 1),
            ("0", 0),
            ("00", 0),
            ("0.", 0),
            ("9999999999.99", Centavos::MAX.get()),
        ] {
            assert_eq!(read(written), Some(Centavos::new(centavos)), "{written}");
        }
        for written in [
            "", ".", "..", ".5", "10,00", "1e1", "-10", "+10", " 10", "10.001", "1.2.3", "R$10",
            "\u{661}",
        ] {
            assert_eq!(read(written), None, "{written}");
        }
    }
}
