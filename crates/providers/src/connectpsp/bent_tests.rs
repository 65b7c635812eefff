//! Answers that are bent beside what is needed, through every call.

use std::sync::Arc;

use domain::charge::{RefundReason, Seen};
use domain::{Centavos, IdempotencyKey, PayoutStatus, ProviderId};

use super::tests::{TOKEN, TYPED};
use crate::psp::{NewRefund, Psp, RefundSending};
use crate::script::{Script, Sent, connection};

const ID: &str = "kk6g232xel65a0daee4dd13kk2912714964";
const SENT: &str = r#"{"amount":10.00,"externalReference":"test-order-001","expirationInMinutes":30,"payer":{"name":"Test User","document":"12345678909"}}"#;

/// The body with a byte order mark, a payer's name in Latin-1 with a raw tab, and the members of
/// `again` a second time.
fn bent(body: &str, again: &str) -> Vec<u8> {
    let again = format!("{{\"payer\":{{\"name\":\"Jo\u{e3}o\tSilva\"}},{again}");
    let text = body.replacen('{', &again, 1);
    let latin1 = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap());
    "\u{feff}".bytes().chain(latin1).collect()
}

fn connected(token: Vec<u8>, answer: Vec<u8>) -> Arc<dyn Psp> {
    let response = |body| Ok(crate::http::HttpResponse { body, ..crate::script::answer(200, "") });
    let typed = [&TYPED[..], &[("cryptoToken", "test-crypto-token")]].concat();
    let script = Script::with([response(token), response(answer)]);
    script.connect(&connection("connectpsp", &typed))
}

#[tokio::test]
async fn no_byte_beside_it_hides_what_a_call_needs() {
    let token = || bent(TOKEN, r#""expiresIn":3600,"#);
    let id = ProviderId::new(ID).unwrap();

    let paid = bent(include_str!("fixtures/paid.json"), r#""status":"PAID","#);
    let fetched = connected(token(), paid).fetch(&id).await.unwrap();
    let Seen::Paid(receipt) = fetched.observation.status else { panic!() };
    assert_eq!(receipt.received, Some(Centavos::new(1_000)));
    assert_eq!(fetched.names.ids[0], id);

    let created = bent(include_str!("fixtures/created.json"), r#""amount":"10,00","amount":null,"#);
    let created = String::from_utf8_lossy(&created).replace("\"amount\": 10.00,", "").into_bytes();
    let sent = Sent::new("test-order-001", SENT);
    let made = connected(token(), created).create(&sent.sending(false)).await.unwrap();
    assert_eq!(made.registration.provider_id, id);

    let accepted = bent(include_str!("fixtures/refund_accepted.json"), r#""reason":1,"reason":2,"#);
    let psp = connected(token(), accepted);
    let refunds = psp.refunds().unwrap();
    let sending = RefundSending {
        id: &id,
        idempotency_key: &IdempotencyKey::new("5f0e").unwrap(),
        body: &refunds.refund_body(&NewRefund {
            amount: None,
            reason: RefundReason::Fraud,
            description: None,
        }),
    };
    assert!(refunds.refund(&sending).await.unwrap().return_id.is_some());

    let payout = bent(include_str!("fixtures/cash_out.json"), r#""status":"PROCESSING","#);
    let psp = connected(token(), payout);
    let payout = ProviderId::new("dd30446e-6cc5-4664-bf3f-6b7f5e55a1a9").unwrap();
    let seen = psp.payouts().unwrap().fetch_payout(&payout).await.unwrap();
    assert_eq!(seen.status, PayoutStatus::Created);
}

#[tokio::test]
async fn what_contradicts_itself_is_told_with_both() {
    let torn = bent(
        include_str!("fixtures/paid.json"),
        r#""status":"AWAITING_PAYMENT","externalReference":"theirs","endToEndId":"E1","amount":1,"#,
    );
    let psp = connected(TOKEN.into(), torn);
    let fetched = psp.fetch(&ProviderId::new(ID).unwrap()).await.unwrap();
    let unknown = Seen::Unknown("AWAITING_PAYMENT / PAID".into());
    assert_eq!(fetched.observation.status, unknown);
    let reference = fetched.names.reference.unwrap();
    assert_eq!(reference.as_str(), "theirs / test-order-001");

    let torn = bent(include_str!("fixtures/paid.json"), r#""endToEndId":"E1","amount":1,"#);
    let psp = connected(TOKEN.into(), torn);
    let fetched = psp.fetch(&ProviderId::new(ID).unwrap()).await.unwrap();
    let Seen::Paid(receipt) = fetched.observation.status else { panic!() };
    assert_eq!((receipt.received, receipt.end_to_end_id), (None, None));
    assert_eq!(fetched.unreadable_amount.as_deref(), Some("1 / 10.00"));
}

#[test]
fn a_crypto_token_makes_the_account_one_that_signs() {
    let unsigned = Script::new([]).connect(&connection("connectpsp", &TYPED));
    let signed = connected(Vec::new(), Vec::new());
    assert_eq!((unsigned.signs(), signed.signs()), (false, true));
    assert_eq!(unsigned.account(), signed.account(), "the same clientId at the same place");
}
