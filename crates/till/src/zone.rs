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
    named(settings.and_then(|settings| settings.time_zone()).as_deref())
}

/// The zone of that name, else the system's.
pub(crate) fn named(name: Option<&str>) -> TimeZone {
    name.and_then(known).unwrap_or_else(TimeZone::system)
}

/// The zone that the settings name, else the system's.
pub(crate) fn of(settings: &Settings) -> TimeZone {
    named(settings.time_zone().as_deref())
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

/// A day as the contract has it: `2026-11-28`.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    day_as(text, "%Y-%m-%d")
}

/// A day as people type it: `2026-11-28` or `28/11/2026`.
pub fn typed_day(text: &str) -> Option<Date> {
    let text = text.trim();
    read_day(text).or_else(|| day_as(text, "%d/%m/%Y"))
}

fn day_as(text: &str, format: &str) -> Option<Date> {
    Date::strptime(format, text).ok().filter(|day| day.year() >= FIRST_YEAR)
}

/// A day with a time of day as people type it: `2026-11-28 14:00` or `28/11/2026 14:00`, with seconds or without.
pub fn typed_time(text: &str) -> Option<DateTime> {
    // The library takes a day alone for its midnight.
    let text = Some(text.trim()).filter(|text| text.contains(':'))?;
    let slashed = ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"];
    let slashed = || slashed.iter().find_map(|format| DateTime::strptime(format, text).ok());
    let shown = text.parse::<DateTime>().ok().or_else(slashed)?;
    (shown.year() >= FIRST_YEAR).then_some(shown)
}

/// A moment for programs: RFC 3339 in UTC. `None`: it is of no calendar.
pub(crate) fn in_utc(ms: i64) -> Option<String> {
    Timestamp::from_millisecond(ms).ok().map(|moment| moment.to_string())
}

/// What the clock of a zone shows at a moment, as `strftime` writes it. Empty for a moment of no calendar.
pub(crate) fn written(zone: &TimeZone, ms: i64, format: &str) -> String {
    let Ok(moment) = Timestamp::from_millisecond(ms) else { return String::new() };
    moment.to_zoned(zone.clone()).strftime(format).to_string()
}

/// A moment as it stands in the names of files, such as `2026-11-28-140000`.
pub(crate) fn in_file_names(zone: &TimeZone, ms: i64) -> String {
    written(zone, ms, "%Y-%m-%d-%H%M%S")
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

    #[test]
    fn days_and_times_are_read_as_people_type_them() {
        for typed in ["2026-11-05", "05/11/2026", "5/11/2026", " 2026-11-05 "] {
            assert_eq!(typed_day(typed), Some(date(2026, 11, 5)), "{typed}");
        }
        for typed in ["2026-11-05 14:30", "2026-11-05T14:30:00", "05/11/2026 14:30:00"] {
            assert_eq!(typed_time(typed), Some(date(2026, 11, 5).at(14, 30, 0, 0)), "{typed}");
        }
        for bad in ["", "11/28/2026", "28/11/26", "26-11-28", "2026-11-28T14:00", "14:00", "28/11"]
        {
            assert_eq!(typed_day(bad), None, "{bad}");
        }
        for bad in ["", "2026-11-28", "28/11/26 14:00", "28/11/2026 25:00", "14:00"] {
            assert_eq!(typed_time(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_is_written_as_the_clock_on_the_wall_shows_it() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        assert_eq!(in_file_names(&zone, ms("2026-11-29T02:59:59Z")), "2026-11-28-235959");
        assert_eq!(written(&zone, i64::MAX, "%Y"), "");
    }
}
