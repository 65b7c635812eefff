//! Rows for other programs, one at a time: an export of any length needs no more room than one row.

mod shift;

use domain::{
    Actor, Centavos, EndToEndId, FiscalPayment, Integration, OrderNumber, Payout, UnixMs,
    UnmatchedNumber, UnmatchedPayment,
};
use rusqlite::{Row, ToSql, params};

use crate::error::Error;
use crate::log::read_actor;
use crate::log::row::BY_HAND;
use crate::reader::Reader;
use crate::{payouts, till, unmatched};
pub use shift::ExportedShift;

/// A stretch of time, from its first moment to before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub from: UnixMs,
    /// The first moment behind it.
    pub to: UnixMs,
}

/// A sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedOrder {
    /// Its number.
    pub number: OrderNumber,
    /// When it was begun.
    pub at: UnixMs,
    /// What was asked for.
    pub amount: Centavos,
    /// All that arrived.
    pub received: Centavos,
    /// All that went back.
    pub refunded: Centavos,
    /// The index's word, such as `paid` or `by_hand`.
    pub status: String,
    /// How its money is known: `polled`, `signed_webhook`, `manual`; absent: it has none.
    pub evidence: Option<String>,
    /// The adapter of its last attempt.
    pub provider: String,
    /// The operator's id of who began it; empty where an older log does not say.
    pub seller: String,
    /// The first of [`domain::fiscal_payments`]; absent: nobody has paid it.
    pub payment: Option<FiscalPayment>,
    /// The caller's key of its document.
    pub document_key: Option<String>,
}

/// Money that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedPayment {
    /// The sale.
    pub order: OrderNumber,
    /// The attempt.
    pub attempt: u32,
    /// Its place among the attempt's, 1 and up.
    pub place: u32,
    /// As [`domain::fiscal_payments`] tells it.
    pub payment: FiscalPayment,
    /// How it is known: `polled`, `signed_webhook`.
    pub evidence: String,
    /// The operator's id of who sold.
    pub seller: String,
    /// The caller's key of the sale's document.
    pub document_key: Option<String>,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedRefund {
    /// When it was back by the provider's time, else when that was learned of.
    pub at: UnixMs,
    /// The sale.
    pub order: OrderNumber,
    /// The attempt.
    pub attempt: u32,
    /// Its place among the attempt's, 1 and up.
    pub place: u32,
    /// How much.
    pub amount: Centavos,
    /// The end-to-end id of the return.
    pub return_id: Option<String>,
    /// The adapter.
    pub provider: String,
    /// Who asked for it: `here`, `elsewhere`, `dispute`.
    pub source: String,
    /// The operator's id of who sold.
    pub seller: String,
    /// The operator's id of who asked here for it.
    pub asked_by: Option<String>,
}

/// What a person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedAct {
    /// The place of the event.
    pub seq: i64,
    /// When.
    pub at: UnixMs,
    /// What it was done to: `order`, `unmatched`, `till`, `check` and others.
    pub stream: String,
    /// Which of them.
    pub stream_id: i64,
    /// The event's kind, such as `refund_requested`.
    pub kind: String,
    /// Who.
    pub by: Actor,
}

impl Reader {
    /// The till's code; `None`: it has none yet.
    pub fn till_code(&self) -> Result<Option<String>, Error> {
        till::code(&self.connection)
    }

