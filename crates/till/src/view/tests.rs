//! Views of charges whose money went back, was disputed, or came without a sale.

use std::collections::HashMap;

use contract::{OrderEvidence, RefundRequestState, UnmatchedState};
use domain::charge::{
    Dispute, DisputeClosed, DisputeNotice, Evidence as Proof, Matched, Payment, Refund,
    RefundReason, RefundRequest, RefundSource, RefundState, Registration, Rejection,
};
use domain::{
    Centavos, EndToEndId, IdempotencyKey, Order, OrderNumber, Payout, PayoutSeen, ProviderId,
    Reference, RefundId, SaleId, UnmatchedMoney, UnmatchedNumber, UnmatchedPayment,
};

use super::*;
use crate::operator::Known;

fn end_to_end_id(text: &str) -> Option<EndToEndId> {
    EndToEndId::new(text).ok()
}

fn payment(amount: i64, matched: bool) -> Payment {
    let reason = "o cliente mostrou o comprovante".to_owned();
    let unmatched = UnmatchedNumber::new(1).unwrap();
    Payment {
        amount: Centavos::new(amount),
        end_to_end_id: end_to_end_id("E1"),
        paid_at: Some(UnixMs::new(5)),
        payer_name: Some("João S***".into()),
        evidence: Proof::Polled,
        confirmed: true,
        seen_at: UnixMs::new(6),
        matched: matched.then_some(Matched { unmatched, reason }),
    }
}

fn charge(status: charge::Status) -> Charge {
    let reference = Reference::new("ABCD-000001").unwrap();
    let amount = Centavos::new(500);
    let now = UnixMs::new(1);
    Charge {
        status,
        registration: Some(Registration {
            provider_id: ProviderId::new("1000").unwrap(),
            copy_and_paste: String::new(),
            expires_at: UnixMs::new(9),
            never_expires: true,
            clock_ahead_ms: 0,
        }),
        payments: vec![payment(500, false), payment(300, true)],
        ..Charge::requested(1, reference, "integrapay".into(), amount, 30, now)
    }
}

fn seen(charge: Charge) -> AttemptView {
    seen_with(charge, None, Vec::new()).attempts.remove(0)
}

/// With what the timetable has, and with what webhooks tell beside the log.
fn seen_with(charge: Charge, poll: Option<store::Poll>, told: Vec<(u32, Noticed)>) -> OrderView {
    let (checkout, history) = history_of(charge, poll, told);
    order(&checkout, &Known::default(), &terminal(), &history)
}

fn terminal() -> Terminal {
    Terminal::new(crate::settings::Settings::default(), "K7QD".into())
}

fn history_of(
    charge: Charge,
    poll: Option<store::Poll>,
    told: Vec<(u32, Noticed)>,
) -> (std::sync::Arc<Checkout>, History) {
    let home = tempfile::tempdir().unwrap();
    let store = store::Store::open_to_read(home.path()).unwrap();
    let checkout = Checkout::new(store, checkout::Providers::none(), crate::ports::system());
    let number = OrderNumber::new(7).unwrap();
    let of = Order {
        number,
        sale_id: SaleId::new("sale").unwrap(),
        reference: charge.reference.clone(),
        amount: charge.amount,
        created_at: UnixMs::new(1),
        opened_by: None,
        document_key: None,
        notes: Vec::new(),
        attempts: vec![charge],
    };
    let polls = poll.into_iter().map(|poll| (1, poll)).collect();
    let (acts, paid_elsewhere) = (Vec::new(), HashMap::new());
    (checkout, History { order: of, polls, noticed: told, acts, paid_elsewhere })
}

#[test]
fn money_after_a_cancel_has_a_word_of_its_own() {
    let late = |paid_after_cancelling| {
        let anomalies = [charge::Anomaly::PaidLate].into();
        let charge = Charge { paid_after_cancelling, anomalies, ..charge(charge::Status::Paid) };
        seen_with(charge, None, Vec::new()).anomalies
    };
    assert_eq!(late(true), [Anomaly::PaidAfterCancelling]);
    assert_eq!(late(false), [Anomaly::PaidLate]);
}

