//! The write-ahead log of the order log: brought in when nothing else goes on, and kept short.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use crate::error::Error;
use crate::files;
use crate::open::{DATABASE, FLAGS, Store};
use crate::watermark;

/// It is cut back to this size when it begins anew, in bytes.
pub(crate) const LONGEST: u32 = 8 << 20;
/// How long a sale may have to wait for it to be cut where nothing is written for long.
const PATIENCE: Duration = Duration::from_millis(50);

impl Store {
    /// Puts what stands in the write-ahead log into the log's file, as far as no reader needs it
    /// where it is, and the mark on disk, so that the loss of the write-ahead log costs little. One that has grown
    /// beside a reader that stayed is cut, once that has gone. For idle moments. It has a connection of its own:
    /// whoever sells meanwhile does not wait for the disk.
    pub fn flush(home: &Path) -> Result<(), Error> {
        let log = Connection::open_with_flags(home.join(DATABASE), FLAGS)?;
        // The row tells how far it came, which is as far as other processes let it.
        let brought_in = log.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
            Ok(row.get::<_, i64>(1)? == row.get::<_, i64>(2)?)
        })?;
        if brought_in && Self::has_long_wal(home) {
            log.busy_timeout(PATIENCE)?;
            log.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(watermark::sync(home)?)
    }

    /// Whether the write-ahead log has grown beyond what is cut by itself: somebody reads the log and does not end,
    /// or did.
    pub fn has_long_wal(home: &Path) -> bool {
        Self::wal_bytes(home) > u64::from(LONGEST)
    }

    /// How long the write-ahead log is, in bytes.
    pub fn wal_bytes(home: &Path) -> u64 {
        fs::metadata(files::beside(&home.join(DATABASE), "-wal")).map_or(0, |wal| wal.len())
    }
}

/// Puts all of the write-ahead log into the log's file and cuts it to nothing, so that no page of before stands in it.
/// Beside somebody who reads, it is left to the next time.
pub(crate) fn cut(home: &Path) -> Result<(), Error> {
    let log = Connection::open_with_flags(home.join(DATABASE), FLAGS)?;
    log.busy_timeout(PATIENCE)?;
    let busy: bool = log.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        tracing::debug!("the write-ahead log is cut later: somebody reads it");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::UnixMs;

    use super::*;

    #[test]
    fn one_that_grew_beside_a_reader_is_cut_when_that_has_gone() {
        let home = tempfile::tempdir().unwrap();
        let _open = Store::open(home.path(), UnixMs::new(1)).unwrap();
        let path = home.path().join(DATABASE);
        let reader = Connection::open_with_flags(&path, FLAGS).unwrap();
        let staying = reader.unchecked_transaction().unwrap();
        let count = "SELECT count(*) FROM events";
        staying.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap();
        let writer = Connection::open_with_flags(&path, FLAGS).unwrap();
        writer.execute_batch("CREATE TABLE filler (x)").unwrap();
        for _ in 0..6 {
            writer.execute("INSERT INTO filler VALUES (zeroblob(2000000))", []).unwrap();
        }
        Store::flush(home.path()).unwrap();
        assert!(Store::has_long_wal(home.path()), "the reader stays");
        drop(staying);
        Store::flush(home.path()).unwrap();
        assert_eq!(Store::wal_bytes(home.path()), 0);
    }
}
