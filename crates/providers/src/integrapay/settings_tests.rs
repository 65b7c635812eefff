//! What may be typed, and what is refused before anything is sent.

use super::*;
use crate::form::LONGEST_EMAIL;
use crate::script::connection;

pub(crate) const TYPED: [(&str, &str); 5] = [
    ("token", "secret-token"),
    ("payerName", "Loja da Esquina"),
    ("payerDocument", "123.456.789-09"),
    ("payerEmail", "caixa@loja.example"),
    ("payerPhone", "+55 (11) 99999-9999"),
];

fn typed(more: &[(&str, &str)]) -> Connection {
    connection("integrapay", &[&TYPED, more].concat())
}

fn read(more: &[(&str, &str)]) -> Result<Settings, ConnectError> {
    Settings::read(&typed(more))
}

fn refusal(more: &[(&str, &str)]) -> Option<ConnectError> {
    read(more).err()
}

#[test]
fn what_is_not_said_has_its_default() {
    let settings = read(&[("productName", ""), ("auth", "")]).unwrap();
    assert_eq!(settings.auth, Auth::Raw);
    assert_eq!(settings.product_name, "Venda");
    assert_eq!(settings.product_description, "Venda no balcão");
    assert_eq!(settings.payer_phone.expose_secret(), "11999999999");
    assert!(settings.webhook_header.is_none());
    let settings = read(&[("auth", "bearer"), ("productName", " Pães ")]).unwrap();
    assert_eq!((settings.auth, settings.product_name.as_str()), (Auth::Bearer, "Pães"));
    assert_eq!(refusal(&[("auth", "basic")]), Some(ConnectError::Invalid("auth")));
    let long = "x".repeat(LONGEST_PRODUCT + 1);
    let invalid = Some(ConnectError::Invalid("productDescription"));
    assert_eq!(refusal(&[("productDescription", &long)]), invalid);
}

#[test]
fn every_required_field_is_asked_for_and_none_is_made_up() {
    let required = MANIFEST.fields.iter().filter(|field| field.required);
    for key in required.map(|field| field.key) {
        assert_eq!(refusal(&[(key, "")]), Some(ConnectError::Missing(key)));
        assert_eq!(refusal(&[(key, "\n")]), Some(ConnectError::Invalid(key)));
    }
    assert_eq!(MANIFEST.fields.iter().filter(|field| field.required).count(), TYPED.len());
}

#[test]
fn the_address_is_https_or_this_machine() {
    let at = |environment: &str| {
        let environment = environment.to_owned();
        Settings::read(&Connection { environment, ..typed(&[]) }).err()
    };
    for good in ["https://psp.example/api/", "http://127.0.0.1:8080/integrapay"] {
        assert_eq!(at(good), None, "{good}");
    }
    for bad in ["", "producao", "http://psp.example", "https://u:p@psp.example", "psp.example"] {
        assert_eq!(at(bad), Some(ConnectError::BadEnvironment(bad.to_owned())));
    }
}

#[test]
fn a_phone_is_area_code_and_number() {
    for (text, digits) in [
        ("11999999999", "11999999999"),
        ("5511987452145", "11987452145"),
        ("+55 11 3333-4444", "1133334444"),
        // The area code 55 is no country.
        ("(55) 99999-9999", "55999999999"),
        ("55 55 99999.9999", "55999999999"),
    ] {
        let settings = read(&[("payerPhone", text)]).unwrap();
        assert_eq!(settings.payer_phone.expose_secret(), digits, "{text}");
    }
    for text in ["999999999", "123456789012", "011999999999", "1199999999x", "1１999999999", "-"] {
        assert_eq!(refusal(&[("payerPhone", text)]), Some(ConnectError::Invalid("payerPhone")));
    }
}

#[test]
fn an_e_mail_could_reach_somebody() {
    for good in ["a@b.co", "maria.silva+pix@loja.com.br", "joão@padaria.example"] {
        assert!(read(&[("payerEmail", good)]).is_ok(), "{good}");
    }
    let long = format!("{}@loja.example", "a".repeat(LONGEST_EMAIL));
    for bad in ["a", "@b.co", "a@", "a@b", "a@b.", "a@.b", "a@b..c", "a@b@c.d", "a b@c.d", &long] {
        assert_eq!(refusal(&[("payerEmail", bad)]), Some(ConnectError::Invalid("payerEmail")));
    }
}

#[test]
fn the_validation_header_is_there_wholly_or_not_at_all() {
    let name = "webhookHeaderName";
    let value = "webhookHeaderValue";
    let settings = read(&[(name, " X-Balcao-Check "), (value, " s3cret ")]).unwrap();
    let (known, secret) = settings.webhook_header.unwrap();
    assert_eq!((known.as_str(), secret.expose_secret()), ("x-balcao-check", "s3cret"));
    assert_eq!(refusal(&[(name, "X")]), Some(ConnectError::Missing(value)));
    assert_eq!(refusal(&[(value, "x")]), Some(ConnectError::Missing(name)));
    for bad in ["X Check", "X:", "Chave-Ç", &"x".repeat(101)] {
        assert_eq!(refusal(&[(name, bad), (value, "x")]), Some(ConnectError::Invalid(name)));
    }
    for bad in ["segredo-ç", " "] {
        assert_eq!(refusal(&[(name, "X"), (value, bad)]), Some(ConnectError::Invalid(value)));
    }
    assert_eq!(refusal(&[("token", "chave ç")]), Some(ConnectError::Invalid("token")));
}
