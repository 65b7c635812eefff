//! Checks of customers' receipts: what the log has of a receipt's money, and who has shown it before.

use domain::charge::{Anomaly, Status};
use domain::{
    Actor, Centavos, EndToEndId, OrderNumber, ReceiptCheck, ReceiptMoney, UnixMs, UnmatchedNumber,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::error::Error;
use crate::log::row::{read_receipt_check, receipt_verdict_word, write_receipt_check};
use crate::log::{Family, Stream, append, read_actor, rows_of_family};
use crate::open::Store;
use crate::read::load;
use crate::reader::Reader;
use crate::tx::Tx;
use crate::unmatched;

/// A check as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRecord {
    /// Its number among the checks, 1 and up.
    pub number: i64,
    /// When it was made, on our clock.
    pub at: UnixMs,
    /// Who has asked.
    pub by: Actor,
    /// What was asked and answered.
    pub check: ReceiptCheck,
}

/// How often a receipt was shown before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownBefore {
    /// How often it was checked.
    pub times: u32,
    /// When it was last checked, and by whom.
    pub last: Option<(UnixMs, Actor)>,
    /// A check said that its money has come, or a person has confirmed a sale with it.
    pub is_used: bool,
}

/// Which charges may be a receipt's.
#[derive(Debug, Clone, Copy)]
pub struct Sought {
    /// Only of this amount.
    pub amount: Option<Centavos>,
    /// Only of sales begun by then.
    pub begun_by: UnixMs,
    /// Only those that are open, have ended unpaid since then, or got more than they asked for.
    pub ended_since: UnixMs,
    /// At most so many orders.
    pub limit: u32,
}

/// A code lives for a day at most: what ended within a day was begun within two.
const LONGEST_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

impl Store {
    /// The checks of an order, as [`Reader::checks_of`] has them.
    pub fn checks_of(&self, order: OrderNumber) -> Result<Vec<CheckRecord>, Error> {
        checks_of(&self.connection, order)
    }

    /// The money of that end-to-end id, as [`Tx::receipt_money`] has it.
    pub fn receipt_money(&self, id: &EndToEndId) -> Result<Option<ReceiptMoney>, Error> {
        money(&self.connection, id)
    }

    /// The money of that amount that came between two moments, as [`Tx::receipts_like`] has it.
    pub fn receipts_like(
        &self,
        amount: Centavos,
        from: UnixMs,
        to: UnixMs,
    ) -> Result<Vec<ReceiptMoney>, Error> {
        like(&self.connection, amount, from, to)
    }

    /// The orders of which a charge may be a receipt's, newest first.
    pub fn sought(&self, sought: Sought) -> Result<Vec<OrderNumber>, Error> {
        let Sought { amount, begun_by, ended_since, limit } = sought;
        // The condition of the index of open charges, and then what is meant.
        let mut statement = self.connection.prepare_cached(
            "SELECT order_number FROM charges JOIN orders ON number = order_number
             WHERE charges.status IN ('registering', 'pending', 'refunding')
                 AND charges.status <> 'refunding' AND created_at_ms <= ?2
                 AND (?1 IS NULL OR amount_centavos = ?1)
             UNION
             SELECT number FROM orders
             WHERE created_at_ms > ?3 AND created_at_ms <= ?2
                 AND (?1 IS NULL OR amount_centavos = ?1)
                 AND EXISTS (SELECT 1 FROM charges WHERE order_number = number
                     AND (charges.status IN ('expired', 'cancelled', 'rejected')
                         OR instr(charges.anomalies, 'overpaid') > 0))
             ORDER BY 1 DESC",
        )?;
        let since = ended_since.plus_ms(-LONGEST_LIFE_MS);
        let values = params![amount.map(Centavos::get), begun_by.get(), since.get()];
        let numbers = statement.query_map(values, |row| row.get(0))?;
        let numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
        let mut found = Vec::new();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        for number in numbers.into_iter().filter_map(OrderNumber::new) {
            if found.len() >= most {
                break;
            }
            let may_be = self.order(number)?.attempts.iter().any(|charge| {
                let has_ended =
                    matches!(charge.status, Status::Expired | Status::Cancelled | Status::Rejected);
                let is_recent = has_ended && charge.status_since >= ended_since;
                // More than was asked for may be of several payments, of which only one is named.
                let has_more = charge.anomalies.contains(&Anomaly::Overpaid);
                charge.may_have_been_shown() && (charge.status.is_open() || is_recent || has_more)
            });
            if may_be {
                found.push(number);
            }
        }
        Ok(found)
    }
}

impl Reader {
    /// The checks that were asked for an order, or whose money it has, oldest first.
    pub fn checks_of(&self, order: OrderNumber) -> Result<Vec<CheckRecord>, Error> {
        checks_of(&self.connection, order)
    }
}

