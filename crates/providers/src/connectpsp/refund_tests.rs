//! A refund on the wire.

use std::sync::Arc;

use domain::{IdempotencyKey, ProviderId};

use super::super::tests::TYPED;
use super::*;
use crate::psp::{NewRefund, NoRefunds, Psp};
use crate::script::{Script, connection};

const TOKEN: &str = r#"{"accessToken":"aaa.bbb.ccc","expiresIn":3600}"#;
/// Self-made with `openssl dgst -sha256 -hmac test-crypto-token` (connectpsp.md A3).
const SIGNATURE: &str = "5adb8f6b432a06f8cb6d911cdbba05686c4e2ae5a29251b37d9dd216337bdf74";
const ACCEPTED: &str = include_str!("fixtures/refund_accepted.json");
const ID: &str = "kk6g232xel65a0daee4dd13kk2912714964";

fn connected(script: &Arc<Script>) -> Arc<dyn Psp> {
    let typed = [&TYPED[..], &[("cryptoToken", "test-crypto-token")]].concat();
    script.connect(&connection("connectpsp", &typed))
}

async fn refund(psp: &Arc<dyn Psp>) -> Result<RefundTaken, Error> {
    let refunds = psp.refunds().unwrap();
    let sending = RefundSending {
        id: &ProviderId::new(ID).unwrap(),
        idempotency_key: &IdempotencyKey::new("5f0e").unwrap(),
        body: &refunds.refund_body(&NewRefund {
            amount: None,
            reason: RefundReason::CustomerRequest,
            description: None,
        }),
    };
    refunds.refund(&sending).await
}

async fn outcome(status: u16, body: &'static str) -> Result<RefundTaken, Error> {
    refund(&connected(&Script::new([(200, TOKEN), (status, body)]))).await
}

#[tokio::test]
async fn a_refund_is_signed_and_is_taken_with_the_id_of_its_way_back() {
    let script = Script::new([(200, TOKEN), (202, ACCEPTED)]);
    let taken = refund(&connected(&script)).await.unwrap();
    let id = taken.return_id.unwrap();
    assert_eq!(id.as_str(), "D00416968202603111827cemeFscF6AG");
    assert_eq!(script.lines()[1], format!("POST /cash-in/{ID}/refund"));
    assert_eq!(script.header(1, "DigitalSignature").as_deref(), Some(SIGNATURE));
    assert_eq!(script.header(1, "X-Idempotency-Key").as_deref(), Some("5f0e"));
    assert_eq!(script.header(1, "Authorization").as_deref(), Some("Bearer aaa.bbb.ccc"));
    let body = script.asked(1).body;
    assert_eq!(body.as_deref(), Some(r#"{"reason":"CUSTOMER_REQUEST"}"#));
}

#[test]
fn a_reason_is_the_banks_word_and_the_note_is_the_shops() {
    for (reason, word) in [
        (RefundReason::Fraud, "FRAUD"),
        (RefundReason::DuplicatedPayment, "DUPLICATED_PAYMENT"),
        (RefundReason::CustomerRequest, "CUSTOMER_REQUEST"),
        (RefundReason::MerchantError, "MERCHANT_ERROR"),
    ] {
        assert_eq!(body(reason, None), format!(r#"{{"reason":"{word}"}}"#));
    }
    let noted = body(RefundReason::Fraud, Some("caixa 2, \"troco\""));
    assert_eq!(noted, r#"{"reason":"FRAUD","description":"caixa 2, \"troco\""}"#);
}

#[tokio::test]
async fn the_replay_after_an_expired_token_is_signed_anew() {
    let next = r#"{"accessToken":"ddd.eee.fff","expiresIn":3600}"#;
    let expired = r#"{"code":"TOKEN_EXPIRED"}"#;
    let script = Script::new([(200, TOKEN), (401, expired), (200, next), (202, ACCEPTED)]);
    refund(&connected(&script)).await.unwrap();
    let signatures = [1, 3].map(|at| script.header(at, "DigitalSignature").unwrap());
    assert_eq!(signatures[0], SIGNATURE);
    let anew = digital_signature(&SecretString::from("test-crypto-token"), "ddd.eee.fff");
    assert_eq!(Some(&signatures[1]), anew.as_ref());
    assert_ne!(signatures[0], signatures[1]);
    assert_eq!(script.header(1, "X-Idempotency-Key"), script.header(3, "X-Idempotency-Key"));
    assert_eq!(script.asked(1).body, script.asked(3).body);
    assert_eq!(script.lines().len(), 4);
}

#[tokio::test]
async fn what_is_done_already_is_taken_and_what_is_too_early_waits() {
    let already = r#"{"status":422,"code":"CASH_IN_ALREADY_REFUNDED"}"#;
    assert_eq!(outcome(422, already).await, Ok(RefundTaken { return_id: None }));
    let early = r#"{"status":422,"code":"MISSING_END_TO_END_ID"}"#;
    let code = "MISSING_END_TO_END_ID".to_owned();
    assert_eq!(outcome(422, early).await, Err(Error::NotYet { code }));
}

#[tokio::test]
async fn other_answers_say_what_to_do_next() {
    for (code, body) in [
        ("CASH_IN_NOT_PAID", r#"{"code":"CASH_IN_NOT_PAID","title":"Not paid"}"#),
        ("INVALID_SIGNATURE", r#"{"code":"INVALID_SIGNATURE"}"#),
        ("422", "<html>"),
    ] {
        let error = outcome(422, body).await.unwrap_err();
        assert!(matches!(&error, Error::Rejected { code: told, .. } if told == code), "{error:?}");
    }
    assert_eq!(outcome(404, "").await, Err(Error::NotFound));
    assert!(matches!(outcome(500, "").await, Err(Error::OutcomeUnknown(_))));
    let paused = Error::RateLimited { retry_after: None };
    assert_eq!(outcome(429, "").await, Err(paused));
}

#[tokio::test]
async fn a_success_is_read_before_it_is_believed() {
    let taken = RefundTaken { return_id: None };
    for body in [r#"{"endToEndId":null}"#, r#"{"endToEndId":"E00416968202603101827cemeFscF6AG"}"#] {
        assert_eq!(outcome(202, body).await, Ok(taken.clone()), "{body}");
    }
    for body in ["", "[]", "<html>", r#"{"transactionId":"another"}"#] {
        let outcome = outcome(202, body).await;
        assert!(matches!(outcome, Err(Error::Malformed(_))), "{body}: {outcome:?}");
    }
}

#[test]
fn without_the_key_there_is_nothing_to_sign_with() {
    let psp = Script::new([]).connect(&connection("connectpsp", &TYPED));
    assert_eq!(psp.refunds().err(), Some(NoRefunds::Missing("cryptoToken")));
}
