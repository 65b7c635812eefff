//! What proves a payment: answers that are badly written and true, and answers that are neat and prove
//! nothing.

use std::time::Duration;

use domain::Centavos;
use domain::brcode::{BrCode, Merchant};
use serde_json::{Value, json};

use super::balcao::Till;
use super::provider::{Books, Call, Kind, Provider};
use super::wire::Answer;

/// The body of an answer with one text in it changed.
fn changed(answer: Answer, from: &str, to: impl AsRef<[u8]>) -> Answer {
    answer.bent(|body| {
        let at = body.windows(from.len()).position(|part| part == from.as_bytes());
        let at = at.unwrap_or_else(|| panic!("no {from} in {}", String::from_utf8_lossy(&body)));
        [&body[..at], to.as_ref(), &body[at + from.len()..]].concat()
    })
}

/// A provider that makes charges as documented, and bends its answers about those that are paid.
fn bending_paid(bend: impl Fn(Answer, &Books) -> Answer + Send + 'static) -> Provider {
    Provider::start(move |call, books| {
        let answer = books.answer(call);
        let is_paid = books.charges.iter().any(|it| {
            it.status == "PAID" && call.kind == Kind::Fetch && call.request.path.contains(&it.id)
        });
        if is_paid { bend(answer, books) } else { answer }
    })
}

/// A sale of R$ 12,50 of which each answer is written like this, and that is paid all the same.
fn paid_in_spite_of(what: &str, bend: fn(Answer) -> Answer) {
    let provider = Provider::start(move |call, books| {
        let answer = books.answer(call);
        let is_about_a_charge = match call.kind {
            Kind::Create => true,
            Kind::Fetch => !call.request.path.contains("connection-check"),
            Kind::Token | Kind::Refund | Kind::Other => false,
        };
        if is_about_a_charge { bend(answer) } else { answer }
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "30s"]);
    assert_eq!(told.code, 0, "{what}: {told}");
    assert_eq!(told.event_names(), ["charge_created", "paid"], "{what}");
    assert_eq!(told.event("charge_created")["copy_and_paste"], json!(provider.only_charge().code));
    let paid = told.event("paid");
    assert_eq!((&paid["received_centavos"], &paid["anomalies"]), (&json!(1_250), &json!([])));
    assert_eq!(paid["end_to_end_id"], json!(provider.only_charge().end_to_end_id), "{what}");
    assert_eq!(provider.calls(Kind::Create).len(), 1, "{what}: read at once");
}