    /// Shows each sale that was begun in the period, oldest first. An error of `each` ends it.
    pub fn export_orders<E: From<Error>>(
        &self,
        period: Period,
        mut each: impl FnMut(&ExportedOrder) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT number, created_at_ms, orders.amount_centavos, orders.received_centavos, refunded_centavos,
                 orders.status, orders.evidence, orders.provider, orders.seller, document_key,
                 CASE WHEN paid.at_ms IS NULL THEN orders.provider ELSE paid.provider END,
                 CASE WHEN paid.at_ms IS NULL THEN orders.amount_centavos ELSE paid.amount_centavos END,
                 CASE WHEN paid.at_ms IS NULL THEN 1 ELSE paid.by_hand END,
                 CASE WHEN paid.at_ms IS NULL THEN said.shown_id ELSE paid.end_to_end_id END,
                 CASE WHEN paid.at_ms IS NULL AND said.attempt IS NOT NULL THEN by_hand_at_ms ELSE paid.at_ms END
             FROM orders
             LEFT JOIN payments AS paid ON paid.order_number = number AND paid.place = 1
                 AND paid.attempt = (SELECT min(attempt) FROM payments WHERE order_number = number)
             LEFT JOIN charges AS said ON orders.status = '{BY_HAND}' AND said.order_number = number
                 AND said.attempt = (SELECT max(attempt) FROM charges WHERE order_number = number)
             WHERE created_at_ms >= ?1 AND created_at_ms < ?2 ORDER BY created_at_ms, number"
        );
        each_of(self, &sql, period, |row| {
            let paid_at: Option<i64> = get(row, 14)?;
            let payment = paid_at.map(|at| fiscal(row, 10, UnixMs::new(at))).transpose()?;
            each(&ExportedOrder {
                number: number_of(row, 0)?,
                at: UnixMs::new(get(row, 1)?),
                amount: Centavos::new(get(row, 2)?),
                received: Centavos::new(get(row, 3)?),
                refunded: Centavos::new(get(row, 4)?),
                status: get(row, 5)?,
                evidence: get(row, 6)?,
                provider: get(row, 7)?,
                seller: get(row, 8)?,
                document_key: get(row, 9)?,
                payment,
            })
        })
    }

    /// Shows each proved payment that came in the period, oldest first.
    pub fn export_payments<E: From<Error>>(
        &self,
        period: Period,
        mut each: impl FnMut(&ExportedPayment) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql =
            "SELECT order_number, attempt, place, payments.evidence, payments.seller, document_key,
                 payments.provider, payments.amount_centavos, by_hand, end_to_end_id, at_ms
             FROM payments JOIN orders ON number = order_number
             WHERE at_ms >= ?1 AND at_ms < ?2
             ORDER BY at_ms, order_number, attempt, place";
        each_of(self, sql, period, |row| {
            each(&ExportedPayment {
                order: number_of(row, 0)?,
                attempt: get(row, 1)?,
                place: get(row, 2)?,
                evidence: get(row, 3)?,
                seller: get(row, 4)?,
                document_key: get(row, 5)?,
                payment: fiscal(row, 6, UnixMs::new(get(row, 10)?))?,
            })
        })
    }

    /// Shows each refund that was back in the period, oldest first.
    pub fn export_refunds<E: From<Error>>(
        &self,
        period: Period,
        mut each: impl FnMut(&ExportedRefund) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT at_ms, order_number, attempt, place, amount_centavos, return_id, provider, source,
                 seller, asked_by
             FROM refunds WHERE at_ms >= ?1 AND at_ms < ?2
             ORDER BY at_ms, order_number, attempt, place";
        each_of(self, sql, period, |row| {
            each(&ExportedRefund {
                at: UnixMs::new(get(row, 0)?),
                order: number_of(row, 1)?,
                attempt: get(row, 2)?,
                place: get(row, 3)?,
                amount: Centavos::new(get(row, 4)?),
                return_id: get(row, 5)?,
                provider: get(row, 6)?,
                source: get(row, 7)?,
                seller: get(row, 8)?,
                asked_by: get(row, 9)?,
            })
        })
    }

    /// Shows each payout of the period by the provider's stamp, else by when it was first heard of; oldest first.
    pub fn export_payouts<E: From<Error>>(
        &self,
        period: Period,
        mut each: impl FnMut(&Payout) -> Result<(), E>,
    ) -> Result<(), E> {
        let columns = payouts::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM payouts WHERE coalesce(at_ms, first_seen_at_ms) >= ?1
                 AND coalesce(at_ms, first_seen_at_ms) < ?2
             ORDER BY coalesce(at_ms, first_seen_at_ms), number"
        );
        each_of(self, &sql, period, |row| each(&payouts::read(row)?))
    }

    /// Shows the money without a sale that came in the period, by the provider's time, else by when it was found.
    pub fn export_unmatched<E: From<Error>>(
        &self,
        period: Period,
        mut each: impl FnMut(&UnmatchedPayment) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT number FROM unmatched WHERE coalesce(paid_at_ms, found_at_ms) >= ?1
                 AND coalesce(paid_at_ms, found_at_ms) < ?2 ORDER BY number";
        each_of(self, sql, period, |row| {
            let number = UnmatchedNumber::new(get(row, 0)?);
            let number = number.ok_or_else(|| Error::damaged("unmatched numbers"))?;
            each(&unmatched::get(&self.connection, number)?)
        })
    }

    /// Shows what people did in the period, in the order of the log.
    pub fn export_acts<E: From<Error>>(
        &self,
        period: Period,
        mut each: impl FnMut(&ExportedAct) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT seq, at_ms, stream, stream_id, kind, actor FROM events
             WHERE at_ms >= ?1 AND at_ms < ?2 AND actor IS NOT NULL AND actor <> 'till' ORDER BY seq";
        each_of(self, sql, period, |row| {
            let Some(by) = read_actor(get::<Option<String>>(row, 5)?.as_deref())? else {
                return Ok(());
            };
            each(&ExportedAct {
                seq: get(row, 0)?,
                at: UnixMs::new(get(row, 1)?),
                stream: get(row, 2)?,
                stream_id: get(row, 3)?,
                kind: get(row, 4)?,
                by,
            })
        })
    }
}

fn each_of<E: From<Error>>(
    log: &Reader,
    sql: &str,
    period: Period,
    mut each: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let values = params![period.from.get(), period.to.get()];
    let mut statement = log.connection.prepare_cached(sql).map_err(Error::from)?;
    let mut rows = statement.query(values as &[&dyn ToSql]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        each(row)?;
    }
    Ok(())
}

fn get<T: rusqlite::types::FromSql>(row: &Row<'_>, at: usize) -> Result<T, Error> {
    Ok(row.get(at)?)
}

fn number_of(row: &Row<'_>, at: usize) -> Result<OrderNumber, Error> {
    let number = OrderNumber::new(get(row, at)?);
    number.ok_or_else(|| Error::damaged("an impossible order number"))
}

/// A payment as a fiscal note tells of it, from a row's provider, amount, whether a person has bound it, and id on.
fn fiscal(row: &Row<'_>, at: usize, paid_at: UnixMs) -> Result<FiscalPayment, Error> {
    let id: Option<String> = get(row, at + 3)?;
    let id = id.map(EndToEndId::new).transpose();
    Ok(FiscalPayment {
        provider: get(row, at)?,
        amount: Centavos::new(get(row, at + 1)?),
        integration: if get(row, at + 2)? { Integration::ByHand } else { Integration::ByProgram },
        authorisation: id.map_err(|_| Error::damaged("an impossible end-to-end id"))?,
        paid_at,
    })
}
