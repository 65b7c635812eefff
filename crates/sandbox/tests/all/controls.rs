//! Controls, faults and the bank page, without a socket.

use std::time::Duration;

use domain::brcode::{BrCode, BrCodeError};
use sandbox::{Config, Credentials, OpenError, Outcome, Request, Response, Sandbox};
use serde_json::{Value, json};

use crate::till::{START_MS, charge_body, create_request, fetch_request, token_request};

pub(crate) fn config() -> Config {
    Config {
        credentials: Credentials::training(),
        books_file: None,
        customer_pays_after: None,
        merchant_name: "Loja de Treino".to_owned(),
        merchant_city: "São Paulo".to_owned(),
    }
}

fn sandbox() -> Sandbox {
    Sandbox::open(config()).unwrap()
}

#[track_caller]
fn answered(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Answer(response, _) => response,
        Outcome::Close => panic!("closed without an answer"),
    }
}

#[track_caller]
fn send(sandbox: &Sandbox, request: &Request) -> Value {
    let response = answered(sandbox.handle(request, START_MS));
    serde_json::from_slice(&response.body).unwrap()
}

#[track_caller]
fn order(sandbox: &Sandbox, path: &str, order: &Value) -> Value {
    send(sandbox, &Request::new("POST", path).with_json(order.to_string()))
}

fn token(sandbox: &Sandbox) -> String {
    send(sandbox, &token_request())["accessToken"].as_str().unwrap().to_owned()
}

/// A charge of R$ 10,00 with that reference.
fn charge(sandbox: &Sandbox, reference: &str) -> Value {
    let token = token(sandbox);
    send(sandbox, &create_request(&token, reference, charge_body("10.00", reference)))
}

fn books(sandbox: &Sandbox) -> Vec<Value> {
    let books = send(sandbox, &Request::new("GET", "/_sandbox/charges"));
    books["charges"].as_array().unwrap().clone()
}

#[test]
fn the_books_can_be_read_as_an_oracle() {
    let sandbox = sandbox();
    let created = charge(&sandbox, "order-1");
    let books = books(&sandbox);
    let [shown] = books.as_slice() else { panic!("{books:?}") };
    assert_eq!(shown["transactionId"], created["transactionId"]);
    assert_eq!(shown["copyAndPaste"], created["pixData"]["copyAndPaste"]);
    assert_eq!(shown["externalReference"], "order-1");
    assert_eq!(shown["idempotency_key"], "order-1");
    assert_eq!(shown["amount_centavos"], 1000);
    assert_eq!(shown["status"], "AWAITING_PAYMENT");
    assert_eq!(shown["requested_at_ms"], START_MS);
    assert_eq!(shown["expires_at_ms"], START_MS + 30 * 60_000);
    assert_eq!(shown["payments"], json!([]));
    let health = send(&sandbox, &Request::new("GET", "/_sandbox/health"));
    assert_eq!(health["name"], "balcao-sandbox");
}

#[test]
fn customers_pay_on_command() {
    let sandbox = sandbox();
    let id = charge(&sandbox, "a")["transactionId"].as_str().unwrap().to_owned();
    let paid = order(&sandbox, &format!("/_sandbox/charges/{id}/pay"), &json!({}));
    assert_eq!((&paid["status"], &paid["received_centavos"]), (&json!("PAID"), &json!(1000)));
    let again = order(&sandbox, "/_sandbox/charges/a/pay", &json!({}));
    assert_eq!(again["error"], "already_paid");

    charge(&sandbox, "b");
    let at_ms = START_MS - 1;
    let other = json!({"amount_centavos": 999, "at_ms": at_ms});
    let paid = order(&sandbox, "/_sandbox/charges/b/pay", &other);
    assert_eq!(paid["payments"][0]["amount_centavos"], 999);
    assert_eq!(paid["payments"][0]["paid_at_ms"], at_ms);

    charge(&sandbox, "c");
    let pay_twice = Request::new("POST", "/_sandbox/charges/c/pay-twice");
    assert_eq!(send(&sandbox, &pay_twice)["received_centavos"], 2000);
    assert_eq!(send(&sandbox, &pay_twice)["received_centavos"], 3000);

    let unknown = order(&sandbox, "/_sandbox/charges/z/pay", &json!({}));
    assert_eq!(unknown["error"], "unknown_charge");
    let nothing = order(&sandbox, "/_sandbox/charges/c/pay", &json!({"amount_centavos": 0}));
    assert_eq!(nothing["error"], "bad_amount");
    let misspelt = order(&sandbox, "/_sandbox/charges/a/pay", &json!({"amount": 1}));
    assert!(misspelt["error"].as_str().unwrap().contains("unknown field"));
}

