//! Times as they are typed.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

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

pub(super) fn since(text: &str) -> Result<i64, String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment.as_millisecond());
    }
    let bad = || "not a date such as 2026-11-21".to_owned();
    let day: civil::Date = text.parse().map_err(|_| bad())?;
    let start = day.to_zoned(TimeZone::system()).map_err(|_| bad())?;
    Ok(start.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
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
        assert_eq!(since("1970-01-01T00:00:01Z"), Ok(1_000));
        assert!(since("2026-11-21").is_ok());
        for bad in ["", "yesterday", "2026-13-01", "21/11/2026"] {
            assert!(since(bad).is_err(), "{bad}");
        }
    }
}
