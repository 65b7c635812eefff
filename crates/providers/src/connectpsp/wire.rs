//! ConnectPSP's JSON, exactly as documented (connectpsp.md A3, A4, A6). Unknown fields are ignored;
//! every field of an answer but id and status may be absent or null (decisions.md, X19). A name is all
//! that stands there, of whatever type, so that a foreign one never looks like none; so is a status that
//! stands there twice. Any other field then is none.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::amount::{ReadAmount, reais};
use crate::lenient::{Object, Sole};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenRequest<'a> {
    pub(super) client_id: &'a str,
    pub(super) client_secret: &'a str,
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
    pub(super) amount: Box<RawValue>,
    pub(super) payer: SentPayer,
}

#[derive(Deserialize)]
pub(super) struct SentPayer {
    pub(super) name: String,
    pub(super) document: String,
}

pub(super) struct TokenResponse {
    pub(super) access_token: Option<String>,
    pub(super) expires_in: Option<String>,
}

impl TokenResponse {
    pub(super) fn of(object: &Object) -> Self {
        Self { access_token: object.text("accessToken"), expires_in: object.text("expiresIn") }
    }
}

pub(super) struct CashIn {
    pub(super) transaction_id: Option<String>,
    pub(super) internal_code: Option<String>,
    pub(super) external_reference: Option<String>,
    pub(super) status: Option<String>,
    pub(super) amount: ReadAmount,
    pub(super) payer_name: Option<String>,
    pub(super) copy_and_paste: Option<String>,
    pub(super) end_to_end_id: Sole,
    pub(super) original_end_to_end_id: Sole,
    pub(super) requested_at: Option<String>,
    pub(super) paid_at: Option<String>,
    pub(super) refunded_at: Option<String>,
}

impl CashIn {
    pub(super) fn of(object: &Object) -> Self {
        Self {
            transaction_id: object.written("transactionId"),
            internal_code: object.written("internalCode"),
            external_reference: object.written("externalReference"),
            status: object.told("status"),
            amount: reais(object, "amount"),
            payer_name: object.object("payer").and_then(|payer| payer.text("name")),
            copy_and_paste: object.object("pixData").and_then(|data| data.text("copyAndPaste")),
            end_to_end_id: object.sole("endToEndId"),
            original_end_to_end_id: object.sole("originalEndToEndId"),
            requested_at: object.text("requestedAt"),
            paid_at: object.text("paidAt"),
            refunded_at: object.text("refundedAt"),
        }
    }
}

#[derive(Serialize)]
pub(super) struct RefundRequest<'a> {
    pub(super) reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
}

/// A payout, as `GET /cash-out/{id}` and its webhooks have it.
pub(super) struct CashOut {
    pub(super) transaction_id: Option<String>,
    pub(super) internal_code: Option<String>,
    pub(super) external_reference: Option<String>,
    pub(super) status: Option<String>,
    pub(super) amount: ReadAmount,
    pub(super) end_to_end_id: Sole,
    pub(super) original_end_to_end_id: Sole,
    pub(super) failure: Option<Failed>,
    pub(super) payee_name: Option<String>,
}

impl CashOut {
    pub(super) fn of(object: &Object) -> Self {
        Self {
            transaction_id: object.told("transactionId"),
            internal_code: object.told("internalCode"),
            external_reference: object.told("externalReference"),
            status: object.told("status"),
            amount: reais(object, "amount"),
            end_to_end_id: object.sole("endToEndId"),
            original_end_to_end_id: object.sole("originalEndToEndId"),
            failure: object.object("failure").map(|failure| Failed {
                code: failure.told("code"),
                message: failure.told("message"),
            }),
            payee_name: object.object("payee").and_then(|payee| payee.text("name")),
        }
    }
}

/// Why a payout failed.
pub(super) struct Failed {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

/// RFC 7807 with a `code` to switch on.
#[derive(Default)]
pub(super) struct Problem {
    pub(super) code: Option<String>,
    pub(super) title: Option<String>,
    pub(super) detail: Option<String>,
}

impl Problem {
    pub(super) fn of(object: &Object) -> Self {
        let [code, title, detail] = ["code", "title", "detail"].map(|name| object.told(name));
        Self { code, title, detail }
    }
}
