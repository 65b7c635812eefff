//! The command line of the settings.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Settings {
    /// List every setting with its value, its default and what it does
    List,
    /// Print what holds at a key
    Get {
        /// Such as `sale.ceiling_centavos`
        key: String,
    },
    /// Choose a value for a key; a till that is open goes by it at once
    Set {
        /// Such as `sale.ceiling_centavos`
        key: String,
        /// What is to hold
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Go back to a key's default
    Unset {
        /// Such as `sale.ceiling_centavos`
        key: String,
    },
}
