//! Each fixture is an answer as the provider documents it, or as it may bend it.

use domain::Reference;
use domain::charge::Doubt;

use super::*;
use crate::script::{NOW, Sent, answer};

fn id() -> ProviderId {
    ProviderId::new("kk6g232xel65a0daee4dd13kk2912714964").unwrap()
}

fn seen(body: &str) -> Seen {
    fetched(&answer(200, body), NOW).unwrap().observation.status
}

#[test]
fn the_body_has_an_exact_amount_always_the_expiry_and_a_webhook_url_if_there_is_one() {
    let reference = Reference::new("test-order-001").unwrap();
    let charge = NewCharge {
        amount: Centavos::new(1_000),
        reference: &reference,
        expires_in_min: 30,
        payer: None,
        webhook_url: None,
    };
    let payer = Payer::new("Test User", TaxId::parse("123.456.789-09").unwrap()).unwrap();
    let body = cash_in_body(&charge, &payer);
    let webhook_url = Some("https://relay.example/i/k");
    assert_eq!(
        cash_in_body(&NewCharge { webhook_url, ..charge }, &payer),
        r#"{"amount":10.00,"externalReference":"test-order-001","expirationInMinutes":30,"webhookUrl":"https://relay.example/i/k","payer":{"name":"Test User","document":"12345678909"}}"#
    );
    assert_eq!(payer_of_body(&body), Some(payer));
    assert_eq!(
        body,
        r#"{"amount":10.00,"externalReference":"test-order-001","expirationInMinutes":30,"payer":{"name":"Test User","document":"12345678909"}}"#
    );
}

const SENT: &str = r#"{"amount":10.00,"externalReference":"test-order-001","expirationInMinutes":30,"payer":{"name":"Test User","document":"12345678909"}}"#;

fn create(answer: &HttpResponse, sent: UnixMs, now: UnixMs) -> Result<Created, Error> {
    let made = Sent::new("test-order-001", SENT);
    let sending = Sending { requested_at: sent, ..made.sending(false) };
    registration(answer, &sending, now)
}

#[test]
fn a_created_charge_expires_by_the_providers_clock_whatever_ours_says() {
    const HOUR: i64 = 3_600_000;
    let response = answer(201, include_str!("fixtures/created.json"));
    for (sent_ms, answered_ms) in [(-1_000, 1_000), (HOUR, HOUR + 1_000), (-HOUR, -HOUR)] {
        let made = create(&response, NOW.plus_ms(sent_ms), NOW.plus_ms(answered_ms)).unwrap();
        assert!(!made.says_paid);
        assert_eq!(made.made_at, Some(NOW));
        let made = made.registration;
        assert_eq!(made.provider_id, id());
        assert_eq!(made.copy_and_paste, "00020101021226...");
        assert_eq!(made.expires_at, NOW.plus_ms(30 * 60_000));
        assert_eq!(made.clock_ahead_ms, 0, "one stamp tells nothing of two clocks");
    }
}

#[test]
fn a_paid_charge_gives_its_money_id_and_time() {
    let Seen::Paid(receipt) = seen(include_str!("fixtures/paid.json")) else { panic!() };
    assert_eq!(receipt.received, Some(Centavos::new(1_000)));
    assert_eq!(receipt.end_to_end_id.unwrap().as_str(), "E00416968202603101827cemeFscF6AG");
    assert_eq!(receipt.paid_at, Some(UnixMs::new(1_773_152_535_000)));
    assert_eq!(receipt.payer_name.as_deref(), Some("Test U***"));
}

#[test]
fn a_refunded_charge_keeps_the_payments_id() {
    let body = include_str!("fixtures/refunded.json");
    let Seen::Refunded(receipt, reports) = seen(body) else { panic!() };
    let returned = &reports[0];
    assert_eq!(receipt.end_to_end_id.unwrap().as_str(), "E00416968202603101827cemeFscF6AG");
    let way_back = returned.return_id.as_ref().map(EndToEndId::as_str);
    assert_eq!(way_back, Some("D00416968202603111827cemeFscF6AG"));
    assert_eq!(returned.amount, None, "all of it: there are no parts");
    for original in ["null", "\"E1\",\"originalEndToEndId\":\"E2\""] {
        let body = body.replace("\"E00416968202603101827cemeFscF6AG\"", original);
        let Seen::Refunded(receipt, again) = seen(&body) else { panic!() };
        assert_eq!(receipt.end_to_end_id, None, "a D id is of no payment");
        assert_eq!(again[0].return_id, returned.return_id);
    }
}

