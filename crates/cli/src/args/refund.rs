//! The command line of refunds.

use std::time::Duration;

use contract::RefundReason;

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
    #[arg(long, value_name = "fraud|duplicated-payment|customer-request|merchant-error", value_parser = reason)]
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

fn reason(text: &str) -> Result<RefundReason, String> {
    let typed = text.to_ascii_lowercase().replace('_', "-");
    let known = REASONS.iter().find(|(word, _)| *word == typed);
    known.map(|(_, reason)| *reason).ok_or_else(|| {
        let words: Vec<_> = REASONS.iter().map(|(word, _)| *word).collect();
        format!("not one of {}", words.join(", "))
    })
}
