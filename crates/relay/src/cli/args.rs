//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Takes providers' webhooks at a public address and brings them to tills.
#[derive(Parser)]
#[command(name = "balcao-relay", version)]
pub(crate) struct Cli {
    /// Print one JSON object a line instead of sentences
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the relay until it is told to end (SIGTERM or Ctrl-C)
    Serve(Serve),
    /// Ask a running relay: merchants, tills, routes
    Admin(Admin),
}

#[derive(Args)]
pub(crate) struct Serve {
    /// The relay's folder; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Where providers and tills come in; port 0 takes a free one [default: 127.0.0.1:8787]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Where admin, health and metrics are [default: 127.0.0.1:8788]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) admin_listen: Option<SocketAddr>,
    /// The address under which providers and tills reach the relay [default: where it listens]
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Certificate chain, PEM; read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A reverse proxy in front does TLS; believe the X-Forwarded-For of trusted proxies
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// Settings; what stands on the command line wins (docs/operations.md lists them)
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Admin {
    #[command(flatten)]
    pub(crate) relay: Whereabouts,
    #[command(subcommand)]
    pub(crate) command: AdminCommand,
}

/// Which relay is asked. With nothing given, the one that this user started last.
#[derive(Args)]
pub(crate) struct Whereabouts {
    /// The relay's folder
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data: Option<PathBuf>,
    /// Its admin listener, if there is no folder of it here
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) admin_url: Option<String>,
    /// Its admin token; the variable keeps it out of the process list
    #[arg(
        long,
        value_name = "TOKEN",
        global = true,
        env = "BALCAO_RELAY_ADMIN_TOKEN",
        hide_env_values = true
    )]
    pub(crate) token: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum AdminCommand {
    /// Merchants
    #[command(subcommand)]
    Merchant(Merchant),
    /// Tills
    #[command(subcommand)]
    Till(Till),
    /// Routes: further ingest URLs
    #[command(subcommand)]
    Route(Route),
    /// Bring a till its kept events once more, parked ones too
    Replay {
        /// Its id, or a name that one till has
        till: String,
        /// The seq of the first event
        #[arg(long, value_name = "SEQ")]
        from: u64,
    },
}

#[derive(Subcommand)]
pub(crate) enum Merchant {
    /// Add a merchant
    Add {
        /// Its name
        name: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum Till {
    /// Add a till: its ingest URL, and the line to type on it
    Add {
        /// Its merchant's name or id; an unknown name is added
        #[arg(long, value_name = "M")]
        merchant: String,
        /// Its name
        name: String,
    },
    /// Show all tills
    List,
    /// Make a new pairing code
    Code {
        /// Its id, or a name that one till has
        till: String,
    },
    /// Shut a till out for good
    Revoke {
        /// Its id, or a name that one till has
        till: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum Route {
    /// Add a route to one till, or to all of a merchant's
    Add {
        /// The merchant's name or id
        #[arg(long, value_name = "M")]
        merchant: String,
        /// The till's id, or a name that one till has; without it, all tills of the merchant
        #[arg(long, value_name = "T")]
        till: Option<String>,
        /// What a request must show: hmac-sha256-hex:HEADER:SECRET or static:HEADER:VALUE
        #[arg(long, value_name = "CHECK")]
        check: Option<String>,
        /// Read SECRET or VALUE from this file ("-": standard input); --check is then without it
        #[arg(long, value_name = "FILE", requires = "check")]
        check_secret: Option<PathBuf>,
        /// Pass this header on to the tills too; up to four times
        #[arg(long, value_name = "NAME")]
        pass: Vec<String>,
    },
    /// Show all routes
    List,
    /// Make a new ingest URL; the one before stays good until the next new one
    Key {
        /// The route's id
        route: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_of_admin_stand_anywhere() {
        for line in [
            "balcao-relay admin --data d --json till add --merchant m n",
            "balcao-relay admin till add --merchant m n --data d --json",
            "balcao-relay --json admin till --data d add n --merchant m",
        ] {
            let cli =
                Cli::try_parse_from(line.split(' ')).unwrap_or_else(|e| panic!("{line}: {e}"));
            let Command::Admin(admin) = cli.command else { panic!("{line}") };
            assert!(cli.json, "{line}");
            assert_eq!(admin.relay.data, Some("d".into()), "{line}");
        }
    }
}
