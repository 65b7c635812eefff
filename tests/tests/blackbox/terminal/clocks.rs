//! Clocks that disagree by an hour and more.

use jiff::SignedDuration;

use super::balcao::Till;
use super::provider::{Kind, Provider};

/// A sale at a provider whose clock is so far before ours.
fn sells_with_a_clock_off_by(ahead: SignedDuration) {
    let provider = Provider::honest();
    provider.books(|books| books.clock_ahead = ahead);
    let till = Till::connected(provider.url());
    // Long after the code's end on one of the two clocks.
    let mut charge = till.start(&["--json", "charge", "12,50", "--expires-in", "5m"]);
    charge.wait_for_event("charge_created");
    provider.wait_for_calls(Kind::Fetch, 3);
    provider.pay();
    let told = charge.end().expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"]);
    assert_eq!(told.event("paid")["anomalies"], serde_json::json!([]));
    assert!(told.err.contains("clock"), "a person is told: {told}");

    let doctor = till.run(&["--json", "doctor"]);
    let clock = doctor.events.iter().find(|event| event["what"] == "clock").unwrap();
    assert_eq!(clock["ok"], false, "{doctor}");
    assert_ne!(doctor.code, 0);
}

#[test]
fn a_clock_an_hour_ahead_is_told_and_sells() {
    sells_with_a_clock_off_by(SignedDuration::from_hours(-1));
}

#[test]
fn a_clock_an_hour_behind_is_told_and_sells() {
    sells_with_a_clock_off_by(SignedDuration::from_hours(1));
}

#[test]
fn a_clock_of_another_year_is_told_and_sells() {
    sells_with_a_clock_off_by(SignedDuration::from_hours(-24 * 400));
    sells_with_a_clock_off_by(SignedDuration::from_hours(24 * 400));
}

#[test]
fn a_clock_that_only_the_answers_dates_tell_is_told_too() {
    let provider = Provider::start(|call, books| {
        books.answer(call).with("Date", "Tue, 10 Mar 2026 14:20:00 GMT")
    });
    let till = Till::connected(provider.url());
    let mut charge = till.start(&["--json", "charge", "12,50"]);
    charge.wait_for_event("charge_created");
    provider.wait_for_calls(Kind::Fetch, 3);
    provider.pay();
    let told = charge.end().expect(0);
    assert!(told.err.contains("clock"), "{told}");
    assert_eq!(told.err.matches("clock").count(), 1, "once: {told}");
}

#[test]
fn clocks_that_agree_are_not_mentioned() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let told = till.run(&["charge", "12,50"]).expect(0);
    assert!(told.err.is_empty(), "{told}");
}
