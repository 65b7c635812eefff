//! Each fixture is a webhook as the provider documents it, or as it may bend it.

use domain::charge::Seen;
use domain::{Centavos, PayoutSeen, ProviderId};

use super::*;
use crate::webhook::Names;

const BODY: &[u8] =
    br#"{"eventType":"CASHIN_PAID","eventAt":"2026-03-10T14:22:18Z","data":{"transactionId":"abc"}}"#;
/// Self-made with `openssl dgst -sha256 -hmac test-crypto-token` (connectpsp.md A7).
const SIGNATURE_OF_BODY: &str = "57870c90511594aa4f54257d60dcc94af6f21a676575cafc7fe206271760e511";

fn trust_of(key: Option<&str>, signature: Option<&str>, body: &[u8]) -> Trust {
    let key = key.map(|it| SecretString::from(it.to_owned()));
    let headers = signature.map(|it| (SIGNATURE.to_owned(), it.to_owned()));
    trust(key.as_ref(), &headers.into_iter().collect(), body)
}

#[test]
fn the_signature_is_the_documented_one_over_the_raw_body() {
    let key = Some("test-crypto-token");
    let right = Some(SIGNATURE_OF_BODY);
    assert_eq!(trust_of(key, right, BODY), Trust::Signed);
    let spaced = [BODY, b" "].concat();
    assert_eq!(trust_of(key, right, &spaced), Trust::BadSignature, "another byte");
    assert_eq!(trust_of(Some("another"), right, BODY), Trust::BadSignature);
    for wrong in ["", "sha256=57", "zz", &SIGNATURE_OF_BODY.to_uppercase(), &SIGNATURE_OF_BODY[2..]]
    {
        assert_eq!(trust_of(key, Some(wrong), BODY), Trust::BadSignature, "{wrong}");
    }
    assert_eq!(trust_of(key, None, BODY), Trust::Unsigned);
    assert_eq!(trust_of(None, right, BODY), Trust::NoSecret);
}

