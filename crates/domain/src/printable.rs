//! Words from outside, fit to be shown: in a terminal, on a screen, on paper, in a table, and in logs.
//!
//! Whoever writes them (a payer, a provider, a relay, a person at another till) decides about every character of
//! them. Left as they are they could steer a terminal (controls), write backwards (marks of direction), look like
//! other words (characters that nobody sees), or run over what stands beside them (heaps of accents, sheer length).

use std::fmt;

/// A text of one line without anything that steers, hides or floods. What was made so stays as it is when it is
/// made so again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Printable(String);

/// So many accents may stand on one letter; Vietnamese and Hebrew need two and three.
const MOST_ACCENTS: usize = 3;

/// Where a text was cut.
const CUT: char = '…';

impl Printable {
    /// The longest text if nobody says otherwise, in characters.
    pub const LONGEST: usize = 500;

    /// The text as it may be shown, with at most [`Self::LONGEST`] characters.
    pub fn new(text: &str) -> Self {
        Self::within(text, Self::LONGEST)
    }

    /// The same with at most `longest` characters, 1 and up; a longer one ends with `…`.
    pub fn within(text: &str, longest: usize) -> Self {
        let longest = longest.max(1);
        let mut kept = String::new();
        let (mut count, mut accents) = (0, 0);
        for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
            let letter = if is_break(letter) { ' ' } else { letter };
            let is_accent = is_accent(letter);
            // An accent without a letter would stand on whatever is printed in front.
            if is_accent && (count == 0 || accents == MOST_ACCENTS) {
                continue;
            }
            accents = if is_accent { accents + 1 } else { 0 };
            if count == longest {
                kept.pop();
                kept.push(CUT);
                break;
            }
            kept.push(letter);
            count += 1;
        }
        Self(kept)
    }

    /// The text with whatever may not be shown left out or made a space, of any length. For whole lines of which
    /// only a part came from outside, and which are long by themselves.
    pub fn line(text: &str) -> Self {
        Self::within(text, usize::MAX)
    }

    /// Several lines of any length, each as [`Self::line`] has it. Where lines mean something, the words that stand in
    /// them have to be printable before they are put there.
    pub fn lines(text: &str) -> String {
        let lines = text.split('\n').map(|line| Self::line(line).0);
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Where a text of any length has the first character that may not be shown as it is, in bytes from its
    /// beginning; `None`: all of it may.
    pub fn first_broken(text: &str) -> Option<usize> {
        let kept = Self::line(text);
        let mut kept = kept.0.chars();
        let differs = |(_, letter): &(usize, char)| kept.next() != Some(*letter);
        text.char_indices().find(differs).map(|(at, _)| at)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Printable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Printable> for String {
    fn from(printable: Printable) -> Self {
        printable.0
    }
}

/// What parts words and is no space: tabs, and the ends of lines, pages and paragraphs.
const fn is_break(letter: char) -> bool {
    matches!(letter, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What steers (C0, DEL and C1, ECMA-48), what nobody sees, or what only changes how others are seen: the marks of
/// direction (UAX 9), what has no width or no ink (Unicode's `Default_Ignorable_Code_Point`, and the empty Braille
/// pattern), selectors of variants and tags, and what is no character.
fn is_invisible(letter: char) -> bool {
    (letter.is_control() && !is_break(letter))
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{13430}'..='\u{13440}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
        || letter as u32 & 0xfffe == 0xfffe
}

/// What stands on, under or around the letter before it (general categories `Mn` and `Me`): the blocks of accents,
/// and the scripts in which they are known to be heaped up.
const fn is_accent(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5bd}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6dc}'
            | '\u{6df}'..='\u{6e4}'
            | '\u{e31}'
            | '\u{e34}'..='\u{e3a}'
            | '\u{e47}'..='\u{e4e}'
            | '\u{eb1}'
            | '\u{eb4}'..='\u{ebc}'
            | '\u{ec8}'..='\u{ece}'
            | '\u{f71}'..='\u{f84}'
            | '\u{8ca}'..='\u{8ff}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{2de0}'..='\u{2dff}'
            | '\u{302a}'..='\u{302f}'
            | '\u{3099}'..='\u{309a}'
            | '\u{a66f}'..='\u{a67d}'
            | '\u{a8e0}'..='\u{a8f1}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        Printable::new(text).into()
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in [
            "",
            "João da Silva",
            "São Paulo, Ç 0.-*/@'\"àÜñ R$\u{a0}1,00 “…”",
            "Nguyễn Thị Thúy",
            "e\u{301}le\u{300}ve",
            "北京 Ελλάδα שלום عربى ไทย हिन्दी 👀",
        ] {
            assert_eq!(shown(text), text);
            assert_eq!(Printable::first_broken(text), None);
        }
    }

    #[test]
    fn nothing_steers_hides_or_turns() {
        for (text, clean) in [
            ("a\u{1b}[2Jb\r\nc\u{9b}d\u{7f}e", "a[2Jb  cde"),
            ("a\tb\u{0}c\u{85}d\u{2028}e\u{2029}f", "a bc d e f"),
            ("abc\u{202e}OGAP\u{202c}", "abcOGAP"),
            ("\u{2066}a\u{2069}\u{200e}\u{200f}\u{61c}b", "ab"),
            ("P\u{200b}A\u{200c}G\u{200d}O\u{2060}\u{feff}\u{ad}", "PAGO"),
            ("\u{115f}\u{1160}\u{17b4}\u{180e}\u{3164}\u{ffa0}\u{2800}x", "x"),
            ("a\u{13430}b\u{13437}c\u{13440}", "abc"),
            ("\u{e0041}\u{e007f}\u{e0100}\u{fe0f}x\u{fdd0}\u{ffff}\u{1fffe}", "x"),
        ] {
            assert_eq!(shown(text), clean, "{}", text.escape_unicode());
            assert!(Printable::first_broken(text).is_some());
        }
    }

    #[test]
    fn lines_stay_apart() {
        assert_eq!(Printable::lines("a\u{1b}\n\u{202e}b\r\n"), "a\nb \n");
        assert_eq!(Printable::lines(""), "");
    }

    #[test]
    fn the_first_broken_character_is_found() {
        for (text, at) in [("ab\u{1b}", 2), ("é\u{200b}x", 2), ("\u{301}a", 0), ("a\nb\n", 1)] {
            assert_eq!(Printable::first_broken(text), Some(at), "{}", text.escape_unicode());
        }
    }

    #[test]
    fn accents_do_not_heap_up_nor_stand_alone() {
        let flood = "\u{301}".repeat(100);
        assert_eq!(shown(&format!("a{flood}b")), "a\u{301}\u{301}\u{301}b");
        assert_eq!(shown(&format!("{flood}b")), "b");
        for letter in ['\u{8d3}', '\u{8ff}', '\u{2de0}', '\u{2dff}', '\u{a8e0}', '\u{a8f1}'] {
            let flood = String::from_iter([letter; 100]);
            assert_eq!(
                shown(&format!("a{flood}b")).chars().count(),
                5,
                "{}",
                letter.escape_unicode()
            );
        }
        let mixed = "a\u{301}\u{200b}\u{20dd}\u{e49}\u{fe21}\u{301}b";
        assert_eq!(shown(mixed), "a\u{301}\u{20dd}\u{e49}b");
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(Printable::within("abcdef", 6).as_str(), "abcdef");
        assert_eq!(Printable::within("abcdefg", 6).as_str(), "abcde…");
        assert_eq!(Printable::within("abc\u{202e}def\u{200b}", 6).as_str(), "abcdef");
        assert_eq!(Printable::within("ab", 0).as_str(), "…");
        assert_eq!(shown(&"x".repeat(10_000)).chars().count(), Printable::LONGEST);
        assert_eq!(Printable::line(&"x".repeat(10_000)).as_str().len(), 10_000);
    }

    proptest! {
        #[test]
        fn whatever_comes_is_printable_and_stays_so(
            text in prop_oneof![
                any::<String>(),
                proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter),
                proptest::collection::vec(
                    proptest::sample::select(vec![
                        'a', ' ', '\n', '\u{1b}', '\u{9b}', '\u{202e}', '\u{200b}', '\u{301}', '\u{feff}',
                        '\u{e0020}', '\u{2028}', '…', '\u{fe0f}', '👀',
                    ]),
                    0..40,
                ).prop_map(String::from_iter),
            ],
            longest in 0_usize..50,
        ) {
            let once = Printable::within(&text, longest);
            prop_assert_eq!(&Printable::within(once.as_str(), longest), &once);
            prop_assert_eq!(Printable::first_broken(once.as_str()), None);
            prop_assert!(once.as_str().chars().count() <= longest.max(1));
            prop_assert!(!once.as_str().chars().any(|it| is_invisible(it) || is_break(it)));
        }
    }
}
