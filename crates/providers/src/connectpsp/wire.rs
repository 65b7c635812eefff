//! ConnectPSP's JSON, exactly as documented (connectpsp.md A3, A4, A6). Unknown fields are ignored;
//! every field of an answer but id and status may be absent or null (decisions.md, X19).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::lenient::{lenient, text};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenRequest<'a> {
    pub(super) client_id: &'a str,
    pub(super) client_secret: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenResponse {
    pub(super) access_token: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) expires_in: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CashInRequest<'a> {
    /// A JSON number with exactly two decimals: never a float on the way (X7).
    pub(super) amount: Box<RawValue>,
    pub(super) external_reference: &'a str,
    pub(super) expiration_in_minutes: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook_url: Option<&'a str>,
    pub(super) payer: PayerRequest<'a>,
}

#[derive(Serialize)]
pub(super) struct PayerRequest<'a> {
    pub(super) name: &'a str,
    /// Digits (and letters of a new CNPJ) only.
    pub(super) document: &'a str,
}

/// A request read back from the order log.
#[derive(Deserialize)]
pub(super) struct SentCashIn {
    pub(super) payer: SentPayer,
}

#[derive(Deserialize)]
pub(super) struct SentPayer {
    pub(super) name: String,
    pub(super) document: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CashIn<'a> {
    #[serde(default, deserialize_with = "text")]
    pub(super) transaction_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) internal_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) external_reference: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: Option<String>,
    #[serde(default, borrow)]
    pub(super) amount: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) payer: Option<Person>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) pix_data: Option<PixData>,
    #[serde(default, deserialize_with = "text")]
    pub(super) end_to_end_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) original_end_to_end_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) requested_at: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) paid_at: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) refunded_at: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Person {
    #[serde(default, deserialize_with = "text")]
    pub(super) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PixData {
    #[serde(default, deserialize_with = "text")]
    pub(super) copy_and_paste: Option<String>,
}

#[derive(Serialize)]
pub(super) struct RefundRequest<'a> {
    pub(super) reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
}

/// A payout, as `GET /cash-out/{id}` and its webhooks have it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CashOut<'a> {
    #[serde(default, deserialize_with = "text")]
    pub(super) transaction_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) internal_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) external_reference: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: Option<String>,
    #[serde(default, borrow)]
    pub(super) amount: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "text")]
    pub(super) end_to_end_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) original_end_to_end_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) failure: Option<Failed>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) payee: Option<Person>,
}

/// Why a payout failed.
#[derive(Deserialize)]
pub(super) struct Failed {
    #[serde(default, deserialize_with = "text")]
    pub(super) code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) message: Option<String>,
}

/// What a webhook's body is (C-wh). `eventAt` is left alone: nothing goes by it (connectpsp.md,
/// quirk 1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a> {
    #[serde(default, deserialize_with = "text")]
    pub(super) event_type: Option<String>,
    #[serde(default, borrow)]
    pub(super) data: Option<&'a RawValue>,
}

/// RFC 7807 with a `code` to switch on.
#[derive(Default, Deserialize)]
pub(super) struct Problem {
    #[serde(default, deserialize_with = "text")]
    pub(super) code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) title: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) detail: Option<String>,
}
