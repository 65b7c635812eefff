//! The blanking of all that one order, payout or unmatched payment says of a person: in the events' personal parts, the
//! index for searches, and the tables beside.

use rusqlite::{Connection, Transaction};

use domain::charge::{Anomaly, Charge};
use domain::{OrderNumber, UnmatchedNumber, UnmatchedState};

use super::person::WhyKept;
use crate::error::Error;
use crate::index::search;
use crate::log::{Family, personal, rows_of};
use crate::notices::noticed;
use crate::read::load;
use crate::unmatched;

/// What an event belongs to.
pub(super) type StreamKey = (Family, i64);

/// Why it is still needed, if it is: a request may be repeated to the letter, and money that is open is somebody's.
pub(super) fn in_use(log: &Connection, (family, id): StreamKey) -> Result<Option<WhyKept>, Error> {
    Ok(match family {
        Family::Order => {
            let Some(number) = OrderNumber::new(id) else { return Ok(None) };
            let order = load(log, number)?;
            if let Some(why) = order.attempts.iter().find_map(why_open) {
                return Ok(Some(why));
            }
            if !noticed(log, number)?.is_empty() {
                return Ok(Some(WhyKept::Disputed));
            }
            let unsent = order.attempts.iter().filter(|charge| charge.registration.is_none());
            for charge in unsent {
                if is_asked_about(log, id, charge.attempt)? {
                    return Ok(Some(WhyKept::Open));
                }
            }
            None
        }
        Family::Unmatched => {
            let number = UnmatchedNumber::new(id);
            let payment = number.map(|number| unmatched::get(log, number)).transpose()?;
            payment.filter(|it| it.state == UnmatchedState::Open).map(|_| WhyKept::Unmatched)
        }
        // Nothing is sent for a payout, and nothing is asked but by its id.
        Family::Payout | Family::Till | Family::Privacy | Family::Shift | Family::Check => None,
    })
}

fn why_open(charge: &Charge) -> Option<WhyKept> {
    if charge.status.is_open() {
        Some(WhyKept::Open)
    } else if charge.refunds.iter().any(domain::charge::Refund::is_open) {
        Some(WhyKept::Refunding)
    } else if charge.open_dispute().is_some() {
        Some(WhyKept::Disputed)
    } else {
        charge.anomalies.contains(&Anomaly::Unproven).then_some(WhyKept::Unproven)
    }
}

/// Whether what may have been made without our knowing is still looked for.
fn is_asked_about(log: &Connection, order: i64, attempt: u32) -> Result<bool, Error> {
    let mut statement = log.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM jobs
                        WHERE order_number = ?1 AND attempt = ?2 AND due_at_ms IS NOT NULL)",
    )?;
    Ok(statement.query_row((order, attempt), |row| row.get(0))?)
}

/// Blanks all that a stream says of persons; returns of how many events.
pub(super) fn blank(tx: &Transaction<'_>, key: StreamKey) -> Result<u32, Error> {
    let rows = rows_of(tx, key)?;
    let held = search::held(tx, &rows)?;
    let mut events = 0;
    for row in &rows {
        events += u32::from(personal::blank(tx, row)?);
    }
    if events == 0 {
        return Ok(0);
    }
    search::renew(tx, &held, &search::held(tx, &rows_of(tx, key)?)?)?;
    let (family, id) = key;
    match family {
        Family::Unmatched => tx.execute(
            "UPDATE unmatched SET payer_name = NULL, reason = iif(reason IS NULL, NULL, '')
             WHERE number = ?1",
            [id],
        )?,
        Family::Payout => tx.execute(
            "UPDATE payouts
             SET payee_name = NULL, failure_message = iif(failure_message IS NULL, NULL, '')
             WHERE number = ?1",
            [id],
        )?,
        Family::Order | Family::Till | Family::Privacy | Family::Shift | Family::Check => 0,
    };
    Ok(events)
}
