//! How often is asked, from the first second to the last week.

use domain::charge::{
    ByHand, Dispute, Evidence, Matched, Payment, Refund, RefundReason, RefundRequest, RefundState,
    Registration,
};
use domain::{Centavos, IdempotencyKey, ProviderId, Reference, RefundId, UnmatchedNumber};

use super::*;

fn charge(status: Status, status_since_ms: i64) -> Charge {
    let reference = Reference::new("r").unwrap();
    let mut charge =
        Charge::requested(1, reference, "connectpsp".into(), Centavos::new(1), 30, UnixMs::new(0));
    charge.status = status;
    charge.status_since = UnixMs::new(status_since_ms);
    charge.registration = Some(Registration {
        provider_id: ProviderId::new("x").unwrap(),
        copy_and_paste: String::new(),
        expires_at: UnixMs::new(30 * MINUTE),
        never_expires: false,
        clock_ahead_ms: 0,
    });
    charge
}

fn at(charge: &Charge, now_ms: i64) -> Option<i64> {
    interval_ms(charge, UnixMs::new(now_ms), Pace::Fast)
}

#[test]
fn a_fresh_charge_is_asked_about_every_two_seconds_and_an_old_one_less() {
    let pending = charge(Status::Pending, 0);
    assert_eq!(at(&pending, 0), Some(2 * SECOND));
    assert_eq!(at(&pending, MINUTE), Some(5 * SECOND));
    assert_eq!(at(&pending, 11 * MINUTE), Some(30 * SECOND));
    assert_eq!(at(&pending, 30 * MINUTE), Some(2 * SECOND), "its last word");
    assert_eq!(at(&pending, 30 * MINUTE + GRACE_MS), Some(HOUR), "a provider that forgot it");
}

#[test]
fn late_money_is_looked_for_a_day_long_ever_slower() {
    let expired = charge(Status::Expired, 30 * MINUTE);
    let mut now_ms = 30 * MINUTE;
    let mut last = 0;
    let mut looks = 0;
    while let Some(wait) = at(&expired, now_ms) {
        assert!(wait >= last, "never faster again");
        last = wait;
        now_ms += wait;
        looks += 1;
    }
    assert!(now_ms >= 30 * MINUTE + GRACE_MS);
    assert!((100..200).contains(&looks), "{looks}");
}

#[test]
fn a_code_cancelled_at_the_till_lives_on_at_the_bank() {
    let cancelled = charge(Status::Cancelled, MINUTE);
    assert_eq!(at(&cancelled, MINUTE), Some(5 * SECOND));
    assert_eq!(at(&cancelled, 31 * MINUTE), Some(30 * SECOND));
}

#[test]
fn a_paid_charge_is_looked_at_each_minute_for_ten_and_then_left_alone_but_for_three_looks() {
    let paid = charge(Status::Paid, MINUTE);
    let mut now_ms = MINUTE;
    let mut looks = Vec::new();
    while let Some(wait) = at(&paid, now_ms) {
        assert!(wait < MINUTE || now_ms >= 11 * MINUTE, "a second payment is seen within a minute");
        now_ms += wait;
        looks.push(now_ms - MINUTE);
    }
    let first: Vec<i64> = [10, 25].into_iter().chain((1..=12).map(|it| it * 50)).collect();
    let first = first.into_iter().map(|it| it * SECOND);
    assert_eq!(looks, first.chain([HOUR, 6 * HOUR, DAY]).collect::<Vec<_>>());
    assert_eq!(at(&charge(Status::Refunded, 0), 1), None);
}

#[test]
fn a_charge_whose_webhooks_come_at_once_is_asked_about_less_often() {
    let pending = charge(Status::Pending, 0);
    let slow = |now_ms: i64| interval_ms(&pending, UnixMs::new(now_ms), Pace::Slow);
    assert_eq!(slow(0), Some(10 * SECOND));
    assert_eq!(slow(MINUTE), Some(30 * SECOND));
    assert_eq!(slow(11 * MINUTE), Some(MINUTE));
    assert_eq!(slow(30 * MINUTE), Some(2 * SECOND), "no webhook tells of an expiry");
}

