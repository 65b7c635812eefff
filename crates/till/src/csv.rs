//! Tables for spreadsheets: RFC 4180, and no cell that a spreadsheet would calculate.

use domain::Printable;

/// One line without its end; whoever prints it ends it with CR LF.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.into_iter().map(cell).collect();
    cells.join(",")
}

/// What parts cells or lines in the tables of one spreadsheet or another: where a comma is the decimal sign a
/// semicolon parts them, and quotes are then no quotes, for they stand inside of a cell.
const SEPARATORS: [char; 6] = [',', ';', '|', '\t', '\r', '\n'];

/// What a formula begins with, also in the width of Chinese and Japanese writing, which spreadsheets read alike.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A cell in quotes where the form needs them.
pub(crate) fn cell(text: &str) -> String {
    let text = without_formulas(Printable::line(text).as_str());
    if text.contains(SEPARATORS) || text.contains('"') {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// A text of which no part would be calculated, whatever a spreadsheet takes for the beginning of a cell: an
/// apostrophe makes a text of what begins like a formula, behind blanks and quotes too.
fn without_formulas(text: &str) -> String {
    let mut safe = String::new();
    let mut beginning = Some(0);
    for letter in text.chars() {
        match beginning {
            Some(at) if FORMULA.contains(&letter) => {
                safe.insert(at, '\'');
                beginning = None;
            }
            Some(_) if letter.is_whitespace() || ['"', '\'', '`'].contains(&letter) => {}
            _ => beginning = None,
        }
        safe.push(letter);
        if SEPARATORS.contains(&letter) {
            beginning = Some(safe.len());
        }
    }
    safe
}

/// An amount as every program reads it: `12.50`, `-0.05`.
pub fn amount(centavos: i64) -> String {
    let sign = if centavos < 0 { "-" } else { "" };
    let whole = centavos.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(row(["a", "", "João S***"]), "a,,João S***");
        assert_eq!(row(["a,b", "say \"x\"", "a;b"]), "\"a,b\",\"say \"\"x\"\"\",\"a;b\"");
        assert_eq!(row(["two\r\nlines"]), "two  lines", "a cell is one line");
    }

    #[test]
    fn nothing_from_outside_becomes_a_formula() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠A1", " =1", "\u{a0}=1"]
        {
            assert_eq!(cell(evil), format!("'{evil}"));
        }
        assert_eq!(cell("\t=1"), "' =1");
        assert_eq!(cell("\u{200b}=1"), "'=1");
        assert_eq!(cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        assert_eq!(cell("\"=1"), "\"'\"\"=1\"");
        assert_eq!(cell("a;=1"), "\"a;'=1\"");
        assert_eq!(cell("a, -1|+2"), "\"a,' -1|'+2\"");
        for plain in ["1=1", "a-b", "12.50", "2026-11-28T15:20:23Z", "zé@loja.example"] {
            assert_eq!(cell(plain), plain);
        }
    }

    #[test]
    fn amounts_have_two_decimals_and_a_point() {
        for (centavos, text) in
            [(1_250, "12.50"), (5, "0.05"), (-5, "-0.05"), (100_000_000, "1000000.00")]
        {
            assert_eq!(amount(centavos), text);
        }
    }

    /// Reads a line by RFC 4180.
    fn read(line: &str) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                letter => cell.push(letter),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn no_reading_of_a_row_has_a_formula(
            cells in proptest::collection::vec(
                prop_oneof![
                    any::<String>(),
                    proptest::collection::vec(
                        proptest::sample::select(vec![
                            '=', '+', '-', '@', '＝', '＠', ',', ';', '|', '\t', '\r', '\n', '"', '\'', ' ',
                            'a', '1', '\u{200b}', '\u{202e}', '\u{a0}',
                        ]),
                        0..12,
                    ).prop_map(String::from_iter),
                ],
                1..5,
            ),
        ) {
            let line = row(cells.iter().map(String::as_str));
            let read = read(&line);
            prop_assert_eq!(read.len(), cells.len());
            for separator in SEPARATORS {
                // As a spreadsheet reads it that goes by another separator, and by no quotes.
                for part in line.split(separator).chain(read.iter().map(String::as_str)) {
                    let part = part.trim_start_matches(|it: char| it.is_whitespace() || it == '"');
                    prop_assert!(!part.starts_with(FORMULA), "{line:?}: {part:?}");
                }
            }
        }
    }
}
