//! The calls: who is asked what, in which order, and what comes of it.

use domain::charge::{Doubt, Seen};
use domain::{PayoutStatus, Reference};

use super::settings::tests::TYPED;
use super::*;
use crate::http::HttpError;
use crate::script::{NOW, Script, Sent, answer, connection};

const CREATED: &str = include_str!("fixtures/created.json");
const LOOKED_UP: &str = include_str!("fixtures/looked_up.json");
const MESSAGE: &str = include_str!("fixtures/message.json");
const PAGE: &str = include_str!("fixtures/page.html");
const BY_REFERENCE: &str = "GET /transaction/get/by/orderId/AB12-000001";
const CREATION: &str = "POST /transaction/qrcode/cashin";
const BODY: &str = r#"{"payerName":"A","payerDocument":"12345678909","value":500}"#;

fn connected(script: &Arc<Script>) -> Arc<dyn Psp> {
    script.connect(&connection("integrapay", &TYPED))
}

fn sent() -> Sent {
    Sent::new("AB12-000001", BODY)
}

fn id(text: &str) -> ProviderId {
    ProviderId::new(text).unwrap()
}

#[tokio::test]
async fn a_charge_is_created_with_the_token_alone_and_dies_by_no_clock() {
    let script = Script::new([(200, CREATED)]);
    let made = connected(&script).create(&sent().sending(false)).await.unwrap().registration;
    assert_eq!(made.provider_id, id("49"));
    assert!(made.copy_and_paste.starts_with("00020126840014br.gov.bcb.pix"));
    assert_eq!((made.expires_at, made.never_expires), (NOW.plus_ms(30 * 60_000), true));
    assert_eq!(made.clock_ahead_ms, 0);
    assert_eq!(script.lines(), [CREATION]);
    assert_eq!(script.header(0, "Authorization").as_deref(), Some("secret-token"));
    assert_eq!(script.header(0, "Content-Type").as_deref(), Some("application/json"));
    assert_eq!(script.asked(0).body.as_deref(), Some(BODY));
    assert!(!format!("{:?}", script.asked(0)).contains("secret"));
}

#[tokio::test]
async fn bearer_is_a_setting_and_a_401_tells_of_the_other_one() {
    for (auth, header, hint) in [
        ("raw", "secret-token", "401 (auth is raw: try --auth bearer)"),
        ("bearer", "Bearer secret-token", "401 (auth is bearer: try --auth raw)"),
    ] {
        let script = Script::new([(401, PAGE), (401, PAGE)]);
        let psp =
            script.connect(&connection("integrapay", &[&TYPED[..], &[("auth", auth)]].concat()));
        let error = psp.check().await.unwrap_err();
        assert_eq!(error, Error::Unauthorized(hint.to_owned()));
        let nobodys = header.replace("secret-token", "balcao-connection-check");
        assert_eq!(script.header(0, "Authorization"), Some(nobodys));
        assert_eq!(script.header(1, "Authorization").as_deref(), Some(header));
        let look_up = "GET /transaction/get/by/id/0";
        assert_eq!(script.lines(), [look_up; 2], "no other way is tried");
    }
}

#[tokio::test]
async fn a_sending_in_doubt_is_looked_up_before_anything_is_sent() {
    let script = Script::new([(200, LOOKED_UP)]);
    let found = connected(&script).create(&sent().sending(true)).await.unwrap();
    assert!(!found.says_paid);
    let found = found.registration;
    assert_eq!((found.provider_id, found.copy_and_paste.as_str()), (id("49"), ""));
    assert_eq!(found.expires_at, NOW.plus_ms(30 * 60_000));
    assert_eq!(script.lines(), [BY_REFERENCE]);

    let script = Script::new([(404, MESSAGE), (200, CREATED)]);
    let made = connected(&script).create(&sent().sending(true)).await.unwrap();
    assert!(!made.registration.copy_and_paste.is_empty());
    assert_eq!(script.lines(), [BY_REFERENCE, CREATION]);
    assert_eq!(script.asked(1).body.as_deref(), Some(BODY), "the same bytes");
}

