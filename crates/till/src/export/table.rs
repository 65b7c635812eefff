//! The forms of a table: for spreadsheets in Brazil, for programs, and as JSON Lines. A row is written and forgotten.

use std::borrow::Cow;
use std::io::{self, Write};

use contract::ExportFormat;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::{csv, zone};

/// What a spreadsheet takes for UTF-8 by (Unicode 16.0, 23.8).
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// For programs.
    pub(super) name: &'static str,
    /// For people.
    pub(super) title: &'static str,
}

/// What stands in a row under a column.
#[derive(Debug, Clone)]
pub(super) enum Cell<'a> {
    /// Nothing is known.
    Nothing,
    Text(Cow<'a, str>),
    /// A word of the log, and the same for people where it is known.
    Word(&'a str, Option<&'static str>),
    /// In centavos.
    Money(i64),
    /// In milliseconds since 1970-01-01 UTC.
    Moment(i64),
    /// A day of the shop, of such a moment.
    Day(i64),
    Number(i64),
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Nothing where there is no text, or none in it.
    pub(super) fn known(text: Option<impl Into<Cow<'a, str>>>) -> Self {
        let text = text.map(Into::into).filter(|text: &Cow<'_, str>| !text.is_empty());
        text.map_or(Self::Nothing, Self::Text)
    }
}

/// A table on its way out.
pub(super) struct Table<'a> {
    out: &'a mut dyn Write,
    format: ExportFormat,
    columns: &'static [Column],
    zone: &'a TimeZone,
    pub(super) rows: u64,
}

impl<'a> Table<'a> {
    /// Writes the head, where the form has one.
    pub(super) fn begin(
        out: &'a mut dyn Write,
        format: ExportFormat,
        columns: &'static [Column],
        zone: &'a TimeZone,
    ) -> io::Result<Self> {
        let table = Self { out, format, columns, zone, rows: 0 };
        match format {
            ExportFormat::Csv => {
                let titles: Vec<_> = columns.iter().map(|it| csv::cell(it.title)).collect();
                write!(table.out, "{BYTE_ORDER_MARK}{}\r\n", titles.join(";"))?;
            }
            ExportFormat::CsvMachine => {
                write!(table.out, "{}\r\n", csv::row(columns.iter().map(|it| it.name)))?;
            }
            ExportFormat::Jsonl | ExportFormat::Ofx => {}
        }
        Ok(table)
    }

    /// Writes a row, which has a cell for each column.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.rows += 1;
        let zone = self.zone;
        match self.format {
            ExportFormat::Csv => self.separated(cells, ";", |cell| for_people(cell, zone)),
            ExportFormat::CsvMachine => self.separated(cells, ",", |cell| for_programs(cell, zone)),
            ExportFormat::Jsonl | ExportFormat::Ofx => self.object(cells),
        }
    }

    fn separated(
        &mut self,
        cells: &[Cell<'_>],
        separator: &str,
        written: impl Fn(&Cell<'_>) -> String,
    ) -> io::Result<()> {
        let line: Vec<String> = cells.iter().map(written).collect();
        write!(self.out, "{}\r\n", line.join(separator))
    }

    fn object(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let mut object = Map::new();
        for (column, cell) in self.columns.iter().zip(cells) {
            let value = match cell {
                Cell::Nothing => Value::Null,
                Cell::Text(text) => Value::String(text.clone().into_owned()),
                Cell::Word(word, _) => Value::String((*word).to_owned()),
                Cell::Money(number) | Cell::Number(number) => Value::from(*number),
                Cell::Moment(_) | Cell::Day(_) => Value::String(for_programs(cell, self.zone)),
            };
            let _ = object.insert(column.name.to_owned(), value);
        }
        serde_json::to_writer(&mut *self.out, &object)?;
        self.out.write_all(b"\n")
    }
}

/// As people in Brazil write it.
fn for_people(cell: &Cell<'_>, zone: &TimeZone) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => csv::cell(text),
        Cell::Word(word, said) => csv::cell(said.unwrap_or(word)),
        Cell::Money(centavos) => csv::amount(*centavos).replace('.', ","),
        Cell::Moment(ms) => zone::written(zone, *ms, "%d/%m/%Y %H:%M:%S"),
        Cell::Day(ms) => zone::written(zone, *ms, "%d/%m/%Y"),
        Cell::Number(number) => number.to_string(),
    }
}

fn for_programs(cell: &Cell<'_>, zone: &TimeZone) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => csv::cell(text),
        Cell::Word(word, _) => csv::cell(word),
        Cell::Money(number) | Cell::Number(number) => number.to_string(),
        Cell::Moment(ms) => zone::in_utc(*ms).unwrap_or_default(),
        Cell::Day(ms) => zone::written(zone, *ms, "%Y-%m-%d"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column { name: "at", title: "Quando" },
        Column { name: "amount_centavos", title: "Valor" },
        Column { name: "payer", title: "Pagador" },
        Column { name: "day", title: "Dia" },
        Column { name: "attempt", title: "Tentativa" },
        Column { name: "status", title: "Situação" },
        Column { name: "none", title: "Nada" },
    ];

    fn written(format: ExportFormat, payer: &str) -> String {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let mut out = Vec::new();
        let mut table = Table::begin(&mut out, format, COLUMNS, &zone).unwrap();
        let cells = [
            Cell::Moment(1_795_885_200_000),
            Cell::Money(1_234_550),
            Cell::text(payer),
            Cell::Day(1_795_921_200_000),
            Cell::Number(2),
            Cell::Word("paid", Some("paga")),
            Cell::Nothing,
        ];
        table.row(&cells).unwrap();
        assert_eq!(table.rows, 1);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_for_people_is_as_spreadsheets_in_brazil_read_it() {
        let expected = "\u{feff}Quando;Valor;Pagador;Dia;Tentativa;Situação;Nada\r\n\
                        28/11/2026 14:00:00;12345,50;João S***;29/11/2026;2;paga;\r\n";
        assert_eq!(written(ExportFormat::Csv, "João S***"), expected);
    }

    #[test]
    fn a_table_for_programs_has_centavos_and_moments_of_utc() {
        let expected = "at,amount_centavos,payer,day,attempt,status,none\r\n\
                        2026-11-28T17:00:00Z,1234550,João S***,2026-11-29,2,paid,\r\n";
        assert_eq!(written(ExportFormat::CsvMachine, "João S***"), expected);
    }

    #[test]
    fn json_lines_are_objects() {
        let expected = "{\"amount_centavos\":1234550,\"at\":\"2026-11-28T17:00:00Z\",\"attempt\":2,\
                        \"day\":\"2026-11-29\",\"none\":null,\"payer\":\"=1\",\"status\":\"paid\"}\n";
        assert_eq!(written(ExportFormat::Jsonl, "=1"), expected);
    }

    #[test]
    fn no_name_of_a_payer_becomes_a_formula() {
        for evil in ["=HYPERLINK(\"x\")", "+1", "@SUM(A1)", "a;=1", "a,-1"] {
            for format in [ExportFormat::Csv, ExportFormat::CsvMachine] {
                let written = written(format, evil);
                let mut parts = written.split([';', ',', '\n', '\r', '"']).map(str::trim_start);
                assert!(!parts.any(|part| part.starts_with(['=', '+', '-', '@'])), "{written}");
            }
        }
    }
}
