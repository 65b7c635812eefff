//! Orphans: money without a sale, from the provider's word to a person's.

use domain::charge::{Attachment, Event, Receipt};
use domain::{
    Centavos, EndToEndId, Order, OrderNumber, Orphan, OrphanMoney, OrphanNumber, OrphanState,
    ProviderId, Reference, UnixMs,
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
    pub fn orphans(&self, all: bool, limit: u32) -> Result<Vec<Orphan>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM orphans WHERE ?1 OR state = 'open' ORDER BY number DESC LIMIT ?2"
        ))?;
        let mut rows = statement.query(params![all, limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// One of them.
    pub fn orphan(&self, number: OrphanNumber) -> Result<Orphan, Error> {
        get(&self.connection, number)
    }

    /// Says that the money, `amount` as the provider says now where it was not confirmed before, belongs
    /// to this attempt, whatever its state, in one commit with the attempt's own event. Returns the order
    /// as it is then.
    pub fn attach_orphan(
        &mut self,
        number: OrphanNumber,
        key: ChargeKey,
        amount: Centavos,
        reason: &str,
        now: UnixMs,
    ) -> Result<Order, Error> {
        let tx = self.begin()?;
        let orphan = open_one(&tx, number)?;
        let order = load(&tx, key.order)?;
        let charge = attempt_of(&order, key)?;
        let event = SideEvent::OrphanAttached {
            number,
            order: key.order,
            attempt: key.attempt,
            reason: reason.to_owned(),
        };
        let state = OrphanState::Attached { order: key.order, reason: reason.to_owned(), at: now };
        settle(&tx, &event, orphan.number, &state, now)?;
        let attachment = Attachment {
            orphan: number,
            receipt: Receipt {
                received: Some(orphan.money.amount.unwrap_or(amount)),
                end_to_end_id: orphan.money.end_to_end_id,
                paid_at: orphan.money.paid_at,
                payer_name: orphan.money.payer_name,
            },
            reason: reason.to_owned(),
            sibling_paid: order
                .attempts
                .iter()
                .any(|other| other.attempt != key.attempt && !other.payments.is_empty()),
        };
        let order = append_event(&tx, key, charge, &Event::Attached(attachment), now)?
            .ok_or_else(|| Error::damaged(format!("orphan {number} is attached already")))?;
        tx.commit()?;
        Ok(order)
    }

    /// Says that the money is no sale of this till.
    pub fn set_aside_orphan(
        &mut self,
        number: OrphanNumber,
        reason: &str,
        now: UnixMs,
    ) -> Result<Orphan, Error> {
        let tx = self.begin()?;
        let orphan = open_one(&tx, number)?;
        let event = SideEvent::OrphanSetAside { number, reason: reason.to_owned() };
        let state = OrphanState::SetAside { reason: reason.to_owned(), at: now };
        settle(&tx, &event, number, &state, now)?;
        tx.commit()?;
        Ok(Orphan { state, ..orphan })
    }

    /// What waits for the manager: open disputes (those that are only told, too), orphans that nobody has
    /// looked at, and charges that are called paid without a proof.
    pub fn attention(&self) -> Result<(u32, u32, u32), Error> {
        let counts = self.connection.query_row(
            "SELECT (SELECT count(*) FROM (
                         SELECT order_number, attempt FROM charges WHERE dispute = 'open'
                         UNION
                         SELECT order_number, attempt FROM notices WHERE kind = 'dispute_told')),
                    (SELECT count(*) FROM orphans WHERE state = 'open'),
                    (SELECT count(*) FROM charges WHERE instr(anomalies, 'unproven') > 0)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        Ok(counts)
    }
}

/// Writes down money without a sale; nothing where its transaction is an orphan already, or its payment
/// is known by its end-to-end id.
pub(crate) fn found(tx: &Transaction<'_>, money: &OrphanMoney, now: UnixMs) -> Result<(), Error> {
    let (known, last): (bool, i64) = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM orphans
                        WHERE provider = ?1 AND provider_id = ?2 AND account IN ('', ?3))
             OR EXISTS (SELECT 1 FROM payment_ids WHERE end_to_end_id = ?4),
                (SELECT coalesce(max(number), 0) FROM orphans)",
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
    let number = OrphanNumber::new(last.saturating_add(1))
        .ok_or_else(|| Error::damaged("orphan numbers"))?;
    let event = SideEvent::OrphanFound { number, money: money.clone() };
    let (kind, body) = event.write()?;
    append(tx, None, &kind, now, &body)?;
    write(tx, &Orphan { number, money: money.clone(), found_at: now, state: OrphanState::Open })
}

