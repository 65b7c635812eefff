//! Texts broken into lines that fit.

/// How many places a text takes; it was cleaned.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text in lines of at most so many characters. It is broken between words; a word that is longer than a line is
/// broken where the line ends, and nothing else is.
pub(crate) fn wrap(text: &str, most: usize) -> Vec<String> {
    let most = most.max(1);
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let begun = lines.last().map_or(0, |line| width(line));
        let room = if begun == 0 { most } else { most.saturating_sub(begun + 1) };
        if width(word) > room && begun > 0 {
            lines.push(String::new());
        }
        for (at, part) in parts(word, most).into_iter().enumerate() {
            if at > 0 {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&part);
            }
        }
    }
    lines
}

/// The text cut where lines end, spaces and all.
pub(crate) fn parts(text: &str, most: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(most.max(1)).map(|part| part.iter().collect()).collect()
}

/// Two texts on one line, at its ends, where there is a space at least between them.
pub(crate) fn pair(left: &str, right: &str, columns: usize) -> Option<String> {
    let gap = columns.checked_sub(width(left) + width(right))?;
    let is_alone = left.is_empty() || right.is_empty();
    (gap > 0 || is_alone).then(|| format!("{left}{:gap$}{right}", ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(
            wrap("Rua das Acácias, 120 - São Paulo SP", 20),
            ["Rua das Acácias, 120", "- São Paulo SP"]
        );
        assert_eq!(
            wrap("o E60701190202611281658aK7x2Qw9Lm0", 32),
            ["o", "E60701190202611281658aK7x2Qw9Lm0"]
        );
        assert_eq!(wrap("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn a_pair_stands_at_both_ends_or_not_at_all() {
        assert_eq!(pair("a", "b", 4).as_deref(), Some("a  b"));
        assert_eq!(pair("ab", "cd", 4), None, "they would read as one word");
        assert_eq!(pair("", "abcd", 4).as_deref(), Some("abcd"));
    }

    proptest! {
        #[test]
        fn no_line_is_longer_and_no_letter_is_lost(text in "[a-zç ]{0,200}", most in 1_usize..50) {
            let lines = wrap(&text, most);
            prop_assert!(lines.iter().all(|line| width(line) <= most));
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
