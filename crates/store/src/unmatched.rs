//! Unmatched: money without a sale, from the provider's word to a person's.

use std::collections::BTreeMap;

use domain::{
    Centavos, EndToEndId, Order, OrderNumber, ProviderId, Reference, UnixMs, UnmatchedMoney,
    UnmatchedNumber, UnmatchedPayment, UnmatchedState,
};
use rusqlite::{Connection, Row, Transaction, params};

use crate::error::Error;
use crate::log::row::{UnmatchedEvent, account_text, number_in_body, read_account};
use crate::log::{Family, Stream, append, changes, rows_of_family};
use crate::open::Store;
use crate::order::ChargeKey;
use crate::read::Stretch;
use crate::tx::Tx;

impl Store {
    /// Money without a sale, newest first, at most `limit`: what nobody has looked at, or all.
    pub fn unmatched(&self, all: bool, limit: u32) -> Result<Vec<UnmatchedPayment>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM unmatched WHERE ?1 OR state = 'open' ORDER BY number DESC LIMIT ?2"
        ))?;
        let mut rows = statement.query(params![all, limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// Money without a sale that was found in a stretch of the log, oldest first.
    pub fn unmatched_in(&self, stretch: Stretch) -> Result<Vec<UnmatchedPayment>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT stream_id FROM events
             WHERE seq > ?1 AND seq <= ?2 AND +stream = 'unmatched' AND kind = 'unmatched_found'
             ORDER BY seq",
        )?;
        let numbers = statement.query_map([stretch.behind, stretch.upto], |row| row.get(0))?;
        let numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
        numbers
            .into_iter()
            .filter_map(UnmatchedNumber::new)
            .map(|number| self.unmatched_payment(number))
            .collect()
    }

    /// The unmatched payment of that number. Errors: `NotFound`.
    pub fn unmatched_payment(&self, number: UnmatchedNumber) -> Result<UnmatchedPayment, Error> {
        get(&self.connection, number)
    }

    /// What waits for the manager: open disputes (noticed ones too), unmatched payments that
    /// nobody has looked at, and charges that are called paid without a proof.
    pub fn attention(&self) -> Result<(u32, u32, u32), Error> {
        let counts = self.connection.query_row(
            // Not a UNION of both: SQLite goes through all charges in their order to merge them.
            "SELECT (SELECT count(*) FROM charges WHERE dispute = 'open')
                    + (SELECT count(*) FROM (
                         SELECT DISTINCT order_number, attempt FROM notices
                         WHERE kind = 'dispute_told' AND NOT EXISTS (
                             SELECT 1 FROM charges
                             WHERE charges.order_number = notices.order_number
                               AND charges.attempt = notices.attempt AND dispute = 'open'))),
                    (SELECT count(*) FROM unmatched WHERE state = 'open'),
                    (SELECT count(*) FROM charges WHERE instr(anomalies, 'unproven') > 0)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        Ok(counts)
    }
}

/// Money without a sale, as it is inside a transaction.
impl Tx<'_> {
    /// A payment that nobody has matched or dismissed.
    pub fn open_unmatched(&self, number: UnmatchedNumber) -> Result<UnmatchedPayment, Error> {
        let payment = get(self, number)?;
        if payment.state == UnmatchedState::Open {
            Ok(payment)
        } else {
            Err(Error::UnmatchedResolved)
        }
    }

    /// Writes down that the payment is the money for this attempt, which gets a `matched` event of its own.
    pub fn note_matched(
        &self,
        number: UnmatchedNumber,
        key: ChargeKey,
        reason: &str,
    ) -> Result<(), Error> {
        let (order, at, reason) = (key.order, self.now(), reason.to_owned());
        let event = UnmatchedEvent::Matched { order, attempt: key.attempt, reason: reason.clone() };
        resolve(self, number, &event, &UnmatchedState::Matched { order, reason, at })
    }

    /// Writes down that the payment is no sale of this till.
    pub fn note_dismissed(&self, number: UnmatchedNumber, reason: &str) -> Result<(), Error> {
        let event = UnmatchedEvent::Dismissed { reason: reason.to_owned() };
        let state = UnmatchedState::Dismissed { reason: reason.to_owned(), at: self.now() };
        resolve(self, number, &event, &state)
    }

    /// Writes down money without a sale: see [`Store::unmatched`].
    pub fn note_unmatched(&self, money: &UnmatchedMoney) -> Result<(), Error> {
        found(self, money)
    }
}

