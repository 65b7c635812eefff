//! The command line of disputes.

use std::path::PathBuf;

use clap::Subcommand;
use contract::DisputeOutcome;

/// Every outcome as it is typed.
const OUTCOMES: [(&str, DisputeOutcome); 3] = [
    ("won", DisputeOutcome::Won),
    ("lost", DisputeOutcome::Lost),
    ("accepted", DisputeOutcome::Accepted),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Dispute {
    /// Write down how an order's dispute ended
    Close {
        /// The order's number
        order: String,
        /// For whom: won, lost or accepted
        #[arg(long, value_name = "won|lost|accepted", value_parser = outcome)]
        outcome: DisputeOutcome,
        /// How it ended, at most 200 characters
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Save all that a bank may ask of an order: a PDF for reading, and a ZIP with everything
    Folder {
        /// The order's number
        order: String,
        /// Into this folder; no file is written over (default: the user's documents)
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
}

fn outcome(text: &str) -> Result<DisputeOutcome, String> {
    let known = OUTCOMES.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
    let known = known.map(|(_, outcome)| *outcome);
    known.ok_or_else(|| "not one of won, lost, accepted".to_owned())
}