fn charge(body: &str) -> (String, Names, Result<Observation, String>) {
    match says(body.as_bytes()) {
        WebhookContent::Charge { kind, names, observation, notice: None, .. } => {
            (kind, names, observation)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_payment_names_its_charge_and_its_money() {
    let (kind, names, observation) = charge(include_str!("fixtures/webhook_paid.json"));
    assert_eq!(kind, "CASHIN_PAID");
    let ids: Vec<_> = names.ids.iter().map(ProviderId::as_str).collect();
    assert_eq!(ids, ["kk6g232xel65a0daee4dd13kk2912714964", "US7B1JQ"]);
    assert_eq!(names.reference.unwrap().as_str(), "test-order-001");
    let observation = observation.unwrap();
    assert_eq!(observation.evidence, Evidence::SignedWebhook);
    let Seen::Paid(receipt) = observation.status else { panic!("not paid") };
    assert_eq!(receipt.received, Some(Centavos::new(1_000)));
    assert_eq!(receipt.end_to_end_id.unwrap().as_str(), "E00416968202603101827cemeFscF6AG");
    assert_eq!(receipt.payer_name.as_deref(), Some("Test U***"));
}

#[test]
fn a_refund_keeps_the_payments_id() {
    let (_, _, observation) = charge(include_str!("fixtures/webhook_refunded.json"));
    let Seen::Refunded(receipt, _) = observation.unwrap().status else { panic!("not refunded") };
    assert_eq!(receipt.end_to_end_id.unwrap().as_str(), "E00416968202603101827cemeFscF6AG");
}

fn payout(body: &str) -> (String, PayoutSeen) {
    match says(body.as_bytes()) {
        WebhookContent::Payout { kind, seen } => (kind, *seen),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_payout_is_told_as_a_payout() {
    let (kind, completed) = payout(include_str!("fixtures/webhook_cash_out_completed.json"));
    assert_eq!((kind.as_str(), completed.status), ("CASHOUT_COMPLETED", PayoutStatus::Completed));
    assert_eq!(completed.payee_name.as_deref(), Some("Maria S***"));
    let (kind, failed) = payout(include_str!("fixtures/webhook_cash_out_failed.json"));
    assert_eq!((kind.as_str(), failed.status), ("CASHOUT_FAILED", PayoutStatus::Failed));
    assert_eq!(failed.failure.unwrap().code, "PIX_KEY_NOT_FOUND");
    let (kind, refunded) = payout(include_str!("fixtures/webhook_cash_out_refunded.json"));
    assert_eq!((kind.as_str(), refunded.status), ("CASHOUT_REFUNDED", PayoutStatus::Refunded));
    assert_eq!(refunded.end_to_end_id.unwrap().as_str(), "E00416968202603101827cemeFscF6AG");
    assert_eq!(refunded.return_id.unwrap().as_str(), "D00416968202603111827cemeFscF6AG");
    let torn =
        r#"{"eventType":"CASHOUT_COMPLETED","data":{"transactionId":"t","status":"FAILED"}}"#;
    let unclear = PayoutStatus::Unknown("CASHOUT_COMPLETED: FAILED".into());
    assert_eq!(payout(torn).1.status, unclear, "it says two things");
}

#[test]
fn what_we_do_not_know_keeps_its_name() {
    let unknown = br#"{"eventType":"CASHIN_\u0007EXPIRED","data":7}"#;
    assert_eq!(says(unknown), WebhookContent::Other { kind: "CASHIN_EXPIRED".into() });
    let unknown = br#"{"eventType":"CASHOUT_CREATED"}"#;
    assert_eq!(says(unknown), WebhookContent::Other { kind: "CASHOUT_CREATED".into() });
}

#[test]
fn a_charge_that_is_named_but_not_clear_has_to_be_asked_about() {
    for data in [
        r#"{"transactionId":"t","status":"AWAITING_PAYMENT"}"#,
        r#"{"transactionId":"t","status":"PAID","status":"AWAITING_PAYMENT"}"#,
        r#"{"externalReference":"r","status":"REFUNDED"}"#,
    ] {
        let (_, _, observation) =
            charge(&format!(r#"{{"eventType":"CASHIN_PAID","data":{data}}}"#));
        assert!(observation.is_err(), "{data}");
    }
    let odd = r#"{"eventType":"CASHIN_PAID","data":{"transactionId":"t","status":" Paid"}}"#;
    assert!(
        matches!(charge(odd).2.unwrap().status, Seen::Paid(_)),
        "the case of a word tells nothing"
    );
    let silent = r#"{"eventType":"CASHIN_PAID","data":{"internalCode":"US7","amount":null}}"#;
    let (_, _, observation) = charge(silent);
    let Seen::Paid(receipt) = observation.unwrap().status else { panic!("not paid") };
    assert_eq!(receipt.received, None, "the type alone says that it is paid");
}

#[test]
fn an_amount_that_cannot_be_read_is_told_beside_what_can() {
    for (amount, received, unreadable) in [
        (r#""10,00""#, Some(1_000), None),
        (r#""dez""#, None, Some("dez")),
        (r#"10.00,"amount":1.00"#, None, Some("10.00 / 1.00")),
    ] {
        for (kind, word) in [("CASHIN_PAID", "PAID"), ("CASHIN_REFUNDED", "REFUNDED")] {
            let body = format!(
                r#"{{"eventType":"{kind}","data":{{"transactionId":"t","status":"{word}","amount":{amount}}}}}"#
            );
            let said = says(body.as_bytes());
            let WebhookContent::Charge { observation, unreadable_amount, .. } = said else {
                panic!()
            };
            let (Seen::Paid(receipt) | Seen::Refunded(receipt, _)) = observation.unwrap().status
            else {
                panic!("{body}")
            };
            assert_eq!(receipt.received, received.map(Centavos::new), "{body}");
            assert_eq!(unreadable_amount.as_deref(), unreadable, "{body}");
        }
    }
}

#[test]
fn bytes_that_are_bent_are_signed_as_they_are_and_read_as_they_are_meant() {
    let body = include_str!("fixtures/webhook_paid.json").replace("Test User", "Jo\u{e3}o\tSilva");
    let latin1: Vec<u8> = body.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    let with_mark = ["\u{feff}".as_bytes(), body.as_bytes()].concat();
    let key = "test-crypto-token";
    for bent in [&latin1, &with_mark] {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(bent);
        let signature = hex::encode(mac.finalize().into_bytes());
        assert_eq!(trust_of(Some(key), Some(&signature), bent), Trust::Signed);
        let WebhookContent::Charge { observation, .. } = says(bent) else { panic!() };
        let Seen::Paid(receipt) = observation.unwrap().status else { panic!() };
        assert_eq!(receipt.received, Some(Centavos::new(1_000)));
        assert_eq!(receipt.payer_name.as_deref(), Some("João S***"));
    }
}

#[test]
fn data_that_stands_there_twice_is_read_as_one() {
    let twice =
        r#"{"eventType":"CASHIN_PAID","data":{"transactionId":"t"},"data":{"status":"PAID"}}"#;
    let (_, names, observation) = charge(twice);
    assert_eq!((names.ids.len(), observation.is_ok()), (1, true));
    let torn =
        r#"{"eventType":"CASHIN_PAID","eventType":"CASHIN_REFUNDED","data":{"transactionId":"t"}}"#;
    assert_eq!(says(torn.as_bytes()), WebhookContent::Malformed { reason: "no eventType".into() });
}

#[test]
fn what_cannot_be_read_is_malformed_without_its_text() {
    for body in [
        "",
        "<html>",
        "{",
        "{}",
        "[]",
        r#"{"eventType":"","data":{}}"#,
        r#"{"eventType":"CASHIN_PAID"}"#,
        r#"{"eventType":"CASHIN_PAID","data":null}"#,
        r#"{"eventType":"CASHIN_PAID","data":{"status":"PAID"}}"#,
        r#"{"eventType":"CASHIN_PAID","data":["12345678909"]}"#,
        r#"{"eventType":"CASHOUT_FAILED","data":{"externalReference":"12345678909"}}"#,
        r#"{"eventType":"CASHOUT_FAILED","data":"12345678909"}"#,
        include_str!("../integrapay/fixtures/webhook_cashin_paid.json"),
    ] {
        let WebhookContent::Malformed { reason } = says(body.as_bytes()) else { panic!("{body}") };
        assert!(!reason.contains("1234"), "{reason}");
    }
}

#[test]
fn no_cut_and_no_changed_byte_panics_or_keeps_the_signature() {
    let body = include_bytes!("fixtures/webhook_paid.json");
    let key = "test-crypto-token";
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(body);
    let signature = hex::encode(mac.finalize().into_bytes());
    assert_eq!(trust_of(Some(key), Some(&signature), body), Trust::Signed);
    for at in 0..body.len() {
        let mut changed = body.to_vec();
        changed[at] ^= 0x80;
        for bent in [&body[..at], &changed] {
            says(bent);
            assert_eq!(trust_of(Some(key), Some(&signature), bent), Trust::BadSignature, "{at}");
        }
    }
}
