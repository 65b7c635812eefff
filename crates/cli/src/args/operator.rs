//! `balcao operator`.

use clap::{Subcommand, ValueEnum};

/// What is done with operators.
#[derive(Debug, Subcommand)]
pub(crate) enum Operator {
    /// List who works here, and who did
    List,
    #[command(flatten)]
    Change(Change),
}

/// What changes who works here.
#[derive(Debug, Subcommand)]
pub(crate) enum Change {
    /// Take somebody on; the PIN is asked for twice
    Add {
        /// Their name, on screens and slips
        name: String,
        /// What they may do; the first is a manager
        #[arg(long)]
        role: RoleArg,
    },
    /// Give an operator another name
    Rename {
        /// Who, by name or id
        name: String,
        /// The new name
        #[arg(value_name = "NEW_NAME")]
        to: String,
    },
    /// Give an operator another role
    Role {
        /// Who, by name or id
        name: String,
        /// What they may do from now on
        role: RoleArg,
    },
    /// Let an operator go: no door knows them from then on
    Retire {
        /// Who, by name or id
        name: String,
    },
    /// Give an operator another PIN, which is asked for twice; ends a wait
    Pin {
        /// Who, by name or id
        name: String,
        /// Nobody knows a manager's PIN any more: whoever owns this machine's user sets it, and every screen says so
        #[arg(long)]
        forgotten: bool,
    },
}

/// A role as typed, in English or as the till says it in Portuguese.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleArg {
    #[value(alias = "caixa")]
    Cashier,
    #[value(alias = "gerente")]
    Manager,
}

impl From<RoleArg> for contract::Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Cashier => Self::Cashier,
            RoleArg::Manager => Self::Manager,
        }
    }
}
