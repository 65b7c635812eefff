//! `balcao report`, and a report as a Brazilian till prints it.

use contract::{
    Bar, CashView, Failure, NotableItem, NotableList, OperatorTotals, ReportDay, ReportOf,
    ReportView, Sum,
};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use till::Options;

use crate::args::Report;
use crate::commands::{desk, open_to_look, shift};
use crate::exit;
use crate::output::{self, Output};
use crate::words::ReportWords;

/// How wide the label of a figure is, and the figures behind it.
const LABEL: usize = 40;
const COUNT: usize = 6;
const AMOUNT: usize = 20;
/// The longest bar, in letters.
const LONGEST_BAR: i64 = 24;

pub(crate) async fn run(
    output: &Output,
    options: &Options,
    command: Report,
) -> Result<u8, Failure> {
    match command {
        Report::Shift { number } => shift::show(output, options, number).await,
        Report::Day { date } => {
            let till = open_to_look(output, options)?;
            let day = ReportDay { day: date.map(|date| date.to_string()) };
            let report = desk(&till).report_day(day).await?;
            output.emit(&output::told("report", raw(&report)));
            say(output, &report);
            Ok(exit::DONE)
        }
    }
}

/// The contract's view to the letter, its moments as it has them.
pub(crate) fn raw(view: &impl Serialize) -> Value {
    serde_json::to_value(view).unwrap_or_default()
}

/// The report for people.
pub(crate) fn say(output: &Output, report: &ReportView) {
    let words = &output.words.shift.report;
    head(output, words, report);
    output.say("");
    output.say(line(words.sales, Some(report.sales), None));
    output.say(of_sum(words.received, report.received));
    output.say(of_sum(words.by_hand, report.by_hand));
    output.say(line(words.total, None, Some(report.total_centavos)));
    let [here, dispute, elsewhere] = words.refunded;
    for (label, sum) in [
        (here, report.refunded_here),
        (dispute, report.refunded_by_dispute),
        (elsewhere, report.refunded_elsewhere),
    ] {
        output.say(of_sum(label, sum));
    }
    output.say(line(words.net, None, Some(report.net_centavos)));
    let outside =
        [(words.earlier, report.earlier), (words.earlier_refunds, report.earlier_refunds)];
    for (label, sum) in outside.into_iter().filter(|(_, sum)| sum.count > 0) {
        output.say(of_sum(label, sum));
    }
    if report.clock_set_back {
        output.say(words.clock_set_back);
    }
    shares(output, words, report);
    bars(output, words, &report.bars);
    let notable = &report.notable;
    let lists = [
        &notable.open,
        &notable.by_hand,
        &notable.odd,
        &notable.disputes,
        &notable.unmatched,
        &notable.refunds,
    ];
    for (label, list) in words.notable.into_iter().zip(lists) {
        notable_list(output, words, label, list);
    }
    if let Some(cash) = &report.cash {
        drawer(output, words, cash);
    }
    if let Some(seal) = &report.seal {
        output.say("");
        output.say(format!("{}: {}", words.seal, in_groups(&seal.head)));
        output.say(words.prove);
    }
}

fn head(output: &Output, words: &ReportWords, report: &ReportView) {
    let [x, z, of_day] = words.heads;
    let from = output.clock.moment(report.from_ms);
    let owner = |name: &Option<String>| name.clone().unwrap_or_else(|| words.owner.to_owned());
    match &report.of {
        ReportOf::Day { day } => {
            let date = day.parse::<Date>().map(|it| it.strftime(output.words.day).to_string());
            output.say(format!("{of_day} · {}", date.as_ref().unwrap_or(day)));
        }
        ReportOf::Shift { number, opened_by, automatic, closed_at_ms, closed_by } => {
            let kind = if closed_at_ms.is_some() { z } else { x };
            output.say(format!("{kind} {number}"));
            let by = if *automatic { words.by_itself.to_owned() } else { owner(opened_by) };
            output.say(format!("{}: {from} · {by}", words.opened));
            let until = output.clock.moment(closed_at_ms.unwrap_or(report.until_ms));
            match closed_at_ms {
                Some(_) => output.say(format!("{}: {until} · {}", words.closed, owner(closed_by))),
                None => output.say(format!("{}: {until}", words.so_far)),
            }
        }
    }
    output.say(&report.time_zone);
}

fn shares(output: &Output, words: &ReportWords, report: &ReportView) {
    if !report.operators.is_empty() {
        output.say("");
        output.say(words.operators);
    }
    for OperatorTotals { name, sales, received_centavos, .. } in &report.operators {
        let name = name.as_deref().unwrap_or(words.owner);
        output.say(line(name, Some(*sales), Some(*received_centavos)));
    }
    if !report.providers.is_empty() {
        output.say("");
        output.say(words.providers);
    }
    for of in &report.providers {
        output.say(line(&of.provider_name, Some(of.sales), Some(of.received_centavos)));
    }
}