#[test]
fn charges_end_on_command_and_late_money_is_asked_for() {
    let sandbox = sandbox();
    for (end, word) in [("expire", "EXPIRED"), ("cancel", "CANCELLED")] {
        charge(&sandbox, end);
        let path = format!("/_sandbox/charges/{end}");
        let ended = order(&sandbox, &format!("{path}/{end}"), &json!({}));
        assert_eq!(ended["status"], word);
        let in_time = order(&sandbox, &format!("{path}/pay"), &json!({}));
        assert_eq!(in_time["error"], word.to_ascii_lowercase());
        let late = order(&sandbox, &format!("{path}/pay"), &json!({"late": true}));
        assert_eq!(late["status"], "PAID");
    }
}

#[test]
fn the_clock_can_be_put_forward() {
    let sandbox = sandbox();
    charge(&sandbox, "a");
    order(&sandbox, "/_sandbox/clock", &json!({"advance_s": 30 * 60}));
    assert_eq!(books(&sandbox)[0]["status"], "EXPIRED");
    let request = Request::new("GET", "/_sandbox/health");
    let response = answered(sandbox.handle(&request, START_MS));
    assert_eq!(response.header("date"), Some("Tue, 10 Mar 2026 14:50:00 GMT"));
}

fn with_fault(fault: &Value) -> (Sandbox, Request) {
    let sandbox = sandbox();
    let token = token(&sandbox);
    let waiting = order(&sandbox, "/_sandbox/faults", fault);
    assert_eq!(waiting["faults"][0]["kind"], fault["kind"]);
    (sandbox, create_request(&token, "key", charge_body("10.00", "r")))
}

#[test]
fn dropped_answers_leave_the_books_as_they_say() {
    for (kind, charges) in [("drop_before", 0), ("drop_after", 1)] {
        let (sandbox, request) = with_fault(&json!({"on": "create", "kind": kind}));
        assert_eq!(sandbox.handle(&request, START_MS), Outcome::Close);
        assert_eq!(books(&sandbox).len(), charges, "{kind}");
        assert_eq!(answered(sandbox.handle(&request, START_MS)).status, 201);
        assert_eq!(books(&sandbox).len(), 1, "{kind}: the same key makes no second charge");
        let seen = send(&sandbox, &Request::new("GET", "/_sandbox/requests"));
        let [_, first, second] = seen["requests"].as_array().unwrap().as_slice() else {
            panic!("{seen}")
        };
        assert_eq!(first["body_sha256"], second["body_sha256"]);
        assert_eq!((&first["fault"], &first["status"]), (&json!(kind), &Value::Null));
        assert_eq!((&second["fault"], &second["status"]), (&Value::Null, &json!(201)));
    }
}

#[test]
fn refusing_faults_do_not_touch_the_books() {
    for (kind, status, content_type) in [
        ("status_500", 500, "application/problem+json"),
        ("rate_limited", 429, "application/problem+json"),
        ("token_expired", 401, "application/problem+json"),
        ("html", 200, "text/html; charset=utf-8"),
    ] {
        let fault = json!({"on": "create", "kind": kind, "retry_after_s": 7});
        let (sandbox, request) = with_fault(&fault);
        let response = answered(sandbox.handle(&request, START_MS));
        assert_eq!(
            (response.status, response.header("content-type")),
            (status, Some(content_type))
        );
        assert_eq!(response.header("retry-after").is_some(), kind == "rate_limited");
        assert!(books(&sandbox).is_empty(), "{kind}");
    }
}