#[test]
fn what_nobody_needs_hides_no_payment() {
    type Bend = fn(Answer) -> Answer;
    let ways: [(&str, Bend); 7] = [
        ("a name in Latin-1", |answer| changed(answer, "Ana Padrão", b"Ana Padr\xe3o")),
        ("a byte-order mark", |answer| changed(answer, "{", b"\xef\xbb\xbf{")),
        ("a tab in a text", |answer| changed(answer, "Ana Padrão", "Ana\tPadrão")),
        ("a line break in a text", |answer| changed(answer, "Ana Padrão", "Ana\r\nPadrão")),
        ("a member twice", |answer| {
            changed(answer, r#""amount":12.50"#, r#""amount":12.50,"amount":12.50"#)
        }),
        ("another spelling of 12.50", |answer| {
            changed(answer, r#""amount":12.50"#, r#""amount":"12,50""#)
        }),
        ("spaces around a number", |answer| {
            changed(answer, r#""amount":12.50"#, r#""amount":" 12.50 ""#)
        }),
    ];
    std::thread::scope(|scope| {
        for (what, bend) in ways {
            scope.spawn(move || paid_in_spite_of(what, bend));
        }
    });
}

#[test]
fn a_status_said_twice_is_said() {
    let provider = bending_paid(|answer, _| {
        changed(answer, r#""status":"PAID""#, r#""status":"PAID","status":"PAID""#)
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--wait-for", "30s"]).expect(0);
}

/// A sale of R$ 12,50 whose provider says "paid" like this: it stays pending, a person sees why wherever
/// the sale is shown, and an answer that proves it pays it.
fn not_proved_by(answer: &'static str, doubt: &str, said: &Value, sentence: &str) {
    let provider = bending_paid(move |whole, books| {
        let is_asked_rightly = books.refunds_take_long; // the signal to be honest again
        if is_asked_rightly { whole } else { whole.bent(|body| bent(&body, answer)) }
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "4s"]);
    assert_eq!(told.code, 4, "{answer}: {told}");
    assert_eq!(told.event_names(), ["charge_created", "unproven", "pending"], "{answer}");
    let unproven = json!({ "doubt": doubt, "paid": true, "said": said, "evidence": "polled" });
    for event in ["unproven", "pending"] {
        let event = told.event(event);
        assert_eq!(event["status"], "pending", "{answer}");
        assert_eq!(event["received_centavos"], 0, "{answer}");
        assert_eq!(event["anomalies"], json!(["unproven"]), "{answer}");
        assert_eq!(event["unproven"], unproven, "{answer}");
    }
    assert!(told.err.contains(sentence), "a person is told: {told}");
    for order in [till.show("1"), till.orders().remove(0)] {
        assert_eq!(order["status"], "pending", "{answer}");
        assert_eq!(order["anomalies"], json!(["unproven"]), "{answer}");
        let attempt = &order["attempts"][0];
        assert_eq!(attempt["unproven"], unproven, "{answer}");
        assert_eq!(attempt["payments"], json!([]), "{answer}");
    }
    assert!(till.run(&["show", "1"]).expect(0).out.contains(sentence));
    provider.books(|books| books.refunds_take_long = true);
    till.run(&["watch", "--until-idle"]).expect(0);
    let order = till.show("1");
    assert_eq!((&order["status"], &order["anomalies"]), (&json!("paid"), &json!([])), "{answer}");
    assert_eq!(order["received_centavos"], 1_250);
    till.run(&["verify"]).expect(0);
}

/// The whole body where `answer` is JSON, else the body with `member=value` put into it.
fn bent(body: &[u8], answer: &str) -> Vec<u8> {
    let Some((name, text)) = answer.split_once('=') else { return answer.as_bytes().to_vec() };
    let mut whole: Value = serde_json::from_slice(body).unwrap();
    whole[name] = text.into();
    whole.to_string().into_bytes()
}

#[test]
fn a_bare_paid_is_no_payment() {
    not_proved_by(r#"{"status":"PAID"}"#, "amount_absent", &Value::Null, "but not how much");
}

#[test]
fn another_reference_is_no_payment() {
    let said = json!("pedido de outra loja");
    let sentence = "of another reference: “pedido de outra loja”";
    not_proved_by("externalReference=pedido de outra loja", "other_reference", &said, sentence);
}

#[test]
fn an_amount_that_cannot_be_read_is_no_payment() {
    let said = json!("doze e cinquenta");
    let sentence = "the amount cannot be read: “doze e cinquenta”";
    not_proved_by("amount=doze e cinquenta", "amount_unreadable", &said, sentence);
}

#[test]
fn another_transaction_is_no_payment() {
    let sentence = "of another transaction: “kk-de-outra-loja”";
    not_proved_by(
        "transactionId=kk-de-outra-loja",
        "other_id",
        &json!("kk-de-outra-loja"),
        sentence,
    );
}

#[test]
fn an_end_to_end_id_that_is_none_is_no_payment() {
    const LONG: &str = "E99999999202611281200abcdefghijkE99999999202611281200abcdefghijkE9";
    let sentence = "the id of the payment cannot be read";
    let answer = "endToEndId=E99999999202611281200abcdefghijkE99999999202611281200abcdefghijkE9";
    not_proved_by(answer, "end_to_end_id_unreadable", &json!(LONG), sentence);
}

#[test]
fn a_payment_pays_one_sale() {
    let spellings: [fn(&str) -> String; 3] =
        [str::to_owned, str::to_lowercase, |id| format!(" {id} ")];
    for spelled in spellings {
        pays_one_sale(spelled);
    }
}

/// The second sale's answer brings the first one's end-to-end id, spelled like this.
fn pays_one_sale(spelled: fn(&str) -> String) {
    let provider = bending_paid(move |answer, books| {
        let id = |nth: usize| books.charges.get(nth).and_then(|it| it.end_to_end_id.clone());
        let (Some(first), Some(second)) = (id(0), id(1)) else { return answer };
        let first = spelled(&first);
        answer.bent(|body| String::from_utf8(body).unwrap().replace(&second, &first).into_bytes())
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50"]).expect(0);
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "4s"]).expect(4);
    let pending = told.event("pending");
    assert_eq!(pending["unproven"]["doubt"], "end_to_end_id_taken", "{told}");
    assert_eq!(pending["received_centavos"], 0);
    assert!(told.err.contains("another sale's already"), "{told}");
    assert_eq!(till.show("1")["status"], "paid", "and the first sale keeps its own");
    assert_eq!(till.show("1")["anomalies"], json!([]));
}

#[test]
fn paid_as_the_answer_to_a_creation_is_asked_about() {
    let provider = Provider::start(|call, books| {
        let answer = books.answer(call);
        if call.kind != Kind::Create {
            return answer;
        }
        changed(answer, "AWAITING_PAYMENT", "PAID")
    });
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "4s"]).expect(4);
    assert!(!told.event_names().contains(&"paid"), "{told}");
    assert_eq!(told.event("pending")["received_centavos"], 0);
    assert!(!provider.questions().is_empty(), "asked about");
    provider.pay();
    till.run(&["watch", "--until-idle"]).expect(0);
    assert_eq!(till.show("1")["status"], "paid");
}

/// A provider that makes this of its code.
fn coding(code: impl Fn(&str) -> String + Send + 'static) -> Provider {
    Provider::start(move |call: &Call, books: &mut Books| {
        let answer = books.answer(call);
        if call.kind != Kind::Create {
            return answer;
        }
        let whole = books.charges[0].code.clone();
        changed(answer, &whole, code(&whole))
    })
}

fn fixed(centavos: Option<i64>) -> String {
    let merchant = Merchant::new("Padaria do Zé", "São Paulo").unwrap();
    let amount = centavos.map(Centavos::new);
    BrCode::fixed(&merchant, "loja@example.com", amount, None).unwrap().to_string()
}

#[test]
fn a_code_over_another_amount_is_not_shown() {
    for amount in [Some(125), None] {
        let code = fixed(amount);
        let provider = coding({
            let code = code.clone();
            move |_| code.clone()
        });
        let till = Till::connected(provider.url());
        let told = till.run(&["--json", "charge", "12,50", "--wait-for", "3s"]).expect(4);
        let created = told.event("charge_created");
        assert_eq!(created["copy_and_paste"], json!(null), "{amount:?}: {told}");
        assert!(created["code_refused"].is_string(), "{amount:?}: {told}");
        assert!(!told.out.contains(&code) && !told.err.trim().is_empty(), "{amount:?}: {told}");
        let shown = till.run(&["show", "1"]).expect(0);
        assert!(!shown.out.contains(&code), "{amount:?}: {shown}");
        // Whoever pays all the same is seen.
        provider.pay();
        till.run(&["watch", "--until-idle"]).expect(0);
        assert_eq!(till.show("1")["status"], "paid");
    }
    // A static code over the sale's own amount is shown.
    let code = fixed(Some(1_250));
    let provider = coding({
        let code = code.clone();
        move |_| code.clone()
    });
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--no-wait"]).expect(0);
    assert_eq!(told.event("charge_created")["copy_and_paste"], json!(code));
}

#[test]
fn a_code_is_trimmed_at_its_ends() {
    let provider = coding(|code| format!(r" {code}\r\n"));
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--no-wait"]).expect(0);
    let created = told.event("charge_created");
    assert_eq!(created["copy_and_paste"], json!(provider.only_charge().code));
    assert_eq!(created["code_refused"], json!(null));
}

#[test]
fn a_code_on_screen_is_asked_about_within_half_a_minute_whatever_the_provider_asks_for() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        // The first question is the connection's check.
        (Kind::Fetch, 2) => Answer::problem(429, "RATE").with("Retry-After", "900"),
        _ => books.answer(call),
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    let told = till.run(&["charge", "12,50"]).expect(0);
    assert!(told.out.contains("asks for patience until"), "{told}");
    let questions = provider.questions();
    let waited = questions[1].at - questions[0].at;
    assert!(waited > Duration::from_secs(25), "asked again after {waited:?}");
    assert!(waited < Duration::from_secs(35), "asked again after {waited:?}");
}
