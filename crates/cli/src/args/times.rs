//! Times as they are typed.

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

fn duration(text: &str) -> Result<Duration, String> {
    let parsed: SignedDuration =
        text.parse().map_err(|_| "not a time such as 120s, 30m or 1h".to_owned())?;
    Duration::try_from(parsed).map_err(|_| "a time cannot be negative".to_owned())
}

pub(super) fn wait_for(text: &str) -> Result<Duration, String> {
    let wait = duration(text)?;
    if wait > Duration::from_hours(24) { Err("at most 24h".to_owned()) } else { Ok(wait) }
}

pub(super) fn expires_in(text: &str) -> Result<u32, String> {
    let life = duration(text)?;
    let minutes = life.as_secs() / 60;
    let whole = life == Duration::from_mins(minutes);
    match u32::try_from(minutes) {
        Ok(minutes @ 1..=1440) if whole => Ok(minutes),
        _ => Err("whole minutes, from 1m to 24h".to_owned()),
    }
}

/// A point in time as people type it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// With its offset from UTC: milliseconds since 1970-01-01 UTC.
    Moment(i64),
    /// What the clock in the shop shows.
    Shown(DateTime),
    /// A day of the shop.
    Day(Date),
}

const NO_DATE: &str = "not a date such as 2026-11-28 or 28/11/2026";

/// `2026-11-28`, `28/11/2026`, either with a time of day behind it, or RFC 3339.
pub(super) fn since(text: &str) -> Result<Since, String> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(Since::Moment(moment.as_millisecond()));
    }
    if let Ok(day) = day(text) {
        return Ok(Since::Day(day));
    }
    till::typed_time(text).map(Since::Shown).ok_or_else(|| NO_DATE.to_owned())
}

/// `2026-11-28` or `28/11/2026`.
pub(super) fn day(text: &str) -> Result<Date, String> {
    till::typed_day(text).ok_or_else(|| NO_DATE.to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn times_are_read_or_refused() {
        assert_eq!(expires_in("30m"), Ok(30));
        assert_eq!(expires_in("1h"), Ok(60));
        assert_eq!(expires_in("120s"), Ok(2));
        for bad in ["0m", "90s", "25h", "-5m", "30", "", "soon"] {
            assert!(expires_in(bad).is_err(), "{bad}");
        }
        assert_eq!(wait_for("120s"), Ok(Duration::from_mins(2)));
        assert_eq!(wait_for("500ms"), Ok(Duration::from_millis(500)));
        assert!(wait_for("25h").is_err());
    }

    #[test]
    fn days_and_moments_are_read_or_refused() {
        for moment in ["2026-11-21T14:00:00-03:00", "2026-11-21T17:00:00Z", "2026-11-21 17:00Z"] {
            assert_eq!(since(moment), Ok(Since::Moment(1_795_280_400_000)), "{moment}");
        }
        for typed in ["2026-11-05", "05/11/2026", "5/11/2026", " 2026-11-05 "] {
            assert_eq!(since(typed), Ok(Since::Day(date(2026, 11, 5))), "{typed}");
            assert_eq!(day(typed), Ok(date(2026, 11, 5)), "{typed}");
        }
        let afternoon = date(2026, 11, 5).at(14, 30, 0, 0);
        for shown in ["2026-11-05T14:30", "2026-11-05 14:30:00", "05/11/2026 14:30"] {
            assert_eq!(since(shown), Ok(Since::Shown(afternoon)), "{shown}");
        }
        for bad in [
            "",
            "yesterday",
            "2026-13-01",
            "31/02/2026",
            "11/28/2026",
            "28/11/26",
            "28-11-2026",
            "28/11",
            "2026-11-05T25:00",
            "05/11/2026 14h30",
        ] {
            assert!(since(bad).is_err(), "{bad}");
        }
    }
}
