//! The effect of a webhook, in one commit with the cursor and the row of the journal.

use domain::charge::{Event, Evidence};
use domain::order::{self, Decision};
#[cfg(feature = "sabotage")]
use domain::sabotage::{Sabotage, is_chosen};
use domain::{Actor, EndToEndId, Order, PayoutSeen, UnixMs};
use store::{
    ChargeKey, ChargeNames, Error, LookupKind, LookupRequest, Outcome, Rank, Received, RelayCursor,
    Store, Tx, Which, attempt_of,
};

/// Longest body that is kept, in bytes: no longer one comes through the relay.
const LONGEST_RAW: usize = 64 * 1024;

/// An event as the relay brought it, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The life of the relay's store.
    pub epoch: String,
    /// Its place in the till's stream.
    pub seq: u64,
    /// The place before it in the till's stream.
    pub previous: u64,
    /// The relay's id for it.
    pub event_id: String,
    /// The relay's route that it came through.
    pub route: String,
    /// When the relay received it, on the relay's clock.
    pub relayed_at: UnixMs,
    /// SHA-256 of the body, in hex.
    pub body_sha256: String,
    /// Length of the body in bytes.
    pub body_len: u32,
}

/// What is done with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing but the row in the journal.
    SetAside(Outcome, Option<String>),
    /// No proof: the charge is asked about now. With the reason.
    Hint(ChargeKey, String),
    /// Proof: the event is recorded if it changes the charge, which is then asked about once. With
    /// the provider's name for it.
    Proof(ChargeKey, Box<Event>, String),
    /// No proof, but it tells what a question may not bring to light: it is kept beside the log, and the
    /// charge is asked about now. With the provider's name for it.
    Notice(ChargeKey, Box<Event>, String),
    /// Nobody has signed it where the provider signs: it is counted, and nothing else.
    Dropped,
    /// No news of a charge: nothing is done. With the provider's name for it.
    Known(ChargeKey, String),
    /// Proof about a payout: recorded as far as it is news, and asked about unless that says nothing
    /// else than the provider's own answer did.
    Payout {
        /// The adapter that it came for.
        provider: String,
        /// The fingerprint of the account that it came for.
        account: String,
        /// How the payout stands.
        seen: Box<PayoutSeen>,
        /// The provider's name for what happened.
        kind: String,
    },
    /// About money that no charge of this log is for, or about a payout without proof: the provider is
    /// asked by id. With the provider's name for what happened.
    Lookup(LookupRequest, String),
}

/// What became of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiveResult {
    /// It is on disk now, with its effect.
    Now(Outcome),
    /// It was on disk before; nothing was done.
    Before,
    /// Events before it are missing, or it is of another epoch than the cursor: nothing was done, and
    /// it must not be acknowledged.
    Hole,
}

/// Takes in one event. `judge` sees the order that the event's charge belongs to, if it is in
/// this log, as it is inside the transaction. `raw` is the body where it shall be kept in the
/// journal. It is not kept where the event is proof or a notice about a charge here, since
/// those could be read. What happens to a charge is dated by its own time, `its_now`; all else by the till's, `now`.
pub fn receive(
    store: &mut Store,
    arrival: &Arrival,
    now: UnixMs,
    its_now: impl FnOnce(ChargeKey) -> UnixMs,
    names: Option<ChargeNames<'_>>,
    raw: Option<&[u8]>,
    judge: impl FnOnce(Option<(&Order, u32)>, &dyn Fn(ChargeKey, &EndToEndId) -> bool) -> Verdict,
) -> Result<ReceiveResult, Error> {
    store.write(&Actor::Till, now, |tx| {
        let cursor = tx.relay_cursor()?;
        if let Some(result) = cursor.and_then(|cursor| not_next(arrival, &cursor)) {
            return Ok(result);
        }
        let found = names.map(|names| tx.find_anywhere(names)).transpose()?.flatten();
        let taken = |key: ChargeKey, id: &EndToEndId| tx.is_taken(key, id);
        let verdict = judge(found.as_ref().map(|(order, attempt)| (order, *attempt)), &taken);
        let is_notice = matches!(verdict, Verdict::Notice(..));
        let (outcome, detail, charge) = carry_out(tx, verdict, found, its_now)?;
        let is_read = is_notice || matches!(outcome, Outcome::Applied | Outcome::Known);
        tx.note_received(&Received {
            epoch: arrival.epoch.clone(),
            seq: arrival.seq,
            event_id: arrival.event_id.clone(),
            route: arrival.route.clone(),
            relayed_at: arrival.relayed_at,
            at: now,
            body_sha256: arrival.body_sha256.clone(),
            body_len: arrival.body_len,
            outcome,
            detail,
            charge,
            raw: raw.filter(|_| !is_read).map(text),
        })?;
        Ok(ReceiveResult::Now(outcome))
    })
}

