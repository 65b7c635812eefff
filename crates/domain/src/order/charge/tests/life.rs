//! Money that arrives: in time, late, twice, in another amount.

use super::*;

#[test]
fn an_ordinary_sale() {
    let charge = live(&[registered(), seen(Seen::Waiting), paid(1_250, "E1", 5_000)]);
    assert_eq!(charge.status, Status::Paid);
    assert_eq!(charge.received(), Centavos::new(1_250));
    assert!(charge.anomalies.is_empty());
}

#[test]
fn money_after_expiry_is_paid_late() {
    let charge = live(&[registered(), seen(Seen::Expired), paid(1_250, "E1", 5_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::PaidLate]));
}

#[test]
fn money_stamped_after_the_deadline_is_paid_late_even_if_nobody_saw_the_expiry() {
    let pending = live(&[registered()]);
    let event = paid(1_250, "E1", DEADLINE + 1);
    let Decision::Changed(charge) = apply(&pending, &event, UnixMs::new(DEADLINE + 2)) else {
        panic!("money was dropped")
    };
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::PaidLate]));
}

#[test]
fn a_provider_whose_stamps_contradict_each_other_does_not_make_money_late() {
    let charge = live(&[registered(), paid(1_250, "E1", DEADLINE + 1)]);
    assert_eq!((charge.status, charge.anomalies.len()), (Status::Paid, 0));
}

#[test]
fn money_after_a_cancel_at_the_till_is_not_lost() {
    let charge = live(&[registered(), Event::CancelRequested, paid(1_250, "E1", 5_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::PaidLate]));
    assert!(charge.paid_after_cancelling);
}

#[test]
fn a_cancel_before_the_answer_keeps_the_late_registration_for_the_watcher() {
    let charge = live(&[Event::CancelRequested, registered()]);
    assert_eq!(charge.status, Status::Cancelled);
    assert!(charge.registration.is_some());
}

#[test]
fn another_amount_is_paid_and_odd() {
    let charge = live(&[registered(), paid(900, "E1", 5_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::Underpaid]));
    assert_eq!(charge.received(), Centavos::new(900));
    let charge = live(&[registered(), paid(1_300, "E1", 5_000)]);
    assert_eq!((charge.status, anomalies(&charge)), (Status::Paid, vec![Anomaly::Overpaid]));
}

#[test]
fn what_came_in_other_amounts_is_held_against_what_was_asked_for() {
    let first = [registered(), signed_paid(900, "E1")];
    for (second, odd) in [
        (300, vec![Anomaly::Underpaid, Anomaly::DuplicatePayment]),
        (350, vec![Anomaly::DuplicatePayment]),
        (400, vec![Anomaly::Overpaid, Anomaly::DuplicatePayment]),
    ] {
        let charge = after(live(&first), &[matched(1, second)]);
        assert_eq!(charge.received(), Centavos::new(900 + second));
        assert_eq!(anomalies(&charge), odd, "900 and {second}");
    }
}

#[test]
fn paid_without_a_word_on_the_amount_means_the_amount_of_the_charge() {
    let silent = Receipt { received: None, ..receipt(0, "E1", 5_000) };
    let charge = live(&[registered(), seen(Seen::Paid(silent))]);
    assert_eq!((charge.received(), charge.anomalies.len()), (Centavos::new(1_250), 0));
}

#[test]
fn a_second_payment_counts_once_whether_the_provider_reports_the_sum_or_the_part() {
    for reported in [2_500, 1_250] {
        let charge = live(&[registered(), paid(1_250, "E1", 5_000), paid(reported, "E2", 6_000)]);
        assert_eq!(charge.received(), Centavos::new(2_500), "reported {reported}");
        assert_eq!(anomalies(&charge), vec![Anomaly::DuplicatePayment]);
    }
}

#[test]
fn a_second_payment_is_seen_even_where_a_provider_withholds_ids() {
    let told = |centavos: i64, id: Option<&str>| {
        let id = id.map(|id| EndToEndId::new(id).unwrap());
        seen(Seen::Paid(Receipt { end_to_end_id: id, ..receipt(centavos, "E1", 5_000) }))
    };
    for (first, second) in [(None, Some("E2")), (Some("E1"), None), (None, None)] {
        let twice =
            [registered(), told(1_250, first), told(2_500, second), told(2_500, Some("E2"))];
        let charge = live(&twice);
        assert_eq!(charge.received(), Centavos::new(2_500), "{first:?} {second:?}");
        assert_eq!(charge.payments.len(), 2, "{first:?} {second:?}");
        assert_eq!(anomalies(&charge), vec![Anomaly::DuplicatePayment]);
    }
    let corrected = live(&[registered(), told(1_250, None), told(1_250, Some("E1"))]);
    assert_eq!(corrected.payments.len(), 1);
}

#[test]
fn money_for_an_order_that_another_attempt_has_paid_is_a_duplicate() {
    let charge = after_a_paid_one(&paid(1_250, "E2", 5_000));
    assert_eq!(anomalies(&charge), vec![Anomaly::DuplicatePayment]);
}

#[test]
fn an_unknown_word_is_kept_raw_and_changes_no_status() {
    let charge = live(&[registered(), seen(Seen::Unknown("IN_REVIEW".into()))]);
    assert_eq!(charge.status, Status::Pending);
    assert_eq!(charge.raw_status.as_deref(), Some("IN_REVIEW"));
    let charge =
        live(&[registered(), seen(Seen::Unknown("IN_REVIEW".into())), seen(Seen::Waiting)]);
    assert_eq!(charge.raw_status, None);
}

#[test]
fn a_provider_that_never_says_expired_is_not_waited_for_for_ever() {
    let pending = live(&[registered()]);
    let at = |now_ms: i64| apply(&pending, &seen(Seen::Waiting), UnixMs::new(now_ms));
    assert_eq!(at(DEADLINE + EXPIRY_MARGIN_MS - 1), Decision::Unchanged);
    let Decision::Changed(late) = at(DEADLINE + EXPIRY_MARGIN_MS) else { panic!("still waiting") };
    assert_eq!(late.status, Status::Expired);
}

#[test]
fn a_refusal_after_the_confirmation_is_too_late() {
    assert_eq!(live(&[registered(), refused()]).status, Status::Pending);
    assert_eq!(live(&[refused()]).status, Status::Rejected);
}
