//! `balcao confirm-by-hand` and `balcao give-up`.

use contract::{AttemptView, ByHandView, Failure};
use till::Options;

use crate::args::{ConfirmByHand, GiveUp};
use crate::commands::{desk, open_to_ask, order};
use crate::exit;
use crate::output::{self, Output};

pub(crate) async fn confirm(
    output: &Output,
    options: Options,
    args: ConfirmByHand,
) -> Result<u8, Failure> {
    let till = open_to_ask(output, options).await?;
    let ConfirmByHand { order, reason, end_to_end_id } = args;
    let request = contract::ConfirmByHand { order, reason, end_to_end_id };
    let confirmed = desk(&till).confirm_by_hand(request).await;
    till.close().await;
    let order = confirmed?;
    output.emit(&output::told("confirmed_by_hand", output::order(&order)));
    output.say(output.words.by_hand.confirmed);
    output.say(order::line(output, &order));
    if let Some(said) = order.attempts.last().and_then(|attempt| attempt.by_hand.as_ref()) {
        output.say(format!("  {}", line(output, said)));
    }
    output.say(output.words.by_hand.still_asked);
    Ok(exit::DONE)
}

pub(crate) async fn give_up(
    output: &Output,
    options: Options,
    args: GiveUp,
) -> Result<u8, Failure> {
    let till = open_to_ask(output, options).await?;
    let GiveUp { order, reason } = args;
    let given_up = desk(&till).give_up(contract::GiveUp { order, reason }).await;
    till.close().await;
    let order = given_up?;
    let is_now = order.attempts.last().is_some_and(|attempt| attempt.given_up.is_some());
    let words = output.words.by_hand;
    output.emit(&output::told("given_up", output::order(&order)));
    output.say(if is_now { words.given_up } else { words.ended_before });
    output.say(order::line(output, &order));
    Ok(exit::DONE)
}

/// What a person has said of an order's money, in one line.
pub(crate) fn line(output: &Output, said: &ByHandView) -> String {
    let words = output.words.by_hand;
    let proof = if said.proved { words.proved } else { words.unproved };
    let id = said.end_to_end_id.as_deref().map(|id| format!(" · {id}")).unwrap_or_default();
    let (at, by) = (
        output.clock.moment(said.at_ms),
        who(output, said.by.as_deref(), said.approved_by.as_deref()),
    );
    let elsewhere = said.paid_elsewhere.as_deref();
    let elsewhere = elsewhere.map(|order| format!(" · {} {order}", words.paid_elsewhere));
    let elsewhere = elsewhere.unwrap_or_default();
    format!("{} · {at}{by}{id} · {} · {proof}{elsewhere}", words.by_hand, said.reason)
}

/// Who has stopped waiting for an attempt, and why, in one line.
pub(crate) fn given_up_line(output: &Output, attempt: &AttemptView) -> Option<String> {
    let said = attempt.given_up.as_ref()?;
    let (at, by) = (
        output.clock.moment(said.at_ms),
        who(output, said.by.as_deref(), said.approved_by.as_deref()),
    );
    Some(format!("{} · {at}{by} · {}", output.words.by_hand.given_up_by, said.reason))
}

/// The operators, as they stand behind a moment.
fn who(output: &Output, by: Option<&str>, approved_by: Option<&str>) -> String {
    let by = by.map(|by| format!(" · {}", output.words.actor(by, None)));
    let approved = approved_by.map(|by| {
        format!(" · {} {}", output.words.by_hand.approved_by, output.words.actor(by, None))
    });
    [by, approved].into_iter().flatten().collect()
}
