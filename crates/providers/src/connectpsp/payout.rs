//! Payouts (C-co-get, connectpsp.md A4): what a cash-out looks like, asked for or told. The till makes
//! none.

use async_trait::async_trait;
use domain::charge::Rejection;
use domain::{PayoutSeen, PayoutStatus, ProviderId, Reference};

use super::wire::{CashOut, Failed};
use super::{ConnectPsp, Signing, map};
use crate::answer::{clean, is_success, malformed, masked};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse, Method, segment};
use crate::psp::Payouts;

#[async_trait]
impl Payouts for ConnectPsp {
    async fn fetch_payout(&self, id: &ProviderId) -> Result<PayoutSeen, Error> {
        let request = HttpRequest {
            method: Method::Get,
            url: self.address(&format!("/cash-out/{}", segment(id.as_str())?)),
            headers: Vec::new(),
            body: None,
        };
        let response = self.call(request, Signing::None).await?;
        if !is_success(&response) {
            return Err(map::failure(&response, self.clock.now()));
        }
        fetched(&response, id)
    }
}

/// The answer to `GET /cash-out/{id}`.
fn fetched(response: &HttpResponse, id: &ProviderId) -> Result<PayoutSeen, Error> {
    let cash_out = CashOut::of(&map::read(&response.body)?);
    let named = [&cash_out.transaction_id, &cash_out.internal_code];
    map::is_about(named, id).then_some(()).ok_or_else(|| malformed("another payout"))?;
    let word = cash_out.status.clone().ok_or_else(|| malformed("no status"))?;
    Ok(seen(id.clone(), &word, &cash_out))
}

/// Its id, the first that it has.
pub(super) fn id(cash_out: &CashOut) -> Option<ProviderId> {
    let ids = [&cash_out.transaction_id, &cash_out.internal_code];
    ids.into_iter().flatten().find_map(|id| ProviderId::new(id.as_str()).ok())
}

/// What a status word says about a payout.
pub(super) fn seen(id: ProviderId, word: &str, cash_out: &CashOut) -> PayoutSeen {
    let status = match word {
        "PROCESSING" => PayoutStatus::Created,
        "COMPLETED" => PayoutStatus::Completed,
        "FAILED" => PayoutStatus::Failed,
        "REFUNDED" => PayoutStatus::Refunded,
        "CANCELLED" => PayoutStatus::Cancelled,
        unknown => PayoutStatus::Unknown(clean(unknown)),
    };
    let (there, back) = map::ids(&cash_out.end_to_end_id, &cash_out.original_end_to_end_id);
    PayoutSeen {
        id,
        reference: cash_out.external_reference.as_deref().and_then(|it| Reference::new(it).ok()),
        status,
        // A payout changes no sale: one whose amount cannot be read is listed without it.
        amount: cash_out.amount.amount,
        end_to_end_id: there,
        return_id: back,
        payee_name: masked(cash_out.payee_name.as_deref()),
        failure: cash_out.failure.as_ref().and_then(failure),
        // Its stamps are on the unseen part of the page.
        at: None,
    }
}

fn failure(failed: &Failed) -> Option<Rejection> {
    let text = |text: &Option<String>| text.as_deref().map(clean).unwrap_or_default();
    let (code, message) = (text(&failed.code), text(&failed.message));
    (!code.is_empty() || !message.is_empty()).then_some(Rejection { code, message })
}

#[cfg(test)]
#[path = "payout_tests.rs"]
mod tests;
