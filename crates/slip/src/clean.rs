//! Texts as paper can hold them: one character, one place.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// What Windows' page 1252 has beside Latin-1: the most that any printer's page holds.
const BESIDE_LATIN_1: &str = "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

/// A text in which each character takes one place on a line: spaces of every kind are spaces, what cannot be printed
/// anywhere is its letter without the accent, `?`, or, where it is an emoji, nothing.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::new();
    for letter in text.nfc() {
        match letter {
            '…' => cleaned.push_str("..."),
            _ if letter.is_whitespace() => cleaned.push(' '),
            _ if is_held(letter) => cleaned.push(letter),
            _ => cleaned.extend(stand_in(letter)),
        }
    }
    cleaned
}

/// Whether some page that printers have holds the letter.
fn is_held(letter: char) -> bool {
    matches!(letter, ' '..='~' | '¡'..='¬' | '®'..='ÿ') || BESIDE_LATIN_1.contains(letter)
}

/// What stands for a letter that no page holds.
fn stand_in(letter: char) -> Option<char> {
    if letter.is_control() || is_combining_mark(letter) || is_picture(letter) {
        return None;
    }
    let base = match letter {
        'Ł' => 'L',
        'ł' => 'l',
        _ => base(letter),
    };
    Some(if is_held(base) { base } else { '?' })
}

/// A letter without its accent; itself where it has none.
pub(crate) fn base(letter: char) -> char {
    let mut first = None;
    decompose_canonical(letter, |part| first = first.or(Some(part)));
    first.unwrap_or(letter)
}

/// Emoji and what shapes them, which take two places or none.
fn is_picture(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{2190}'..='\u{21ff}'
            | '\u{2300}'..='\u{23ff}'
            | '\u{2460}'..='\u{24ff}'
            | '\u{2600}'..='\u{27bf}'
            | '\u{2900}'..='\u{297f}'
            | '\u{2b00}'..='\u{2bff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{1f000}'..='\u{1faff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_takes_one_place_and_emoji_take_none() {
        for (text, cleaned) in [
            ("Padaria do Zé", "Padaria do Zé"),
            ("Padaria do Ze\u{301}", "Padaria do Zé"),
            ("Açaí 🍇 da Vó 👩‍🍳", "Açaí  da Vó "),
            ("R$\u{a0}46,90", "R$ 46,90"),
            ("Łukasz Nguyễn", "Lukasz Nguyen"),
            ("Иван 日本", "???? ??"),
            ("fim…", "fim..."),
            ("a\tb\nc\u{7}", "a b c"),
            ("2ª via, 1º §", "2ª via, 1º §"),
        ] {
            assert_eq!(clean(text), cleaned, "{text}");
        }
    }
}
