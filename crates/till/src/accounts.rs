//! Accounts: connecting another keeps the one before for what is open there; nothing is asked of one
//! about the other's charges.

use std::path::Path;

use contract::{Failure, FailureCode};
use domain::charge::Account;
use providers::{Connection, name_of};
use store::Store;

use crate::connections::adapter;
use crate::failure::from_store;
use crate::open::Options;
use crate::settings::{KeptAccount, Settings};
use crate::{home, ports, vault};

/// An account that is not connected any more and is kept to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The provider's name on screens.
    pub provider: String,
    /// The account's base URL.
    pub address: String,
    /// How many charges and questions are open there.
    pub open: u32,
}

/// What came of disconnecting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disconnected {
    /// The account, if it is kept to be asked about what is open there.
    pub kept: Option<Kept>,
    /// The provider that charges now if nobody says otherwise, if one is left.
    pub default: Option<String>,
}

/// Disconnects a provider. Refused while charges or refunds are open there, unless `keep_asking`. What is
/// needed to ask about those, and about what has ended and may still get a second payment, is kept until
/// nothing is asked any more.
pub async fn disconnect(
    options: &Options,
    provider: &str,
    keep_asking: bool,
) -> Result<Disconnected, Failure> {
    let home = home::home(options.home.as_deref(), options.training)?;
    let settings = Settings::read(&home)?;
    if options.training || !settings.providers.contains_key(provider) {
        return Err(Failure::with(FailureCode::UnknownProvider, provider));
    }
    let connection = vault::read(&home, provider, provider).await?;
    let account = adapter(&connection)?.account().clone();
    let Open { unfinished, asked } = open_at(&home, &account)?;
    if unfinished > 0 && !keep_asking {
        return Err(Failure::with(FailureCode::MoneyOpenThere, unfinished.to_string()));
    }
    let kept = keep_if_open(&home, &connection, &account, asked).await?;
    let settings = Settings::change(&home, |settings| settings.disconnect(provider))?;
    vault::forget(&home, provider).await?;
    Ok(Disconnected { kept, default: settings.provider })
}

/// Keeps an account that something is open at; the vault first, so that what the settings name is there.
pub(crate) async fn keep_if_open(
    home: &Path,
    connection: &Connection,
    account: &Account,
    open: u32,
) -> Result<Option<Kept>, Failure> {
    if open == 0 {
        return Ok(None);
    }
    let name = vault::kept_name(&account.adapter, &account.fingerprint);
    vault::keep(home, &name, connection).await?;
    let kept = KeptAccount {
        provider: account.adapter.clone(),
        environment: connection.environment.clone(),
        fingerprint: account.fingerprint.clone(),
    };
    Settings::change(home, |settings| settings.keep(kept))?;
    let provider = name_of(&account.adapter);
    Ok(Some(Kept { provider, address: account.address.clone(), open }))
}

/// What is open at an account.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Open {
    /// Charges that a customer may be paying, or whose money is on its way back.
    unfinished: u32,
    /// Charges and questions that are asked about at all.
    pub(crate) asked: u32,
}

/// What is open at an account. What an older log has without an account is bound to it first: it was the
/// connected one. Refused where the log is not all there: nothing is written into it before a restore.
pub(crate) fn open_at(home: &Path, account: &Account) -> Result<Open, Failure> {
    if !home.join(store::DATABASE).exists() {
        return Ok(Open::default());
    }
    let mut store = Store::open_to_read(home).map_err(from_store)?;
    store.check_end().map_err(from_store)?;
    store.bind(account, ports::system().clock.now()).map_err(from_store)?;
    Ok(Open {
        unfinished: store.unfinished_at(&account.fingerprint).map_err(from_store)?,
        asked: store.open_at(&account.fingerprint).map_err(from_store)?,
    })
}

/// The kept accounts at which nothing is open any more.
pub(crate) fn ended(settings: &Settings, store: &Store) -> Vec<KeptAccount> {
    let is_over = |kept: &&KeptAccount| matches!(store.open_at(&kept.fingerprint), Ok(0));
    settings.kept.iter().filter(is_over).cloned().collect()
}

/// Forgets accounts that were kept.
pub(crate) async fn release(home: &Path, ended: &[KeptAccount]) {
    for kept in ended {
        let name = vault::kept_name(&kept.provider, &kept.fingerprint);
        let released = Settings::change(home, |settings| settings.release(&kept.fingerprint));
        if let Err(failure) = released.map(drop).and(vault::forget(home, &name).await) {
            tracing::warn!(%failure, "an account that has ended is kept still");
        }
    }
}
