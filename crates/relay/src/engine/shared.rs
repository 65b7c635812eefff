//! What the writer and the readers both know, in memory; always what is on disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::watch;

use crate::ids::TillId;

/// The life of the store, and each till's newest seq.
pub(crate) struct Shared {
    epoch: RwLock<Arc<str>>,
    tills: Mutex<HashMap<TillId, watch::Sender<u64>>>,
}

impl Shared {
    /// As it was found on disk.
    pub(crate) fn new(epoch: Arc<str>, heads: &HashMap<TillId, u64>) -> Self {
        let tills = heads.iter().map(|(till, head)| (till.clone(), watch::Sender::new(*head)));
        Self { epoch: RwLock::new(epoch), tills: Mutex::new(tills.collect()) }
    }

    /// The life of the store.
    pub(crate) fn epoch(&self) -> Arc<str> {
        Arc::clone(&self.epoch.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A new life has begun: everybody has to look where they are.
    pub(crate) fn begin(&self, epoch: Arc<str>) {
        *self.epoch.write().unwrap_or_else(PoisonError::into_inner) = epoch;
        let tills = self.tills.lock().unwrap_or_else(PoisonError::into_inner);
        tills.values().for_each(|till| till.send_modify(|_| {}));
    }

    /// The tills' streams have grown up to these seqs.
    pub(crate) fn grew(&self, heads: &HashMap<TillId, u64>) {
        let mut tills = self.tills.lock().unwrap_or_else(PoisonError::into_inner);
        for (till, head) in heads {
            match tills.get(till) {
                Some(newest) => drop(newest.send_replace(*head)),
                None => drop(tills.insert(till.clone(), watch::Sender::new(*head))),
            }
        }
    }

    /// Wakes when the till's stream has grown.
    pub(crate) fn wake(&self, till: &TillId) -> watch::Receiver<u64> {
        let mut tills = self.tills.lock().unwrap_or_else(PoisonError::into_inner);
        tills.entry(till.clone()).or_default().subscribe()
    }

    /// The newest seq of each till that ever had one.
    pub(crate) fn newest_of_all(&self) -> HashMap<TillId, u64> {
        let tills = self.tills.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = tills.iter().map(|(till, newest)| (till.clone(), *newest.borrow()));
        newest.filter(|(_, seq)| *seq > 0).collect()
    }
}
