//! A provider's webhooks, written by hand.

use serde_json::json;

use crate::sandbox::request;

/// Sends it, signed as the provider signs; the relay's status.
pub(crate) fn post(ingest_url: &str, body: &str) -> u16 {
    send("POST", ingest_url, &signed(body), body.as_bytes())
}

/// The headers of a webhook as `ConnectPSP` signs it, a line each.
pub(crate) fn signed(body: &str) -> String {
    let signature = sandbox::Credentials::training().sign_webhook(body.as_bytes());
    format!(
        "X-Connect-Signature: {signature}\r\nX-Event-Id: 1f0b3cfd-6c7e-4a51-8f5a-0c7f9a3e8a11\r\n"
    )
}

/// Sends it as it is, with these headers, which end with a line break each; the relay's status.
pub(crate) fn send(method: &str, ingest_url: &str, headers: &str, body: &[u8]) -> u16 {
    let (authority, path) = ingest_url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let headers = format!("Content-Type: application/json\r\n{headers}");
    request(authority, method, &format!("/{path}"), &headers, body).0
}

/// `CASHIN_PAID` of R$ 12,50 for that charge, as documented (connectpsp.md A7).
pub(crate) fn paid(id: &str, reference: &str) -> String {
    json!({
        "eventType": "CASHIN_PAID",
        "eventAt": "2026-03-10T14:22:18Z",
        "data": {
            "transactionId": id,
            "internalCode": "US7B1JQ",
            "externalReference": reference,
            "endToEndId": "E00416968202603101827cemeFscF6AG",
            "status": "PAID",
            "amount": 12.5,
            "payer": { "name": "Ana", "document": "12345678909" },
        },
    })
    .to_string()
}
