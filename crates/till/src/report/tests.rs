//! The composing of reports, without a log.

use jiff::civil::date;
use store::{Bar, ReportByHand, ReportPayment, ReportRefund, Sum};

use super::*;

fn zone() -> TimeZone {
    crate::zone::known("America/Sao_Paulo").unwrap()
}

/// A moment of the shop.
fn at(text: &str) -> i64 {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    local.to_zoned(zone()).unwrap().timestamp().as_millisecond()
}

/// A moment, by UTC.
fn utc(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

fn paid(order: i64, at_ms: i64, centavos: i64) -> ReportPayment {
    ReportPayment {
        order,
        at_ms,
        sold_at_ms: at_ms,
        centavos,
        provider: "connectpsp".into(),
        seller: String::new(),
        asked_centavos: centavos,
        anomalies: String::new(),
    }
}

fn shift(from: &str, until: &str) -> Period {
    let (from, until) = (UnixMs::new(at(from)), UnixMs::new(at(until)));
    Period { from, until, has_earlier: true, clock_set_back: false }
}

fn takings(payments: Vec<ReportPayment>) -> Takings {
    Takings { payments, ..Takings::default() }
}

/// Labels and sales.
fn drawn(bars: &[Bar]) -> Vec<(&str, u64)> {
    bars.iter().map(|bar| (bar.label.as_str(), bar.sales)).collect()
}

#[test]
fn a_day_is_drawn_by_its_hours_from_the_first_payment_to_the_last() {
    let payments = vec![
        paid(1, at("2026-11-28T08:59:59"), 100),
        paid(2, at("2026-11-28T10:00:00"), 200),
        // Paid twice: one sale, and both amounts.
        paid(2, at("2026-11-28T10:59:00"), 200),
    ];
    let period = shift("2026-11-28T08:00:00", "2026-11-28T18:00:00");
    let report = compose(&period, &takings(payments), &zone());
    assert_eq!(drawn(&report.bars), [("08h", 1), ("09h", 0), ("10h", 1)]);
    assert_eq!(report.bars[0].from_ms, at("2026-11-28T08:00:00"));
    assert_eq!(report.bars[2].received_centavos, 400);
    assert_eq!((report.sales, report.received), (2, Sum { count: 3, centavos: 500 }));
    assert_eq!(report.time_zone, "America/Sao_Paulo");
}

#[test]
fn a_shift_across_midnight_is_drawn_by_days() {
    let payments =
        vec![paid(1, at("2026-11-28T23:59:59"), 100), paid(2, at("2026-11-29T00:00:00"), 200)];
    let period = shift("2026-11-28T18:00:00", "2026-11-29T02:00:00");
    let report = compose(&period, &takings(payments), &zone());
    assert_eq!(drawn(&report.bars), [("28/11", 1), ("29/11", 1)]);
    assert_eq!(report.sales, 2);
    // Closed at midnight itself, it was of one day.
    let period = shift("2026-11-28T18:00:00", "2026-11-29T00:00:00");
    let payments = vec![paid(1, at("2026-11-28T23:59:59"), 100)];
    assert_eq!(drawn(&compose(&period, &takings(payments), &zone()).bars), [("23h", 1)]);
}

#[test]
fn a_shift_that_was_left_open_for_days_has_a_bar_for_each_and_loses_nothing() {
    let payments =
        (0..10).map(|day| paid(day + 1, at("2026-11-20T12:00:00") + day * 86_400_000, 100));
    let period = shift("2026-11-20T08:00:00", "2026-11-29T22:00:00");
    let report = compose(&period, &takings(payments.collect()), &zone());
    assert_eq!(report.bars.len(), 10);
    assert!(report.bars.iter().all(|bar| (bar.sales, bar.received_centavos) == (1, 100)));
    assert_eq!((report.sales, report.earlier), (10, Sum::default()));
}

#[test]
fn more_than_31_days_are_drawn_by_weeks() {
    let first = at("2026-01-01T12:00:00");
    let payments: Vec<_> = (0..300).map(|day| paid(day + 1, first + day * 86_400_000, 1)).collect();
    let period = shift("2026-01-01T08:00:00", "2026-12-31T22:00:00");
    let report = compose(&period, &takings(payments), &zone());
    assert!(report.bars.len() <= 31, "{}", report.bars.len());
    assert_eq!(report.bars[0].label, "01/01-14/01");
    assert_eq!(report.bars.iter().map(|bar| bar.sales).sum::<u64>(), 300);
    assert_eq!(report.bars.last().unwrap().label, "22/10-27/10");
}

#[test]
fn the_hour_that_came_twice_is_two_bars() {
    // On 2018-02-18 at 00:00 clocks in São Paulo went back to 23:00 of the 17th.
    let payments = vec![
        paid(1, utc("2018-02-18T00:30:00Z"), 100),
        paid(2, utc("2018-02-18T01:30:00Z"), 200),
        paid(3, utc("2018-02-18T02:30:00Z"), 300),
    ];
    let day = Period::of_day(date(2018, 2, 17), &zone()).unwrap();
    assert_eq!(day.until.since(day.from), 25 * 3_600_000);
    let report = compose(&day, &takings(payments), &zone());
    assert_eq!(drawn(&report.bars), [("22h", 1), ("23h (-02)", 1), ("23h (-03)", 1)]);
    let received: Vec<_> = report.bars.iter().map(|bar| bar.received_centavos).collect();
    assert_eq!(received, [100, 200, 300]);
}

#[test]
fn the_hour_that_never_was_has_no_bar() {
    // On 2018-11-04 clocks in São Paulo went from 23:59:59 of the 3rd to 01:00.
    let day = Period::of_day(date(2018, 11, 4), &zone()).unwrap();
    assert_eq!(day.from.get(), utc("2018-11-04T03:00:00Z"));
    assert_eq!(day.until.since(day.from), 23 * 3_600_000);
    let payments =
        vec![paid(1, utc("2018-11-04T03:00:00Z"), 100), paid(2, utc("2018-11-04T04:59:59Z"), 200)];
    let report = compose(&day, &takings(payments), &zone());
    assert_eq!(drawn(&report.bars), [("01h", 1), ("02h", 1)]);
    // A shift over that night is of two days, and none of its hours is lost.
    let payments =
        vec![paid(1, utc("2018-11-04T02:59:59Z"), 100), paid(2, utc("2018-11-04T03:00:00Z"), 200)];
    let from = UnixMs::new(utc("2018-11-03T21:00:00Z"));
    let until = UnixMs::new(utc("2018-11-04T07:00:00Z"));
    let period = Period { from, until, has_earlier: true, clock_set_back: false };
    let report = compose(&period, &takings(payments), &zone());
    assert_eq!(drawn(&report.bars), [("03/11", 1), ("04/11", 1)]);
}

#[test]
fn what_was_paid_before_the_opening_stands_outside_of_the_totals() {
    let from = "2026-11-28T08:00:00";
    let refund = |at_ms, centavos| ReportRefund {
        order: 1,
        at_ms,
        sold_at_ms: at_ms,
        centavos,
        source: "here".into(),
        provider: "connectpsp".into(),
        seller: "ana".into(),
        asked_by: Some("ana".into()),
        approved_by: None,
    };
    let all = Takings {
        payments: vec![paid(1, at(from) - 1, 100), paid(2, at(from), 200)],
        refunds: vec![refund(at(from) - 1, 10), refund(at(from), 20)],
        ..Takings::default()
    };
    let report = compose(&shift(from, "2026-11-28T18:00:00"), &all, &zone());
    assert_eq!(report.earlier, Sum { count: 1, centavos: 100 });
    assert_eq!(report.received, Sum { count: 1, centavos: 200 });
    assert_eq!(report.earlier_refunds, Sum { count: 1, centavos: 10 });
    assert_eq!(report.refunded_here, Sum { count: 1, centavos: 20 });
    assert_eq!(report.notable.refunds.sum, report.refunded_here);
    // A provider stamps whole seconds: what was sold in the shift was paid in it.
    let rounded = ReportPayment { at_ms: at(from) - 999, ..paid(3, at(from) + 1, 400) };
    let report = compose(&shift(from, "2026-11-28T18:00:00"), &takings(vec![rounded]), &zone());
    assert_eq!((report.earlier, report.received.centavos), (Sum::default(), 400));
    // Of a clock that was set back nobody knows what was earlier: all of it counts.
    let set_back = Period { has_earlier: false, clock_set_back: true, ..shift(from, from) };
    let report = compose(&set_back, &all, &zone());
    assert_eq!((report.earlier, report.received.count), (Sum::default(), 2));
    assert!(report.clock_set_back);
}

#[test]
fn each_operator_and_provider_has_its_share_and_the_shares_are_the_whole() {
    let ana = |payment: ReportPayment| ReportPayment { seller: "ana".into(), ..payment };
    let moment = at("2026-11-28T09:00:00");
    let all = Takings {
        payments: vec![ana(paid(1, moment, 100)), ana(paid(2, moment, 100)), paid(3, moment, 500)],
        by_hand: vec![ReportByHand {
            order: 4,
            at_ms: moment,
            centavos: 50,
            provider: "integrapay".into(),
            seller: "ana".into(),
            by: Some("bia".into()),
            approved_by: Some("chefe".into()),
        }],
        ..Takings::default()
    };
    let report = compose(&shift("2026-11-28T08:00:00", "2026-11-28T18:00:00"), &all, &zone());
    let operators: Vec<_> = report
        .operators
        .iter()
        .map(|it| (it.of.as_str(), it.sales, it.received_centavos, it.by_hand_centavos))
        .collect();
    assert_eq!(operators, [("owner", 1, 500, 0), ("ana", 2, 200, 50)]);
    let providers: Vec<_> = report.providers.iter().map(|it| it.of.as_str()).collect();
    assert_eq!(providers, ["connectpsp", "integrapay"]);
    let item = &report.notable.by_hand.items[0];
    assert_eq!((item.by.as_deref(), item.approved_by.as_deref()), (Some("bia"), Some("chefe")));
}

#[test]
fn money_that_is_odd_is_named_once_with_what_was_asked_for() {
    let moment = at("2026-11-28T09:00:00");
    let short = ReportPayment {
        asked_centavos: 7_000,
        anomalies: "underpaid disputed".into(),
        ..paid(1, moment, 1)
    };
    let twice = |at_ms| ReportPayment {
        anomalies: "duplicate_payment".into(),
        asked_centavos: 300,
        ..paid(2, at_ms, 300)
    };
    let claimed = ReportPayment { anomalies: "disputed".into(), ..paid(3, moment, 1) };
    let all = takings(vec![short, twice(moment), twice(moment + 5), claimed]);
    let report = compose(&shift("2026-11-28T08:00:00", "2026-11-28T18:00:00"), &all, &zone());
    let odd = &report.notable.odd;
    assert_eq!(odd.sum, Sum { count: 2, centavos: 601 });
    let [second, first] = odd.items.as_slice() else { panic!("two are odd: {odd:?}") };
    assert_eq!(
        (second.order, second.centavos, second.expected_centavos),
        (Some(2), 600, Some(300))
    );
    assert_eq!((first.order, first.expected_centavos), (Some(1), Some(7_000)));
    assert_eq!(first.anomalies, ["underpaid"]);
}
