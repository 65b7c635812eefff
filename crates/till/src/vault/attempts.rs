//! How often a wrong passphrase was tried. It is counted on the disk, before the passphrase is tried: neither another
//! process nor a new start gives more tries.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use contract::{Failure, FailureCode};

use super::file;
use crate::access::now_ms;

/// The file of the count; empty where the last passphrase was right.
const FILE: &str = "vault.attempts";
/// So many wrong ones in a row are taken for slips of the fingers.
const FREE: u32 = 2;
/// How long the first wait is; it doubles with each wrong passphrase.
const FIRST_WAIT_MS: i64 = 2_000;
const LONGEST_WAIT_MS: i64 = 5 * 60_000;
/// How long to wait for another process that tries one: a try takes a second at most.
const LONGEST_HOLD: Duration = Duration::from_secs(4);
const TRY_EVERY: Duration = Duration::from_millis(10);

/// What is known of the tries so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    wrong: u32,
    last_ms: i64,
}

impl Count {
    /// How long nothing is tried, in milliseconds. A clock that was set back begins the wait anew and ends it in time.
    fn wait_ms(self, now_ms: i64) -> i64 {
        let doublings = self.wrong.saturating_sub(FREE);
        if doublings == 0 {
            return 0;
        }
        let wait =
            FIRST_WAIT_MS.saturating_mul(1_i64.checked_shl(doublings - 1).unwrap_or(i64::MAX));
        let wait = if doublings > 20 { LONGEST_WAIT_MS } else { wait.min(LONGEST_WAIT_MS) };
        let since = now_ms.saturating_sub(self.last_ms);
        if since < 0 { wait } else { wait.saturating_sub(since).max(0) }
    }

    fn to_line(self) -> String {
        format!("{} {}\n", self.wrong, self.last_ms)
    }

    /// What is not a count was one that a power cut has left half written.
    fn of_line(line: &str, now_ms: i64) -> Self {
        let numbers = line.trim().split_once(' ');
        let read =
            numbers.and_then(|(wrong, last)| Some((wrong.parse().ok()?, last.parse().ok()?)));
        match read {
            Some((wrong, last_ms)) => Self { wrong, last_ms },
            None if line.is_empty() => Self::default(),
            None => Self { wrong: FREE + 1, last_ms: now_ms },
        }
    }
}

/// A try that was counted; what becomes of it is told here.
pub(super) struct Attempt {
    file: File,
    count: Count,
}

/// Counts a try before it is made. Fails with `passphrase_wait` while there is a wait. Others wait meanwhile.
pub(super) fn begin(home: &Path) -> Result<Attempt, Failure> {
    let path = home.join(FILE);
    let unwritable = |error: io::Error| file::unwritable(&path, &error);
    let mut options = OpenOptions::new();
    let options = file::private(options.read(true).write(true).create(true).truncate(false));
    let mut file = options.open(&path).map_err(unwritable)?;
    hold(&file, &path)?;
    let mut line = String::new();
    let now = now_ms();
    // A file that is none of ours counts as one that was left half written.
    let _ = (&mut file).take(64).read_to_string(&mut line).inspect_err(|_| line.push('?'));
    let mut count = Count::of_line(&line, now);
    let wait_ms = count.wait_ms(now);
    count.last_ms = count.last_ms.min(now);
    if wait_ms > 0 {
        // What stands there of another time would be waited for from the beginning each time that it is read.
        if count.to_line() != line {
            write(&mut file, &count.to_line()).map_err(unwritable)?;
        }
        return Err(Failure::with(FailureCode::PassphraseWait, seconds(wait_ms)));
    }
    count = Count { wrong: count.wrong.saturating_add(1), last_ms: now };
    write(&mut file, &count.to_line()).map_err(unwritable)?;
    Ok(Attempt { file, count })
}

/// How long nothing is tried now, in whole seconds; `None` where there is no wait.
pub(super) fn wait_s(home: &Path) -> Option<u32> {
    let mut line = String::new();
    File::open(home.join(FILE)).ok()?.take(64).read_to_string(&mut line).ok()?;
    let wait_ms = Count::of_line(&line, now_ms()).wait_ms(now_ms());
    (wait_ms > 0).then(|| u32::try_from((wait_ms + 999) / 1_000).unwrap_or(u32::MAX))
}

