//! The watermark: how far the log had come, written beside it after each commit.
//!
//! The chain proves the past; it cannot prove its own end, because a log that has lost its last
//! events is a whole shorter log. The mark in `order-log.mark` can: it stands in a file of its own,
//! in two places that are written in turns, each with a checksum. It is not synced: the log was,
//! before the mark was written, so that after a power cut the mark is as old as the log or older,
//! never newer.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[cfg(feature = "sabotage")]
use domain::sabotage::{Sabotage, is_chosen};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::log::chain::{GENESIS, Hash};
use crate::{files, till};

/// The file's name in the till's home.
pub(crate) const MARK: &str = "order-log.mark";

/// How far a log had come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The till's code then; empty: it had none yet.
    pub code: String,
    /// The place of the last event; 0: there was none.
    pub seq: i64,
    /// That event's hash; zeros: there was none.
    pub hash: [u8; 32],
    /// The number of the last order, or the one before the first that may be given out, where numbers have
    /// jumped and none was given out since; 0: there was none.
    pub orders: i64,
}

impl Mark {
    /// How far the log has come, as the connection sees it.
    pub(crate) fn of(log: &Connection) -> Result<Self, Error> {
        let (seq, hash) = head(log)?;
        let orders = till::last_number(log)?;
        Ok(Self { code: till::code(log)?.unwrap_or_default(), seq, hash, orders })
    }

    /// One line of printable ASCII without the line's end, for a keyring or a file.
    pub fn to_line(&self) -> String {
        let code = if self.code.is_empty() { "-" } else { &self.code };
        format!("{code} {} {} {}", self.seq, hex::encode(self.hash), self.orders)
    }

    /// Reads what [`Mark::to_line`] wrote; `None` for anything else.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let code = words.next()?;
        let seq = words.next()?.parse().ok()?;
        let hash: Hash = hex::decode(words.next()?).ok()?.try_into().ok()?;
        let orders = words.next()?.parse().ok()?;
        let code = if code == "-" { "" } else { code }.to_owned();
        (words.next().is_none() && seq >= 0 && orders >= 0).then_some(Self {
            code,
            seq,
            hash,
            orders,
        })
    }
}

/// The place and hash of the last event.
pub(crate) fn head(log: &Connection) -> Result<(i64, Hash), Error> {
    let mut statement =
        log.prepare_cached("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")?;
    let head = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(head.optional()?.unwrap_or((0, GENESIS)))
}

/// How a log stands to its watermark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watermark {
    /// It holds all that was ever committed to it, as far as the mark knows.
    Matches,
    /// Events are missing at its end, or it is another log than the one that stood here.
    Behind {
        /// How many events; `None`: that cannot be told.
        missing: Option<i64>,
    },
    /// There is no mark beside a log that must have one.
    Missing,
}

impl Watermark {
    /// The word for it in what programs read: `matches`, `behind` or `missing`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Behind { .. } => "behind",
            Self::Missing => "missing",
        }
    }
}

/// Holds a log against a mark, which must have been read before the connection first looked: what
/// is committed meanwhile is in neither then, or in the log alone.
pub(crate) fn hold(log: &Connection, mark: Option<&Mark>) -> Result<Watermark, Error> {
    #[cfg(feature = "sabotage")]
    if is_chosen(Sabotage::NoWatermark) {
        return Ok(Watermark::Matches);
    }
    let (seq, _) = head(log)?;
    let Some(mark) = mark else {
        return Ok(if seq == 0 { Watermark::Matches } else { Watermark::Missing });
    };
    if standing(log, mark)? != Standing::Strange {
        return Ok(Watermark::Matches);
    }
    let missing = mark.seq.saturating_sub(seq);
    let is_current = till::code(log)?.is_none_or(|code| code == mark.code);
    let is_known = seq == 0 || is_current && missing > 0;
    Ok(Watermark::Behind { missing: is_known.then_some(missing) })
}

/// What a mark has to do with a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The log has the event that it is about.
    Reached,
    /// It is of a past that a restore has left behind: what is lost of that was said then.
    Former,
    /// It is of a log that has come further, or of another one.
    Strange,
}

fn standing(log: &Connection, mark: &Mark) -> Result<Standing, Error> {
    Ok(if has(log, mark)? {
        Standing::Reached
    } else if till::left_behind(log)?.contains(&mark.code) {
        Standing::Former
    } else {
        Standing::Strange
    })
}

/// Whether the log has the event that the mark is about, if it is about any.
pub(crate) fn has(log: &Connection, mark: &Mark) -> Result<bool, Error> {
    if mark.seq == 0 {
        return Ok(true);
    }
    let mut statement = log.prepare_cached("SELECT hash FROM events WHERE seq = ?1")?;
    let hash: Option<Hash> = statement.query_row([mark.seq], |row| row.get(0)).optional()?;
    Ok(hash == Some(mark.hash))
}

