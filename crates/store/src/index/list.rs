//! Lists: which orders pass a filter.

use std::collections::BTreeSet;

use domain::charge::Status;
use domain::{Centavos, OrderNumber, UnixMs};
use rusqlite::{Connection, ToSql};

use super::search::{self, Wanted};
use crate::error::Error;
use crate::log::row::{BY_HAND, status_word};

/// Which orders to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only with this status.
    pub status: Option<Status>,
    /// Only what is confirmed by hand and not proved; goes before a status.
    pub by_hand: bool,
    /// Only what is unproven.
    pub unproven: bool,
    /// Only what went oddly, or may have.
    pub odd: bool,
    /// Only where the text stands in the number, a reference, a provider's id, an end-to-end id or a payer's
    /// name, or is the order's amount. Case and accents don't count. A text of one or two characters has to
    /// begin a word there.
    pub search: Option<String>,
    /// Only made at this moment or later.
    pub since: Option<UnixMs>,
    /// At most this many.
    pub limit: u32,
}

/// A charge went oddly, more than one charge of the order was paid, or only a person says that it is.
const ODD: &str = "(status = 'by_hand'
     OR EXISTS (SELECT 1 FROM charges WHERE order_number = orders.number AND anomalies <> '')
     OR (SELECT count(*) FROM charges WHERE order_number = orders.number AND received_centavos > 0) > 1)";

impl Filter {
    /// The word of the index that an order must have.
    fn word(&self) -> Option<&'static str> {
        if self.by_hand { Some(BY_HAND) } else { self.status.map(status_word) }
    }

    /// What an order must fulfil, its text apart, as SQL over `orders`. The words are ours alone, and what is not
    /// asked for is not there: the planner would find no index for "any status or this one".
    fn conditions(&self) -> String {
        let conditions = [
            ("status = :status", self.word().is_some()),
            ("created_at_ms >= :since", self.since.is_some()),
            (
                "number IN (SELECT order_number FROM charges WHERE instr(anomalies, 'unproven') > 0)",
                self.unproven,
            ),
            (ODD, self.odd),
        ];
        let asked = conditions.into_iter().filter(|(_, is_asked)| *is_asked);
        asked.fold("true".to_owned(), |all, (condition, _)| format!("{all} AND {condition}"))
    }

    /// The numbers that `sql` gives, with the conditions' values and `:of` put into it; others are bound to nothing.
    fn numbers(&self, log: &Connection, sql: &str, of: Option<i64>) -> Result<Vec<i64>, Error> {
        let mut statement = log.prepare_cached(sql)?;
        let (status, since) = (self.word(), self.since.map(UnixMs::get));
        let values: [(&str, &dyn ToSql); 4] =
            [(":status", &status), (":since", &since), (":limit", &self.limit), (":of", &of)];
        for (name, value) in values {
            if let Some(index) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        let mut rows = statement.raw_query();
        let mut numbers = Vec::new();
        while let Some(row) = rows.next()? {
            numbers.push(row.get(0)?);
        }
        Ok(numbers)
    }
}

/// The numbers of the orders that pass the filter, newest first.
pub(crate) fn numbers(log: &Connection, filter: &Filter) -> Result<Vec<OrderNumber>, Error> {
    let typed = filter.search.as_deref();
    let numbers = match typed.and_then(|text| Some((text, Wanted::new(text)?))) {
        Some((text, wanted)) => found(log, filter, text, &wanted)?,
        None => newest(log, filter)?,
    };
    Ok(numbers.into_iter().filter_map(OrderNumber::new).collect())
}

/// The newest orders that fulfil the conditions. By time where time is asked for: its index gives the newest first,
/// and the numbers of them are brought into order afterwards.
fn newest(log: &Connection, filter: &Filter) -> Result<Vec<i64>, Error> {
    let conditions = filter.conditions();
    let by_time = filter.since.is_some() && filter.word().is_none() && !filter.unproven;
    let order = if by_time { "created_at_ms DESC, number DESC" } else { "number DESC" };
    let sql = format!("SELECT number FROM orders WHERE {conditions} ORDER BY {order} LIMIT :limit");
    let mut numbers = filter.numbers(log, &sql, None)?;
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    Ok(numbers)
}

/// The orders that have the text: the one of that number, then those of that amount and those that name it, of each
/// the newest.
fn found(
    log: &Connection,
    filter: &Filter,
    text: &str,
    wanted: &Wanted,
) -> Result<Vec<i64>, Error> {
    let conditions = filter.conditions();
    let passes = format!("SELECT number FROM orders WHERE number = :of AND {conditions}");
    let number = OrderNumber::parse(text.trim()).map(OrderNumber::get);
    let itself = number.map_or(Ok(Vec::new()), |of| filter.numbers(log, &passes, Some(of)))?;
    let most = usize::try_from(filter.limit).unwrap_or(usize::MAX).saturating_sub(itself.len());
    let mut numbers = BTreeSet::new();
    if let Ok(amount) = Centavos::parse_typed(text) {
        let sql = format!(
            "SELECT number FROM orders WHERE amount_centavos = :of AND {conditions}
             ORDER BY number DESC LIMIT :limit"
        );
        numbers.extend(filter.numbers(log, &sql, Some(amount.get()))?);
    }
    let mut named = BTreeSet::new();
    search::find(log, wanted, |number| {
        if !named.contains(&number) && !filter.numbers(log, &passes, Some(number))?.is_empty() {
            named.insert(number);
        }
        Ok(named.len() < most)
    })?;
    numbers.append(&mut named);
    let others = numbers.into_iter().rev().filter(|it| !itself.contains(it)).take(most);
    let mut numbers: Vec<i64> = itself.iter().copied().chain(others).collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    Ok(numbers)
}
