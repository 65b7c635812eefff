//! `balcao verify`.

use std::time::{Duration, Instant};

use contract::{Failure, FailureCode};
use serde_json::json;
use till::Options;

use crate::commands::open_to_look;
use crate::exit;
use crate::output::{Output, warn};
use crate::progress;

/// How fast a proof went is worth a line where somebody had to wait for it.
const WORTH_TELLING: Duration = Duration::from_secs(1);

pub(crate) fn run(output: &Output, options: &Options) -> Result<u8, Failure> {
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
    let begun = Instant::now();
    let verified = till.verify(progress::of_proof(output.words))?;
    let events_per_second = per_second(verified.events, begun.elapsed());
    output.emit(&json!({
        "event": "verified",
        "events": verified.events,
        "orders": verified.orders,
        "head": verified.head,
        "watermark": verified.watermark,
        "events_per_second": events_per_second,
    }));
    if begun.elapsed() >= WORTH_TELLING {
        output.say(format!("{events_per_second} {}/s", output.words.events_word()));
    }
    let sums = output.words.log_holds(verified.events, verified.orders);
    let Some(failure) = verified.lost_end else {
        output.say(format!("{} {sums} · {}", output.words.verified, verified.head));
        return Ok(exit::DONE);
    };
    output.say(format!("{sums} · {}", verified.head));
    warn(&output.words.failure(&failure));
    Ok(exit::code(failure.code))
}

fn per_second(events: i64, elapsed: Duration) -> i64 {
    let ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX).max(1);
    events.saturating_mul(1_000) / ms
}