/// The two places, in bytes from the file's beginning, each in a page of its own.
const SLOTS: [u64; 2] = [0, 4_096];
/// What is written at once, in bytes: one sector, which disks write whole or not at all.
const SLOT: usize = 512;
/// The whole file, in bytes. It is made so large at once: a mark never needs new space on a full
/// disk.
const SIZE: usize = 8_192;
/// How long a write waits for another process that is writing the mark.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The newest mark that can be read; `None` if there is no file or nothing in it can be read.
pub(crate) fn read(home: &Path) -> Result<Option<Mark>, Error> {
    let path = home.join(MARK);
    // A folder in its place holds no mark.
    if path.is_dir() {
        return Ok(None);
    }
    match File::open(path) {
        Ok(mut file) => {
            // Without the lock a torn mark may be read, which its checksum tells; then the other
            // one counts.
            let _ = lock(&file);
            Ok(newest(&mut file)?.map(|slot| slot.mark))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes the file with a first mark, unless there is one that can be read. It is synced, with its
/// name: a log whose mark is gone would not be sold on.
pub(crate) fn begin(home: &Path, mark: &Mark) -> Result<(), Error> {
    let mut locked = Locked::take(home)?;
    if newest(&mut locked.file)?.is_none() {
        write_whole(&mut locked.file, mark, home)?;
    }
    Ok(())
}

/// Puts this mark in the place of whatever there is, and syncs it.
pub(crate) fn replace(home: &Path, mark: &Mark) -> Result<(), Error> {
    Locked::take(home)?.replace(mark)
}

/// The mark's file, locked: no other process writes it, or finishes a restore.
pub(crate) struct Locked {
    home: PathBuf,
    file: File,
}

impl Locked {
    /// Locks the file, made if there is none.
    pub(crate) fn take(home: &Path) -> Result<Self, Error> {
        let file = files::open_or_make(&home.join(MARK))?;
        lock(&file)?;
        Ok(Self { home: home.to_owned(), file })
    }

    /// Puts this mark in the place of whatever there is, and syncs it.
    pub(crate) fn replace(&mut self, mark: &Mark) -> Result<(), Error> {
        let Some(known) = newest(&mut self.file)? else {
            return write_whole(&mut self.file, mark, &self.home);
        };
        if known.mark != *mark {
            write(&mut self.file, mark, &known)?;
            self.file.sync_all()?;
        }
        Ok(())
    }
}

/// Moves the mark on to how far the log has come, `mark`; makes the file if it is not there. The
/// mark stays where it is if it has come further already, which another process has seen to, and if
/// it is of another log: no commit writes over that.
pub(crate) fn advance(home: &Path, log: &Connection, mark: &Mark) -> Result<(), Error> {
    let mut file = match OpenOptions::new().read(true).write(true).open(home.join(MARK)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return begin(home, mark),
        Err(error) => return Err(error.into()),
    };
    lock(&file)?;
    let Some(known) = newest(&mut file)? else { return write_whole(&mut file, mark, home) };
    match standing(log, &known.mark)? {
        Standing::Reached if known.mark.seq >= mark.seq => Ok(()),
        Standing::Reached | Standing::Former => Ok(write(&mut file, mark, &known)?),
        Standing::Strange => Err(Error::Internal("the mark is of another log".into())),
    }
}

/// Puts what was written without syncing on disk.
pub(crate) fn sync(home: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(home.join(MARK))?.sync_data()
}

fn lock(file: &File) -> Result<(), Error> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < LONGEST_WAIT => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(TryLockError::WouldBlock) => return Err(Error::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// A mark as it stands in the file.
struct Slot {
    at: u64,
    /// Counts the writes, so that the newer of two is known whatever the marks are about.
    turn: u64,
    mark: Mark,
}

fn newest(file: &mut File) -> io::Result<Option<Slot>> {
    let mut best: Option<Slot> = None;
    for at in SLOTS {
        let mut bytes = Vec::with_capacity(SLOT);
        file.seek(SeekFrom::Start(at))?;
        Read::by_ref(file).take(SLOT as u64).read_to_end(&mut bytes)?;
        let Some((turn, mark)) = decode(&bytes) else { continue };
        if best.as_ref().is_none_or(|best| best.turn < turn) {
            best = Some(Slot { at, turn, mark });
        }
    }
    Ok(best)
}

/// One write, to the place that does not hold the newest mark.
fn write(file: &mut File, mark: &Mark, known: &Slot) -> io::Result<()> {
    let [first, second] = SLOTS;
    file.seek(SeekFrom::Start(if known.at == first { second } else { first }))?;
    file.write_all(&encode(known.turn.saturating_add(1), mark)?)
}

fn write_whole(file: &mut File, mark: &Mark, home: &Path) -> Result<(), Error> {
    let mut whole = encode(1, mark)?;
    whole.resize(SIZE, b' ');
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(&whole)?;
    file.sync_all()?;
    Ok(files::sync_folder(home)?)
}

const BEGINNING: &str = "balcao-mark-1";

/// A line that people can read as well: version, turn, mark, checksum; the rest of the place is
/// blank.
fn encode(turn: u64, mark: &Mark) -> io::Result<Vec<u8>> {
    let text = format!("{BEGINNING} {turn} {}", mark.to_line());
    let mut bytes = format!("{text} {}\n", checksum(&text)).into_bytes();
    if bytes.len() > SLOT {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the mark is too long"));
    }
    bytes.resize(SLOT, b' ');
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> Option<(u64, Mark)> {
    let (line, blank) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
    let (text, sum) = line.rsplit_once(' ')?;
    if bytes.len() != SLOT || sum != checksum(text) || !blank.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let (turn, mark) = text.strip_prefix(BEGINNING)?.strip_prefix(' ')?.split_once(' ')?;
    Some((turn.parse().ok()?, Mark::from_line(mark)?))
}

fn checksum(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
