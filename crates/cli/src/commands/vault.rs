//! `balcao vault`, and the passphrase of the vault at the terminal.

use std::fs::File;
use std::io::IsTerminal as _;

use contract::{Failure, FailureCode, VaultStore};
use serde_json::{Value, json};
use till::Options;

use crate::args::{Command, Vault};
use crate::commands::{is_wanted, session};
use crate::exit;
use crate::output::{Output, object, told, warn};
use crate::words::Words;

/// How often a new passphrase is asked for, where the two that were typed differ.
const ASKED: usize = 3;

/// The new passphrase of `--passphrase-fd`, where the command makes one of it; elsewhere it opens the vault.
pub(crate) fn take_passphrase(fd: Option<u16>, command: &Command) -> Result<Option<u16>, Failure> {
    // Without a terminal nobody can be asked, and a page asks by itself.
    if !matches!(command, Command::Serve { .. })
        && std::io::stdin().is_terminal()
        && std::io::stderr().is_terminal()
    {
        till::ask_passphrase_by(|failed| {
            let words = Words::of_environment();
            if let Some(failure) = failed {
                warn(&words.failure(failure));
            }
            rpassword::prompt_password(words.vault.ask).ok().map(Into::into)
        });
    }
    let is_new = matches!(
        command,
        Command::Vault { command: Vault::Move { to, .. } }
            if VaultStore::from(*to) == VaultStore::File
    );
    let Some(fd) = fd.filter(|_| !is_new) else { return Ok(fd) };
    till::give_passphrase(till::read_passphrase(open(fd)?).map_err(|_| unreadable(fd))?);
    Ok(None)
}

pub(crate) async fn run(
    output: &Output,
    options: &Options,
    command: Vault,
    passphrase_fd: Option<u16>,
) -> Result<u8, Failure> {
    match command {
        Vault::Status => status(output, options).await,
        Vault::Move { to, from_nothing, yes } => {
            let words = output.words.vault;
            let is_asked = from_nothing && !yes;
            if is_asked && !is_wanted(words.begin_question, "nobody to ask: use --yes")? {
                output.say(words.not_begun);
                return Ok(exit::code(FailureCode::InvalidRequest));
            }
            move_to(output, options, to.into(), from_nothing, passphrase_fd).await
        }
        Vault::Passphrase { new_passphrase_fd } => {
            passphrase(output, options, new_passphrase_fd).await
        }
    }
}

async fn status(output: &Output, options: &Options) -> Result<u8, Failure> {
    let view = till::vault_status(options).await?;
    let Value::Object(mut said) = object(&view) else { return Ok(exit::DONE) };
    said.insert("ok".to_owned(), view.failure.is_none().into());
    output.emit(&told("vault", Value::Object(said)));
    for line in output.words.vault_status(&view) {
        output.say(line);
    }
    let Some(failure) = &view.failure else { return Ok(exit::DONE) };
    warn(&output.failure(failure));
    Ok(exit::code(failure.code))
}

async fn move_to(
    output: &Output,
    options: &Options,
    to: VaultStore,
    from_nothing: bool,
    fd: Option<u16>,
) -> Result<u8, Failure> {
    let passphrase = match (to, fd) {
        (VaultStore::Keyring, _) => None,
        (VaultStore::File, Some(fd)) => {
            Some(till::read_passphrase(open(fd)?).map_err(|_| unreadable(fd))?)
        }
        (VaultStore::File, None) => match till::passphrase_at_hand()? {
            Some(at_hand) => Some(at_hand),
            None if is_there(options, to, from_nothing).await => None,
            None => Some(asked_twice(output.words)?.into()),
        },
    };
    let moved = till::move_vault(options, session(), to, passphrase, from_nothing).await?;
    output.emit(&json!({
        "event": "vault_moved",
        "store": moved.store,
        "entries": moved.entries,
        "was_there": moved.was_there,
        "left_in": moved.left_in,
        "put_aside": moved.put_aside,
    }));
    output.say(output.words.vault_moved(&moved));
    if let Some(file) = &moved.put_aside {
        output.say(format!("{} {}", output.words.vault.put_aside, file.display()));
    }
    if let Some(left) = output.words.vault_left(moved.left_in) {
        warn(&left);
    }
    Ok(exit::DONE)
}

/// Nobody is asked for the passphrase of a file that is there already.
async fn is_there(options: &Options, to: VaultStore, from_nothing: bool) -> bool {
    !from_nothing && till::vault_store(options).await.is_ok_and(|store| store == to)
}

async fn passphrase(output: &Output, options: &Options, fd: Option<u16>) -> Result<u8, Failure> {
    let new = match fd {
        Some(fd) => till::read_passphrase(open(fd)?).map_err(|_| unreadable(fd))?,
        None => asked_twice(output.words)?.into(),
    };
    till::change_passphrase(options, session(), new).await?;
    output.emit(&json!({ "event": "vault_passphrase_changed" }));
    output.say(output.words.vault.changed);
    Ok(exit::DONE)
}

fn asked_twice(words: &Words) -> Result<String, Failure> {
    let nobody = |_| bad("nobody to ask: use --passphrase-fd");
    if !std::io::stdin().is_terminal() {
        return Err(bad("nobody to ask: use --passphrase-fd"));
    }
    for _ in 0..ASKED {
        let typed = rpassword::prompt_password(words.vault.ask_new).map_err(nobody)?;
        if rpassword::prompt_password(words.vault.ask_again).map_err(nobody)? == typed {
            return Ok(typed);
        }
        warn(words.vault.differ);
    }
    Err(Failure::new(FailureCode::InvalidPassphrase))
}

/// A descriptor that this process was started with.
fn open(fd: u16) -> Result<File, Failure> {
    File::open(format!("/dev/fd/{fd}")).map_err(|_| unreadable(fd))
}

fn unreadable(fd: u16) -> Failure {
    bad(&format!("no passphrase on descriptor {fd}"))
}

fn bad(text: &str) -> Failure {
    Failure::with(FailureCode::InvalidRequest, text)
}
