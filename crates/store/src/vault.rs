//! Moves of the vault in the log: who has moved how much from which store to which, and nothing of what it holds.

use domain::{Actor, UnixMs};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::log::row::internal;
use crate::log::{Row, Stream, append};
use crate::open::Store;

/// The kind of the event, which never changes.
pub(crate) const MOVED: &str = "vault_moved";

/// A place for secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VaultStore {
    /// The system's keyring.
    Keyring,
    /// An encrypted file in the till's home.
    File,
}

/// What has come of a move, and the body of its event. A released shape is only extended by optional fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultMove {
    /// Where the secrets were.
    pub from: VaultStore,
    /// Where they are; the same as `from` where a file was begun anew.
    pub to: VaultStore,
    /// How many there are now.
    pub entries: u32,
    /// What was there was given up, and not read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_nothing: bool,
}

impl Store {
    /// Puts a move of the vault down.
    pub fn note_vault_moved(
        &mut self,
        moved: &VaultMove,
        by: &Actor,
        now: UnixMs,
    ) -> Result<(), Error> {
        let body = serde_json::to_string(moved).map_err(|error| internal(&error))?;
        let tx = self.begin(by, now)?;
        append(&tx, tx.stamp, Stream::Till, 0, MOVED, body)?;
        tx.commit()
    }
}

/// Whether an event of the till's stream is a move of the vault; where it is, its body can be read.
pub(crate) fn check(row: &Row) -> Result<bool, Error> {
    if row.kind != MOVED {
        return Ok(false);
    }
    let read: Result<VaultMove, _> = serde_json::from_str(&row.body);
    read.map_err(|error| Error::damaged(format!("a move of the vault cannot be read: {error}")))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Why;
    use domain::{Caller, Device};

    #[test]
    fn a_move_tells_who_moved_how_much_from_where_to_where_and_is_proved() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        store.name_till("K7QD", Why::New, UnixMs::new(1)).unwrap();
        let by = Actor::Person(Caller::owner(Device::Terminal));
        let (from, to) = (VaultStore::Keyring, VaultStore::File);
        let moved = VaultMove { from, to, entries: 3, from_nothing: false };
        store.note_vault_moved(&moved, &by, UnixMs::new(2)).unwrap();
        store.verify().unwrap();
        let last: (String, String, String) = store
            .connection
            .query_row(
                "SELECT kind, body, actor FROM events ORDER BY seq DESC LIMIT 1",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        let body = r#"{"from":"keyring","to":"file","entries":3}"#;
        assert_eq!(last, (MOVED.into(), body.into(), by.to_string()));
    }
}
