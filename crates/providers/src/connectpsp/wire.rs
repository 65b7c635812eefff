//! ConnectPSP's JSON, exactly as documented (connectpsp.md A3, A4, A6). Unknown fields are ignored;
//! every field of an answer but id and status may be absent or null (decisions.md, X19).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

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
    #[serde(default)]
    pub(super) expires_in: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CashInRequest<'a> {
    /// A JSON number with exactly two decimals: never a float on the way (X7).
    pub(super) amount: Box<RawValue>,
    pub(super) external_reference: &'a str,
    pub(super) expiration_in_minutes: u32,
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
    #[serde(default)]
    pub(super) transaction_id: Option<String>,
    #[serde(default)]
    pub(super) internal_code: Option<String>,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default, borrow)]
    pub(super) amount: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) payer: Option<PayerResponse>,
    #[serde(default)]
    pub(super) pix_data: Option<PixData>,
    #[serde(default)]
    pub(super) end_to_end_id: Option<String>,
    #[serde(default)]
    pub(super) original_end_to_end_id: Option<String>,
    #[serde(default)]
    pub(super) requested_at: Option<String>,
    #[serde(default)]
    pub(super) paid_at: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PayerResponse {
    #[serde(default)]
    pub(super) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PixData {
    #[serde(default)]
    pub(super) copy_and_paste: Option<String>,
}

/// RFC 7807 with a `code` to switch on.
#[derive(Default, Deserialize)]
pub(super) struct Problem {
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) detail: Option<String>,
}
