//! Each fixture is an answer as the provider documents it, or as it may bend it.

use domain::Reference;
use domain::charge::Doubt;
use serde_json::value::RawValue;

use super::super::settings::tests::TYPED;
use super::*;
use crate::answer::LONGEST_CODE;
use crate::obstacle::{Cause, Obstacle};
use crate::script::{NOW, Sent, answer, connection};

const CREATED: &str = include_str!("fixtures/created.json");
const BODY: &str = r#"{"payerName":"A","payerDocument":"12345678909","value":500}"#;

fn id(text: &str) -> ProviderId {
    ProviderId::new(text).unwrap()
}

fn make(status: u16, body: &str) -> Result<Created, Error> {
    registration(&answer(status, body), &Sent::new("AB12-000001", BODY).sending(false))
}

fn fetch(body: &str) -> Result<Fetched, Error> {
    fetched(&answer(200, body))
}

fn seen_in(body: &str) -> Seen {
    fetch(body).unwrap().observation.status
}

/// The parts of a fixture that is a list.
fn parts(list: &str) -> Vec<String> {
    let parts: Vec<Box<RawValue>> = serde_json::from_str(list).unwrap();
    parts.iter().map(|part| part.get().to_owned()).collect()
}

#[test]
fn the_body_has_whole_centavos_and_personal_data_from_the_settings_alone() {
    let settings = Settings::read(&connection("integrapay", &TYPED)).unwrap();
    let reference = Reference::new("AB12-000001").unwrap();
    let charge = NewCharge {
        amount: Centavos::new(3_750),
        reference: &reference,
        expires_in_min: 30,
        payer: None,
        webhook_url: None,
    };
    let body = cash_in_body(&charge, &settings);
    assert_eq!(
        body,
        r#"{"payerName":"Loja da Esquina","payerDocument":"12345678909","payerEmail":"caixa@loja.example","payerPhone":"11999999999","productName":"Venda","productDescription":"Venda no balcão","value":3750,"orderId":"AB12-000001"}"#
    );
    let payer = Payer::new("Ana \"Nu\" Sá", TaxId::parse("12345678909").unwrap()).unwrap();
    let webhook_url = Some("https://relay.example/i/k");
    let body = cash_in_body(&NewCharge { payer: Some(&payer), webhook_url, ..charge }, &settings);
    assert_eq!(
        body,
        r#"{"payerName":"Ana \"Nu\" Sá","payerDocument":"12345678909","payerEmail":"caixa@loja.example","payerPhone":"11999999999","productName":"Venda","productDescription":"Venda no balcão","value":3750,"postbackUrl":"https://relay.example/i/k","orderId":"AB12-000001"}"#
    );
    assert_eq!(payer_of_body(&body), Some(payer));
}

