//! The command line of confirming by hand and of giving up.

#[derive(Debug, clap::Args)]
pub(crate) struct ConfirmByHand {
    /// The order's number
    pub(crate) order: String,
    /// Why it is believed to be paid, at most 200 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// The end-to-end id on the customer's receipt: E and 31 letters and digits
    #[arg(long, value_name = "ID", alias = "e2e")]
    pub(crate) end_to_end_id: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct GiveUp {
    /// The order's number
    pub(crate) order: String,
    /// Why nobody waits any more, at most 200 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}
