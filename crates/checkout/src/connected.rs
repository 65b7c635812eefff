//! Providers: those that are connected, one of them the default, and accounts that are kept to be asked
//! about what is open there.

use std::sync::{Arc, PoisonError};

use domain::charge::{Account, Charge, Status};
use providers::Psp;

use crate::error::Error;
use crate::till::Checkout;

/// The connected providers, by their adapters. Cheap to clone.
#[derive(Clone)]
pub struct Providers {
    /// The default first.
    all: Vec<Arc<dyn Psp>>,
    /// Not connected any more: never sold through, asked about their own charges only.
    kept: Vec<Arc<dyn Psp>>,
    /// The fingerprints of such accounts where nobody is asked and their secrets are not had.
    known_kept: Vec<String>,
}

impl Providers {
    /// Nobody is connected: the till sells nothing and polls nobody.
    pub const fn none() -> Self {
        Self { all: Vec::new(), kept: Vec::new(), known_kept: Vec::new() }
    }

    /// These are connected; the one whose adapter is called `default` charges where nobody says
    /// otherwise. Without one of that name it is the first.
    pub fn new(mut all: Vec<Arc<dyn Psp>>, default: &str) -> Self {
        all.sort_by_key(|psp| psp.manifest().id != default);
        Self { all, kept: Vec::new(), known_kept: Vec::new() }
    }

    /// The same, with accounts that are kept only to be asked.
    #[must_use]
    pub fn with_kept(mut self, kept: Vec<Arc<dyn Psp>>) -> Self {
        self.kept = kept;
        self
    }

    /// Nobody is asked; the accounts of these fingerprints are known to be kept.
    pub const fn only_known(known_kept: Vec<String>) -> Self {
        Self { all: Vec::new(), kept: Vec::new(), known_kept }
    }

    /// The default first, the others in the order in which they were given.
    pub(crate) fn all(&self) -> &[Arc<dyn Psp>] {
        &self.all
    }

    /// Everybody who can be asked, the connected ones first.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = &Arc<dyn Psp>> {
        self.all.iter().chain(&self.kept)
    }

    /// The account that the charge was made with, whether it is connected or kept; that of an older log
    /// is the connected one of its adapter, unless it had ended before anybody could say whose it is.
    /// Another account is never asked about it.
    pub(crate) fn of(&self, charge: &Charge) -> Option<Arc<dyn Psp>> {
        match &charge.account {
            Some(account) => self.everybody().find(|psp| psp.account() == account).cloned(),
            None => self.named(&charge.provider).filter(|_| !has_ended_unpaid(charge)),
        }
    }

    /// The account of that fingerprint; without one, as in an older log, the connected one of the
    /// adapter.
    pub(crate) fn with_account(&self, name: &str, fingerprint: &str) -> Option<Arc<dyn Psp>> {
        if fingerprint.is_empty() {
            return self.named(name);
        }
        self.everybody().find(|psp| psp.account().fingerprint == fingerprint).cloned()
    }

    /// The adapter of that name, if it is connected.
    pub(crate) fn named(&self, name: &str) -> Option<Arc<dyn Psp>> {
        self.all.iter().find(|psp| psp.manifest().id == name).cloned()
    }
}

const fn has_ended_unpaid(charge: &Charge) -> bool {
    matches!(charge.status, Status::Expired | Status::Cancelled | Status::Rejected)
}

impl Checkout {
    /// The providers as they are connected now.
    pub(crate) fn providers(&self) -> Providers {
        self.providers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes on with other connections: what is sold from here on is sold through these.
    pub fn set_providers(&self, providers: Providers) {
        *self.providers.lock().unwrap_or_else(PoisonError::into_inner) = providers;
        self.due.notify_one();
        self.lookups.notify_one();
    }

    /// The provider of that name, or the default.
    pub(crate) fn psp(&self, name: Option<&str>) -> Result<Arc<dyn Psp>, Error> {
        let providers = self.providers();
        let default = providers.all().first().cloned().ok_or(Error::NotConnected)?;
        let Some(name) = name else { return Ok(default) };
        providers.named(name).ok_or_else(|| Error::UnknownProvider(name.to_owned()))
    }

    /// The account that the charge was made with.
    pub(crate) fn psp_of(&self, charge: &Charge) -> Result<Arc<dyn Psp>, Error> {
        let unknown = || Error::UnknownProvider(charge.provider.clone());
        self.providers().of(charge).ok_or_else(unknown)
    }

    /// The account is not connected any more, and kept to be asked.
    pub fn is_kept(&self, account: &Account) -> bool {
        let is = |psp: &Arc<dyn Psp>| psp.account() == account;
        let providers = self.providers();
        providers.known_kept.contains(&account.fingerprint)
            || !providers.all().iter().any(is) && providers.everybody().any(is)
    }

    /// Somebody can be asked.
    pub fn is_connected(&self) -> bool {
        self.providers().everybody().next().is_some()
    }
}
