//! A certificate that is good but for its dates: the computer's clock is named where it is wrong, never where it is
//! right, and both where nobody has told the time yet.

use serde_json::Value;

use super::clocks::Clock;
use crate::relay::server::Relay;
use crate::relay::shop::{MERCHANT, pair};
use crate::terminal::balcao::{Till, Told, credentials, finish};
use crate::terminal::provider::Provider;

const YEAR: i64 = 365 * 24 * 3_600;

fn obstacle(told: &Told, what: &str) -> Value {
    let found = told.events.iter().find(|event| event["what"] == what);
    found.unwrap_or_else(|| panic!("nothing about {what}: {told}"))["obstacle"].clone()
}

#[test]
fn a_clock_that_is_ahead_is_told_with_the_certificate_that_seems_to_have_ended() {
    let nobody = Relay::start_with_certificate_of([2024, 2038]);
    let till = Till::new().trusting(&nobody.certificate());
    let clock = Clock::set_by(40 * YEAR);
    let connect = ["connect", "connectpsp", "--environment", &nobody.url, "--stdin"];
    let told = clock.run_with_input(&till, &connect, &credentials().to_string());
    assert!(told.err.contains("clock is ahead") && told.err.contains("expired"), "{told}");
    let told = clock.run(&till, &["--json", "doctor"]);
    assert_eq!(obstacle(&told, "provider")["kind"], "clock_or_certificate", "{told}");
    clock.set(-10 * YEAR);
    let told = clock.run(&till, &["--json", "doctor"]);
    assert_eq!(obstacle(&told, "provider")["kind"], "clock", "{told}");
}

#[test]
fn whoever_has_told_the_time_settles_whose_fault_a_certificates_dates_are() {
    let provider = Provider::honest();
    let mut relay = Relay::start_with_certificate_of([2024, 2038]);
    let till = Till::connected(provider.url()).trusting(&relay.certificate());
    pair(&till, &relay, &relay.add_till(MERCHANT, "Caixa 1"));
    let clock = Clock::set_by(40 * YEAR);
    let ahead = clock.run(&till, &["--json", "doctor"]);
    assert_eq!(obstacle(&ahead, "relay")["kind"], "clock", "{ahead}");
    relay.stop();
    relay.renew_certificate([2020, 2021]);
    relay.start_again();
    clock.set(0);
    let right = clock.run(&till, &["--json", "doctor"]);
    assert_eq!(obstacle(&right, "relay")["kind"], "out_of_date", "{right}");
}

/// Case 28. It is neither the network nor the provider, and is said wherever somebody asks for it.
#[test]
fn a_clock_that_is_behind_is_named_and_no_network() {
    let far_end = Relay::start_with_certificate_of([2026, 2038]);
    let till = Till::new().trusting(&far_end.certificate());
    let clock = Clock::set_by(-2 * YEAR);
    let connect = ["connect", "connectpsp", "--environment", &far_end.url, "--stdin"];
    let credentials = credentials().to_string();
    for (args, input) in
        [(&connect[..], credentials.as_str()), (&["doctor"], ""), (&["charge", "12,50"], "")]
    {
        let mut command = clock.command(&till, args);
        let told = finish(command.env("BALCAO_LANG", "pt-BR"), input);
        let says = format!("{}{}", told.out, told.err).to_lowercase();
        assert!(says.contains("relógio"), "{args:?}: {told}");
        assert!(!says.contains("internet"), "{args:?}: {told}");
    }
    // When it was set right, nobody speaks of it any more.
    clock.set(0);
    let right = clock.run(&till, &["--json", "doctor"]);
    assert_ne!(obstacle(&right, "provider")["kind"], "clock", "{right}");
}
