//! `balcao pair`, `balcao unpair` and `balcao relay status`.

use contract::{Failure, FailureCode, LinkState, ReceivedView, RelayView};
use serde_json::{Value, json};
use till::{Options, Printable};

use crate::commands::{is_wanted, session};
use crate::exit;
use crate::output::{Output, moment, warn};

pub(crate) async fn pair(
    output: &Output,
    options: &Options,
    url: &str,
    code: &str,
) -> Result<u8, Failure> {
    let paired = till::pair(options, session(), url, code).await?;
    output.emit(&json!({
        "event": "paired",
        "till": paired.till,
        "name": paired.name,
        "url": paired.url,
        "live": paired.unheard.is_none(),
        "obstacle": paired.unheard.as_ref().and_then(|failure| failure.obstacle.as_ref()),
    }));
    let words = output.words.relay;
    let Some(failure) = paired.unheard else {
        output.say(format!("{} {}", words.paired, paired.name));
        return Ok(exit::DONE);
    };
    output.say(format!("{} {}", words.paired_unheard, paired.name));
    warn(&output.words.failure(&failure));
    Ok(exit::code(failure.code))
}

/// `balcao unpair`: asks first where a person sits there, and does nothing without a yes.
pub(crate) async fn unpair(output: &Output, options: &Options, yes: bool) -> Result<u8, Failure> {
    let words = output.words.relay;
    if !yes && !is_wanted(words.unpair_question, "nobody to ask: use --yes")? {
        output.say(words.still_paired);
        return Ok(exit::code(FailureCode::InvalidRequest));
    }
    let unpaired = till::unpair(options, session()).await?;
    let failure = unpaired.untold.as_ref().or(unpaired.key_left.as_ref());
    output.emit(&json!({
        "event": "unpaired",
        "url": unpaired.url,
        "name": unpaired.name,
        "revoked": unpaired.untold.is_none(),
        "key_forgotten": unpaired.key_left.is_none(),
        "code": failure.map(|failure| failure.code),
    }));
    output.say(words.unpaired);
    if let Some(failure) = &unpaired.untold {
        warn(&format!("{} {}", words.relay_untold, output.words.failure(failure)));
    }
    if let Some(failure) = &unpaired.key_left {
        warn(&format!("{} {}", words.key_left, output.words.failure(failure)));
    }
    Ok(failure.map_or(exit::DONE, |failure| exit::code(failure.code)))
}

pub(crate) async fn status(output: &Output, options: &Options) -> Result<u8, Failure> {
    let relay = till::look_at_relay(options).await?;
    output.emit(&object(&relay));
    say(output, &relay);
    let failure = match relay.state {
        LinkState::Connected => return Ok(exit::DONE),
        LinkState::Off => FailureCode::NotPaired,
        LinkState::Refused => FailureCode::PairingRefused,
        LinkState::Connecting => FailureCode::RelayUnreachable,
    };
    Ok(exit::code(failure))
}

/// The relay as scripts see it.
fn object(relay: &RelayView) -> Value {
    let connected = relay.since_ms.filter(|_| relay.state == LinkState::Connected);
    json!({
        "paired": relay.paired,
        "url": relay.url,
        "till": relay.till,
        "name": relay.name,
        "state": relay.state,
        "connected_since": connected.and_then(moment),
        "why": relay.why,
        "obstacle": relay.obstacle,
        "session": relay.session,
        "epoch": relay.epoch,
        "cursor": relay.cursor,
        "head": relay.head,
        "last_event_at": relay.last_event_at_ms.and_then(moment),
        "round_trip_ms": relay.round_trip_ms,
        "gap": relay.gap.as_ref().map(|gap| json!({ "at": moment(gap.at_ms), "reason": gap.reason })),
        "received": relay.received,
        "set_aside": relay.set_aside,
        "other_tills": relay.other_tills,
        "dropped": relay.dropped,
        "events": relay.events.iter().map(event).collect::<Vec<_>>(),
    })
}

fn event(event: &ReceivedView) -> Value {
    json!({
        "at": moment(event.at_ms),
        "seq": event.seq,
        "event": event.event,
        "outcome": event.outcome,
        "set_aside": event.set_aside,
        "detail": event.detail,
        "order": event.order,
        "raw": event.raw,
    })
}

fn say(output: &Output, relay: &RelayView) {
    let words = output.words.relay;
    let (Some(url), Some(name), Some(till)) = (&relay.url, &relay.name, &relay.till) else {
        warn(&output.words.failure(&Failure::new(FailureCode::NotPaired)));
        return;
    };
    let since = relay.since_ms.map(|at| output.clock.moment(at));
    let since = since.map(|at| format!(" {} {at}", words.since)).unwrap_or_default();
    output.say(format!("{url} · {name}: {}{since}", words.link(relay.state)));
    let last = relay.last_event_at_ms.map(|at| output.clock.moment(at));
    let last = last.as_deref().unwrap_or(words.none_yet);
    let (received, aside, others) = (relay.received, relay.set_aside, relay.other_tills);
    output.say(format!(
        "{} {last} · {}, {aside} {} ({others} {}, {} {})",
        words.last_event,
        words.notices(received),
        words.set_aside,
        words.other_tills,
        relay.dropped,
        words.dropped
    ));
    if let Some(ms) = relay.round_trip_ms {
        output.say(format!("{} {ms} ms", words.round_trip));
    }
    if let Some(gap) = &relay.gap {
        let at = output.clock.moment(gap.at_ms);
        output.say(format!("{} {at} ({})", words.last_gap, words.gap_reason(&gap.reason)));
    }
    if let Some(obstacle) = &relay.obstacle {
        output.say(format!("{} {}", words.last_error, output.words.obstacle(obstacle)));
    } else if let Some(why) = words.detail(relay.why.as_deref()) {
        output.say(format!("{} {why}", words.last_error));
    }
    for event in &relay.events {
        let at = output.clock.moment(event.at_ms);
        let order = event.order.as_deref().unwrap_or("-");
        let detail = words.beside(event.outcome, event.detail.as_deref());
        let detail = detail.map(|it| format!(" ({it})")).unwrap_or_default();
        let outcome = words.outcome(event.outcome);
        output.say(format!("  #{} {at} {order} {outcome}{detail}", event.seq));
        if let Some(raw) = &event.raw {
            output.say(format!("      {}", Printable::line(raw)));
        }
    }
    let head = relay.head.map(|head| format!(", {} {head}", words.head)).unwrap_or_default();
    let epoch = relay.epoch.as_deref().unwrap_or("-");
    output.say(format!(
        "{} {till} · {} {}{head} ({} {epoch})",
        words.for_support, words.cursor, relay.cursor, words.epoch
    ));
}
