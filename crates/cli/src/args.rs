//! The command line. Names here are public: scripts hang on them.

mod by_hand;
mod dispute;
pub(crate) mod export;
mod operator;
mod orders;
mod payout;
mod privacy;
mod receipt_check;
mod refund;
mod settings;
mod shift;
mod slip;
mod times;
mod unmatched;
mod vault;

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, CommandFactory as _, Parser, Subcommand};

pub(crate) use by_hand::{ConfirmByHand, GiveUp};
pub(crate) use dispute::Dispute;
pub(crate) use export::Export;
pub(crate) use operator::{Change, Operator};
pub(crate) use orders::{EvidenceArg, Note, Orders, StatusArg};
pub(crate) use payout::Payouts;
pub(crate) use privacy::Privacy;
pub(crate) use receipt_check::CheckReceipt;
pub(crate) use refund::Refund;
pub(crate) use settings::Settings;
pub(crate) use shift::{Report, Shift};
pub(crate) use slip::Print;
pub(crate) use times::Since;
use times::{expires_in, wait_for};
pub(crate) use unmatched::Unmatched;
pub(crate) use vault::Vault;

/// Balcão: a till for Pix.
#[derive(Debug, Parser)]
#[command(name = "balcao", version, about)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Args {
    /// Where the till keeps its files (default: `BALCAO_HOME`, else the platform's data directory)
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) home: Option<PathBuf>,
    /// Begin a till in a folder that has none, as `connect` does
    #[arg(long, global = true)]
    pub(crate) create: bool,
    /// Sell against the embedded sandbox, in a home of its own: nothing is real
    #[arg(long, global = true)]
    pub(crate) training: bool,
    /// Print one JSON object per line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Read the passphrase of the encrypted vault from this file descriptor
    #[arg(long, value_name = "N", global = true)]
    pub(crate) passphrase_fd: Option<u16>,
    /// Who gives the command, by name or id, where the till has operators; the PIN is asked for
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) operator: Option<String>,
    /// Read PINs from standard input, a line each: that of --operator first, then a new one
    #[arg(long, global = true)]
    pub(crate) pin_stdin: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The command line. Where a command of a command is missing those that there are get named, instead of a whole help.
