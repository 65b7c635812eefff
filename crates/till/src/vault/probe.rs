//! Whether a store keeps what it is given: a secret is written, read back by another process and deleted. Some
//! keyrings take a secret and have it in the memory of whoever gave it, or of the session, alone.
//!
//! The other process is this program once more. What it needs to know comes to it by a pipe: neither its arguments
//! nor its environment hold a secret.

use std::io::{BufRead as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use contract::{Failure, FailureCode, VaultStore};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::entries::{Change, Store};
use super::file::{self, Hold};
use super::seal::{Key, Sealed};
use super::{blocking, choice, entries, keyring, unlock};
use crate::{child_ends, holders};

/// The name of the entry that is written.
pub(super) const NAME: &str = "probe";
/// The one argument by which this program is the other process. It stands in no help.
const ARGUMENT: &str = "--read-vault-probe";
/// How long the other process may take. A keyring has five seconds for each of two calls.
const LONGEST: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// In bytes, of what goes through the pipes.
const LONGEST_LINE: u64 = 64 * 1024;

/// A store that keeps what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeReport {
    /// Which one.
    pub store: VaultStore,
    /// How long it took to write, read in another process and delete, in milliseconds.
    pub ms: u64,
}

/// What the other process is to read. On a line of its own; what opens the file comes behind it as it is.
#[derive(Serialize, Deserialize)]
struct Question {
    home: PathBuf,
    store: VaultStore,
}

/// What it has found.
#[derive(Serialize, Deserialize)]
enum Answer {
    /// SHA-256 of the secret, in hexadecimal digits; `None` where there is none.
    Found(Option<String>),
    Failed(Failure),
}

/// Probes the store of the home as it is now. Fails with `vault_forgets` where it takes a secret and does not keep
/// it; else with why it does not answer.
pub(crate) async fn probe(home: &Path) -> Result<ProbeReport, Failure> {
    let place = home.to_owned();
    let _here = file::alone_here().await?;
    let held = blocking(move || {
        match file::hold(&place, Hold::Alone) {
            // Where nothing can be written, nobody moves the keyring's entries.
            Err(failure) if failure.code == FailureCode::LogUnwritable => Ok(None),
            held => held.map(Some),
        }
    });
    let _held = held.await.map_err(|failure| holders::named(home, failure))?;
    let store = Store::of(home, choice::of(home)?.store).await?;
    probe_store(home, &store).await
}

/// The same of a store that the home may not go by yet. To be called while the vault is held alone.
pub(super) async fn probe_store(home: &Path, store: &Store) -> Result<ProbeReport, Failure> {
    let begun = Instant::now();
    let secret = SecretString::from(hex::encode(rand::random::<[u8; 32]>()));
    let expected = hex::encode(Sha256::digest(secret.expose_secret()));
    store.change(home, Change::Put(NAME.to_owned(), secret)).await?;
    let read = read_elsewhere(home, store).await;
    let gone = store.change(home, Change::Remove(NAME.to_owned())).await;
    let is_kept = read? == Some(expected);
    gone?;
    let forgets = matches!(store, Store::Keyring)
        && entries::on_keyring(super::queue::Kind::Read, keyring::forgets).await?;
    if !is_kept || forgets {
        return Err(Failure::new(FailureCode::VaultForgets));
    }
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(ProbeReport { store: store.which(), ms })
}

async fn read_elsewhere(home: &Path, store: &Store) -> Result<Option<String>, Failure> {
    let question = Question { home: home.to_owned(), store: store.which() };
    let key = match store {
        Store::Keyring => SecretSlice::default(),
        Store::File(key) => key.bytes().clone(),
    };
    blocking(move || {
        let internal =
            |error: std::io::Error| Failure::with(FailureCode::Internal, error.to_string());
        match ask(&question, &key).map_err(internal)? {
            Answer::Found(found) => Ok(found),
            Answer::Failed(failure) => Err(failure),
        }
    })
    .await
}

/// Starts this program once more, and ends it where it takes too long.
fn ask(question: &Question, key: &SecretSlice<u8>) -> std::io::Result<Answer> {
    let mut child = Command::new(own_program()?);
    child.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = child.spawn()?;
    let line = format!("{}\n", serde_json::to_string(question)?);
    let written = child.stdin.take().map(|mut pipe| {
        pipe.write_all(line.as_bytes()).and_then(|()| pipe.write_all(key.expose_secret()))
    });
    match child_ends::within(&mut child, LONGEST, LOOK_EVERY) {
        Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            return Ok(Answer::Failed(Failure::new(FailureCode::VaultSilent)));
        }
        ended => ended?,
    };
    written.transpose()?;
    let mut said = Vec::new();
    if let Some(pipe) = child.stdout.take() {
        pipe.take(LONGEST_LINE).read_to_end(&mut said)?;
    }
    Ok(serde_json::from_slice(&said)?)
}

/// The program that runs here, also where its file was replaced since.
fn own_program() -> std::io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { std::env::current_exe() }
}

/// To be called first by every program that opens a till: whether it was started as the other process of a probe. It
/// has done its part then, and ends with this.
pub fn serve_probe() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let is_it = arguments.next().is_some_and(|it| it == ARGUMENT) && arguments.next().is_none();
    is_it.then(|| {
        // Whoever has started it may have died.
        std::thread::spawn(|| {
            std::thread::sleep(LONGEST);
            std::process::exit(1);
        });
        match serve() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        }
    })
}

fn serve() -> std::io::Result<()> {
    let mut told = std::io::stdin().lock().take(LONGEST_LINE);
    let mut line = String::new();
    told.read_line(&mut line)?;
    let question: Question = serde_json::from_str(&line)?;
    let mut key = Vec::with_capacity(64);
    told.read_to_end(&mut key)?;
    let key = SecretSlice::from(key);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let answer = runtime.block_on(find(question, key)).map_or_else(Answer::Failed, Answer::Found);
    std::io::stdout().write_all(&serde_json::to_vec(&answer)?)
}

async fn find(question: Question, key: SecretSlice<u8>) -> Result<Option<String>, Failure> {
    let home = question.home;
    let store = match question.store {
        VaultStore::Keyring => Store::Keyring,
        VaultStore::File => {
            let bytes = unlock::there(&home)?;
            let sealed = Sealed::read(&bytes).map_err(|error| unlock::unopened(&home, error))?;
            Store::File(Key::of_bytes(&sealed, key))
        }
    };
    let found = store.get(&home, NAME).await?;
    Ok(found.map(|secret| hex::encode(Sha256::digest(secret.expose_secret()))))
}
