//! Exports: what the till knows, for other programs. One row at a time goes from the log to its file: an export of any
//! length needs no more room than one row.

mod kinds;
mod ofx;
mod table;

use std::io::{self, Write};

use contract::{ExportFormat, ExportKind, ExportRequest, ExportedView, Failure, FailureCode};
use domain::UnixMs;
use jiff::tz::TimeZone;
use providers::name_of;
use store::{ExportedMoney, Period, Reader};

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

/// All money that came, went back, or left, whichever of them was asked for: a statement of half of it fits no account.
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
    log.export_payments::<Trouble>(period, |row| {
        let memo = format!("Pix venda {} {}", row.order, name_of(&row.provider));
        Ok(statement.entry(&entry(row, row.amount.get(), &id_of(row, "P"), &memo))?)
    })?;
    log.export_refunds::<Trouble>(period, |row| {
        let memo = format!("Estorno venda {} {}", row.order, name_of(&row.provider));
        Ok(statement.entry(&entry(row, -row.amount.get(), &id_of(row, "D"), &memo))?)
    })?;
    log.export_payouts::<Trouble>(period, |payout| {
        let Some(amount) = payout.seen.amount.filter(|_| kinds::has_left(payout)) else {
            return Ok(());
        };
        let id = payout.seen.end_to_end_id.as_ref().map(|id| id.as_str().to_owned());
        let id = id.unwrap_or_else(|| format!("{}-{}", payout.provider, payout.seen.id.as_str()));
        let memo = format!("Saida da conta {}", name_of(&payout.provider));
        let at_ms = payout.seen.at.unwrap_or(payout.first_seen_at).get();
        Ok(statement.entry(&Entry { at_ms, centavos: -amount.get(), id: &id, memo: &memo })?)
    })?;
    let (rows, total_centavos) = statement.end()?;
    Ok(Exported { rows, total_centavos: Some(total_centavos) })
}

fn entry<'a>(row: &ExportedMoney, centavos: i64, id: &'a str, memo: &'a str) -> Entry<'a> {
    Entry { at_ms: row.at.get(), centavos, id, memo }
}

/// The end-to-end id, else a name that no other line has.
fn id_of(row: &ExportedMoney, mark: &str) -> String {
    let named = || format!("{mark}-{}-{}-{}", row.order, row.attempt, row.place);
    row.end_to_end_id.clone().unwrap_or_else(named)
}

#[cfg(test)]
mod tests;
