//! Which till this is: a copy of its files is another till, and a log that has lost its end is noticed.
//!
//! The order log knows the SHA-256 of a secret that only the keyring has, and a fingerprint of machine
//! and folder. Where either differs, the files were copied or moved, and the till gets a new code before
//! its first sale, so that nobody takes its references for another till's.
//!
//! What the keyring has stands there under the home's path: its mark is of whatever log stood in this
//! place last. A log that lacks what that one had is not all there, whoever it belonged to.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use contract::{Failure, FailureCode, Notice};
use domain::OrderNumber;
use sha2::{Digest, Sha256};
use store::{Identity, Mark, Store, Why};

use crate::failure::from_store;
use crate::ports;
use crate::vault::{self, TillEntry};

/// No letters or digits that are mistaken for others (Crockford).
const CODE_LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Files by which a Linux machine is known, as far as they can be read: the system's id, and the board's,
/// which a copied disk does not bring along.
const MACHINE_FILES: &[&str] =
    &["/etc/machine-id", "/var/lib/dbus/machine-id", "/sys/class/dmi/id/product_uuid"];

/// Held while a till is named, or named anew.
const LOCK: &str = "identity.lock";
/// Longer than three calls to a keyring may take, as many as whoever holds it makes.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
const TRY_EVERY: Duration = Duration::from_millis(20);

/// Refuses invented money in a log of real sales, and real sales in one of training.
pub(crate) fn check_money(store: &Store, training: bool) -> Result<(), Failure> {
    match store.identity().map_err(from_store)?.training {
        Some(true) if !training => Err(Failure::new(FailureCode::TrainingHome)),
        Some(false) if training => Err(Failure::new(FailureCode::OtherMoney)),
        Some(_) | None => Ok(()),
    }
}

/// Holds the log against the keyring's mark, then names the till if it has no code, and anew if its files
/// are a copy. Returns what a person has to be told. `keyring`: it is there to be asked; training has
/// none, and neither has a till before its first connection: these go by machine and folder alone.
pub(crate) async fn establish(
    home: &Path,
    store: &mut Store,
    training: bool,
    keyring: bool,
) -> Result<Option<Notice>, Failure> {
    let place = place(home);
    let mut known = Known::read(home, store.identity(), keyring).await?;
    // Of two that start at once on a new till or on a copy, the second takes what the first has made: each with a
    // secret of its own, log and keyring would know different ones, and the next start would take the till for a copy.
    let mut _alone = None;
    let is_new = keyring && known.identity.instance.is_none();
    if is_new || known.is_copy(&place, keyring) {
        _alone = alone(home).await;
        if known.has_lost_its_entry(keyring) {
            tokio::time::sleep(vault::KEYRING_STARTS).await;
        }
        known = Known::read(home, store.identity(), keyring).await?;
    }
    let is_copy = known.is_copy(&place, keyring);
    let Known { identity: known, entry } = known;
    let mark = entry.as_ref().and_then(mark_of);
    if let Some(mark) = &mark {
        store.hold_against(mark).map_err(from_store)?;
    }
    if is_copy {
        let has_entry = entry.is_some();
        tracing::warn!(has_entry, "the files are a copy: the till gets a new code");
    }
    let had = entry.as_ref().map(|entry| entry.instance.clone());
    let instance = had.clone().filter(|_| !is_copy).unwrap_or_else(new_secret);
    if keyring && had.as_ref() != Some(&instance) {
        // Before the log knows of it: a start that dies in between leaves no log that looks like a copy.
        let mark = mark.as_ref().map(Mark::to_line);
        vault::keep_till(home, &TillEntry { instance: instance.clone(), mark }).await?;
    }
    let now = ports::system().clock.now();
    let code = new_code();
    store.name_till(&code, Why::New, now).map_err(from_store)?;
    if is_copy {
        let past_mark = mark.and_then(|mark| OrderNumber::new(mark.orders.saturating_add(1)));
        let at_least = past_mark.unwrap_or(OrderNumber::FIRST);
        store.rename_till(&code, Why::Copied, at_least, now).map_err(from_store)?;
    }
    let identity = Identity {
        instance: if keyring { Some(digest(&instance)) } else { known.instance.clone() },
        place: Some(place),
        training: Some(training),
    };
    if identity != known {
        store.set_identity(&identity).map_err(from_store)?;
    }
    if keyring {
        keep_mark(home, instance, store.mark().map_err(from_store)?).await?;
    }
    Ok(is_copy.then_some(Notice::NewCode { code }))
}

/// What log and keyring know of this till.
struct Known {
    identity: Identity,
    entry: Option<TillEntry>,
}

impl Known {
    async fn read(
        home: &Path,
        identity: Result<Identity, store::Error>,
        keyring: bool,
    ) -> Result<Self, Failure> {
        let identity = identity.map_err(from_store)?;
        let entry = if keyring { vault::read_till(home).await? } else { None };
        Ok(Self { identity, entry })
    }

    /// Whether the keyring has nothing of a till that it knew, as one that was just started may say.
    fn has_lost_its_entry(&self, keyring: bool) -> bool {
        keyring && self.entry.is_none() && self.identity.instance.is_some()
    }

    /// Whether the log comes from another place, or knows of a secret that the keyring does not have.
    fn is_copy(&self, place: &str, keyring: bool) -> bool {
        let is_moved = self.identity.place.as_deref().is_some_and(|known| known != place);
        let known = self.identity.instance.as_ref().filter(|_| keyring);
        let has = self.entry.as_ref().map(|entry| digest(&entry.instance));
        is_moved || known.is_some_and(|known| has.as_ref() != Some(known))
    }
}

/// Waits until no other process makes this till known. Whoever holds the lock for longer hangs, and is not waited for.
async fn alone(home: &Path) -> Option<File> {
    let lock = File::create(home.join(LOCK)).ok()?;
    let until = Instant::now() + LONGEST_WAIT;
    while matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) && Instant::now() < until {
        tokio::time::sleep(TRY_EVERY).await;
    }
    Some(lock)
}

/// Tells the keyring where the log is now.
pub(crate) async fn keep_end(home: &Path, mark: Mark) -> Result<(), Failure> {
    match vault::read_till(home).await? {
        Some(entry) => keep_mark(home, entry.instance, mark).await,
        None => Ok(()),
    }
}

async fn keep_mark(home: &Path, instance: String, mark: Mark) -> Result<(), Failure> {
    vault::keep_till(home, &TillEntry { instance, mark: Some(mark.to_line()) }).await
}

/// How far the log had come when the keyring heard of it last.
pub(crate) fn mark_of(entry: &TillEntry) -> Option<Mark> {
    Mark::from_line(entry.mark.as_ref()?)
}

/// Four letters, about a million tills: for people, and to tell whose a reference may be.
pub(crate) fn new_code() -> String {
    let chance: u64 = rand::random();
    let letter = |i: u32| CODE_LETTERS.get(usize::try_from((chance >> (i * 5)) & 31).ok()?);
    (0..4).filter_map(letter).map(|letter| char::from(*letter)).collect()
}

fn new_secret() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

/// What tells this folder on this machine from its copies. Not readable parts count as empty.
fn place(home: &Path) -> String {
    let mut sha = Sha256::new();
    let parts = MACHINE_FILES.iter().map(|file| std::fs::read(file).unwrap_or_default());
    let folder = home.as_os_str().as_encoded_bytes().to_vec();
    for part in parts.chain([folder]) {
        sha.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        sha.update(part);
    }
    hex::encode(sha.finalize())
}
