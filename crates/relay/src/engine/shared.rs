//! What the writer and the readers both know, in memory; always what is on disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::watch;

use crate::engine::recent_cache::RecentCache;
use crate::ids::TillId;
use crate::store::StoredEvent;

/// The life of the store, each till's newest seq, and the newest events of those that listen.
pub(crate) struct Shared {
    epoch: RwLock<Arc<str>>,
    tills: Mutex<HashMap<TillId, watch::Sender<u64>>>,
    /// Locked behind `tills`, where both are.
    recent: Mutex<RecentCache>,
}

impl Shared {
    /// As it was found on disk.
    pub(crate) fn new(epoch: Arc<str>, heads: &HashMap<TillId, u64>) -> Self {
        let tills = heads.iter().map(|(till, head)| (till.clone(), watch::Sender::new(*head)));
        Self {
            epoch: RwLock::new(epoch),
            tills: Mutex::new(tills.collect()),
            recent: Mutex::default(),
        }
    }

    /// The life of the store.
    pub(crate) fn epoch(&self) -> Arc<str> {
        Arc::clone(&self.epoch.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A new life has begun: everybody has to look where they are.
    pub(crate) fn begin(&self, epoch: Arc<str>) {
        *self.epoch.write().unwrap_or_else(PoisonError::into_inner) = epoch;
        self.clear_recent();
        let tills = self.tills.lock().unwrap_or_else(PoisonError::into_inner);
        tills.values().for_each(|till| till.send_modify(|_| {}));
    }

    /// The tills' streams have grown up to these seqs, among others by these events.
    pub(crate) fn grew(
        &self,
        heads: &HashMap<TillId, u64>,
        fresh: impl Iterator<Item = (TillId, StoredEvent)>,
    ) {
        let mut tills = self.tills.lock().unwrap_or_else(PoisonError::into_inner);
        let mut recent = self.recent();
        for (till, event) in fresh {
            if tills.get(&till).is_some_and(|newest| newest.receiver_count() > 0) {
                recent.push(&till, event);
            } else {
                recent.forget(&till);
            }
        }
        drop(recent);
        for (till, head) in heads {
            match tills.get(till) {
                Some(newest) => drop(newest.send_replace(*head)),
                None => drop(tills.insert(till.clone(), watch::Sender::new(*head))),
            }
        }
    }

    /// What stands behind `after` in the till's stream, if it is new enough to be in memory.
    pub(crate) fn read_after(
        &self,
        till: &TillId,
        after: u64,
        events: usize,
        bytes: usize,
    ) -> Option<Vec<StoredEvent>> {
        let tills = self.tills.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = *tills.get(till)?.borrow();
        self.recent().read_after(till, after, newest, events, bytes)
    }

    /// The till has everything up to `seq`.
    pub(crate) fn acked(&self, till: &TillId, seq: u64) {
        self.recent().acked(till, seq);
    }

    /// The till's stream changes otherwise than by growing.
    pub(crate) fn forget_recent(&self, till: &TillId) {
        self.recent().forget(till);
    }

    /// What is kept in memory of all tills goes.
    pub(crate) fn clear_recent(&self) {
        self.recent().clear();
    }

    fn recent(&self) -> MutexGuard<'_, RecentCache> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
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
