//! `balcao-relay admin …`

use std::io::Read;
use std::path::Path;

use super::args::{Admin, AdminCommand, Merchant, Route, Till, Whereabouts};
use super::{Failure, print, say};
use crate::admin::access::Access;
use crate::admin::client::{AskError, Client};
use crate::admin::words::{self, path};
use crate::directory::{RouteLine, TillLine};

/// Longest secret file, in bytes.
const LONGEST_SECRET: u64 = 1024;

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Usage(_) | AskError::BadUrl(_) => Self::usage(&error),
            _ => Self::other(&error),
        }
    }
}

fn client(relay: Whereabouts) -> Result<Client, Failure> {
    let Whereabouts { data, admin_url, token } = relay;
    match (admin_url, data) {
        (Some(url), data) => {
            let of_folder = || Access::read(&Access::in_folder(&data?)).ok().map(|it| it.token);
            let token = token.or_else(of_folder).ok_or_else(|| {
                Failure::usage(&"--admin-url needs the token: set BALCAO_RELAY_ADMIN_TOKEN")
            })?;
            Ok(Client::new(Access { url, token }))
        }
        (None, Some(folder)) => Ok(Client::of_file(Access::in_folder(&folder))?),
        (None, None) => {
            let path = Access::of_user();
            let path = path.ok_or_else(|| Failure::usage(&"say --data with the relay's folder"))?;
            Ok(Client::of_file(path)?)
        }
    }
}

/// Asks, and prints the answer.
pub(super) async fn run(admin: Admin, json: bool) -> Result<(), Failure> {
    let relay = client(admin.relay)?;
    match admin.command {
        AdminCommand::Merchant(Merchant::Add { name }) => {
            let question = words::NewMerchant { name };
            let added: words::Merchant = relay.post(path::MERCHANTS, &question).await?;
            if json { print(&added) } else { say(&added.merchant_id) }
        }
        AdminCommand::Till(command) => till(&relay, command, json).await?,
        AdminCommand::Route(command) => route(&relay, command, json).await?,
        AdminCommand::Replay { till, from } => {
            let question = words::Replay { till, from };
            let replayed: words::Replayed = relay.post(path::REPLAY, &question).await?;
            if json {
                print(&replayed);
            } else {
                say(&format!("{} events are brought to the till once more.", replayed.events));
            }
        }
    }
    Ok(())
}

async fn till(relay: &Client, command: Till, json: bool) -> Result<(), Failure> {
    match command {
        Till::Add { merchant, name } => {
            let question = words::NewTill { merchant, name };
            let added: words::Till = relay.post(path::TILLS, &question).await?;
            if json {
                print(&added);
            } else {
                say_code(&added.pair_url, &added.pairing_code, added.code_lives_s);
                say_ingest_url(&added.ingest_url);
            }
        }
        Till::List => {
            let tills: Vec<TillLine> = relay.get(path::TILLS).await?;
            for till in tills {
                if json { print(&till) } else { say(&till_line(&till)) }
            }
        }
        Till::Code { till } => {
            let code: words::Code = relay.post(path::CODE, &words::OneTill { till }).await?;
            if json {
                print(&code);
            } else {
                say_code(&code.pair_url, &code.pairing_code, code.code_lives_s);
            }
        }
        Till::Revoke { till } => {
            let revoked: words::Revoked =
                relay.post(path::REVOKE, &words::OneTill { till }).await?;
            if json {
                print(&revoked);
            } else {
                say(&format!("{} is revoked and cannot connect any more.", revoked.till_id));
            }
        }
    }
    Ok(())
}

async fn route(relay: &Client, command: Route, json: bool) -> Result<(), Failure> {
    let route: words::Route = match command {
        Route::Add { merchant, till, check, check_secret, pass } => {
            let check = match (check, check_secret) {
                (Some(check), Some(file)) => Some(format!("{check}:{}", secret(&file)?)),
                (check, _) => check,
            };
            relay.post(path::ROUTES, &words::NewRoute { merchant, till, check, pass }).await?
        }
        Route::Key { route } => relay.post(path::KEY, &words::OneRoute { route }).await?,
        Route::List => {
            let routes: Vec<RouteLine> = relay.get(path::ROUTES).await?;
            for route in routes {
                if json { print(&route) } else { say(&route_line(&route)) }
            }
            return Ok(());
        }
    };
    if json {
        print(&route);
    } else {
        say_ingest_url(&route.ingest_url);
        say(&format!("Its route is {}.", route.route_id));
    }
    Ok(())
}

fn say_code(url: &str, code: &str, lives_s: i64) {
    say(&format!("balcao pair {url} {}", with_dash(code)));
    say(&format!("Type this on the till within {} minutes; it works once.", lives_s / 60));
}

/// As it is read aloud and typed: `7K3M-01V9`.
fn with_dash(code: &str) -> String {
    match code.split_at_checked(code.len() / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

fn say_ingest_url(url: &str) {
    say("Webhooks go to this address; it is shown only now, and whoever has it can send there:");
    say(url);
}

fn till_line(till: &TillLine) -> String {
    let state = match till {
        TillLine { revoked: true, .. } => "revoked",
        TillLine { connected: true, .. } => "connected",
        TillLine { paired: true, .. } => "away",
        _ => "not paired",
    };
    let TillLine { till_id, merchant, name, head, acked, lag, .. } = till;
    let line = format!("{till_id}  {state:10}  head {head}  acked {acked}  lag {lag}");
    let parked = (till.parked > 0).then(|| format!("  parked {}", till.parked));
    let code = till.code.as_ref().map(|code| format!("  code {code}"));
    let mark = till.mark_seq.map(|seq| format!("  mark {seq}"));
    let rest: String = [parked, code, mark].into_iter().flatten().collect();
    format!("{line}{rest}  {merchant} / {name}")
}

fn route_line(route: &RouteLine) -> String {
    let RouteLine { route_id, merchant, till_id, check, pass, keys } = route;
    let to = till_id.as_deref().unwrap_or("all tills");
    let check = check.as_deref().unwrap_or("no check");
    let pass =
        if pass.is_empty() { String::new() } else { format!("  passes {}", pass.join(", ")) };
    format!("{route_id}  {keys} URL(s)  {check}{pass}  {merchant} / {to}")
}

/// A secret out of a file or standard input, without the end of its line.
fn secret(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(LONGEST_SECRET).read_to_string(&mut text)
    } else {
        std::fs::File::open(file)
            .and_then(|file| file.take(LONGEST_SECRET).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::usage(&format!("cannot read {}: {error}", file.display())))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
