//! What every start proves before anything is sold. Behind a checkpoint that fits the log, only what is new: a
//! start costs the same in a log of a million orders as in one of a thousand.

use domain::UnixMs;
use rusqlite::Transaction;

use crate::checkpoint::{self, Checkpoint, When};
use crate::error::Error;
use crate::migration::silently;
use crate::open::Store;
use crate::open_attempts::OpenAttempts;
use crate::verify::{Place, Whole, check_chain, check_pages_quickly, verify};
use crate::{damage, schema, till, watermark};

/// A log of no more events is proved whole at each start, in some milliseconds, and a start that has proved
/// more than this behind a checkpoint moves that on.
pub(crate) const SHORT: i64 = 500;

/// What a start has proved.
struct Proof {
    end: Place,
    open: OpenAttempts,
    when: When,
    /// How many events it had to look at.
    looked_at: i64,
}

impl Store {
    /// Proves pages and chain, as far as no checkpoint tells that they were, that the charges which the index
    /// calls open are what a replay gives, and that those are among them which nothing can have ended. The rest
    /// of the index is left to [`Store::verify`]: it serves lists, and nothing is decided by it. Damage stops the
    /// processes as well that have the log open already.
    pub(crate) fn check_before_selling(&self, now: UnixMs) -> Result<(), Error> {
        self.prove(now).map_err(|error| self.noted(error))
    }

    fn prove(&self, now: UnixMs) -> Result<(), Error> {
        // Before the log is looked at: another process may prove more of it meanwhile.
        let known = checkpoint::read(&self.home);
        let note = damage::read(&self.home)?;
        let log = self.connection.unchecked_transaction()?;
        let new = known.filter(|_| note.is_none()).map(|known| self.prove_new(&log, &known, now));
        let proof = match (new, note) {
            (Some(Ok(Some(proof))), _) => proof,
            (_, Some(note)) => {
                // What was found may be of the kind that a start does not look for.
                let Whole { end, open, .. } = verify(&log, &silently())?;
                damage::clear(&self.home, &note)?;
                Proof { end, open, when: When { whole: now, verified: now }, looked_at: end.seq }
            }
            // Whatever does not fit, the checkpoint may be what is wrong.
            _ => prove_whole(&log, now)?,
        };
        if proof.looked_at > SHORT {
            let Proof { end, open, when, .. } = &proof;
            let proved = Checkpoint::of(&log, &self.home, *end, open, *when)
                .and_then(|proved| proved.write(&self.home, self.process_lock.name()));
            if let Err(error) = proved {
                tracing::warn!(%error, "the next start has to prove again what this one has proved");
            }
        }
        Ok(())
    }

    /// Proves what is behind the checkpoint; `None`: it does not fit, or the whole costs no more.
    fn prove_new(
        &self,
        log: &Transaction<'_>,
        known: &Checkpoint,
        now: UnixMs,
    ) -> Result<Option<Proof>, Error> {
        if watermark::head(log)?.0 <= SHORT {
            return Ok(None);
        }
        let Some(from) = known.place_in(log, &self.home, now)? else { return Ok(None) };
        let mut open = known.open().clone();
        let end = check_chain(log, from, |row| open.step(row))?;
        check_index(log, &open)?;
        let (when, looked_at) = (known.when(), end.seq - from.seq);
        Ok(Some(Proof { end, open, when, looked_at }))
    }
}

fn prove_whole(log: &Transaction<'_>, now: UnixMs) -> Result<Proof, Error> {
    check_pages_quickly(log)?;
    let mut open = OpenAttempts::default();
    let end = check_chain(log, Place::BEGINNING, |row| open.step(row))?;
    check_index(log, &open)?;
    let when = When { whole: now, verified: UnixMs::new(0) };
    Ok(Proof { end, open, when, looked_at: end.seq })
}

/// What is decided by, held against the events. The schema comes first: the others go by its indexes.
fn check_index(log: &Transaction<'_>, open: &OpenAttempts) -> Result<(), Error> {
    schema::check(log)?;
    till::check(log)?;
    open.compare(log)
}
