//! Codes that have no end at the provider: the till stops waiting on its own clock.

use super::*;

fn pending() -> Charge {
    let Event::Registered(registration) = registered() else { unreachable!() };
    live(&[Event::Registered(Registration { never_expires: true, ..registration })])
}

#[test]
fn the_till_stops_waiting_at_its_own_time_without_a_margin() {
    let waiting = |now_ms| apply(&pending(), &seen(Seen::Waiting), UnixMs::new(now_ms));
    assert_eq!(waiting(DEADLINE - 1), Decision::Unchanged);
    let Decision::Changed(stopped) = waiting(DEADLINE) else { panic!("still waiting") };
    assert_eq!(stopped.status, Status::Expired);
}

#[test]
fn money_that_comes_after_that_is_paid_late() {
    let stopped = apply(&pending(), &seen(Seen::Waiting), UnixMs::new(DEADLINE));
    let Decision::Changed(stopped) = stopped else { panic!("still waiting") };
    let charge = after(*stopped, &[seen(Seen::Waiting), paid(1_250, "E1", DEADLINE + 60_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::PaidLate]));
}
