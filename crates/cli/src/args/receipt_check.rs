//! The command line of checking a receipt.

#[derive(Debug, clap::Args)]
pub(crate) struct CheckReceipt {
    /// The end-to-end id on the customer's receipt, or a scanned text that has it
    #[arg(required_unless_present = "at")]
    pub(crate) code: Option<String>,
    /// What the receipt shows, such as 70,00
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) amount: Option<String>,
    /// Without an id: when the receipt says that it was paid, such as 14:00 or "28/11/2026 14:00"
    #[arg(long, value_name = "TIME", requires = "amount", conflicts_with = "code")]
    pub(crate) at: Option<String>,
    /// The order that the customer says it paid
    #[arg(long, value_name = "ORDER")]
    pub(crate) order: Option<String>,
}
