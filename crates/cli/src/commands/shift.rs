//! `balcao shift` and what stands behind it.

use contract::{
    CloseShift, Failure, FailureCode, MoveCash, Nothing, OpenShift, ReportView, ShiftRef,
    ShiftState, ShiftView,
};
use till::{Options, Till};
use uuid::Uuid;

use crate::args::Shift;
use crate::commands::report::{raw, say};
use crate::commands::{desk, open_to_look};
use crate::exit;
use crate::output::{self, Output};

pub(crate) async fn run(
    output: &Output,
    options: &Options,
    command: Option<Shift>,
) -> Result<u8, Failure> {
    match command {
        None => now(output, options).await,
        Some(Shift::Open { float }) => open(output, options, float.as_deref()).await,
        Some(Shift::Supply { amount, reason }) => {
            move_cash(output, options, (&amount, reason), false).await
        }
        Some(Shift::Withdraw { amount, reason }) => {
            move_cash(output, options, (&amount, reason), true).await
        }
        Some(Shift::Close { counted, number }) => {
            close(output, options, counted.as_deref(), number).await
        }
        Some(Shift::Show { number }) => show(output, options, number).await,
        Some(Shift::List) => list(output, options).await,
    }
}

/// What came and went in a shift: the one of this number, else the one that is open, else the last.
pub(crate) async fn show(
    output: &Output,
    options: &Options,
    number: Option<u32>,
) -> Result<u8, Failure> {
    let till = open_to_look(output, options)?;
    let report = desk(&till).closed_shift(ShiftRef { number }).await?;
    tell(output, &report);
    Ok(exit::DONE)
}

async fn now(output: &Output, options: &Options) -> Result<u8, Failure> {
    let words = output.words.shift;
    let till = open_to_look(output, options)?;
    let shift = desk(&till).shift(Nothing {}).await?;
    output.emit(&output::told("shift", raw(&shift)));
    let since = output.clock.moment(shift.report.from_ms);
    match shift.state {
        ShiftState::Closed => output.say(format!("{} {}.", words.is_closed, shift.number)),
        ShiftState::Automatic => output.say(format!("{} {since}.", words.automatic_since)),
        ShiftState::Open => output.say(format!("{} {since}.", words.open_since)),
    }
    if shift.state != ShiftState::Closed {
        output.say("");
        say(output, &shift.report);
    }
    Ok(exit::DONE)
}

async fn open(output: &Output, options: &Options, float: Option<&str>) -> Result<u8, Failure> {
    let float_centavos = float.map_or(Ok(0), cash)?;
    let till = Till::open_to_note(options)?;
    let shift = desk(&till).open_shift(OpenShift { float_centavos }).await?;
    output.emit(&output::told("shift_opened", raw(&shift)));
    output.say(format!("{} {}", output.words.shift.opened, till::format_amount(float_centavos)));
    Ok(exit::DONE)
}

async fn move_cash(
    output: &Output,
    options: &Options,
    (amount, reason): (&str, String),
    is_withdrawal: bool,
) -> Result<u8, Failure> {
    let words = output.words.shift;
    let amount_centavos = till::parse_amount(amount)?;
    let till = Till::open_to_note(options)?;
    let moved = MoveCash { id: Uuid::new_v4().to_string(), amount_centavos, reason };
    let desk = desk(&till);
    let (event, said, shift) = if is_withdrawal {
        ("shift_withdrawn", words.withdrawn, desk.withdraw(moved).await?)
    } else {
        ("shift_supplied", words.supplied, desk.supply(moved).await?)
    };
    output.emit(&output::told(event, raw(&shift)));
    output.say(format!("{said} {}", till::format_amount(amount_centavos)));
    if let Some(held) = expected(&shift) {
        output.say(format!("{} {}.", words.drawer_holds, till::format_amount(held)));
    }
    Ok(exit::DONE)
}

/// What should be in the drawer, where that is told.
fn expected(shift: &ShiftView) -> Option<i64> {
    shift.report.cash.as_ref()?.expected_centavos
}

async fn close(
    output: &Output,
    options: &Options,
    counted: Option<&str>,
    number: Option<u32>,
) -> Result<u8, Failure> {
    let counted_centavos = counted.map(cash).transpose()?;
    let till = Till::open_to_note(options)?;
    let desk = desk(&till);
    let number = match number {
        Some(number) => number,
        None => desk.shift(Nothing {}).await?.number,
    };
    let report = desk.close_shift(CloseShift { number, counted_centavos }).await?;
    tell(output, &report);
    Ok(exit::DONE)
}

async fn list(output: &Output, options: &Options) -> Result<u8, Failure> {
    let words = output.words.shift;
    let till = open_to_look(output, options)?;
    let shift = desk(&till).shift(Nothing {}).await?;
    if shift.closed.is_empty() {
        output.say(words.none_closed);
    }
    for closed in &shift.closed {
        output.emit(&raw(closed));
        let (from, until) =
            (output.clock.moment(closed.opened_at_ms), output.clock.moment(closed.closed_at_ms));
        let by = closed.closed_by.as_deref().unwrap_or(words.report.owner);
        let total = till::format_amount(closed.total_centavos);
        let until = format!("{} {until}", words.report.until);
        output.say(format!("Z {} · {from} {until} · {by} · {total}", closed.number));
    }
    Ok(exit::DONE)
}

fn tell(output: &Output, report: &ReportView) {
    output.emit(&output::told("report", raw(report)));
    say(output, report);
}

/// What is in a drawer: an amount as people type it, or nothing.
fn cash(text: &str) -> Result<i64, Failure> {
    match till::parse_amount(text) {
        Err(failure)
            if failure.code == FailureCode::InvalidAmount
                && failure.detail.as_deref() == Some("zero") =>
        {
            Ok(0)
        }
        amount => amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawer_may_be_empty_and_holds_no_less() {
        assert_eq!(cash("100,00"), Ok(10_000));
        assert_eq!(cash("0,00"), Ok(0));
        assert!(cash("-1").is_err() && cash("").is_err());
    }
}
