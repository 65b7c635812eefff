//! Codes that let a page of the browser door in. The process of the door writes them into the home, so that the
//! window, another process, can show them to whoever sits before it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::leftovers;
use crate::open::Till;

/// The file in the home. It is there only while a page waits, and of mode 0600.
pub(crate) const FILE: &str = "access-codes.json";
/// What it is called before it is whole, and then the process.
const UNFINISHED: &str = "access-codes.json.";
/// No code is good for longer: what says so is not of this till.
const LONGEST: Duration = Duration::from_mins(5);
/// More than this many bytes no few codes need.
const LONGEST_FILE: u64 = 4096;

/// A code that is good until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessCode {
    pub(crate) code: String,
    /// Milliseconds since 1970-01-01 UTC, on this computer's clock.
    pub(crate) until_ms: i64,
}

impl Till {
    /// Shows these codes in every window of this till, each for so long; none: no code is good any more.
    pub fn show_access_codes(&self, codes: &[(String, Duration)]) -> std::io::Result<()> {
        let now_ms = now_ms();
        let codes = codes.iter().map(|(code, good_for)| {
            let good_for = i64::try_from(good_for.as_millis()).unwrap_or_default();
            // Whole seconds: a code that is written again is the same to whoever looks.
            let until_ms = now_ms.saturating_add(good_for).saturating_add(500) / 1_000 * 1_000;
            AccessCode { code: code.clone(), until_ms }
        });
        write(&self.home, &codes.collect::<Vec<_>>())
    }
}

/// This computer's clock: the window that shows a code has the same.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Replaces the codes that are shown; none takes the file away.
pub(crate) fn write(home: &Path, codes: &[AccessCode]) -> std::io::Result<()> {
    let path = home.join(FILE);
    if codes.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let (unfinished, mut file) = leftovers::begin(home, UNFINISHED)?;
    file.write_all(&serde_json::to_vec(codes)?)?;
    fs::rename(unfinished, path)
}

/// The codes that are good now. A file that cannot be read, and one that a killed process has left, has none.
pub(crate) fn read(home: &Path, now_ms: i64) -> Vec<AccessCode> {
    let path = home.join(FILE);
    let is_small = fs::metadata(&path).is_ok_and(|about| about.len() <= LONGEST_FILE);
    let text = if is_small { fs::read(path).unwrap_or_default() } else { Vec::new() };
    let codes: Vec<AccessCode> = serde_json::from_slice(&text).unwrap_or_default();
    let longest = i64::try_from(LONGEST.as_millis()).unwrap_or(i64::MAX);
    codes.into_iter().filter(|it| (1..=longest).contains(&(it.until_ms - now_ms))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_while_they_are_good_and_leave_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(read(home.path(), 0), []);
        let codes = [AccessCode { code: "ABCDE-12345".to_owned(), until_ms: 120_000 }];
        write(home.path(), &codes).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(home.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(read(home.path(), 1), codes);
        assert_eq!(read(home.path(), 120_000), []);
        assert_eq!(read(home.path(), -10_000_000), [], "of a clock that was wrong");
        write(home.path(), &[]).unwrap();
        write(home.path(), &[]).unwrap();
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
        fs::write(home.path().join(FILE), "x").unwrap();
        assert_eq!(read(home.path(), 1), []);
    }
}
