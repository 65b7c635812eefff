//! "The provider says paid, but …", whose charge an older log's is, and when the till stops waiting.

use super::*;

fn doubted(doubt: Doubt) -> Event {
    Event::Doubted(Unproven::new(doubt, Some("12,5O"), Evidence::Polled))
}

fn bound(fingerprint: &str) -> Event {
    Event::Bound(Account {
        adapter: "connectpsp".into(),
        address: "https://psp.example".into(),
        fingerprint: fingerprint.into(),
    })
}

fn given_up() -> Event {
    Event::GivenUp(Rejection { code: "unknown_there".into(), message: "404".into() })
}

fn is_unchanged(charge: &Charge, event: &Event) -> bool {
    apply(charge, event, UnixMs::new(99_000)) == Decision::Unchanged
}

#[test]
fn a_doubt_changes_no_status_and_stays_until_a_payment_is_proved() {
    let event = doubted(Doubt::AmountUnreadable);
    for (before, status) in [
        (vec![], Status::Registering),
        (vec![registered()], Status::Pending),
        (vec![registered(), seen(Seen::Expired)], Status::Expired),
        (vec![registered(), Event::CancelRequested], Status::Cancelled),
    ] {
        let charge = live(&[&before[..], std::slice::from_ref(&event)].concat());
        assert_eq!((charge.status, charge.received().get()), (status, 0));
        assert_eq!(charge.unproven.as_ref().unwrap().doubt, Doubt::AmountUnreadable);
        assert_eq!(anomalies(&charge), [Anomaly::Unproven]);
        assert!(is_unchanged(&charge, &event), "said twice");
        let later = after(charge, &[seen(Seen::Waiting), seen(Seen::Unknown("X".into()))]);
        assert!(later.unproven.is_some() && later.anomalies.contains(&Anomaly::Unproven));
        let proved = after(later, &[paid(1_250, "E1", 5_000)]);
        assert_eq!((proved.status, &proved.unproven), (Status::Paid, &None));
        assert!(!proved.anomalies.contains(&Anomaly::Unproven));
    }
}

#[test]
fn the_last_doubt_is_the_one_that_is_kept() {
    let charge = live(&[registered(), doubted(Doubt::AmountAbsent), doubted(Doubt::OtherId)]);
    assert_eq!(charge.unproven.unwrap().doubt, Doubt::OtherId);
}

#[test]
fn further_money_that_is_not_proved_is_odd_on_a_paid_charge_too() {
    let sold = [registered(), paid(1_250, "E1", 5_000)];
    let charge = live(&[&sold[..], &[doubted(Doubt::EndToEndIdTaken)]].concat());
    assert_eq!((charge.status, charge.received()), (Status::Paid, Centavos::new(1_250)));
    assert_eq!(anomalies(&charge), [Anomaly::Unproven]);
    let again = after(charge.clone(), &[paid(1_250, "E1", 5_000)]);
    assert!(again.unproven.is_some(), "the payment that is known is not what was doubted");
    let proved = after(charge, &[paid(1_250, "E2", 6_000)]);
    assert_eq!(anomalies(&proved), [Anomaly::DuplicatePayment]);
}

#[test]
fn a_charge_of_an_older_log_is_bound_to_one_account_of_its_adapter_for_ever() {
    let charge = live(&[registered(), bound("a1")]);
    assert_eq!(charge.account.as_ref().unwrap().fingerprint, "a1");
    assert_eq!(charge.status, Status::Pending);
    for later in [bound("a1"), bound("b2")] {
        assert!(is_unchanged(&charge, &later), "{later:?}");
    }
    let Event::Bound(account) = bound("a1") else { panic!() };
    let of_another = Event::Bound(Account { adapter: "integrapay".into(), ..account });
    assert!(is_unchanged(&live(&[registered()]), &of_another));
}

#[test]
fn who_gives_up_waiting_loses_no_money() {
    for before in [vec![], vec![registered()]] {
        let charge = live(&[&before[..], &[given_up()]].concat());
        assert_eq!(charge.status, Status::Expired);
        assert_eq!(charge.rejection.as_ref().unwrap().code, "unknown_there");
        assert!(is_unchanged(&charge, &given_up()), "given up twice");
        let late = after(charge, &[paid(1_250, "E1", 5_000)]);
        assert_eq!((late.status, anomalies(&late)), (Status::Paid, vec![Anomaly::PaidLate]));
    }
    for ended in [
        vec![registered(), paid(1_250, "E1", 5_000)],
        vec![refused()],
        vec![registered(), Event::CancelRequested],
        vec![registered(), seen(Seen::Expired)],
    ] {
        assert!(is_unchanged(&live(&ended), &given_up()), "{ended:?}");
    }
    let refunding = live(&[registered(), paid(1_250, "E1", 5_000), refund_requested("k1")]);
    assert!(is_unchanged(&refunding, &given_up()));
    let doubted = live(&[registered(), doubted(Doubt::AmountAbsent), given_up()]);
    assert_eq!((doubted.status, anomalies(&doubted)), (Status::Expired, vec![Anomaly::Unproven]));
}

#[test]
fn what_tells_of_money_is_told_from_what_does_not() {
    let receipt = receipt(1_250, "E1", 5_000);
    for (status, tells) in [
        (Seen::Waiting, false),
        (Seen::Expired, false),
        (Seen::Cancelled, false),
        (Seen::Unknown("PAID / AWAITING_PAYMENT".into()), false),
        (Seen::Paid(receipt.clone()), true),
        (Seen::Refunded(receipt.clone(), vec![RefundReport::default()]), true),
        (Seen::Disputed(receipt, DisputeNotice::default()), true),
    ] {
        assert_eq!(status.tells_of_money(), tells, "{status:?}");
    }
}
