//! Answers that get lost or make no sense: the same request again, and one charge in the end.

use std::time::{Duration, Instant};

use super::balcao::Till;
use super::provider::{Call, Kind, Provider};
use super::wire::Answer;

/// The charge was created more than once on the wire, each time with the same key and bytes.
fn repeated_to_the_byte(provider: &Provider) -> Vec<Call> {
    let creations = provider.calls(Kind::Create);
    assert!(creations.len() > 1, "{creations:?}");
    for again in &creations[1..] {
        assert_eq!(again.request.body, creations[0].request.body);
        let key = |call: &Call| call.request.header("x-idempotency-key").to_owned();
        assert_eq!(key(again), key(&creations[0]));
    }
    creations
}

/// A sale whose first creation is answered like this, and that is paid nevertheless.
fn sells_in_spite_of(is_processed: bool, answer: impl Fn() -> Answer + Send + 'static) {
    let provider = Provider::start(move |call, books| match (call.kind, call.nth) {
        (Kind::Create, 1) => {
            if is_processed {
                books.answer(call);
            }
            answer()
        }
        _ => books.answer(call),
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50"]).expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"]);
    repeated_to_the_byte(&provider);
    provider.only_charge();
    let orders = till.orders();
    assert_eq!((orders.len(), orders[0]["status"].as_str()), (1, Some("paid")));
}

