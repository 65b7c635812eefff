//! Operators in the log: what was done to whom, by ids alone, and what one of them has done within a day.

use domain::charge::{Charge, RefundState};
use domain::{
    Actor, Caller, Centavos, Device, OperatorChange, OperatorEvent, OperatorId, Role, UnixMs,
};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::log::row::{internal, read_event};
use crate::log::{Row, Stream, append, read_actor};
use crate::open::Store;
use crate::order::{ChargeKey, attempt_of};
use crate::tx::Tx;

/// The kinds of the events, which never change.
const ADDED: &str = "operator_added";
const RENAMED: &str = "operator_renamed";
const ROLE_SET: &str = "operator_role_set";
const RETIRED: &str = "operator_retired";
const PIN_SET: &str = "operator_pin_set";
const PIN_FORGOTTEN: &str = "operator_pin_forgotten";
const FORGOTTEN_SEEN: &str = "operator_forgotten_seen";

/// The kinds of all changes of operators.
pub(crate) const KINDS: [&str; 7] =
    [ADDED, RENAMED, ROLE_SET, RETIRED, PIN_SET, PIN_FORGOTTEN, FORGOTTEN_SEEN];

/// The body of such an event. A released shape is only extended by optional fields.
#[derive(Debug, Serialize, Deserialize)]
struct OperatorRow {
    operator: String,
    number: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<RoleRow>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RoleRow {
    Cashier,
    Manager,
}

/// A change of an operator in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorRecord {
    /// Its place, 1 and up.
    pub seq: i64,
    /// When it was written, on our clock.
    pub at: UnixMs,
    /// Who did it.
    pub by: Option<Actor>,
    /// What was done.
    pub event: OperatorEvent,
}

impl Tx<'_> {
    /// Puts a change of an operator down.
    pub fn note_operator(&self, event: &OperatorEvent) -> Result<(), Error> {
        let (kind, role) = match event.change {
            OperatorChange::Added(role) => (ADDED, Some(role)),
            OperatorChange::Renamed => (RENAMED, None),
            OperatorChange::RoleSet(role) => (ROLE_SET, Some(role)),
            OperatorChange::Retired => (RETIRED, None),
            OperatorChange::PinSet => (PIN_SET, None),
            OperatorChange::PinForgotten => (PIN_FORGOTTEN, None),
            OperatorChange::ForgottenSeen => (FORGOTTEN_SEEN, None),
        };
        let row = OperatorRow {
            operator: event.operator.as_str().to_owned(),
            number: event.number,
            role: role.map(|role| match role {
                Role::Cashier => RoleRow::Cashier,
                Role::Manager => RoleRow::Manager,
            }),
        };
        let body = serde_json::to_string(&row).map_err(|error| internal(&error))?;
        append(self, self.stamp, Stream::Till, 0, kind, body)?;
        Ok(())
    }

    /// The changes of operators behind a place in the log, oldest first.
    pub fn operator_records(&self, behind: i64) -> Result<Vec<OperatorRecord>, Error> {
        records(self, behind)
    }

    /// How much an operator has alone, without anybody's approval, asked to go back from that moment on. What was
    /// refused does not count.
    pub fn refunded_alone(&self, operator: &OperatorId, since: UnixMs) -> Result<Centavos, Error> {
        let mut sum = 0_i64;
        for (key, row) in rows_alone(self, "refund_requested", operator, since)? {
            let domain::charge::Event::RefundRequested(request) = read_event(&row.kind, &row.body)?
            else {
                continue;
            };
            let order = self.order(key.order)?;
            let charge = attempt_of(&order, key)?;
            let refund = charge.refunds.iter().find(|refund| refund.id == request.id);
            let counts = refund.filter(|it| !matches!(it.state, RefundState::Failed(_)));
            let amount = counts.map(|it| it.amount.map_or_else(|| rest(charge), Centavos::get));
            sum = sum.saturating_add(amount.unwrap_or(0));
        }
        Ok(Centavos::new(sum))
    }

    /// How much an operator has confirmed by hand alone from that moment on.
    pub fn confirmed_alone(&self, operator: &OperatorId, since: UnixMs) -> Result<Centavos, Error> {
        let rows = rows_alone(self, "confirmed_by_hand", operator, since)?;
        let amounts = rows.iter().map(|(key, _)| Ok(self.order(key.order)?.amount.get()));
        let sum = amounts.sum::<Result<i64, Error>>()?;
        Ok(Centavos::new(sum))
    }
}

impl Store {
    /// The changes of operators behind a place in the log, oldest first.
    pub fn operator_records(&self, behind: i64) -> Result<Vec<OperatorRecord>, Error> {
        records(&self.connection, behind)
    }
}

