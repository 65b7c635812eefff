//! balcao-sandbox: a PSP on this machine.

use std::process::ExitCode;

use clap::Parser;

/// PSPs on this machine: ConnectPSP's and IntegraPay's HTTP, a customer's bank, faults on command.
#[derive(Parser)]
#[command(name = "balcao-sandbox", version)]
struct Cli {
    #[command(flatten)]
    sandbox: sandbox::Args,
    /// Print addresses and credentials as one JSON object on a line
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    program::begin(program::Memory::Closed);
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    let cli = Cli::parse();
    match sandbox::run(cli.sandbox, cli.json).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let source = std::error::Error::source(&error);
            let cause = source.map(|source| format!(" ({source})")).unwrap_or_default();
            eprintln!("balcao-sandbox: {error}{cause}");
            ExitCode::FAILURE
        }
    }
}