/// A sale whose first question is answered like this, and that is paid nevertheless.
fn waits_in_spite_of(answer: impl Fn() -> Answer + Send + 'static) -> Provider {
    let provider = Provider::start(move |call, books| match call.kind {
        // The first question is the connection's check.
        Kind::Fetch if call.nth == 2 => answer(),
        _ => books.answer(call),
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50"]).expect(0);
    assert_eq!(told.event_names(), ["charge_created", "paid"]);
    provider
}

fn page() -> Answer {
    Answer::json(200, "<!doctype html><p>Bem-vindo ao Wi-Fi!").with("Content-Type", "text/html")
}

fn huge() -> Answer {
    let mut body = r#"{"padding":""#.to_owned();
    body.push_str(&"x".repeat(50 * 1024 * 1024));
    Answer::json(200, body + r#"","status":"EXPIRED"}"#)
}

#[test]
fn a_creation_dropped_after_processing_is_repeated_and_charged_once() {
    sells_in_spite_of(true, Answer::hang_up);
}

#[test]
fn a_creation_dropped_before_processing_is_repeated() {
    sells_in_spite_of(false, Answer::hang_up);
}

#[test]
fn a_creation_answered_500_after_processing_is_repeated() {
    sells_in_spite_of(true, || Answer::problem(500, "INTERNAL"));
}

#[test]
fn a_creation_answered_503_before_processing_is_repeated() {
    sells_in_spite_of(false, || Answer::problem(503, "INTERNAL"));
}

#[test]
fn a_creation_answered_with_half_a_json_is_repeated() {
    sells_in_spite_of(true, || Answer::json(201, r#"{"transactionId":"kk6g2"#));
}

#[test]
fn a_creation_answered_with_nothing_is_repeated() {
    sells_in_spite_of(true, || Answer::json(201, ""));
}

#[test]
fn a_creation_answered_by_a_hotels_page_is_repeated() {
    sells_in_spite_of(false, page);
}

#[test]
fn a_creation_answered_without_an_id_is_repeated() {
    sells_in_spite_of(true, || Answer::json(201, r#"{"status":"AWAITING_PAYMENT"}"#));
}

#[test]
fn a_creation_answered_with_50_mb_is_repeated() {
    sells_in_spite_of(true, huge);
}

#[test]
fn a_question_answered_with_nonsense_changes_nothing() {
    let nonsense: [fn() -> Answer; 8] = [
        || Answer::json(200, r#"{"status":"EXPI"#),
        || Answer::json(200, r#"{"status":null}"#),
        || Answer::json(200, r#"{"transactionId":"another","status":"CANCELLED"}"#),
        || Answer::problem(500, "INTERNAL"),
        || Answer::problem(404, "NOT_FOUND"),
        Answer::hang_up,
        page,
        huge,
    ];
    std::thread::scope(|scope| {
        for answer in nonsense {
            scope.spawn(move || waits_in_spite_of(answer));
        }
    });
}

#[test]
fn a_token_that_expires_on_the_way_is_renewed_once() {
    let provider = waits_in_spite_of(|| Answer::problem(401, "TOKEN_EXPIRED"));
    // One to connect, one for the charge, one in place of the expired.
    assert_eq!(provider.calls(Kind::Token).len(), 3);
}

#[test]
fn a_token_that_expires_at_the_creation_is_renewed_with_the_same_key() {
    let provider = Provider::start(|call, books| match (call.kind, call.nth) {
        (Kind::Create, 1) => Answer::problem(401, "TOKEN_EXPIRED"),
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let creations = repeated_to_the_byte(&provider);
    assert_eq!(creations.len(), 2);
    assert_ne!(
        creations[0].request.header("authorization"),
        creations[1].request.header("authorization")
    );
}

#[test]
fn a_token_refused_again_and_again_ends_with_the_credentials() {
    let provider = Provider::start(|call, books| match call.kind {
        Kind::Create => Answer::problem(401, "TOKEN_EXPIRED"),
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50"]).expect(5);
    assert_eq!(provider.calls(Kind::Create).len(), 2, "once more, and no more");
}

#[test]
fn one_token_serves_all_charges_at_once() {
    let provider = Provider::start(|call, books| {
        let answer = books.answer(call);
        // Long enough for all charges to ask for a token meanwhile.
        if call.kind == Kind::Token { answer.after(Duration::from_millis(500)) } else { answer }
    });
    let till = Till::connected(provider.url());
    for _ in 0..6 {
        till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    }
    let before = provider.calls(Kind::Token).len();
    provider.books(|books| books.charges.iter_mut().for_each(|charge| charge.set_status("PAID")));
    till.run(&["watch", "--until-idle"]).expect(0);
    assert_eq!(provider.calls(Kind::Token).len(), before + 1);
    assert!(till.orders().iter().all(|order| order["status"] == "paid"));
}

#[test]
fn a_pause_that_the_provider_asks_for_is_kept() {
    let pause =
        |seconds: &'static str| move || Answer::problem(429, "RATE").with("Retry-After", seconds);
    sells_in_spite_of(false, || Answer::problem(429, "RATE"));
    let provider = Provider::start(move |call, books| match (call.kind, call.nth) {
        (Kind::Create, 1) | (Kind::Fetch, 2) => pause("4")(),
        _ => books.answer(call),
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50"]).expect(0);
    let creations = repeated_to_the_byte(&provider);
    let questions = provider.questions();
    for calls in [&creations, &questions] {
        let waited = calls[1].at - calls[0].at;
        assert!(waited >= Duration::from_secs(4), "asked again after {waited:?}");
        assert!(waited < Duration::from_secs(15), "asked again after {waited:?}");
    }
}

#[test]
fn a_charge_without_an_answer_is_unknown_and_not_failed() {
    let provider = Provider::start(|call, books| match call.kind {
        Kind::Create => {
            books.answer(call);
            Answer::hang_up()
        }
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "3s"]).expect(4);
    let pending = told.event("pending");
    assert_eq!(pending["status"], "registering");
    assert_eq!(pending["outcome_unknown"], true);
    provider.only_charge();
    repeated_to_the_byte(&provider);
    let told = till.run(&["charge", "12,50", "--no-wait", "--reference", "depois"]);
    assert_eq!(told.code, 4, "no code to print: {told}");
    assert_eq!(provider.books(|books| books.charges.len()), 2, "another sale is another charge");
}

#[test]
fn a_provider_that_does_not_answer_keeps_nobody_longer_than_was_asked() {
    let provider = Provider::start(|call, books| {
        let answer = books.answer(call);
        let is_first = call.kind == Kind::Create && call.nth == 1;
        if is_first { answer.after(Duration::from_mins(1)) } else { answer }
    });
    let till = Till::connected(provider.url());
    let begun = Instant::now();
    let told = till.run(&["--json", "charge", "12,50", "--wait-for", "1s"]).expect(4);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(told.event_names(), ["pending"]);
    assert_eq!(told.event("pending")["outcome_unknown"], true);
    provider.pay();
    till.run(&["watch", "--until-idle"]).expect(0);
    repeated_to_the_byte(&provider);
    provider.only_charge();
    assert_eq!(till.orders()[0]["status"], "paid");
}

#[test]
fn a_token_is_renewed_before_it_ends() {
    let provider = Provider::start(|call, books| match call.kind {
        // A minute before its end it is too old: two seconds from now.
        Kind::Token => Answer::json(200, r#"{"accessToken":"cracha.de.hoje-x","expiresIn":62}"#),
        _ => books.answer(call),
    });
    let till = Till::connected(provider.url());
    let before = provider.calls(Kind::Token).len();
    let mut charge = till.start(&["charge", "12,50"]);
    provider.wait_for_calls(Kind::Token, before + 2);
    provider.pay();
    charge.end().expect(0);
}

#[test]
fn a_network_that_fails_while_waiting_is_told_and_waited_out() {
    let provider = Provider::start(|call, books| match call.kind {
        Kind::Fetch if (2..4).contains(&call.nth) => Answer::hang_up(),
        _ => books.answer(call),
    });
    provider.books(|books| books.paid_at_once = true);
    let till = Till::connected(provider.url());
    let told = till.run(&["charge", "12,50"]).expect(0);
    assert!(told.out.contains("No contact with ConnectPSP, trying again"), "{told}");
    assert!(told.out.contains("PAID"), "{told}");
}
