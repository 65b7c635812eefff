//! A till's calls.

use sandbox::{Credentials, Request};

/// 10 March 2026, 14:20 UTC, in milliseconds.
pub(crate) const START_MS: i64 = 1_773_152_400_000;

pub(crate) fn token_request() -> Request {
    let ours = Credentials::training();
    let body =
        format!(r#"{{"clientId":"{}","clientSecret":"{}"}}"#, ours.client_id, ours.client_secret);
    Request::new("POST", "/auth/token").with_json(body)
}

pub(crate) fn admitted(request: Request, token: &str) -> Request {
    request
        .with_header("Authorization", &format!("Bearer {token}"))
        .with_header("ApplicationToken", &Credentials::training().application_token)
}

/// The tutorial's body, with another amount and reference and without a webhook.
pub(crate) fn charge_body(amount: &str, reference: &str) -> String {
    format!(
        r#"{{"amount":{amount},"externalReference":"{reference}","expirationInMinutes":30,"payer":{{"name":"Test User","document":"12345678909"}}}}"#
    )
}

/// The same with webhooks to that address.
pub(crate) fn charge_body_with_hook(amount: &str, reference: &str, url: &str) -> String {
    let hook = format!(r#""webhookUrl":"{url}","payer""#);
    charge_body(amount, reference).replace(r#""payer""#, &hook)
}

pub(crate) fn create_request(token: &str, key: &str, body: impl Into<Vec<u8>>) -> Request {
    let request = Request::new("POST", "/cash-in").with_json(body);
    admitted(request.with_header("X-Idempotency-Key", key), token)
}

pub(crate) fn fetch_request(token: &str, id: &str) -> Request {
    admitted(Request::new("GET", &format!("/cash-in/{id}")), token)
}

/// A whole refund.
pub(crate) fn refund_request(token: &str, id: &str, key: &str, body: &str) -> Request {
    let request = Request::new("POST", &format!("/cash-in/{id}/refund")).with_json(body);
    admitted(request, token)
        .with_header("X-Idempotency-Key", key)
        .with_header("DigitalSignature", &Credentials::training().sign_call(token))
}

/// Lets itself in at IntegraPay as its page shows it.
pub(crate) fn integrapay(method: &str, path: &str) -> Request {
    Request::new(method, &format!("{}{path}", sandbox::INTEGRAPAY_PREFIX))
        .with_header("Authorization", &Credentials::training().integrapay_token)
}

/// All fields of the page but the splits.
pub(crate) fn cashin_body(value: &str, order_id: &str) -> String {
    format!(
        r#"{{"payerName":"Fulano de Tal da Silva","payerDocument":"80683806556","payerEmail":"fulano@example.com","payerPhone":"11999999999","productName":"Venda","productDescription":"Venda no caixa","value":{value},"orderId":"{order_id}"}}"#
    )
}

pub(crate) fn cashin_request(body: impl Into<Vec<u8>>) -> Request {
    integrapay("POST", "/transaction/qrcode/cashin").with_json(body)
}

pub(crate) fn by_id(id: &str) -> Request {
    integrapay("GET", &format!("/transaction/get/by/id/{id}"))
}

pub(crate) fn by_order_id(id: &str) -> Request {
    integrapay("GET", &format!("/transaction/get/by/orderId/{id}"))
}
