//! The events of a log with damaged pages, taken over into a new one: whatever follows from them is made anew, so
//! that damage of it alone gives no sale up.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::error::Error;
use crate::files;
use crate::migration::OF_THE_NEWEST;

/// What is no event and follows from none, all of it small: whose log it is, and how far the relay was.
const BESIDE: &[&str] = &["till", "stream"];

/// Puts into the place of the prepared copy one that has its events, and nothing else but whose they are. The
/// events are as they were; nothing of them is proved here.
pub(super) fn take_over(copy: &Path) -> Result<(), Error> {
    let taken = copy.with_extension("events.db");
    files::remove(&taken);
    take_into(&taken, copy).inspect_err(|_| files::remove(&taken))?;
    files::remove(copy);
    Ok(fs::rename(&taken, copy)?)
}

fn take_into(taken: &Path, copy: &Path) -> Result<(), Error> {
    super::begin_anew(taken)?;
    let mut log = Connection::open(taken)?;
    log.execute("ATTACH ?1 AS harmed", [copy.to_string_lossy()])?;
    let tx = log.transaction()?;
    // In the order of the table itself: by no index, which may be what is harmed. What events say of persons is put
    // beside them afterwards, when none of them is the newest any more.
    tx.execute("INSERT INTO main.events SELECT * FROM harmed.events NOT INDEXED ORDER BY seq", [])?;
    tx.execute_batch("DROP TRIGGER main.personal_is_of_the_newest")?;
    tx.execute("INSERT INTO main.personal SELECT * FROM harmed.personal ORDER BY seq", [])?;
    tx.execute_batch(OF_THE_NEWEST)?;
    for table in BESIDE {
        tx.execute(&format!("DELETE FROM main.{table}"), [])?;
        tx.execute(&format!("INSERT INTO main.{table} SELECT * FROM harmed.{table}"), [])?;
    }
    tx.commit()?;
    log.execute("DETACH harmed", [])?;
    Ok(log.close().map_err(|(_, error)| error)?)
}
