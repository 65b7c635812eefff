//! What proves a PIN: argon2id over it and a salt of its own.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use contract::{Failure, FailureCode};
use domain::pin;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;

/// The least that OWASP's cheat sheet for the storage of passwords asks of argon2id: 19 MiB, twice, one lane. A till
/// may be a small machine; that nobody tries many PINs is the count's work.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// No entry of ours takes more, in KiB and passes.
const MOST: (u32, u32) = (256 * 1024, 16);
const SALT: usize = 16;
const HASH: usize = 32;

/// One PIN is looked at at a time: each takes 19 MiB and a core.
static LOOKING: Semaphore = Semaphore::const_new(1);

/// Argon2id of a PIN, with what it was made with.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Verifier {
    memory_kib: u32,
    passes: u32,
    /// Standard base64.
    salt: String,
    /// The same.
    hash: String,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(redacted)")
    }
}

impl Verifier {
    /// Of a new PIN. Takes some ten milliseconds, and blocks.
    pub(crate) fn of(pin: &str) -> Option<Self> {
        let salt: [u8; SALT] = rand::random();
        let hash = hashed(pin, &salt, (MEMORY_KIB, PASSES))?;
        Some(Self {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt: STANDARD_NO_PAD.encode(salt),
            hash: STANDARD_NO_PAD.encode(hash),
        })
    }

    /// Whether the PIN is this one. Takes some ten milliseconds, and blocks.
    fn is_of(&self, pin: &str) -> bool {
        let decode = |text: &str| STANDARD_NO_PAD.decode(text).ok();
        let (Some(salt), Some(known)) = (decode(&self.salt), decode(&self.hash)) else {
            return false;
        };
        let hash = hashed(pin, &salt, (self.memory_kib, self.passes));
        hash.is_some_and(|hash| hash.ct_eq(&known).into())
    }
}

fn hashed(pin: &str, salt: &[u8], (memory_kib, passes): (u32, u32)) -> Option<[u8; HASH]> {
    if memory_kib > MOST.0 || passes > MOST.1 {
        return None;
    }
    let params = Params::new(memory_kib, passes, 1, Some(HASH)).ok()?;
    let mut hash = [0; HASH];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(pin.as_bytes(), salt, &mut hash).ok()?;
    Some(hash)
}

/// Refuses what has not the form of a PIN; no try is used up by it.
pub(super) fn check_form(pin: &SecretString) -> Result<(), Failure> {
    let is_pin = pin::is_pin(pin.expose_secret());
    is_pin.then_some(()).ok_or_else(|| Failure::new(FailureCode::InvalidPin))
}

/// The verifier of a new PIN, made beside the tasks that watch.
pub(super) async fn new_verifier(pin: &SecretString) -> Result<Verifier, Failure> {
    check_form(pin)?;
    let pin = pin.clone();
    beside(move || Verifier::of(pin.expose_secret())).await?.ok_or_else(broken)
}

/// Whether the PIN is this one, looked at beside the tasks that watch.
pub(super) async fn is_right(verifier: &Verifier, pin: &SecretString) -> Result<bool, Failure> {
    let (verifier, pin) = (verifier.clone(), pin.clone());
    beside(move || verifier.is_of(pin.expose_secret())).await
}

async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let _looking = LOOKING.acquire().await.map_err(|_| broken())?;
    tokio::task::spawn_blocking(work).await.map_err(|_| broken())
}

fn broken() -> Failure {
    Failure::with(FailureCode::Internal, "a PIN could not be looked at")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_pin_is_right_and_two_of_one_pin_differ() {
        let one = Verifier::of("1234").unwrap();
        assert!(one.is_of("1234"));
        for wrong in ["1235", "12345", "123", "", "0001234"] {
            assert!(!one.is_of(wrong), "{wrong}");
        }
        assert_ne!(one.hash, Verifier::of("1234").unwrap().hash);
        assert_eq!(format!("{one:?}"), "Verifier(redacted)");
    }

    #[test]
    fn an_entry_that_was_tampered_with_takes_no_memory_and_is_of_no_pin() {
        let good = Verifier::of("1234").unwrap();
        for bad in [
            Verifier { memory_kib: u32::MAX, ..good.clone() },
            Verifier { passes: u32::MAX, ..good.clone() },
            Verifier { passes: 0, ..good.clone() },
            Verifier { salt: String::new(), ..good.clone() },
            Verifier { salt: "!".to_owned(), ..good.clone() },
            Verifier { hash: String::new(), ..good },
        ] {
            assert!(!bad.is_of("1234"));
        }
    }
}
