//! A signed webhook is proof, and the provider's own answer agrees with it.

use super::*;

#[test]
fn a_webhook_may_come_before_the_answer_to_the_creation() {
    let charge = live(&[signed_paid(1_250, "E1")]);
    assert_eq!((charge.status, charge.is_confirmed()), (Status::Paid, false));
    let charge = live(&[signed_paid(1_250, "E1"), registered()]);
    assert_eq!(charge.status, Status::Paid);
    assert!(charge.registration.is_some() && charge.anomalies.is_empty());
    assert_eq!(live(&[signed_paid(1_250, "E1"), refused()]).status, Status::Paid);
}

#[test]
fn the_providers_own_answer_agrees_with_a_webhook_exactly_once() {
    let told = [registered(), signed_paid(1_250, "E1")];
    assert!(!live(&told).is_confirmed());
    let silent = Receipt { received: None, ..receipt(0, "E1", 5_000) };
    for answer in [
        paid(1_250, "E1", 5_000),
        seen(Seen::Paid(silent)),
        seen(Seen::Refunded(receipt(1_250, "E1", 5_000), vec![RefundReport::default()])),
    ] {
        let Decision::Changed(charge) = apply(&live(&told), &answer, UnixMs::new(9_000)) else {
            panic!("{answer:?} agrees")
        };
        assert!(charge.is_confirmed());
        assert_eq!(charge.payments[0].evidence, Evidence::SignedWebhook, "it told us first");
        assert_eq!(apply(&charge, &answer, UnixMs::new(10_000)), Decision::Unchanged);
    }
}

#[test]
fn only_an_answer_that_says_the_same_agrees() {
    let told = [registered(), signed_paid(1_250, "E1")];
    for other in [seen(Seen::Waiting), paid(900, "E1", 5_000), signed_paid(1_250, "E1")] {
        assert_eq!(
            apply(&live(&told), &other, UnixMs::new(9_000)),
            Decision::Unchanged,
            "{other:?}"
        );
    }
}

#[test]
fn a_sum_agrees_with_all_that_it_holds() {
    let twice = [registered(), signed_paid(1_250, "E1"), signed_paid(1_250, "E2")];
    let part = [&twice[..], &[paid(1_250, "E2", 5_000)]].concat();
    assert!(!live(&part).is_confirmed(), "nobody has confirmed E1");
    for sum in [
        [&twice[..], &[paid(2_500, "E2", 5_000)]].concat(),
        vec![registered(), signed_paid(1_250, "E1"), paid(2_500, "E2", 5_000)],
    ] {
        let charge = live(&sum);
        assert_eq!((charge.received(), charge.is_confirmed()), (Centavos::new(2_500), true));
    }
}

#[test]
fn a_webhook_with_another_amount_is_paid_and_odd() {
    let charge = live(&[registered(), signed_paid(900, "E1")]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::Underpaid]));
}
