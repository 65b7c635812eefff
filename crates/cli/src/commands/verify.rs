//! `balcao verify`.

use std::time::{Duration, Instant};

use contract::{Failure, FailureCode};
use serde_json::json;
use till::{Options, Seal, SealPlace, VerifiedView};

use crate::args::Verify;
use crate::commands::open_to_look;
use crate::exit;
use crate::output::{Output, moment, warn};
use crate::progress;

/// How fast a proof went is worth a line where somebody had to wait for it.
const WORTH_TELLING: Duration = Duration::from_secs(1);

pub(crate) fn run(output: &Output, options: &Options, args: &Verify) -> Result<u8, Failure> {
    let seal = args.head.as_deref().map(Seal::parse).transpose()?;
    let begun = Instant::now();
    if let Some(file) = &args.file {
        let tell = progress::of_proof(output.words);
        let (verified, found) = till::verify_file(file, seal.as_ref(), tell)?;
        return tell_verified(output, &verified, seal.map(|_| sought(found)), begun);
    }
    let till = match open_to_look(output, options) {
        // The log is gone or empty, and its mark is there: that is what there is to tell.
        Err(failure) if failure.code == FailureCode::LogBehind => {
            output.emit(&json!({
                "event": "verified",
                "events": 0,
                "orders": 0,
                "head": null,
                "watermark": "missing",
            }));
            warn(&output.words.failure(&failure));
            return Ok(exit::code(failure.code));
        }
        till => till?,
    };
    let verified = till.verify(progress::of_proof(output.words))?;
    let found = seal.map(|seal| till.find_seal(&seal).map(sought)).transpose()?;
    tell_verified(output, &verified, found, begun)
}

/// Where the seal stands that was asked for.
fn sought(found: Option<SealPlace>) -> Result<SealPlace, Failure> {
    found.ok_or_else(|| Failure::new(FailureCode::HeadUnknown))
}

/// Tells what the proof has found; `found`: where the seal that was asked for stands, if one was.
fn tell_verified(
    output: &Output,
    verified: &VerifiedView,
    found: Option<Result<SealPlace, Failure>>,
    begun: Instant,
) -> Result<u8, Failure> {
    let events_per_second = per_second(verified.events, begun.elapsed());
    let mut told = json!({
        "event": "verified",
        "events": verified.events,
        "orders": verified.orders,
        "head": verified.head,
        "watermark": verified.watermark,
        "events_per_second": events_per_second,
    });
    if let (Some(found), Some(told)) = (&found, told.as_object_mut()) {
        let found = found.as_ref().ok();
        told.insert("head_found".to_owned(), found.is_some().into());
        told.insert("head_seq".to_owned(), json!(found.map(|place| place.seq)));
        let at = found.and_then(|place| moment(place.at_ms));
        told.insert("head_at".to_owned(), json!(at));
    }
    output.emit(&told);
    if begun.elapsed() >= WORTH_TELLING {
        output.say(format!("{events_per_second} {}/s", output.words.events_word()));
    }
    let sums = output.words.log_holds(verified.events, verified.orders);
    if let Some(failure) = &verified.lost_end {
        output.say(format!("{sums} · {}", verified.head));
        warn(&output.words.failure(failure));
        return Ok(exit::code(failure.code));
    }
    output.say(format!("{} {sums} · {}", output.words.verified, verified.head));
    if let Some(place) = found.transpose()? {
        let at = output.clock.moment(place.at_ms);
        output.say(format!("{} {} · {at}", output.words.head_found, place.seq));
    }
    Ok(exit::DONE)
}

fn per_second(events: i64, elapsed: Duration) -> i64 {
    let ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX).max(1);
    events.saturating_mul(1_000) / ms
}
