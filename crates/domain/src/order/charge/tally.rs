//! The tally: what has arrived on a charge, counted by payment and not by who spoke last.
//!
//! A statement names one payment, and its amount is that payment's at one provider and the sum of all so
//! far at another, in its notices, its answers, or both; none documents which. The tally therefore keeps
//! every statement and works the payments out anew from all of them: a set has no order, so that notices
//! and answers may cross, repeat and come late. Where statements fit several readings, the one with the
//! smallest sum counts, so that the till never holds more than the provider's books.

use std::collections::{BTreeMap, BTreeSet};

use super::Evidence;
use crate::ids::EndToEndId;
use crate::money::Centavos;

/// What was stated about the payments of one charge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    by_id: BTreeMap<EndToEndId, Statement>,
    /// Amounts of notices and of answers that named no payment.
    notices: BTreeSet<Centavos>,
    answers: BTreeSet<Centavos>,
}

/// What was stated about one payment; of statements that contradict each other, the larger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Statement {
    /// Its own amount, or the sum of all payments up to it.
    notice: Option<Centavos>,
    /// The same, as an answer has it. One that has less than the notice is an
    /// older copy, or about nothing, and is not kept.
    answer: Option<Centavos>,
    /// No answer has an amount for it, but one named it.
    named: bool,
}

/// One payment as it follows from the statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) id: Option<EndToEndId>,
    pub(super) amount: Centavos,
    /// An answer to a question of ours covers it.
    pub(super) confirmed: bool,
}

impl Tally {
    /// Adds a statement with an amount.
    pub(super) fn state(&mut self, how: Evidence, id: Option<&EndToEndId>, amount: Centavos) {
        let Some(id) = id else {
            match how {
                Evidence::SignedWebhook => self.notices.insert(amount),
                Evidence::Polled => self.answers.insert(amount),
            };
            return;
        };
        let statement = self.by_id.entry(id.clone()).or_default();
        match how {
            Evidence::SignedWebhook => statement.notice = statement.notice.max(Some(amount)),
            Evidence::Polled => statement.answer = statement.answer.max(Some(amount)),
        }
        statement.answer = statement.answer.filter(|_| statement.answer >= statement.notice);
        statement.named &= statement.answer.is_none();
    }

    /// An answer without an amount is about this payment, if it is known; else about the last.
    pub(super) fn name(&mut self, id: Option<&EndToEndId>) {
        let known = id.and_then(|id| self.by_id.get(id).map(|_| id.clone()));
        let id = known.or_else(|| self.by_id.keys().next_back().cloned());
        if let Some(statement) = id.and_then(|id| self.by_id.get_mut(&id)) {
            statement.named = statement.answer.is_none();
        }
    }

    /// Whether any statement names this payment.
    pub(super) fn knows(&self, id: &EndToEndId) -> bool {
        self.by_id.contains_key(id)
    }

    /// The payments that follow from all statements, by their ids.
    pub(super) fn parts(&self) -> Vec<Part> {
        let entries: Vec<Entry> = self.by_id.iter().map(Entry::of).collect();
        let readings = [all_totals(&entries), running_totals(&entries), Some(each_alone(&entries))];
        let sum = |(amounts, rest): &(Vec<i64>, i64)| amounts.iter().sum::<i64>() + rest;
        let (mut amounts, mut rest) =
            readings.into_iter().flatten().min_by_key(sum).unwrap_or_default();
        let told = amounts.iter().sum::<i64>() + rest;
        // Of a single payment, what no notice has told of its own; of several, the sums are in them.
        let open = if rest == 0 { told - 1 } else { rest };
        let within = if entries.len() == 1 { self.up_to(open) } else { Vec::new() };
        let beyond = self.beyond(told);
        if let ([only], Some(before)) = (amounts.as_mut_slice(), within.last()) {
            *only = if rest == 0 { told - before } else { *only };
            rest = told - before - *only;
        }
        let sum = beyond.last().copied().unwrap_or(told);
        let largest_answer = entries.iter().filter_map(|it| it.answer).max();
        let largest_answer = largest_answer.max(self.answers.last().map(|it| it.get()));
        let covers = |sum: i64| largest_answer.is_some_and(|answer| answer >= sum);
        let parts = entries.into_iter().zip(amounts).map(|(entry, amount)| Part {
            confirmed: covers(sum) || entry.answer.is_some() || entry.named,
            id: entry.id,
            amount: Centavos::new(amount),
        });
        let nameless = |amount: i64, up_to: i64| Part {
            id: None,
            amount: Centavos::new(amount),
            confirmed: covers(up_to),
        };
        let steps = |from: i64, to: &[i64]| {
            let froms = std::iter::once(from).chain(to.iter().copied());
            froms.zip(to).map(|(from, to)| nameless(to - from, *to)).collect::<Vec<_>>()
        };
        // What has no share in the sum is another payment's statement.
        let is_there = |part: &Part| part.amount.get() > 0 || (part.id.is_some() && sum <= 0);
        let nameless = steps(0, &within).into_iter().chain([nameless(rest, told)]);
        parts.chain(nameless).chain(steps(told, &beyond)).filter(is_there).collect()
    }

