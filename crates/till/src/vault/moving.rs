//! Moves all entries from one store to the other, and changes the passphrase. Whatever step it dies at, one store has
//! all entries and the home goes by that one; the next who opens the vault to change it takes away what is left in
//! the other.

use std::path::{Path, PathBuf};

use checkout::crash_point;
use contract::{Failure, FailureCode, Right, Unlock, VaultStore};
use domain::{Actor, Caller};
use secrecy::{ExposeSecret as _, SecretString};
use store::{Store as Log, VaultMove, VaultStore as Place};
use tokio::sync::RwLockWriteGuard;

use super::choice::{self, Choice};
use super::entries::{self, Change, Store};
use super::file::{self, Hold};
use super::seal::{Entries, Key};
use super::{blocking, passphrase, probe, unlock};
use crate::api::admitted;
use crate::failure::from_store;
use crate::open::Options;
use crate::session::Session;
use crate::settings::Settings;
use crate::{accounts, holders, home, ports};

/// What a move has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultMoved {
    /// Where all entries are now.
    pub store: VaultStore,
    /// How many there are.
    pub entries: u32,
    /// They were there already, and nothing was moved.
    pub was_there: bool,
    /// Where some are left, because it does not answer: they are taken away when it does.
    pub left_in: Option<VaultStore>,
    /// What the file of before is called, of which nothing was read.
    pub put_aside: Option<PathBuf>,
}

/// Moves all entries of a home to a store, which is probed first; each is read back there before any is deleted
/// here. `passphrase`: the one that the file is to have. `from_nothing`: nothing of what there is is read, where
/// that cannot be done any more, and the new store begins empty; a file that there is keeps its bytes under another name.
pub async fn move_vault(
    options: &Options,
    session: &Session,
    to: VaultStore,
    passphrase: Option<SecretString>,
    from_nothing: bool,
) -> Result<VaultMoved, Failure> {
    let home = real_home(options)?;
    let caller = match admitted(&home, session, Right::ManageVault) {
        // Where nothing can be read any more nobody can sign in either: whoever has the files and a terminal begins
        // anew.
        Err(_) if from_nothing => session.owner(),
        admitted => admitted?,
    };
    move_in_home(&home, &caller, to, passphrase, from_nothing).await
}

/// The same for whoever may.
pub(super) async fn move_in_home(
    home: &Path,
    caller: &Caller,
    to: VaultStore,
    passphrase: Option<SecretString>,
    from_nothing: bool,
) -> Result<VaultMoved, Failure> {
    let from = choice::of(home)?.store;
    let moved = move_to(home, to, passphrase, from_nothing).await;
    let moved = moved.map_err(|failure| holders::named(home, failure))?;
    // Its entries are where they are by now, whatever becomes of the note.
    if !moved.was_there
        && let Err(failure) = note(home, caller, from, &moved, from_nothing)
    {
        tracing::warn!(%failure, "the log does not tell of the vault's move");
    }
    Ok(moved)
}

/// Tells the log of a move, where there is one.
fn note(
    home: &Path,
    caller: &Caller,
    from: VaultStore,
    moved: &VaultMoved,
    from_nothing: bool,
) -> Result<(), Failure> {
    let Some(mut log) = accounts::log(home)? else { return Ok(()) };
    let place = |store| match store {
        VaultStore::Keyring => Place::Keyring,
        VaultStore::File => Place::File,
    };
    let (from, to, entries) = (place(from), place(moved.store), moved.entries);
    let moved = VaultMove { from, to, entries, from_nothing };
    let by = Actor::Person(caller.clone());
    log.note_vault_moved(&moved, &by, ports::system().clock.now()).map_err(from_store)
}

/// Gives the encrypted file another passphrase: a new key, and the old file is overwritten. The old one comes from
/// where it always does.
pub async fn change_passphrase(
    options: &Options,
    session: &Session,
    new: SecretString,
) -> Result<(), Failure> {
    let home = real_home(options)?;
    admitted(&home, session, Right::ManageVault)?;
    let changed = encrypt_anew(&home, new).await;
    changed.map_err(|failure| holders::named(&home, failure))
}

