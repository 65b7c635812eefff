//! Money without a sale that a person matched to a charge.

use super::*;

#[test]
fn attached_money_pays_the_charge_and_is_counted_once() {
    let charge = live(&[registered(), matched(1, 1_250)]);
    assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(1_250)));
    assert!(charge.anomalies.is_empty() && charge.is_confirmed());
    let payment = &charge.payments[0];
    assert_eq!(payment.matched.as_ref().unwrap().reason, "pagou no código da mesa");
    assert_eq!(apply(&charge, &matched(1, 1_250), UnixMs::new(9_000)), Decision::Unchanged);
}

#[test]
fn attached_money_is_odd_where_other_money_would_be() {
    for (before, centavos, odd) in [
        (vec![registered()], 900, vec![Anomaly::Underpaid]),
        (vec![registered(), seen(Seen::Expired)], 1_250, vec![Anomaly::PaidLate]),
        (vec![registered(), Event::CancelRequested], 1_250, vec![Anomaly::PaidLate]),
        (vec![registered(), paid(1_250, "E1", 5_000)], 1_250, vec![Anomaly::DuplicatePayment]),
        (vec![registered(), matched(2, 1_250)], 1_250, vec![Anomaly::DuplicatePayment]),
    ] {
        let charge = after(live(&before), &[matched(1, centavos)]);
        assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, odd));
    }
    let charge = after_a_paid_one(&matched(1, 1_250));
    assert_eq!(anomalies(&charge), [Anomaly::DuplicatePayment]);
}

#[test]
fn attached_money_is_not_mixed_with_the_providers_sums() {
    let both = [registered(), matched(1, 500), paid(1_250, "E1", 5_000)];
    let charge = live(&both);
    assert_eq!(charge.received(), Centavos::new(1_750));
    assert_eq!(charge.received_there(), Centavos::new(1_250));
    for again in [paid(1_250, "E1", 5_000), seen(Seen::Waiting), seen(Seen::Expired)] {
        assert_eq!(apply(&charge, &again, UnixMs::new(9_000)), Decision::Unchanged, "{again:?}");
    }
    let more = live(&[&both[..], &[paid(2_500, "E2", 6_000)]].concat());
    assert_eq!(more.received(), Centavos::new(3_000));
    let silent = Receipt { received: None, end_to_end_id: None, ..receipt(0, "E1", 5_000) };
    let first = live(&[registered(), matched(1, 500), seen(Seen::Paid(silent))]);
    assert_eq!(first.received(), Centavos::new(1_750), "the matched one is not what it speaks of");
}

#[test]
fn attached_money_is_still_here_when_the_charges_own_went_back() {
    let sold = [registered(), paid(1_250, "E1", 5_000), matched(1, 500)];
    let charge = live(&[&sold[..], &[refund_requested("k1"), back(None, None)]].concat());
    assert_eq!((charge.status, parts(&charge)), (Status::Paid, vec![1_250]));
    assert_eq!(charge.last_refund_request().unwrap().0.state, RefundState::Settled);
    assert_eq!(apply(&charge, &back(None, None), UnixMs::new(9_000)), Decision::Unchanged);
}

#[test]
fn money_matched_to_a_refunded_charge_pays_it_again() {
    let charge = live(&[registered(), paid(1_250, "E1", 5_000), back(None, None), matched(1, 500)]);
    assert_eq!((charge.status, charge.received_there()), (Status::Paid, Centavos::new(1_250)));
}
