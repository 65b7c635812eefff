//! `balcao`: the till in a terminal, for scripts, support and machines without a screen.

mod args;
mod commands;
mod exit;
mod output;
mod progress;
mod wall_clock;
mod words;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::FromArgMatches;
use contract::{Failure, FailureCode};
use jiff::tz::TimeZone;
use serde_json::json;
use till::{Options, Printable};
use tracing_subscriber::EnvFilter;

use crate::args::{Args, Command, Payouts, Relay};
use crate::commands::operator::SignIn;
use crate::output::{Output, print, warn};
use crate::words::Words;

fn main() -> ExitCode {
    program::begin(program::Memory::Closed);
    till::serve_probe().unwrap_or_else(run)
}

#[tokio::main(worker_threads = 4)]
async fn run() -> ExitCode {
    let args = parse().unwrap_or_else(|error| refuse(&error));
    let filter = EnvFilter::try_from_env("BALCAO_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let options = Options {
        home: args.home.clone(),
        training: args.training,
        create: args.create,
        ..Default::default()
    };
    let charges = matches!(args.command, Command::Charge(_));
    let output = Output::new(args.json, till::time_zone(&options)).of_command(charges);
    let options = Options { updating: progress::of_update(output.words), ..options };
    if args.training {
        // A table is for a program: nothing but the table stands on standard output.
        match args.command {
            Command::Payouts(Payouts { csv: true, .. }) | Command::Export(_) => {
                warn(output.words.training);
            }
            _ => output.say(output.words.training),
        }
    }
    match asked(&output, options, args).await {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            output.failed(&failure);
            ExitCode::from(exit::code(failure.code))
        }
    }
}

/// Does what was asked, as whoever asks for it.
async fn asked(output: &Output, options: Options, args: Args) -> Result<u8, Failure> {
    let Args { command, operator, pin_stdin, passphrase_fd, .. } = args;
    let new_passphrase = commands::vault::take_passphrase(passphrase_fd, &command)?;
    let wish = SignIn { operator, pin_stdin };
    if command.takes_a_right() || wish.operator.is_some() {
        commands::operator::sign_in(output, &options, &wish).await?;
    }
    match command {
        Command::Connect(connect) => commands::connect::run(output, &options, connect).await,
        Command::Disconnect { provider, keep_asking } => {
            commands::connect::disconnect(output, &options, &provider, keep_asking).await
        }
        Command::Providers => commands::connect::list(output, &options).await,
        Command::Charge(charge) => commands::charge::run(output, options, charge).await,
        Command::Orders(orders) => commands::order::run(output, &options, &orders).await,
        Command::Note(note) => commands::order::note(output, options, note).await,
        Command::Show { order } => commands::order::show(output, &options, &order).await,
        Command::Watch { until_idle } => commands::watch::run(output, options, until_idle).await,
        Command::Refund(refund) => commands::refund::run(output, options, refund).await,
        Command::ConfirmByHand(args) => commands::by_hand::confirm(output, options, args).await,
        Command::CheckReceipt(args) => commands::receipt_check::run(output, options, args).await,
        Command::GiveUp(args) => commands::by_hand::give_up(output, options, args).await,
        Command::Disputes { all } => commands::dispute::list(output, &options, all).await,
        Command::Dispute { command } => commands::dispute::run(output, &options, command).await,
        Command::Unmatched { all, command: None } => {
            commands::unmatched::list(output, &options, all).await
        }
        Command::Unmatched { command: Some(command), .. } => {
            commands::unmatched::run(output, options, command).await
        }
        Command::Payouts(payouts) => commands::payout::list(output, &options, payouts),
        Command::Export(export) => commands::export::run(output, &options, export).await,
        Command::Print(wish) => commands::slip::run(output, options, wish).await,
        Command::Drawer => commands::slip::drawer(output, options).await,
        Command::Pair { url, code } => commands::relay::pair(output, &options, &url, &code).await,
        Command::Unpair { yes } => commands::relay::unpair(output, &options, yes).await,
        Command::Relay { command: Relay::Status } => {
            commands::relay::status(output, &options).await
        }
        Command::Operator { command } => {
            commands::operator::run(output, &options, command, &wish).await
        }
        Command::Privacy { command } => commands::privacy::run(output, &options, command).await,
        Command::Shift { command } => commands::shift::run(output, &options, command).await,
        Command::Report { command } => commands::report::run(output, &options, command).await,
        Command::Verify(verify) => commands::verify::run(output, &options, &verify),
        Command::Backup { folder } => commands::backup::run(output, &options, &folder),
        Command::Restore { file, from_nothing: _ } => {
            commands::restore::restore(output, &options, file.as_deref()).await
        }
        Command::Vault { command } => {
            commands::vault::run(output, &options, command, new_passphrase).await
        }
        Command::Settings { command } => commands::settings::run(output, &options, command),
        Command::Doctor { bundle } => {
            commands::doctor::run(output, &options, bundle.as_deref()).await
        }
        Command::Serve { port } => commands::serve::run(output, options, port).await,
        Command::Sandbox(sandbox) => commands::serve::sandbox(output, sandbox).await,
    }
}

/// Reads the command line, whose help is in the person's language.
fn parse() -> Result<Args, clap::Error> {
    let mut command = Words::of_environment().command_line(args::command_line());
    let matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Ends with a help, or with what is wrong with the command line. Scripts get a line too.
fn refuse(error: &clap::Error) -> ! {
    let wants_json = std::env::args_os().any(|word| word == "--json");
    let output = Output::new(wants_json, TimeZone::system());
    let told = output.words.usage(error);
    if !error.use_stderr() {
        let Some(help) = told else { error.exit() };
        print(help.trim_end());
        std::process::exit(0)
    }
    output.emit(&json!({
        "event": "failed",
        "code": FailureCode::InvalidRequest,
        "detail": null,
        "message": told.clone().unwrap_or_else(|| error.to_string()),
    }));
    match told {
        Some(told) => warn(&told),
        None => eprint!("{}", Printable::lines(&error.to_string())),
    }
    std::process::exit(i32::from(exit::code(FailureCode::InvalidRequest)))
}
