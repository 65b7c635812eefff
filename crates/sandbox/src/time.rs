//! The PSP's ways of writing a moment.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Business times carry Brasília's offset, to the second: `2026-03-10T11:20:00-03:00` (A9).
pub(crate) fn brasilia(ms: i64) -> String {
    let zone = TimeZone::fixed(Offset::constant(-3));
    moment(ms).to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S-03:00").to_string()
}

/// Token times are UTC: `2026-03-10T14:00:00Z` (A9).
pub(crate) fn utc(ms: i64) -> String {
    moment(ms).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `IntegraPay`'s times are UTC with seven digits of a second: `2025-04-02T13:26:52.0360000Z` (B10).
pub(crate) fn seven_digits(ms: i64) -> String {
    let digits = ms.rem_euclid(1000);
    format!("{}.{digits:03}0000Z", moment(ms).strftime("%Y-%m-%dT%H:%M:%S"))
}

/// The minute as end-to-end ids have it: `202603101420`.
pub(crate) fn minute_utc(ms: i64) -> String {
    moment(ms).strftime("%Y%m%d%H%M").to_string()
}

/// The `Date` header: `Tue, 10 Mar 2026 14:20:00 GMT`.
pub(crate) fn http_date(ms: i64) -> String {
    moment(ms).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A moment outside of jiff's ten thousand years becomes the nearest that it has.
fn moment(ms: i64) -> Timestamp {
    let end = if ms < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(ms).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_provider_writes_them() {
        let ms = 1_773_152_400_999;
        assert_eq!(brasilia(ms), "2026-03-10T11:20:00-03:00");
        assert_eq!(utc(ms), "2026-03-10T14:20:00Z");
        assert_eq!(seven_digits(ms), "2026-03-10T14:20:00.9990000Z");
        assert_eq!(minute_utc(ms), "202603101420");
        assert_eq!(http_date(ms), "Tue, 10 Mar 2026 14:20:00 GMT");
        assert!(brasilia(i64::MAX).starts_with("9999-"));
    }
}