/// The home of a till that has secrets: training has none.
pub(super) fn real_home(options: &Options) -> Result<PathBuf, Failure> {
    if options.training {
        return Err(Failure::with(FailureCode::InvalidRequest, "training has no vault"));
    }
    // Whoever may begin a till may choose first where its secrets will be.
    if options.create { home::begin(options) } else { home::home(options) }
}

/// Takes away what a move that was not finished has left.
pub(crate) async fn finish(home: &Path) -> Result<(), Failure> {
    if choice::of(home)?.clear.is_none() {
        return Ok(());
    }
    let _held = held(home).await?;
    finish_held(home).await
}

async fn finish_held(home: &Path) -> Result<(), Failure> {
    let choice = choice::of(home)?;
    match choice.clear {
        None => return Ok(()),
        Some(VaultStore::File) => {
            let home = home.to_owned();
            blocking(move || file::remove(&home)).await?;
        }
        Some(VaultStore::Keyring) => {
            for name in Store::Keyring.names(home).await? {
                Store::Keyring.change(home, Change::Remove(name)).await?;
            }
        }
    }
    crash_point("vault_cleared");
    if choice.undecided {
        let home = home.to_owned();
        return blocking(move || choice::forget(&home)).await;
    }
    remember(home, Choice::whole(choice.store)).await
}

