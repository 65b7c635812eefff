//! GET /cash-out/{id} (C-co-get).

use serde::Serialize;
use serde_json::value::RawValue;

use super::Problem;
use super::wire::reais;
use crate::books::{Books, Payout, PayoutStatus, Provider};
use crate::message::Response;
use crate::time;

/// 200 body.
// ASSUMED: what is not known yet is null; the names of the timestamps, which could not be read (A4,
// tail unseen); a reference is always there, since it is required to make one ([D] C-co-new).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchedPayout<'a> {
    transaction_id: &'a str,
    internal_code: &'a str,
    external_reference: &'a str,
    end_to_end_id: Option<&'a str>,
    original_end_to_end_id: Option<&'a str>,
    status: &'static str,
    amount: Box<RawValue>,
    /// Only of one that failed ([D] C-co-get).
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    payee: Payee,
    requested_at: Option<String>,
    completed_at: Option<String>,
    failed_at: Option<String>,
    refunded_at: Option<String>,
}

#[derive(Serialize)]
struct Failure {
    code: &'static str,
    message: &'static str,
}

#[derive(Serialize)]
struct Payee {
    name: &'static str,
    document: &'static str,
    destination: Destination,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    r#type: &'static str,
    pix_key_type: &'static str,
    pix_key: &'static str,
}

/// Everybody is paid to the same invented person.
const PAYEE: Payee = Payee {
    name: "Fornecedor de Treino",
    document: "12345678909",
    destination: Destination { r#type: "PIX", pix_key_type: "CPF", pix_key: "12345678909" },
};

impl<'a> FetchedPayout<'a> {
    pub(super) fn of(payout: &'a Payout) -> Self {
        let status = payout.status();
        let paid = Some(payout.end_to_end_id.as_str());
        // [D] C-co-get: the payment's id, or of one that came back the id of its way back; null if failed.
        let (end_to_end_id, original) = match status {
            PayoutStatus::Paid => (paid, None),
            PayoutStatus::Refunded => (Some(payout.return_id.as_str()), paid),
            PayoutStatus::Created | PayoutStatus::Failed | PayoutStatus::Cancelled => (None, None),
        };
        let failure = Failure { code: "PIX_KEY_NOT_FOUND", message: "The Pix key does not exist." };
        let at = |status| payout.since_ms(status).map(time::brasilia);
        Self {
            transaction_id: &payout.transaction_id,
            internal_code: &payout.internal_code,
            external_reference: payout.reference.as_deref().unwrap_or_default(),
            end_to_end_id,
            original_end_to_end_id: original,
            status: word(status),
            amount: reais(payout.amount_centavos),
            failure: (status == PayoutStatus::Failed).then_some(failure),
            payee: PAYEE,
            requested_at: payout.steps.first().map(|step| time::brasilia(step.at_ms)),
            completed_at: at(PayoutStatus::Paid),
            failed_at: at(PayoutStatus::Failed),
            refunded_at: at(PayoutStatus::Refunded),
        }
    }
}

/// The provider's word ([D] C-co-get).
fn word(status: PayoutStatus) -> &'static str {
    match status {
        PayoutStatus::Created => "PROCESSING",
        PayoutStatus::Paid => "COMPLETED",
        PayoutStatus::Failed => "FAILED",
        PayoutStatus::Cancelled => "CANCELLED",
        PayoutStatus::Refunded => "REFUNDED",
    }
}

pub(super) fn fetch(books: &Books, id: &str) -> Result<Response, Problem> {
    let payout = books.payout(Provider::ConnectPsp, id);
    let payout = payout.ok_or_else(|| Problem::not_found("There is no cash-out with this id."))?;
    Ok(Response::json(200, &FetchedPayout::of(payout)))
}