#[test]
fn what_a_webhook_told_is_asked_about_until_the_provider_agrees_or_a_day_has_gone() {
    let mut paid = charge(Status::Paid, MINUTE);
    paid.payments = vec![Payment {
        amount: Centavos::new(1),
        end_to_end_id: None,
        paid_at: None,
        payer_name: None,
        evidence: Evidence::SignedWebhook,
        confirmed: false,
        seen_at: UnixMs::new(MINUTE),
        matched: None,
    }];
    assert_eq!(at(&paid, MINUTE), Some(2 * SECOND));
    let before_the_answer = Charge { registration: None, ..paid.clone() };
    assert_eq!(at(&before_the_answer, MINUTE), Some(2 * SECOND));
    let refunded = Charge { status: Status::Refunded, ..paid.clone() };
    assert_eq!(at(&refunded, 11 * MINUTE), Some(2 * MINUTE));
    assert_eq!(at(&refunded, MINUTE + GRACE_MS), None);
    paid.payments[0].confirmed = true;
    assert_eq!(at(&paid, MINUTE), Some(10 * SECOND));
}

#[test]
fn a_hint_is_followed_until_an_answer_comes_but_not_for_ever() {
    let refunded = charge(Status::Refunded, 0);
    let next = |failures| {
        let asked = Polled { failures, hint: true, pace: Pace::Slow, ..Polled::default() };
        next_poll(&refunded, UnixMs::new(5), asked, 0)
    };
    assert_eq!(next(0), Some(UnixMs::new(5 + SECOND)));
    assert!(next(HINT_TRIES).is_some());
    assert_eq!(next(HINT_TRIES + 1), None);
}

#[test]
fn never_sooner_than_a_second_nor_than_the_provider_asks() {
    let pending = charge(Status::Pending, 0);
    for chance in (0..10_000_u64).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15)) {
        for failures in [0, 1, 3, 40] {
            let now = UnixMs::new(5);
            for hint in [false, true] {
                let asked = Polled { failures, hint, pace: Pace::Slow, ..Polled::default() };
                let next = next_poll(&pending, now, asked, chance).unwrap();
                assert!((SECOND..=66 * SECOND).contains(&next.since(now)));
                let asked = Polled { pause: Some(Duration::from_secs(25)), ..asked };
                let next = next_poll(&pending, now, asked, chance).unwrap();
                assert!(next.since(now) >= 25 * SECOND);
            }
        }
    }
}

#[test]
fn a_wish_for_patience_is_kept_whole_unless_a_customer_waits_before_the_code() {
    let pause = Duration::from_mins(15);
    let wait = |charge: &Charge, now_ms: i64| {
        let now = UnixMs::new(now_ms);
        let asked = Polled { failures: 1, pause: Some(pause), ..Polled::default() };
        next_poll(charge, now, asked, 0).unwrap().since(now)
    };
    let unanswered = Charge { registration: None, ..charge(Status::Registering, 0) };
    for on_screen in [charge(Status::Pending, 0), charge(Status::Registering, 0), unanswered] {
        assert_eq!(wait(&on_screen, 5), 30 * SECOND);
    }
    assert_eq!(wait(&charge(Status::Pending, 0), 30 * MINUTE), 15 * MINUTE, "its code is dead");
    for ended in [Status::Expired, Status::Cancelled, Status::Paid] {
        assert_eq!(wait(&charge(ended, 0), 5), 15 * MINUTE, "{ended:?}");
    }
}