/// In this process, and beside others.
type Held = (RwLockWriteGuard<'static, ()>, std::fs::File);

async fn held(home: &Path) -> Result<Held, Failure> {
    let here = file::alone_here().await?;
    let home = home.to_owned();
    Ok((here, blocking(move || file::hold(&home, Hold::Alone)).await?))
}

async fn move_to(
    home: &Path,
    to: VaultStore,
    passphrase: Option<SecretString>,
    from_nothing: bool,
) -> Result<VaultMoved, Failure> {
    let _held = held(home).await?;
    let from = choice::of(home)?.store;
    let finished = finish_held(home).await;
    // What is left in the store that is to be filled would be taken for its own.
    if choice::of(home)?.clear == Some(to) {
        finished?;
    }
    let begins_anew = from_nothing && to == VaultStore::File;
    if from == to && !begins_anew {
        if let (VaultStore::File, Some(passphrase)) = (from, passphrase) {
            unlock::open_by(home, Unlock::Given, passphrase).await?;
        }
        let names = Store::of(home, from).await?.names(home).await?;
        let choice = choice::of(home)?;
        remember(home, choice).await?;
        let entries = count(names.len());
        let left_in = choice.clear;
        return Ok(VaultMoved { store: to, entries, was_there: true, left_in, put_aside: None });
    }
    let target = match to {
        VaultStore::Keyring => Store::Keyring,
        VaultStore::File => Store::File(new_key(passphrase).await?),
    };
    let found = if from_nothing { Some(Entries::new()) } else { all(home, from).await? };
    let all = found.clone().unwrap_or_default();
    if let Store::Keyring = target {
        probe::probe_store(home, &target).await?;
    }
    let put_aside = if from_nothing { put_aside(home).await? } else { None };
    if from == to {
        begin(home, &target, &all).await?;
    } else {
        let undecided = choice::decided(home)?.is_none();
        remember(home, Choice { store: from, clear: Some(to), undecided }).await?;
        crash_point("vault_marked");
        if let Err(failure) = begin(home, &target, &all).await {
            // What was begun there is taken away now or by the next who can.
            let _ = finish_held(home).await;
            return Err(failure);
        }
        crash_point("vault_filled");
        let clear = found.is_some().then_some(from);
        remember(home, Choice { clear, ..Choice::whole(to) }).await?;
        crash_point("vault_switched");
    }
    match target {
        Store::File(key) => unlock::remember(home, key, Unlock::Typed),
        Store::Keyring => unlock::forget(home),
    }
    // From here on the home goes by the new store, whatever becomes of the old one.
    if let Err(failure) = finish_held(home).await {
        tracing::warn!(%failure, "what was moved is not taken away yet");
    }
    let left_in = choice::of(home)?.clear;
    let entries = count(all.len());
    Ok(VaultMoved { store: to, entries, was_there: false, left_in, put_aside })
}

/// Fills a store, and reads back what it has then.
async fn begin(home: &Path, target: &Store, all: &Entries) -> Result<(), Failure> {
    if let Store::File(key) = target {
        write(home, key, all).await?;
        probe::probe_store(home, target).await?;
    }
    for (name, text) in all {
        if matches!(target, Store::Keyring) {
            target.change(home, Change::Put(name.clone(), text.clone())).await?;
        }
        let found = target.get(home, name).await?;
        if found.as_ref().map(SecretString::expose_secret) != Some(text.expose_secret()) {
            return Err(Failure::new(FailureCode::VaultForgets));
        }
        crash_point("vault_half_filled");
    }
    Ok(())
}

/// All entries of a store; `None`: a keyring that does not answer and that nothing was entrusted to yet.
async fn all(home: &Path, from: VaultStore) -> Result<Option<Entries>, Failure> {
    let store = Store::of(home, from).await?;
    let names = match store.names(home).await {
        Err(_) if from == VaultStore::Keyring && !is_in_use(home)? => return Ok(None),
        names => names?,
    };
    let mut all = Entries::new();
    for name in names.into_iter().filter(|name| name != probe::NAME) {
        if let Some(text) = store.get(home, &name).await? {
            all.insert(name, text);
        }
    }
    Ok(Some(all))
}

/// Whether anything was entrusted to the home's keyring, as far as its files know.
fn is_in_use(home: &Path) -> Result<bool, Failure> {
    if choice::decided(home)?.is_some() {
        return Ok(true);
    }
    let known = Settings::read(home)?.connections;
    let names_any = !known.providers.is_empty() || !known.kept.is_empty() || known.relay.is_some();
    let log: Option<Log> = accounts::log(home)?;
    let identity = log.map(|log| log.identity().map_err(from_store)).transpose()?;
    Ok(names_any || identity.is_some_and(|it| it.instance.is_some()))
}

async fn encrypt_anew(home: &Path, new: SecretString) -> Result<(), Failure> {
    passphrase::check(&new)?;
    if choice::of(home)?.store != VaultStore::File {
        return Err(Failure::with(FailureCode::InvalidRequest, "the vault is no file"));
    }
    let before = unlock::key(home).await?;
    let key = new_key(Some(new)).await?;
    let _held = held(home).await?;
    let place = home.to_owned();
    let all = blocking(move || entries::read(&place, &before)).await?;
    write(home, &key, &all).await?;
    unlock::remember(home, key, Unlock::Typed);
    Ok(())
}

async fn new_key(passphrase: Option<SecretString>) -> Result<Key, Failure> {
    let passphrase = passphrase.ok_or_else(|| Failure::new(FailureCode::InvalidPassphrase))?;
    passphrase::check(&passphrase)?;
    blocking(move || {
        let internal =
            |error: &dyn std::fmt::Display| Failure::with(FailureCode::Internal, error.to_string());
        Key::new(&passphrase).map_err(|error| internal(&error))
    })
    .await
}

async fn write(home: &Path, key: &Key, all: &Entries) -> Result<(), Failure> {
    let (home, key, all) = (home.to_owned(), key.clone(), all.clone());
    blocking(move || entries::write(&home, &key, &all)).await
}

async fn put_aside(home: &Path) -> Result<Option<PathBuf>, Failure> {
    let (home, now) = (home.to_owned(), ports::system().clock.now());
    blocking(move || file::put_aside(&home, now)).await
}

async fn remember(home: &Path, choice: Choice) -> Result<(), Failure> {
    let home = home.to_owned();
    blocking(move || choice::remember(&home, choice)).await
}

fn count(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}
