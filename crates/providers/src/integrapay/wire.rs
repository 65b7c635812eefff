//! IntegraPay's JSON (integrapay.md B3, B4, B7, B8). Unknown fields are ignored; every field of an
//! answer may be absent, null or of another type.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::lenient::{lenient, text};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CashInRequest<'a> {
    pub(super) payer_name: &'a str,
    /// Digits (and letters of a new CNPJ) only.
    pub(super) payer_document: &'a str,
    pub(super) payer_email: &'a str,
    /// Digits only, without the country's 55.
    pub(super) payer_phone: &'a str,
    pub(super) product_name: &'a str,
    pub(super) product_description: &'a str,
    /// Centavos.
    pub(super) value: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) postback_url: Option<&'a str>,
    pub(super) order_id: &'a str,
}

/// A request read back from the order log.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SentCashIn {
    pub(super) payer_name: String,
    pub(super) payer_document: String,
    pub(super) value: i64,
}

/// A transaction: the answer to a creation or a look-up, and the whole body of a webhook.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transaction {
    #[serde(default, deserialize_with = "text", rename = "transactionId")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) order_id: Option<String>,
    /// `cashin` or `transfer`; not in the answer to a creation.
    #[serde(default, deserialize_with = "text")]
    pub(super) object: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: Option<String>,
    /// Centavos.
    #[serde(default, deserialize_with = "text")]
    pub(super) value: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) end_to_end_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) processed_at: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) observation: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) payer: Option<Person>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) destination_bank: Option<Person>,
    /// The copy-and-paste code; only in the answer to a creation, as far as is documented.
    #[serde(default, deserialize_with = "text")]
    pub(super) qr_code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Person {
    #[serde(default, deserialize_with = "text")]
    pub(super) name: Option<String>,
}

/// A refusal: `message` of sibling brands, `success` and `description` as the cash-out answers.
#[derive(Default, Deserialize)]
pub(super) struct Refusal<'a> {
    #[serde(default, borrow)]
    pub(super) success: Option<&'a RawValue>,
    #[serde(default, borrow)]
    pub(super) message: Option<&'a RawValue>,
    #[serde(default, borrow)]
    pub(super) description: Option<&'a RawValue>,
}
