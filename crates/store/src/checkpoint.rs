//! The checkpoint: how far the log was proved, and what was open there. It lets a start prove only what is new.
//!
//! It stands in a file beside the log, `order-log.proved`: a checksum, and behind it what it says as JSON. It is
//! never more than a saving of work. One that is missing, cannot be read, or does not fit the log is no trust at
//! all: then everything is proved.

use std::fs;
use std::io::Write;
use std::path::Path;

use domain::UnixMs;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::log::chain::Hash;
use crate::open::DATABASE;
use crate::open_attempts::OpenAttempts;
use crate::verify::Place;
use crate::watermark::{self, Mark};
use crate::{files, log_file, schema, till};

/// The file's name in the till's home.
pub(crate) const PROVED: &str = "order-log.proved";

/// What the name of one begins with that is being written; its process's name stands behind it.
pub(crate) const UNFINISHED: &str = "order-log.proved-";

/// How long the proof of the whole is good for, in milliseconds: 30 days. A till that is open for some minutes a
/// day has it renewed long before.
const LONGEST_TRUST_MS: i64 = 30 * 86_400_000;

/// When a log was proved last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct When {
    /// Its pages and its chain from the beginning, and what is open: what a start without a checkpoint proves.
    pub(crate) whole: UnixMs,
    /// Everything, as [`Store::verify`](crate::Store::verify) does; 1970: never since that.
    pub(crate) verified: UnixMs,
}

/// How far a log was proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    /// The till's code then; empty: it had none yet.
    code: String,
    /// The place of the last event that was proved.
    seq: i64,
    /// Its hash, in hex.
    hash: String,
    /// How many pages the log had. It only ever grows.
    pages: i64,
    /// The log's number in its file system (the inode; 0 where the system has none): a file that was copied or
    /// put back has another one.
    file: u64,
    /// The version of the schema of the program that proved it.
    schema: i64,
    /// When pages and chain were proved from the beginning, in Unix milliseconds. Starts have proved the rest up to
    /// `seq`.
    whole_at_ms: i64,
    /// When everything was proved last, all of the index as well; 0: never since that.
    #[serde(default)]
    verified_at_ms: i64,
    /// What was open behind that event.
    open: OpenAttempts,
}

impl Checkpoint {
    /// What was proved of the log up to this place.
    pub(crate) fn of(
        log: &Connection,
        home: &Path,
        at: Place,
        open: &OpenAttempts,
        when: When,
    ) -> Result<Self, Error> {
        Ok(Self {
            code: till::code(log)?.unwrap_or_default(),
            seq: at.seq,
            hash: hex::encode(at.hash),
            pages: pages(log)?,
            file: file_number(home)?,
            schema: schema::newest_version(),
            whole_at_ms: when.whole.get(),
            verified_at_ms: when.verified.get(),
            open: open.clone(),
        })
    }

    /// The place up to which the log is proved, if the checkpoint is of this very log, and not too old.
    pub(crate) fn place_in(
        &self,
        log: &Connection,
        home: &Path,
        now: UnixMs,
    ) -> Result<Option<Place>, Error> {
        let Some(hash) = self.hash() else { return Ok(None) };
        let mark = Mark { code: self.code.clone(), seq: self.seq, hash, orders: 0 };
        let fits = self.seq > 0
            && self.schema == schema::newest_version()
            && (0..LONGEST_TRUST_MS).contains(&now.since(self.when().whole))
            && till::code(log)?.unwrap_or_default() == self.code
            && pages(log)? >= self.pages
            && file_number(home)? == self.file
            && watermark::has(log, &mark)?;
        Ok(fits.then_some(Place { seq: self.seq, hash }))
    }

    pub(crate) const fn when(&self) -> When {
        let Self { whole_at_ms, verified_at_ms, .. } = *self;
        When { whole: UnixMs::new(whole_at_ms), verified: UnixMs::new(verified_at_ms) }
    }

    /// What was open behind the last event that was proved.
    pub(crate) const fn open(&self) -> &OpenAttempts {
        &self.open
    }

    fn hash(&self) -> Option<Hash> {
        hex::decode(&self.hash).ok()?.try_into().ok()
    }

    /// Writes it in the place of the one before; synced, so that after a power cut the next start need not prove
    /// everything.
    pub(crate) fn write(&self, home: &Path, process: &str) -> Result<(), Error> {
        let json =
            serde_json::to_string(self).map_err(|error| Error::Internal(error.to_string()))?;
        let unfinished = home.join(format!("{UNFINISHED}{process}"));
        let _ = fs::remove_file(&unfinished);
        let written = files::make_new(&unfinished).and_then(|mut file| {
            write!(file, "{}\n{json}", checksum(&json))?;
            file.sync_all()?;
            fs::rename(&unfinished, home.join(PROVED))
        });
        written.inspect_err(|_| drop(fs::remove_file(&unfinished)))?;
        Ok(files::sync_folder(home)?)
    }
}

/// The checkpoint beside the log, if there is one that can be read.
pub(crate) fn read(home: &Path) -> Option<Checkpoint> {
    let path = home.join(PROVED);
    // A pipe in its place would wait for somebody to write.
    if !path.is_file() {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    let (sum, json) = text.split_once('\n')?;
    if sum != checksum(json) {
        return None;
    }
    serde_json::from_str(json).ok()
}

/// When all of the log under `home` was proved last, as [`Store::verify`](crate::Store::verify) does, and that was put
/// down; `None`: never, as in a log that is short enough to be proved at each start.
pub fn proved_at(home: &Path) -> Option<UnixMs> {
    let verified = read(home)?.when().verified;
    (verified.get() > 0).then_some(verified)
}

/// From here on everything has to be proved again.
pub(crate) fn forget(home: &Path) {
    let _ = fs::remove_file(home.join(PROVED));
}

fn checksum(json: &str) -> String {
    hex::encode(Sha256::digest(json.as_bytes()))
}

fn pages(log: &Connection) -> Result<i64, Error> {
    Ok(log.query_row("PRAGMA page_count", [], |row| row.get(0))?)
}

fn file_number(home: &Path) -> Result<u64, Error> {
    Ok(log_file::number(&home.join(DATABASE))?)
}