fn bars(output: &Output, words: &ReportWords, bars: &[Bar]) {
    let most = bars.iter().map(|bar| bar.received_centavos).max().unwrap_or(0).max(1);
    if !bars.is_empty() {
        output.say("");
        output.say(words.hours);
    }
    for bar in bars {
        let length = bar.received_centavos.saturating_mul(LONGEST_BAR) / most;
        let drawn = "█".repeat(usize::try_from(length).unwrap_or(0));
        let amount = till::format_amount(bar.received_centavos);
        output.say(format!("{:<12} {amount:>AMOUNT$} {drawn}", bar.label));
    }
}

fn notable_list(output: &Output, words: &ReportWords, label: &str, list: &NotableList) {
    if list.sum.count == 0 {
        return;
    }
    output.say("");
    output.say(of_sum(label, list.sum));
    for item in &list.items {
        output.say(notable_item(output, words, item));
    }
    let named = u64::try_from(list.items.len()).unwrap_or(u64::MAX);
    if list.sum.count > named {
        output.say(format!("  {} {}", words.and_more, list.sum.count - named));
    }
}

fn notable_item(output: &Output, words: &ReportWords, item: &NotableItem) -> String {
    let unmatched = || format!("{} {}", words.unmatched, item.unmatched.as_deref().unwrap_or(""));
    let what = item.order.clone().unwrap_or_else(unmatched);
    let at = output.clock.moment(item.at_ms);
    let mut line = format!("  {what} · {at} · {}", till::format_amount(item.centavos));
    if let Some(expected) = item.expected_centavos {
        line = format!("{line} ({} {})", output.words.expected, till::format_amount(expected));
    }
    if let Some(by) = &item.by {
        line = format!("{line} · {by}");
    }
    for anomaly in &item.anomalies {
        line = format!("{line} · {}", output.words.anomaly_of(*anomaly));
    }
    line
}

fn drawer(output: &Output, words: &ReportWords, cash: &CashView) {
    output.say("");
    output.say(words.cash);
    output.say(line(words.float, None, Some(cash.float_centavos)));
    output.say(of_sum(words.supplies, cash.supplied));
    output.say(of_sum(words.withdrawals, cash.withdrawn));
    match cash.expected_centavos {
        Some(expected) => output.say(line(words.expected, None, Some(expected))),
        None => output.say(format!("{}: {}", words.expected, words.hidden)),
    }
    if let Some(counted) = cash.counted_centavos {
        output.say(line(words.counted, None, Some(counted)));
    }
    let [over, short, right] = words.differences;
    match cash.difference_centavos {
        Some(difference) if difference > 0 => output.say(line(over, None, Some(difference))),
        Some(difference) if difference < 0 => output.say(line(short, None, Some(difference))),
        Some(_) => output.say(right),
        None => {}
    }
    for moved in &cash.moves {
        let (at, amount) = (output.clock.moment(moved.at_ms), till::format_amount(moved.centavos));
        let [put_in, taken_out] = words.moved;
        let what = if moved.is_withdrawal { taken_out } else { put_in };
        output.say(format!("  {what} · {at} · {amount} · {}", moved.reason));
    }
}

fn of_sum(label: &str, sum: Sum) -> String {
    line(label, Some(sum.count), Some(sum.centavos))
}

/// A figure behind its label.
fn line(label: &str, count: Option<u64>, centavos: Option<i64>) -> String {
    let count = count.map(|count| count.to_string()).unwrap_or_default();
    let amount = centavos.map(till::format_amount).unwrap_or_default();
    let line = format!("{label:<LABEL$}{count:>COUNT$}{amount:>AMOUNT$}");
    line.trim_end().to_owned()
}

/// A hash in groups of eight, as people read it aloud; `verify --head` takes it so.
fn in_groups(hash: &str) -> String {
    let letters: Vec<char> = hash.chars().collect();
    let groups: Vec<String> = letters.chunks(8).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_in_columns_whatever_letters_their_labels_have() {
        let width = |text: &str| text.chars().count();
        let accented = line("Devolvido por contestação", Some(2), Some(123_456));
        let plain = line("TOTAL", None, Some(1));
        assert_eq!(width(&accented), LABEL + COUNT + AMOUNT);
        assert_eq!(width(&plain), LABEL + COUNT + AMOUNT);
        assert!(accented.ends_with("R$ 1.234,56"), "{accented}");
    }

    #[test]
    fn a_seal_is_written_in_groups_that_can_be_typed() {
        assert_eq!(in_groups("0123456789abcdef"), "01234567 89abcdef");
    }
}
