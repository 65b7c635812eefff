//! `balcao unmatched`, `balcao unmatched match` and `balcao unmatched dismiss`.

use contract::{
    DismissUnmatched, Failure, FailureCode, ListAll, MatchUnmatched, UnmatchedState, UnmatchedView,
};
use serde_json::Value;
use till::{Options, Till};

use crate::args::Unmatched;
use crate::commands::order;
use crate::commands::{desk, open_to_look};
use crate::exit;
use crate::output::{self, Output, warn};

pub(crate) async fn list(output: &Output, options: &Options, all: bool) -> Result<u8, Failure> {
    let words = output.words.unmatched;
    let till = open_to_look(output, options)?;
    let unmatched = desk(&till).unmatched(ListAll { all }).await?.unmatched;
    if unmatched.is_empty() {
        output.say(words.no_unmatched);
    }
    for unmatched in &unmatched {
        output.emit(&output::object(unmatched));
        output.say(line(output, unmatched));
    }
    if let Some(open) = unmatched.iter().find(|unmatched| unmatched.state == UnmatchedState::Open) {
        output.say("");
        output.say(format!("{} {} 000123 --reason …", words.match_with, open.id));
        output.say(format!("{} {} --reason …", words.dismiss_with, open.id));
    }
    Ok(exit::DONE)
}

pub(crate) async fn run(
    output: &Output,
    options: Options,
    command: Unmatched,
) -> Result<u8, Failure> {
    match command {
        Unmatched::Match { id, order, reason } => {
            match_order(output, options, MatchUnmatched { id, order, reason }).await
        }
        Unmatched::Dismiss { id, reason } => {
            dismiss(output, &options, &DismissUnmatched { id, reason })
        }
    }
}

/// The provider is asked once more, so that this takes an open till.
async fn match_order(
    output: &Output,
    options: Options,
    request: MatchUnmatched,
) -> Result<u8, Failure> {
    let words = output.words.unmatched;
    let till = Till::open(options).await?;
    let unmatched = request.id.clone();
    let matched = desk(&till).match_unmatched(request).await;
    let order = matched.inspect_err(|failure| {
        if is_the_providers(failure.code) {
            warn(words.still_unmatched);
        }
    })?;
    let mut told = output::told("unmatched_matched", output::order(&order));
    if let Value::Object(object) = &mut told {
        object.insert("unmatched".to_owned(), unmatched.into());
    }
    output.emit(&told);
    output.say(format!("{} {}.", words.unmatched_matched, order.order));
    output.say(order::line(output, &order));
    Ok(exit::DONE)
}

/// The provider could not be asked, whose sentence is about charges.
const fn is_the_providers(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::UnknownProvider
            | FailureCode::NotConnected
            | FailureCode::CredentialsRefused
            | FailureCode::ProviderUnreachable
            | FailureCode::ProviderRefused
    )
}

fn dismiss(output: &Output, options: &Options, request: &DismissUnmatched) -> Result<u8, Failure> {
    let unmatched = desk(&Till::open_to_note(options)?).dismiss(request)?;
    output.emit(&output::told("unmatched_dismissed", output::object(&unmatched)));
    output.say(output.words.unmatched.unmatched_dismissed);
    Ok(exit::DONE)
}

/// One payment in one line.
pub(crate) fn line(output: &Output, unmatched: &UnmatchedView) -> String {
    let words = output.words.unmatched;
    let [came, without_sale] = words.unmatched;
    let amount = unmatched.amount_centavos.map(till::format_amount);
    let mut line = match (unmatched.state, amount) {
        (UnmatchedState::Open, Some(amount)) => {
            format!("{} · {came} {amount} {without_sale}", unmatched.id)
        }
        (UnmatchedState::Open, None) => {
            format!("{} · {}", unmatched.id, words.unconfirmed_unmatched)
        }
        (state, amount) => {
            let amount = amount.unwrap_or_else(|| words.unknown_amount.to_owned());
            format!("{} · {amount} · {}", unmatched.id, words.unmatched_state(state))
        }
    };
    if let Some(order) = &unmatched.order {
        line = format!("{line} {order}");
    }
    let paid_at = unmatched.paid_at_ms.map(|at| output.clock.moment(at));
    let provider = Some(format!("{} {}", unmatched.provider_name, unmatched.provider_id));
    let more =
        [&paid_at, &provider, &unmatched.reference, &unmatched.payer_name, &unmatched.reason];
    for part in more.into_iter().flatten() {
        line = format!("{line} · {part}");
    }
    line
}