pub(crate) fn command_line() -> clap::Command {
    Args::command().mut_subcommands(|command| command.arg_required_else_help(false))
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Connect a provider: its credentials go to the till's vault
    Connect(Connect),
    /// Disconnect a provider; refused while charges or refunds are open there
    Disconnect {
        /// The provider's adapter
        #[arg(value_parser = PossibleValuesParser::new(till::manifests().iter().map(|it| it.id)))]
        provider: String,
        /// Keep what is needed to ask about what is open there, until it has ended
        #[arg(long)]
        keep_asking: bool,
    },
    /// List the connected providers, the default first
    Providers,
    /// Make a charge, show its QR Code, and wait for the money
    Charge(Charge),
    /// List orders, newest first
    Orders(Orders),
    /// Show one order with its events
    Show {
        /// The order's number
        order: String,
    },
    /// Write a note to an order, whatever became of it
    Note(Note),
    /// Watch open charges and tell what happens to them
    Watch {
        /// End when nothing is registering, pending or on its way back
        #[arg(long)]
        until_idle: bool,
    },
    /// Give the money of an order back, wholly
    Refund(Refund),
    /// Say that the money of an order has come, where no provider proves it
    ConfirmByHand(ConfirmByHand),
    /// Check what a customer's receipt is worth: by its end-to-end id, or by amount and time
    CheckReceipt(CheckReceipt),
    /// Stop waiting for an order; it stays watched
    GiveUp(GiveUp),
    /// List what payers' banks claim back
    Disputes {
        /// Those that are closed too
        #[arg(long)]
        all: bool,
    },
    /// Write down what became of a dispute
    Dispute {
        #[command(subcommand)]
        command: Dispute,
    },
    /// List money that arrived without a sale, or say what it is
    #[command(args_conflicts_with_subcommands = true)]
    Unmatched {
        /// Those that are matched or dismissed too
        #[arg(long)]
        all: bool,
        #[command(subcommand)]
        command: Option<Unmatched>,
    },
    /// List the money that left the shop's account, newest change first
    Payouts(Payouts),
    /// Write what the till knows of a range of days, for spreadsheets and accounting programs
    Export(Export),
    /// Print the slip of an order, the report of a shift, or a test page
    Print(Print),
    /// Open the drawer at the printer
    Drawer,
    /// Pair this till with a relay, so that it hears of payments at once
    Pair {
        /// The relay's address (https, or http on this computer)
        url: String,
        /// The pairing code from whoever runs the relay: 8 letters and digits
        code: String,
    },
    /// Leave the relay: the till asks the provider only, and webhooks go to nobody
    Unpair {
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
    /// Look at the relay
    Relay {
        #[command(subcommand)]
        command: Relay,
    },
    /// Tell what the till holds of a person, or have it forgotten
    Privacy {
        #[command(subcommand)]
        command: Privacy,
    },
    /// Say who works here
    Operator {
        #[command(subcommand)]
        command: Operator,
    },
    /// Look at the shift that is open (X), open one, move cash, or close it (Z)
    Shift {
        #[command(subcommand)]
        command: Option<Shift>,
    },
    /// Tell what came and went on a day or in a shift
    Report {
        #[command(subcommand)]
        command: Report,
    },
    /// Prove that the order log is whole, to its end
    Verify(Verify),
    /// Copy the order log into a folder, such as a pen drive's, while the till sells on
    Backup {
        /// A folder that is there; no file in it is written over
        folder: PathBuf,
    },
    /// Put a backup of the order log back, go on with what is left of the log itself, or from nothing
    #[command(group(ArgGroup::new("what").args(["file", "from_nothing"]).required(true)))]
    Restore {
        /// A backup, or the log in the till's home
        file: Option<PathBuf>,
        /// Begin a new log where neither is left; order numbers jump, what was sold is lost
        #[arg(long)]
        from_nothing: bool,
    },
    /// Look at where secrets are kept, or move them
    Vault {
        #[command(subcommand)]
        command: Vault,
    },
    /// List the settings, or change one
    Settings {
        #[command(subcommand)]
        command: Settings,
    },
    /// Look at everything that a sale needs
    Doctor {
        /// Save a file for support, without any secret or customer's data; no file is written over
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
    },
    /// Serve the till's screens to a browser on this machine
    Serve {
        /// Port on 127.0.0.1; a free one if 0
        #[arg(long, value_name = "N", default_value_t = 0)]
        port: u16,
    },
    /// Run a provider on this machine, for trying things out
    Sandbox(sandbox::Args),
}

impl Command {
    /// Whether it takes a right: then somebody has to be signed in, where the till has operators.
    pub(crate) const fn takes_a_right(&self) -> bool {
        !matches!(
            self,
            Self::Providers
                | Self::Relay { .. }
                | Self::Operator { command: Operator::Change(Change::Pin { forgotten: true, .. }) }
                | Self::Verify(_)
                | Self::Vault { command: Vault::Status | Vault::Move { from_nothing: true, .. } }
                | Self::Settings { command: Settings::List | Settings::Get { .. } }
                | Self::Doctor { .. }
                | Self::Serve { .. }
                | Self::Sandbox(_)
        )
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// Say too whether this seal of a closed shift is of this log: 64 letters and digits
    #[arg(long, value_name = "SEAL")]
    pub(crate) head: Option<String>,
    /// A copy of a log, such as a backup, in place of the till's own
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Relay {
    /// Tell how the way to the relay does, and what has come over it
    Status,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Connect {
    /// The provider's adapter
    #[arg(value_parser = PossibleValuesParser::new(till::manifests().iter().map(|it| it.id)))]
    pub(crate) provider: String,
    /// A provider with environments: which, or a base URL (https, or loopback)
    #[arg(long, value_name = "homologacao|producao|URL", conflicts_with = "base_url")]
    pub(crate) environment: Option<String>,
    /// A provider whose address its panel tells: the base URL (https, or loopback)
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// A provider that takes either: how the token is sent (default: raw)
    #[arg(long, value_parser = PossibleValuesParser::new(choices("auth")))]
    pub(crate) auth: Option<String>,
    /// Let it charge if nobody says otherwise; the first connected provider does so anyway
    #[arg(long)]
    pub(crate) default: bool,
    /// The credentials are new ones of the account that is connected there, or was: what is open there
    /// is asked about with them
    #[arg(long)]
    pub(crate) same_account: bool,
    /// Read one JSON object with the credentials from standard input instead of asking
    #[arg(long)]
    pub(crate) stdin: bool,
}

/// The values that a field may have, whichever provider has it.
fn choices(key: &str) -> Vec<&'static str> {
    let fields = till::manifests().iter().flat_map(|manifest| manifest.fields);
    fields.filter(|field| field.key == key).flat_map(|field| field.choices).copied().collect()
}

#[derive(Debug, clap::Args)]
pub(crate) struct Charge {
    /// Such as 12,50 or 12.50 or "R$ 1.234,56"
    #[arg(allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// The provider's reference of the first attempt, to the letter
    #[arg(long, value_name = "R")]
    pub(crate) reference: Option<String>,
    /// The adapter of the connected provider that charges (default: the default provider)
    #[arg(long, value_name = "P")]
    pub(crate) provider: Option<String>,
    /// Who pays
    #[arg(long, value_name = "N", requires = "payer_document")]
    pub(crate) payer_name: Option<String>,
    /// The payer's CPF or CNPJ
    #[arg(long, value_name = "D", requires = "payer_name")]
    pub(crate) payer_document: Option<String>,
    /// The key of the document that the sale belongs to, for fiscal notes: letters, digits, and - . /
    #[arg(long, value_name = "K")]
    pub(crate) document_key: Option<String>,
    /// Life of the code, in whole minutes, up to 24h
    #[arg(long, value_name = "30m", value_parser = expires_in)]
    pub(crate) expires_in: Option<u32>,
    /// Do not wait for the money
    #[arg(long, conflicts_with = "wait_for")]
    pub(crate) no_wait: bool,
    /// Wait at most this long (default: until the charge has ended)
    #[arg(long, value_name = "120s", value_parser = wait_for)]
    pub(crate) wait_for: Option<Duration>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command_line().debug_assert();
    }

    #[test]
    fn every_adapter_can_be_connected_and_no_other() {
        for manifest in till::manifests() {
            assert!(Args::try_parse_from(["balcao", "connect", manifest.id]).is_ok());
        }
        assert!(Args::try_parse_from(["balcao", "connect", "bancodozé"]).is_err());
        assert_eq!(choices("auth"), ["raw", "bearer"]);
    }

    #[test]
    fn a_reason_is_read_as_people_and_providers_write_it() {
        use contract::RefundReason::{DuplicatedPayment, Fraud, MerchantError};
        let read = |reason: &str| match Args::try_parse_from([
            "balcao", "refund", "1", "--reason", reason,
        ]) {
            Ok(Args { command: Command::Refund(refund), .. }) => Some(refund.reason),
            _ => None,
        };
        assert_eq!(read("fraud"), Some(Fraud));
        for written in ["duplicated-payment", "duplicated_payment", "DUPLICATED_PAYMENT"] {
            assert_eq!(read(written), Some(DuplicatedPayment), "{written}");
        }
        assert_eq!(read("MERCHANT_ERROR"), Some(MerchantError));
        for bad in ["", "refund", "merchant error", "-fraud"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert!(Args::try_parse_from(["balcao", "refund", "1"]).is_err(), "a reason is needed");
    }
}
