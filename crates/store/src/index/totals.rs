//! Totals of all orders that pass a filter, and who and what there is to filter by.

use domain::Centavos;
use rusqlite::{Connection, Row};

use super::found::found;
use super::list::Filter;
use super::search::Wanted;
use crate::error::Error;

/// So many orders that have a text are counted.
const MOST_FOUND: u32 = 5_000;

/// What all orders that pass a filter come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// How many there are.
    pub sales: u64,
    /// All that has arrived for them.
    pub received: Centavos,
    /// All that went back.
    pub refunded: Centavos,
    /// What customers may still be paying.
    pub open: Centavos,
    /// What is confirmed by hand and not proved.
    pub by_hand: Centavos,
    /// There are more: of those that have a text only the first 5,000 are counted.
    pub is_cut: bool,
}

impl Totals {
    const NONE: Self = {
        let none = Centavos::new(0);
        Self { sales: 0, received: none, refunded: none, open: none, by_hand: none, is_cut: false }
    };
    /// What is summed up, over rows of `orders`.
    const SUMS: &'static str = "count(*), coalesce(sum(received_centavos), 0),
        coalesce(sum(refunded_centavos), 0),
        coalesce(sum(iif(status IN ('registering', 'pending'), amount_centavos, 0)), 0),
        coalesce(sum(iif(status = 'by_hand', amount_centavos, 0)), 0)";

    fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        let money = |at: usize| row.get(at).map(Centavos::new);
        Ok(Self {
            sales: row.get::<_, i64>(0)?.try_into().unwrap_or(0),
            received: money(1)?,
            refunded: money(2)?,
            open: money(3)?,
            by_hand: money(4)?,
            is_cut: false,
        })
    }

    fn and(self, other: Self) -> Self {
        let sum = |one: Centavos, other| one.checked_add(other).unwrap_or(Centavos::MAX);
        Self {
            sales: self.sales.saturating_add(other.sales),
            received: sum(self.received, other.received),
            refunded: sum(self.refunded, other.refunded),
            open: sum(self.open, other.open),
            by_hand: sum(self.by_hand, other.by_hand),
            is_cut: self.is_cut || other.is_cut,
        }
    }
}

/// The totals of all orders that pass the filter; its limit, and what they are behind, don't count.
pub(crate) fn totals(log: &Connection, filter: &Filter) -> Result<Totals, Error> {
    let Some(conditions) = filter.conditions(log)? else { return Ok(Totals::NONE) };
    let typed = filter.search.as_deref();
    let Some(text) = typed.and_then(|text| Some((text, Wanted::new(text)?))) else {
        let sql = format!("SELECT {} FROM orders WHERE {}", Totals::SUMS, conditions.sql());
        let rows = conditions.ask(log, &sql, &[], Totals::read)?;
        return Ok(rows.into_iter().fold(Totals::NONE, Totals::and));
    };
    let mut numbers = found(log, &conditions, text, (None, MOST_FOUND + 1))?;
    let most = usize::try_from(MOST_FOUND).unwrap_or(usize::MAX);
    let is_cut = numbers.len() > most;
    numbers.truncate(most);
    let sql = format!("SELECT {} FROM orders WHERE number = ?1", Totals::SUMS);
    let mut statement = log.prepare_cached(&sql)?;
    numbers.into_iter().try_fold(Totals { is_cut, ..Totals::NONE }, |all, number| {
        Ok(all.and(statement.query_row([number], Totals::read)?))
    })
}

/// The operators who have opened orders, by id.
pub(crate) fn sellers(log: &Connection) -> Result<Vec<String>, Error> {
    distinct(log, "seller")
}

/// The adapters at which orders were charged last.
pub(crate) fn providers(log: &Connection) -> Result<Vec<String>, Error> {
    distinct(log, "provider")
}

/// What there is in a column of `orders`, from one value to the next through its index: as many steps as there are values,
/// however many orders.
fn distinct(log: &Connection, column: &str) -> Result<Vec<String>, Error> {
    let mut statement = log.prepare_cached(&format!(
        "WITH RECURSIVE known (value) AS (
             SELECT min({column}) FROM orders
             UNION ALL
             SELECT (SELECT min({column}) FROM orders WHERE {column} > known.value)
             FROM known WHERE known.value IS NOT NULL)
         SELECT value FROM known WHERE value <> ''"
    ))?;
    let values = statement.query_map([], |row| row.get(0))?;
    Ok(values.collect::<Result<_, _>>()?)
}
