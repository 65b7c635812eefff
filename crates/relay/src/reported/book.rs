//! What tills reported, in memory. Times are milliseconds of lived time, given by the caller.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use relay_protocol::{MOST_CODES, Mark, is_code};
use tokio::sync::watch;

use super::rows::{Line, ReportedTill};
use crate::directory::Till;
use crate::ids::{MerchantId, TillId};

/// A code lives on for so long after its till has left, in milliseconds of lived time.
pub(super) const AWAY_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Default)]
pub(super) struct Book {
    tills: HashMap<TillId, Known>,
    merchants: HashMap<MerchantId, Merchant>,
    /// What is not on disk as it is now.
    unwritten: HashSet<TillId>,
}

struct Known {
    merchant: MerchantId,
    code: Option<Arc<str>>,
    mark: Option<Mark>,
    /// Two for a moment, while a newer one takes over.
    sessions: usize,
    /// Counts while there is no session.
    left_at_ms: i64,
    revoked: bool,
    /// The code with which it stands among its merchant's live ones.
    live: Option<Arc<str>>,
}

#[derive(Default)]
struct Merchant {
    /// Live codes, and how many tills have each: two copies of one till's files have the same.
    codes: BTreeMap<Arc<str>, usize>,
    changed: watch::Sender<()>,
}

impl Known {
    fn new(merchant: MerchantId, left_at_ms: i64) -> Self {
        Self {
            merchant,
            code: None,
            mark: None,
            sessions: 0,
            left_at_ms,
            revoked: false,
            live: None,
        }
    }

    fn lives(&self, now_ms: i64) -> bool {
        !self.revoked && (self.sessions > 0 || now_ms - self.left_at_ms < AWAY_MS)
    }
}

impl Merchant {
    /// Whether it is one more than before.
    fn gain(&mut self, code: Arc<str>) -> bool {
        let tills = self.codes.entry(code).or_insert(0);
        *tills += 1;
        *tills == 1
    }

    /// Whether it is one fewer than before.
    fn lose(&mut self, code: &Arc<str>) -> bool {
        let Some(tills) = self.codes.get_mut(code) else { return false };
        *tills -= 1;
        *tills == 0 && self.codes.remove(code).is_some()
    }
}

impl Book {
    /// Takes up what is on disk. A till that had a session when the relay died has left just now.
    pub(super) fn load(&mut self, kept: ReportedTill, now_ms: i64) {
        let ReportedTill { line: Line { till, code, mark, left_at_ms }, merchant, revoked } = kept;
        if left_at_ms.is_none() {
            self.unwritten.insert(till.clone());
        }
        let code = code.map(Into::into);
        let left_at_ms = left_at_ms.unwrap_or(now_ms).min(now_ms);
        let known = Known { code, mark, revoked, ..Known::new(merchant, left_at_ms) };
        self.tills.insert(till.clone(), known);
        self.settle(&till, now_ms);
    }

    /// A session begins, and this is what its hello reported. Answers the mark that was there before.
    pub(super) fn arrive(
        &mut self,
        till: &Till,
        code: Option<String>,
        mark: Option<Mark>,
        now_ms: i64,
    ) -> Option<Mark> {
        let known = self.known(till, now_ms);
        let held = known.mark.clone();
        known.sessions += 1;
        if let Some(code) = code.filter(|code| is_code(code)) {
            known.code = Some(code.into());
        }
        self.unwritten.insert(till.id.clone());
        self.settle(&till.id, now_ms);
        self.mark(&till.id, mark);
        held
    }

    /// A session has ended.
    pub(super) fn leave(&mut self, till: &TillId, now_ms: i64) {
        let Some(known) = self.tills.get_mut(till) else { return };
        known.sessions = known.sessions.saturating_sub(1);
        known.left_at_ms = now_ms;
        self.unwritten.insert(till.clone());
    }

    /// Keeps the newest mark: of one log the one with more events, else the one that came last.
    pub(super) fn mark(&mut self, till: &TillId, mark: Option<Mark>) {
        let Some(mark) = mark.filter(Mark::is_sound) else { return };
        let Some(known) = self.tills.get_mut(till) else { return };
        let is_older = |held: &Mark| held.c == mark.c && held.s >= mark.s;
        if !known.mark.as_ref().is_some_and(is_older) {
            known.mark = Some(mark);
            self.unwritten.insert(till.clone());
        }
    }

    /// The till's code is dead from now on; its mark stays.
    pub(super) fn revoke(&mut self, till: &Till, now_ms: i64) {
        self.known(till, now_ms).revoked = true;
        self.settle(&till.id, now_ms);
    }

    /// Codes of tills that have been away for too long die.
    pub(super) fn age(&mut self, now_ms: i64) {
        let is_over = |known: &Known| known.live.is_some() && !known.lives(now_ms);
        let over = self.tills.iter().filter(|(_, known)| is_over(known));
        let over: Vec<_> = over.map(|(till, _)| till.clone()).collect();
        for till in over {
            self.settle(&till, now_ms);
        }
    }

    /// The live codes of the merchant's other tills: sorted, none twice, at most [`MOST_CODES`].
    pub(super) fn codes(&self, till: &TillId) -> Vec<String> {
        let Some(known) = self.tills.get(till) else { return Vec::new() };
        let Some(merchant) = self.merchants.get(&known.merchant) else { return Vec::new() };
        let others = merchant.codes.keys().filter(|code| Some(*code) != known.code.as_ref());
        others.take(MOST_CODES).map(ToString::to_string).collect()
    }

    /// Wakes when the merchant's live codes change.
    pub(super) fn watch(&mut self, merchant: &MerchantId) -> watch::Receiver<()> {
        self.merchants.entry(merchant.clone()).or_default().changed.subscribe()
    }

    /// What is known of a till.
    pub(super) fn line(&self, till: &TillId) -> Option<Line> {
        let known = self.tills.get(till)?;
        Some(Line {
            till: till.clone(),
            code: known.code.as_deref().map(str::to_owned),
            mark: known.mark.clone(),
            left_at_ms: (known.sessions == 0).then_some(known.left_at_ms),
        })
    }

    /// Takes at most `most` of what is not on disk. Tills that never reported anything are left out.
    pub(super) fn take(&mut self, most: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let unwritten = std::mem::take(&mut self.unwritten);
        for till in unwritten {
            if lines.len() == most {
                self.unwritten.insert(till);
            } else if let Some(line) = self.line(&till) {
                lines.extend((line.code.is_some() || line.mark.is_some()).then_some(line));
            }
        }
        lines
    }

    /// They could not be written.
    pub(super) fn put_back(&mut self, tills: impl IntoIterator<Item = TillId>) {
        self.unwritten.extend(tills);
    }

    fn known(&mut self, till: &Till, now_ms: i64) -> &mut Known {
        let new = || Known::new(till.merchant.clone(), now_ms);
        self.tills.entry(till.id.clone()).or_insert_with(new)
    }

    /// Brings the merchant's live codes in line with what is known of the till, and tells of it.
    fn settle(&mut self, till: &TillId, now_ms: i64) {
        let Some(known) = self.tills.get_mut(till) else { return };
        let live = if known.lives(now_ms) { known.code.clone() } else { None };
        if live == known.live {
            return;
        }
        let before = std::mem::replace(&mut known.live, live.clone());
        let merchant = self.merchants.entry(known.merchant.clone()).or_default();
        let is_one_fewer = before.is_some_and(|code| merchant.lose(&code));
        let is_one_more = live.is_some_and(|code| merchant.gain(code));
        if is_one_fewer || is_one_more {
            merchant.changed.send_replace(());
        }
    }
}
