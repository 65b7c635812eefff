//! The times of the timetable: those of the computer's clock as it is, which all processes on the log have in common,
//! whatever each of them knows of the right time.
//!
//! The callers' times are right as far as their process knows. Here alone the two are converted.

use domain::UnixMs;
use rusqlite::params;

use crate::error::Error;
use crate::open::Store;
use crate::reader::Reader;

/// How the timetable's times differ from those of its callers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Times {
    /// The computer's clock minus the callers', in milliseconds.
    ahead_ms: i64,
}

impl Times {
    /// A caller's moment, as the timetable has it. The beginning of time means "never".
    pub(crate) const fn row(self, at: UnixMs) -> UnixMs {
        if at.get() == 0 { at } else { at.plus_ms(self.ahead_ms) }
    }

    /// A moment of the timetable, as the caller has it.
    pub(crate) const fn caller(self, at: UnixMs) -> UnixMs {
        if at.get() == 0 { at } else { at.plus_ms(-self.ahead_ms) }
    }
}

impl Store {
    /// From here on the callers' times differ from those of the computer's clock: that is so many milliseconds ahead.
    pub const fn set_computer_ahead(&mut self, ahead_ms: i64) {
        self.times = Times { ahead_ms };
    }

    /// Somebody has set the computer's clock: what the timetable remembers as long ago, or as yet to come, may be
    /// neither. Troubles and look-ups count from now on, so that nothing is given up for time that has not passed.
    pub fn clock_was_set(&mut self, now: UnixMs) -> Result<(), Error> {
        let now = self.times.row(now).get();
        self.execute(
            "UPDATE jobs SET trouble_since_ms = iif(trouble IS NULL, NULL, ?1),
                 created_at_ms = iif(provider_id IS NULL, created_at_ms, ?1)
             WHERE trouble IS NOT NULL OR provider_id IS NOT NULL",
            params![now],
        )?;
        Ok(())
    }
}

impl Reader {
    /// See [`Store::set_computer_ahead`].
    pub const fn set_computer_ahead(&mut self, ahead_ms: i64) {
        self.times = Times { ahead_ms };
    }
}
