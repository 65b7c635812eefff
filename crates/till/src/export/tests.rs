use contract::FailureCode;

use super::*;

fn there(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

#[test]
fn a_period_is_of_the_shops_days_also_of_those_of_23_and_25_hours() {
    let hours = |zone: &str, from: &str, to: &str| {
        let Period { from, to } = period(from, to, &there(zone)).unwrap();
        to.since(from) / 3_600_000
    };
    assert_eq!(hours("America/Sao_Paulo", "2026-11-01", "2026-11-01"), 24);
    assert_eq!(hours("America/Sao_Paulo", "2018-11-04", "2018-11-04"), 23, "summer time begins");
    assert_eq!(hours("America/Sao_Paulo", "2018-02-17", "2018-02-17"), 25, "and ends");
    assert_eq!(hours("America/Sao_Paulo", "01/11/2026", "30/11/2026"), 30 * 24);
    let day = period("2026-11-28", "2026-11-28", &there("America/Sao_Paulo")).unwrap();
    assert_eq!(day.from.get(), 1_795_834_800_000);
}

#[test]
fn what_is_no_period_is_refused() {
    for (from, to) in [
        ("2026-11-02", "2026-11-01"),
        ("2026-02-30", "2026-03-01"),
        ("", "2026-03-01"),
        ("2026-01-01", "2036-12-31"),
        ("26-01-01", "2026-01-01"),
    ] {
        let refused = period(from, to, &there("America/Sao_Paulo")).unwrap_err();
        assert_eq!(refused.code, FailureCode::InvalidPeriod, "{from} {to}");
    }
}
