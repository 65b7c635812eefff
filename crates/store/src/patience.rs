//! How long a write waits for another one: long for one that ends, and hardly for one that was waited for in vain.
//! Another program may hold the log for as long as it likes, and no command shall wait for that again and again.

use std::time::Duration;

use rusqlite::{Connection, Params, Transaction, TransactionBehavior};

use crate::error::Error;
use crate::open::{LONGEST_WAIT, Store};

/// How long a write waits where the one before has waited in vain.
const SHORT_WAIT: Duration = Duration::from_millis(100);
/// How long a look waits that asks whether anything can be written: no write of a till takes as long.
const LOOK_WAIT: Duration = Duration::from_secs(2);

/// Whether the last write of a connection has waited in vain.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    is_over: bool,
}

impl Patience {
    /// Begins to write.
    pub(crate) fn begin<'a>(&mut self, log: &'a Connection) -> Result<Transaction<'a>, Error> {
        self.write(log, |log| Transaction::new_unchecked(log, TransactionBehavior::Immediate))
    }

    /// Does what writes, or begins to.
    fn write<'a, T>(
        &mut self,
        log: &'a Connection,
        write: impl FnOnce(&'a Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, Error> {
        let written = write(log).map_err(Error::from);
        let is_over = matches!(written, Err(Error::Busy));
        if is_over != self.is_over {
            self.is_over = is_over;
            log.busy_timeout(self.wait())?;
        }
        written
    }

    /// How long a write waits now.
    const fn wait(&self) -> Duration {
        if self.is_over { SHORT_WAIT } else { LONGEST_WAIT }
    }
}

impl Store {
    /// One change of what stands beside the chain, for itself; returns how many rows it was.
    pub(crate) fn execute(&mut self, sql: &str, values: impl Params) -> Result<usize, Error> {
        self.patience.write(&self.connection, |log| log.execute(sql, values))
    }

    /// Whether this process could write now: [`Error::Busy`] where another one holds the log for longer than any
    /// write takes. Nothing is written.
    pub fn check_free(&self) -> Result<(), Error> {
        if self.look.is_some() {
            return Ok(());
        }
        self.connection.busy_timeout(LOOK_WAIT)?;
        let behavior = TransactionBehavior::Immediate;
        let begun = Transaction::new_unchecked(&self.connection, behavior).map(drop);
        self.connection.busy_timeout(self.patience.wait())?;
        Ok(begun?)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use domain::{Actor, UnixMs};

    use super::*;

    #[test]
    fn who_holds_the_log_is_waited_for_once() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), UnixMs::new(1)).unwrap();
        let foreign = Connection::open(home.path().join(crate::DATABASE)).unwrap();
        foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
        let write =
            |store: &mut Store| store.write(&Actor::Till, UnixMs::new(2), |_| Ok::<_, Error>(()));
        let begun = Instant::now();
        assert!(matches!(write(&mut store), Err(Error::Busy)));
        assert!(begun.elapsed() > LONGEST_WAIT / 2, "it may be let go");
        let begun = Instant::now();
        for _ in 0..5 {
            assert!(matches!(write(&mut store), Err(Error::Busy)));
        }
        assert!(begun.elapsed() < LONGEST_WAIT, "{:?}", begun.elapsed());
        foreign.execute_batch("ROLLBACK").unwrap();
        write(&mut store).unwrap();
        // From here on it is waited for again, and once by whatever writes.
        foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(matches!(store.check_free(), Err(Error::Busy)));
        assert!(matches!(store.clear_link(), Err(Error::Busy)));
        let begun = Instant::now();
        assert!(matches!(write(&mut store), Err(Error::Busy)));
        assert!(begun.elapsed() < LONGEST_WAIT, "{:?}", begun.elapsed());
        foreign.execute_batch("ROLLBACK").unwrap();
        store.check_free().unwrap();
    }
}