#[test]
fn an_attempt_tells_what_came_what_went_back_and_from_where() {
    let returned = Refund {
        id: RefundId::reported(1),
        amount: Some(Centavos::new(200)),
        state: RefundState::Settled,
        source: RefundSource::Elsewhere,
        return_id: end_to_end_id("D1"),
        by_notice: true,
        since: UnixMs::new(8),
        returned_at: Some(UnixMs::new(7)),
        settled_at: Some(UnixMs::new(8)),
    };
    let view = seen(Charge { refunds: vec![returned], ..charge(charge::Status::Paid) });
    assert_eq!((view.provider_name.as_str(), view.never_expires), ("IntegraPay", true));
    let matched: Vec<_> = view.payments.iter().map(|payment| payment.matched.is_some()).collect();
    assert_eq!(matched, [false, true]);
    let refund = view.refunds.first().unwrap();
    assert_eq!(
        (refund.amount_centavos, refund.refunded_at_ms, refund.seen_at_ms),
        (200, Some(7), 8)
    );
    assert_eq!(refund.end_to_end_id.as_deref(), Some("D1"));
    assert!(!refund.asked_here);
    // A code that cannot be shown is refused, and the charge stays watched.
    assert!(view.copy_and_paste.is_none() && view.code_refused.is_some());
}

#[test]
fn a_refund_that_was_asked_for_tells_how_it_stands() {
    let key = IdempotencyKey::new("6f1c1a0e-7d2f-4a44-9a53-000000000000").unwrap();
    let request = RefundRequest {
        id: RefundId::of_key(&key),
        amount: None,
        reason: RefundReason::DuplicatedPayment,
        description: Some("pagou duas vezes".into()),
        idempotency_key: key,
        body: "{}".into(),
    };
    let stands = |status, state| {
        let refund = Refund::requested(&request, UnixMs::new(4));
        let refund = Refund { state, return_id: end_to_end_id("D1"), ..refund };
        let charge = Charge { refunds: vec![refund], ..charge(status) };
        seen(charge).refund_request.unwrap()
    };
    let asked = stands(charge::Status::Refunding, RefundState::Requested);
    assert_eq!(
        (asked.state, asked.requested_at_ms, asked.failure),
        (RefundRequestState::Requested, 4, None)
    );
    assert_eq!(asked.reason, contract::RefundReason::DuplicatedPayment);
    let taken = stands(charge::Status::Refunding, RefundState::Accepted);
    assert_eq!(
        (taken.state, taken.end_to_end_id.as_deref()),
        (RefundRequestState::Accepted, Some("D1"))
    );
    let no = Rejection { code: "INVALID_SIGNATURE".into(), message: "no".into() };
    let refused = stands(charge::Status::Paid, RefundState::Failed(no));
    let failure = refused.failure.unwrap();
    assert_eq!(refused.state, RefundRequestState::Failed);
    assert_eq!(failure.code, contract::FailureCode::RefundRefused, "the money is still here");
    assert_eq!(failure.detail.as_deref(), Some("INVALID_SIGNATURE no"));
    assert_eq!(
        stands(charge::Status::Refunded, RefundState::Settled).state,
        RefundRequestState::Done
    );
}

