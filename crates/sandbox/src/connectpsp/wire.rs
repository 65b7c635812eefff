//! ConnectPSP's JSON (C-tut-in for the samples, C-ci-new and C-ci-get for the fields).

use domain::Centavos;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Problem;
use crate::books::{CUSTOMER_BANK_ISPB, Charge, Refund, Status};
use crate::message::Request;
use crate::time;

/// Body of POST /cash-in. Unknown fields are let through, as the provider's clients may be newer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateRequest {
    pub(super) amount: Box<RawValue>,
    pub(super) external_reference: String,
    pub(super) expiration_in_minutes: Option<i64>,
    pub(super) webhook_url: Option<String>,
    pub(super) payer: PayerRequest,
    pub(super) open_finance: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct PayerRequest {
    pub(super) name: String,
    pub(super) document: String,
}

/// 201 body of POST /cash-in, in the order of the tutorial's sample.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Created<'a> {
    transaction_id: &'a str,
    internal_code: &'a str,
    external_reference: &'a str,
    status: &'static str,
    amount: Box<RawValue>,
    payer: CreatedPayer<'a>,
    pix_data: PixData<'a>,
    requested_at: String,
}

#[derive(Serialize)]
struct CreatedPayer<'a> {
    name: &'a str,
    document: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PixData<'a> {
    copy_and_paste: &'a str,
    /// Bare base64 of a PNG, without `data:` ([D] C-tut-in).
    qr_code_image_base64: String,
}

/// 202 body of POST /cash-in/{id}/refund.
// ASSUMED: what stands behind the first four fields, which could not be read (A4, tail unseen); no
// status, as nothing has arrived yet.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundTaken<'a> {
    transaction_id: &'a str,
    internal_code: &'a str,
    external_reference: &'a str,
    end_to_end_id: &'a str,
    original_end_to_end_id: Option<&'a str>,
    amount: Box<RawValue>,
}

/// 200 body of GET /cash-in/{id}.
// ASSUMED: what is not known yet is null; the documentation marks no field as required (A4, [N]).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fetched<'a> {
    transaction_id: &'a str,
    internal_code: &'a str,
    external_reference: &'a str,
    end_to_end_id: Option<&'a str>,
    original_end_to_end_id: Option<&'a str>,
    status: &'static str,
    amount: Box<RawValue>,
    payer: FetchedPayer<'a>,
    requested_at: String,
    paid_at: Option<String>,
    refunded_at: Option<String>,
    expired_at: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FetchedPayer<'a> {
    name: &'a str,
    document: &'a str,
    bank_data: Option<BankData>,
}

#[derive(Serialize)]
struct BankData {
    ispb: &'static str,
    bank: &'static str,
    branch: &'static str,
    account: &'static str,
}

impl<'a> Created<'a> {
    /// The charge as it was when it was made, so that a repeated request gets the same answer.
    pub(super) fn of(charge: &'a Charge, image: String) -> Self {
        Self {
            transaction_id: &charge.transaction_id,
            internal_code: &charge.internal_code,
            external_reference: &charge.external_reference,
            status: Status::AwaitingPayment.word(),
            amount: reais(charge.amount_centavos),
            payer: CreatedPayer { name: &charge.payer_name, document: &charge.payer_document },
            pix_data: PixData {
                copy_and_paste: &charge.copy_and_paste,
                qr_code_image_base64: image,
            },
            requested_at: time::brasilia(charge.requested_at_ms),
        }
    }
}

impl<'a> RefundTaken<'a> {
    pub(super) fn of(charge: &'a Charge, refund: &'a Refund) -> Self {
        let paid = charge.payments.last();
        Self {
            transaction_id: &charge.transaction_id,
            internal_code: &charge.internal_code,
            external_reference: &charge.external_reference,
            end_to_end_id: &refund.end_to_end_id,
            original_end_to_end_id: paid.map(|payment| payment.end_to_end_id.as_str()),
            amount: reais(refund.amount_centavos),
        }
    }
}

impl<'a> Fetched<'a> {
    // ASSUMED: with several payments the amount is all that arrived and the end-to-end id is the
    // latest; the documentation knows one payment per charge (A5, [N]). Money that came after a
    // refund makes the charge PAID again.
    pub(super) fn of(charge: &'a Charge, now_ms: i64) -> Self {
        let status = charge.status(now_ms);
        let latest = charge.payments.last();
        let paid_id = latest.map(|payment| payment.end_to_end_id.as_str());
        let refund = charge.settled_refunds(now_ms).last().filter(|_| status == Status::Refunded);
        // [D] C-ci-get: the return's id takes the payment's place.
        let (end_to_end_id, original) = match refund {
            Some(refund) => (Some(refund.end_to_end_id.as_str()), paid_id),
            None => (paid_id, None),
        };
        let amount = match latest {
            Some(_) => charge.received_centavos(),
            None => charge.amount_centavos,
        };
        let bank = BankData {
            ispb: CUSTOMER_BANK_ISPB,
            bank: "Banco do Cliente (treino)",
            branch: "0001",
            account: "123456",
        };
        Self {
            transaction_id: &charge.transaction_id,
            internal_code: &charge.internal_code,
            external_reference: &charge.external_reference,
            end_to_end_id,
            original_end_to_end_id: original,
            status: status.word(),
            amount: reais(amount),
            payer: FetchedPayer {
                name: &charge.payer_name,
                document: &charge.payer_document,
                bank_data: latest.map(|_| bank),
            },
            requested_at: time::brasilia(charge.requested_at_ms),
            paid_at: latest.map(|payment| time::brasilia(payment.paid_at_ms)),
            refunded_at: refund.map(|refund| time::brasilia(refund.settles_at_ms)),
            expired_at: (status == Status::Expired).then(|| time::brasilia(charge.expires_at_ms)),
        }
    }
}

/// A JSON number with exactly two decimals: `10.00` ([D] C-tut-in).
pub(super) fn reais(centavos: i64) -> Box<RawValue> {
    // Digits and a point are always a JSON number.
    RawValue::from_string(Centavos::new(centavos).to_decimal()).unwrap_or_default()
}

/// Reads a JSON body.
// ASSUMED: bodies must call themselves JSON, and what is wrong with one is told in `detail` alone
// (A6, [N]).
pub(super) fn read_json<T: DeserializeOwned>(request: &Request) -> Result<T, Problem> {
    if !request.is_json() {
        return Err(Problem::validation("Content-Type must be application/json."));
    }
    serde_json::from_slice(&request.body).map_err(|error| Problem::validation(error.to_string()))
}
