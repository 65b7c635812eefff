//! The one table of a report: what was measured beside what is wanted.

use std::fmt::{self, Display, Formatter, Write as _};

use serde::Serialize;

use crate::figures::Wanted;

/// A line of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    what: String,
    /// As a person reads it, with its unit; or why there is no figure.
    measured: String,
    /// The figure itself in that unit; absent: it cannot be had here.
    figure: Option<f64>,
    /// What it was measured beside, in the same run.
    beside: String,
    /// What is wanted; empty: the figure is only reported.
    wanted: String,
    met: Option<bool>,
}

/// A figure with its unit, in as many digits as tell something.
pub(crate) fn figure(value: f64, unit: &str) -> String {
    let digits = match value.abs() {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}{unit}")
}

impl Line {
    /// A figure that is held against what is wanted.
    pub(crate) fn judged(
        what: impl Into<String>,
        value: f64,
        unit: &str,
        wanted: Wanted,
        beside: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            measured: figure(value, unit),
            figure: Some(value),
            beside: beside.into(),
            wanted: wanted.text(unit),
            met: Some(wanted.is_met_by(value)),
        }
    }

    /// A figure that nothing is wanted of.
    pub(crate) fn reported(
        what: impl Into<String>,
        value: f64,
        unit: &str,
        beside: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            measured: figure(value, unit),
            figure: Some(value),
            beside: beside.into(),
            wanted: String::new(),
            met: None,
        }
    }

    /// A figure that cannot be had, and why.
    pub(crate) fn missing(what: impl Into<String>, why: impl Into<String>, wanted: String) -> Self {
        Self {
            what: what.into(),
            measured: why.into(),
            figure: None,
            beside: String::new(),
            wanted,
            met: None,
        }
    }

    /// The same, and what must be said of it.
    pub(crate) fn with_note(self, note: &str) -> Self {
        Self { beside: format!("{}; {note}", self.beside), ..self }
    }

    /// What is wanted is not there at all, whatever was measured.
    pub(crate) fn but_unmet(self, why: &str) -> Self {
        Self { measured: format!("{} ({why})", self.measured), met: Some(false), ..self }
    }
}

/// The table in Markdown.
pub(crate) fn markdown(lines: &[Line]) -> String {
    let mut text = String::from("| | measured | beside | wanted | |\n|---|---|---|---|---|\n");
    for line in lines {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{line}");
    }
    text
}

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { what, measured, beside, wanted, met, figure } = self;
        let met = match (met, figure) {
            (Some(true), _) => "met",
            (Some(false), _) => "**not met**",
            (None, Some(_)) => "",
            (None, None) => "?",
        };
        write!(f, "| {what} | {measured} | {beside} | {wanted} | {met} |")
    }
}

/// Lines that are told as they come: a run of an hour that is broken off has told what it had.
#[derive(Default)]
pub(crate) struct Told(Vec<Line>);

impl Told {
    pub(crate) fn push(&mut self, line: Line) {
        eprintln!("        {line}");
        self.0.push(line);
    }

    pub(crate) fn extend(&mut self, lines: impl IntoIterator<Item = Line>) {
        lines.into_iter().for_each(|line| self.push(line));
    }

    pub(crate) fn into_lines(self) -> Vec<Line> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_whether_it_is_met() {
        let lines = [
            Line::judged("start", 151.2, " ms", Wanted::AtMost(150.0), "1,000 orders: 10 ms"),
            Line::judged("append", 0.8, "x", Wanted::AtLeast(0.8), ""),
            Line::reported("verify", 9.26, " s", ""),
            Line::missing("window", "no Xvfb", Wanted::AtMost(1.25).text("x")),
            Line::judged("search", 1.0, " ms", Wanted::AtMost(16.0), "").but_unmet("finds nothing"),
        ];
        assert_eq!(
            markdown(&lines),
            "| | measured | beside | wanted | |\n|---|---|---|---|---|\n\
             | start | 151 ms | 1,000 orders: 10 ms | <= 150 ms | **not met** |\n\
             | append | 0.80x |  | >= 0.8x | met |\n\
             | verify | 9.26 s |  |  |  |\n\
             | window | no Xvfb |  | <= 1.25x | ? |\n\
             | search | 1.00 ms (finds nothing) |  | <= 16 ms | **not met** |\n"
        );
    }
}
