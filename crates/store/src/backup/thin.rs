//! Stamps of backups, and which of them have become surplus.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::UnixMs;

/// In milliseconds.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// How many days, weeks and months keep a backup each: the newest one made in them.
const DAYS: usize = 7;
const WEEKS: usize = 4;
const MONTHS: usize = 12;

/// A stamp such as `20260310T140000000Z`, which sorts by time.
pub(crate) fn stamp(at: UnixMs) -> String {
    let (days, in_day) = (at.get().div_euclid(DAY_MS), at.get().rem_euclid(DAY_MS));
    let (year, month, day) = date(days);
    let (hour, minute) = (in_day / 3_600_000, in_day / 60_000 % 60);
    let (second, ms) = (in_day / 1_000 % 60, in_day % 1_000);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}{ms:03}Z")
}

/// The moment of a stamp; `None` for anything else.
pub(super) fn read_stamp(text: &str) -> Option<UnixMs> {
    let digits = |from: usize, len: usize| -> Option<i64> {
        let part = text.get(from..from + len)?;
        part.bytes().all(|it| it.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let days = days_to(digits(0, 4)?, digits(4, 2)?, digits(6, 2)?);
    let seconds = (digits(9, 2)? * 60 + digits(11, 2)?) * 60 + digits(13, 2)?;
    let at = UnixMs::new(days * DAY_MS + seconds * 1_000 + digits(15, 3)?);
    (stamp(at) == text).then_some(at)
}

/// By the computer's clock; 1970 if that is before it.
pub(crate) fn computer_clock() -> UnixMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMs::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Those of the moments that no day, week or month keeps. Moments more than a day in the future are
/// of a clock that was wrong, then or now; they are thinned out among themselves, so that neither
/// crowds the other out.
pub(super) fn surplus(moments: &[UnixMs], now: UnixMs) -> BTreeSet<UnixMs> {
    let mut sorted = moments.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let (future, past): (Vec<UnixMs>, Vec<UnixMs>) =
        sorted.iter().partition(|at| at.since(now) > DAY_MS);
    let kept: BTreeSet<UnixMs> = keepers(&past).chain(keepers(&future)).collect();
    sorted.into_iter().filter(|at| !kept.contains(at)).collect()
}

/// The newest of each of the newest days, weeks and months that have any. `sorted`: newest first.
fn keepers(sorted: &[UnixMs]) -> impl Iterator<Item = UnixMs> {
    let day = |at: UnixMs| at.get().div_euclid(DAY_MS);
    let days = newest_of_each(sorted, DAYS, day);
    // 1970 began on a Thursday; weeks begin on Mondays.
    let weeks = newest_of_each(sorted, WEEKS, move |at| (day(at) + 3).div_euclid(7));
    let months = newest_of_each(sorted, MONTHS, move |at| {
        let (year, month, _) = date(day(at));
        year * 12 + month
    });
    days.into_iter().chain(weeks).chain(months)
}

fn newest_of_each(sorted: &[UnixMs], most: usize, span: impl Fn(UnixMs) -> i64) -> Vec<UnixMs> {
    let mut seen = BTreeSet::new();
    let newest = sorted.iter().copied().filter(|at| seen.insert(span(*at)));
    newest.take(most).collect()
}

/// Days from the beginning of a Gregorian era of 400 years, on 1 March 0000, to 1 January 1970.
const EPOCH: i64 = 719_468;
const ERA: i64 = 146_097;

/// Year, month and day of the `days`-th day since 1970-01-01
/// (<https://howardhinnant.github.io/date_algorithms.html>).
fn date(days: i64) -> (i64, i64, i64) {
    let (era, of_era) = ((days + EPOCH).div_euclid(ERA), (days + EPOCH).rem_euclid(ERA));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The number of days from 1970-01-01 to a date.
fn days_to(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn a_stamp_is_what_sqlite_makes_of_it_and_is_read_back() {
        let sqlite = Connection::open_in_memory().unwrap();
        for at in (0..40_000).map(|i| i * 97_654_321_i64) {
            let expected: String = sqlite
                .query_row(
                    "SELECT strftime('%Y%m%dT%H%M%S', ?1 / 1000, 'unixepoch')
                         || printf('%03dZ', ?1 % 1000)",
                    [at],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(stamp(UnixMs::new(at)), expected);
            assert_eq!(read_stamp(&expected), Some(UnixMs::new(at)));
        }
        for bad in ["", "20260310T140000000", "20261310T140000000Z", "20260310T140000000Zx", "é"] {
            assert_eq!(read_stamp(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_weeks_and_months_keep_one_each() {
        let days = |n: i64| UnixMs::new(n * DAY_MS);
        let mut kept: Vec<UnixMs> = Vec::new();
        for today in 20_000..21_000 {
            kept.push(days(today));
            let surplus = surplus(&kept, days(today));
            kept.retain(|at| !surplus.contains(at));
        }
        let ages: Vec<i64> = kept.iter().map(|at| 20_999 - at.get() / DAY_MS).collect();
        assert!((17..=23).contains(&ages.len()), "{ages:?}");
        assert!((0..7).all(|age| ages.contains(&age)), "{ages:?}");
        assert!(ages.iter().any(|age| (310..=366).contains(age)), "{ages:?}");
    }

    #[test]
    fn a_clock_that_was_ahead_crowds_nothing_out() {
        let days = |n: i64| UnixMs::new(n * DAY_MS);
        let wrong: Vec<UnixMs> = (30_000..30_010).map(days).collect();
        let right: Vec<UnixMs> = (20_000..20_007).map(days).collect();
        let surplus = surplus(&[wrong, right.clone()].concat(), days(20_006));
        assert!(right.iter().all(|at| !surplus.contains(at)), "{surplus:?}");
    }
}
