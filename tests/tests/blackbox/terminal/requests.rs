//! What `charge` writes on the wire, and which options it takes.

use serde_json::{Value, json};

use super::balcao::Till;
use super::provider::{Call, Kind, Provider};

fn body(call: &Call) -> Value {
    serde_json::from_str(&call.request.body).unwrap()
}

#[test]
fn a_request_is_as_documented() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--no-wait"]).expect(0);
    let created = told.event("charge_created");
    let charge = provider.only_charge();
    assert_eq!(created["provider_id"], charge.id);
    assert_eq!(created["reference"], charge.reference);
    assert_eq!(created["copy_and_paste"], charge.code);
    assert_eq!(created["amount_centavos"], 1_250);
    let expires_at: jiff::Timestamp = created["expires_at"].as_str().unwrap().parse().unwrap();
    let life = expires_at.duration_since(jiff::Timestamp::now()).as_secs();
    assert!((29 * 60..=30 * 60).contains(&life), "30 minutes: {life}");

    let [call] = &provider.calls(Kind::Create)[..] else { panic!("one request") };
    assert_eq!(
        body(call),
        json!({
            "amount": 12.5,
            "externalReference": charge.reference,
            "expirationInMinutes": 30,
            "payer": { "name": "Ana Padrão", "document": "12345678909" },
        })
    );
    assert!(call.request.body.contains(r#""amount":12.50"#), "exactly two decimals");
    assert!(call.request.header("content-type").starts_with("application/json"));
    assert!(call.request.header("authorization").starts_with("Bearer cracha.de.hoje-"));
    assert_eq!(call.request.header("applicationtoken"), "f47ac10b-58cc-4372-a567-0e02b2c3d479");
    let key = call.request.header("x-idempotency-key");
    let lengths: Vec<usize> = key.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "a UUID: {key}");
    assert!(key.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit()), "{key}");
    assert_eq!(key.chars().nth(14), Some('4'), "version 4: {key}");
    let token = &provider.calls(Kind::Token)[0];
    assert_eq!(token.request.header("authorization"), "");
    assert_eq!(token.request.header("applicationtoken"), "");
}

#[test]
fn each_charge_has_a_key_and_a_reference_of_its_own() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for _ in 0..3 {
        till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    }
    let (mut keys, mut references) = (Vec::new(), Vec::new());
    provider.books(|books| {
        for charge in &books.charges {
            keys.push(charge.key.clone());
            references.push(charge.reference.clone());
        }
    });
    for mut texts in [keys, references] {
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), 3, "{texts:?}");
    }
}

#[test]
fn the_payer_is_per_charge_or_the_default() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for (document, digits) in [
        ("529.982.247-25", "52998224725"),
        ("12.ABC.345/01DE-35", "12ABC34501DE35"),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
        ("12.345.678/0001-95", "12345678000195"),
    ] {
        let args = [
            "charge",
            "1,00",
            "--no-wait",
            "--payer-name",
            "Rui \"Zé\" Lá",
            "--payer-document",
            document,
        ];
        till.run(&args).expect(0);
        let payer = body(&provider.calls(Kind::Create).pop().unwrap())["payer"].clone();
        assert_eq!(payer, json!({ "name": "Rui \"Zé\" Lá", "document": digits }));
    }
    let sent = provider.calls(Kind::Create).len();
    for args in [
        &["charge", "1,00", "--payer-name", "Rui"][..],
        &["charge", "1,00", "--payer-document", "52998224725"],
        &["charge", "1,00", "--payer-name", "Rui", "--payer-document", "52998224726"],
        &["charge", "1,00", "--payer-name", "Rui", "--payer-document", "12ABC34501DE36"],
        &["charge", "1,00", "--payer-name", " ", "--payer-document", "52998224725"],
    ] {
        let told = till.run(args);
        assert_eq!(told.code, 2, "{args:?}: {told}");
        assert!(!told.err.contains("52998224726"), "quotes a document: {told}");
    }
    assert_eq!(provider.calls(Kind::Create).len(), sent);
    assert_eq!(till.orders().len(), 4, "only those that were sent");
}

#[test]
fn a_code_lives_as_long_as_was_asked() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for (typed, minutes) in [("45m", 45), ("2h", 120), ("120s", 2), ("1m", 1), ("24h", 1_440)] {
        till.run(&["charge", "1,00", "--no-wait", "--expires-in", typed]).expect(0);
        let body = body(&provider.calls(Kind::Create).pop().unwrap());
        assert_eq!(body["expirationInMinutes"], minutes, "{typed}");
    }
    let sent = provider.calls(Kind::Create).len();
    for typed in ["0m", "-5m", "90s", "25h", "30", "soon", ""] {
        let told = till.run(&["charge", "1,00", "--expires-in", typed]);
        assert_eq!(told.code, 2, "{typed}: {told}");
    }
    for typed in ["-1s", "25h", "120", "soon"] {
        let told = till.run(&["charge", "1,00", "--wait-for", typed]);
        assert_eq!(told.code, 2, "{typed}: {told}");
    }
    assert_eq!(provider.calls(Kind::Create).len(), sent);
}

#[test]
fn a_reference_is_taken_to_the_letter_and_only_once() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for reference in ["Mesa 4/ção 100%", "pedido#7?a=b&c", "🍞 pão \"quente\"", "-7", "A"] {
        let flag = format!("--reference={reference}");
        let told = till.run(&["--json", "charge", "1,00", "--no-wait", &flag]).expect(0);
        assert_eq!(told.event("charge_created")["reference"], reference);
        let sent = body(&provider.calls(Kind::Create).pop().unwrap());
        assert_eq!(sent["externalReference"], reference);
        let told = till.run(&["--json", "charge", "2,00", "--no-wait", &flag]).expect(2);
        assert_eq!(told.event("failed")["code"], "reference_taken");
    }
    let sent = provider.calls(Kind::Create).len();
    assert_eq!(sent, 5);
    for bad in ["", " a", "a\nb", &"x".repeat(101)] {
        let flag = format!("--reference={bad}");
        assert_eq!(till.run(&["charge", "1,00", &flag]).code, 2, "{bad:?}");
    }
    assert_eq!(provider.calls(Kind::Create).len(), sent);
    assert_eq!(till.orders().len(), 5);
}
