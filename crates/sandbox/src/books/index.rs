//! Serial numbers of charges by the names that a caller may use. Each provider has names of its own:
//! a till may use one reference at two of them.

use std::collections::HashMap;

use super::{Charge, Provider};

#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    connectpsp: Names,
    integrapay: Names,
}

/// The names at one provider.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    id: HashMap<String, u64>,
    reference: HashMap<String, u64>,
    key: HashMap<String, u64>,
}

impl Index {
    pub(super) fn of(&self, provider: Provider) -> &Names {
        match provider {
            Provider::ConnectPsp => &self.connectpsp,
            Provider::IntegraPay => &self.integrapay,
        }
    }

    fn of_mut(&mut self, provider: Provider) -> &mut Names {
        match provider {
            Provider::ConnectPsp => &mut self.connectpsp,
            Provider::IntegraPay => &mut self.integrapay,
        }
    }

    /// A reference that was used before means the newer charge from now on.
    pub(super) fn add(&mut self, serial: u64, charge: &Charge) {
        let names = self.of_mut(charge.provider);
        for id in charge.ids() {
            names.id.insert(id.to_owned(), serial);
        }
        if !charge.external_reference.is_empty() {
            names.reference.insert(charge.external_reference.clone(), serial);
        }
        if let Some(key) = &charge.idempotency_key {
            names.key.insert(key.clone(), serial);
        }
    }

    /// A further id of a charge: its payment's or its refund's.
    pub(super) fn add_id(&mut self, provider: Provider, id: &str, serial: u64) {
        self.of_mut(provider).id.insert(id.to_owned(), serial);
    }

    pub(super) fn remove(&mut self, serial: u64, charge: &Charge) {
        let names = self.of_mut(charge.provider);
        for id in charge.ids() {
            names.id.remove(id);
        }
        if names.reference(&charge.external_reference) == Some(serial) {
            names.reference.remove(&charge.external_reference);
        }
        if let Some(key) = &charge.idempotency_key {
            names.key.remove(key);
        }
    }
}

impl Names {
    /// By `transactionId`, `internalCode`, `externalId` or `endToEndId`.
    pub(super) fn id(&self, id: &str) -> Option<u64> {
        self.id.get(id).copied()
    }

    /// By `externalReference` or `orderId`.
    pub(super) fn reference(&self, reference: &str) -> Option<u64> {
        self.reference.get(reference).copied()
    }

    /// By the `X-Idempotency-Key` of the creation.
    pub(super) fn key(&self, key: &str) -> Option<u64> {
        self.key.get(key).copied()
    }
}
