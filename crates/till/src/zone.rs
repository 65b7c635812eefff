//! The shop's time zone, in which people read and type days and times: the one that the settings name, else the
//! system's. And the shop's days, of which each begins at its first moment.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::home;
use crate::open::Options;
use crate::settings::Settings;

/// A day from before there were such clocks is a slip, such as a year of two digits.
const FIRST_YEAR: i16 = 1970;

/// The shop's time zone. Where the settings cannot be read it is the system's: whatever needs them says what is
/// wrong with them.
pub fn time_zone(options: &Options) -> TimeZone {
    let home = home::place(options.home.as_deref(), options.training);
    let settings = home.and_then(|home| Settings::read(&home).ok());
    of(settings.and_then(|settings| settings.time_zone()).as_deref())
}

/// The zone of that name, else the system's.
pub(crate) fn of(name: Option<&str>) -> TimeZone {
    name.and_then(known).unwrap_or_else(TimeZone::system)
}

/// The zone that the IANA data of this computer have under a name.
pub(crate) fn known(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The first moment at which the clock of a zone shows this, in milliseconds since 1970-01-01 UTC. What it leaves out,
/// when it is put forward, stands for as much later: a day then begins at its first moment.
pub fn first_moment(zone: &TimeZone, shown: DateTime) -> Option<i64> {
    Some(shown.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
}

/// The first moment of a day, and that of the next one.
pub fn moments_of(zone: &TimeZone, day: Date) -> Option<(i64, i64)> {
    let begins = |day: Date| first_moment(zone, day.at(0, 0, 0, 0));
    Some((begins(day)?, begins(day.checked_add(1.day()).ok()?)?))
}

/// A day as screens and scripts write it: `2026-11-28`.
pub fn read_day(text: &str) -> Option<Date> {
    let day = Date::strptime("%Y-%m-%d", text).ok()?;
    (day.year() >= FIRST_YEAR).then_some(day)
}

/// The day on which the clock of a zone shows a moment.
pub(crate) fn day_of(zone: &TimeZone, ms: i64) -> Option<Date> {
    Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(zone.clone()).date())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_day_begins_at_its_first_moment_and_ends_where_the_next_begins() {
        for (zone, day, begins, ends) in [
            (
                "America/Sao_Paulo",
                date(2026, 11, 28),
                "2026-11-28T03:00:00Z",
                "2026-11-29T03:00:00Z",
            ),
            // Clocks were put forward at midnight.
            (
                "America/Sao_Paulo",
                date(2018, 11, 4),
                "2018-11-04T03:00:00Z",
                "2018-11-05T02:00:00Z",
            ),
            // Clocks were put back at midnight: the last hour of the day came twice.
            (
                "America/Sao_Paulo",
                date(2018, 2, 17),
                "2018-02-17T02:00:00Z",
                "2018-02-18T03:00:00Z",
            ),
            // Midnight came twice.
            ("America/Havana", date(2025, 11, 2), "2025-11-02T04:00:00Z", "2025-11-03T05:00:00Z"),
            // The day was left out.
            ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
            ("Asia/Kathmandu", date(2026, 11, 28), "2026-11-27T18:15:00Z", "2026-11-28T18:15:00Z"),
        ] {
            let zone = TimeZone::get(zone).unwrap();
            assert_eq!(moments_of(&zone, day), Some((ms(begins), ms(ends))), "{day}");
        }
    }

    #[test]
    fn a_moment_is_of_the_day_that_the_clock_on_the_wall_shows() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        assert_eq!(day_of(&zone, ms("2026-11-29T02:59:59Z")), Some(date(2026, 11, 28)));
        assert_eq!(day_of(&zone, ms("2026-11-29T03:00:00Z")), Some(date(2026, 11, 29)));
        assert_eq!(day_of(&zone, i64::MAX), None);
    }

    #[test]
    fn a_day_is_read_as_it_is_written_or_refused() {
        assert_eq!(read_day("2026-11-28"), Some(date(2026, 11, 28)));
        for bad in ["", "28/11/2026", "2026-02-30", "0026-11-28", "2026-11-28T10:00", "hoje"] {
            assert_eq!(read_day(bad), None, "{bad}");
        }
    }
}