fn text(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw.get(..LONGEST_RAW).unwrap_or(raw)).into_owned()
}

/// Why an arrival is not what comes next in a stream; `None` if it is.
fn not_next(arrival: &Arrival, cursor: &RelayCursor) -> Option<ReceiveResult> {
    let is_other_life = cursor.epoch != arrival.epoch;
    let is_known = arrival.seq <= cursor.seq;
    #[cfg(feature = "sabotage")]
    let (is_other_life, is_known) = (
        is_other_life && !is_chosen(Sabotage::NoEpochCheck),
        is_known && !is_chosen(Sabotage::NoCursorCheck),
    );
    if is_other_life {
        Some(ReceiveResult::Hole)
    } else if is_known {
        Some(ReceiveResult::Before)
    } else {
        (arrival.previous > cursor.seq).then_some(ReceiveResult::Hole)
    }
}

fn carry_out(
    tx: &Tx<'_>,
    verdict: Verdict,
    found: Option<(Order, u32)>,
    its_now: impl FnOnce(ChargeKey) -> UnixMs,
) -> Result<(Outcome, Option<String>, Option<ChargeKey>), Error> {
    match verdict {
        Verdict::SetAside(outcome, detail) => Ok((outcome, detail, None)),
        Verdict::Hint(key, why) => {
            tx.hasten(Which::One(key))?;
            Ok((Outcome::Hint, Some(why), Some(key)))
        }
        Verdict::Proof(key, event, kind) => {
            let (order, changed) = record(tx, key, &event, found, its_now(key))?;
            if changed || !attempt_of(&order, key)?.is_confirmed() {
                tx.hasten(Which::One(key))?;
            }
            let outcome = if changed { Outcome::Applied } else { Outcome::Known };
            Ok((outcome, Some(kind), Some(key)))
        }
        Verdict::Notice(key, event, kind) => {
            // What the log has already, or a person has settled, is not told again.
            let order = order_of(tx, key, found)?;
            let happened = order::Event::Charge { attempt: key.attempt, event: (*event).clone() };
            if order.apply(&happened, its_now(key)) != Decision::Unchanged {
                tx.keep_notice(key, &event)?;
            }
            tx.hasten(Which::One(key))?;
            Ok((Outcome::Hint, Some(kind), Some(key)))
        }
        Verdict::Dropped => Ok((Outcome::Dropped, None, None)),
        Verdict::Known(key, kind) => Ok((Outcome::Known, Some(kind), Some(key))),
        Verdict::Payout { provider, account, seen, kind } => {
            let evidence = Some(Evidence::SignedWebhook);
            let is_news = tx.note_payout(&provider, &seen, evidence)?;
            let known = tx.payout(&provider, &seen.id)?;
            let is_confirmed = known.is_some_and(|known| {
                known.evidence == Some(Evidence::Polled) && known.seen.status == seen.status
            });
            if is_news || !is_confirmed {
                let asking = LookupRequest {
                    provider,
                    account,
                    kind: LookupKind::Payout,
                    id: seen.id,
                    rank: Rank::Signed,
                };
                tx.begin_lookup(&asking)?;
            }
            Ok((Outcome::Payout, Some(kind), None))
        }
        Verdict::Lookup(asking, kind) => {
            tx.begin_lookup(&asking)?;
            Ok((Outcome::LookedUp, Some(kind), None))
        }
    }
}

/// Records what an event does to its charge; returns the order as it is then, and whether it changed.
fn record(
    tx: &Tx<'_>,
    key: ChargeKey,
    event: &Event,
    found: Option<(Order, u32)>,
    at: UnixMs,
) -> Result<(Order, bool), Error> {
    let order = order_of(tx, key, found)?;
    let after = tx.change_at(&order, key.attempt, event, at)?;
    let changed = after.is_some();
    Ok((after.unwrap_or(order), changed))
}

/// The order of that charge: the one that was found, if it is that.
fn order_of(tx: &Tx<'_>, key: ChargeKey, found: Option<(Order, u32)>) -> Result<Order, Error> {
    let order = found.map(|(order, _)| order).filter(|order| order.number == key.order);
    order.map_or_else(|| tx.order(key.order), Ok)
}
