//! `balcao disputes`, `balcao dispute close` and `balcao dispute folder`.

use std::path::Path;

use contract::{CloseDispute, DisputeView, Failure, ListAll};
use till::{Options, Till};

use crate::args::Dispute;
use crate::commands::order;
use crate::commands::{desk, open_to_look, open_to_look_at_sales};
use crate::exit;
use crate::output::{self, Output};

pub(crate) async fn list(output: &Output, options: &Options, all: bool) -> Result<u8, Failure> {
    let words = output.words.dispute;
    let till = open_to_look(output, options)?;
    let disputes = desk(&till).disputes(ListAll { all }).await?.disputes;
    if disputes.is_empty() {
        output.say(words.no_disputes);
    }
    for dispute in &disputes {
        output.emit(&output::object(dispute));
        let (order, provider) = (&dispute.order, &dispute.provider_name);
        output.say(format!("{order} · {provider} · {}", line(output, dispute)));
        if dispute.settled_at_ms.is_none() {
            output.say(format!(
                "  {} {order} --outcome won|lost|accepted --reason …",
                words.close_with
            ));
        }
    }
    if disputes.iter().any(|dispute| dispute.settled_at_ms.is_none()) {
        output.say("");
        words.dispute_rules.iter().for_each(|rule| output.say(rule));
    }
    Ok(exit::DONE)
}

pub(crate) async fn run(
    output: &Output,
    options: &Options,
    command: Dispute,
) -> Result<u8, Failure> {
    match command {
        Dispute::Close { order, outcome, reason } => {
            close(output, options, CloseDispute { order, outcome, reason }).await
        }
        Dispute::Folder { order, output: into } => {
            folder(output, options, &order, into.as_deref()).await
        }
    }
}

async fn folder(
    output: &Output,
    options: &Options,
    order: &str,
    into: Option<&Path>,
) -> Result<u8, Failure> {
    let till = open_to_look_at_sales(output, options).await?;
    let saved = desk(&till).dispute_folder(order, into).await?;
    output.emit(&output::told("dispute_folder", output::object(&saved)));
    for file in [&saved.pdf, &saved.zip] {
        output.say(format!("{} {}", output.words.export.saved, file.path));
    }
    Ok(exit::DONE)
}

async fn close(output: &Output, options: &Options, request: CloseDispute) -> Result<u8, Failure> {
    let till = Till::open_to_note(options)?;
    let order = desk(&till).close_dispute(request).await?;
    let dispute = order.attempts.iter().rev().find_map(|attempt| attempt.dispute.as_ref());
    output.emit(&output::told("dispute_closed", output::order(&order)));
    output.say(output.words.dispute.dispute_closed);
    output.say(order::line(output, &order));
    if let Some(dispute) = dispute {
        output.say(format!("  {}", line(output, dispute)));
    }
    Ok(exit::DONE)
}

/// A dispute in one line, without its order.
pub(crate) fn line(output: &Output, dispute: &DisputeView) -> String {
    let words = output.words.dispute;
    let amount = till::format_amount(dispute.amount_centavos);
    let at = output.clock.moment(dispute.opened_at_ms.unwrap_or(dispute.seen_at_ms));
    let reason = dispute.reason.as_deref().unwrap_or(words.no_reason);
    let end = words.end(dispute);
    let claimed = if end.is_some() { words.was_claimed } else { words.claimed };
    let mut line = format!("{claimed} {amount} · {at} · {reason}");
    if dispute.refunded_centavos > 0 {
        let back = till::format_amount(dispute.refunded_centavos);
        line = format!("{line} · {} {back}", output.words.refund.given_back);
    }
    if !dispute.confirmed {
        line = format!("{line} ({})", words.not_confirmed);
    }
    if let Some(end) = end {
        line = format!("{line} · {end}");
    }
    line
}
