//! The command line. Names here are public: scripts hang on them.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use contract::Status;
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

/// Balcão: a till for Pix.
#[derive(Debug, Parser)]
#[command(name = "balcao", version, about)]
pub(crate) struct Args {
    /// Where the till keeps its files (default: `BALCAO_HOME`, else the platform's data directory)
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) home: Option<PathBuf>,
    /// Sell against the embedded sandbox, in a home of its own: nothing is real
    #[arg(long, global = true)]
    pub(crate) training: bool,
    /// Print one JSON object per line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Connect a provider: its credentials go to the system's keyring
    Connect(Connect),
    /// Make a charge, show its QR Code, and wait for the money
    Charge(Charge),
    /// List orders, newest first
    Orders(Orders),
    /// Show one order with its events
    Show {
        /// The order's number
        order: String,
    },
    /// Watch open charges and tell what happens to them
    Watch {
        /// End when nothing is registering or pending
        #[arg(long)]
        until_idle: bool,
    },
    /// Pair this till with a relay, so that it hears of payments at once
    Pair {
        /// The relay's address (https, or http on this computer)
        url: String,
        /// The pairing code from whoever runs the relay: 8 letters and digits
        code: String,
    },
    /// Look at the relay
    Relay {
        #[command(subcommand)]
        command: Relay,
    },
    /// Prove that the order log is whole
    Verify,
    /// Look at everything that a sale needs
    Doctor,
    /// Serve the till's screens to a browser on this machine
    Serve {
        /// Port on 127.0.0.1; a free one if 0
        #[arg(long, value_name = "N", default_value_t = 0)]
        port: u16,
    },
    /// Run a provider on this machine, for trying things out
    Sandbox(sandbox::Args),
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Relay {
    /// Tell how the way to the relay does, and what has come over it
    Status,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Connect {
    /// The provider's adapter
    #[arg(value_parser = ["connectpsp"])]
    pub(crate) provider: String,
    /// homologacao, producao, or a base URL (https, or loopback)
    #[arg(long, value_name = "homologacao|producao|URL")]
    pub(crate) environment: String,
    /// Read one JSON object with the credentials from standard input instead of asking
    #[arg(long)]
    pub(crate) stdin: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Charge {
    /// Such as 12,50 or 12.50 or "R$ 1.234,56"
    #[arg(allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// The provider's reference of the first attempt, to the letter
    #[arg(long, value_name = "R")]
    pub(crate) reference: Option<String>,
    /// Who pays
    #[arg(long, value_name = "N", requires = "payer_document")]
    pub(crate) payer_name: Option<String>,
    /// The payer's CPF or CNPJ
    #[arg(long, value_name = "D", requires = "payer_name")]
    pub(crate) payer_document: Option<String>,
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

#[derive(Debug, clap::Args)]
pub(crate) struct Orders {
    /// Only with this status
    #[arg(long, value_name = "S")]
    pub(crate) status: Option<StatusArg>,
    /// Only where the text stands in the number, a reference or a provider's id
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// Only made on this day or later: 2026-11-21, or a time such as 2026-11-21T14:00:00-03:00
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub(crate) since: Option<i64>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,
}

/// A status as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum StatusArg {
    Registering,
    Pending,
    Paid,
    Refunded,
    Expired,
    Cancelled,
    Rejected,
}

impl From<StatusArg> for Status {
    fn from(status: StatusArg) -> Self {
        match status {
            StatusArg::Registering => Self::Registering,
            StatusArg::Pending => Self::Pending,
            StatusArg::Paid => Self::Paid,
            StatusArg::Refunded => Self::Refunded,
            StatusArg::Expired => Self::Expired,
            StatusArg::Cancelled => Self::Cancelled,
            StatusArg::Rejected => Self::Rejected,
        }
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let parsed: SignedDuration =
        text.parse().map_err(|_| "not a time such as 120s, 30m or 1h".to_owned())?;
    Duration::try_from(parsed).map_err(|_| "a time cannot be negative".to_owned())
}

fn wait_for(text: &str) -> Result<Duration, String> {
    let wait = duration(text)?;
    if wait > Duration::from_hours(24) { Err("at most 24h".to_owned()) } else { Ok(wait) }
}

fn expires_in(text: &str) -> Result<u32, String> {
    let life = duration(text)?;
    let minutes = life.as_secs() / 60;
    let whole = life == Duration::from_mins(minutes);
    match u32::try_from(minutes) {
        Ok(minutes @ 1..=1440) if whole => Ok(minutes),
        _ => Err("whole minutes, from 1m to 24h".to_owned()),
    }
}

fn since(text: &str) -> Result<i64, String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment.as_millisecond());
    }
    let bad = || "not a date such as 2026-11-21".to_owned();
    let day: civil::Date = text.parse().map_err(|_| bad())?;
    let start = day.to_zoned(TimeZone::system()).map_err(|_| bad())?;
    Ok(start.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }

    #[test]
    fn times_are_read_or_refused() {
        assert_eq!(expires_in("30m"), Ok(30));
        assert_eq!(expires_in("1h"), Ok(60));
        assert_eq!(expires_in("120s"), Ok(2));
        for bad in ["0m", "90s", "25h", "-5m", "30", "", "soon"] {
            assert!(expires_in(bad).is_err(), "{bad}");
        }
        assert_eq!(wait_for("120s"), Ok(Duration::from_mins(2)));
        assert_eq!(wait_for("500ms"), Ok(Duration::from_millis(500)));
        assert!(wait_for("25h").is_err());
    }

    #[test]
    fn days_and_moments_are_read_or_refused() {
        assert_eq!(since("1970-01-01T00:00:01Z"), Ok(1_000));
        assert!(since("2026-11-21").is_ok());
        for bad in ["", "yesterday", "2026-13-01", "21/11/2026"] {
            assert!(since(bad).is_err(), "{bad}");
        }
    }
}
