//! The command line of unmatched payments.

use clap::Subcommand;

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
