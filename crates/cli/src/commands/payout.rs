//! `balcao payouts`.

use contract::{Evidence, Failure, FailureCode, PayoutView};
use serde_json::Value;
use till::{Options, csv};

use crate::args::Payouts;
use crate::commands::{desk, open_to_look};
use crate::exit;
use crate::output::{self, Output};

/// The header of the table; its names are those of the JSON, amounts in reais.
const HEADER: [&str; 14] = [
    "provider",
    "provider_id",
    "reference",
    "status",
    "raw_status",
    "amount",
    "end_to_end_id",
    "return_id",
    "payee_name",
    "failure",
    "evidence",
    "at",
    "first_seen_at",
    "changed_at",
];

pub(crate) fn list(output: &Output, options: &Options, args: Payouts) -> Result<u8, Failure> {
    if args.csv && output.is_json() {
        let both = "--csv and --json are two forms of the same list: choose one";
        return Err(Failure::with(FailureCode::InvalidRequest, both));
    }
    let payouts = desk(&open_to_look(output, options)?).last_payouts(args.limit)?;
    if args.csv {
        let lines = std::iter::once(csv::row(HEADER))
            .chain(payouts.iter().map(|payout| row(output, payout)));
        // RFC 4180: lines end with CR LF.
        lines.for_each(|line| output::print(&format!("{line}\r")));
        return Ok(exit::DONE);
    }
    if payouts.is_empty() {
        output.say(output.words.payout.no_payouts);
    }
    for payout in &payouts {
        output.emit(&output::object(payout));
        output.say(line(output, payout));
    }
    Ok(exit::DONE)
}

fn row(output: &Output, payout: &PayoutView) -> String {
    let time = |at: Option<i64>| at.map(|ms| output.clock.cell(ms)).unwrap_or_default();
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let failure = payout.failure.as_ref().and_then(|failure| failure.detail.clone());
    let cells = [
        payout.provider.clone(),
        payout.provider_id.clone(),
        known(&payout.reference),
        word(output::object(&payout.status)),
        known(&payout.raw_status),
        payout.amount_centavos.map(csv::amount).unwrap_or_default(),
        known(&payout.end_to_end_id),
        known(&payout.return_id),
        known(&payout.payee_name),
        failure.unwrap_or_default(),
        word(output::object(&payout.evidence)),
        time(payout.at_ms),
        time(Some(payout.first_seen_at_ms)),
        time(Some(payout.changed_at_ms)),
    ];
    csv::row(cells.iter().map(String::as_str))
}

/// A name of the contract as it stands in JSON; none is empty.
fn word(value: Value) -> String {
    if let Value::String(word) = value { word } else { String::new() }
}

/// One payout in one line.
pub(crate) fn line(output: &Output, payout: &PayoutView) -> String {
    let words = output.words.payout;
    let at = output.clock.moment(payout.changed_at_ms);
    let amount = payout.amount_centavos.map(till::format_amount);
    let amount = amount.as_deref().unwrap_or(output.words.unmatched.unknown_amount);
    let (provider, status) = (&payout.provider_name, words.payout(payout.status));
    let mut line = format!("{at} · {provider} {} · {amount} · {status}", payout.provider_id);
    let failure = payout.failure.as_ref().and_then(|failure| failure.detail.as_ref());
    let more = [&payout.raw_status, &payout.payee_name, &payout.reference, &payout.end_to_end_id];
    for part in more.into_iter().flatten().chain(failure) {
        line = format!("{line} · {part}");
    }
    match payout.evidence {
        Some(Evidence::Polled | Evidence::SignedWebhook) => line,
        None => format!("{line} ({})", output.words.dispute.not_confirmed),
    }
}

#[cfg(test)]
mod tests {
    use contract::PayoutStatus;
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn a_list_has_one_form() {
        let (output, both) = (Output::new(true, TimeZone::UTC), Payouts { limit: 1, csv: true });
        let failure = list(&output, &Options::default(), both).unwrap_err();
        assert_eq!(failure.code, FailureCode::InvalidRequest);
    }

    #[test]
    fn a_row_has_a_cell_for_each_name_of_the_header() {
        let payout = PayoutView {
            provider: "integrapay".into(),
            provider_name: "IntegraPay".into(),
            provider_id: "1000".into(),
            reference: Some("=cmd".into()),
            status: PayoutStatus::Failed,
            raw_status: None,
            amount_centavos: Some(1_250),
            end_to_end_id: None,
            return_id: None,
            payee_name: Some("Rui S***".into()),
            failure: Some(Failure::with(FailureCode::ProviderRefused, "NO_KEY, sorry")),
            evidence: Some(Evidence::Polled),
            at_ms: None,
            first_seen_at_ms: 0,
            changed_at_ms: 1_000,
        };
        let expected = "integrapay,1000,'=cmd,failed,,12.50,,,Rui S***,\"NO_KEY, sorry\",polled,,\
                        1970-01-01T00:00:00Z,1970-01-01T00:00:01Z";
        let output = Output::new(false, TimeZone::UTC);
        assert_eq!(row(&output, &payout), expected);
        // Of the shop's day, as on the list for people.
        let there = Output::new(false, TimeZone::get("America/Sao_Paulo").unwrap());
        assert!(
            row(&there, &payout).ends_with(",1969-12-31T21:00:00-03:00,1969-12-31T21:00:01-03:00")
        );
        let told = PayoutView { evidence: None, amount_centavos: None, failure: None, ..payout };
        assert_eq!(row(&output, &told).split(',').count(), HEADER.len());
    }
}
