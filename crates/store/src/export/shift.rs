//! Closed shifts as rows for other programs. What a shift came to stands in the event that closed it.

use domain::{Actor, Centavos, UnixMs};

use super::{Period, each_of};
use crate::error::Error;
use crate::log::row::{SHIFT_CLOSED, ShiftRow};
use crate::log::{Row, read_actor};
use crate::reader::Reader;
use crate::shift::OF_SHIFTS;

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
             WHERE {OF_SHIFTS} AND kind = '{SHIFT_CLOSED}'
                 AND at_ms >= ?1 AND at_ms < ?2 ORDER BY seq"
        );
        each_of(self, &sql, period, |row| {
            let row = Row::read(row).map_err(Error::from)?;
            each(&shift(&row)?)
        })
    }
}

fn shift(row: &Row) -> Result<ExportedShift, Error> {
    let ShiftRow::Closed { counted_centavos, report } = ShiftRow::read(&row.kind, &row.body)?
    else {
        return Err(Error::damaged("the closing of a shift is none"));
    };
    Ok(ExportedShift {
        number: row.stream_id,
        from: UnixMs::new(report.from_ms),
        closed_at: UnixMs::new(row.at_ms),
        closed_by: read_actor(row.actor.as_deref())?,
        sales: i64::try_from(report.sales).unwrap_or(i64::MAX),
        received: Centavos::new(report.received.centavos),
        by_hand: Centavos::new(report.by_hand.centavos),
        refunded: Centavos::new(report.back_centavos()),
        counted: counted_centavos.map(Centavos::new),
    })
}

#[cfg(test)]
mod tests {
    use domain::ShiftEvent;

    use super::*;
    use crate::log::Family;
    use crate::report::{Report, Sum};

    #[test]
    fn what_a_shift_came_to_is_read_from_the_event_that_closed_it() {
        let sum = |count, centavos| Sum { count, centavos };
        let report = Report {
            from_ms: 7,
            sales: 3,
            received: sum(3, 900),
            refunded_here: sum(1, 10),
            refunded_by_dispute: sum(1, 20),
            refunded_elsewhere: sum(1, 30),
            ..Report::default()
        };
        let closed = ShiftEvent::Closed { counted: Some(Centavos::new(500)) };
        let (kind, body) = ShiftRow::of(&closed, report).write().unwrap();
        let row = Row {
            seq: 1,
            family: Family::Shift,
            stream_id: 4,
            attempt: 0,
            kind,
            at_ms: 9,
            body,
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
