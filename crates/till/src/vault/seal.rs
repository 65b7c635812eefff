//! The encrypted form of the vault's entries (ADR 26): a header, the entries under `XChaCha20-Poly1305` with the
//! header as associated data, and a SHA-256 over both.
//!
//! The key is derived from the passphrase by Argon2id (RFC 9106), whose cost stands in the header within bounds, so
//! that a planted file can neither eat the memory nor make guessing cheap. The sum at the end has no key: it tells
//! a file that the disk has damaged from one whose passphrase is another, before anything is derived. The header's
//! check value comes from the same derivation as the key: it tells a wrong passphrase from entries that somebody has
//! altered, and ties the file to one key, which `XChaCha20-Poly1305` alone does not.

use std::collections::BTreeMap;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::{Digest as _, Sha256};

const MAGIC: &[u8; 12] = b"BALCAO-VAULT";
const VERSION: u32 = 1;
const KEY_BYTES: usize = 32;
const CHECK_BYTES: usize = 16;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
/// Magic, version, three costs, salt, check, nonce.
const HEADER_BYTES: usize = 12 + 4 * 4 + SALT_BYTES + CHECK_BYTES + NONCE_BYTES;
/// Of the cipher, and of SHA-256.
const TAG_BYTES: usize = 16;
const SUM_BYTES: usize = 32;

/// How much the entries may have together, in bytes: a till has ten of some hundred each.
pub(super) const MOST_BYTES: usize = 512 * 1024;
/// No file of a vault is longer, in bytes.
pub(super) const LONGEST_FILE: usize = HEADER_BYTES + MOST_BYTES + TAG_BYTES + SUM_BYTES;

/// What the vault holds, by name.
pub(super) type Entries = BTreeMap<String, SecretString>;

/// What one derivation of the key costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// What new files have: the second choice of RFC 9106 (64 MiB, three passes) on one lane, about a tenth of a second
/// on the computer of a shop.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// The least that is believed: OWASP's smallest choice for Argon2id. Below it, somebody has written the header.
const LEAST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// The most that is taken on, in memory and, times memory, in time.
const MOST: Cost = Cost { memory_kib: 256 * 1024, passes: 10, lanes: 4 };

impl Cost {
    fn is_sound(self) -> bool {
        (LEAST.memory_kib..=MOST.memory_kib).contains(&self.memory_kib)
            && (LEAST.passes..=MOST.passes).contains(&self.passes)
            && (LEAST.lanes..=MOST.lanes).contains(&self.lanes)
    }
}

/// Why a file is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unopened {
    /// The file is not whole, or was altered: no passphrase opens it.
    Damaged,
    /// It is of this version of the form, which this program does not know.
    TooNew(u32),
    /// The key is of another passphrase.
    WrongKey,
}

/// A key, and what it was derived with.
#[derive(Clone)]
pub(super) struct Key {
    cost: Cost,
    salt: [u8; SALT_BYTES],
    /// Key and check value.
    derived: SecretSlice<u8>,
}

impl Key {
    /// Derives a key for a new file. Takes a while, and 64 MiB.
    pub(super) fn new(passphrase: &SecretString) -> Result<Self, argon2::Error> {
        Self::derive(COST, rand::random(), passphrase)
    }

    /// The key that this was opened with, from what another process of ours hands over.
    pub(super) fn of_bytes(file: &Sealed<'_>, derived: SecretSlice<u8>) -> Self {
        Self { cost: file.cost, salt: file.salt, derived }
    }

    /// For another process of ours.
    pub(super) const fn bytes(&self) -> &SecretSlice<u8> {
        &self.derived
    }

