//! What ConnectPSP documents, against the pure provider; what it leaves open is marked ASSUMED in
//! the sandbox, and tested here only so that it does not change unseen.

use domain::Centavos;
use domain::brcode::{self, Kind};
use sandbox::Request;
use sandbox::books::{Books, PayRefusal, PayRule};

use crate::till::{
    START_MS, admitted, charge_body, charge_body_with_hook, fetch_request, token_request,
};
use crate::world::{World, assert_problem, json, raw, text};

#[test]
fn a_token_lives_an_hour() {
    let mut world = World::new();
    let response = world.answer(&token_request());
    let body = json(&response);
    assert_eq!(response.status, 200);
    assert_eq!(text(&body, "tokenType"), "Bearer");
    assert_eq!(body["expiresIn"], 3600);
    assert_eq!(text(&body, "issuedAt"), "2026-03-10T14:20:00Z");
    let token = text(&body, "accessToken");
    assert_eq!(token.split('.').count(), 3, "{token}");

    let request = fetch_request(token, "none");
    world.now_ms += 3_600_000 - 1;
    assert_problem(&world.answer(&request), 404, "NOT_FOUND");
    world.now_ms += 1;
    assert_problem(&world.answer(&request), 401, "TOKEN_EXPIRED");
}

#[test]
fn tokens_are_for_those_with_credentials() {
    let mut world = World::new();
    for body in
        [r#"{"clientId":"100001","clientSecret":"x"}"#, r#"{"clientId":"","clientSecret":""}"#]
    {
        let request = Request::new("POST", "/auth/token").with_json(body);
        assert_problem(&world.answer(&request), 401, "INVALID_CREDENTIALS");
    }
    for body in ["", "{", r#"{"clientId":100001,"clientSecret":"x"}"#, r#"{"clientId":"1"}"#] {
        let request = Request::new("POST", "/auth/token").with_json(body);
        assert_problem(&world.answer(&request), 400, "VALIDATION_ERROR");
    }
}

#[test]
fn every_other_call_wants_both_tokens() {
    let mut world = World::new();
    let token = world.token();
    for request in [Request::new("POST", "/cash-in"), Request::new("GET", "/cash-in/x")] {
        assert_problem(&world.answer(&request), 401, "UNAUTHORIZED");
        let basic = request.clone().with_header("authorization", "Basic eDp5");
        assert_problem(&world.answer(&basic), 401, "UNAUTHORIZED");
        assert_problem(&world.answer(&admitted(request.clone(), "a.b.c")), 401, "TOKEN_EXPIRED");
        let half = request.with_header("authorization", &format!("Bearer {token}"));
        assert_problem(&world.answer(&half), 401, "INVALID_APPLICATION_TOKEN");
        let wrong = half.with_header("applicationtoken", "f47ac10b-58cc-4372-a567-0e02b2c3d479");
        assert_problem(&world.answer(&wrong), 401, "INVALID_APPLICATION_TOKEN");
    }
}

#[test]
fn a_charge_is_answered_as_in_the_tutorial() {
    let mut world = World::new();
    let response = world.create("key-1", &charge_body("10.00", "test-order-001"));
    assert_eq!(response.status, 201);
    let body = json(&response);
    let (id, code) = (text(&body, "transactionId"), text(&body["pixData"], "copyAndPaste"));
    let expected = format!(
        r#"{{"transactionId":"{id}","internalCode":"{}","externalReference":"test-order-001","status":"AWAITING_PAYMENT","amount":10.00,"payer":{{"name":"Test User","document":"12345678909"}},"pixData":{{"copyAndPaste":"{code}","qrCodeImageBase64":""}},"requestedAt":"2026-03-10T11:20:00-03:00"}}"#,
        text(&body, "internalCode"),
    );
    assert_eq!(raw(&response), expected);
    assert!(id.len() == 35 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(text(&body, "internalCode").len(), 7);

    let code = brcode::check(code, Centavos::new(1_000)).unwrap();
    assert_eq!(code.kind(), Some(Kind::Dynamic));
    assert_eq!(code.merchant_name(), Some("PADARIA SAO JOAO"));
    assert_eq!(code.amount_text(), Some("10.00"));
}

#[test]
fn the_picture_is_bare_base64_of_a_png_with_the_code() {
    use base64::Engine;
    let mut world = World::new();
    world.psp.draws_codes = true;
    let body = json(&world.create("key-1", &charge_body("10.00", "r")));
    let picture = text(&body["pixData"], "qrCodeImageBase64");
    assert!(picture.starts_with("iVBORw0KGgo"));
    let png = base64::engine::general_purpose::STANDARD.decode(picture).unwrap();

    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut grey = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut grey).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
    let (_, read) = image.detect_grids()[0].decode().unwrap();
    assert_eq!(read, text(&body["pixData"], "copyAndPaste"));
}

#[test]
fn amounts_are_exact() {
    let mut world = World::new();
    for (number, (typed, answered)) in
        [("150.5", "150.50"), ("500", "500.00"), ("0.01", "0.01"), ("1e2", "100.00")]
            .into_iter()
            .enumerate()
    {
        let reference = format!("r-{number}");
        let response = world.create(&reference, &charge_body(typed, &reference));
        assert!(raw(&response).contains(&format!(r#""amount":{answered},"#)), "{typed}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_refused() {
    let mut world = World::new();
    let good = charge_body_with_hook("10.00", "r", "https://example.com/hook");
    let long = "x".repeat(256);
    for (what, with) in [
        ("10.00", "0"),
        ("10.00", "-1"),
        ("10.00", "10.001"),
        ("10.00", "\"10.00\""),
        ("10.00", "null"),
        ("10.00", "1e99"),
        ("\"amount\":10.00,", ""),
        ("\"r\"", "\"\""),
        ("\"r\"", "7"),
        ("\"r\"", &format!("\"{long}\"")),
        (":30,", ":0,"),
        (":30,", ":-5,"),
        (":30,", ":1.5,"),
        (":30,", ":99999999999,"),
        ("Test User", " "),
        ("12345678909", "123.456.789-09"),
        ("12345678909", "1234567890"),
        ("https://example.com/hook", ""),
        ("https://example.com/hook", "example.com/hook"),
        ("https://example.com/hook", "/hook"),
        ("https://example.com/hook", "ftp://example.com/hook"),
        ("https://example.com/hook", "https://user:password@example.com/hook"),
        ("https://example.com/hook", "https:///hook"),
        ("https://example.com/hook", &format!("https://example.com/{}", "x".repeat(2048))),
        ("\"https://example.com/hook\"", "7"),
        ("\"payer\":", "\"openFinance\":{},\"payer\":"),
        ("\"payer\":", "\"buyer\":"),
        ("{", "["),
    ] {
        assert!(good.contains(what), "{what}");
        let response = world.create("k", &good.replacen(what, with, 1));
        assert_problem(&response, 400, "VALIDATION_ERROR");
    }
    let token = world.token();
    let form = admitted(Request::new("POST", "/cash-in"), &token)
        .with_header("content-type", "application/x-www-form-urlencoded");
    assert_problem(&world.answer(&form), 400, "VALIDATION_ERROR");
    assert_problem(&world.create("", &good), 400, "VALIDATION_ERROR");
    assert_eq!(world.books.charges().count(), 0);
    assert_eq!(world.create("k", &good).status, 201, "a refusal is not remembered under the key");
}

#[test]
fn unknown_fields_and_alphanumeric_companies_are_let_through() {
    let mut world = World::new();
    let body = charge_body("10.00", "r").replace("12345678909", "12ABC34501DE35").replacen(
        '{',
        r#"{"color":"green","#,
        1,
    );
    assert_eq!(world.create("k", &body).status, 201);
}

#[test]
fn the_same_key_gets_the_original_answer_whatever_happened_since() {
    let mut world = World::new();
    let body = charge_body("10.00", "r");
    let first = world.create("key-1", &body);
    let id = text(&json(&first), "transactionId").to_owned();
    world.now_ms += 60_000;
    world.pay(&id, None, PayRule::Waiting).unwrap();
    assert_eq!(world.create("key-1", &body), first);
    assert_eq!(world.books.charges().count(), 1);
}

#[test]
fn a_key_or_a_reference_cannot_be_used_for_something_else() {
    let mut world = World::new();
    let body = charge_body("10.00", "r");
    assert_eq!(world.create("key-1", &body).status, 201);
    let same_meaning = body.replace("10.00", "10.0");
    assert_problem(&world.create("key-1", &same_meaning), 422, "IDEMPOTENCY_KEY_REUSED");
    assert_problem(&world.create("key-2", &body), 409, "DUPLICATE_EXTERNAL_REFERENCE");
    let token = world.token();
    let without_key = admitted(Request::new("POST", "/cash-in").with_json(body), &token);
    assert_problem(&world.answer(&without_key), 409, "DUPLICATE_EXTERNAL_REFERENCE");
    assert_eq!(world.books.charges().count(), 1);
}

#[test]
fn a_waiting_charge_is_found_by_its_ids_but_not_by_its_reference() {
    let mut world = World::new();
    let id = world.charge("order 1/2");
    let by_id = world.fetch(&id);
    assert_eq!(by_id.status, 200);
    let body = json(&by_id);
    let expected = format!(
        r#"{{"transactionId":"{id}","internalCode":"{}","externalReference":"order 1/2","endToEndId":null,"originalEndToEndId":null,"status":"AWAITING_PAYMENT","amount":10.00,"payer":{{"name":"Test User","document":"12345678909","bankData":null}},"requestedAt":"2026-03-10T11:20:00-03:00","paidAt":null,"refundedAt":null,"expiredAt":null}}"#,
        text(&body, "internalCode"),
    );
    assert_eq!(raw(&by_id), expected);
    assert_eq!(world.fetch(text(&body, "internalCode")), by_id);
    let encoded = format!("%{:02X}{}", id.as_bytes()[0], &id[1..]);
    assert_eq!(world.fetch(&encoded), by_id);
    for unknown in ["order%201%2F2", "nothing", "%00", "%FF%FE"] {
        assert_problem(&world.fetch(unknown), 404, "NOT_FOUND");
    }
}

#[test]
fn a_paid_charge_tells_who_paid_and_when() {
    let mut world = World::new();
    let id = world.charge("r");
    world.now_ms += 135_000;
    world.pay(&id, None, PayRule::Waiting).unwrap();
    let body = json(&world.fetch(&id));
    assert_eq!(text(&body, "status"), "PAID");
    assert_eq!(text(&body, "paidAt"), "2026-03-10T11:22:15-03:00");
    assert_eq!(text(&body["payer"]["bankData"], "branch"), "0001");
    let end_to_end_id = text(&body, "endToEndId");
    assert!(end_to_end_id.starts_with("E99999999202603101422"), "{end_to_end_id}");
    assert_eq!(end_to_end_id.len(), 32);
    assert_eq!(json(&world.fetch(end_to_end_id)), body);
    assert_eq!(world.pay(&id, None, PayRule::Waiting), Err(PayRefusal::AlreadyPaid));
    assert_eq!(world.pay(&id, None, PayRule::Late), Err(PayRefusal::AlreadyPaid));
}

#[test]
fn several_payments_are_told_as_their_sum_and_the_latest_id() {
    let mut world = World::new();
    let id = world.charge("r");
    world.pay(&id, Some(999), PayRule::Waiting).unwrap();
    assert!(raw(&world.fetch(&id)).contains(r#""amount":9.99,"#));
    let first = text(&json(&world.fetch(&id)), "endToEndId").to_owned();
    world.pay(&id, None, PayRule::Any).unwrap();
    let fetched = world.fetch(&id);
    assert!(raw(&fetched).contains(r#""amount":19.99,"#));
    assert_ne!(text(&json(&fetched), "endToEndId"), first);
    assert_eq!(world.fetch(&first), fetched);
}

#[test]
fn a_charge_expires_by_the_clock_and_late_money_still_counts() {
    let mut world = World::new();
    let id = world.charge("r");
    world.now_ms += 30 * 60_000 - 1;
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "AWAITING_PAYMENT");
    world.now_ms += 1;
    let body = json(&world.fetch(&id));
    assert_eq!(text(&body, "status"), "EXPIRED");
    assert_eq!(text(&body, "expiredAt"), "2026-03-10T11:50:00-03:00");
    assert_eq!(world.pay(&id, None, PayRule::Waiting), Err(PayRefusal::Expired));
    world.pay(&id, None, PayRule::Late).unwrap();
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "PAID");
}

#[test]
fn without_a_time_a_charge_lives_a_day() {
    let mut world = World::new();
    let body = charge_body("10.00", "r").replace("\"expirationInMinutes\":30,", "");
    let id = text(&json(&world.create("k", &body)), "transactionId").to_owned();
    world.now_ms += 1440 * 60_000 - 1;
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "AWAITING_PAYMENT");
    world.now_ms += 1;
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "EXPIRED");
}

#[test]
fn a_cancelled_charge_stays_so_until_money_arrives() {
    let mut world = World::new();
    let id = world.charge("r");
    assert!(world.books.cancel(&id, START_MS));
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "CANCELLED");
    assert_eq!(world.pay(&id, None, PayRule::Waiting), Err(PayRefusal::Cancelled));
    world.pay(&id, None, PayRule::Late).unwrap();
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "PAID");
}

#[test]
fn eager_customers_pay_in_time_or_not_at_all() {
    let mut world = World::new();
    let (slow, quick) = (world.charge("slow"), world.charge("quick"));
    assert!(world.books.cancel(&slow, START_MS));
    world.books.let_customers_pay(4_000, START_MS + 3_999);
    assert_eq!(text(&json(&world.fetch(&quick)), "status"), "AWAITING_PAYMENT");
    world.now_ms += 60_000;
    world.books.let_customers_pay(4_000, world.now_ms);
    let body = json(&world.fetch(&quick));
    assert_eq!(text(&body, "paidAt"), "2026-03-10T11:20:04-03:00");
    assert_eq!(text(&json(&world.fetch(&slow)), "status"), "CANCELLED");
}

#[test]
fn other_paths_and_methods_are_refused() {
    let mut world = World::new();
    for path in ["/", "/cash-in/", "/cash-in/x/y", "/cash-out", "/account/balance", "//cash-in"] {
        assert_problem(&world.answer(&Request::new("GET", path)), 404, "NOT_FOUND");
    }
    for (method, path, allowed) in [
        ("GET", "/auth/token", "POST"),
        ("PUT", "/cash-in", "POST"),
        ("DELETE", "/cash-in/x", "GET"),
    ] {
        let response = world.answer(&Request::new(method, path));
        assert_problem(&response, 405, "METHOD_NOT_ALLOWED");
        assert_eq!(response.header("allow"), Some(allowed));
    }
}

#[test]
fn a_paid_charge_with_a_webhook_is_noted_to_be_told() {
    let mut world = World::new();
    let id = world.charge("without");
    world.pay(&id, None, PayRule::Waiting).unwrap();
    assert_eq!(world.books.notices().count(), 0);

    let body = charge_body_with_hook("10.00", "with", "http://127.0.0.1:9/hook");
    let id = text(&json(&world.create("with", &body)), "transactionId").to_owned();
    assert_eq!(world.books.notices().count(), 0);
    world.pay(&id, None, PayRule::Waiting).unwrap();
    world.pay(&id, None, PayRule::Any).unwrap();
    let noted: Vec<_> = world.books.notices().collect();
    assert_eq!(noted.iter().map(|notice| notice.payments).collect::<Vec<_>>(), [1, 2]);
    assert!(noted.iter().all(|notice| notice.url == "http://127.0.0.1:9/hook"
        && notice.transaction_id == id
        && notice.due_at_ms == Some(START_MS)));
}

#[test]
fn books_of_before_there_were_webhooks_are_read() {
    let mut world = World::new();
    world.charge("a");
    let kept = String::from_utf8(world.books.to_json().unwrap()).unwrap();
    let older = kept.replace(r#","outbox":{"notices":[],"count":0}"#, "");
    assert!(older.len() < kept.len() && !older.contains("webhook"), "{older}");
    let books = Books::from_json(older.as_bytes()).unwrap();
    assert_eq!(books.to_json().unwrap(), kept.into_bytes());
}

#[test]
fn the_same_seed_and_calls_give_the_same_books() {
    let books = || {
        let mut world = World::new();
        let id = world.charge("a");
        world.charge("b");
        world.pay(&id, None, PayRule::Waiting).unwrap();
        world.books
    };
    let kept = books().to_json().unwrap();
    assert_eq!(kept, books().to_json().unwrap());

    let mut world = World::new();
    world.books = Books::from_json(&kept).unwrap();
    let id = world.books.find_reference("a").unwrap().transaction_id.clone();
    assert_eq!(text(&json(&world.fetch(&id)), "status"), "PAID");
    let again = world.create("b", &charge_body("10.00", "b"));
    assert_eq!((again.status, world.books.charges().count()), (201, 2));
}
