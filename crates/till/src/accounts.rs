//! Accounts: connecting another keeps the one before for what is open there; nothing is asked of one
//! about the other's charges.

use std::path::Path;

use contract::{Failure, FailureCode, Right};
use domain::charge::Account;
use providers::{Connection, name_of};
use store::Store;

use crate::api::admitted;
use crate::connections::adapter;
use crate::failure::from_store;
use crate::open::Options;
use crate::session::Session;
use crate::settings::{Connections, KeptAccount, Settings};
use crate::{home, ports, vault};

/// An account that is not connected any more and is kept to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAccountView {
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
    pub kept: Option<KeptAccountView>,
    /// The provider that charges now if nobody says otherwise, if one is left.
    pub default: Option<String>,
}

/// Disconnects a provider. Refused while charges or refunds are open there, unless `keep_asking`. What is
/// needed to poll about those, and about what has ended and may still get a second payment, is kept until
/// nothing is asked any more.
pub async fn disconnect(
    options: &Options,
    session: &Session,
    provider: &str,
    keep_asking: bool,
) -> Result<Disconnected, Failure> {
    let home = home::home(options)?;
    admitted(&home, session, Right::Connect)?;
    let settings = Settings::read(&home)?;
    if options.training || settings.connections.environment(provider).is_none() {
        return Err(Failure::with(FailureCode::UnknownProvider, provider));
    }
    let known = match vault::find(&home, provider, provider).await {
        // An entry that cannot be read is as good as none.
        Err(failure) if failure.code == FailureCode::CredentialsMissing => None,
        known => known?,
    };
    let kept = if let Some(connection) = known {
        let account = adapter(&connection)?.account().clone();
        let open = open_at(&home, &account)?;
        refuse_if_open(open.unfinished, keep_asking)?;
        keep_if_needed(&home, &connection, &account, open).await?
    } else {
        // Its credentials are lost: nobody can poll there, whatever is open.
        refuse_if_open(unfinished_of(&home, provider, &settings)?, keep_asking)?;
        None
    };
    let settings = Connections::change(&home, |known| known.disconnect(provider))?;
    vault::forget(&home, provider).await?;
    Ok(Disconnected { kept, default: settings.connected().into_iter().next() })
}

fn refuse_if_open(unfinished: u32, keep_asking: bool) -> Result<(), Failure> {
    if unfinished > 0 && !keep_asking {
        return Err(Failure::with(FailureCode::MoneyOpenThere, unfinished.to_string()));
    }
    Ok(())
}

/// Keeps an account that something is open at, or that another process may be selling through; the vault
/// first, so that what the settings name is there.
pub(crate) async fn keep_if_needed(
    home: &Path,
    connection: &Connection,
    account: &Account,
    open: Open,
) -> Result<Option<KeptAccountView>, Failure> {
    if open.asked == 0 && open.is_alone {
        return Ok(None);
    }
    let name = vault::kept_name(&account.adapter, &account.fingerprint);
    vault::keep(home, &name, connection).await?;
    let kept = KeptAccount {
        provider: account.adapter.clone(),
        environment: connection.environment.clone(),
        fingerprint: account.fingerprint.clone(),
        others: serde_json::Map::new(),
    };
    Connections::change(home, |known| known.keep(kept))?;
    let provider = name_of(&account.adapter);
    Ok(Some(KeptAccountView { provider, address: account.address.clone(), open: open.asked }))
}

/// What is open at an account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    /// Charges that a customer may be paying, money on its way back, and money without a sale.
    unfinished: u32,
    /// Charges, questions and money without a sale that are asked about at all.
    asked: u32,
    /// No other process of this till lives, which could sell through the account meanwhile.
    is_alone: bool,
}

/// What is open at an account. What an older log has without an account is bound to it first: it was the
/// connected one. Refused where the log is not all there: nothing is written into it before a restore.
pub(crate) fn open_at(home: &Path, account: &Account) -> Result<Open, Failure> {
    let Some(mut store) = log(home)? else {
        return Ok(Open { unfinished: 0, asked: 0, is_alone: true });
    };
    store.check_end().map_err(from_store)?;
    store.bind(account, ports::system().clock.now()).map_err(from_store)?;
    Ok(Open {
        unfinished: store.unfinished_at(&account.fingerprint).map_err(from_store)?,
        asked: store.open_at(&account.fingerprint).map_err(from_store)?,
        is_alone: store.is_alone(),
    })
}

/// The home's log, if it has one.
pub(crate) fn log(home: &Path) -> Result<Option<Store>, Failure> {
    let is_there = home.join(store::DATABASE).exists();
    is_there.then(|| Store::open_to_read(home).map_err(from_store)).transpose()
}

/// What is unfinished at the accounts of an adapter that are not kept.
fn unfinished_of(home: &Path, adapter: &str, settings: &Settings) -> Result<u32, Failure> {
    let Some(store) = log(home)? else { return Ok(0) };
    let accounts = store.accounts_of(adapter).map_err(from_store)?;
    let is_kept =
        |it: &String| settings.connections.kept.iter().any(|kept| kept.fingerprint == *it);
    let unfinished = accounts.iter().filter(|it| !is_kept(it)).map(|it| store.unfinished_at(it));
    unfinished.sum::<Result<u32, _>>().map_err(from_store)
}

/// The kept accounts at which nothing is open any more, to be released. While another process lives,
/// none: it may be selling through one that it has from before.
pub(crate) fn ended(settings: &Settings, store: &Store) -> Vec<KeptAccount> {
    if !store.is_alone() {
        return Vec::new();
    }
    let is_over = |kept: &&KeptAccount| matches!(store.open_at(&kept.fingerprint), Ok(0));
    settings.connections.kept.iter().filter(is_over).cloned().collect()
}

/// Forgets an account that was kept. The vault first: as long as the settings name it, the next start
/// tries again.
pub(crate) async fn release(home: &Path, kept: &KeptAccount) {
    let name = vault::kept_name(&kept.provider, &kept.fingerprint);
    let released = match vault::forget(home, &name).await {
        Ok(()) => Connections::change(home, |known| known.release(&kept.fingerprint)).map(drop),
        Err(failure) => Err(failure),
    };
    if let Err(failure) = released {
        tracing::warn!(%failure, "an account that has ended is kept still");
    }
}

/// Gives the kept accounts of the connection's adapter and address its credentials where their own are
/// refused or lost: a person has said that they are of the same account. Returns how many there were.
pub(crate) async fn renew_refused(
    home: &Path,
    settings: &Settings,
    connection: &Connection,
    account: &Account,
) -> Result<u32, Failure> {
    let mut renewed = 0;
    for kept in settings.connections.kept.iter().filter(|kept| kept.provider == account.adapter) {
        let name = vault::kept_name(&kept.provider, &kept.fingerprint);
        let is_there = match vault::find(home, &name, &kept.provider).await? {
            Some(known) => {
                let psp = adapter(&known)?;
                let is_refused = || async {
                    matches!(psp.check().await, Err(providers::Error::Unauthorized(_)))
                };
                psp.account().address == account.address && is_refused().await
            }
            None => kept.environment == connection.environment,
        };
        if is_there && kept.fingerprint != account.fingerprint {
            let known_as = Some(kept.fingerprint.clone());
            let as_before = Connection { known_as, ..connection.clone() };
            vault::keep(home, &name, &as_before).await?;
            renewed += 1;
        }
    }
    Ok(renewed)
}
