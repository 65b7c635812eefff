//! Days and times as the clock on the shop's wall shows them: for people. Scripts get RFC 3339 in UTC.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The clock on the wall.
pub(crate) struct WallClock {
    zone: TimeZone,
    /// How a day is written, as `strftime` has it.
    day: &'static str,
}

impl WallClock {
    pub(crate) const fn new(zone: TimeZone, day: &'static str) -> Self {
        Self { zone, day }
    }

    /// Day and time of day: `28/11/2026 12:20:23`, in English `2026-11-28 12:20:23`. Of an hour that comes twice,
    /// when clocks are put back, with the offset from UTC. Empty for a moment of no calendar.
    pub(crate) fn moment(&self, ms: i64) -> String {
        let day = self.day;
        self.write(ms, &format!("{day} %H:%M:%S"), &format!("{day} %H:%M:%S %:z"))
    }

    /// RFC 3339 with the offset from UTC there, as spreadsheets read it: `2026-11-28T12:20:23-03:00`. Empty for a
    /// moment of no calendar.
    pub(crate) fn cell(&self, ms: i64) -> String {
        let Ok(moment) = Timestamp::from_millisecond(ms) else { return String::new() };
        let offset = self.zone.to_offset(moment);
        if offset.is_zero() {
            moment.to_string()
        } else {
            moment.display_with_offset(offset).to_string()
        }
    }

    /// The time of day: `12:20:23`.
    pub(crate) fn time_of_day(&self, ms: i64) -> String {
        self.write(ms, "%H:%M:%S", "%H:%M:%S %:z")
    }

    fn write(&self, ms: i64, format: &str, ambiguous: &str) -> String {
        let Ok(moment) = Timestamp::from_millisecond(ms) else { return String::new() };
        let here = moment.to_zoned(self.zone.clone());
        let comes_twice = self.zone.to_ambiguous_timestamp(here.datetime()).is_ambiguous();
        here.strftime(if comes_twice { ambiguous } else { format }).to_string()
    }

    /// The first moment at which the clock shows this, in milliseconds since 1970-01-01 UTC.
    pub(crate) fn first(&self, shown: DateTime) -> Option<i64> {
        till::first_moment(&self.zone, shown)
    }

    /// The first moment of a day, and that of the next one.
    pub(crate) fn moments_of(&self, day: Date) -> Option<(i64, i64)> {
        till::moments_of(&self.zone, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(zone: &str) -> WallClock {
        WallClock::new(TimeZone::get(zone).unwrap(), "%d/%m/%Y")
    }

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_moment_is_read_off_the_clock_on_the_wall() {
        for (zone, moment, written) in [
            ("America/Sao_Paulo", "2026-11-28T15:20:23.04Z", "28/11/2026 12:20:23"),
            ("America/Sao_Paulo", "2026-11-29T02:59:59Z", "28/11/2026 23:59:59"),
            ("America/Rio_Branco", "2026-01-01T04:00:00Z", "31/12/2025 23:00:00"),
            ("Asia/Kathmandu", "2026-11-28T18:15:00Z", "29/11/2026 00:00:00"),
            ("Australia/Eucla", "2026-11-28T00:00:00Z", "28/11/2026 08:45:00"),
            ("UTC", "2026-11-28T15:20:23Z", "28/11/2026 15:20:23"),
        ] {
            assert_eq!(clock(zone).moment(ms(moment)), written, "{zone}");
        }
        assert_eq!(clock("Asia/Kolkata").time_of_day(ms("2026-11-28T00:00:00Z")), "05:30:00");
        assert_eq!(clock("UTC").moment(i64::MAX), "");
    }

    #[test]
    fn an_hour_that_comes_twice_is_told_apart() {
        let (first, second) = ("2018-02-18T01:30:00Z", "2018-02-18T02:30:00Z");
        let clock = clock("America/Sao_Paulo");
        assert_eq!(clock.moment(ms(first)), "17/02/2018 23:30:00 -02:00");
        assert_eq!(clock.moment(ms(second)), "17/02/2018 23:30:00 -03:00");
        assert_eq!(clock.time_of_day(ms(second)), "23:30:00 -03:00");
    }
}
