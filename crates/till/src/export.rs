//! Exports: what the till knows, for other programs. One row at a time goes from the log to its file: an export of any
//! length needs no more room than one row.

mod kinds;
mod ofx;
mod table;

use std::io::{self, Write};

use contract::{ExportFormat, ExportKind, ExportRequest, ExportedView, Failure, FailureCode};
use domain::{EndToEndId, UnixMs, UnmatchedState};
use jiff::tz::TimeZone;
use providers::name_of;
use store::{Period, Reader};

use crate::api::bad;
use crate::failure::{from_checkout, from_store};
use crate::open::Till;
use crate::{saved, zone};
use kinds::Shop;
use ofx::{Entry, Heading, Statement};
use table::Table;

/// No export is of more days.
const MOST_DAYS: i32 = 3_653;

/// Why an export ended before its end.
enum Trouble {
    Log(store::Error),
    Out(io::Error),
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self::Log(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Out(error)
    }
}

/// No `From`: it would be in the way of whoever reads a failure's type off its use.
fn failure_of(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Log(error) => from_store(error),
        Trouble::Out(error) => saved::not_written(&error),
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// How many rows, without the head.
    pub rows: u64,
    /// What they come to, in centavos; `None` where they are no money.
    pub total_centavos: Option<i64>,
}

impl Till {
    /// Writes an export. Errors: `InvalidPeriod`, `InvalidRequest` (a form that the kind has not), `FileNotSaved` (it
    /// cannot be written), and those of the log.
    pub(crate) fn export(
        &self,
        request: &ExportRequest,
        out: &mut dyn Write,
    ) -> Result<Exported, Failure> {
        let settings = self.current_settings();
        let zone = zone::of(&settings);
        let period = period(&request.from_day, &request.to_day, &zone)?;
        let log = self.checkout.reader().map_err(from_checkout)?;
        let till_code = log.till_code().map_err(from_store)?.unwrap_or_default();
        let is_statement = request.format == ExportFormat::Ofx;
        let exported = if is_statement {
            let is_money = matches!(
                request.kind,
                ExportKind::Payments | ExportKind::Refunds | ExportKind::Payouts
            );
            if !is_money {
                return Err(bad("ofx is a form of payments, refunds and payouts alone"));
            }
            let now = self.checkout.now();
            statement(&log, period, &till_code, (&zone, now), out)
        } else {
            let shop = Shop::new(self.staff.known().clone(), till_code, &settings);
            let columns = kinds::columns(request.kind);
            Table::begin(out, request.format, columns, &zone)
                .map_err(Trouble::from)
                .and_then(|table| kinds::rows(request.kind, &log, period, &shop, table))
        };
        exported.map_err(failure_of)
    }

    /// Saves an export among the user's documents.
    pub(crate) fn export_among_documents(
        &self,
        request: &ExportRequest,
    ) -> Result<ExportedView, Failure> {
        let zone = zone::of(&self.current_settings());
        // Nothing is named by what is no day.
        period(&request.from_day, &request.to_day, &zone)?;
        let kind = kinds::file_name(request.kind);
        let name = format!("balcao-{kind}-{}-{}", request.from_day, request.to_day);
        let path = saved::place(&name, ending(request.format), &zone)?;
        let (exported, _) = saved::save(&path, |out| self.export(request, out))?;
        let Exported { rows, total_centavos } = exported;
        Ok(ExportedView { path: path.display().to_string(), rows, total_centavos })
    }
}

const fn ending(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv | ExportFormat::CsvMachine => "csv",
        ExportFormat::Jsonl => "jsonl",
        ExportFormat::Ofx => "ofx",
    }
}

/// The days of the shop from one to another, both included.
fn period(from: &str, to: &str, zone: &TimeZone) -> Result<Period, Failure> {
    let invalid = || Failure::new(FailureCode::InvalidPeriod);
    let (from, to) = zone::read_day(from).zip(zone::read_day(to)).ok_or_else(invalid)?;
    let days = from.until(to).map_err(|_| invalid())?.get_days();
    if !(0..=MOST_DAYS).contains(&days) {
        return Err(invalid());
    }
    let (begins, _) = zone::moments_of(zone, from).ok_or_else(invalid)?;
    let (_, ends) = zone::moments_of(zone, to).ok_or_else(invalid)?;
    Ok(Period { from: UnixMs::new(begins), to: UnixMs::new(ends) })
}

/// All money that came, with a sale or without one, went back, or left, whichever of them was asked for, as the log is at
/// one moment: a statement of half of it fits no account.
fn statement(
    log: &Reader,
    period: Period,
    till_code: &str,
    (zone, now): (&TimeZone, UnixMs),
    out: &mut dyn Write,
) -> Result<Exported, Trouble> {
    let heading = Heading {
        account: till_code,
        from_ms: period.from.get(),
        to_ms: period.to.get() - 1,
        made_at_ms: now.get(),
    };
    let mut statement = Statement::begin(out, zone, &heading)?;
    log.at_one_moment(|| entries(log, period, &mut statement))?;
    let (rows, total_centavos) = statement.end()?;
    Ok(Exported { rows, total_centavos: Some(total_centavos) })
}

/// Each is named by its end-to-end id, else by what no other line is.
fn entries(log: &Reader, period: Period, statement: &mut Statement<'_>) -> Result<(), Trouble> {
    let mut write = |at: UnixMs, centavos: i64, id: String, memo: String| {
        Ok(statement.entry(&Entry { at_ms: at.get(), centavos, id: &id, memo: &memo })?)
    };
    log.export_payments::<Trouble>(period, |row| {
        let payment = &row.payment;
        let id = payment.authorisation.as_ref().map(text_of);
        let id = id.unwrap_or_else(|| format!("P-{}-{}-{}", row.order, row.attempt, row.place));
        let memo = format!("Pix venda {} {}", row.order, name_of(&payment.provider));
        write(payment.paid_at, payment.amount.get(), id, memo)
    })?;
    log.export_unmatched::<Trouble>(period, |row| {
        // What was matched is among the payments.
        let is_a_sales = matches!(row.state, UnmatchedState::Matched { .. });
        let Some(amount) = row.money.amount.filter(|_| !is_a_sales) else { return Ok(()) };
        let id = row.money.end_to_end_id.as_ref().map(text_of);
        let id = id.unwrap_or_else(|| format!("U-{}", row.number));
        let memo = format!("Pix sem venda {}", name_of(&row.money.provider));
        write(row.money.paid_at.unwrap_or(row.found_at), amount.get(), id, memo)
    })?;
    log.export_refunds::<Trouble>(period, |row| {
        let named = || format!("D-{}-{}-{}", row.order, row.attempt, row.place);
        let memo = format!("Estorno venda {} {}", row.order, name_of(&row.provider));
        write(row.at, -row.amount.get(), row.return_id.clone().unwrap_or_else(named), memo)
    })?;
    log.export_payouts::<Trouble>(period, |payout| {
        let Some(amount) = payout.seen.amount.filter(|_| kinds::has_left(payout)) else {
            return Ok(());
        };
        let id = payout.seen.end_to_end_id.as_ref().map(text_of);
        let id = id.unwrap_or_else(|| format!("{}-{}", payout.provider, payout.seen.id.as_str()));
        let memo = format!("Saida da conta {}", name_of(&payout.provider));
        write(payout.seen.at.unwrap_or(payout.first_seen_at), -amount.get(), id, memo)
    })
}

fn text_of(id: &EndToEndId) -> String {
    id.as_str().to_owned()
}

#[cfg(test)]
mod tests;