#[test]
fn what_webhooks_tell_beside_the_log_is_asked_about_for_a_day_and_no_longer() {
    let noticed_at = Some(UnixMs::new(9 * DAY));
    let quiet = charge(Status::Paid, MINUTE);
    let next = |since_ms: i64| {
        let now = UnixMs::new(9 * DAY + since_ms);
        let asked = Polled { noticed_at, ..Polled::default() };
        next_poll(&quiet, now, asked, 100).map(|next| next.since(now))
    };
    assert_eq!(next(0), Some(10 * SECOND));
    assert_eq!(next(HOUR), Some(10 * MINUTE));
    assert_eq!(next(DAY), None);
}

#[test]
fn the_sweep_lets_every_state_have_its_longest_wait() {
    for status in [
        Status::Registering,
        Status::Pending,
        Status::Paid,
        Status::Refunding,
        Status::Refunded,
        Status::Expired,
        Status::Cancelled,
        Status::Rejected,
    ] {
        let charge = charge(status, MINUTE);
        for now_ms in [MINUTE, 12 * MINUTE, 31 * MINUTE, 5 * HOUR, 2 * DAY] {
            let now = UnixMs::new(now_ms);
            let longest = longest_wait_ms(&charge, now);
            assert_eq!(longest.is_some(), at(&charge, now_ms).is_some(), "{status:?} {now_ms}");
            for (failures, pause) in [(0, None), (9, None), (9, Some(Duration::from_hours(1)))] {
                let asked = Polled { failures, pause, ..Polled::default() };
                for chance in (0..500_u64).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15)) {
                    let next = next_poll(&charge, now, asked, chance);
                    assert!(next.map(|next| next.since(now)) <= longest, "{status:?} {now_ms}");
                }
            }
        }
    }
}

fn refunding(state: RefundState) -> Charge {
    let mut charge = charge(Status::Refunding, MINUTE);
    let request = RefundRequest {
        id: RefundId::new("k").unwrap(),
        amount: None,
        reason: RefundReason::Fraud,
        description: None,
        idempotency_key: IdempotencyKey::new("k").unwrap(),
        body: String::new(),
    };
    let refund = Refund::requested(&request, UnixMs::new(MINUTE));
    charge.refunds.push(Refund { state, ..refund });
    charge
}

#[test]
fn a_refund_on_its_way_is_asked_about_ever_slower_and_never_given_up() {
    for state in [RefundState::Requested, RefundState::Accepted] {
        let refunding = refunding(state);
        let mut last = 0;
        for since_ms in [0, MINUTE, 10 * MINUTE, HOUR, DAY, 400 * DAY] {
            let wait = at(&refunding, MINUTE + since_ms).unwrap();
            assert!(wait >= last, "never faster again");
            last = wait;
        }
        assert_eq!(last, HOUR);
        // Without the id that a refund needs, the creation is asked about.
        assert!(at(&Charge { registration: None, ..refunding }, MINUTE).is_some());
    }
    let accepted = refunding(RefundState::Accepted);
    assert_eq!(at(&accepted, MINUTE), Some(2 * SECOND), "the cashier looks at the screen");
}

#[test]
fn a_code_that_never_dies_is_asked_about_for_a_week() {
    let mut expired = charge(Status::Expired, 30 * MINUTE);
    expired.registration.as_mut().unwrap().never_expires = true;
    let end_ms = 30 * MINUTE;
    assert_eq!(at(&expired, end_ms + DAY - 1), Some(30 * MINUTE), "as any other for a day");
    assert_eq!(at(&expired, end_ms + DAY), Some(6 * HOUR));
    assert_eq!(at(&expired, end_ms + 7 * DAY - 1), Some(6 * HOUR));
    assert_eq!(at(&expired, end_ms + 7 * DAY), None);
}

