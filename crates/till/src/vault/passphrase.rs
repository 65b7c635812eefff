//! The passphrase of an encrypted vault: what it may be, and where it comes from without a person at hand.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use contract::{Failure, FailureCode, Unlock};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};

/// In characters.
const SHORTEST: usize = 8;
/// In bytes.
const LONGEST: usize = 1024;
/// The name of a file with the passphrase.
const FILE_VARIABLE: &str = "BALCAO_VAULT_PASSPHRASE_FILE";
/// Where the service manager puts credentials, and what ours is called there (systemd.exec, `LoadCredential=`).
const CREDENTIALS_VARIABLE: &str = "CREDENTIALS_DIRECTORY";
const CREDENTIAL: &str = "balcao-vault-passphrase";

/// Asks a person for the passphrase, and again after a failure; `None`: nobody answers.
pub type AskPassphrase = fn(Option<&Failure>) -> Option<SecretString>;

static ASK: OnceLock<AskPassphrase> = OnceLock::new();
static GIVEN: Mutex<Option<SecretString>> = Mutex::new(None);

/// Sets who asks a person for the passphrase, where there is one to be asked.
pub fn ask_passphrase_by(ask: AskPassphrase) {
    // The first one holds: a program has one terminal.
    let _ = ASK.set(ask);
}

pub(super) fn asking() -> Option<AskPassphrase> {
    ASK.get().copied()
}

/// Gives this process the passphrase for the vaults that it will open.
pub fn give_passphrase(passphrase: SecretString) {
    GIVEN.lock().unwrap_or_else(PoisonError::into_inner).replace(passphrase);
}

/// Reads a passphrase to its end: at most 1 KiB of text; one line end behind it is not part of it. Errors: what is
/// read breaks off, is longer, or is no text.
pub fn read_passphrase(from: impl Read) -> io::Result<SecretString> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 3));
    from.take(LONGEST as u64 + 3).read_to_end(&mut bytes)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| io::ErrorKind::InvalidData)?;
    let text = text.strip_suffix('\n').map_or(text, |it| it.strip_suffix('\r').unwrap_or(it));
    if text.len() > LONGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(SecretString::from(text))
}

/// Whether this may become a vault's passphrase: 8 characters or more and at most 1 KiB, none of them a control
/// character, which some terminals cannot type.
pub(super) fn check(passphrase: &SecretString) -> Result<(), Failure> {
    let text = passphrase.expose_secret();
    let is_long_enough = text.chars().count() >= SHORTEST && !text.trim().is_empty();
    if is_long_enough && text.len() <= LONGEST && !text.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Failure::new(FailureCode::InvalidPassphrase))
}

/// The passphrase that is at hand without asking anybody: the one that was given, else that of the file that the
/// environment names, else the service manager's. The first that is there is taken, right or wrong.
pub(super) fn at_hand() -> Result<Option<(Unlock, SecretString)>, Failure> {
    let given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(given) = given {
        return Ok(Some((Unlock::Given, given)));
    }
    let named = |name: &str| std::env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    if let Some(path) = named(FILE_VARIABLE) {
        return Ok(Some((Unlock::PassphraseFile, of_file(&path)?)));
    }
    let credential = named(CREDENTIALS_VARIABLE).map(|folder| folder.join(CREDENTIAL));
    match credential.filter(|it| it.exists()) {
        Some(path) => Ok(Some((Unlock::Credential, read(&path)?))),
        None => Ok(None),
    }
}

/// The same for whoever makes a vault by it.
pub fn passphrase_at_hand() -> Result<Option<SecretString>, Failure> {
    Ok(at_hand()?.map(|(_, passphrase)| passphrase))
}

fn of_file(path: &Path) -> Result<SecretString, Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0, |it| it.permissions().mode());
        if mode & 0o077 != 0 {
            return Err(locked("others may read the passphrase file", path));
        }
    }
    read(path)
}

fn read(path: &Path) -> Result<SecretString, Failure> {
    let is_file = std::fs::metadata(path).is_ok_and(|it| it.is_file());
    let text = if is_file { File::open(path).and_then(read_passphrase).ok() } else { None };
    text.ok_or_else(|| locked("the passphrase file cannot be read", path))
}

fn locked(why: &str, path: &Path) -> Failure {
    Failure::with(FailureCode::VaultLocked, format!("{why}: {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(bytes: &[u8]) -> Option<String> {
        read_passphrase(bytes).ok().map(|it| it.expose_secret().to_owned())
    }

    #[test]
    fn one_line_end_is_not_part_of_a_passphrase_and_all_else_is() {
        for (typed, is) in [
            ("corretos cavalos\n", "corretos cavalos"),
            ("corretos cavalos\r\n", "corretos cavalos"),
            (" corretos \n\n", " corretos \n"),
            ("çãoçãoçã", "çãoçãoçã"),
            ("", ""),
        ] {
            assert_eq!(read_of(typed.as_bytes()).as_deref(), Some(is), "{typed:?}");
        }
        let longest = "x".repeat(LONGEST);
        assert_eq!(read_of(format!("{longest}\r\n").as_bytes()), Some(longest.clone()));
        assert_eq!(read_of(format!("{longest}x").as_bytes()), None);
        assert_eq!(read_of(&[b'a', 0xff, 0xfe]), None);
    }

    #[test]
    fn a_new_passphrase_has_eight_characters_or_more() {
        let is_one = |text: &str| check(&SecretString::from(text)).is_ok();
        assert!(is_one("12345678") && is_one("çãoçãoçã") && is_one(&"x".repeat(LONGEST)));
        for wrong in ["", "1234567", "        ", "1234567\n8", "a\u{0}bcdefgh"] {
            assert!(!is_one(wrong), "{wrong:?}");
        }
        assert!(!is_one(&"x".repeat(LONGEST + 1)));
    }
}
