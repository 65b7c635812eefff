//! The orders that have a text, the one of that number first, then the newest: those of that amount, and those that name it.

use std::collections::BTreeSet;

use domain::{Centavos, OrderNumber};
use rusqlite::{Connection, OptionalExtension};

use super::list::Conditions;
use super::search::{self, Look, Wanted};
use crate::error::Error;

/// The numbers of the orders that fulfil the conditions and have the text, at most so many; with `before`, those
/// behind that one in the list.
pub(super) fn found(
    log: &Connection,
    conditions: &Conditions<'_>,
    (text, wanted): (&str, Wanted),
    (before, limit): (Option<i64>, u32),
) -> Result<Vec<i64>, Error> {
    let number = OrderNumber::parse(text.trim()).map(OrderNumber::get);
    let itself = match number {
        Some(number) if limit > 0 && passes(log, conditions, number)? => Some(number),
        Some(_) | None => None,
    };
    // It was on the first page, before all others.
    let first: Vec<i64> = itself.into_iter().filter(|_| before.is_none()).collect();
    let before = before.filter(|before| Some(*before) != itself);
    let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(first.len());
    let mut page =
        Page { log, conditions, itself, before, most, numbers: BTreeSet::new(), begun: None };
    if most > 0 {
        page.add_of_amount(text)?;
        search::find(log, &wanted, &mut page)?;
    }
    Ok(first.into_iter().chain(page.numbers.into_iter().rev()).collect())
}

fn passes(log: &Connection, conditions: &Conditions<'_>, number: i64) -> Result<bool, Error> {
    let found = conditions.newest(log, "number = :of", &[(":of", &number), (":limit", &1)])?;
    Ok(!found.is_empty())
}

/// A page of a search: the newest orders that are found, at most as many as are wanted.
struct Page<'a> {
    log: &'a Connection,
    conditions: &'a Conditions<'a>,
    itself: Option<i64>,
    before: Option<i64>,
    most: usize,
    numbers: BTreeSet<i64>,
    /// Where the newest order begins that was begun before the place that was looked at last, and its number.
    begun: Option<(i64, i64)>,
}

impl Page<'_> {
    fn add_of_amount(&mut self, text: &str) -> Result<(), Error> {
        let Ok(amount) = Centavos::parse_typed(text) else { return Ok(()) };
        let before = self.before.unwrap_or(i64::MAX);
        // One more, for the order itself may be among them.
        let limit = i64::try_from(self.most).unwrap_or(i64::MAX).saturating_add(1);
        let numbers = self.conditions.newest(
            self.log,
            "amount_centavos = :of AND number < :before",
            &[(":of", &amount.get()), (":before", &before), (":limit", &limit)],
        )?;
        let itself = self.itself;
        numbers.into_iter().filter(|it| Some(*it) != itself).for_each(|it| self.add(it));
        Ok(())
    }

    fn add(&mut self, number: i64) {
        self.numbers.insert(number);
        if self.numbers.len() > self.most {
            self.numbers.pop_first();
        }
    }

    /// The last of a page that is full: what is older is not on it.
    fn last(&self) -> Option<i64> {
        self.numbers.first().copied().filter(|_| self.numbers.len() == self.most)
    }

    /// The number of the newest order that was begun at this place or before: all events before it are of orders up to
    /// that.
    fn newest_at(&mut self, place: i64) -> Result<i64, Error> {
        if let Some((_, number)) = self.begun.filter(|(begun, _)| place >= *begun) {
            return Ok(number);
        }
        let mut statement = self.log.prepare_cached(
            "SELECT seq, stream_id FROM events
             WHERE seq <= ?1 AND +stream = 'order'
                 AND (kind = 'order_opened' OR kind = 'requested' AND attempt = 1)
             ORDER BY seq DESC LIMIT 1",
        )?;
        let row = statement.query_row([place], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let begun = row.unwrap_or((0, 0));
        self.begun = Some(begun);
        Ok(begun.1)
    }
}

impl search::Finder for Page<'_> {
    fn look_at(&mut self, place: i64, number: i64) -> Result<Look, Error> {
        let is_asked = self.before.is_none_or(|before| number < before)
            && Some(number) != self.itself
            && !self.numbers.contains(&number);
        let Some(last) = self.last() else {
            return Ok(if is_asked { Look::AtIt } else { Look::Further });
        };
        if last > self.newest_at(place)? {
            return Ok(Look::NoMore);
        }
        Ok(if is_asked && number > last { Look::AtIt } else { Look::Further })
    }

    fn found(&mut self, number: i64) -> Result<(), Error> {
        if passes(self.log, self.conditions, number)? {
            self.add(number);
        }
        Ok(())
    }
}
