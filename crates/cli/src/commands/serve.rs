//! `balcao serve` and `balcao sandbox`.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::sync::Arc;

use contract::{Failure, FailureCode};
use sandbox::RunError;
use serde_json::json;
use till::{House, Options};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use web::Token;

use crate::commands::{asked_to_end, tell_notices};
use crate::exit;
use crate::output::{Output, print, warn};

/// Codes that wait for a terminal that nobody reads.
const UNPRINTED_CODES: usize = 4;

pub(crate) async fn run(output: &Output, options: Options, port: u16) -> Result<u8, Failure> {
    let house = House::new(options);
    match house.till().await {
        Ok(till) => tell_notices(output, &till).await?,
        // The page asks for the passphrase, and says what else is wrong with one.
        Err(failure) if failure.code == FailureCode::VaultLocked => {
            warn(output.words.page_unlocks);
        }
        Err(failure) if is_of_passphrase(failure.code) => warn(&output.failure(&failure)),
        // The page asks what to begin.
        Err(failure) if failure.code == FailureCode::NoTill => {}
        Err(failure) => return Err(failure),
    }
    let fault = |error: std::io::Error| not_opened(port, &error);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(fault)?;
    let token = Token::new();
    let url = web::address(&listener, &token).map_err(fault)?;
    output.emit(&json!({ "event": "serving", "url": url }));
    output.say(format!("{} {url}", output.words.open_address));
    let codes = show_codes(output);
    tokio::select! {
        served = web::serve(Arc::clone(&house), listener, token, codes) => served.map_err(fault)?,
        () = asked_to_end() => {}
    }
    let _ = house.show_access_codes(Vec::new()).await;
    house.close().await;
    Ok(exit::DONE)
}

const fn is_of_passphrase(code: FailureCode) -> bool {
    matches!(code, FailureCode::WrongPassphrase | FailureCode::PassphraseWait)
}

/// Prints the codes that let pages in, on a thread of its own: a terminal that nobody reads stops no sale.
fn show_codes(output: &Output) -> mpsc::Sender<String> {
    let (codes, mut shown) = mpsc::channel::<String>(UNPRINTED_CODES);
    let (words, is_json) = (output.words, output.is_json());
    std::thread::spawn(move || {
        while let Some(code) = shown.blocking_recv() {
            if is_json {
                print(&json!({ "event": "access_code", "code": code }).to_string());
            } else {
                print(&words.access_code(&code));
            }
        }
    });
    codes
}

pub(crate) async fn sandbox(output: &Output, args: sandbox::Args) -> Result<u8, Failure> {
    sandbox::run(args, output.is_json()).await.map_err(|error| match error {
        RunError::Port { port, source } => not_opened(port, &source),
        error => Failure::with(FailureCode::Internal, error.to_string()),
    })?;
    Ok(exit::DONE)
}

/// A port that cannot be had is a slip of the command line.
fn not_opened(port: u16, error: &std::io::Error) -> Failure {
    let why = match error.kind() {
        ErrorKind::AddrInUse => "is in use",
        ErrorKind::PermissionDenied => "is not allowed",
        _ => "cannot be opened",
    };
    Failure::with(FailureCode::InvalidRequest, format!("port {port} {why}"))
}