#[test]
fn a_dispute_claims_what_the_provider_has_received() {
    let told = DisputeNotice { reason: Some("golpe".into()), at: Some(UnixMs::new(3)) };
    let dispute = Dispute {
        reason: told.reason,
        opened_at: told.at,
        seen_at: UnixMs::new(4),
        confirmed: false,
        closed: None,
    };
    let closed =
        Some(DisputeClosed { outcome: None, reason: "recusada".into(), at: UnixMs::new(9) });
    let open = seen(Charge { dispute: Some(dispute.clone()), ..charge(charge::Status::Paid) });
    let open = open.dispute.unwrap();
    assert_eq!((open.order.as_str(), open.attempt), ("000007", 1));
    assert_eq!((open.amount_centavos, open.confirmed), (500, false), "without what was matched");
    assert_eq!((open.reason.as_deref(), open.opened_at_ms), (Some("golpe"), Some(3)));
    assert_eq!((open.settlement, open.settled_at_ms), (None, None));
    let ended = Dispute { closed, confirmed: true, ..dispute };
    let ended = seen(Charge { dispute: Some(ended), ..charge(charge::Status::Paid) });
    let ended = ended.dispute.unwrap();
    assert_eq!((ended.settlement.as_deref(), ended.settled_at_ms), (Some("recusada"), Some(9)));
}

#[test]
fn an_unmatched_payment_tells_what_was_done_with_it() {
    let number = UnmatchedNumber::new(3).unwrap();
    let money = UnmatchedMoney {
        provider: "integrapay".into(),
        account: None,
        provider_id: ProviderId::new("1000").unwrap(),
        reference: Reference::new("site-1").ok(),
        amount: Some(Centavos::new(3_750)),
        end_to_end_id: end_to_end_id("E1"),
        paid_at: None,
        payer_name: Some("João S***".into()),
    };
    let with = |state| {
        unmatched(&UnmatchedPayment {
            number,
            money: money.clone(),
            found_at: UnixMs::new(2),
            state,
        })
    };
    let open = with(domain::UnmatchedState::Open);
    assert_eq!(
        (open.id.as_str(), open.state, open.amount_centavos),
        ("3", UnmatchedState::Open, Some(3_750))
    );
    assert_eq!((open.order, open.reason, open.settled_at_ms), (None, None, None));
    let (order, reason, at) = (OrderNumber::new(7).unwrap(), "é esta".to_owned(), UnixMs::new(9));
    let matched = with(domain::UnmatchedState::Matched { order, reason: reason.clone(), at });
    assert_eq!(
        (matched.state, matched.order.as_deref()),
        (UnmatchedState::Matched, Some("000007"))
    );
    let aside = with(domain::UnmatchedState::Dismissed { reason, at });
    assert_eq!(
        (aside.state, aside.order, aside.settled_at_ms),
        (UnmatchedState::Dismissed, None, Some(9))
    );
    assert_eq!(aside.reason.as_deref(), Some("é esta"));
}

#[test]
fn a_payout_of_an_unknown_status_shows_the_providers_word() {
    let with = |status, failure, evidence| {
        payout(&Payout {
            provider: "newer".into(),
            seen: PayoutSeen {
                id: ProviderId::new("1000").unwrap(),
                reference: None,
                status,
                amount: None,
                end_to_end_id: None,
                return_id: end_to_end_id("D1"),
                payee_name: None,
                failure,
                at: None,
            },
            evidence,
            first_seen_at: UnixMs::new(1),
            changed_at: UnixMs::new(2),
        })
    };
    let odd = with(domain::PayoutStatus::Unknown("parked".into()), None, None);
    assert_eq!(
        (odd.status, odd.raw_status.as_deref()),
        (contract::PayoutStatus::Unknown, Some("parked"))
    );
    assert_eq!(
        (odd.provider_name.as_str(), odd.evidence, odd.amount_centavos),
        ("newer", None, None)
    );
    let why = Rejection { code: "PIX_KEY_NOT_FOUND".into(), message: String::new() };
    let failed = with(domain::PayoutStatus::Failed, Some(why), Some(Proof::SignedWebhook));
    assert_eq!(failed.status, contract::PayoutStatus::Failed);
    assert_eq!(failed.raw_status, None);
    assert_eq!(failed.failure.unwrap().detail.as_deref(), Some("PIX_KEY_NOT_FOUND"));
    assert_eq!(failed.evidence, Some(Evidence::SignedWebhook));
}

