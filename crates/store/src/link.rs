//! How the connection to the relay stands, for every process on this home.

use domain::UnixMs;
use rusqlite::{OptionalExtension, params};

use crate::error::Error;
use crate::open::Store;
use crate::webhook_journal::{count, place};

/// What the process that holds the connection, or seeks it, says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The caller's word for where the connection is in its life.
    pub state: String,
    /// Since when, on our clock.
    pub since: UnixMs,
    /// What went wrong last.
    pub why: Option<String>,
    /// Names the connection in both logs.
    pub session: Option<String>,
    /// The newest place in the stream as last told.
    pub head: Option<u64>,
    /// To the relay and back, in milliseconds.
    pub round_trip_ms: Option<u32>,
}

impl Store {
    /// Says how the connection of this process stands.
    pub fn write_link(&mut self, link: &LinkRow) -> Result<(), Error> {
        let owner = self.process_lock.name().to_owned();
        self.execute(
            "INSERT OR REPLACE INTO link
                 (id, owner, state, since_ms, why, session, head, round_trip_ms)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                owner,
                link.state,
                link.since.get(),
                link.why,
                link.session,
                link.head.map(place).transpose()?,
                link.round_trip_ms,
            ],
        )?;
        Ok(())
    }

    /// Says that this process holds no connection and seeks none, if it was the last to speak.
    pub fn clear_link(&mut self) -> Result<(), Error> {
        let owner = self.process_lock.name().to_owned();
        self.execute("DELETE FROM link WHERE owner = ?1", [owner])?;
        Ok(())
    }

    /// What a living process says; `None` if none does.
    pub fn link(&self) -> Result<Option<LinkRow>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT owner, state, since_ms, why, session, head, round_trip_ms FROM link",
        )?;
        let row = statement.query_row([], |row| {
            let owner: String = row.get(0)?;
            let link = LinkRow {
                state: row.get(1)?,
                since: UnixMs::new(row.get(2)?),
                why: row.get(3)?,
                session: row.get(4)?,
                head: row.get::<_, Option<i64>>(5)?.map(count),
                round_trip_ms: row.get(6)?,
            };
            Ok((owner, link))
        });
        let row = row.optional()?;
        Ok(row.filter(|(owner, _)| self.process_lock.is_alive(owner)).map(|(_, link)| link))
    }
}
