//! The command line of the shift and of reports.

use clap::Subcommand;
use jiff::civil::Date;

use super::times::day;

#[derive(Debug, Subcommand)]
pub(crate) enum Shift {
    /// Open the shift
    Open {
        /// What is in the drawer, such as 100,00 (default: nothing)
        #[arg(long, value_name = "AMOUNT")]
        float: Option<String>,
    },
    /// Put cash into the drawer
    Supply {
        /// How much, such as 50,00
        amount: String,
        /// Why, at most 200 characters
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take cash out of the drawer
    Withdraw {
        /// How much, such as 200,00
        amount: String,
        /// Why, at most 200 characters
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Close the shift and show what it came to (Z)
    Close {
        /// What was counted in the drawer, where it holds cash
        #[arg(long, value_name = "AMOUNT")]
        counted: Option<String>,
        /// The shift's number: another one is not closed in its place
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        number: Option<u32>,
    },
    /// Show what came and went in a shift: X while it is open, Z when it is closed
    Show {
        /// Its number (default: the open one, else the last)
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        number: Option<u32>,
    },
    /// List the last closed shifts, newest first
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// What came and went on a day of the shop
    Day {
        /// Such as 2026-11-28 or 28/11/2026 (default: today)
        #[arg(value_parser = day)]
        date: Option<Date>,
    },
    /// What came and went in a shift
    Shift {
        /// Its number (default: the open one, else the last)
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        number: Option<u32>,
    },
}