    /// The sums that statements without an id give up to this one. Statements about one payment agree:
    /// where they fall short of it, it is a sum of several.
    fn up_to(&self, most: i64) -> Vec<i64> {
        self.nameless().take_while(|sum| *sum <= most).collect()
    }

    /// The sums that statements without an id give, beyond the one that named payments make. Such a
    /// statement may be about any payment, or about all of them: it is no payment of its own, but what
    /// it says has come at least.
    fn beyond(&self, told: i64) -> Vec<i64> {
        self.nameless().filter(|sum| *sum > told).collect()
    }

    /// What statements without an id say, in centavos, the least first.
    fn nameless(&self) -> impl Iterator<Item = i64> + '_ {
        self.notices.union(&self.answers).map(|it| it.get())
    }
}

/// The statements about one payment, in centavos.
#[derive(Debug, Default)]
struct Entry {
    id: Option<EndToEndId>,
    notice: Option<i64>,
    answer: Option<i64>,
    named: bool,
}

impl Entry {
    fn of((id, statement): (&EndToEndId, &Statement)) -> Self {
        Self {
            id: Some(id.clone()),
            notice: statement.notice.map(Centavos::get),
            answer: statement.answer.map(Centavos::get),
            named: statement.named,
        }
    }
}

/// The amounts if notices and answers alike are running totals; `None` where they cannot be.
fn all_totals(entries: &[Entry]) -> Option<(Vec<i64>, i64)> {
    let is_one = |entry: &Entry| entry.notice.is_none() || entry.notice >= entry.answer;
    let as_answer =
        |entry: &Entry| Entry { answer: entry.answer.max(entry.notice), ..Entry::default() };
    let is_consistent = entries.iter().all(|entry| entry.answer.is_none() || is_one(entry));
    let answers: Vec<Entry> = entries.iter().map(as_answer).collect();
    running_totals(&answers).filter(|_| is_consistent)
}

/// The amounts if answers are the amounts of single payments.
fn each_alone(entries: &[Entry]) -> (Vec<i64>, i64) {
    (entries.iter().map(|it| it.notice.max(it.answer).unwrap_or(0)).collect(), 0)
}

/// The least amounts if answers are running totals and notices tell of single payments, and what is left
/// for payments that nobody has named; `None` where they cannot be totals: one grows by at least what the payment that it names is known to
/// be.
fn running_totals(entries: &[Entry]) -> Option<(Vec<i64>, i64)> {
    let mut answered: Vec<(i64, usize)> =
        entries.iter().enumerate().filter_map(|(at, it)| Some((it.answer?, at))).collect();
    answered.sort_unstable();
    let mut amounts: Vec<i64> = entries.iter().map(|it| it.notice.unwrap_or(0)).collect();
    // Between two totals there is room for payments that no answer has named.
    let (mut total, mut rooms, mut unknown) = (0_i64, Vec::new(), Vec::new());
    for (answer, at) in answered {
        let notice = entries.get(at)?.notice;
        let grown = answer - total;
        let least = notice.unwrap_or(1).max(1);
        if grown < least {
            return None;
        }
        if notice.is_none() {
            unknown.push((at, grown));
        }
        rooms.push(grown - least);
        total = answer;
    }
    let largest_room = rooms.iter().copied().max().unwrap_or(0);
    let room: i64 = rooms.iter().sum();
    let unanswered = entries.iter().filter(|it| it.answer.is_none()).filter_map(|it| it.notice);
    let (fitting, beside): (Vec<i64>, Vec<i64>) = unanswered.partition(|it| *it <= largest_room);
    total += beside.iter().sum::<i64>() + (fitting.iter().sum::<i64>() - room).max(0);
    let rest = share(&mut amounts, total, &unknown);
    Some((amounts, rest))
}

/// Gives what no notice covers to the payments that only answers have named, earlier totals first;
/// returns what is left where there is none.
fn share(amounts: &mut [i64], total: i64, unknown: &[(usize, i64)]) -> i64 {
    let mut left = total - amounts.iter().sum::<i64>();
    for (place, (at, grown)) in unknown.iter().enumerate() {
        // Each is at least one centavo.
        let after = i64::try_from(unknown.len() - place - 1).unwrap_or(0);
        let share = if after == 0 { left } else { (*grown).min(left - after) };
        if let Some(amount) = amounts.get_mut(*at) {
            *amount = share;
        }
        left -= share;
    }
    left
}
