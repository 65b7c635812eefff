//! `balcao vault`.

use clap::{Subcommand, ValueEnum};
use contract::VaultStore;

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Vault {
    /// Tell where secrets are kept, and whether they are safe there
    Status,
    /// Move all secrets to the other place: the system's keyring, or an encrypted file in the till's home
    Move {
        /// Where to
        #[arg(long, value_enum, value_name = "STORE")]
        to: StoreArg,
        /// Read nothing of what there is, where that cannot be done any more, and begin empty
        #[arg(long)]
        from_nothing: bool,
        /// Begin empty without asking
        #[arg(long)]
        yes: bool,
    },
    /// Give the encrypted file another passphrase
    Passphrase {
        /// Read the new passphrase from this file descriptor instead of asking
        #[arg(long, value_name = "N")]
        new_passphrase_fd: Option<u16>,
    },
}

/// A place for secrets, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreArg {
    /// An encrypted file in the till's home
    #[value(alias = "arquivo")]
    File,
    /// The system's keyring
    #[value(alias = "chaveiro")]
    Keyring,
}

impl From<StoreArg> for VaultStore {
    fn from(store: StoreArg) -> Self {
        match store {
            StoreArg::File => Self::File,
            StoreArg::Keyring => Self::Keyring,
        }
    }
}
