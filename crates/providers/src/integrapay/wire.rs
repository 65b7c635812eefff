//! IntegraPay's JSON (integrapay.md B3, B4, B7, B8). Unknown fields are ignored; every field of an
//! answer may be absent, null or of another type. A name is all that stands there, of whatever type,
//! so that a foreign one never looks like none; so is a status that stands there twice. Any other field
//! then is none.

use serde::{Deserialize, Serialize};

use crate::amount::{ReadAmount, centavos};
use crate::lenient::{Object, Sole};

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
pub(super) struct Transaction {
    pub(super) id: Option<String>,
    pub(super) order_id: Option<String>,
    /// `cashin` or `transfer`; not in the answer to a creation.
    pub(super) object: Option<String>,
    pub(super) status: Option<String>,
    /// Centavos.
    pub(super) value: ReadAmount,
    pub(super) end_to_end_id: Sole,
    pub(super) processed_at: Option<String>,
    pub(super) observation: Option<String>,
    pub(super) payer_name: Option<String>,
    pub(super) payee_name: Option<String>,
}

impl Transaction {
    pub(super) fn of(object: &Object) -> Self {
        let name_in = |person: &str| object.object(person).and_then(|person| person.text("name"));
        Self {
            id: object.written("transactionId"),
            order_id: object.written("orderId"),
            object: object.text("object"),
            status: object.told("status"),
            value: centavos(object, "value"),
            end_to_end_id: object.sole("endToEndId"),
            processed_at: object.text("processedAt"),
            observation: object.text("observation"),
            payer_name: name_in("payer"),
            payee_name: name_in("destinationBank"),
        }
    }
}

/// A refusal: `message` of sibling brands, `success` and `description` as the cash-out answers.
pub(super) struct Refusal {
    pub(super) success: Option<String>,
    /// What is to be shown.
    pub(super) message: Option<String>,
}

impl Refusal {
    pub(super) fn of(object: &Object) -> Self {
        let text = |name: &str| object.written(name).filter(|text| !text.is_empty());
        Self {
            success: object.written("success").map(|word| word.to_ascii_lowercase()),
            message: text("message").or_else(|| text("description")),
        }
    }
}
