//! Rows of the index as lists of values, so that what the events give is written, read and compared in one way.

use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row, Transaction, params_from_iter};

use crate::error::Error;

/// A row of some columns.
pub(super) type Cells = Vec<Value>;

/// A text, or nothing.
pub(super) fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.to_owned()))
}

/// A number, or nothing.
pub(super) fn number(number: Option<i64>) -> Value {
    number.map_or(Value::Null, Value::Integer)
}

/// Reads as many columns as there are names.
pub(super) fn read(row: &Row<'_>, columns: &[&str]) -> Result<Cells, rusqlite::Error> {
    (0..columns.len()).map(|at| row.get(at)).collect()
}

/// The rows of a table that fulfil a condition, in their order.
pub(super) fn select(
    log: &Connection,
    table: &str,
    columns: &[&str],
    (condition, values): (&str, impl Params),
) -> Result<Vec<Cells>, Error> {
    let names = columns.join(", ");
    let sql = format!("SELECT {names} FROM {table} WHERE {condition}");
    let mut statement = log.prepare_cached(&sql)?;
    let rows = statement.query_map(values, |row| read(row, columns))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts a row into a table.
pub(super) fn insert(
    tx: &Transaction<'_>,
    table: &str,
    columns: &[&str],
    cells: &Cells,
) -> Result<(), Error> {
    let (names, places) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
    let sql = format!("INSERT INTO {table} ({names}) VALUES ({places})");
    tx.prepare_cached(&sql)?.execute(params_from_iter(cells))?;
    Ok(())
}

/// Brings a row from what it holds to what it must hold. What stays is not written, for every column that is costs pages
/// of its own indexes.
pub(super) fn update(
    tx: &Transaction<'_>,
    table: &str,
    columns: &[&str],
    (before, after): (&Cells, &Cells),
    number: i64,
) -> Result<(), Error> {
    let cells = columns.iter().zip(before.iter().zip(after));
    let changed: Vec<_> = cells.filter(|(_, (before, after))| before != after).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = changed.iter().map(|(name, _)| format!("{name} = ?")).collect();
    let sql = format!("UPDATE {table} SET {} WHERE number = ?", names.join(", "));
    let itself = Value::Integer(number);
    let values = changed.iter().map(|(_, (_, after))| *after).chain([&itself]);
    tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}