#[tokio::test]
async fn nothing_is_sent_again_where_the_look_up_is_not_clear() {
    for unclear in [
        answer(200, &LOOKED_UP.replace("cashin", "transfer")),
        answer(200, &LOOKED_UP.replace("created", "in_review")),
        answer(200, &LOOKED_UP.replace("\"created\"", "null")),
        answer(200, &LOOKED_UP.replace("\"object\"", "\"was\"")),
        answer(200, &LOOKED_UP.replace("49", "null")),
        answer(200, PAGE),
        answer(200, "null"),
        answer(200, "[]"),
        answer(400, include_str!("fixtures/message.json")),
        // Any gateway says that.
        answer(404, PAGE),
        answer(404, ""),
        answer(409, ""),
        answer(500, PAGE),
    ] {
        let text = String::from_utf8(unclear.body.clone()).unwrap();
        let script = Script::with([Ok(unclear)]);
        let error = connected(&script).create(&sent().sending(true)).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown(_)), "{text}: {error:?}");
        assert_eq!(script.lines(), [BY_REFERENCE]);
    }
    let lost = || HttpError::Lost("timed out".into());
    let unreachable = || HttpError::NotSent("no route".into());
    for (trouble, error) in [
        (lost(), Error::OutcomeUnknown("timed out".into())),
        (unreachable(), Error::Unreachable("no route".into())),
    ] {
        let script = Script::with([Err(trouble)]);
        assert_eq!(connected(&script).create(&sent().sending(true)).await, Err(error));
        assert_eq!(script.lines().len(), 1);
    }
}

#[tokio::test]
async fn what_was_answered_with_another_charge_is_looked_up_and_never_sent_again() {
    let ours = sent();
    let sending = Sending { was_contradicted: true, ..ours.sending(true) };
    let script = Script::new([(404, MESSAGE), (200, LOOKED_UP)]);
    let psp = connected(&script);
    assert!(matches!(psp.create(&sending).await, Err(Error::Malformed(_))));
    assert_eq!(psp.create(&sending).await.unwrap().registration.provider_id, id("49"));
    assert_eq!(script.lines(), [BY_REFERENCE; 2]);
}

#[tokio::test]
async fn a_gateways_404_is_not_the_providers() {
    let script = Script::new([(404, PAGE), (404, MESSAGE)]);
    let psp = connected(&script);
    assert!(matches!(psp.fetch(&id("49")).await, Err(Error::Malformed(_))));
    assert_eq!(psp.fetch(&id("49")).await, Err(Error::NotFound));
}

#[tokio::test]
async fn a_refusal_in_doubt_counts_only_if_nothing_was_made_in_between() {
    let script = Script::new([(404, MESSAGE), (400, MESSAGE), (200, LOOKED_UP)]);
    let found = connected(&script).create(&sent().sending(true)).await.unwrap();
    assert_eq!(found.registration.provider_id, id("49"));
    assert_eq!(script.lines(), [BY_REFERENCE, CREATION, BY_REFERENCE]);

    let script = Script::new([(404, MESSAGE), (400, MESSAGE), (404, MESSAGE)]);
    let error = connected(&script).create(&sent().sending(true)).await.unwrap_err();
    let message = "Validation Failed - value is required".to_owned();
    assert_eq!(error, Error::Rejected { code: "400".to_owned(), message });
}