#[test]
fn nulls_and_new_fields_are_no_trouble_and_new_words_are_kept() {
    assert_eq!(seen(include_str!("fixtures/awaiting_with_nulls.json")), Seen::Waiting);
    assert_eq!(seen(r#"{"status":"EXPIRED"}"#), Seen::Expired);
    assert_eq!(seen(r#"{"status":"CANCELLED"}"#), Seen::Cancelled);
    assert_eq!(
        seen(r#"{"status":" cancelled "}"#),
        Seen::Cancelled,
        "a known word in any spelling"
    );
    assert_eq!(seen(r#"{"status":"Pago"}"#), Seen::Unknown("Pago".into()), "nobody guesses");
    assert_eq!(seen(r#"{"status":"IN_REVIEW\u0007"}"#), Seen::Unknown("IN_REVIEW".into()));
}

#[test]
fn an_amount_is_read_exactly_or_not_at_all() {
    let paid = |amount: &str| format!(r#"{{"status":"PAID","amount":{amount}}}"#);
    for (text, centavos) in [
        ("150.5", 15_050),
        ("500", 50_000),
        ("0.07", 7),
        ("1e2", 10_000),
        ("\"10.00\"", 1_000),
        ("\"10,00\"", 1_000),
        ("\"R$ 1.234,56\"", 123_456),
    ] {
        let Seen::Paid(receipt) = seen(&paid(text)) else { panic!() };
        assert_eq!(receipt.received, Some(Centavos::new(centavos)), "{text}");
    }
    for text in ["10.005", "-1", "true"] {
        let told = fetched(&answer(200, &paid(text)), NOW).unwrap();
        let Seen::Paid(receipt) = told.observation.status else { panic!() };
        assert_eq!((receipt.received, told.unreadable_amount.as_deref()), (None, Some(text)));
    }
    let waiting = r#"{"status":"AWAITING_PAYMENT","amount":"?"}"#;
    let told = fetched(&answer(200, waiting), NOW).unwrap();
    assert_eq!(told.unreadable_amount, None, "nothing needs it");
}

#[test]
fn a_field_of_another_type_does_not_hide_a_payment() {
    let body = r#"{"transactionId":77,"internalCode":{},"status":"PAID","payer":"Ana","paidAt":1,"endToEndId":[]}"#;
    let fetched = fetched(&answer(200, body), NOW).unwrap();
    // What is no name stays among the names: it is not ours.
    let ids = ["77", "{}"].map(|id| ProviderId::new(id).unwrap());
    assert_eq!(fetched.names.ids, ids);
    assert_eq!(fetched.names.unreadable_end_to_end_id.as_deref(), Some("[]"));
    let Seen::Paid(receipt) = fetched.observation.status else { panic!() };
    assert_eq!((receipt.received, receipt.paid_at, receipt.payer_name), (None, None, None));
}

#[test]
fn what_cannot_be_read_is_malformed_and_never_a_status() {
    for body in ["", "<html>", "{", "{}", "[]", r#"{"status":null}"#] {
        let result = fetched(&answer(200, body), NOW);
        assert!(matches!(result, Err(Error::Malformed(_))), "{body}: {result:?}");
    }
    for body in ["{}", r#"{"transactionId":"t"}"#, r#"{"pixData":{"copyAndPaste":"x"}}"#] {
        let result = create(&answer(201, body), NOW, NOW);
        assert!(matches!(result, Err(Error::Malformed(_))), "{body}: {result:?}");
    }
}

#[test]
fn an_answer_tells_every_name_and_judges_none() {
    let names = |body: &str| {
        let names = fetched(&answer(200, body), NOW).unwrap().names;
        let ids: Vec<String> = names.ids.iter().map(ToString::to_string).collect();
        (ids.join(" "), names.reference.map(|it| it.to_string()).unwrap_or_default())
    };
    let told = |ids: &str, reference: &str| (ids.to_owned(), reference.to_owned());
    let paid = include_str!("fixtures/paid.json");
    let usual = told("kk6g232xel65a0daee4dd13kk2912714964 US7B1JQ", "test-order-001");
    assert_eq!(names(paid), usual);
    assert_eq!(names(r#"{"status":"PAID"}"#), told("", ""));
    let foreign = r#"{"status":"PAID","transactionId":"another","externalReference":"theirs"}"#;
    assert_eq!(names(foreign), told("another", "theirs"));
    // What cannot be a name as it stands is no reason to take the answer for one that names nothing.
    let odd = r#"{"status":"PAID","transactionId":" a\u0007b ","externalReference":"\ttheirs\n"}"#;
    assert_eq!(names(odd), told("a\u{fffd}b", "theirs"));
    let typed = r#"{"status":"PAID","transactionId":[7],"externalReference":{"id":"theirs"}}"#;
    assert_eq!(names(typed), told("[7]", r#"{"id":"theirs"}"#), "of another type");
    let long = format!(r#"{{"status":"PAID","externalReference":"{}"}}"#, "x".repeat(500));
    assert_eq!(names(&long).1.chars().count(), Reference::LONGEST);
}

#[test]
fn an_echo_of_something_else_is_no_creation_of_ours() {
    let created = include_str!("fixtures/created.json");
    for (from, to, doubt, said) in [
        ("test-order-001", "theirs", Doubt::OtherReference, "theirs"),
        ("10.00", "1.00", Doubt::OtherAmount, "R$ 1,00"),
        ("10.00", "\"dez\"", Doubt::AmountUnreadable, "dez"),
        ("10.00", "10.00,\"amount\":1.00", Doubt::AmountUnreadable, "10.00 / 1.00"),
    ] {
        let result = create(&answer(201, &created.replace(from, to)), NOW, NOW);
        let Err(Error::Contradicts(unproven)) = result else { panic!("{to}: {result:?}") };
        assert_eq!((unproven.doubt, unproven.said.as_deref()), (doubt, Some(said)));
        assert_eq!(unproven.evidence, Evidence::Polled);
    }
    for same in ["10", "10.0", "\"10,00\"", "null"] {
        let result = create(&answer(201, &created.replace("10.00", same)), NOW, NOW);
        assert!(result.is_ok(), "{same}: {result:?}");
    }
    let silent = created.replace("\"test-order-001\"", "null");
    assert!(create(&answer(201, &silent), NOW, NOW).is_ok());
}

#[test]
fn paid_as_the_answer_to_a_creation_is_told_and_is_no_payment() {
    for (word, says_paid) in [
        ("PAID", true),
        ("REFUNDED", true),
        ("AWAITING_PAYMENT", false),
        ("CANCELLED", false),
        ("SOMETHING", false),
    ] {
        let created = include_str!("fixtures/created.json").replace("AWAITING_PAYMENT", word);
        let made = create(&answer(201, &created), NOW, NOW).unwrap();
        assert_eq!(made.says_paid, says_paid, "{word}");
    }
}

#[test]
fn a_code_is_kept_without_the_white_space_around_it() {
    let created = include_str!("fixtures/created.json");
    let spaced = created.replace("00020101021226...", r" \t00020101021226...\r\n");
    let made = create(&answer(201, &spaced), NOW, NOW).unwrap();
    assert_eq!(made.registration.copy_and_paste, "00020101021226...");
    for none in [r" \n", ""] {
        let body = created.replace("00020101021226...", none);
        assert!(matches!(create(&answer(201, &body), NOW, NOW), Err(Error::Malformed(_))));
    }
}

#[test]
fn failures_say_what_to_do_next() {
    let problem = include_str!("fixtures/problem.json");
    assert_eq!(
        failure(&answer(422, problem), NOW),
        Error::Rejected {
            code: "INSUFFICIENT_FUNDS".into(),
            message: "Insufficient funds: Balance is too low".into()
        }
    );
    assert_eq!(failure(&answer(401, "no json"), NOW), Error::Unauthorized("401".into()));
    assert_eq!(failure(&answer(404, ""), NOW), Error::NotFound);
    assert!(matches!(failure(&answer(409, problem), NOW), Error::Conflict { .. }));
    assert!(matches!(failure(&answer(408, ""), NOW), Error::OutcomeUnknown(_)));
    assert!(matches!(failure(&answer(500, "<html>"), NOW), Error::OutcomeUnknown(_)));
    assert!(matches!(failure(&answer(302, ""), NOW), Error::OutcomeUnknown(_)));
}

#[test]
fn a_pause_is_read_in_both_forms_and_bounded() {
    let pause = |text: &str| {
        let mut response = answer(429, "");
        response.retry_after = Some(text.into());
        response.date = Some("Tue, 10 Mar 2026 14:20:00 GMT".into());
        match failure(&response, NOW) {
            Error::RateLimited { retry_after } => retry_after.map(|it| it.as_secs()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pause("7"), Some(7));
    assert_eq!(pause("Tue, 10 Mar 2026 14:20:30 GMT"), Some(30));
    assert_eq!(pause("999999999"), Some(3_600));
    assert_eq!(pause("soon"), None);
}

#[test]
fn only_a_401_about_the_token_asks_for_a_new_one() {
    assert!(is_expired_token(br#"{"code":"TOKEN_EXPIRED"}"#));
    assert!(is_expired_token(b"<html>"));
    assert!(!is_expired_token(br#"{"code":"INVALID_APPLICATION_TOKEN"}"#));
}
