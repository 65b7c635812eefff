//! The command line of refunds, disputes, unmatched payments and payouts.

use std::time::Duration;

use clap::Subcommand;
use contract::{DisputeOutcome, RefundReason};

use super::times::wait_for;

/// Every reason as it is typed; also with underscores, and in capitals as ConnectPSP has it.
const REASONS: [(&str, RefundReason); 4] = [
    ("fraud", RefundReason::Fraud),
    ("duplicated-payment", RefundReason::DuplicatedPayment),
    ("customer-request", RefundReason::CustomerRequest),
    ("merchant-error", RefundReason::MerchantError),
];

#[derive(Debug, clap::Args)]
pub(crate) struct Refund {
    /// The order's number
    pub(crate) order: String,
    /// fraud, duplicated-payment, customer-request or merchant-error
    #[arg(long, value_name = "WHY", value_parser = reason)]
    pub(crate) reason: RefundReason,
    /// A note for the shop's books, at most 140 characters; the payer does not see it
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// Which attempt, if more than one was paid
    #[arg(long, value_name = "N")]
    pub(crate) attempt: Option<u32>,
    /// Do not wait until the money is back
    #[arg(long, conflicts_with = "wait_for")]
    pub(crate) no_wait: bool,
    /// Wait at most this long
    #[arg(long, value_name = "2m", default_value = "2m", value_parser = wait_for)]
    pub(crate) wait_for: Duration,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Dispute {
    /// Write down how an order's dispute ended
    Close {
        /// The order's number
        order: String,
        /// For whom: won, lost or accepted
        #[arg(long, value_name = "OUTCOME", value_parser = outcome)]
        outcome: DisputeOutcome,
        /// How it ended, at most 200 characters
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Unmatched {
    /// It is the money for an order
    Match {
        /// The payment's number, as the list has it
        id: String,
        /// The order's number
        order: String,
        /// Why, at most 200 characters
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// It is no sale of this till
    Dismiss {
        /// The payment's number, as the list has it
        id: String,
        /// Why, at most 200 characters
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Payouts {
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,
    /// Print a table for spreadsheets (RFC 4180); not with --json
    #[arg(long)]
    pub(crate) csv: bool,
}

/// Every outcome as it is typed.
const OUTCOMES: [(&str, DisputeOutcome); 3] = [
    ("won", DisputeOutcome::Won),
    ("lost", DisputeOutcome::Lost),
    ("accepted", DisputeOutcome::Accepted),
];

fn outcome(text: &str) -> Result<DisputeOutcome, String> {
    let known = OUTCOMES.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
    let known = known.map(|(_, outcome)| *outcome);
    known.ok_or_else(|| "not one of won, lost, accepted".to_owned())
}

fn reason(text: &str) -> Result<RefundReason, String> {
    let typed = text.to_ascii_lowercase().replace('_', "-");
    let known = REASONS.iter().find(|(word, _)| *word == typed);
    known.map(|(_, reason)| *reason).ok_or_else(|| {
        let words: Vec<_> = REASONS.iter().map(|(word, _)| *word).collect();
        format!("not one of {}", words.join(", "))
    })
}
