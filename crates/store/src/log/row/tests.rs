//! Every shape that stands in a log.

use domain::charge::{
    Evidence, Receipt, RefundOutcome, RefundReason, RefundReport, RefundRequest, Rejection, Seen,
};
use domain::order::Opened;
use domain::{
    IdempotencyKey, OrderNumber, PayoutSeen, PayoutStatus, ProviderId, Reference, SaleId,
    UnmatchedMoney,
};

use super::*;

fn receipt() -> Receipt {
    Receipt {
        received: Some(Centavos::new(1_250)),
        end_to_end_id: Some(EndToEndId::new("E1").unwrap()),
        paid_at: None,
        payer_name: Some("João S***".into()),
    }
}

fn seen(status: Seen) -> Event {
    Event::Seen(Observation { status, evidence: Evidence::Polled })
}

fn signed() -> Event {
    let evidence = Evidence::SignedWebhook;
    Event::Seen(Observation { status: Seen::Paid(receipt()), evidence })
}

fn registered(never_expires: bool) -> Event {
    Event::Registered(Registration {
        provider_id: ProviderId::new("kk6").unwrap(),
        copy_and_paste: "000201\u{e7}".into(),
        expires_at: UnixMs::new(5),
        never_expires,
        clock_ahead_ms: -3,
    })
}

fn refund_order(reason: RefundReason, description: Option<&str>) -> Event {
    let idempotency_key = IdempotencyKey::new("k-2").unwrap();
    Event::RefundRequested(RefundRequest {
        id: RefundId::of_key(&idempotency_key),
        amount: None,
        reason,
        description: description.map(str::to_owned),
        idempotency_key,
        body: r#"{"reason":"FRAUD"}"#.into(),
    })
}

fn by_hand(id: Option<&str>) -> Event {
    let end_to_end_id = id.map(|id| EndToEndId::new(id).unwrap());
    Event::ConfirmedByHand { reason: "vi no aplicativo".into(), end_to_end_id }
}

fn returned() -> RefundReport {
    RefundReport {
        amount: Some(Centavos::new(300)),
        return_id: Some(EndToEndId::new("D1").unwrap()),
        at: Some(UnixMs::new(7)),
        ..RefundReport::default()
    }
}

fn part_requested() -> Event {
    let Event::RefundRequested(whole) = refund_order(RefundReason::Fraud, None) else {
        unreachable!()
    };
    let (id, amount) = (RefundId::new("other").unwrap(), Some(Centavos::new(300)));
    Event::RefundRequested(RefundRequest { id, amount, ..whole })
}

/// What a provider lists that knows its refunds by an id.
fn listed(outcome: RefundOutcome, of_dispute: bool) -> RefundReport {
    let id = Some(RefundId::new("a1b2").unwrap());
    RefundReport { id, outcome, of_dispute, ..returned() }
}

fn dispute_notice() -> DisputeNotice {
    DisputeNotice { reason: Some("golpe".into()), at: Some(UnixMs::new(7)) }
}

fn matching() -> Event {
    Event::Matched(Match {
        unmatched: UnmatchedNumber::new(3).unwrap(),
        receipt: receipt(),
        reason: "mesa 4".into(),
    })
}