impl Attempt {
    /// It was the right one: the count begins anew.
    pub(super) fn was_right(mut self) {
        if let Err(error) = write(&mut self.file, "") {
            tracing::warn!(%error, "a right passphrase stays counted as a wrong one");
        }
    }

    /// It was not tried at all: it does not count.
    pub(super) fn was_none(mut self) {
        let before = Count { wrong: self.count.wrong.saturating_sub(1), ..self.count };
        let _ = write(&mut self.file, &before.to_line());
    }

    /// It was a wrong one: why, and for how many seconds none is tried now.
    pub(super) fn was_wrong(self) -> Failure {
        let wait_ms = self.count.wait_ms(now_ms());
        if wait_ms == 0 {
            return Failure::new(FailureCode::WrongPassphrase);
        }
        Failure::with(FailureCode::WrongPassphrase, seconds(wait_ms))
    }
}

fn seconds(ms: i64) -> String {
    ((ms + 999) / 1_000).to_string()
}

fn hold(file: &File, path: &Path) -> Result<(), Failure> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < LONGEST_HOLD => {
                std::thread::sleep(TRY_EVERY);
            }
            Err(TryLockError::WouldBlock) => return Err(Failure::new(FailureCode::LogBusy)),
            Err(TryLockError::Error(error)) => return Err(file::unwritable(path, &error)),
        }
    }
}

fn write(file: &mut File, line: &str) -> io::Result<()> {
    file.rewind()?;
    file.write_all(line.as_bytes())?;
    file.set_len(u64::try_from(line.len()).unwrap_or_default())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(wrong: u32, since_ms: i64) -> i64 {
        Count { wrong, last_ms: 1_000_000 }.wait_ms(1_000_000 + since_ms)
    }

    #[test]
    fn the_wait_grows_to_a_bound_and_passes() {
        assert_eq!([waits(0, 0), waits(1, 0), waits(2, 0)], [0, 0, 0]);
        assert_eq!([waits(3, 0), waits(4, 0), waits(5, 0)], [2_000, 4_000, 8_000]);
        for wrong in [11, 30, 70, u32::MAX] {
            assert_eq!(waits(wrong, 0), LONGEST_WAIT_MS, "{wrong}");
            assert_eq!(waits(wrong, LONGEST_WAIT_MS), 0, "{wrong}");
        }
        assert_eq!(waits(3, 1_500), 500);
        assert_eq!(waits(3, -86_400_000), 2_000, "a clock that was set back");
    }

    #[test]
    fn each_try_is_counted_before_it_is_made() {
        let home = tempfile::tempdir().unwrap();
        for _ in 0..FREE {
            assert_eq!(begin(home.path()).unwrap().was_wrong().detail, None);
        }
        // Whoever dies over it has tried all the same.
        drop(begin(home.path()).unwrap());
        let refused = begin(home.path()).map(drop).unwrap_err();
        assert_eq!(
            (refused.code, refused.detail.as_deref()),
            (FailureCode::PassphraseWait, Some("2"))
        );
        assert_eq!(wait_s(home.path()), Some(2));
        std::fs::write(home.path().join(FILE), Count { wrong: 3, last_ms: 1 }.to_line()).unwrap();
        begin(home.path()).unwrap().was_right();
        assert_eq!(wait_s(home.path()), None);
        assert_eq!(begin(home.path()).unwrap().count.wrong, 1);
    }

    #[test]
    fn a_count_that_was_left_half_written_is_a_wait_and_not_a_lock() {
        let home = tempfile::tempdir().unwrap();
        for left in ["9", "x y", "-1 5"] {
            std::fs::write(home.path().join(FILE), left).unwrap();
            let refused = begin(home.path()).map(drop).unwrap_err();
            assert_eq!(refused.code, FailureCode::PassphraseWait, "{left}");
        }
        let far = Count { wrong: 3, last_ms: i64::MAX }.to_line();
        std::fs::write(home.path().join(FILE), far).unwrap();
        begin(home.path()).map(drop).unwrap_err();
        let line = std::fs::read_to_string(home.path().join(FILE)).unwrap();
        assert!(Count::of_line(&line, 0).last_ms <= now_ms(), "it ends in time: {line}");
    }
}
