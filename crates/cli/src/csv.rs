//! Tables for spreadsheets: RFC 4180, and no cell that a spreadsheet would calculate.

/// One line without its end; whoever prints it ends it with CR LF.
pub(crate) fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.into_iter().map(cell).collect();
    cells.join(",")
}

/// A cell in quotes where the form needs them. A spreadsheet takes what begins with one of these
/// signs for a formula, and what comes from outside may be one: an apostrophe makes it a text.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// An amount as every spreadsheet reads it: `12.50`. Amounts here are never negative.
pub(crate) fn amount(centavos: i64) -> String {
    format!("{}.{:02}", centavos / 100, centavos % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(row(["a", "", "João S***"]), "a,,João S***");
        assert_eq!(
            row(["a,b", "say \"x\"", "two\r\nlines"]),
            "\"a,b\",\"say \"\"x\"\"\",\"two\r\nlines\""
        );
    }

    #[test]
    fn nothing_from_outside_becomes_a_formula() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(evil), format!("'{evil}"));
        }
        assert_eq!(cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        assert_eq!(cell("1=1"), "1=1");
    }

    #[test]
    fn amounts_have_two_decimals_and_a_point() {
        for (centavos, text) in [(1_250, "12.50"), (5, "0.05"), (100_000_000, "1000000.00")] {
            assert_eq!(amount(centavos), text);
        }
    }
}
