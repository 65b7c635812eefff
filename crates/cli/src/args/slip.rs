//! The command line of slips.

use std::path::PathBuf;

use clap::ArgGroup;

#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("what").args(["order", "test", "shift"]).required(true)))]
pub(crate) struct Print {
    /// The order's number
    pub(crate) order: Option<String>,
    /// Save its slip as a PDF instead; no file is written over
    #[arg(long, value_name = "FILE", requires = "order", conflicts_with = "text")]
    pub(crate) pdf: Option<PathBuf>,
    /// Write its slip out as text instead
    #[arg(long, requires = "order")]
    pub(crate) text: bool,
    /// Print the page that shows which letters and how wide a paper the printer has
    #[arg(long)]
    pub(crate) test: bool,
    /// Print the report of the shift of this number; without one, of the shift that is open
    #[arg(long, value_name = "N")]
    #[allow(
        clippy::option_option,
        reason = "whether it is asked for, and whether it has a number"
    )]
    pub(crate) shift: Option<Option<u32>>,
}