/// Writes down money without a sale; nothing where its transaction is an unmatched already, or its payment
/// is known by its end-to-end id.
fn found(tx: &Tx<'_>, money: &UnmatchedMoney) -> Result<(), Error> {
    let (known, last): (bool, i64) = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM unmatched
                        WHERE provider = ?1 AND provider_id = ?2 AND account IN ('', ?3))
             OR EXISTS (SELECT 1 FROM payment_ids WHERE end_to_end_id = ?4),
                (SELECT coalesce(max(number), 0) FROM unmatched)",
        params![
            money.provider,
            money.provider_id.as_str(),
            account_text(money.account.as_ref())?,
            money.end_to_end_id.as_ref().map(EndToEndId::as_str)
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if known {
        return Ok(());
    }
    let number = UnmatchedNumber::new(last.saturating_add(1))
        .ok_or_else(|| Error::damaged("unmatched numbers"))?;
    let (kind, body) = UnmatchedEvent::Found(money.clone()).write()?;
    append(tx, tx.stamp, Stream::Unmatched(number), 0, &kind, body)?;
    let found_at = tx.stamp.now;
    let state = UnmatchedState::Open;
    write(tx, &UnmatchedPayment { number, money: money.clone(), found_at, state })
}

/// What the events give: each payment by its number.
pub(crate) type Replayed = BTreeMap<UnmatchedNumber, UnmatchedPayment>;

pub(crate) fn replay(log: &Transaction<'_>) -> Result<Replayed, Error> {
    let mut payments = Replayed::new();
    rows_of_family(log, Family::Unmatched, |row| {
        let impossible = || Error::damaged("an impossible number of an unmatched payment");
        let number = UnmatchedNumber::new(row.stream_id).ok_or_else(impossible)?;
        if row.actor.is_none() && number_in_body(&row.body)? != row.stream_id {
            return Err(impossible());
        }
        let at = UnixMs::new(row.at_ms);
        let changed = match UnmatchedEvent::read(&row.kind, &row.body)? {
            UnmatchedEvent::Found(money) => {
                let state = UnmatchedState::Open;
                let found = UnmatchedPayment { number, money, found_at: at, state };
                payments.insert(number, found).is_none()
            }
            UnmatchedEvent::Matched { order, reason, .. } => {
                close(&mut payments, number, UnmatchedState::Matched { order, reason, at })
            }
            UnmatchedEvent::Dismissed { reason } => {
                close(&mut payments, number, UnmatchedState::Dismissed { reason, at })
            }
        };
        changes(changed)
    })?;
    Ok(payments)
}

fn close(payments: &mut Replayed, number: UnmatchedNumber, state: UnmatchedState) -> bool {
    match payments.get_mut(&number) {
        Some(known) if known.state == UnmatchedState::Open => {
            known.state = state;
            true
        }
        Some(_) | None => false,
    }
}

/// Writes what the events give into an index that has none of it.
pub(crate) fn rebuild(tx: &Transaction<'_>) -> Result<(), Error> {
    replay(tx)?.values().try_for_each(|payment| write(tx, payment))
}

/// Compares the index with what the events give, which it returns.
pub(crate) fn check(log: &Transaction<'_>) -> Result<Replayed, Error> {
    let payments = replay(log)?;
    for (number, payment) in &payments {
        if get(log, *number).ok().as_ref() != Some(payment) {
            return Err(Error::damaged(format!(
                "unmatched payment {number}: the index is not what the events give"
            )));
        }
    }
    let indexed: i64 = log.query_row("SELECT count(*) FROM unmatched", [], |row| row.get(0))?;
    if usize::try_from(indexed) == Ok(payments.len()) {
        return Ok(payments);
    }
    let given = payments.len();
    Err(Error::damaged(format!(
        "the index has {indexed} unmatched payments, the events give {given}"
    )))
}

/// How many payments of the order were unmatched; each must be matched to it.
pub(crate) fn matched_to(payments: &Replayed, order: &Order) -> Result<usize, Error> {
    let own = order.attempts.iter().flat_map(|charge| &charge.payments);
    let mut count = 0;
    for matched in own.filter_map(|payment| payment.matched.as_ref()) {
        let state = payments.get(&matched.unmatched).map(|payment| &payment.state);
        let is_its = matches!(state, Some(UnmatchedState::Matched { order: its, .. }) if *its == order.number);
        if !is_its {
            return Err(Error::damaged(format!(
                "order {}: unmatched payment {} is not matched to it",
                order.number, matched.unmatched
            )));
        }
        count += 1;
    }
    Ok(count)
}

/// How many are matched to orders.
pub(crate) fn count_matched(payments: &Replayed) -> usize {
    let is_matched =
        |payment: &&UnmatchedPayment| matches!(payment.state, UnmatchedState::Matched { .. });
    payments.values().filter(is_matched).count()
}