#[test]
fn what_a_person_calls_paid_is_polled_as_any_other_and_looked_for_a_week_long() {
    let said = ByHand { reason: "r".into(), end_to_end_id: None, at: UnixMs::new(MINUTE) };
    for status in [Status::Pending, Status::Expired, Status::Cancelled] {
        let plain = charge(status, 30 * MINUTE);
        let by_hand = Charge { by_hand: Some(said.clone()), ..plain.clone() };
        for now_ms in [0, MINUTE, 30 * MINUTE, HOUR, DAY] {
            assert_eq!(at(&by_hand, now_ms), at(&plain, now_ms), "{status:?} at {now_ms}");
        }
    }
    let end_ms = 30 * MINUTE;
    let mut ended = Charge { by_hand: Some(said), ..charge(Status::Expired, end_ms) };
    assert_eq!(at(&ended, end_ms + DAY), Some(6 * HOUR));
    assert_eq!(at(&ended, end_ms + 7 * DAY - 1), Some(6 * HOUR));
    assert_eq!(at(&ended, end_ms + 7 * DAY), None);
    ended.rejection = Some(domain::charge::Rejection::by_hand("foi embora"));
    assert_eq!(at(&ended, end_ms + DAY), Some(6 * HOUR), "given up before");
}

#[test]
fn what_was_told_of_a_refund_or_a_dispute_is_asked_about_until_the_provider_says_the_same() {
    let noticed_at = UnixMs::new(9 * DAY);
    let quiet = charge(Status::Paid, MINUTE);
    assert_eq!(at(&quiet, noticed_at.get()), None);
    let mut noticed = refunding(RefundState::Noticed).refunds;
    noticed[0].since = noticed_at;
    let refund = Charge { refunds: noticed, ..quiet.clone() };
    let mut dispute = Dispute {
        reason: None,
        opened_at: None,
        seen_at: noticed_at,
        confirmed: false,
        closed: None,
    };
    let disputed = Charge { dispute: Some(dispute.clone()), ..quiet.clone() };
    for told in [refund, disputed] {
        assert_eq!(at(&told, noticed_at.get()), Some(10 * SECOND));
        assert_eq!(at(&told, noticed_at.get() + HOUR), Some(10 * MINUTE));
        assert_eq!(at(&told, noticed_at.get() + DAY), None);
    }
    dispute.confirmed = true;
    assert_eq!(at(&Charge { dispute: Some(dispute), ..quiet }, noticed_at.get()), None);
}

#[test]
fn a_code_whose_sale_was_paid_by_matched_money_is_watched_as_if_nothing_had_come() {
    let mut paid = charge(Status::Paid, MINUTE);
    paid.payments = vec![Payment {
        amount: Centavos::new(1),
        end_to_end_id: None,
        paid_at: None,
        payer_name: None,
        evidence: Evidence::Polled,
        confirmed: true,
        seen_at: UnixMs::new(MINUTE),
        matched: Some(Matched { unmatched: UnmatchedNumber::new(1).unwrap(), reason: "r".into() }),
    }];
    assert_eq!(at(&paid, MINUTE), Some(5 * SECOND));
    paid.payments[0].matched = None;
    assert_eq!(at(&paid, MINUTE), Some(10 * SECOND));
}

#[test]
fn whoever_is_not_reached_is_tried_again_soon_while_somebody_waits() {
    for now_ms in [5, 12 * MINUTE, 31 * MINUTE] {
        let now = UnixMs::new(now_ms);
        for chance in (0..1_000_u64).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15)) {
            let asked = Polled { failures: 40, soon_again: true, ..Polled::default() };
            let wait = next_poll(&charge(Status::Pending, 0), now, asked, chance).unwrap();
            assert!((SECOND..=SOON_AGAIN_MS).contains(&wait.since(now)), "{now_ms}");
            // What the provider itself asks for goes before.
            let asked = Polled { pause: Some(Duration::from_secs(25)), ..asked };
            let wait = next_poll(&charge(Status::Pending, 0), now, asked, chance).unwrap();
            assert!(wait.since(now) >= 25 * SECOND);
        }
    }
}
