//! The keyring of the session that these tests run in.

use std::collections::HashMap;
use std::path::PathBuf;
use std::thread;

use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error};

/// The names of what a till keeps there.
const NAMES: [&str; 5] = ["till", "relay", "operators", "connectpsp", "integrapay"];

/// What the till in a home has kept there; dropping it takes that out. A keyring writes all that it has at each change,
/// and a look through it goes through all: with what hundreds of tills left there it does not answer in time any more.
pub(crate) struct KeptThere {
    home: PathBuf,
}

impl KeptThere {
    pub(crate) fn of(home: PathBuf) -> Self {
        Self { home }
    }
}

impl Drop for KeptThere {
    fn drop(&mut self) {
        let home = self.home.display().to_string();
        // These calls block, as no call of an async test may. A test may have ended the keyring.
        let _ = thread::spawn(move || take_out(&home)).join();
    }
}

fn take_out(home: &str) -> Result<(), Error> {
    let keyring = SecretService::connect(EncryptionType::Plain)?;
    for name in NAMES {
        let user = format!("{name}@{home}");
        let of_it = HashMap::from([("service", "balcao"), ("username", user.as_str())]);
        for item in keyring.search_items(of_it)?.unlocked {
            item.delete()?;
        }
    }
    Ok(())
}
