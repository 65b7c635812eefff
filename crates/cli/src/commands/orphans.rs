//! `balcao orphans` and `balcao orphan`.

use contract::{
    AttachOrphan, Failure, FailureCode, ListAll, OrphanState, OrphanView, SetAsideOrphan,
};
use serde_json::Value;
use till::{Options, Till};

use crate::args::Orphan;
use crate::commands::orders;
use crate::exit;
use crate::output::{self, Output, moment, warn};

pub(crate) async fn list(output: &Output, options: &Options, all: bool) -> Result<u8, Failure> {
    let words = output.words.money_back;
    let orphans = Till::open_to_look(options)?.orphans(ListAll { all }).await?.orphans;
    if orphans.is_empty() {
        output.say(words.no_orphans);
    }
    for orphan in &orphans {
        output.emit(&output::object(orphan));
        output.say(line(output, orphan));
    }
    if let Some(open) = orphans.iter().find(|orphan| orphan.state == OrphanState::Open) {
        output.say("");
        output.say(format!("{} {} 000123 --reason …", words.attach_with, open.id));
        output.say(format!("{} {} --reason …", words.set_aside_with, open.id));
    }
    Ok(exit::DONE)
}

pub(crate) async fn run(output: &Output, options: Options, command: Orphan) -> Result<u8, Failure> {
    match command {
        Orphan::Attach { id, order, reason } => {
            attach(output, options, AttachOrphan { id, order, reason }).await
        }
        Orphan::SetAside { id, reason } => {
            set_aside(output, &options, &SetAsideOrphan { id, reason })
        }
    }
}

/// The provider is asked once more, so that this takes an open till.
async fn attach(output: &Output, options: Options, request: AttachOrphan) -> Result<u8, Failure> {
    let words = output.words.money_back;
    let till = Till::open(options).await?;
    let orphan = request.id.clone();
    let attached = till.attach_orphan(request).await;
    let order = attached.inspect_err(|failure| {
        if is_the_providers(failure.code) {
            warn(words.still_an_orphan);
        }
    })?;
    let mut told = output::told("orphan_attached", output::order(&order));
    if let Value::Object(object) = &mut told {
        object.insert("orphan".to_owned(), orphan.into());
    }
    output.emit(&told);
    output.say(format!("{} {}.", words.orphan_attached, order.order));
    output.say(orders::line(output, &order));
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

fn set_aside(output: &Output, options: &Options, request: &SetAsideOrphan) -> Result<u8, Failure> {
    let orphan = Till::open_to_note(options)?.leave_orphan(request)?;
    output.emit(&output::told("orphan_set_aside", output::object(&orphan)));
    output.say(output.words.money_back.orphan_set_aside);
    Ok(exit::DONE)
}

fn line(output: &Output, orphan: &OrphanView) -> String {
    let words = output.words.money_back;
    let [came, is_it_this] = words.orphan;
    let amount = orphan.amount_centavos.map(till::format_amount);
    let mut line = match (orphan.state, amount) {
        (OrphanState::Open, Some(amount)) => {
            format!("{} · {came} {amount} {is_it_this}", orphan.id)
        }
        (OrphanState::Open, None) => format!("{} · {}", orphan.id, words.unconfirmed_orphan),
        (state, amount) => {
            let amount = amount.unwrap_or_else(|| words.unknown_amount.to_owned());
            format!("{} · {amount} · {}", orphan.id, words.orphan_state(state))
        }
    };
    if let Some(order) = &orphan.order {
        line = format!("{line} {order}");
    }
    let paid_at = orphan.paid_at_ms.and_then(moment);
    let provider = Some(format!("{} {}", orphan.provider_name, orphan.provider_id));
    let more = [&paid_at, &provider, &orphan.reference, &orphan.payer_name, &orphan.reason];
    for part in more.into_iter().flatten() {
        line = format!("{line} · {}", output::one_line(part));
    }
    line
}