/// Puts an unmatched payment into the index, which has none of that number.
fn write(tx: &Transaction<'_>, unmatched: &UnmatchedPayment) -> Result<(), Error> {
    let money = &unmatched.money;
    let (state, order, reason, settled_at) = columns(&unmatched.state);
    tx.execute(
        &format!(
            "INSERT INTO unmatched ({COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        ),
        params![
            unmatched.number.get(),
            money.provider,
            money.provider_id.as_str(),
            money.reference.as_ref().map(Reference::as_str),
            money.amount.map(Centavos::get),
            money.end_to_end_id.as_ref().map(EndToEndId::as_str),
            money.paid_at.map(UnixMs::get),
            money.payer_name,
            unmatched.found_at.get(),
            state,
            order,
            reason,
            settled_at,
            account_text(money.account.as_ref())?,
        ],
    )?;
    Ok(())
}

/// The state's word, the order, the reason, and when a person said so.
fn columns(state: &UnmatchedState) -> (&'static str, Option<i64>, Option<&str>, Option<i64>) {
    match state {
        UnmatchedState::Open => ("open", None, None, None),
        UnmatchedState::Matched { order, reason, at } => {
            ("matched", Some(order.get()), Some(reason), Some(at.get()))
        }
        UnmatchedState::Dismissed { reason, at } => {
            ("dismissed", None, Some(reason), Some(at.get()))
        }
    }
}

fn resolve(
    tx: &Tx<'_>,
    number: UnmatchedNumber,
    event: &UnmatchedEvent,
    state: &UnmatchedState,
) -> Result<(), Error> {
    let (kind, body) = event.write()?;
    append(tx, tx.stamp, Stream::Unmatched(number), 0, &kind, body)?;
    let (word, order, reason, at) = columns(state);
    tx.execute(
        "UPDATE unmatched SET state = ?2, order_number = ?3, reason = ?4, settled_at_ms = ?5
         WHERE number = ?1",
        params![number.get(), word, order, reason, at],
    )?;
    Ok(())
}

const COLUMNS: &str = "number, provider, provider_id, reference, amount_centavos, end_to_end_id,
    paid_at_ms, payer_name, found_at_ms, state, order_number, reason, settled_at_ms, account";

pub(crate) fn get(
    connection: &Connection,
    number: UnmatchedNumber,
) -> Result<UnmatchedPayment, Error> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM unmatched WHERE number = ?1"))?;
    let mut rows = statement.query([number.get()])?;
    rows.next()?.map(read).transpose()?.ok_or(Error::NotFound)
}

fn read(row: &Row<'_>) -> Result<UnmatchedPayment, Error> {
    let broken = || Error::damaged("an unmatched payment in the index cannot be read");
    let reference: Option<String> = row.get(3)?;
    let end_to_end_id: Option<String> = row.get(5)?;
    Ok(UnmatchedPayment {
        number: UnmatchedNumber::new(row.get(0)?).ok_or_else(broken)?,
        money: UnmatchedMoney {
            provider: row.get(1)?,
            account: read_account(&row.get::<_, String>(13)?, row.get(1)?)?,
            provider_id: ProviderId::new(row.get::<_, String>(2)?).map_err(|_| broken())?,
            reference: reference.map(Reference::new).transpose().map_err(|_| broken())?,
            amount: row.get::<_, Option<i64>>(4)?.map(Centavos::new),
            end_to_end_id: end_to_end_id.map(EndToEndId::new).transpose().map_err(|_| broken())?,
            paid_at: row.get::<_, Option<i64>>(6)?.map(UnixMs::new),
            payer_name: row.get(7)?,
        },
        found_at: UnixMs::new(row.get(8)?),
        state: state(row).map_err(|_| broken())?.ok_or_else(broken)?,
    })
}

/// `None`: the columns contradict each other.
fn state(row: &Row<'_>) -> Result<Option<UnmatchedState>, rusqlite::Error> {
    let word: String = row.get(9)?;
    let order: Option<i64> = row.get(10)?;
    let reason: Option<String> = row.get(11)?;
    let at: Option<i64> = row.get(12)?;
    let order = order.and_then(OrderNumber::new);
    Ok(match (word.as_str(), order, reason, at.map(UnixMs::new)) {
        ("open", None, None, None) => Some(UnmatchedState::Open),
        ("matched", Some(order), Some(reason), Some(at)) => {
            Some(UnmatchedState::Matched { order, reason, at })
        }
        ("dismissed", None, Some(reason), Some(at)) => {
            Some(UnmatchedState::Dismissed { reason, at })
        }
        _ => None,
    })
}