#[test]
fn every_event_comes_back_as_it_was_written() {
    let no = Rejection { code: "X".into(), message: "não".into() };
    let id = EndToEndId::new("D1").unwrap();
    let notice = |amount: Option<i64>, at: Option<i64>| {
        let (amount, at) = (amount.map(Centavos::new), at.map(UnixMs::new));
        Event::RefundNoticed(RefundNotice { amount, at })
    };
    let events = [
        registered(false),
        registered(true),
        Event::Refused(no.clone()),
        Event::CancelRequested,
        seen(Seen::Waiting),
        seen(Seen::Paid(receipt())),
        seen(Seen::Refunded(receipt(), vec![RefundReport::default()])),
        seen(Seen::Refunded(receipt(), vec![returned()])),
        seen(Seen::Disputed(receipt(), DisputeNotice::default())),
        seen(Seen::Disputed(receipt(), dispute_notice())),
        seen(Seen::Expired),
        seen(Seen::Cancelled),
        seen(Seen::Unknown("IN_REVIEW".into())),
        signed(),
        notice(Some(300), Some(7)),
        notice(None, None),
        Event::DisputeNoticed(dispute_notice()),
        Event::DisputeNoticed(DisputeNotice::default()),
        refund_order(RefundReason::Fraud, None),
        refund_order(RefundReason::DuplicatedPayment, Some("duas vezes")),
        refund_order(RefundReason::CustomerRequest, None),
        refund_order(RefundReason::MerchantError, None),
        seen(Seen::Refunded(receipt(), Vec::new())),
        seen(Seen::Refunded(receipt(), vec![listed(RefundOutcome::Processing, false)])),
        seen(Seen::Refunded(
            receipt(),
            vec![
                returned(),
                listed(RefundOutcome::Settled, true),
                listed(RefundOutcome::Failed(no.clone()), false),
            ],
        )),
        part_requested(),
        Event::RefundAccepted { refund: None, return_id: Some(id.clone()) },
        Event::RefundAccepted { refund: None, return_id: None },
        Event::RefundAccepted { refund: Some(RefundId::new("k2").unwrap()), return_id: Some(id) },
        Event::RefundFailed { refund: None, why: no.clone() },
        Event::RefundFailed { refund: Some(RefundId::new("k2").unwrap()), why: no },
        Event::DisputeClosed { outcome: Some(DisputeOutcome::Won), reason: "defesa".into() },
        matching(),
        Event::GivenUp(Rejection::by_hand("foi embora")),
        by_hand(None),
        by_hand(Some("E1")),
    ];
    for event in events {
        let (kind, body) = write_event(&event).unwrap();
        assert_eq!(read_event(&kind, &body).unwrap(), event, "{kind} {body}");
        assert!(EVENT_KINDS.contains(&kind.as_str()), "{kind}");
    }
}

