//! Payouts on command: tills make none.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, amount, read, text};
use crate::books::{Books, NewPayout, Payout, PayoutRefusal, PayoutStatus, Provider};
use crate::message::Request;
use crate::web_address;

/// A payout to be made, or to be moved on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayoutOrder {
    provider: Provider,
    /// The provider's id; absent: the payout of that reference, or a new one.
    id: Option<String>,
    reference: Option<String>,
    /// Needed for a new one.
    amount_centavos: Option<i64>,
    status: PayoutStatus,
    /// Where its webhooks go. `ConnectPSP`'s absent: where those of the newest charge go that has some.
    webhook_url: Option<String>,
}

pub(super) fn all(books: &Books) -> Value {
    json!({ "payouts": books.payouts().map(shown).collect::<Vec<_>>() })
}

pub(super) fn change(books: &mut Books, request: &Request, now_ms: i64) -> Result<Value, Refusal> {
    let order: PayoutOrder = read(request)?;
    if order.webhook_url.as_ref().is_some_and(|url| !web_address::is_one(url)) {
        return Err((400, "bad_url".to_owned()));
    }
    let new = NewPayout {
        provider: order.provider,
        id: order.id.map(text).transpose()?,
        reference: order.reference.map(text).transpose()?,
        amount_centavos: order.amount_centavos.map(amount).transpose()?,
        status: order.status,
        webhook_url: order.webhook_url,
    };
    let payout = books.move_payout(new, now_ms).map_err(|refusal| match refusal {
        PayoutRefusal::BadId => (400, "not_an_id".to_owned()),
        PayoutRefusal::NoAmount => (400, "amount_centavos is needed".to_owned()),
        PayoutRefusal::TooManySteps => (409, "too_many_steps".to_owned()),
    })?;
    Ok(shown(&payout))
}

fn shown(payout: &Payout) -> Value {
    let steps = payout.steps.iter().map(|it| json!({ "status": it.status, "at_ms": it.at_ms }));
    json!({
        "provider": payout.provider,
        "transactionId": payout.transaction_id,
        "internalCode": payout.internal_code,
        "reference": payout.reference,
        "amount_centavos": payout.amount_centavos,
        "status": payout.status(),
        "endToEndId": payout.end_to_end_id,
        "returnId": payout.return_id,
        "steps": steps.collect::<Vec<_>>(),
        "webhookUrl": payout.webhook_url,
    })
}