/// What a refund of all that is there moves while it is on its way.
fn rest(charge: &Charge) -> i64 {
    charge.received_there().get().saturating_sub(charge.refunded().get()).max(0)
}

/// Whether a kind of the till's stream is one of operators; where it is, its body can be read.
pub(crate) fn check(row: &Row) -> Result<bool, Error> {
    Ok(event(&row.kind, &row.body)?.is_some())
}

fn event(kind: &str, body: &str) -> Result<Option<OperatorEvent>, Error> {
    if !KINDS.contains(&kind) {
        return Ok(None);
    }
    let bad = || Error::damaged(format!("an operator's change cannot be read: {kind}"));
    let row: OperatorRow = serde_json::from_str(body).map_err(|_| bad())?;
    let role = row.role.map(|role| match role {
        RoleRow::Cashier => Role::Cashier,
        RoleRow::Manager => Role::Manager,
    });
    let change = match kind {
        ADDED => OperatorChange::Added(role.ok_or_else(bad)?),
        ROLE_SET => OperatorChange::RoleSet(role.ok_or_else(bad)?),
        RENAMED => OperatorChange::Renamed,
        RETIRED => OperatorChange::Retired,
        PIN_SET => OperatorChange::PinSet,
        PIN_FORGOTTEN => OperatorChange::PinForgotten,
        _ => OperatorChange::ForgottenSeen,
    };
    let operator = OperatorId::new(&row.operator).map_err(|_| bad())?;
    Ok(Some(OperatorEvent { operator, change, number: row.number }))
}

fn records(log: &Connection, behind: i64) -> Result<Vec<OperatorRecord>, Error> {
    let columns = Row::COLUMNS;
    let mut statement = log.prepare_cached(&format!(
        "SELECT {columns} FROM events WHERE stream = 'till' AND stream <> 'order' AND seq > ?1 ORDER BY seq"
    ))?;
    let mut rows = statement.query([behind])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let Row { seq, kind, at_ms, body, actor, .. } = Row::read(row)?;
        if let Some(event) = event(&kind, &body)? {
            let by = read_actor(actor.as_deref())?;
            records.push(OperatorRecord { seq, at: UnixMs::new(at_ms), by, event });
        }
    }
    Ok(records)
}

/// The events of a kind that counts towards a limit, by an operator alone, from a moment on.
fn rows_alone(
    log: &Connection,
    kind: &'static str,
    operator: &OperatorId,
    since: UnixMs,
) -> Result<Vec<(ChargeKey, Row)>, Error> {
    let columns = Row::COLUMNS;
    // The index's own condition, and then what is meant: so it is taken.
    let mut statement = log.prepare_cached(&format!(
        "SELECT {columns} FROM events WHERE kind IN ('refund_requested', 'confirmed_by_hand') AND at_ms >= ?1
             AND kind = '{kind}' AND actor IN (?2, ?3, ?4)"
    ))?;
    let alone = |device| {
        let caller = Caller { operator: operator.clone(), approved_by: None, device };
        Actor::Person(caller).to_string()
    };
    let [window, terminal, browser] =
        [Device::Window, Device::Terminal, Device::Browser].map(alone);
    let rows = statement.query_map(params![since.get(), window, terminal, browser], Row::read)?;
    let keyed = rows.map(|row| {
        let row = row?;
        let order = domain::OrderNumber::new(row.stream_id);
        let order = order.ok_or_else(|| Error::damaged("an event of no order"))?;
        Ok((ChargeKey { order, attempt: row.attempt }, row))
    });
    keyed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Why;

    #[test]
    fn changes_are_read_as_they_were_written_and_the_log_is_proved_with_them() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
        let by = Actor::Person(Caller::owner(Device::Terminal));
        let changes = [
            OperatorChange::Added(Role::Manager),
            OperatorChange::RoleSet(Role::Cashier),
            OperatorChange::Renamed,
            OperatorChange::PinSet,
            OperatorChange::PinForgotten,
            OperatorChange::ForgottenSeen,
            OperatorChange::Retired,
        ];
        for (change, number) in changes.into_iter().zip(1..) {
            let operator = OperatorId::new("ana").unwrap();
            let event = OperatorEvent { operator, change, number };
            store.write(&by, UnixMs::new(2), |tx| tx.note_operator(&event)).unwrap();
        }
        let records = store.operator_records(0).unwrap();
        let read: Vec<_> = records.iter().map(|record| record.event.change).collect();
        assert_eq!(read, changes);
        assert!(records.iter().all(|record| record.by.as_ref() == Some(&by)));
        let behind = records[4].seq;
        assert_eq!(store.operator_records(behind).unwrap(), records[5..]);
        store.verify().unwrap();
        let body: String = store
            .connection
            .query_row("SELECT body FROM events ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
            .unwrap();
        assert_eq!(body, r#"{"operator":"ana","number":7}"#);
    }
}
