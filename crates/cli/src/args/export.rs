//! The command line of exports.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;

use super::times::day;

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// What
    pub(crate) kind: Kind,
    /// The first day, such as 2026-11-01 or 01/11/2026
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) from: Date,
    /// The last day, included
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) to: Date,
    /// In which form; ofx is a statement of all money that came, went back and left
    #[arg(long, default_value = "csv")]
    pub(crate) format: Format,
    /// Into this file; no file is written over (default: standard output)
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Orders,
    Payments,
    Refunds,
    Payouts,
    Unmatched,
    Shifts,
    Acts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Csv,
    CsvMachine,
    Jsonl,
    Ofx,
}
