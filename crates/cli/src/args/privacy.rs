//! The command line of personal data.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Privacy {
    /// Tell all that the till holds of this CPF or CNPJ
    Export {
        /// The CPF or CNPJ; `-` reads it from standard input, where no other user of the machine sees it
        document: String,
    },
    /// Blank all that the till holds of this CPF or CNPJ, but what is still needed; there is no way back
    Erase {
        /// The CPF or CNPJ; `-` reads it from standard input, where no other user of the machine sees it
        document: String,
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
}
