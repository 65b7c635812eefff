//! What relay and tills may say to each other, held against what was heard on the wire.

use std::collections::{BTreeMap, HashSet};

use relay_protocol::Cursor;

use super::judge::is_for;
use super::ledger::Webhook;
use super::wiretap::{Event, Hash, Heard, Said};

/// Complaints about a till that no accident excuses.
const NEVER: &[&str] = &["bad_token", "not_in_flight", "revoked", "version"];

/// One connection so far.
#[derive(Default)]
struct Call {
    cursor: Option<Cursor>,
    epoch: Option<String>,
    /// Up to here the till has everything, or was told of a gap.
    reached: u64,
    /// The last event of this connection.
    last: Option<u64>,
    was_told_of_gap: bool,
}

/// An event by the till that got it, its epoch and its seq.
type Place = (usize, String, u64);

/// What must not have been said, and how many events passed more than once.
pub(crate) fn judge(webhooks: &[Webhook], heard: &[Heard]) -> (Vec<String>, usize) {
    let mut findings = Vec::new();
    let mut calls: BTreeMap<u64, Call> = BTreeMap::new();
    let mut events: BTreeMap<Place, &Event> = BTreeMap::new();
    let mut redelivered = 0;
    for Heard { till, call: number, said } in heard {
        let call = calls.entry(*number).or_default();
        let found = match said {
            Said::Event(event) => {
                let place = (*till, call.epoch.clone().unwrap_or_default(), event.seq);
                let before = events.insert(place, event);
                redelivered += usize::from(before.is_some());
                let differs = before.is_some_and(|it| it != event);
                let differs = differs.then(|| format!("seq {} is not what it was", event.seq));
                let stranger = (!is_sent(webhooks, *till, &event.body_sha256))
                    .then(|| format!("seq {} was never sent to this till", event.seq));
                let found = [call.event(event), differs, stranger];
                found.into_iter().flatten().collect()
            }
            other => Vec::from_iter(call.hear(other)),
        };
        findings.extend(found.into_iter().map(|it| format!("till {till}, wire: {it}")));
    }
    findings.extend(acks(heard, &events));
    (findings, redelivered)
}

fn is_sent(webhooks: &[Webhook], till: usize, body: &Hash) -> bool {
    webhooks.iter().any(|it| is_for(it.to, till) && it.body_sha256 == *body)
}

impl Call {
    fn hear(&mut self, said: &Said) -> Option<String> {
        match said {
            Said::Hello { cursor } => {
                self.cursor.clone_from(cursor);
                None
            }
            Said::Welcome { epoch, .. } => {
                let same = self.cursor.as_ref().filter(|it| it.e == *epoch);
                self.reached = same.map_or(0, |it| it.s);
                self.epoch = Some(epoch.clone());
                None
            }
            Said::Gap { epoch, first, .. } => {
                self.was_told_of_gap = true;
                self.reached = first.saturating_sub(1);
                self.last = None;
                let changed = self.epoch.replace(epoch.clone()).is_none_or(|it| it != *epoch);
                changed.then(|| "a gap of another epoch than the welcome's".to_owned())
            }
            // Others tell of silence, of a restart, or of a newer connection.
            Said::Error { code } => NEVER
                .contains(&code.as_str())
                .then(|| format!("the relay refuses a till that did nothing wrong: {code}")),
            Said::Nack { seq } => Some(format!("the till refuses seq {seq}")),
            Said::Ack(_) | Said::Event(_) => None,
        }
    }

    /// The `p` chain is whole, and an epoch does not change in silence.
    fn event(&mut self, event: &Event) -> Option<String> {
        let Event { seq, previous, .. } = *event;
        let Some(epoch) = &self.epoch else { return Some(format!("seq {seq} before the welcome")) };
        let is_new_epoch = self.cursor.as_ref().is_some_and(|it| it.e != *epoch);
        if is_new_epoch && !self.was_told_of_gap {
            return Some(format!("seq {seq} of a new epoch, and no gap was told"));
        }
        let is_again = seq <= self.reached;
        let is_whole = match self.last {
            _ if previous >= seq => false,
            // Sent again on request.
            _ if is_again => true,
            Some(last) => previous == last || (last < self.reached && previous <= self.reached),
            None => previous <= self.reached,
        };
        self.last = Some(seq);
        let reached = self.reached;
        self.reached = reached.max(seq);
        (!is_whole).then(|| format!("seq {seq} follows {reached}, and says {previous}"))
    }
}

/// Nobody acknowledges what was never sent.
fn acks(heard: &[Heard], events: &BTreeMap<Place, &Event>) -> Vec<String> {
    let sent: HashSet<(usize, &str, u64)> =
        events.keys().map(|(till, epoch, seq)| (*till, epoch.as_str(), *seq)).collect();
    let gaps: HashSet<(usize, &str, u64)> = heard
        .iter()
        .filter_map(|it| match &it.said {
            Said::Gap { epoch, first, .. } => {
                Some((it.till, epoch.as_str(), first.saturating_sub(1)))
            }
            _ => None,
        })
        .collect();
    let unfounded = heard.iter().filter_map(|it| match &it.said {
        Said::Ack(Cursor { e, s }) => {
            let place = (it.till, e.as_str(), *s);
            let is_known = *s == 0 || sent.contains(&place) || gaps.contains(&place);
            (!is_known).then(|| format!("till {}, wire: acknowledges {s}, never sent", it.till))
        }
        _ => None,
    });
    unfounded.collect()
}
