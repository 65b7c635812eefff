//! Lists: which orders pass a filter.

use domain::charge::Status;
use domain::order::OrderEvidence;
use domain::{OrderNumber, UnixMs};
use rusqlite::{Connection, Row, ToSql};

use super::found::found;
use super::search::Wanted;
use crate::error::Error;
use crate::log::row::{BY_HAND, order_evidence_word, status_word};

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
    /// Only what this operator has opened, by id.
    pub seller: Option<String>,
    /// Only where the last attempt is of this adapter.
    pub provider: Option<String>,
    /// Only those of whose money we know in this way.
    pub evidence: Option<OrderEvidence>,
    /// Only where the text stands in the number, a reference, a provider's id, an end-to-end id or a payer's
    /// name, or is the order's amount. Case and accents don't count. A text of one or two characters has to
    /// begin a word there. The order of which it is the number comes first of all, whatever its number.
    pub search: Option<String>,
    /// Only made at this moment or later.
    pub since: Option<UnixMs>,
    /// Only made before this moment.
    pub until: Option<UnixMs>,
    /// Only those behind this order in the list.
    pub before: Option<OrderNumber>,
    /// At most this many.
    pub limit: u32,
}

/// So many orders are looked at to see which condition the fewest fulfil.
const PROBED: u32 = 20_000;
/// A time without an end in which more were made says little of their numbers: the newest are in it.
const MANY: i64 = 50_000;

/// The numbers between which all orders of a filter's time lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    from: i64,
    to: i64,
}

impl Numbers {
    const ALL: Self = Self { from: 0, to: i64::MAX };
}

/// A filter, ready to be asked: a condition of SQL over `orders`, and the values in it.
pub(super) struct Conditions<'a> {
    filter: &'a Filter,
    numbers: Numbers,
    sql: String,
}

impl Filter {
    /// The word of the index that an order must have.
    fn word(&self) -> Option<&'static str> {
        if self.by_hand { Some(BY_HAND) } else { self.status.map(status_word) }
    }

    /// What an order can be looked for by, each with an index of its own, as far as it is asked for.
    fn indexed(&self) -> Vec<&'static str> {
        let conditions = [
            ("status = :status", self.word().is_some()),
            ("seller = :seller", self.seller.is_some()),
            ("provider = :provider", self.provider.is_some()),
            ("evidence = :evidence", self.evidence.is_some()),
            ("is_odd = 1", self.odd),
        ];
        conditions.into_iter().filter(|(_, is_asked)| *is_asked).map(|(sql, _)| sql).collect()
    }

    /// The numbers of the orders of its time: the other conditions are asked of these alone. `None`: there are none.
    fn numbers(&self, log: &Connection) -> Result<Option<Numbers>, Error> {
        if self.since.is_none() && self.until.is_none() {
            return Ok(Some(Numbers::ALL));
        }
        let mut statement = log.prepare_cached(
            "SELECT min(number), max(number), count(*) FROM (
                 SELECT number FROM orders INDEXED BY orders_by_time
                 WHERE created_at_ms >= ?1 AND created_at_ms < ?2 LIMIT ?3)",
        )?;
        let most = if self.until.is_none() { MANY } else { -1 };
        let (since, until) = (self.since.map_or(i64::MIN, UnixMs::get), self.until);
        let until = until.map_or(i64::MAX, UnixMs::get);
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?));
        let (from, to, count): (Option<i64>, Option<i64>, _) =
            statement.query_row([since, until, most], read)?;
        if count == most {
            return Ok(Some(Numbers::ALL));
        }
        Ok(from.zip(to).map(|(from, to)| Numbers { from, to }))
    }

    /// What an order must fulfil, its text and its place in the list apart. The words are ours alone, and what is not
    /// asked for is not there: the planner would find no index for "any status or this one". `None`: no order does.
    pub(super) fn conditions(&self, log: &Connection) -> Result<Option<Conditions<'_>>, Error> {
        let Some(numbers) = self.numbers(log)? else { return Ok(None) };
        let mut asked = Conditions { filter: self, numbers, sql: String::new() };
        let indexed = self.indexed();
        let narrowest = asked.narrowest(log, &indexed)?;
        // A sign in front keeps the planner from the index of what many fulfil.
        let other = |sql: &&str| {
            if Some(*sql) == narrowest { (*sql).to_owned() } else { format!("+{sql}") }
        };
        let mut all: Vec<String> = indexed.iter().map(other).collect();
        all.push("number BETWEEN :from AND :to".to_owned());
        let more = [
            ("+created_at_ms >= :since", self.since.is_some()),
            ("+created_at_ms < :until", self.until.is_some()),
            (
                "number IN (SELECT order_number FROM charges WHERE instr(anomalies, 'unproven') > 0)",
                self.unproven,
            ),
        ];
        all.extend(
            more.into_iter().filter(|(_, is_asked)| *is_asked).map(|(sql, _)| sql.to_owned()),
        );
        asked.sql = all.join(" AND ");
        Ok(Some(asked))
    }
}

