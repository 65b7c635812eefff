//! Payouts as the provider documents them, or as it may bend them.

use domain::Centavos;

use super::*;
use crate::script::{Script, answer, connection};

const CASH_OUT: &str = include_str!("fixtures/cash_out.json");
const ID: &str = "dd30446e-6cc5-4664-bf3f-6b7f5e55a1a9";

fn read(body: &str) -> Result<PayoutSeen, Error> {
    fetched(&answer(200, body), &ProviderId::new(ID).unwrap())
}

#[test]
fn a_payout_is_read_with_its_payee_masked() {
    let seen = read(CASH_OUT).unwrap();
    assert_eq!(seen.id.as_str(), ID);
    assert_eq!(seen.reference.unwrap().as_str(), "payout-1");
    assert_eq!((seen.status, seen.amount), (PayoutStatus::Created, Some(Centavos::new(50_000))));
    assert_eq!((seen.end_to_end_id, seen.return_id, seen.failure), (None, None, None));
    assert_eq!(seen.payee_name.as_deref(), Some("Maria S***"));
}

#[test]
fn every_word_of_its_life_is_known_and_another_is_kept() {
    use PayoutStatus::{Cancelled, Completed, Failed, Refunded, Unknown};
    for (word, status) in [
        ("COMPLETED", Completed),
        ("FAILED", Failed),
        ("REFUNDED", Refunded),
        ("CANCELLED", Cancelled),
        ("PARKED", Unknown("PARKED".into())),
    ] {
        assert_eq!(read(&CASH_OUT.replace("PROCESSING", word)).unwrap().status, status);
    }
}

#[test]
fn an_id_is_of_the_payment_or_of_its_way_back() {
    let ids = |told: &str, original: &str| {
        let body = format!(
            r#"{{"status":"REFUNDED","endToEndId":{told},"originalEndToEndId":{original}}}"#
        );
        let seen = read(&body).unwrap();
        let text = |id: Option<domain::EndToEndId>| id.map(|id| id.as_str().to_owned());
        (text(seen.end_to_end_id), text(seen.return_id))
    };
    let text = |id: &str| Some(id.to_owned());
    assert_eq!(ids("\"D1\"", "\"E1\""), (text("E1"), text("D1")));
    assert_eq!(ids("\"D1\"", "null"), (None, text("D1")));
    assert_eq!(ids("\"E1\"", "null"), (text("E1"), None));
    assert_eq!(ids("null", "null"), (None, None));
}

#[test]
fn an_amount_that_is_none_does_not_hide_a_payout() {
    for (text, amount) in [("500", Some(50_000)), ("\"50.25\"", Some(5_025)), ("true", None)] {
        let body = format!(r#"{{"status":"FAILED","amount":{text},"failure":"no","payee":[]}}"#);
        let seen = read(&body).unwrap();
        assert_eq!(seen.amount, amount.map(Centavos::new), "{text}");
        assert_eq!((seen.failure, seen.payee_name), (None, None));
    }
}

#[test]
fn what_is_no_answer_about_it_is_malformed() {
    let other = CASH_OUT.replace("dd30446e", "ee30446e");
    for body in ["", "[]", "{}", "<html>", r#"{"status":null}"#, &other] {
        assert!(matches!(read(body), Err(Error::Malformed(_))), "{body}");
    }
}

#[tokio::test]
async fn it_is_asked_for_by_its_id() {
    let token = r#"{"accessToken":"aaa.bbb.ccc","expiresIn":3600}"#;
    let script = Script::new([(200, token), (200, CASH_OUT), (404, "")]);
    let psp = script.connect(&connection("connectpsp", &super::super::tests::TYPED));
    let payouts = psp.payouts().unwrap();
    let id = ProviderId::new(ID).unwrap();
    assert_eq!(payouts.fetch_payout(&id).await.unwrap().id, id);
    let charge = ProviderId::new("kk6g").unwrap();
    assert_eq!(payouts.fetch_payout(&charge).await, Err(Error::NotFound));
    let lines = script.lines();
    assert_eq!(lines[1..], [format!("GET /cash-out/{ID}"), "GET /cash-out/kk6g".to_owned()]);
    assert_eq!(script.header(1, "DigitalSignature"), None, "only what changes money is signed");
}
