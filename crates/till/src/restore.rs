//! Restore: a way back from a lost or damaged order log.

use std::path::Path;

use contract::{Failure, FailureCode, RestoredView, Right};
use domain::{Actor, Caller};
use store::{Store, Successor};

use crate::api::admitted;
use crate::failure::from_store;
use crate::open::Options;
use crate::session::Session;
use crate::{holders, home, identity, ports, vault};

/// Puts a backup in the log's place, goes on with what is left of the log itself, or, where `file` is
/// `None`, from nothing: under a new code, with order numbers behind every one that may have been given
/// out, and everything that may have changed since to be asked about. No other program may have the till
/// open. The keyring helps where it is there: what it knew is known to the log's next start as well.
pub async fn restore(
    options: &Options,
    session: &Session,
    file: Option<&Path>,
) -> Result<RestoredView, Failure> {
    let caller = admitted(&home::home(options)?, session, Right::Restore)?;
    restore_by(options, caller, file).await
}

/// The same for whoever may.
pub(crate) async fn restore_by(
    options: &Options,
    caller: Caller,
    file: Option<&Path>,
) -> Result<RestoredView, Failure> {
    let home = home::home(options)?;
    let entry = if options.training { Ok(None) } else { vault::read_till(&home).await };
    // It may know how far the log had come, once a person has unlocked it.
    if let Err(failure) = &entry
        && is_asked_again(failure.code)
    {
        return Err(failure.clone());
    }
    let mark = entry.as_ref().ok().and_then(|entry| identity::mark_of(entry.as_ref()?));
    let next = Successor {
        code: &identity::new_code(),
        marks: mark.as_slice(),
        training: options.training,
        now: ports::system().clock.now(),
        by: &Actor::Person(caller),
    };
    let restored = store::restore(&home, file, &next)
        .map_err(|error| holders::named(&home, failure(error)))?;
    let told = if options.training { Ok(()) } else { tell_keyring(&home).await };
    if let Err(failure) = &told {
        tracing::warn!(%failure, "the keyring does not know of the restored log");
    }
    Ok(RestoredView {
        without_keyring: entry.is_err() || told.is_err(),
        events: restored.events,
        orders: restored.orders,
        missing: restored.missing,
        code: restored.code,
        first_order: restored.first_number.to_string(),
        replaced: restored.replaced.map(|path| path.display().to_string()),
    })
}

async fn tell_keyring(home: &Path) -> Result<(), Failure> {
    let store = Store::open_to_read(home).map_err(from_store)?;
    identity::keep_end(home, store.mark().map_err(from_store)?).await
}

/// Damage of the file that shall be put back is no damage of the till's own log.
fn failure(error: store::Error) -> Failure {
    match error {
        store::Error::Damaged { what, .. } => Failure::with(FailureCode::NotRestorable, what),
        store::Error::TooNew { .. } => {
            Failure::with(FailureCode::NotRestorable, "of a newer version of Balcão")
        }
        other => from_store(other),
    }
}

/// Whether a person can make the vault answer.
const fn is_asked_again(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::VaultSilent
            | FailureCode::VaultLocked
            | FailureCode::WrongPassphrase
            | FailureCode::PassphraseWait
    )
}
