//! What the PSP has to tell by webhook, and until when it tries. Data only: who sends it is not here.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Provider;

/// Most notices that are kept; the oldest that are settled go first, then the oldest.
pub const MAX_NOTICES: usize = 1_000;
// ASSUMED: how often, and how long apart. Exponential back-off is documented, its figures and when
// it gives up are not (A7, [N]). Sixteen tries reach over some forty minutes.
const MAX_TRIES: u32 = 16;
const FIRST_WAIT_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 300_000;

/// What a webhook tells of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// There is a new code.
    ChargeCreated,
    /// Money arrived.
    #[default]
    ChargePaid,
    /// Money went back.
    ChargeRefunded,
    /// The payer's bank claims money back.
    ChargeDisputed,
    /// A payout is on its way.
    PayoutCreated,
    /// A payout is settled.
    PayoutPaid,
    /// A payout is not settled, and will not be.
    PayoutFailed,
    /// A payout was stopped.
    PayoutCancelled,
    /// A payout came back.
    PayoutRefunded,
}

/// The method of a webhook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// POST.
    #[default]
    Post,
    /// PUT.
    Put,
}

/// One event that a webhook tells of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Counts the notices of these books, from 1.
    pub number: u64,
    /// Whose it is.
    #[serde(default)]
    pub provider: Provider,
    /// What happened.
    #[serde(default)]
    pub told: NoticeKind,
    /// Where to.
    pub url: String,
    /// How.
    #[serde(default)]
    pub method: Method,
    /// Which charge or payout.
    pub transaction_id: String,
    /// How many payments the charge had when this was noted, so that a repeated try says the same.
    pub payments: usize,
    /// The same of its refunds.
    #[serde(default)]
    pub refunds: usize,
    /// How many steps the payout had gone.
    #[serde(default)]
    pub steps: usize,
    /// When it left for the first time, in milliseconds since 1970-01-01 UTC: `eventAt`.
    pub first_sent_at_ms: Option<i64>,
    /// When the next try is due; absent once it is settled.
    pub due_at_ms: Option<i64>,
    /// Tries so far.
    pub tries: u32,
    /// Whether it was taken.
    pub delivered: bool,
}

/// The notices, oldest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Outbox {
    notices: VecDeque<Notice>,
    count: u64,
}

impl Outbox {
    /// Adds a notice, whose number is given here, to be sent from `due_at_ms` on.
    pub(super) fn add(&mut self, notice: Notice, due_at_ms: i64) {
        if self.notices.len() >= MAX_NOTICES {
            let settled = self.notices.iter().position(|notice| notice.due_at_ms.is_none());
            self.notices.remove(settled.unwrap_or(0));
        }
        self.count += 1;
        let due_at_ms = Some(due_at_ms);
        self.notices.push_back(Notice { number: self.count, due_at_ms, ..notice });
    }

    pub(super) fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter()
    }

    pub(super) fn find_mut(&mut self, number: u64) -> Option<&mut Notice> {
        self.notices.iter_mut().find(|notice| notice.number == number)
    }
}

impl Notice {
    /// A try ended at `now_ms`.
    pub(super) fn tried(&mut self, was_taken: bool, now_ms: i64) {
        self.tries = self.tries.saturating_add(1);
        self.delivered |= was_taken;
        let gives_up = self.delivered || self.tries >= MAX_TRIES;
        let doublings = self.tries.saturating_sub(1).min(30);
        let wait_ms = (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS);
        self.due_at_ms = (!gives_up).then_some(now_ms.saturating_add(wait_ms));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_ever_later_and_end() {
        let mut outbox = Outbox::default();
        outbox.add(Notice::default(), 0);
        let notice = outbox.find_mut(1).unwrap();
        let mut waits = Vec::new();
        let mut now_ms = 0;
        while let Some(due_at_ms) = notice.due_at_ms {
            waits.push((due_at_ms - now_ms) / 1000);
            now_ms = due_at_ms;
            notice.tried(false, now_ms);
        }
        let expected = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300, 300, 300];
        assert_eq!(waits, expected);
        assert!(!notice.delivered);
    }

    #[test]
    fn the_outbox_has_an_end_and_keeps_what_waits() {
        let mut outbox = Outbox::default();
        for _ in 0..MAX_NOTICES {
            outbox.add(Notice::default(), 0);
        }
        outbox.find_mut(2).unwrap().tried(true, 0);
        outbox.add(Notice::default(), 0);
        assert_eq!(outbox.notices().count(), MAX_NOTICES);
        assert!(outbox.find_mut(1).is_some() && outbox.find_mut(2).is_none());
        outbox.add(Notice::default(), 0);
        assert!(outbox.find_mut(1).is_none(), "nothing is settled, so the oldest went");
    }
}