/// Receipts, as they are inside a transaction.
impl Tx<'_> {
    /// The money of that end-to-end id: a proved payment, or money without a sale.
    pub fn receipt_money(&self, id: &EndToEndId) -> Result<Option<ReceiptMoney>, Error> {
        money(self, id)
    }

    /// The proved payments and the money without a sale of that amount that came between two moments, both included.
    pub fn receipts_like(
        &self,
        amount: Centavos,
        from: UnixMs,
        to: UnixMs,
    ) -> Result<Vec<ReceiptMoney>, Error> {
        like(self, amount, from, to)
    }

    /// How often the receipt of this money, or of this id where there is no money, was shown before. What was shown for
    /// `order` itself to confirm it by hand does not make it used.
    pub fn shown_before(
        &self,
        id: Option<&EndToEndId>,
        money: Option<&ReceiptMoney>,
        order: Option<OrderNumber>,
    ) -> Result<ShownBefore, Error> {
        let paid = money.and_then(ReceiptMoney::order).map(OrderNumber::get);
        let stray = money.and_then(ReceiptMoney::unmatched).map(UnmatchedNumber::get);
        let id = id.map(EndToEndId::as_str);
        let mut statement = self.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM checks WHERE number IN (
                 SELECT number FROM checks WHERE end_to_end_id = ?1
                 UNION SELECT number FROM checks
                     WHERE ?1 IS NULL AND order_number = ?2 AND end_to_end_id IS NULL
                 UNION SELECT number FROM checks
                     WHERE ?1 IS NULL AND unmatched = ?3 AND end_to_end_id IS NULL)
             ORDER BY number DESC"
        ))?;
        let mut rows = statement.query(params![id, paid, stray])?;
        let mut before = ShownBefore::default();
        while let Some(row) = rows.next()? {
            let CheckRecord { at, by, check, .. } = read(row)?;
            before.times = before.times.saturating_add(1);
            before.is_used |= check.verdict == domain::ReceiptVerdict::Received;
            before.last = before.last.or(Some((at, by)));
        }
        before.is_used |= self
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM charges INDEXED BY charges_by_shown_id
                                WHERE shown_id = ?1 AND order_number IS NOT ?2)",
            )?
            .query_row(params![id, order.map(OrderNumber::get)], |row| row.get::<_, bool>(0))?;
        Ok(before)
    }

    /// Writes down a check; its number.
    pub fn note_receipt_check(&self, check: &ReceiptCheck) -> Result<i64, Error> {
        let last: i64 =
            self.query_row("SELECT coalesce(max(number), 0) FROM checks", [], |row| row.get(0))?;
        let number = last.saturating_add(1);
        let (kind, body) = write_receipt_check(check)?;
        append(self, self.stamp, Stream::Check(number), 0, &kind, body)?;
        let (at, by) = (self.stamp.now, self.stamp.actor.clone());
        write(self, &CheckRecord { number, at, by, check: check.clone() })?;
        Ok(number)
    }
}

fn checks_of(log: &Connection, order: OrderNumber) -> Result<Vec<CheckRecord>, Error> {
    let mut statement = log.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM checks
         WHERE number IN (SELECT number FROM checks WHERE asked_order = ?1
                          UNION SELECT number FROM checks WHERE order_number = ?1)
         ORDER BY number"
    ))?;
    let mut rows = statement.query([order.get()])?;
    let mut checks = Vec::new();
    while let Some(row) = rows.next()? {
        checks.push(read(row)?);
    }
    Ok(checks)
}

fn money(log: &Connection, id: &EndToEndId) -> Result<Option<ReceiptMoney>, Error> {
    let paid: Option<i64> = log
        .prepare_cached("SELECT order_number FROM payment_ids WHERE end_to_end_id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    if let Some(number) = paid.and_then(OrderNumber::new) {
        let order = load(log, number)?;
        let found = order.attempts.iter().find_map(|charge| {
            let is_it = |it: &&domain::charge::Payment| it.end_to_end_id.as_ref() == Some(id);
            let payment = charge.payments.iter().find(is_it)?;
            Some(ReceiptMoney::of_payment(&order, charge, payment))
        });
        if found.is_some() {
            return Ok(found);
        }
    }
    let stray: Option<i64> = log
        .prepare_cached(
            "SELECT number FROM unmatched WHERE end_to_end_id = ?1 AND state <> 'matched'
             ORDER BY number LIMIT 1",
        )?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    let Some(number) = stray.and_then(UnmatchedNumber::new) else { return Ok(None) };
    Ok(ReceiptMoney::of_unmatched(&unmatched::get(log, number)?))
}

