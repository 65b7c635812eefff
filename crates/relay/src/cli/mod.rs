//! `balcao-relay`: the server and its command line.

mod admin;
mod args;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use domain::Printable;
use serde::Serialize;
use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, ConfigError};
use crate::serve::{Plan, serve};
use args::{Cli, Command, Serve};

/// The command line is wrong, or names what does not exist.
const USAGE: u8 = 2;
/// Anything else went wrong.
const FAILED: u8 = 1;

/// Why the program ends without having done it: a sentence, and the exit code.
struct Failure {
    sentence: String,
    code: u8,
}

impl Failure {
    fn usage(sentence: &impl ToString) -> Self {
        Self { sentence: sentence.to_string(), code: USAGE }
    }

    fn other(sentence: &impl ToString) -> Self {
        Self { sentence: sentence.to_string(), code: FAILED }
    }
}

/// Runs `balcao-relay` with the arguments of this process.
pub fn run() -> ExitCode {
    program::begin(program::Memory::Closed);
    let wants_json = std::env::args_os().any(|word| word == "--json");
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            if wants_json && error.use_stderr() {
                print(&json!({ "event": "failed", "message": error.to_string() }));
            }
            error.exit()
        }
    };
    match start(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if wants_json {
                print(&json!({ "event": "failed", "message": failure.sentence }));
            }
            eprintln!("balcao-relay: {}", Printable::lines(&failure.sentence));
            ExitCode::from(failure.code)
        }
    }
}

/// Threads that serve the network: one core is left to the writer. On two cores, two such threads
/// and the writer would wake and displace each other for every webhook.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
}

fn start(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Serve(flags) => {
            log();
            let plan = plan(flags).map_err(|error| Failure::usage(&error))?;
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(workers())
                .enable_all()
                .build();
            let served =
                runtime.map_err(|error| Failure::other(&error))?.block_on(serve(plan, |at| {
                    if cli.json {
                        print(&json!({
                            "event": "listening",
                            "url": at.url,
                            "admin_url": at.admin_url,
                            "public_url": *at.public_url,
                        }));
                    } else {
                        say(&at.to_string());
                    }
                }));
            served.map_err(|error| Failure::other(&error))
        }
        Command::Admin(admin) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| Failure::other(&error))?.block_on(admin::run(admin, cli.json))
        }
    }
}

/// The file, with what stands on the command line laid over it.
fn plan(flags: Serve) -> Result<Plan, ConfigError> {
    let file = flags.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
    let config = Config {
        listen: flags.listen.or(file.listen),
        admin_listen: flags.admin_listen.or(file.admin_listen),
        public_url: flags.public_url.or(file.public_url),
        tls_cert: flags.tls_cert.or(file.tls_cert),
        tls_key: flags.tls_key.or(file.tls_key),
        behind_proxy: flags.behind_proxy || file.behind_proxy,
        ..file
    };
    Plan::of(flags.data, config)
}

fn log() {
    let filter = EnvFilter::try_from_env("BALCAO_RELAY_LOG");
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}

/// A line of JSON. Whoever reads may have gone away; that is no failure of ours.
fn print(line: &impl Serialize) {
    if let Ok(line) = serde_json::to_string(line) {
        say(&line);
    }
}

/// Names that were given in another version may hold anything: none of them steers the terminal.
fn say(text: &str) {
    let text = Printable::lines(text);
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
