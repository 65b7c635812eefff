//! Unmatched: money without a sale, from the provider's word to a person's.

use domain::charge::{Event, Match, Receipt};
use domain::{
    Centavos, EndToEndId, Order, OrderNumber, ProviderId, Reference, UnixMs, UnmatchedMoney,
    UnmatchedNumber, UnmatchedPayment, UnmatchedState,
};
use rusqlite::{Connection, Row, Transaction, params};

use crate::chain::append;
use crate::error::Error;
use crate::open::Store;
use crate::read::load;
use crate::row::{SideEvent, account_text, read_account};
use crate::write::{ChargeKey, append_event, attempt_of};

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

    /// One of them.
    pub fn unmatched_payment(&self, number: UnmatchedNumber) -> Result<UnmatchedPayment, Error> {
        get(&self.connection, number)
    }

    /// Says that the money, `amount` as the provider says now where it was not confirmed before, belongs
    /// to this attempt, whatever its state, in one commit with the attempt's own event. Returns the order
    /// as it is then.
    pub fn match_unmatched(
        &mut self,
        number: UnmatchedNumber,
        key: ChargeKey,
        amount: Centavos,
        reason: &str,
        now: UnixMs,
    ) -> Result<Order, Error> {
        let tx = self.begin()?;
        let unmatched = open_one(&tx, number)?;
        let order = load(&tx, key.order)?;
        let charge = attempt_of(&order, key)?;
        let event = SideEvent::UnmatchedMatched {
            number,
            order: key.order,
            attempt: key.attempt,
            reason: reason.to_owned(),
        };
        let state =
            UnmatchedState::Matched { order: key.order, reason: reason.to_owned(), at: now };
        settle(&tx, &event, unmatched.number, &state, now)?;
        let matching = Match {
            unmatched: number,
            receipt: Receipt {
                received: Some(unmatched.money.amount.unwrap_or(amount)),
                end_to_end_id: unmatched.money.end_to_end_id,
                paid_at: unmatched.money.paid_at,
                payer_name: unmatched.money.payer_name,
            },
            reason: reason.to_owned(),
            sibling_paid: order
                .attempts
                .iter()
                .any(|other| other.attempt != key.attempt && !other.payments.is_empty()),
        };
        let order = append_event(&tx, key, charge, &Event::Matched(matching), now)?
            .ok_or_else(|| Error::damaged(format!("unmatched {number} is matched already")))?;
        tx.commit()?;
        Ok(order)
    }

    /// Says that the money is no sale of this till.
    pub fn dismiss_unmatched(
        &mut self,
        number: UnmatchedNumber,
        reason: &str,
        now: UnixMs,
    ) -> Result<UnmatchedPayment, Error> {
        let tx = self.begin()?;
        let unmatched = open_one(&tx, number)?;
        let event = SideEvent::UnmatchedDismissed { number, reason: reason.to_owned() };
        let state = UnmatchedState::Dismissed { reason: reason.to_owned(), at: now };
        settle(&tx, &event, number, &state, now)?;
        tx.commit()?;
        Ok(UnmatchedPayment { state, ..unmatched })
    }

    /// What waits for the manager: open disputes (those that are only told, too), unmatched that nobody has
    /// looked at, and charges that are called paid without a proof.
    pub fn attention(&self) -> Result<(u32, u32, u32), Error> {
        let counts = self.connection.query_row(
            "SELECT (SELECT count(*) FROM (
                         SELECT order_number, attempt FROM charges WHERE dispute = 'open'
                         UNION
                         SELECT order_number, attempt FROM notices WHERE kind = 'dispute_told')),
                    (SELECT count(*) FROM unmatched WHERE state = 'open'),
                    (SELECT count(*) FROM charges WHERE instr(anomalies, 'unproven') > 0)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        Ok(counts)
    }
}

/// Writes down money without a sale; nothing where its transaction is an unmatched already, or its payment
/// is known by its end-to-end id.
pub(crate) fn found(
    tx: &Transaction<'_>,
    money: &UnmatchedMoney,
    now: UnixMs,
) -> Result<(), Error> {
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
    let event = SideEvent::UnmatchedFound { number, money: money.clone() };
    let (kind, body) = event.write()?;
    append(tx, None, &kind, now, &body)?;
    write(
        tx,
        &UnmatchedPayment {
            number,
            money: money.clone(),
            found_at: now,
            state: UnmatchedState::Open,
        },
    )
}

/// Puts an unmatched into the index, which has none of that number.
pub(crate) fn write(tx: &Transaction<'_>, unmatched: &UnmatchedPayment) -> Result<(), Error> {
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

fn open_one(tx: &Transaction<'_>, number: UnmatchedNumber) -> Result<UnmatchedPayment, Error> {
    let unmatched = get(tx, number)?;
    if unmatched.state == UnmatchedState::Open {
        Ok(unmatched)
    } else {
        Err(Error::UnmatchedResolved)
    }
}

fn settle(
    tx: &Transaction<'_>,
    event: &SideEvent,
    number: UnmatchedNumber,
    state: &UnmatchedState,
    now: UnixMs,
) -> Result<(), Error> {
    let (kind, body) = event.write()?;
    append(tx, None, &kind, now, &body)?;
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
    let broken = || Error::damaged("an unmatched in the index cannot be read");
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
