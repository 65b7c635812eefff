//! The judge: holds what the tills wrote down against the provider's ledger and books, and against
//! what passed on the wire.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use store::{Outcome, Received};

use super::ledger::{Accepted, To, Webhook};
use super::protocol;
use super::provider::merchant_of;
use super::wiretap::{Heard, Said};

/// All that is known when a run is over.
#[derive(Debug, Default, Clone)]
pub(crate) struct Evidence {
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) heard: Vec<Heard>,
    /// By till.
    pub(crate) tills: Vec<Till>,
    /// What customers paid, by reference: how often, and how much in all.
    pub(crate) paid: BTreeMap<String, Money>,
    pub(crate) restores: Vec<Restore>,
}

/// What a till has on its disk.
#[derive(Debug, Default, Clone)]
pub(crate) struct Till {
    /// Oldest first.
    pub(crate) journal: Vec<Received>,
    /// Charges that are paid, or have received money, by reference.
    pub(crate) paid: BTreeMap<String, Money>,
    /// What is wrong with its order log.
    pub(crate) damage: Option<String>,
    /// How often the relay was told to bring it everything once more, in new places.
    pub(crate) replays: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Money {
    pub(crate) payments: usize,
    pub(crate) centavos: i64,
}

/// An older copy of the relay's database was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Restore {
    /// When the copy was made, in milliseconds of the run.
    pub(crate) copied_at_ms: u64,
    /// When the relay was started on it.
    pub(crate) back_at_ms: u64,
    /// How much had been heard by then.
    pub(crate) heard_before: usize,
}

/// What the judge counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Webhooks that the relay accepted.
    pub(crate) accepted: usize,
    /// Deliveries that they made necessary: a merchant's URL brings several.
    pub(crate) deliveries: usize,
    /// Those that were lost in an announced gap.
    pub(crate) in_gaps: usize,
    /// Gaps in the tills' journals.
    pub(crate) gaps: usize,
    /// Events that passed on the wire more than once.
    pub(crate) redelivered: usize,
    /// Charges that a signed webhook marked first.
    pub(crate) applied: usize,
    /// Payments.
    pub(crate) paid: usize,
}

/// Everything that must not be, and what was counted.
pub(crate) fn judge(evidence: &Evidence) -> (Vec<String>, Tally) {
    let mut tally = Tally {
        accepted: evidence.webhooks.iter().filter(|it| it.accepted.is_some()).count(),
        paid: evidence.paid.values().map(|it| it.payments).sum(),
        ..Tally::default()
    };
    let mut findings = deliveries(evidence, &mut tally);
    for (number, till) in evidence.tills.iter().enumerate() {
        let found = [
            strangers(evidence, number, till),
            twice(till),
            order(till),
            unfounded_gaps(evidence, till),
            till.damage.iter().map(|it| format!("the order log is not whole: {it}")).collect(),
        ];
        findings.extend(found.into_iter().flatten().map(|it| format!("till {number}: {it}")));
        let count = |outcome| till.journal.iter().filter(|it| it.outcome == outcome).count();
        tally.gaps += count(Outcome::Gap);
        tally.applied += count(Outcome::Applied);
    }
    findings.extend(money(evidence));
    let (on_the_wire, redelivered) = protocol::judge(&evidence.webhooks, &evidence.heard);
    findings.extend(on_the_wire);
    tally.redelivered = redelivered;
    (findings, tally)
}

/// Whether a webhook to that address is for that till.
pub(crate) fn is_for(to: To, till: usize) -> bool {
    match to {
        To::Till(whose) => whose == till,
        To::Merchant(whose) => whose == merchant_of(till),
    }
}

fn events(till: &Till) -> impl Iterator<Item = &Received> {
    till.journal.iter().filter(|it| it.outcome != Outcome::Gap)
}

/// Accepted minus applied = 0, except in an announced gap. Nothing is left that was not accepted.
fn deliveries(evidence: &Evidence, tally: &mut Tally) -> Vec<String> {
    let mut findings = Vec::new();
    let bodies: Vec<HashSet<&str>> = evidence
        .tills
        .iter()
        .map(|till| events(till).map(|it| it.body_sha256.as_str()).collect())
        .collect();
    for (at, webhook) in evidence.webhooks.iter().enumerate() {
        let Some(accepted) = webhook.accepted else {
            findings.push(format!("webhook {at} was never accepted in {} tries", webhook.tries));
            continue;
        };
        let body = hex::encode(webhook.body_sha256);
        for (number, till) in evidence.tills.iter().enumerate() {
            if !is_for(webhook.to, number) {
                continue;
            }
            tally.deliveries += 1;
            if bodies[number].contains(body.as_str()) {
                continue;
            }
            if is_in_a_gap(evidence, till, accepted) {
                tally.in_gaps += 1;
            } else {
                findings.push(format!(
                    "till {number}: webhook {at}, accepted, never arrived (sent at {} ms, 2xx read at {} ms)",
                    accepted.sent_at_ms, accepted.read_at_ms
                ));
            }
        }
    }
    findings
}

