//! Streams: what an event belongs to. All of them stand in the one chain.

use domain::{OrderNumber, ShiftNumber, UnmatchedNumber};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

/// What an event can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// A sale.
    Order,
    /// Money that leaves the shop's account.
    Payout,
    /// Money that arrived without a sale.
    Unmatched,
    /// The till itself.
    Till,
    /// What the log holds of persons.
    Privacy,
    /// What comes and goes from an opening of the till to its closing.
    Shift,
    /// A check of a customer's receipt.
    Check,
}

impl Family {
    const ALL: [Self; 7] = [
        Self::Order,
        Self::Payout,
        Self::Unmatched,
        Self::Till,
        Self::Privacy,
        Self::Shift,
        Self::Check,
    ];

    /// Its word in the log, which never changes.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Payout => "payout",
            Self::Unmatched => "unmatched",
            Self::Till => "till",
            Self::Privacy => "privacy",
            Self::Shift => "shift",
            Self::Check => "check",
        }
    }

    /// The condition of SQL that an event is of its stream of the number `?1`, as the indexes want it.
    pub(crate) const fn is_of(self) -> &'static str {
        match self {
            Self::Order => "stream = 'order' AND stream_id = ?1",
            Self::Payout => "stream = 'payout' AND stream <> 'order' AND stream_id = ?1",
            Self::Unmatched => "stream = 'unmatched' AND stream <> 'order' AND stream_id = ?1",
            Self::Till => "stream = 'till' AND stream <> 'order' AND stream_id = ?1",
            Self::Privacy => "stream = 'privacy' AND stream <> 'order' AND stream_id = ?1",
            Self::Shift => "stream = 'shift' AND stream <> 'order' AND stream_id = ?1",
            Self::Check => "stream = 'check' AND stream <> 'order' AND stream_id = ?1",
        }
    }
}

/// The names of all streams.
pub fn stream_names() -> impl Iterator<Item = &'static str> {
    Family::ALL.into_iter().map(Family::word)
}

impl ToSql for Family {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.word().to_sql()
    }
}

impl FromSql for Family {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        Self::ALL.into_iter().find(|known| known.word() == word).ok_or(FromSqlError::InvalidType)
    }
}

/// A stream: what an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The order of this number.
    Order(OrderNumber),
    /// The payout of this number, in the order in which they were first seen, 1 and up.
    Payout(i64),
    /// The unmatched payment of this number.
    Unmatched(UnmatchedNumber),
    /// The till of this log.
    Till,
    /// What this log holds of persons.
    Privacy,
    /// The shift of this number.
    Shift(ShiftNumber),
    /// The check of this number, in the order in which they were made, 1 and up.
    Check(i64),
}

impl Stream {
    pub(crate) const fn family(self) -> Family {
        match self {
            Self::Order(_) => Family::Order,
            Self::Payout(_) => Family::Payout,
            Self::Unmatched(_) => Family::Unmatched,
            Self::Till => Family::Till,
            Self::Privacy => Family::Privacy,
            Self::Shift(_) => Family::Shift,
            Self::Check(_) => Family::Check,
        }
    }

    pub(crate) fn id(self) -> i64 {
        match self {
            Self::Order(number) => number.get(),
            Self::Payout(number) | Self::Check(number) => number,
            Self::Unmatched(number) => number.get(),
            Self::Till | Self::Privacy => 1,
            Self::Shift(number) => number.get().into(),
        }
    }
}