fn like(
    log: &Connection,
    amount: Centavos,
    from: UnixMs,
    to: UnixMs,
) -> Result<Vec<ReceiptMoney>, Error> {
    let mut found = Vec::new();
    let mut paid = log.prepare_cached(
        "SELECT order_number, attempt, place FROM payments
         WHERE at_ms BETWEEN ?2 AND ?3 AND amount_centavos = ?1 ORDER BY at_ms DESC LIMIT 50",
    )?;
    let mut paid = paid.query([amount.get(), from.get(), to.get()])?;
    while let Some(row) = paid.next()? {
        let number = OrderNumber::new(row.get(0)?);
        let order = load(log, number.ok_or_else(|| Error::damaged("an impossible order number"))?)?;
        let (attempt, place): (u32, u32) = (row.get(1)?, row.get(2)?);
        let charge = order.attempt_of(attempt);
        let payment =
            charge.and_then(|it| it.payments.get(usize::try_from(place.checked_sub(1)?).ok()?));
        found.extend(
            charge
                .zip(payment)
                .map(|(charge, payment)| ReceiptMoney::of_payment(&order, charge, payment)),
        );
    }
    let mut stray = log.prepare_cached(
        "SELECT number FROM unmatched WHERE state <> 'matched' AND amount_centavos = ?1
             AND coalesce(paid_at_ms, found_at_ms) BETWEEN ?2 AND ?3 ORDER BY number DESC LIMIT 50",
    )?;
    let stray = stray.query_map([amount.get(), from.get(), to.get()], |row| row.get(0))?;
    for number in
        stray.collect::<Result<Vec<i64>, _>>()?.into_iter().filter_map(UnmatchedNumber::new)
    {
        found.extend(ReceiptMoney::of_unmatched(&unmatched::get(log, number)?));
    }
    Ok(found)
}

pub(crate) fn replay(log: &Transaction<'_>) -> Result<Vec<CheckRecord>, Error> {
    let mut checks: Vec<CheckRecord> = Vec::new();
    rows_of_family(log, Family::Check, |row| {
        if usize::try_from(row.stream_id) != Ok(checks.len().saturating_add(1)) {
            return Err(Error::damaged("a check of a receipt is out of its order"));
        }
        let nobody = || Error::damaged("a check of a receipt names nobody");
        checks.push(CheckRecord {
            number: row.stream_id,
            at: UnixMs::new(row.at_ms),
            by: read_actor(row.actor.as_deref())?.ok_or_else(nobody)?,
            check: read_receipt_check(&row.kind, &row.body)?,
        });
        Ok(())
    })?;
    Ok(checks)
}

/// Writes what the events give into an index that has none of it.
pub(crate) fn rebuild(tx: &Transaction<'_>) -> Result<(), Error> {
    replay(tx)?.iter().try_for_each(|check| write(tx, check))
}

/// Compares the index with what the events give.
pub(crate) fn check(log: &Transaction<'_>) -> Result<(), Error> {
    let mut statement = log.prepare(&format!("SELECT {COLUMNS} FROM checks ORDER BY number"))?;
    let mut rows = statement.query([])?;
    for given in replay(log)? {
        let indexed = rows.next()?.map(read).transpose();
        if indexed.ok().flatten().as_ref() != Some(&given) {
            let number = given.number;
            return Err(Error::damaged(format!(
                "check {number} of a receipt: the index is not what the events give"
            )));
        }
    }
    match rows.next()? {
        None => Ok(()),
        Some(_) => Err(Error::damaged("the index has checks of receipts that no event gives")),
    }
}

const COLUMNS: &str =
    "number, at_ms, actor, end_to_end_id, shown_centavos, said_at_ms, asked_order,
    verdict, order_number, unmatched";

fn write(tx: &Transaction<'_>, record: &CheckRecord) -> Result<(), Error> {
    let check = &record.check;
    tx.prepare_cached(&format!(
        "INSERT INTO checks ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    ))?
    .execute(params![
        record.number,
        record.at.get(),
        record.by.to_string(),
        check.end_to_end_id.as_ref().map(EndToEndId::as_str),
        check.shown.map(Centavos::get),
        check.said_at.map(UnixMs::get),
        check.asked_order.map(OrderNumber::get),
        receipt_verdict_word(check.verdict),
        check.order.map(OrderNumber::get),
        check.unmatched.map(UnmatchedNumber::get),
    ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<CheckRecord, Error> {
    let broken = || Error::damaged("a check of a receipt in the index cannot be read");
    let by = read_actor(row.get::<_, Option<String>>(2)?.as_deref())?.ok_or_else(broken)?;
    // The index has the words of the log, so that one reader does for both.
    let body = serde_json::json!({
        "end_to_end_id": row.get::<_, Option<String>>(3)?,
        "shown_centavos": row.get::<_, Option<i64>>(4)?,
        "said_at_ms": row.get::<_, Option<i64>>(5)?,
        "asked_order": row.get::<_, Option<i64>>(6)?,
        "verdict": row.get::<_, String>(7)?,
        "order": row.get::<_, Option<i64>>(8)?,
        "unmatched": row.get::<_, Option<i64>>(9)?,
    });
    let check = read_receipt_check(crate::log::row::RECEIPT_CHECKED, &body.to_string())?;
    Ok(CheckRecord { number: row.get(0)?, at: UnixMs::new(row.get(1)?), by, check })
}
