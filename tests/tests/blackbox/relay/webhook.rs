//! A provider's webhooks, written by hand.

use serde_json::json;

use crate::sandbox::request;

/// Sends it, signed as the provider signs; the relay's status.
pub(crate) fn post(ingest_url: &str, body: &str) -> u16 {
    let (authority, path) = ingest_url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let signature = sandbox::Credentials::training().sign_webhook(body.as_bytes());
    let headers = format!(
        "Content-Type: application/json\r\nX-Connect-Signature: {signature}\r\n\
         X-Event-Id: 1f0b3cfd-6c7e-4a51-8f5a-0c7f9a3e8a11\r\n"
    );
    request(authority, "POST", &format!("/{path}"), &headers, body.as_bytes()).0
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
