//! `balcao serve` and `balcao sandbox`.

use std::net::Ipv4Addr;
use std::sync::Arc;

use contract::{Failure, FailureCode};
use serde_json::json;
use till::{Options, Till};
use tokio::net::TcpListener;
use web::Token;

use crate::commands::{asked_to_end, tell_notices};
use crate::exit;
use crate::output::Output;

pub(crate) async fn run(output: &Output, options: Options, port: u16) -> Result<u8, Failure> {
    let till = Till::open(options).await?;
    tell_notices(output, &till).await?;
    let fault = |error: std::io::Error| {
        Failure::with(FailureCode::InvalidRequest, format!("127.0.0.1:{port}: {error}"))
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(fault)?;
    let token = Token::new();
    let url = web::address(&listener, &token).map_err(fault)?;
    output.emit(&json!({ "event": "serving", "url": url }));
    output.say(format!("{} {url}", output.words.open_address));
    tokio::select! {
        served = web::serve(Arc::clone(&till), listener, token) => served.map_err(fault)?,
        () = asked_to_end() => {}
    }
    till.close().await;
    Ok(exit::DONE)
}

pub(crate) async fn sandbox(output: &Output, args: sandbox::Args) -> Result<u8, Failure> {
    sandbox::run(args, output.is_json())
        .await
        .map_err(|error| Failure::with(FailureCode::Internal, error.to_string()))?;
    Ok(exit::DONE)
}
