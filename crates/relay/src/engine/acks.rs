//! How far the tills have come, for whoever looks. Nothing is decided by it: a till brings its own
//! cursor. So it is kept in memory, and put on disk when there is time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, params};

use crate::ids::TillId;

/// What is not on disk yet.
#[derive(Default)]
pub(crate) struct Acks(Mutex<HashMap<TillId, u64>>);

impl Acks {
    /// The till has everything up to `seq`.
    pub(crate) fn note(&self, till: &TillId, seq: u64) {
        let mut acks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match acks.get_mut(till) {
            Some(known) => *known = seq,
            None => drop(acks.insert(till.clone(), seq)),
        }
    }

    /// Takes them all.
    pub(crate) fn take(&self) -> HashMap<TillId, u64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// They could not be written; newer ones stay.
    pub(crate) fn put_back(&self, acks: &HashMap<TillId, u64>) {
        let mut newer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (till, seq) in acks {
            newer.entry(till.clone()).or_insert(*seq);
        }
    }
}

/// Puts them into the table.
pub(crate) fn write(connection: &Connection, acks: &HashMap<TillId, u64>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("UPDATE heads SET acked = ?2 WHERE till = ?1")?;
    for (till, seq) in acks {
        statement.execute(params![till.as_str(), seq])?;
    }
    Ok(())
}