#[test]
fn what_is_only_told_of_a_dispute_is_shown_until_it_is_confirmed_or_settled() {
    let notice = DisputeNotice { reason: Some("golpe".into()), at: Some(UnixMs::new(3)) };
    let event = charge::Event::DisputeNoticed(notice);
    let told = || vec![(1, Noticed { event: event.clone(), at: UnixMs::new(4) })];
    let view = seen_with(charge(charge::Status::Paid), None, told());
    assert_eq!(view.anomalies, [Anomaly::Disputed]);
    let dispute = view.attempts[0].dispute.clone().unwrap();
    assert_eq!((dispute.confirmed, dispute.settled_at_ms, dispute.seen_at_ms), (false, None, 4));
    assert_eq!(dispute.reason.as_deref(), Some("golpe"));
    // One that the log has goes before it, unless that is settled.
    let known = Dispute {
        reason: None,
        opened_at: None,
        seen_at: UnixMs::new(2),
        confirmed: true,
        closed: None,
    };
    let with = |known: Dispute| {
        let charge = Charge { dispute: Some(known), ..charge(charge::Status::Paid) };
        seen_with(charge, None, told()).attempts.remove(0).dispute.unwrap()
    };
    assert!(with(known.clone()).confirmed);
    let closed = Some(DisputeClosed { outcome: None, reason: "defesa".into(), at: UnixMs::new(3) });
    assert!(!with(Dispute { closed, ..known }).confirmed, "another one is told");
}

#[test]
fn a_doubt_and_a_trouble_say_what_they_are_and_whose_charge_it_is() {
    let account = charge::Account {
        adapter: "integrapay".into(),
        address: "https://psp.example".into(),
        fingerprint: "0123456789abcdef".into(),
    };
    let unproven =
        charge::Unproven::new(charge::Doubt::AmountUnreadable, Some("12,5O"), Proof::Polled);
    let doubted = |status| Charge {
        account: Some(account.clone()),
        unproven: Some(unproven.clone()),
        payments: Vec::new(),
        anomalies: [charge::Anomaly::Unproven].into(),
        ..charge(status)
    };
    let trouble = Some(("told_to_wait".to_owned(), UnixMs::new(7)));
    let poll = || Some(store::Poll { trouble: trouble.clone(), ..store::Poll::never() });
    let view = seen_with(doubted(charge::Status::Pending), poll(), Vec::new());
    assert_eq!(view.anomalies, [Anomaly::Unproven]);
    let attempt = &view.attempts[0];
    let told = attempt.unproven.as_ref().unwrap();
    assert_eq!(
        (told.doubt, told.said.as_deref()),
        (contract::Doubt::AmountUnreadable, Some("12,5O"))
    );
    let trouble = attempt.trouble.as_ref().unwrap();
    assert_eq!((trouble.what, trouble.since_ms), (contract::Trouble::ToldToWait, 7));
    let whose = attempt.account.as_ref().unwrap();
    assert_eq!((whose.address.as_str(), whose.kept), ("https://psp.example", false));
    assert!(told.paid, "of a charge that is registered");
    // A creation that was answered with something else says nothing of money, and could be read.
    let unread = ("unreadable".to_owned(), UnixMs::new(7));
    let unread = store::Poll { trouble: Some(unread), ..store::Poll::never() };
    let asked = Charge { registration: None, ..doubted(charge::Status::Registering) };
    let contradicted = seen_with(asked, Some(unread), Vec::new());
    let attempt = &contradicted.attempts[0];
    assert_eq!((attempt.unproven.as_ref().unwrap().paid, &attempt.trouble), (false, &None));
    // What has ended is troubled by nothing.
    let ended = seen_with(doubted(charge::Status::Expired), poll(), Vec::new());
    assert_eq!(ended.attempts[0].trouble, None);
    assert!(ended.attempts[0].unproven.is_some());
}