    fn derive(
        cost: Cost,
        salt: [u8; SALT_BYTES],
        passphrase: &SecretString,
    ) -> Result<Self, argon2::Error> {
        let mut derived = Zeroizing::new(vec![0; KEY_BYTES + CHECK_BYTES]);
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(derived.len()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(passphrase.expose_secret().as_bytes(), &salt, &mut derived)?;
        Ok(Self { cost, salt, derived: SecretSlice::from(std::mem::take(&mut *derived)) })
    }

    fn cipher(&self) -> Option<XChaCha20Poly1305> {
        let key = self.derived.expose_secret().get(..KEY_BYTES)?;
        XChaCha20Poly1305::new_from_slice(key).ok()
    }

    fn check(&self) -> &[u8] {
        self.derived.expose_secret().get(KEY_BYTES..).unwrap_or_default()
    }
}

/// A file that is whole, and closed still.
pub(super) struct Sealed<'a> {
    cost: Cost,
    salt: [u8; SALT_BYTES],
    check: [u8; CHECK_BYTES],
    nonce: [u8; NONCE_BYTES],
    header: &'a [u8],
    body: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// Reads the header of a file, and proves by its sum that the file is whole.
    pub(super) fn read(file: &'a [u8]) -> Result<Self, Unopened> {
        let mut rest = file;
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at_checked(count).ok_or(Unopened::Damaged)?;
            rest = left;
            Ok::<_, Unopened>(taken)
        };
        if take(MAGIC.len())? != MAGIC {
            return Err(Unopened::Damaged);
        }
        let mut number = || {
            let bytes = take(4)?;
            Ok::<_, Unopened>(u32::from_le_bytes(array(bytes)?))
        };
        let version = number()?;
        if version > VERSION {
            return Err(Unopened::TooNew(version));
        }
        let cost = Cost { memory_kib: number()?, passes: number()?, lanes: number()? };
        let salt = array(take(SALT_BYTES)?)?;
        let check = array(take(CHECK_BYTES)?)?;
        let nonce = array(take(NONCE_BYTES)?)?;
        let length = rest.len().checked_sub(SUM_BYTES).ok_or(Unopened::Damaged)?;
        let (body, sum) = rest.split_at(length);
        let (header, _) = file.split_at(HEADER_BYTES);
        let summed = file.get(..HEADER_BYTES + length).unwrap_or_default();
        let is_whole = version == VERSION && Sha256::digest(summed)[..] == *sum;
        if !is_whole || !cost.is_sound() || file.len() > LONGEST_FILE {
            return Err(Unopened::Damaged);
        }
        Ok(Self { cost, salt, check, nonce, header, body })
    }

    /// Derives the key of this file. Takes a while.
    pub(super) fn key(&self, passphrase: &SecretString) -> Result<Key, Unopened> {
        // Costs within our bounds and a passphrase within ours are within Argon2's.
        let key = Key::derive(self.cost, self.salt, passphrase).map_err(|_| Unopened::Damaged)?;
        if self.is_of(&key) { Ok(key) } else { Err(Unopened::WrongKey) }
    }

    /// Whether this is the key of this file: another salt is of another passphrase.
    pub(super) fn is_of(&self, key: &Key) -> bool {
        self.salt == key.salt && self.check == *key.check()
    }

    /// What tells this file's passphrase from that of another file.
    pub(super) const fn salt(&self) -> [u8; SALT_BYTES] {
        self.salt
    }

    /// The entries.
    pub(super) fn open(&self, key: &Key) -> Result<Entries, Unopened> {
        if !self.is_of(key) {
            return Err(Unopened::WrongKey);
        }
        let mut text = Zeroizing::new(self.body.to_vec());
        let cipher = key.cipher().ok_or(Unopened::Damaged)?;
        let nonce = XNonce::from(self.nonce);
        let opened = cipher.decrypt_in_place(&nonce, self.header, &mut *text);
        opened.map_err(|_| Unopened::Damaged)?;
        unpacked(&text).ok_or(Unopened::Damaged)
    }
}

/// A file with these entries; `None` where they are too many.
pub(super) fn seal(key: &Key, entries: &Entries) -> Option<Vec<u8>> {
    let mut text = packed(entries)?;
    let nonce: [u8; NONCE_BYTES] = rand::random();
    let mut file = Vec::with_capacity(HEADER_BYTES + text.len() + TAG_BYTES + SUM_BYTES);
    file.extend_from_slice(MAGIC);
    for number in [VERSION, key.cost.memory_kib, key.cost.passes, key.cost.lanes] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(&key.salt);
    file.extend_from_slice(key.check());
    file.extend_from_slice(&nonce);
    key.cipher()?.encrypt_in_place(&XNonce::from(nonce), &file, &mut *text).ok()?;
    file.extend_from_slice(&text);
    let sum = Sha256::digest(&file);
    file.extend_from_slice(&sum);
    Some(file)
}

fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Unopened> {
    bytes.try_into().map_err(|_| Unopened::Damaged)
}

/// Each name and each text behind its length; `None` where they are too many. The buffer has its size from the
/// beginning: one that grows leaves copies behind.
fn packed(entries: &Entries) -> Option<Zeroizing<Vec<u8>>> {
    let parts = || entries.iter().flat_map(|(name, text)| [name.as_str(), text.expose_secret()]);
    let length: usize = parts().map(|part| part.len() + 4).sum();
    if length > MOST_BYTES {
        return None;
    }
    let mut packed = Zeroizing::new(Vec::with_capacity(length + TAG_BYTES));
    for part in parts() {
        packed.extend_from_slice(&u32::try_from(part.len()).ok()?.to_le_bytes());
        packed.extend_from_slice(part.as_bytes());
    }
    Some(packed)
}

