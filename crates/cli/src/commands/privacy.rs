//! `balcao privacy export` and `balcao privacy erase`.

use contract::{Failure, FailureCode};
use serde_json::{Value, json};
use till::{Options, PersonView, SaidView, Till};

use crate::args::Privacy;
use crate::commands::{desk, is_wanted, line_of_stdin, order, unmatched};
use crate::exit;
use crate::output::{self, Output};

/// A CPF or CNPJ with its points and blanks is far shorter, in bytes.
const LONGEST_LINE: u64 = 100;

pub(crate) async fn run(
    output: &Output,
    options: &Options,
    command: Privacy,
) -> Result<u8, Failure> {
    match command {
        Privacy::Export { document } => export(output, options, &read(document)?).await,
        Privacy::Erase { document, yes } => {
            let words = output.words.privacy;
            let document = read(document)?;
            let to_do = "nobody to ask before erasing: use --yes";
            if !yes && !is_wanted(words.question, to_do)? {
                output.say(words.not_erased);
                return Ok(exit::code(FailureCode::InvalidRequest));
            }
            erase(output, options, &document)
        }
    }
}

/// The document as it was given, or the first line of standard input.
fn read(document: String) -> Result<String, Failure> {
    if document != "-" {
        return Ok(document);
    }
    line_of_stdin(LONGEST_LINE).map_err(|_| Failure::new(FailureCode::InvalidDocument))
}

async fn export(output: &Output, options: &Options, document: &str) -> Result<u8, Failure> {
    let words = output.words.privacy;
    let till = Till::open_to_look(options)?;
    // What is shown to somebody is written down, or it is not shown.
    if let Some(failure) = till.unwritable() {
        return Err(failure);
    }
    // Their names are told beside what they did.
    till.people().await?;
    let (count, receipt) = desk(&till).export_person(document, |found| {
        output.emit(&object(found));
        say(output, found);
    })?;
    output.emit(&json!({ "event": "privacy_exported", "count": count, "receipt": receipt }));
    if count == 0 {
        output.say(words.nothing);
    }
    output.say(format!("{} {receipt}", words.receipt));
    Ok(exit::DONE)
}

/// What names the person, as scripts see it.
fn object(found: &PersonView) -> Value {
    let with = |what: &str, view: Value, said: &[SaidView]| {
        let said: Vec<Value> = said.iter().map(output::object).collect();
        json!({ "what": what, what: view, "said": said })
    };
    match found {
        PersonView::Sale(sale, said) => with("sale", output::order(sale), said),
        PersonView::Unmatched(payment, said) => with("unmatched", output::object(payment), said),
        PersonView::Payout(number, said) => with("payout", json!(number), said),
        PersonView::Shift(number, said) => with("shift", json!(number), said),
        PersonView::Webhook(at_ms, body) => {
            let webhook = output::object(&json!({ "at_ms": at_ms, "body": body }));
            json!({ "what": "webhook", "webhook": webhook })
        }
    }
}

fn say(output: &Output, found: &PersonView) {
    let words = output.words.privacy;
    let said = match found {
        PersonView::Sale(sale, said) => {
            output.say(format!("{} {}", words.sale, order::line(output, sale)));
            said
        }
        PersonView::Unmatched(payment, said) => {
            output.say(format!("{} {}", words.unmatched, unmatched::line(output, payment)));
            said
        }
        PersonView::Payout(number, said) => {
            output.say(format!("{} {number}", words.payout));
            said
        }
        PersonView::Shift(number, said) => {
            output.say(format!("{} {number}", words.shift));
            said
        }
        PersonView::Webhook(at_ms, body) => {
            output.say(format!("{} · {}", words.webhook, output.clock.moment(*at_ms)));
            output.say(format!("  {body}"));
            return;
        }
    };
    for said in said {
        for field in &said.fields {
            let at = output.clock.moment(said.at_ms);
            output.say(format!("  {at} · {}: {}", words.field(&field.name), field.text));
        }
    }
}

fn erase(output: &Output, options: &Options, document: &str) -> Result<u8, Failure> {
    let words = output.words.privacy;
    let erased = desk(&Till::open_to_note(options)?).erase_person(document)?;
    output.emit(&output::told("privacy_erased", output::object(&erased)));
    let [sales, unmatched, payouts, webhooks] = words.counts;
    let counts = [
        (erased.sales, sales),
        (erased.unmatched, unmatched),
        (erased.payouts, payouts),
        (erased.webhooks, webhooks),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|it| it.0 > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !counts.is_empty() {
        output.say(format!("{} {}.", words.erased, counts.join(", ")));
        output.say(words.stays);
    } else if erased.kept.is_empty() {
        output.say(words.nothing);
    }
    if !erased.kept.is_empty() {
        output.say(words.kept);
    }
    for kept in &erased.kept {
        let what = if kept.what == "sale" { words.sale } else { words.unmatched };
        output.say(format!("  {what} {}: {}", kept.id, words.why(kept.why)));
    }
    if erased.backups_removed > 0 {
        output.say(format!("{} {}.", words.backups_removed, erased.backups_removed));
    }
    if !erased.left.is_empty() {
        output.say(words.left);
    }
    for path in &erased.left {
        output.say(format!("  {path}"));
    }
    output.say(format!("{} {}", words.receipt, erased.receipt));
    Ok(if erased.kept.is_empty() && erased.left.is_empty() { exit::DONE } else { exit::STILL_OPEN })
}