#[tokio::test]
async fn no_byte_beside_it_hides_what_a_call_needs() {
    // A byte order mark, Latin-1, a raw tab, and the same member twice.
    let bent = |body: &str, again: &str| {
        let again = format!("{{\"payer\":{{\"name\":\"Jo\u{e3}o\tSilva\"}},{again},");
        let text = body.replacen('{', &again, 1);
        let latin1 = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap());
        let body = "\u{feff}".bytes().chain(latin1).collect();
        Ok(HttpResponse { body, ..answer(200, "") })
    };
    let transfer = include_str!("fixtures/webhook_transfer_paid.json");
    let script = Script::with([
        bent(CREATED, r#""transactionId":"49""#),
        bent(LOOKED_UP, r#""status":"created","value":"500""#),
        bent(LOOKED_UP, r#""object":"cashin""#),
        bent(LOOKED_UP, r#""status":"paid""#),
        bent(transfer, r#""status":"paid""#),
    ]);
    let psp = connected(&script);
    let made = psp.create(&sent().sending(false)).await.unwrap().registration;
    let found = psp.create(&sent().sending(true)).await.unwrap().registration;
    assert_eq!((made.provider_id, found.provider_id), (id("49"), id("49")));
    assert_eq!(psp.fetch(&id("49")).await.unwrap().observation.status, Seen::Waiting);
    let torn = psp.fetch(&id("49")).await.unwrap().observation.status;
    assert_eq!(torn, Seen::Unknown("paid / created".into()));
    let payout = psp.payouts().unwrap().fetch_payout(&id("2000")).await.unwrap();
    assert_eq!(payout.status, PayoutStatus::Completed);
    assert!(!psp.signs());
}

#[tokio::test]
async fn what_is_not_surely_ours_is_told_and_nothing_is_sent() {
    for (found, doubt) in [
        (LOOKED_UP.replace("500", "501"), Doubt::OtherAmount),
        (LOOKED_UP.replace("AB12-000001", "AB12-000002"), Doubt::OtherReference),
        (LOOKED_UP.replace("created", "paid"), Doubt::PaidBefore),
        (LOOKED_UP.to_owned(), Doubt::MayBeOlder),
    ] {
        let script = Script::with([Ok(answer(200, &found))]);
        let ours = sent();
        let ours = ours.sending(true);
        let sending = Sending { reference_is_ours: doubt != Doubt::MayBeOlder, ..ours };
        let error = connected(&script).create(&sending).await.unwrap_err();
        let Error::Contradicts(unproven) = &error else { panic!("{found}: {error:?}") };
        assert_eq!(unproven.doubt, doubt);
        assert_eq!(script.lines(), [BY_REFERENCE]);
        assert!(!error.to_string().contains("AB12"), "its text is for no log");
    }
}

#[tokio::test]
async fn a_405_changes_the_verb_once_and_for_good() {
    let script = Script::new([(405, ""), (200, LOOKED_UP), (200, LOOKED_UP)]);
    let psp = connected(&script);
    let fetched = psp.fetch(&id("49")).await.unwrap();
    assert_eq!(fetched.names.reference, Some(Reference::new("AB12-000001").unwrap()));
    psp.fetch(&id("49")).await.unwrap();
    let path = "/transaction/get/by/id/49";
    assert_eq!(
        script.lines(),
        [format!("GET {path}"), format!("POST {path}"), format!("POST {path}")]
    );
    assert_eq!(script.asked(1).body.as_deref(), Some(""));
    assert_eq!(script.header(1, "Content-Type"), None, "an empty body is no JSON");
}

#[tokio::test]
async fn two_405s_are_remembered_by_nobody() {
    let script = Script::new([(405, ""), (405, ""), (200, LOOKED_UP)]);
    let psp = connected(&script);
    assert!(matches!(psp.fetch(&id("49")).await, Err(Error::Rejected { .. })));
    psp.fetch(&id("49")).await.unwrap();
    assert_eq!(script.lines().last().unwrap(), "GET /transaction/get/by/id/49");
}

#[tokio::test]
async fn an_id_stays_within_its_segment_of_the_address() {
    let script = Script::new([(404, MESSAGE)]);
    let psp = connected(&script);
    assert_eq!(psp.fetch(&id("a/../b?c#ç")).await, Err(Error::NotFound));
    assert_eq!(script.lines(), ["GET /transaction/get/by/id/a%2F..%2Fb%3Fc%23%C3%A7"]);
    for dots in [".", ".."] {
        assert!(matches!(psp.fetch(&id(dots)).await, Err(Error::Malformed(_))), "{dots}");
        let sent = Sent::new(dots, BODY);
        let error = psp.create(&sent.sending(true)).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown(_)), "and nothing is sent: {error:?}");
    }
}

#[tokio::test]
async fn a_payout_is_no_charge_and_a_charge_is_no_payout() {
    let transfer = include_str!("fixtures/webhook_transfer_paid.json");
    let script = Script::new([(200, transfer), (200, transfer), (200, LOOKED_UP)]);
    let psp = connected(&script);
    assert!(matches!(psp.fetch(&id("2000")).await, Err(Error::Malformed(_))));
    let payouts = psp.payouts().unwrap();
    assert_eq!(payouts.fetch_payout(&id("2000")).await.unwrap().id, id("2000"));
    assert_eq!(payouts.fetch_payout(&id("49")).await, Err(Error::NotFound));
}

#[test]
fn refunds_are_made_in_the_providers_panel() {
    let psp = connected(&Script::new([]));
    assert_eq!(psp.refunds().err(), Some(NoRefunds::AtProvider));
}