/// Whether something accepted then was lost with the database, and the till was told.
fn is_in_a_gap(evidence: &Evidence, till: &Till, accepted: Accepted) -> bool {
    evidence.restores.iter().any(|restore| {
        let may_be_newer = accepted.read_at_ms >= restore.copied_at_ms;
        let was_lost = may_be_newer && accepted.sent_at_ms <= restore.back_at_ms;
        let known = epochs(evidence.heard.get(..restore.heard_before).unwrap_or_default());
        was_lost
            && till
                .journal
                .iter()
                .any(|it| it.outcome == Outcome::Gap && !known.contains(it.epoch.as_str()))
    })
}

fn epochs(heard: &[Heard]) -> BTreeSet<&str> {
    heard
        .iter()
        .filter_map(|it| match &it.said {
            Said::Welcome { epoch, .. } => Some(epoch.as_str()),
            _ => None,
        })
        .collect()
}

/// Nothing was lost but with the database, so nothing else may be announced.
fn unfounded_gaps(evidence: &Evidence, till: &Till) -> Vec<String> {
    let gaps = till.journal.iter().filter(|it| it.outcome == Outcome::Gap);
    let unfounded = gaps.skip(evidence.restores.len());
    unfounded.map(|it| format!("a gap ({:?}) although nothing was lost", it.detail)).collect()
}

/// Foreign and phantom = 0, and bytes equal.
fn strangers(evidence: &Evidence, number: usize, till: &Till) -> Vec<String> {
    let mine: BTreeSet<(String, usize)> = evidence
        .webhooks
        .iter()
        .filter(|it| is_for(it.to, number))
        .map(|it| (hex::encode(it.body_sha256), it.length))
        .collect();
    let is_known = |it: &&Received| {
        let length = usize::try_from(it.body_len).unwrap_or(usize::MAX);
        mine.contains(&(it.body_sha256.clone(), length))
    };
    let strangers = events(till).filter(|it| !is_known(it));
    strangers.map(|it| format!("seq {} was never sent to it", it.seq)).collect()
}

/// Applied twice = 0.
fn twice(till: &Till) -> Vec<String> {
    let (mut places, mut bodies) = (BTreeSet::new(), BTreeMap::new());
    let mut findings = Vec::new();
    for event in events(till) {
        if !places.insert((&event.epoch, event.seq)) {
            findings.push(format!("seq {} was taken in twice", event.seq));
            continue;
        }
        let times = bodies.entry((&event.epoch, &event.route, &event.body_sha256)).or_insert(0);
        *times += 1;
        // A replay on request may bring what an earlier one has brought.
        if *times > 1 << till.replays {
            findings.push(format!("seq {} brings a webhook of its route again", event.seq));
        }
    }
    findings
}

/// Within an epoch seqs grow; an epoch that has ended never comes back, and the next one begins
/// with a gap.
fn order(till: &Till) -> Vec<String> {
    let mut findings = Vec::new();
    let mut over = BTreeSet::new();
    for (before, event) in till.journal.iter().zip(till.journal.iter().skip(1)) {
        if before.epoch == event.epoch {
            if event.outcome != Outcome::Gap && event.seq <= before.seq {
                findings.push(format!("seq {} was taken in after {}", event.seq, before.seq));
            }
            continue;
        }
        over.insert(&before.epoch);
        if over.contains(&event.epoch) {
            findings.push(format!("seq {} is of an epoch that was over", event.seq));
        }
        if event.outcome != Outcome::Gap {
            findings.push(format!("seq {} begins an epoch without a gap", event.seq));
        }
    }
    findings
}

/// Each payment is in the log of one till, once; and no other is.
fn money(evidence: &Evidence) -> Vec<String> {
    let mut findings = Vec::new();
    let mut ours: BTreeMap<&str, Money> = BTreeMap::new();
    for (reference, money) in evidence.tills.iter().flat_map(|it| &it.paid) {
        if ours.insert(reference, *money).is_some() {
            findings.push(format!("{reference} stands in two logs"));
        }
    }
    for (reference, theirs) in &evidence.paid {
        match ours.remove(reference.as_str()) {
            Some(money) if money == *theirs => {}
            Some(money) => findings.push(format!("{reference}: paid {theirs:?}, log {money:?}")),
            None => findings.push(format!("{reference} is paid and no till says so")),
        }
    }
    findings.extend(ours.keys().map(|it| format!("{it} is called paid and nobody has paid")));
    findings
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