fn unpacked(mut packed: &[u8]) -> Option<Entries> {
    if packed.is_empty() {
        return Some(Entries::new());
    }
    let mut part = || {
        let (length, rest) = packed.split_at_checked(4)?;
        let length = u32::from_le_bytes(array(length).ok()?);
        let (part, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        packed = rest;
        Some((std::str::from_utf8(part).ok()?, rest.is_empty()))
    };
    let mut entries = Entries::new();
    loop {
        let (name, _) = part()?;
        let (text, is_last) = part()?;
        entries.insert(name.to_owned(), SecretString::from(text));
        if is_last {
            return Some(entries);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn entries() -> Entries {
        let pair = |name: &str, text: &str| (name.to_owned(), SecretString::from(text));
        Entries::from([pair("till", "{\"a\":1}"), pair("connectpsp", "ção"), pair("relay", "")])
    }

    fn shown(entries: &Entries) -> Vec<(&str, &str)> {
        entries.iter().map(|(name, text)| (name.as_str(), text.expose_secret())).collect()
    }

    /// The file with its sum made right again, as somebody does who alters it on purpose.
    fn summed(mut file: Vec<u8>) -> Vec<u8> {
        file.truncate(file.len() - SUM_BYTES);
        let sum = Sha256::digest(&file);
        file.extend_from_slice(&sum);
        file
    }

    #[test]
    fn what_is_sealed_is_opened_by_its_passphrase_alone() {
        let key = Key::new(&passphrase("corretos cavalos")).unwrap();
        for entries in [entries(), Entries::new()] {
            let file = seal(&key, &entries).unwrap();
            let sealed = Sealed::read(&file).unwrap();
            assert_eq!(shown(&sealed.open(&key).unwrap()), shown(&entries));
            let again = sealed.key(&passphrase("corretos cavalos")).unwrap();
            assert_eq!(shown(&sealed.open(&again).unwrap()), shown(&entries));
            let wrong = sealed.key(&passphrase("corretos cavalo")).map(drop);
            assert_eq!(wrong, Err(Unopened::WrongKey));
        }
        let other = Key::new(&passphrase("corretos cavalos")).unwrap();
        let file = seal(&other, &entries()).unwrap();
        assert_eq!(Sealed::read(&file).unwrap().open(&key).map(drop), Err(Unopened::WrongKey));
    }

    #[test]
    fn a_damaged_file_is_told_from_a_wrong_passphrase_at_every_bit() {
        let key = Key::new(&passphrase("corretos cavalos")).unwrap();
        let file = seal(&key, &entries()).unwrap();
        for at in 0..file.len() {
            let mut damaged = file.clone();
            damaged[at] ^= 1 << (at % 8);
            let told = Sealed::read(&damaged).map(drop);
            let is_newer = matches!(told, Err(Unopened::TooNew(_))) && (12..16).contains(&at);
            assert!(is_newer || told == Err(Unopened::Damaged), "byte {at}: {told:?}");
            assert!(Sealed::read(&file[..at]).is_err(), "cut at {at}");
        }
        let longer = [file.as_slice(), b"x"].concat();
        assert_eq!(Sealed::read(&longer).map(drop), Err(Unopened::Damaged));
    }

    #[test]
    fn what_is_altered_on_purpose_opens_nothing() {
        let key = Key::new(&passphrase("corretos cavalos")).unwrap();
        let file = seal(&key, &entries()).unwrap();
        for at in (HEADER_BYTES - NONCE_BYTES..file.len() - SUM_BYTES).step_by(7) {
            let mut altered = file.clone();
            altered[at] ^= 1;
            let altered = summed(altered);
            let told = Sealed::read(&altered).unwrap().open(&key).map(drop);
            assert_eq!(told, Err(Unopened::Damaged), "byte {at}");
        }
    }

    #[test]
    fn costs_beyond_the_bounds_are_never_paid() {
        let key = Key::new(&passphrase("corretos cavalos")).unwrap();
        let file = seal(&key, &entries()).unwrap();
        for (at, cost) in [
            (16, 8 * 1024),
            (16, 1024 * 1024),
            (16, u32::MAX),
            (20, 0),
            (20, 11),
            (20, u32::MAX),
            (24, 0),
            (24, 5),
            (24, u32::MAX),
        ] {
            let mut planted = file.clone();
            planted[at..at + 4].copy_from_slice(&u32::to_le_bytes(cost));
            let told = Sealed::read(&summed(planted)).map(drop);
            assert_eq!(told, Err(Unopened::Damaged), "{cost} at {at}");
        }
    }

    #[test]
    fn more_than_fits_is_not_sealed() {
        let key = Key::new(&passphrase("corretos cavalos")).unwrap();
        let of = |length| Entries::from([("a".into(), SecretString::from("x".repeat(length)))]);
        let most = MOST_BYTES - 4 - 1 - 4;
        let file = seal(&key, &of(most)).unwrap();
        assert_eq!(file.len(), LONGEST_FILE);
        assert!(Sealed::read(&file).is_ok());
        assert!(seal(&key, &of(most + 1)).is_none());
    }
}
