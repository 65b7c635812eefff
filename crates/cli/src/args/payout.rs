//! The command line of payouts.

#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Payouts {
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,
    /// Print a table for spreadsheets (RFC 4180); not with --json
    #[arg(long)]
    pub(crate) csv: bool,
}