impl Conditions<'_> {
    /// The condition that the fewest orders fulfil: by its index they are looked through.
    fn narrowest(
        &self,
        log: &Connection,
        indexed: &[&'static str],
    ) -> Result<Option<&'static str>, Error> {
        if indexed.len() < 2 {
            return Ok(indexed.first().copied());
        }
        let mut narrowest: Option<(i64, &'static str)> = None;
        for condition in indexed {
            let sql = format!(
                "SELECT count(*) FROM (SELECT 1 FROM orders
                 WHERE {condition} AND number BETWEEN :from AND :to LIMIT {PROBED})"
            );
            let count = self.ask(log, &sql, &[], |row| row.get(0))?.first().copied().unwrap_or(0);
            if narrowest.is_none_or(|(least, _)| count < least) {
                narrowest = Some((count, condition));
            }
        }
        Ok(narrowest.map(|(_, condition)| condition))
    }

    /// The condition as SQL.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// The rows that `sql` gives, with the filter's values and more of them put into it.
    pub(super) fn ask<T>(
        &self,
        log: &Connection,
        sql: &str,
        more: &[(&str, &dyn ToSql)],
        read: impl Fn(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<T>, Error> {
        let Self { filter, numbers, .. } = self;
        let mut statement = log.prepare_cached(sql)?;
        let evidence = filter.evidence.map(order_evidence_word);
        let values: [(&str, &dyn ToSql); 8] = [
            (":status", &filter.word()),
            (":seller", &filter.seller),
            (":provider", &filter.provider),
            (":evidence", &evidence),
            (":since", &filter.since.map(UnixMs::get)),
            (":until", &filter.until.map(UnixMs::get)),
            (":from", &numbers.from),
            (":to", &numbers.to),
        ];
        for (name, value) in values.iter().chain(more) {
            if let Some(index) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        let (mut rows, mut found) = (statement.raw_query(), Vec::new());
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// The newest numbers that fulfil all of it and one condition more.
    pub(super) fn newest(
        &self,
        log: &Connection,
        condition: &str,
        more: &[(&str, &dyn ToSql)],
    ) -> Result<Vec<i64>, Error> {
        let sql = format!(
            "SELECT number FROM orders WHERE {} AND {condition} ORDER BY number DESC LIMIT :limit",
            self.sql
        );
        self.ask(log, &sql, more, |row| row.get(0))
    }
}

/// The numbers of the orders that pass the filter, newest first.
pub(crate) fn numbers(log: &Connection, filter: &Filter) -> Result<Vec<OrderNumber>, Error> {
    let Some(conditions) = filter.conditions(log)? else { return Ok(Vec::new()) };
    let typed = filter.search.as_deref();
    let before = filter.before.map(OrderNumber::get);
    let numbers = match typed.and_then(|text| Some((text, Wanted::new(text)?))) {
        Some(text) => found(log, &conditions, text, (before, filter.limit))?,
        None => conditions.newest(
            log,
            "number < :before",
            &[(":before", &before.unwrap_or(i64::MAX)), (":limit", &filter.limit)],
        )?,
    };
    Ok(numbers.into_iter().filter_map(OrderNumber::new).collect())
}