#[test]
fn a_row_says_in_little_what_a_list_shows() {
    let unproven =
        charge::Unproven { doubt: charge::Doubt::OtherAmount, said: None, evidence: Proof::Polled };
    let paid = seen_with(charge(charge::Status::Paid), None, Vec::new());
    let row = row(paid.clone());
    assert_eq!((row.order, row.at_ms, row.received_centavos), (paid.order, 5, 800));
    assert_eq!(row.provider_name, "IntegraPay");
    assert_eq!(row.marks, [contract::RowMark::NeverExpires]);
    let doubted = Charge { unproven: Some(unproven), ..charge(charge::Status::Pending) };
    let doubted = super::row(seen_with(doubted, None, Vec::new()));
    assert!(doubted.marks.contains(&contract::RowMark::OtherAnswer), "{doubted:?}");
}

#[test]
fn a_row_tells_what_was_never_sent_from_what_somebody_refused() {
    let marked = |rejection: charge::Rejection| {
        let rejected = Charge { rejection: Some(rejection), ..charge(charge::Status::Rejected) };
        super::row(seen_with(rejected, None, Vec::new()))
            .marks
            .contains(&contract::RowMark::NotSent)
    };
    assert!(marked(charge::Rejection::own(charge::OwnCode::NotSent, "")));
    assert!(!marked(charge::Rejection::own(charge::OwnCode::Credentials, "")));
    let theirs = charge::Rejection { code: "INVALID_AMOUNT".to_owned(), message: String::new() };
    assert!(!marked(theirs));
}

#[test]
fn what_people_have_said_is_told_with_who_said_it_and_never_as_a_payment() {
    let lucia = domain::OperatorId::new("lucia").ok();
    let by = domain::Caller { approved_by: lucia, ..domain::Caller::owner(domain::Device::Window) };
    let spoken = |kind: &str, charge: Charge| {
        let (by, at) = (by.clone(), UnixMs::new(9));
        let (checkout, mut history) = history_of(charge, None, Vec::new());
        history.acts = vec![store::Act { attempt: 1, kind: kind.to_owned(), at, by }];
        order(&checkout, &Known::default(), &terminal(), &history)
    };
    let said = charge::ByHand {
        reason: "vi no aplicativo".into(),
        end_to_end_id: end_to_end_id("E7"),
        at: UnixMs::new(9),
    };
    let unpaid = |status| Charge { payments: Vec::new(), ..charge(status) };
    let by_hand = Charge { by_hand: Some(said), ..unpaid(charge::Status::Expired) };
    let view = spoken("confirmed_by_hand", by_hand.clone());
    assert_eq!((view.status, view.evidence), (Status::ByHand, Some(OrderEvidence::Manual)));
    assert_eq!((view.received_centavos, view.attempts[0].status), (0, Status::Expired));
    let told = view.attempts[0].by_hand.clone().unwrap();
    assert_eq!((told.by.as_deref(), told.approved_by.as_deref()), (Some("owner"), Some("lucia")));
    assert_eq!((told.at_ms, told.proved, told.end_to_end_id.as_deref()), (9, false, Some("E7")));
    let listed = row(view);
    assert_eq!((listed.status, listed.by_hand), (Status::ByHand, Some(told)));

    let paid =
        Charge { payments: vec![payment(500, false)], status: charge::Status::Paid, ..by_hand };
    let view = spoken("confirmed_by_hand", paid);
    assert_eq!((view.status, view.evidence), (Status::Paid, Some(OrderEvidence::Polled)));
    assert!(view.attempts[0].by_hand.as_ref().unwrap().proved);

    let why = Some(Rejection::by_hand("foi embora"));
    let given_up = Charge { rejection: why, ..unpaid(charge::Status::Expired) };
    let view = spoken("given_up", given_up);
    let told = view.attempts[0].given_up.clone().unwrap();
    assert_eq!((told.reason.as_str(), told.by.as_deref()), ("foi embora", Some("owner")));
    assert_eq!(view.evidence, None);
    assert!(row(view).marks.contains(&contract::RowMark::GivenUp));
}
