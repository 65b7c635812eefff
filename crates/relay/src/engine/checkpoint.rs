//! When SQLite's write-ahead log is moved into the file: between two groups. By itself SQLite does it
//! within the commit that fills the log, and whoever waits for that commit would wait for it too.

use std::cell::Cell;

use rusqlite::Connection;

/// The write-ahead log is moved at this many pages of 4 KiB, as by SQLite itself.
const FULL_PAGES: i32 = 1_000;

thread_local! {
    /// Pages in the write-ahead log since this thread's last commit.
    static PAGES: Cell<i32> = const { Cell::new(0) };
}

/// From now on nobody but [`run_if_full`] moves the write-ahead log of this connection.
pub(crate) fn take_over(connection: &Connection) {
    connection.wal_hook(Some(|_, pages| {
        PAGES.set(pages);
        Ok(())
    }));
}

/// Moves the write-ahead log into the file if it is full. Only the thread that commits calls this.
pub(crate) fn run_if_full(connection: &Connection) -> rusqlite::Result<()> {
    if PAGES.get() < FULL_PAGES {
        return Ok(());
    }
    PAGES.set(0);
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