/// Puts an orphan into the index, which has none of that number.
pub(crate) fn write(tx: &Transaction<'_>, orphan: &Orphan) -> Result<(), Error> {
    let money = &orphan.money;
    let (state, order, reason, settled_at) = columns(&orphan.state);
    tx.execute(
        &format!(
            "INSERT INTO orphans ({COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        ),
        params![
            orphan.number.get(),
            money.provider,
            money.provider_id.as_str(),
            money.reference.as_ref().map(Reference::as_str),
            money.amount.map(Centavos::get),
            money.end_to_end_id.as_ref().map(EndToEndId::as_str),
            money.paid_at.map(UnixMs::get),
            money.payer_name,
            orphan.found_at.get(),
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
fn columns(state: &OrphanState) -> (&'static str, Option<i64>, Option<&str>, Option<i64>) {
    match state {
        OrphanState::Open => ("open", None, None, None),
        OrphanState::Attached { order, reason, at } => {
            ("attached", Some(order.get()), Some(reason), Some(at.get()))
        }
        OrphanState::SetAside { reason, at } => ("set_aside", None, Some(reason), Some(at.get())),
    }
}

fn open_one(tx: &Transaction<'_>, number: OrphanNumber) -> Result<Orphan, Error> {
    let orphan = get(tx, number)?;
    if orphan.state == OrphanState::Open { Ok(orphan) } else { Err(Error::OrphanSettled) }
}

fn settle(
    tx: &Transaction<'_>,
    event: &SideEvent,
    number: OrphanNumber,
    state: &OrphanState,
    now: UnixMs,
) -> Result<(), Error> {
    let (kind, body) = event.write()?;
    append(tx, None, &kind, now, &body)?;
    let (word, order, reason, at) = columns(state);
    tx.execute(
        "UPDATE orphans SET state = ?2, order_number = ?3, reason = ?4, settled_at_ms = ?5
         WHERE number = ?1",
        params![number.get(), word, order, reason, at],
    )?;
    Ok(())
}

const COLUMNS: &str = "number, provider, provider_id, reference, amount_centavos, end_to_end_id,
    paid_at_ms, payer_name, found_at_ms, state, order_number, reason, settled_at_ms, account";

pub(crate) fn get(connection: &Connection, number: OrphanNumber) -> Result<Orphan, Error> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM orphans WHERE number = ?1"))?;
    let mut rows = statement.query([number.get()])?;
    rows.next()?.map(read).transpose()?.ok_or(Error::NotFound)
}

fn read(row: &Row<'_>) -> Result<Orphan, Error> {
    let broken = || Error::damaged("an orphan in the index cannot be read");
    let reference: Option<String> = row.get(3)?;
    let end_to_end_id: Option<String> = row.get(5)?;
    Ok(Orphan {
        number: OrphanNumber::new(row.get(0)?).ok_or_else(broken)?,
        money: OrphanMoney {
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
fn state(row: &Row<'_>) -> Result<Option<OrphanState>, rusqlite::Error> {
    let word: String = row.get(9)?;
    let order: Option<i64> = row.get(10)?;
    let reason: Option<String> = row.get(11)?;
    let at: Option<i64> = row.get(12)?;
    let order = order.and_then(OrderNumber::new);
    Ok(match (word.as_str(), order, reason, at.map(UnixMs::new)) {
        ("open", None, None, None) => Some(OrphanState::Open),
        ("attached", Some(order), Some(reason), Some(at)) => {
            Some(OrphanState::Attached { order, reason, at })
        }
        ("set_aside", None, Some(reason), Some(at)) => Some(OrphanState::SetAside { reason, at }),
        _ => None,
    })
}
