//! `balcao verify` and `balcao doctor`.

use std::time::{Duration, Instant};

use contract::{Failure, FailureCode};
use serde_json::{Value, json};
use till::{Fact, Options, Warning};

use crate::commands::open_to_look;
use crate::exit;
use crate::output::{Output, warn};
use crate::progress;

/// How fast a proof went is worth a line where somebody had to wait for it.
const WORTH_TELLING: Duration = Duration::from_secs(1);

pub(crate) fn verify(output: &Output, options: &Options) -> Result<u8, Failure> {
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

pub(crate) async fn doctor(output: &Output, options: &Options) -> Result<u8, Failure> {
    let findings = till::doctor(options).await;
    for finding in &findings {
        let mut told = json!({
            "event": "finding",
            "what": finding.what,
            "provider": finding.provider,
            "ok": finding.failure.is_none(),
            "detail": finding.detail.to_string(),
            "code": finding.failure.as_ref().map(|failure| failure.code),
            "obstacle": finding.failure.as_ref().and_then(|failure| failure.obstacle.as_ref()),
        });
        if let (Fact::Disk(disk), Value::Object(object)) = (&finding.detail, &mut told) {
            object.insert("free_mb".to_owned(), json!(disk.free_mb));
            object.insert("sync_ms".to_owned(), json!(disk.sync_ms));
            object.insert("warning".to_owned(), json!(disk.warning.map(Warning::word)));
        }
        if let (Fact::SettingMistake { mistake, .. }, Value::Object(object)) =
            (&finding.detail, &mut told)
        {
            object.insert("mistake".to_owned(), json!(mistake));
        }
        if let (Fact::UnknownSettings(keys), Value::Object(object)) = (&finding.detail, &mut told) {
            object.insert("warning".to_owned(), json!("unknown_keys"));
            object.insert("keys".to_owned(), json!(keys));
        }
        output.emit(&told);
        let of = finding.provider.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
        let what = format!("{}{of}", output.words.part(finding.what));
        let line = match &finding.failure {
            None => {
                // It stops no sale, and somebody believes that the setting holds.
                let is_slip = matches!(finding.detail, Fact::UnknownSettings(_));
                let mark = if is_slip { "!!" } else { output.words.ok };
                format!("{mark} {what}: {}", output.words.fact(&finding.detail))
            }
            // It stops no sale: nothing is said of what came to nothing.
            Some(_) if matches!(finding.detail, Fact::SettingMistake { .. }) => {
                format!("!! {what}: {}", output.words.fact(&finding.detail))
            }
            Some(failure) => format!("!! {what}: {}", output.failure(failure)),
        };
        output.say(line);
    }
    let worst = findings.iter().find_map(|finding| finding.failure.as_ref());
    Ok(worst.map_or(exit::DONE, |failure| exit::code(failure.code)))
}