/// Logs hold these for ever: a change here needs a new kind or an optional field instead.
#[test]
fn the_released_shape_of_an_event_does_not_change() {
    let receipt_row = r#""end_to_end_id":"E1","paid_at_ms":null,"payer_name":"João S***","received_centavos":1250"#;
    let seen_row = |status: String| format!(r#"{{"evidence":"polled","status":{{{status}}}}}"#);
    let registered_row =
        r#"{"clock_ahead_ms":-3,"copy_and_paste":"000201ç","expires_at_ms":5,"provider_id":"kk6"}"#;
    let signed_row =
        seen_row(format!(r#""paid":{{{receipt_row}}}"#)).replace("polled", "signed_webhook");
    for (event, kind, body) in [
        (signed(), "seen", signed_row),
        (registered(false), "registered", registered_row.to_owned()),
        (
            registered(true),
            "registered",
            registered_row.replace(r#","provider_id""#, r#","never_expires":true,"provider_id""#),
        ),
        (Event::CancelRequested, "cancel_requested", "{}".to_owned()),
        (
            Event::GivenUp(Rejection::by_hand("foi")),
            "given_up",
            r#"{"code":"given_up","message":"foi"}"#.to_owned(),
        ),
        (by_hand(None), "confirmed_by_hand", r#"{"reason":"vi no aplicativo"}"#.to_owned()),
        (
            by_hand(Some("E1")),
            "confirmed_by_hand",
            r#"{"end_to_end_id":"E1","reason":"vi no aplicativo"}"#.to_owned(),
        ),
        (
            seen(Seen::Paid(receipt())),
            "seen",
            seen_row(format!(r#""paid":{{{receipt_row}}}"#)),
        ),
        (
            seen(Seen::Refunded(receipt(), vec![RefundReport::default()])),
            "seen",
            seen_row(format!(r#""refunded":{{{receipt_row}}}"#)),
        ),
        (
            seen(Seen::Refunded(receipt(), vec![returned()])),
            "seen",
            seen_row(format!(
                r#""refunded":{{{receipt_row},"return_id":"D1","returned_at_ms":7,"returned_centavos":300}}"#
            )),
        ),
        (
            seen(Seen::Disputed(receipt(), dispute_notice())),
            "seen",
            seen_row(format!(
                r#""disputed":{{"disputed_at_ms":7,{},"reason":"golpe","received_centavos":1250}}"#,
                receipt_row.replace(r#","received_centavos":1250"#, "")
            )),
        ),
        (
            Event::RefundNoticed(RefundNotice { amount: None, at: Some(UnixMs::new(7)) }),
            "refund_told",
            r#"{"amount_centavos":null,"at_ms":7}"#.to_owned(),
        ),
        (
            Event::DisputeNoticed(dispute_notice()),
            "dispute_told",
            r#"{"at_ms":7,"reason":"golpe"}"#.to_owned(),
        ),
        (
            refund_order(RefundReason::DuplicatedPayment, None),
            "refund_requested",
            r#"{"description":null,"idempotency_key":"k-2","reason":"duplicated_payment","request_body":"{\"reason\":\"FRAUD\"}"}"#.to_owned(),
        ),
        (
            Event::RefundAccepted { refund: None, return_id: None },
            "refund_accepted",
            r#"{"end_to_end_id":null}"#.to_owned(),
        ),
        (
            Event::DisputeClosed { outcome: Some(DisputeOutcome::Won), reason: "defesa".into() },
            "dispute_closed",
            r#"{"outcome":"won","reason":"defesa"}"#.to_owned(),
        ),
        (
            matching(),
            "matched",
            format!(
                r#"{{"reason":"mesa 4","receipt":{{{receipt_row}}},"unmatched":3}}"#
            ),
        ),
    ] {
        assert_eq!(write_event(&event).unwrap(), (kind.to_owned(), body));
    }
}

/// Older versions had other words for the same events; logs keep them.
#[test]
fn the_words_of_older_logs_are_read() {
    let registered_row = r#"{"provider_id":"kk6","copy_and_paste":"000201ç","expires_at_ms":5,"clock_ahead_ms":-3,"lives_on":true}"#;
    let matched_row = r#"{"orphan":3,"reason":"mesa 4","sibling_paid":true,"receipt":{"received_centavos":1250,"end_to_end_id":"E1","paid_at_ms":null,"payer_name":"João S***"}}"#;
    let closed = Event::DisputeClosed { outcome: None, reason: "defesa".into() };
    for (event, kind, body) in [
        (registered(true), "registered", registered_row),
        (closed, "dispute_settled", r#"{"reason":"defesa"}"#),
        (matching(), "attached", matched_row),
    ] {
        assert_eq!(read_event(kind, body).unwrap(), event);
    }
    for (event, kind, body) in unmatched_events() {
        let older = match kind {
            "unmatched_found" => "orphan_found",
            "unmatched_matched" => "orphan_attached",
            _ => "orphan_set_aside",
        };
        // There the body said which payment it was.
        let body = body.replacen('{', r#"{"number":3,"#, 1);
        assert_eq!(UnmatchedEvent::read(older, &body).unwrap(), event);
        assert_eq!(number_in_body(&body).unwrap(), 3);
    }
}

fn payout_events() -> [(PayoutEvent, &'static str); 2] {
    let payout = PayoutSeen {
        id: ProviderId::new("1000").unwrap(),
        reference: Some(Reference::new("test-123").unwrap()),
        status: PayoutStatus::Refunded,
        amount: Some(Centavos::new(500)),
        end_to_end_id: Some(EndToEndId::new("E1").unwrap()),
        return_id: Some(EndToEndId::new("D1").unwrap()),
        payee_name: Some("Fulano S***".into()),
        failure: Some(Rejection { code: "refund".into(), message: "Reason".into() }),
        at: Some(UnixMs::new(7)),
    };
    let odd = PayoutSeen {
        reference: None,
        status: PayoutStatus::Unknown("parked".into()),
        amount: None,
        end_to_end_id: None,
        return_id: None,
        payee_name: None,
        failure: None,
        at: None,
        ..payout.clone()
    };
    let event = |seen, evidence| PayoutEvent { provider: "integrapay".into(), seen, evidence };
    [
        (
            event(payout, Some(Evidence::SignedWebhook)),
            r#"{"amount_centavos":500,"at_ms":7,"end_to_end_id":"E1","evidence":"signed_webhook","failure":{"code":"refund","message":"Reason"},"payee_name":"Fulano S***","provider":"integrapay","provider_id":"1000","raw_status":null,"reference":"test-123","return_id":"D1","status":"refunded"}"#,
        ),
        (
            event(odd, None),
            r#"{"amount_centavos":null,"at_ms":null,"end_to_end_id":null,"evidence":null,"failure":null,"payee_name":null,"provider":"integrapay","provider_id":"1000","raw_status":"parked","reference":null,"return_id":null,"status":"unknown"}"#,
        ),
    ]
}

fn unmatched_events() -> [(UnmatchedEvent, &'static str, &'static str); 3] {
    let money = UnmatchedMoney {
        provider: "integrapay".into(),
        account: None,
        provider_id: ProviderId::new("1000").unwrap(),
        reference: Some(Reference::new("test-123").unwrap()),
        amount: Some(Centavos::new(3_750)),
        end_to_end_id: None,
        paid_at: Some(UnixMs::new(7)),
        payer_name: None,
    };
    let order = OrderNumber::new(12).unwrap();
    let reason = || "mesa".to_owned();
    [
        (
            UnmatchedEvent::Found(money),
            "unmatched_found",
            r#"{"amount_centavos":3750,"end_to_end_id":null,"paid_at_ms":7,"payer_name":null,"provider":"integrapay","provider_id":"1000","reference":"test-123"}"#,
        ),
        (
            UnmatchedEvent::Matched { order, attempt: 2, reason: reason() },
            "unmatched_matched",
            r#"{"attempt":2,"order":12,"reason":"mesa"}"#,
        ),
        (
            UnmatchedEvent::Dismissed { reason: reason() },
            "unmatched_dismissed",
            r#"{"reason":"mesa"}"#,
        ),
    ]
}

#[test]
fn events_of_payouts_and_unmatched_payments_have_their_shapes_too() {
    for (event, body) in payout_events() {
        assert_eq!(event.write().unwrap(), body);
        assert_eq!(PayoutEvent::read(PAYOUT_SEEN, body).unwrap(), event);
    }
    for (event, kind, body) in unmatched_events() {
        assert_eq!(event.write().unwrap(), (kind.to_owned(), body.to_owned()));
        assert_eq!(UnmatchedEvent::read(kind, body).unwrap(), event);
    }
}

#[test]
fn an_order_and_its_attempts_have_their_shapes_too() {
    let opened = OpenedRow::of(&Opened {
        document_key: None,
        sale_id: SaleId::new("s1").unwrap(),
        reference: Reference::new("mesa 4").unwrap(),
        amount: Centavos::new(1_250),
    });
    let body = r#"{"sale_id":"s1","reference":"mesa 4","amount_centavos":1250}"#;
    assert_eq!(serde_json::to_string(&opened).unwrap(), body);
    assert_eq!(read_opened(body).unwrap(), opened);
    let requested = RequestedRow {
        reference: "mesa 4".into(),
        reference_is_ours: false,
        provider: "connectpsp".into(),
        account: None,
        expires_in_min: 30,
        idempotency_key: "k".into(),
        request_body: "{}".into(),
        older: None,
    };
    let body = r#"{"reference":"mesa 4","provider":"connectpsp","expires_in_min":30,"idempotency_key":"k","request_body":"{}"}"#;
    assert_eq!(serde_json::to_string(&requested).unwrap(), body);
    assert_eq!(read_requested(body).unwrap(), requested);
    // In older logs each attempt said what its order was about.
    let older =
        OlderRow { sale_id: "s1".into(), order_reference: "mesa 4".into(), amount_centavos: 1_250 };
    let body = r#"{"sale_id":"s1","order_reference":"mesa 4","reference":"mesa 4","provider":"connectpsp","amount_centavos":1250,"expires_in_min":30,"idempotency_key":"k","request_body":"{}"}"#;
    assert_eq!(read_requested(body).unwrap(), RequestedRow { older: Some(older), ..requested });
}

#[test]
fn a_row_that_cannot_be_is_damage_and_not_a_guess() {
    for (kind, body) in [("payout_seen", "{}"), ("payout_lost", "{}"), ("seen", "{}")] {
        let result = PayoutEvent::read(kind, body);
        assert!(matches!(result, Err(Error::Damaged { .. })), "{kind}: {result:?}");
    }
    for (kind, body) in [
        ("unmatched_dismissed", "{}"),
        ("unmatched_matched", r#"{"order":0,"attempt":1,"reason":"x"}"#),
        ("requested", "{}"),
        ("seen", "{}"),
        ("orphan_lost", "{}"),
    ] {
        let result = UnmatchedEvent::read(kind, body);
        assert!(matches!(result, Err(Error::Damaged { .. })), "{kind}: {result:?}");
    }
    assert!(matches!(number_in_body("{}"), Err(Error::Damaged { .. })));
    for (kind, body) in [("payout_seen", "{}"), ("refund_requested", "{}"), ("matched", "{}")] {
        let result = read_event(kind, body);
        assert!(matches!(result, Err(Error::Damaged { .. })), "{kind}: {result:?}");
    }
}
