//! Closed shifts as rows for other programs. What a shift came to stands in the event that closed it.

use domain::{Actor, Centavos, UnixMs};
use serde::Deserialize;

use super::{Period, each_of};
use crate::error::Error;
use crate::log::{Row, read_actor};
use crate::reader::Reader;

/// A shift that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedShift {
    /// Its number.
    pub number: i64,
    /// When it began.
    pub from: UnixMs,
    /// When it was closed.
    pub closed_at: UnixMs,
    /// Who closed it.
    pub closed_by: Option<Actor>,
    /// How many orders were paid.
    pub sales: i64,
    /// Proved payments.
    pub received: Centavos,
    /// Confirmed by hand and not proved.
    pub by_hand: Centavos,
    /// What went back, whoever asked.
    pub refunded: Centavos,
    /// What was counted in the drawer; absent: nothing was.
    pub counted: Option<Centavos>,
}

#[derive(Deserialize)]
struct Body {
    counted_centavos: Option<i64>,
    report: Report,
}

#[derive(Deserialize)]
struct Report {
    from_ms: i64,
    sales: i64,
    received: Sum,
    by_hand: Sum,
    refunded_here: Sum,
    refunded_by_dispute: Sum,
    refunded_elsewhere: Sum,
}

#[derive(Deserialize)]
struct Sum {
    centavos: i64,
}

impl Reader {
    /// Shows each shift that was closed in the period, oldest first.
    pub fn export_shifts<E: From<Error>>(
        &self,
        period: Period,
        mut each: impl FnMut(&ExportedShift) -> Result<(), E>,
    ) -> Result<(), E> {
        let columns = Row::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM events
             WHERE stream = 'shift' AND stream <> 'order' AND kind = 'shift_closed'
                 AND at_ms >= ?1 AND at_ms < ?2 ORDER BY seq"
        );
        each_of(self, &sql, period, |row| {
            let row = Row::read(row).map_err(Error::from)?;
            each(&shift(&row)?)
        })
    }
}

fn shift(row: &Row) -> Result<ExportedShift, Error> {
    let unreadable = |_| Error::damaged("the closing of a shift cannot be read");
    let Body { counted_centavos, report } = serde_json::from_str(&row.body).map_err(unreadable)?;
    let back = [report.refunded_here, report.refunded_by_dispute, report.refunded_elsewhere];
    let back = back.iter().fold(0_i64, |sum, part| sum.saturating_add(part.centavos));
    Ok(ExportedShift {
        number: row.stream_id,
        from: UnixMs::new(report.from_ms),
        closed_at: UnixMs::new(row.at_ms),
        closed_by: read_actor(row.actor.as_deref())?,
        sales: report.sales,
        received: Centavos::new(report.received.centavos),
        by_hand: Centavos::new(report.by_hand.centavos),
        refunded: Centavos::new(back),
        counted: counted_centavos.map(Centavos::new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Family;

    #[test]
    fn what_a_shift_came_to_is_read_from_the_event_that_closed_it() {
        let body = r#"{"counted_centavos":500,"report":{"from_ms":7,"until_ms":9,"time_zone":"UTC","sales":3,
            "received":{"count":3,"centavos":900},"by_hand":{"count":0,"centavos":0},
            "refunded_here":{"count":1,"centavos":10},"refunded_by_dispute":{"count":1,"centavos":20},
            "refunded_elsewhere":{"count":1,"centavos":30}}}"#;
        let row = Row {
            seq: 1,
            family: Family::Till,
            stream_id: 4,
            attempt: 0,
            kind: "shift_closed".into(),
            at_ms: 9,
            body: body.into(),
            actor: Some("till".into()),
            personal: None,
        };
        let read = shift(&row).unwrap();
        assert_eq!((read.number, read.sales, read.received.get()), (4, 3, 900));
        assert_eq!((read.refunded.get(), read.counted), (60, Some(Centavos::new(500))));
        assert_eq!((read.from.get(), read.closed_at.get()), (7, 9));
        assert!(shift(&Row { body: "{}".into(), ..row }).is_err());
    }
}
