//! `balcao refund`: the money of a sale goes back, and the terminal waits until it has.

use contract::{
    AttemptView, Failure, FailureCode, OrderRef, OrderView, RefundOrder, RefundRequestState, Status,
};
use serde_json::{Value, json};
use till::{Options, Till};
use tokio::time::{Duration, Instant};

use crate::args::Refund;
use crate::commands::desk;
use crate::exit;
use crate::output::{self, Output, warn};

/// A look at the order even without news.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(crate) async fn run(output: &Output, options: Options, args: Refund) -> Result<u8, Failure> {
    let words = output.words.refund;
    let till = Till::open(options).await?;
    let mut news = till.events();
    let wanted = args.attempt;
    let request = RefundOrder {
        order: args.order,
        attempt: wanted,
        reason: args.reason,
        description: args.description,
    };
    let mut order = desk(&till).refund(request).await?;
    output.emit(&event("refunding", &order, wanted));
    output.say(format!("{} {}", words.refunding, amount(attempt(&order, wanted))));
    let wait = if args.no_wait { Duration::ZERO } else { args.wait_for };
    let deadline = Instant::now() + wait;
    loop {
        if let Some(code) = ended(output, &order, wanted) {
            return Ok(code);
        }
        if Instant::now() >= deadline {
            output.emit(&event("pending", &order, wanted));
            output.say(words.refund_pending);
            return Ok(exit::STILL_OPEN);
        }
        // What it says about orders does not matter: the log is read again.
        let look = deadline.min(Instant::now() + LOOK_EVERY);
        let _ = tokio::time::timeout_at(look, news.recv()).await;
        order = desk(&till).order(OrderRef { order: order.order }).await?;
    }
}

/// Tells the end, if it has come.
fn ended(output: &Output, order: &OrderView, wanted: Option<u32>) -> Option<u8> {
    let words = output.words;
    let attempt = attempt(order, wanted)?;
    let request = attempt.refund_request.as_ref();
    // With money matched to it, an attempt stays paid when its own has gone back.
    let is_done = request.is_some_and(|it| it.state == RefundRequestState::Done);
    if is_done || attempt.status == Status::Refunded {
        output.emit(&event("refunded", order, wanted));
        let last = attempt.refunds.last().and_then(|refund| refund.end_to_end_id.as_deref());
        let back = attempt.refunds.iter().map(|refund| refund.amount_centavos).sum();
        let (back, id) = (till::format_amount(back), last.unwrap_or("-"));
        output.say(format!("{} {back} · {} · {id}", words.refund.refunded, order.order));
        return Some(exit::DONE);
    }
    let request = request.filter(|it| it.state == RefundRequestState::Failed)?;
    output.emit(&event("refund_failed", order, wanted));
    let failure = request.failure.clone().unwrap_or(Failure::new(FailureCode::RefundRefused));
    warn(&words.failure(&failure));
    Some(exit::code(failure.code))
}

/// The attempt whose money goes back: the one that was named, or the one that was asked for last.
fn attempt(order: &OrderView, wanted: Option<u32>) -> Option<&AttemptView> {
    let asked = |attempt: &&AttemptView| attempt.refund_request.is_some();
    let when =
        |attempt: &&AttemptView| attempt.refund_request.as_ref().map(|it| it.requested_at_ms);
    match wanted {
        Some(wanted) => order.attempts.iter().find(|attempt| attempt.attempt == wanted),
        None => order.attempts.iter().filter(asked).max_by_key(when),
    }
}

/// What the provider has received of an attempt: all of it goes back.
fn amount(attempt: Option<&AttemptView>) -> String {
    let payments = attempt.into_iter().flat_map(|attempt| &attempt.payments);
    let own = payments.filter(|payment| payment.matched.is_none());
    till::format_amount(own.map(|payment| payment.amount_centavos).sum())
}

fn event(name: &str, order: &OrderView, wanted: Option<u32>) -> Value {
    let attempt = attempt(order, wanted);
    let request = attempt.and_then(|it| it.refund_request.as_ref());
    let refund = attempt.and_then(|it| it.refunds.last());
    let back = attempt.map(|it| it.refunds.iter().map(|part| part.amount_centavos).sum::<i64>());
    json!({
        "event": name,
        "order": order.order,
        "attempt": attempt.map(|it| it.attempt),
        "reference": attempt.map(|it| &it.reference),
        "provider": attempt.map(|it| &it.provider),
        "provider_id": attempt.and_then(|it| it.provider_id.as_ref()),
        "status": attempt.map(|it| it.status),
        "amount_centavos": order.amount_centavos,
        "refunded_centavos": back,
        "reason": request.map(|it| it.reason),
        "description": request.and_then(|it| it.description.as_ref()),
        "state": request.map(|it| it.state),
        "end_to_end_id": refund
            .and_then(|it| it.end_to_end_id.as_ref())
            .or(request.and_then(|it| it.end_to_end_id.as_ref())),
        "refunded_at": refund.and_then(|it| it.refunded_at_ms).and_then(output::moment),
        "failure": request.and_then(|it| it.failure.as_ref()),
    })
}
