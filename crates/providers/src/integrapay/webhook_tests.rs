//! Each webhook of the provider's page exactly as it is printed there (comments stripped), and as it
//! may be bent.

use domain::charge::{DisputeNotice, RefundReport, Rejection};
use domain::{Centavos, PayoutSeen, PayoutStatus, ProviderId, UnixMs};

use super::*;
use crate::webhook::Names;

const APRIL: UnixMs = UnixMs::new(1_743_600_412_036);
const JUNE: UnixMs = UnixMs::new(1_748_870_812_036);

#[derive(Debug)]
struct Charge {
    kind: String,
    names: Names,
    observation: Result<Observation, String>,
    unreadable_amount: Option<String>,
    notice: Option<Notice>,
}

fn charge_as(trust: Trust, body: &str) -> Charge {
    match says(trust, body.as_bytes()) {
        Says::Charge { kind, names, observation, unreadable_amount, notice } => {
            Charge { kind, names, observation, unreadable_amount, notice }
        }
        other => panic!("{other:?}"),
    }
}

fn charge(body: &str) -> Charge {
    charge_as(Trust::Recognised, body)
}

fn seen(body: &str) -> Seen {
    charge(body).observation.unwrap().status
}

fn payout(body: &str) -> (String, PayoutSeen) {
    match says(Trust::Recognised, body.as_bytes()) {
        Says::Payout { kind, seen } => (kind, *seen),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_created_charge_is_named_and_waits() {
    let created = charge(include_str!("fixtures/webhook_cashin_created.json"));
    assert_eq!(created.kind, "cashin.created");
    assert_eq!(created.names.ids, [ProviderId::new("1000").unwrap()]);
    assert_eq!(created.names.reference.unwrap().as_str(), "test-123");
    assert_eq!(created.observation.unwrap().status, Seen::Waiting);
    assert_eq!(created.notice, None);
}

#[test]
fn a_paid_charge_tells_its_money_and_no_more_than_a_look_up() {
    let paid = charge(include_str!("fixtures/webhook_cashin_paid.json"));
    assert_eq!(paid.kind, "cashin.paid");
    let Seen::Paid(receipt) = paid.observation.unwrap().status else { panic!() };
    assert_eq!(receipt.received, Some(Centavos::new(500)));
    assert_eq!(receipt.end_to_end_id.unwrap().as_str(), "E18236120202509231211s04b597fb3c");
    assert_eq!(receipt.paid_at, Some(APRIL));
    assert_eq!(receipt.payer_name.as_deref(), Some("Fulano S***"));
    assert_eq!(paid.notice, None);
}

#[test]
fn a_refund_and_a_dispute_are_told_only_by_a_webhook_that_is_recognised() {
    let refund = include_str!("fixtures/webhook_cashin_refund.json");
    let infraction = include_str!("fixtures/webhook_cashin_infraction.json");
    let part = RefundNotice { amount: Some(Centavos::new(500)), at: Some(APRIL) };
    assert_eq!(charge(refund).kind, "cashin.refund");
    assert_eq!(charge(refund).notice, Some(Notice::Refund(part)));
    assert!(matches!(seen(refund), Seen::Refunded(..)));
    let reason = Some("Reason for infraction".to_owned());
    let notice = DisputeNotice { reason, at: Some(JUNE) };
    assert_eq!(charge(infraction).kind, "cashin.infraction");
    assert_eq!(charge(infraction).notice, Some(Notice::Dispute(notice)));
    assert!(matches!(seen(infraction), Seen::Disputed(..)));
    for trust in [Trust::Unsigned, Trust::NoSecret, Trust::BadSignature] {
        for body in [refund, infraction] {
            let hint = charge_as(trust, body);
            assert_eq!(hint.notice, None, "{trust:?}");
            assert!(hint.observation.is_ok());
        }
    }
}

#[test]
fn payouts_are_another_space_though_their_ids_are_the_same() {
    let (kind, created) = payout(include_str!("fixtures/webhook_transfer_created.json"));
    assert_eq!((kind.as_str(), created.status), ("transfer.created", PayoutStatus::Created));
    assert_eq!((created.id.as_str(), created.payee_name), ("2000", None));
    assert_eq!(created.at, Some(UnixMs::new(1_743_604_012_036)));

    let (kind, paid) = payout(include_str!("fixtures/webhook_transfer_paid.json"));
    assert_eq!((kind.as_str(), paid.status), ("transfer.paid", PayoutStatus::Completed));
    assert_eq!(paid.end_to_end_id.unwrap().as_str(), "E3571349120350923320635128eb360b");
    assert_eq!(paid.payee_name.as_deref(), Some("Fulano S***"));

    let (kind, refund) = payout(include_str!("fixtures/webhook_transfer_refund.json"));
    assert_eq!((kind.as_str(), refund.status), ("transfer.refund", PayoutStatus::Refunded));
    assert_eq!(refund.id.as_str(), "1000");
    assert_eq!((refund.amount, refund.at), (Some(Centavos::new(500)), Some(JUNE)));
    let failure = Rejection { code: "refund".into(), message: "Reason for refund".into() };
    assert_eq!(refund.failure, Some(failure));
}

#[test]
fn what_is_bent_says_the_same() {
    let text = charge(include_str!("fixtures/numbers_as_text.json"));
    assert_eq!(text.kind, "cashin.paid");
    assert_eq!(text.names.ids, [ProviderId::new("1000").unwrap()]);
    let Seen::Paid(receipt) = text.observation.unwrap().status else { panic!() };
    assert_eq!((receipt.received, receipt.paid_at), (Some(Centavos::new(500)), Some(APRIL)));
    let nulls = charge(include_str!("fixtures/nulls.json"));
    assert_eq!((nulls.kind.as_str(), nulls.names.ids.len()), ("cashin.paid", 0));
    assert!(nulls.names.reference.is_some());
    let part = charge(include_str!("fixtures/refunded_in_part.json"));
    assert_eq!(part.kind, "cashin.refund");
    let at = Some(UnixMs::new(1_748_870_812_100));
    let notice = RefundNotice { amount: Some(Centavos::new(150)), at };
    assert_eq!(part.notice, Some(Notice::Refund(notice)));
    let (kind, failed) = payout(include_str!("fixtures/transfer_failed.json"));
    assert_eq!((kind.as_str(), failed.status), ("transfer.failed", PayoutStatus::Failed));
}

#[test]
fn unknown_words_are_kept() {
    let word = include_str!("fixtures/unknown_word.json");
    assert_eq!(charge(word).kind, "cashin.in_review");
    assert_eq!(seen(word), Seen::Unknown("In_Review".into()));
    let transfer = word.replace("cashin", "transfer");
    let (kind, parked) = payout(&transfer);
    assert_eq!(kind, "transfer.in_review");
    assert_eq!(parked.status, PayoutStatus::Unknown("In_Review".into()));
    let infraction = include_str!("fixtures/webhook_cashin_infraction.json");
    let (_, odd) = payout(&infraction.replace("cashin", "transfer"));
    assert_eq!(odd.status, PayoutStatus::Unknown("infraction".into()), "not documented");
    let object = include_str!("fixtures/unknown_object.json");
    let says = |body: &str| says(Trust::Recognised, body.as_bytes());
    assert_eq!(says(object), Says::Other { kind: "boleto.created".into() });
    assert_eq!(says(r#"{"object":"Boleto\u0007"}"#), Says::Other { kind: "boleto".into() });
}

#[test]
fn a_charge_that_is_named_but_not_clear_has_to_be_asked_about() {
    let unclear = charge(r#"{"object":"cashin","transactionId":1000}"#);
    assert!(unclear.observation.is_err());
    assert_eq!((unclear.unreadable_amount, unclear.notice), (None, None));
}

#[test]
fn an_amount_that_cannot_be_read_is_told_and_is_no_notice_of_a_refund_of_all() {
    let paid = charge(r#"{"object":"cashin","transactionId":1000,"status":"paid","value":5.5}"#);
    let Seen::Paid(receipt) = paid.observation.unwrap().status else { panic!() };
    assert_eq!((receipt.received, paid.unreadable_amount), (None, Some("5.5".to_owned())));
    let body = r#"{"object":"cashin","orderId":"r","status":"refund","value":"all"}"#;
    let refund = charge(body);
    let Seen::Refunded(_, returned) = refund.observation.unwrap().status else { panic!() };
    assert_eq!(returned, [RefundReport::default()]);
    assert_eq!((refund.unreadable_amount, refund.notice), (Some("all".to_owned()), None));
    let silent = charge(&body.replace("\"all\"", "null"));
    assert_eq!(silent.unreadable_amount, None);
    let notice = RefundNotice { amount: None, at: None };
    assert_eq!(silent.notice, Some(Notice::Refund(notice)), "absent is another thing");
}

#[test]
fn what_stands_there_twice_is_told_with_both() {
    let torn = charge(
        r#"{"object":"cashin","transactionId":1,"transactionId":2,"status":"paid","status":"created"}"#,
    );
    assert_eq!(torn.names.ids, [ProviderId::new("1 / 2").unwrap()]);
    assert_eq!(torn.kind, "cashin.paid / created");
    assert_eq!(torn.observation.unwrap().status, Seen::Unknown("paid / created".into()));
    let same = seen(
        r#"{"object":"cashin","object":"cashin","orderId":"r","status":"paid","status":"paid"}"#,
    );
    assert!(matches!(same, Seen::Paid(_)));
}

#[test]
fn bytes_that_are_bent_are_read_as_they_are_meant() {
    let body = include_str!("fixtures/webhook_cashin_paid.json").replace("Fulano", "Jo\u{e3}o\t");
    let latin1: Vec<u8> = body.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    let with_mark = ["\u{feff}".as_bytes(), body.as_bytes()].concat();
    for bent in [&latin1, &with_mark] {
        let said = says(Trust::Recognised, bent);
        let Says::Charge { observation, .. } = said else { panic!("{said:?}") };
        let Seen::Paid(receipt) = observation.unwrap().status else { panic!() };
        assert_eq!(receipt.received, Some(Centavos::new(500)));
        assert!(receipt.payer_name.unwrap().starts_with("João"));
    }
}

#[test]
fn what_cannot_be_read_is_malformed_without_its_text() {
    for body in [
        "",
        "{",
        "{}",
        "[]",
        "null",
        r#"{"object":"","status":"paid"}"#,
        r#"{"object":"cashin","status":"paid"}"#,
        r#"{"object":"cashin","status":"paid","transactionId":" "}"#,
        r#"{"object":"transfer","status":"paid","orderId":"80683806556"}"#,
        r#"{"object":"transfer","transactionId":1}"#,
        r#"["80683806556","r","cashin","paid"]"#,
        r#"{"object":"cashin","object":"80683806556"}"#,
        include_str!("fixtures/page.html"),
        include_str!("../connectpsp/fixtures/webhook_paid.json"),
    ] {
        let said = says(Trust::Recognised, body.as_bytes());
        let Says::Malformed { reason } = said else { panic!("{body}: {said:?}") };
        assert!(!reason.contains("8068"), "{reason}");
    }
}

#[test]
fn only_the_header_that_was_set_is_recognised() {
    let set = ("x-check".to_owned(), SecretString::from("s3cret"));
    let trust = |name: &str, value: &str| {
        let headers = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        trust(Some(&set), &headers)
    };
    assert_eq!(trust("x-check", "s3cret"), Trust::Recognised);
    for wrong in ["", "s3cre", "s3crets", "S3CRET", "s3cret, s3cret", " s3cret"] {
        assert_eq!(trust("x-check", wrong), Trust::Unsigned, "{wrong}");
    }
    assert_eq!(trust("x-other", "s3cret"), Trust::Unsigned);
    let headers = BTreeMap::from([("x-check".to_owned(), "s3cret".to_owned())]);
    assert_eq!(super::trust(None, &headers), Trust::NoSecret);
}

#[test]
fn no_cut_is_read_and_no_changed_byte_panics() {
    let bodies = [
        include_str!("fixtures/webhook_cashin_paid.json"),
        include_str!("fixtures/webhook_cashin_infraction.json"),
        include_str!("fixtures/webhook_transfer_refund.json"),
    ];
    for body in bodies.map(str::as_bytes) {
        for at in 0..body.len() {
            let mut changed = body.to_vec();
            changed[at] ^= 0x80;
            let cut = says(Trust::Recognised, &body[..at]);
            let of_nobody = matches!(cut, Says::Malformed { .. });
            assert!(of_nobody || at + 1 == body.len(), "{at}: {cut:?}");
            says(Trust::Recognised, &changed);
        }
    }
}
