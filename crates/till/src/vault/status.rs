//! How the vault of a home does.

use std::path::Path;

use contract::{Failure, VaultEntries, VaultStore, VaultView};

use super::entries::Store;
use super::moving::real_home;
use super::{OPERATORS, RELAY, TILL, attempts, blocking, choice, file, probe, unlock};
use crate::open::Options;

/// Looks at the vault, and probes it. Why it does not answer stands in the view; fails where there is no till.
pub async fn vault_status(options: &Options) -> Result<VaultView, Failure> {
    let home = real_home(&Options { create: false, ..options.clone() })?;
    let mut view = look(&home, true).await?;
    if view.failure.is_none() {
        match probe::probe(&home).await {
            Ok(report) => view.probe_ms = Some(u32::try_from(report.ms).unwrap_or(u32::MAX)),
            Err(failure) => view.failure = Some(failure),
        }
    }
    Ok(view)
}

/// Where the secrets of a home are.
pub async fn vault_store(options: &Options) -> Result<VaultStore, Failure> {
    let home = real_home(options)?;
    blocking(move || Ok(choice::of(&home)?.store)).await
}

/// How the vault does, without a probe: nothing is written. The entries in a keyring are not counted: it would have to
/// look through those of every till for that.
pub(crate) async fn view(home: &Path) -> Result<VaultView, Failure> {
    look(home, false).await
}

async fn look(home: &Path, counts: bool) -> Result<VaultView, Failure> {
    let choice = choice::of(home)?;
    let entries = entries(home, choice.store, counts).await;
    let is_file = choice.store == VaultStore::File;
    Ok(VaultView {
        store: choice.store,
        chosen: choice::decided(home)?.is_some(),
        entries: entries.as_ref().ok().copied().flatten(),
        failure: entries.err(),
        file: is_file.then(|| file::path(home).display().to_string()),
        unlocked_by: if is_file { unlock::opened_by(home) } else { None },
        wait_s: if is_file { attempts::wait_s(home) } else { None },
        left_in: choice.clear,
        probe_ms: None,
    })
}

/// What is in the store, where that is counted; fails where it does not answer.
async fn entries(
    home: &Path,
    store: VaultStore,
    counts: bool,
) -> Result<Option<VaultEntries>, Failure> {
    let store = Store::of(home, store).await?;
    if store.which() == VaultStore::Keyring && !counts {
        return store.get(home, TILL).await.map(|_| None);
    }
    Ok(Some(counted(&store.names(home).await?)))
}

fn counted(names: &[String]) -> VaultEntries {
    let mut entries = VaultEntries::default();
    for name in names.iter().filter(|name| *name != probe::NAME) {
        let of_kind = match name.as_str() {
            RELAY => &mut entries.relay,
            TILL => &mut entries.till,
            OPERATORS => &mut entries.operators,
            name if providers::manifest(name).is_some() => &mut entries.providers,
            name if name.contains('#') => &mut entries.kept,
            _ => &mut entries.others,
        };
        *of_kind += 1;
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_counted_by_kind() {
        let names = ["connectpsp", "integrapay", "connectpsp#1f", "relay", "till", "operators"];
        let names = names.into_iter().chain(["probe", "another"]).map(str::to_owned);
        let expected =
            VaultEntries { providers: 2, kept: 1, relay: 1, till: 1, operators: 1, others: 1 };
        assert_eq!(counted(&names.collect::<Vec<_>>()), expected);
    }
}
