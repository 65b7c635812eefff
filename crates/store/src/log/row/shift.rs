//! The events of a shift as rows.

use domain::{CashMoveId, Centavos, ShiftEvent, UnixMs};
use serde::{Deserialize, Serialize};

use super::{bad_id, is_false, read_row, words, write_row};
use crate::error::Error;
use crate::report::Report;

/// The kind of the event that ends a shift, which never changes.
pub(crate) const SHIFT_CLOSED: &str = "shift_closed";

/// The kinds of all events of a shift.
pub(crate) const SHIFT_KINDS: [&str; 4] =
    ["shift_opened", "shift_supplied", "shift_withdrawn", SHIFT_CLOSED];

/// An event of a shift as it stands in the log. Its stream says which shift it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub(crate) enum ShiftRow {
    #[serde(rename = "shift_opened")]
    Opened {
        float_centavos: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since_ms: Option<i64>,
        #[serde(default, skip_serializing_if = "is_false")]
        automatic: bool,
    },
    #[serde(rename = "shift_supplied")]
    Supplied(CashMoveRow),
    #[serde(rename = "shift_withdrawn")]
    Withdrawn(CashMoveRow),
    #[serde(rename = "shift_closed")]
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counted_centavos: Option<i64>,
        report: Box<Report>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CashMoveRow {
    id: String,
    amount_centavos: i64,
    #[serde(deserialize_with = "words")]
    reason: String,
}

impl ShiftRow {
    /// The row of an event that is no closing: that one keeps its report.
    pub(crate) fn of(event: &ShiftEvent, report: Report) -> Self {
        match event {
            ShiftEvent::Opened { float, since, automatic } => Self::Opened {
                float_centavos: float.get(),
                since_ms: since.map(UnixMs::get),
                automatic: *automatic,
            },
            ShiftEvent::Moved { id, is_withdrawal, amount, reason } => {
                let row = CashMoveRow {
                    id: id.as_str().to_owned(),
                    amount_centavos: amount.get(),
                    reason: reason.clone(),
                };
                if *is_withdrawal { Self::Withdrawn(row) } else { Self::Supplied(row) }
            }
            ShiftEvent::Closed { counted } => Self::Closed {
                counted_centavos: counted.map(Centavos::get),
                report: Box::new(report),
            },
        }
    }

    /// Its kind and body in the log.
    pub(crate) fn write(&self) -> Result<(String, String), Error> {
        write_row(self)
    }

    /// The row of that kind and body.
    pub(crate) fn read(kind: &str, body: &str) -> Result<Self, Error> {
        read_row(kind, body)
    }

    /// What happened.
    pub(crate) fn event(&self) -> Result<ShiftEvent, Error> {
        Ok(match self {
            Self::Opened { float_centavos, since_ms, automatic } => ShiftEvent::Opened {
                float: Centavos::new(*float_centavos),
                since: since_ms.map(UnixMs::new),
                automatic: *automatic,
            },
            Self::Supplied(row) => row.event(false)?,
            Self::Withdrawn(row) => row.event(true)?,
            Self::Closed { counted_centavos, .. } => {
                ShiftEvent::Closed { counted: counted_centavos.map(Centavos::new) }
            }
        })
    }
}

impl CashMoveRow {
    fn event(&self, is_withdrawal: bool) -> Result<ShiftEvent, Error> {
        let id = CashMoveId::new(self.id.as_str()).map_err(|_| bad_id("id of moved cash"))?;
        let (amount, reason) = (Centavos::new(self.amount_centavos), self.reason.clone());
        Ok(ShiftEvent::Moved { id, is_withdrawal, amount, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_released_shapes_of_a_shift_stay_readable() {
        let opened = ShiftRow::read("shift_opened", r#"{"float_centavos":10000}"#).unwrap();
        let float = Centavos::new(10_000);
        assert_eq!(
            opened.event().unwrap(),
            ShiftEvent::Opened { float, since: None, automatic: false }
        );
        // As it is read where the reason was blanked.
        let body = r#"{"id":"7f","amount_centavos":500,"reason":null}"#;
        let ShiftEvent::Moved { is_withdrawal, amount, reason, .. } =
            ShiftRow::read("shift_withdrawn", body).unwrap().event().unwrap()
        else {
            panic!("cash was moved");
        };
        assert_eq!((is_withdrawal, amount.get(), reason.as_str()), (true, 500, ""));
        let report = Report { sales: 3, ..Report::default() };
        let row = ShiftRow::of(&ShiftEvent::Closed { counted: None }, report);
        let (kind, body) = row.write().unwrap();
        assert_eq!(kind, SHIFT_CLOSED);
        assert_eq!(ShiftRow::read(&kind, &body).unwrap(), row);
    }
}
