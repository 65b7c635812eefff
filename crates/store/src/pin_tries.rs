//! Tries of PINs, counted on disk before the PIN is looked at: a process that is killed in between has used its try,
//! and neither a restart nor a second process gives new ones.
//!
//! Waits go by the machine's monotonic clock. Where a wait was noted at a time that is yet to come, the machine was
//! started since, and the wait begins anew; where not, at least as much time has gone by as the clock says.

use std::time::Duration;

use domain::{OperatorId, pin};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::Error;
use crate::open::Store;

/// What became of the wish to try a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinTry {
    /// It was counted as a wrong one, and may be made; so many more are free after it.
    Counted {
        /// How many wrong ones may follow before there is a wait; 0 where this one has begun a wait already.
        left: u32,
    },
    /// Nobody may try for so long.
    Wait(Duration),
}

/// The tries of one operator.
#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    noted_ms: i64,
}

impl Tries {
    /// How long nobody may try, and whether that begins anew.
    fn wait(self, now_ms: i64) -> (i64, bool) {
        let wait_ms = ms(pin::wait_after(self.wrong));
        match now_ms.checked_sub(self.noted_ms) {
            Some(elapsed) if elapsed >= 0 => (wait_ms.saturating_sub(elapsed).max(0), false),
            _ => (wait_ms, wait_ms > 0),
        }
    }
}

impl Store {
    /// Counts one more try of an operator's PIN as a wrong one, unless there is a wait. What it returns is on
    /// disk. `since_boot`: the machine's monotonic clock.
    pub fn count_pin_try(
        &mut self,
        operator: &OperatorId,
        since_boot: Duration,
    ) -> Result<PinTry, Error> {
        let now_ms = ms(since_boot);
        let tx = self.patience.begin(&self.connection)?;
        let known = find(&tx, operator)?;
        if let Some(known) = known
            && let (wait_ms @ 1.., is_anew) = known.wait(now_ms)
        {
            if is_anew {
                put(&tx, operator, Tries { noted_ms: now_ms, ..known })?;
                tx.commit()?;
            }
            return Ok(PinTry::Wait(duration(wait_ms)));
        }
        let wrong = known.map_or(0, |known| known.wrong).saturating_add(1);
        put(&tx, operator, Tries { wrong, noted_ms: now_ms })?;
        tx.commit()?;
        Ok(PinTry::Counted { left: pin::FREE_TRIES.saturating_sub(wrong) })
    }

    /// The PIN was right, or is another one now: no try counts any more.
    pub fn forget_pin_tries(&mut self, operator: &OperatorId) -> Result<(), Error> {
        let tx = self.patience.begin(&self.connection)?;
        tx.execute("DELETE FROM pin_tries WHERE operator = ?1", [operator.as_str()])?;
        Ok(tx.commit()?)
    }

    /// For how long nobody may try an operator's PIN; zero: somebody may.
    pub fn pin_wait(&self, operator: &OperatorId, since_boot: Duration) -> Result<Duration, Error> {
        let known = find(&self.connection, operator)?;
        Ok(known.map_or(Duration::ZERO, |known| duration(known.wait(ms(since_boot)).0)))
    }
}

fn find(log: &Connection, operator: &OperatorId) -> Result<Option<Tries>, Error> {
    let mut statement =
        log.prepare_cached("SELECT wrong, noted_ms FROM pin_tries WHERE operator = ?1")?;
    let tries = statement.query_row([operator.as_str()], |row| {
        Ok(Tries { wrong: row.get(0)?, noted_ms: row.get(1)? })
    });
    Ok(tries.optional()?)
}

fn put(log: &Connection, operator: &OperatorId, tries: Tries) -> Result<(), Error> {
    log.execute(
        "INSERT OR REPLACE INTO pin_tries (operator, wrong, noted_ms) VALUES (?1, ?2, ?3)",
        params![operator.as_str(), tries.wrong, tries.noted_ms],
    )?;
    Ok(())
}

fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn duration(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use domain::UnixMs;

    use super::*;

    struct Shop {
        home: tempfile::TempDir,
        store: Store,
        now: Duration,
    }

    impl Shop {
        fn new() -> Self {
            let home = tempfile::tempdir().unwrap();
            let store = Store::open(home.path(), UnixMs::new(1)).unwrap();
            Self { home, store, now: Duration::from_secs(10_000) }
        }

        fn try_at(&mut self, seconds: u64) -> PinTry {
            self.now = Duration::from_secs(seconds);
            self.store.count_pin_try(&ana(), self.now).unwrap()
        }
    }

    fn ana() -> OperatorId {
        OperatorId::new("ana").unwrap()
    }

    fn wait(seconds: u64) -> PinTry {
        PinTry::Wait(Duration::from_secs(seconds))
    }

    #[test]
    fn five_tries_are_free_and_then_there_is_one_after_each_wait() {
        let mut shop = Shop::new();
        for left in [4, 3, 2, 1, 0] {
            assert_eq!(shop.try_at(10_000), PinTry::Counted { left });
        }
        assert_eq!(shop.try_at(10_001), wait(29));
        assert_eq!(shop.try_at(10_029), wait(1));
        assert_eq!(shop.try_at(10_030), PinTry::Counted { left: 0 });
        assert_eq!(shop.try_at(10_030), wait(60), "a wrong one more is a longer wait");
        let davi = OperatorId::new("davi").unwrap();
        assert_eq!(shop.store.pin_wait(&davi, shop.now).unwrap(), Duration::ZERO);
        shop.store.forget_pin_tries(&ana()).unwrap();
        assert_eq!(shop.try_at(10_030), PinTry::Counted { left: 4 });
    }

    #[test]
    fn neither_a_second_process_nor_a_restart_of_program_or_machine_gives_new_tries() {
        let mut shop = Shop::new();
        let mut other = Store::open_to_read(shop.home.path()).unwrap();
        for left in [3, 1] {
            shop.try_at(10_000);
            let tried = other.count_pin_try(&ana(), shop.now).unwrap();
            assert_eq!(tried, PinTry::Counted { left });
        }
        shop.try_at(10_000);
        drop(other);
        shop.store = Store::open(shop.home.path(), UnixMs::new(2)).unwrap();
        assert_eq!(shop.try_at(10_010), wait(20));
        // The machine was started anew: its monotonic clock begins from zero, and the wait with it.
        assert_eq!(shop.try_at(5), wait(30));
        assert_eq!(shop.try_at(34), wait(1));
        assert_eq!(shop.try_at(35), PinTry::Counted { left: 0 });
    }

    #[test]
    fn a_disk_that_takes_nothing_gives_no_try() {
        let mut shop = Shop::new();
        let pages: i64 =
            shop.store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        shop.store.connection.pragma_update(None, "max_page_count", pages).unwrap();
        // Others fill what room is left on the pages of the table.
        let mut counted = Ok(PinTry::Counted { left: 4 });
        for other in 0..10_000 {
            let id = OperatorId::new(&format!("other-{other}")).unwrap();
            counted = shop.store.count_pin_try(&id, shop.now);
            if counted.is_err() {
                break;
            }
        }
        assert!(matches!(counted, Err(Error::Unwritable(_))), "{counted:?}");
    }
}