#[test]
fn a_creation_is_read_whatever_the_success_and_the_form_of_its_id() {
    for status in [200, 201, 202] {
        let made = make(status, CREATED).unwrap();
        assert_eq!((made.registration.provider_id, made.says_paid), (id("49"), false));
    }
    let as_text = CREATED.replace("49", "\"49\"").replace("\"AB12-000001\"", "null");
    assert_eq!(make(200, &as_text).unwrap().registration.provider_id, id("49"));
    let with_success = CREATED.replace('{', r#"{"success":"false","message":"odd","#);
    let made = make(200, &with_success).unwrap();
    assert_eq!(made.registration.provider_id, id("49"), "there is an id");
}

#[test]
fn a_creation_that_cannot_be_read_may_have_made_something() {
    let long = CREATED.replace("0002", &"0".repeat(LONGEST_CODE));
    for body in [
        include_str!("fixtures/created_without_code.json"),
        include_str!("fixtures/page.html"),
        &long,
        &CREATED.replace("49", "null"),
        r#"{"success":"true"}"#,
        r#"{"success":null,"message":null}"#,
        "{}",
        "",
        "null",
        "[]",
        r#""ok""#,
    ] {
        let result = make(200, body);
        assert!(matches!(result, Err(Error::Malformed(_))), "{body}: {result:?}");
    }
}

#[test]
fn a_success_without_a_transaction_that_says_no_is_a_refusal() {
    let refused = include_str!("fixtures/refused_with_200.json");
    for (body, message) in [
        (refused, "No active acquirer"),
        (r#"{"success":false}"#, ""),
        (r#"{"message":"No active acquirer"}"#, "No active acquirer"),
        (r#"{"message":["a","b"]}"#, r#"["a","b"]"#),
    ] {
        let refusal = Error::Rejected { code: "200".to_owned(), message: message.to_owned() };
        assert_eq!(make(200, body), Err(refusal), "{body}");
    }
}

#[test]
fn a_paid_charge_gives_its_money_id_and_time() {
    let paid = [
        include_str!("fixtures/webhook_cashin_paid.json"),
        include_str!("fixtures/numbers_as_text.json"),
    ];
    for body in paid {
        let fetched = fetch(body).unwrap();
        assert_eq!(fetched.names.ids, [id("1000")]);
        assert_eq!(fetched.names.reference, Some(Reference::new("test-123").unwrap()));
        assert_eq!(fetched.observation.evidence, Evidence::Polled);
        let Seen::Paid(receipt) = fetched.observation.status else { panic!("{body}") };
        assert_eq!(receipt.received, Some(Centavos::new(500)));
        assert_eq!(receipt.end_to_end_id.unwrap().as_str(), "E18236120202509231211s04b597fb3c");
        assert_eq!(receipt.paid_at, Some(UnixMs::new(1_743_600_412_036)));
        assert_eq!(receipt.payer_name.as_deref(), Some("Fulano S***"));
    }
}

#[test]
fn nulls_and_other_types_hide_no_payment() {
    let nothing = Receipt { received: None, end_to_end_id: None, paid_at: None, payer_name: None };
    assert_eq!(seen_in(include_str!("fixtures/nulls.json")), Seen::Paid(nothing.clone()));
    let received = Some(Centavos::new(500));
    let other_types = seen_in(include_str!("fixtures/other_types.json"));
    assert_eq!(other_types, Seen::Paid(Receipt { received, ..nothing }));
}

#[test]
fn a_status_is_read_as_a_word_in_any_case_or_as_a_digit() {
    let digits = parts(include_str!("fixtures/status_digits.json"));
    let [waiting, paid, failed, cancelled, refunded] = &digits[..] else { panic!() };
    assert_eq!(seen_in(waiting), Seen::Waiting);
    assert!(matches!(seen_in(paid), Seen::Paid(_)));
    assert_eq!(seen_in(failed), Seen::Unknown("2".into()), "not documented for charges");
    assert_eq!(seen_in(cancelled), Seen::Cancelled);
    assert!(matches!(seen_in(refunded), Seen::Refunded(..)));
    for cancelled in parts(include_str!("fixtures/cancelled.json")) {
        assert_eq!(seen_in(&cancelled), Seen::Cancelled, "{cancelled}");
    }
    for word in ["created", "Pending", "PENDING", " created "] {
        let body = format!(r#"{{"object":"cashin","status":"{word}"}}"#);
        assert_eq!(seen_in(&body), Seen::Waiting, "{word}");
    }
    let unknown = include_str!("fixtures/unknown_word.json");
    assert_eq!(seen_in(unknown), Seen::Unknown("In_Review".into()));
    let failed = r#"{"object":"cashin","status":"failed"}"#;
    assert_eq!(seen_in(failed), Seen::Unknown("failed".into()));
}

#[test]
fn a_refund_tells_a_part_and_nothing_about_what_arrived() {
    let body = include_str!("fixtures/webhook_cashin_refund.json");
    let Seen::Refunded(receipt, mut reports) = seen_in(body) else { panic!() };
    let returned = reports.remove(0);
    assert_eq!((receipt.received, receipt.paid_at), (None, None));
    assert_eq!(returned.amount, Some(Centavos::new(500)));
    assert_eq!(returned.at, Some(UnixMs::new(1_743_600_412_036)));
    assert_eq!(returned.return_id, None);
    let body = include_str!("fixtures/refunded_in_part.json");
    let Seen::Refunded(receipt, mut reports) = seen_in(body) else { panic!() };
    let returned = reports.remove(0);
    assert_eq!(receipt.end_to_end_id, None, "a D id is of the way back");
    assert_eq!(returned.return_id.unwrap().as_str(), "D18236120202509231211s04b597fb3c");
    assert_eq!(returned.amount, Some(Centavos::new(150)));
}

#[test]
fn an_infraction_is_a_dispute_about_money_that_arrived() {
    let body = include_str!("fixtures/webhook_cashin_infraction.json");
    let Seen::Disputed(receipt, notice) = seen_in(body) else { panic!() };
    assert_eq!((receipt.received, receipt.paid_at), (None, None));
    assert_eq!(notice.reason.as_deref(), Some("Reason for infraction"));
    assert_eq!(notice.at, Some(UnixMs::new(1_748_870_812_036)));
}

#[test]
fn an_amount_is_whole_centavos_or_cannot_be_read() {
    let paid = |value: &str| format!(r#"{{"object":"cashin","status":"paid","value":{value}}}"#);
    for (text, centavos) in
        [("0", 0), ("7", 7), ("\"0500\"", 500), ("999999999999", 999_999_999_999)]
    {
        let Seen::Paid(receipt) = seen_in(&paid(text)) else { panic!() };
        assert_eq!(receipt.received, Some(Centavos::new(centavos)), "{text}");
    }
    for text in [
        "5.00",
        "500.0",
        "5e2",
        "-500",
        "\"\"",
        "\"5,00\"",
        "\"+5\"",
        "1000000000000",
        "99999999999999999999",
    ] {
        for word in ["paid", "refund"] {
            let told = fetch(&paid(text).replace("paid", word)).unwrap();
            match told.observation.status {
                Seen::Paid(receipt) => assert_eq!(receipt.received, None, "{text}"),
                Seen::Refunded(_, reports) => assert_eq!(reports[0].amount, None, "{text}"),
                other => panic!("{other:?}"),
            }
            assert_eq!(told.unreadable_amount.as_deref(), Some(text.trim_matches('"')));
        }
        for word in ["created", "infraction", "canceled", "parked"] {
            let told = fetch(&paid(text).replace("paid", word)).unwrap();
            assert_eq!(told.unreadable_amount, None, "nothing needs it");
        }
    }
}

#[test]
fn an_echo_of_something_else_is_no_creation_of_ours() {
    for (from, to, doubt, said) in [
        ("AB12-000001", "AB12-000002", Doubt::OtherReference, "AB12-000002"),
        ("{", r#"{"value":501,"#, Doubt::OtherAmount, "R$ 5,01"),
        ("{", r#"{"value":"5,00","#, Doubt::AmountUnreadable, "5,00"),
        ("{", r#"{"value":500,"value":5,"#, Doubt::AmountUnreadable, "500 / 5"),
    ] {
        let result = make(200, &CREATED.replace(from, to));
        let Err(Error::Contradicts(unproven)) = result else { panic!("{to}: {result:?}") };
        assert_eq!((unproven.doubt, unproven.said.as_deref()), (doubt, Some(said)));
    }
    let same = CREATED.replace('{', r#"{"value":"500","status":"created","#);
    assert!(make(200, &same).is_ok());
    for word in ["paid", "1", "refund", "infraction"] {
        let paid = CREATED.replace('{', &format!(r#"{{"status":"{word}","#));
        assert!(make(200, &paid).unwrap().says_paid, "{word}");
    }
}

#[test]
fn a_code_is_kept_without_the_white_space_around_it() {
    let spaced = CREATED.replace("\"00020126", r#"" \n00020126"#);
    let spaced = spaced.replace("dynamic/3f0d1c2b", r"dynamic/3f0d1c2b\r\n\t");
    assert_ne!(spaced, CREATED);
    let usual = make(200, CREATED).unwrap().registration.copy_and_paste;
    assert_eq!(make(200, &spaced).unwrap().registration.copy_and_paste, usual);
}

#[test]
fn an_answer_tells_its_names_and_judges_none() {
    let told =
        fetch(r#"{"transactionId":1001,"orderId":" theirs","object":"cashin","status":"paid"}"#);
    let names = told.unwrap().names;
    assert_eq!((names.ids, names.reference), (vec![id("1001")], Reference::new("theirs").ok()));
    let nameless = fetch(r#"{"object":"cashin","status":"paid"}"#).unwrap().names;
    assert_eq!(nameless, Names::default());
}

#[test]
fn an_answer_about_something_else_is_none() {
    for body in [
        r#"{"transactionId":1000,"object":"transfer","status":"paid"}"#,
        r#"{"transactionId":1000,"object":null,"status":"paid"}"#,
        r#"{"transactionId":1000,"status":"paid"}"#,
        r#"{"transactionId":1000,"object":"cashin","status":null}"#,
        r#"["1000","r","cashin","paid"]"#,
        "{}",
        "",
        include_str!("fixtures/page.html"),
    ] {
        let result = fetch(body);
        assert!(matches!(result, Err(Error::Malformed(_))), "{body}: {result:?}");
    }
}

#[test]
fn a_payout_is_read_from_its_own_object() {
    let of =
        |body: &str, id: &str| fetched_payout(&answer(200, body), &ProviderId::new(id).unwrap());
    let paid = of(include_str!("fixtures/webhook_transfer_paid.json"), "2000").unwrap();
    assert_eq!(paid.status, PayoutStatus::Completed);
    assert_eq!(paid.amount, Some(Centavos::new(500)));
    assert_eq!(paid.end_to_end_id.unwrap().as_str(), "E3571349120350923320635128eb360b");
    assert_eq!(paid.payee_name.as_deref(), Some("Fulano S***"));
    assert_eq!(paid.reference.unwrap().as_str(), "test-123");
    assert_eq!(paid.failure, None);
    let failed = of(include_str!("fixtures/transfer_failed.json"), "2000").unwrap();
    assert_eq!(failed.status, PayoutStatus::Failed);
    assert_eq!(failed.amount, Some(Centavos::new(14_970)));
    let reason = Rejection { code: "failed".into(), message: "Pix key not found".into() };
    assert_eq!(failed.failure, Some(reason));
    let bent = r#"{"object":"TRANSFER","status":"Parked","value":"1,00"}"#;
    let bent = of(bent, "2000").unwrap();
    assert_eq!((bent.status, bent.amount), (PayoutStatus::Unknown("Parked".into()), None));
    let charge = include_str!("fixtures/webhook_cashin_paid.json");
    assert_eq!(of(charge, "1000"), Err(Error::NotFound));
    assert!(matches!(of(charge, "2000"), Err(Error::Malformed(_))));
}

#[test]
fn failures_say_what_to_do_next_and_show_what_the_provider_says() {
    let of = |status: u16, body: &str| failure(&answer(status, body), NOW, Auth::Raw);
    let rejected = |code: &str, message: &str| Error::Rejected {
        code: code.to_owned(),
        message: message.to_owned(),
    };
    let message = include_str!("fixtures/message.json");
    assert_eq!(of(400, message), rejected("400", "Validation Failed - value is required"));
    let page = include_str!("fixtures/page.html");
    assert_eq!(of(400, page), rejected("400", ""), "a page is no message");
    assert_eq!(of(422, "plain text"), rejected("422", ""), "it may be our own request");
    assert_eq!(of(400, r#"{"errors":{}}"#), rejected("400", ""));
    let failing = Cause { obstacle: Obstacle::failing(502), text: "HTTP 502".to_owned() };
    assert_eq!(of(502, page), Error::OutcomeUnknown(failing));
    assert_eq!(of(404, page), Error::NotFound);
    assert!(matches!(of(409, message), Error::Conflict { .. }));
    assert!(matches!(of(408, ""), Error::OutcomeUnknown(_)));
    assert!(matches!(of(302, ""), Error::OutcomeUnknown(_)));
    assert_eq!(of(403, ""), Error::Unauthorized("403".into()));
    assert!(matches!(of(401, ""), Error::Unauthorized(code) if code.contains("--auth bearer")));
    let mut pause = answer(429, page);
    pause.retry_after = Some("7".into());
    let retry_after = Some(std::time::Duration::from_secs(7));
    assert_eq!(failure(&pause, NOW, Auth::Raw), Error::RateLimited { retry_after });
}
