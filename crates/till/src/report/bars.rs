//! The picture of a day: what was received by hours, or by days where there are several.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};
use store::{Bar, ReportPayment};

use super::Period;

/// Most bars of days in a picture: of more days each bar is of whole weeks.
const MOST_BARS: i64 = 31;
const DAYS_IN_A_WEEK: i64 = 7;

/// The bars from the first payment to the last, those without one too.
pub(super) fn bars(received: &[&ReportPayment], period: &Period, zone: &TimeZone) -> Vec<Bar> {
    let at = |ms: i64| Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(zone.clone()));
    let times = received.iter().map(|payment| payment.at_ms);
    let (Some(first), Some(last)) = (times.clone().min().and_then(at), times.max().and_then(at))
    else {
        return Vec::new();
    };
    // Of a clock that was set back, the ends tell nothing.
    let ends = (!period.clock_set_back).then(|| {
        let (from, until) = (period.from.get(), period.until.get());
        (at(from), at(until.saturating_sub(1).max(from)))
    });
    let (begins, ends) = ends.unwrap_or((None, None));
    let is_one_day = first.date() == last.date()
        && [begins, ends].into_iter().flatten().all(|end| end.date() == first.date());
    let mut bars = if is_one_day { hours(&first, &last) } else { days(first.date(), &last, zone) };
    let mut paid = BTreeSet::new();
    let mut by_time: Vec<_> = received.to_vec();
    by_time.sort_by_key(|payment| payment.at_ms);
    for payment in by_time {
        let Some((_, bar)) = bars.range_mut(..=payment.at_ms).next_back() else { continue };
        bar.received_centavos = bar.received_centavos.saturating_add(payment.centavos);
        // An order that was paid twice is one sale, when it was paid first.
        bar.sales += u64::from(paid.insert(payment.order));
    }
    bars.into_values().collect()
}

/// A bar without anything in it, by when it begins.
fn bar(begins: &Zoned, label: String) -> (i64, Bar) {
    let from_ms = begins.timestamp().as_millisecond();
    (from_ms, Bar { from_ms, label, sales: 0, received_centavos: 0 })
}

/// The hours from that of a moment to that of another. An hour that comes twice has its offset beside it, and one that
/// is left out is not there.
fn hours(first: &Zoned, last: &Zoned) -> BTreeMap<i64, Bar> {
    let mut starts = Vec::new();
    let mut start = hour_of(first);
    while start <= *last {
        starts.push(start.clone());
        let Ok(next) = start.checked_add(SignedDuration::from_hours(1)) else { break };
        start = hour_of(&next);
    }
    let comes_twice = |start: &Zoned| {
        let is_same = |other: &&Zoned| other.datetime() == start.datetime();
        starts.iter().filter(is_same).count() > 1
    };
    let label = |start: &Zoned| {
        let hour = format!("{:02}h", start.hour());
        if comes_twice(start) { format!("{hour} ({})", start.offset()) } else { hour }
    };
    starts.iter().map(|start| bar(start, label(start))).collect()
}

/// When the hour of a moment begins, by the clock that holds at that moment.
fn hour_of(at: &Zoned) -> Zoned {
    let into = i64::from(at.minute()) * 60 + i64::from(at.second());
    let into = SignedDuration::new(into, at.subsec_nanosecond());
    at.checked_sub(into).unwrap_or_else(|_| at.clone())
}

/// The days from the first to that of the last moment, or as many weeks each as make a picture of them.
fn days(first: Date, last: &Zoned, zone: &TimeZone) -> BTreeMap<i64, Bar> {
    let many = first.until(last.date()).map_or(0, |span| i64::from(span.get_days())) + 1;
    let step = if many <= MOST_BARS {
        1
    } else {
        let weeks = (many + MOST_BARS * DAYS_IN_A_WEEK - 1) / (MOST_BARS * DAYS_IN_A_WEEK);
        weeks * DAYS_IN_A_WEEK
    };
    let (mut bars, mut day) = (BTreeMap::new(), first);
    while day <= last.date() {
        let begins = day.to_zoned(zone.clone()).and_then(|day| day.start_of_day());
        let next = day.checked_add(step.days());
        let (Ok(begins), Ok(next)) = (begins, next) else { break };
        let end = next.yesterday().unwrap_or(day).min(last.date());
        let label =
            if end == day { written(day) } else { format!("{}-{}", written(day), written(end)) };
        bars.extend([bar(&begins, label)]);
        day = next;
    }
    bars
}

fn written(day: Date) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}