#[test]
fn spoilt_answers_come_from_processed_calls() {
    let spoilt = |fault: Value| {
        let (sandbox, request) = with_fault(&fault);
        let response = answered(sandbox.handle(&request, START_MS));
        assert_eq!(books(&sandbox).len(), 1, "{fault}");
        let unspoilt = answered(sandbox.handle(&request, START_MS));
        assert_eq!(unspoilt.status, 201, "{fault} is used up");
        assert_ne!(unspoilt, response);
        response
    };
    assert_eq!(spoilt(json!({"kind": "status_500_after"})).status, 500);
    let malformed = spoilt(json!({"kind": "malformed_json"}));
    assert!(serde_json::from_slice::<Value>(&malformed.body).is_err());
    let unknown = spoilt(json!({"kind": "unknown_status"}));
    assert!(String::from_utf8(unknown.body).unwrap().contains(r#""status":"UNDER_ANALYSIS""#));
    let wrong = spoilt(json!({"kind": "wrong_code"}));
    let wrong: Value = serde_json::from_slice(&wrong.body).unwrap();
    let code = BrCode::parse(wrong["pixData"]["copyAndPaste"].as_str().unwrap());
    assert!(matches!(code, Err(BrCodeError::WrongCrc { .. })));
    let clock = spoilt(json!({"kind": "wrong_clock"}));
    assert_eq!(clock.header("date"), Some("Tue, 10 Mar 2026 13:20:00 GMT"));
}

#[test]
fn a_delayed_answer_is_processed_at_once() {
    let (sandbox, request) = with_fault(&json!({"kind": "delay", "ms": 2500}));
    let Outcome::Answer(_, delay) = sandbox.handle(&request, START_MS) else { panic!("closed") };
    assert_eq!(delay, Duration::from_millis(2500));
    assert_eq!(books(&sandbox).len(), 1);
}

#[test]
fn faults_wait_for_their_calls_and_can_be_taken_back() {
    let (sandbox, request) = with_fault(&json!({"on": "fetch", "kind": "html", "times": 2}));
    assert_eq!(answered(sandbox.handle(&request, START_MS)).status, 201);
    let token = token(&sandbox);
    let fetch = fetch_request(&token, "x");
    assert_eq!(answered(sandbox.handle(&fetch, START_MS)).status, 200);
    let waiting = send(&sandbox, &Request::new("GET", "/_sandbox/faults"));
    assert_eq!(waiting["faults"][0]["times"], 1);
    send(&sandbox, &Request::new("DELETE", "/_sandbox/faults"));
    assert_eq!(answered(sandbox.handle(&fetch, START_MS)).status, 404);
    let refused = order(&sandbox, "/_sandbox/faults", &json!({"kind": "earthquake"}));
    assert!(refused["error"].as_str().unwrap().contains("earthquake"));
}

#[test]
fn only_this_machine_is_let_in() {
    let sandbox = sandbox();
    let status = |name: &str, value: &str| {
        let request = Request::new("GET", "/_sandbox/health").with_header(name, value);
        answered(sandbox.handle(&request, START_MS)).status
    };
    for (name, value) in [
        ("host", "127.0.0.1:8080"),
        ("host", "localhost"),
        ("host", "[::1]:8080"),
        ("origin", "http://127.0.0.1:8080"),
    ] {
        assert_eq!(status(name, value), 200, "{name}: {value}");
    }
    for (name, value) in [
        ("host", "example.com"),
        ("host", "127.0.0.1.example.com:80"),
        ("origin", "https://example.com"),
        ("origin", "http://localhost.example.com"),
        ("origin", "null"),
    ] {
        assert_eq!(status(name, value), 403, "{name}: {value}");
    }
}

#[test]
fn the_bank_pays_what_it_can_read() {
    let sandbox = sandbox();
    let created = charge(&sandbox, "order-1");
    let code = created["pixData"]["copyAndPaste"].as_str().unwrap();
    let seen = order(&sandbox, "/banco/look", &json!({"code": format!(" {code}\n")}));
    assert_eq!(seen["receiver"], "LOJA DE TREINO");
    assert_eq!((&seen["amount"], &seen["status"]), (&json!("R$ 10,00"), &json!("waiting")));
    let paid = order(&sandbox, "/banco/pay", &json!({"code": code}));
    assert_eq!((&paid["status"], &paid["paid"]["amount"]), (&json!("paid"), &json!("R$ 10,00")));
    let again = order(&sandbox, "/banco/pay", &json!({"code": code}));
    assert_eq!(again["error"], "already_paid");

    let created = charge(&sandbox, "order-2");
    let code = created["pixData"]["copyAndPaste"].as_str().unwrap();
    let typed = order(&sandbox, "/banco/pay", &json!({"code": code, "amount": "1.234"}));
    assert_eq!(typed["error"], "bad_amount");
    let paid = order(&sandbox, "/banco/pay", &json!({"code": code, "amount": "9,99"}));
    assert_eq!(paid["paid"]["amount"], "R$ 9,99");
    assert_eq!(books(&sandbox)[1]["received_centavos"], 999);
}

#[test]
fn the_bank_says_why_it_cannot_pay() {
    let sandbox = sandbox();
    let created = charge(&sandbox, "order-1");
    let code = created["pixData"]["copyAndPaste"].as_str().unwrap();
    let elsewhere = "00020101021126580014br.gov.bcb.pix0136f8b4dbf6-c619-42fb-9f2f-0134209842d8\
        5204000053039865802BR5921Biscoint.io - NAX TEC6009SAO PAULO62070503***63042D6F";
    for (pasted, error) in [
        ("", "empty"),
        ("hello", "not_a_code"),
        (&format!("{}0000", &code[..code.len() - 4]), "wrong_crc"),
        (elsewhere, "unknown_code"),
    ] {
        let answer = order(&sandbox, "/banco/pay", &json!({"code": pasted}));
        assert_eq!(answer["error"], error, "{pasted}");
    }
    order(&sandbox, "/_sandbox/charges/order-1/expire", &json!({}));
    assert_eq!(order(&sandbox, "/banco/pay", &json!({"code": code}))["error"], "expired");
    assert!(books(&sandbox)[0]["payments"].as_array().unwrap().is_empty());
}

#[test]
fn the_bank_page_runs_nothing_but_its_own_files() {
    let sandbox = sandbox();
    for path in ["/banco", "/banco/banco.css", "/banco/banco.js", "/banco/banco.svg"] {
        let response = answered(sandbox.handle(&Request::new("GET", path), START_MS));
        assert_eq!(response.status, 200, "{path}");
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    }
}

#[test]
fn the_customer_pays_by_itself_if_wanted() {
    let customer_pays_after = Some(Duration::from_secs(4));
    let sandbox = Sandbox::open(Config { customer_pays_after, ..config() }).unwrap();
    charge(&sandbox, "a");
    let status = |at_ms| {
        let books = answered(sandbox.handle(&Request::new("GET", "/_sandbox/charges"), at_ms));
        let books: Value = serde_json::from_slice(&books.body).unwrap();
        books["charges"][0]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(START_MS + 3_999), "AWAITING_PAYMENT");
    assert_eq!(status(START_MS + 4_000), "PAID");
}

#[test]
fn the_books_outlive_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let books_file = Some(folder.path().join("training/books.json"));
    let open = || Sandbox::open(Config { books_file: books_file.clone(), ..config() });
    let first = open().unwrap();
    let (old_token, created) = (token(&first), charge(&first, "a"));
    drop(first);

    let second = open().unwrap();
    let id = created["transactionId"].as_str().unwrap();
    assert_eq!(send(&second, &fetch_request(&old_token, id))["status"], "AWAITING_PAYMENT");
    let other = charge(&second, "b");
    assert_ne!(other["transactionId"], created["transactionId"]);

    std::fs::write(books_file.as_deref().unwrap(), "{").unwrap();
    let refused = open().expect_err("damaged books");
    assert!(matches!(refused, OpenError::Books { .. }));
    assert!(refused.to_string().contains("books.json"));
}

#[test]
fn an_answer_does_not_leave_before_the_books_are_safe() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.json");
    let sandbox = Sandbox::open(Config { books_file: Some(path.clone()), ..config() }).unwrap();
    let token = token(&sandbox);
    let request = create_request(&token, "key", charge_body("10.00", "r"));
    // A folder in the file's place cannot be replaced by a file.
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(answered(sandbox.handle(&request, START_MS)).status, 500);
    std::fs::remove_dir(&path).unwrap();
    assert_eq!(answered(sandbox.handle(&request, START_MS)).status, 201);
    assert!(path.is_file());
    assert_eq!(books(&sandbox).len(), 1);
}
