//! Providers: those that are connected, one of them the default.

use std::sync::Arc;

use providers::Psp;

use crate::error::Error;
use crate::till::Checkout;

/// The connected providers, by their adapters. Cheap to clone.
#[derive(Clone)]
pub struct Providers {
    /// The default first.
    all: Vec<Arc<dyn Psp>>,
}

impl Providers {
    /// Nobody is connected: the till sells nothing and asks nobody.
    pub const fn none() -> Self {
        Self { all: Vec::new() }
    }

    /// These are connected; the one whose adapter is called `default` charges where nobody says
    /// otherwise. Without one of that name it is the first.
    pub fn new(mut all: Vec<Arc<dyn Psp>>, default: &str) -> Self {
        all.sort_by_key(|psp| psp.manifest().id != default);
        Self { all }
    }

    /// The default first, the others in the order in which they were given.
    pub(crate) fn all(&self) -> &[Arc<dyn Psp>] {
        &self.all
    }

    /// The adapter of that name, if it is connected.
    pub(crate) fn named(&self, name: &str) -> Option<&Arc<dyn Psp>> {
        self.all.iter().find(|psp| psp.manifest().id == name)
    }
}

impl Checkout {
    /// The provider of that name, or the default.
    pub(crate) fn psp(&self, name: Option<&str>) -> Result<&Arc<dyn Psp>, Error> {
        let default = self.providers.all().first().ok_or(Error::NotConnected)?;
        let Some(name) = name else { return Ok(default) };
        self.providers.named(name).ok_or_else(|| Error::UnknownProvider(name.to_owned()))
    }

    /// Nobody to ask at all.
    pub(crate) fn is_connected(&self) -> bool {
        !self.providers.all().is_empty()
    }
}
