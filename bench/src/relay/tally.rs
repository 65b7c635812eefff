//! What became of the requests of one measurement.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::relay::subscriber::{Arrivals, Subscriber};

/// Requests by their fate.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct Tally {
    /// Answered with a 2xx.
    pub(crate) accepted: u64,
    /// Answered with something else, by status.
    pub(crate) refused: BTreeMap<u16, u64>,
    /// Accepted and never arrived.
    pub(crate) lost: u64,
    /// Arrived once more.
    pub(crate) twice: u64,
    /// Arrived otherwise than it was sent.
    pub(crate) strange: u64,
    /// Why the measured till's line ended, if it did.
    pub(crate) hung_up: Option<String>,
}

impl Tally {
    /// Counts an answer.
    pub(crate) fn answered(&mut self, status: u16) {
        if (200..300).contains(&status) {
            self.accepted += 1;
        } else {
            *self.refused.entry(status).or_default() += 1;
        }
    }

    /// Adds what another has counted.
    pub(crate) fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        for (status, count) in other.refused {
            *self.refused.entry(status).or_default() += count;
        }
        self.lost += other.lost;
        self.twice += other.twice;
        self.strange += other.strange;
        self.hung_up = self.hung_up.take().or(other.hung_up);
    }

    /// With what arrived of them.
    pub(crate) fn with(mut self, arrivals: &Arrivals, subscriber: &Subscriber) -> Self {
        let arrived = arrivals.at.iter().flatten().count();
        self.lost = self.accepted.saturating_sub(u64::try_from(arrived).unwrap_or(u64::MAX));
        self.twice = arrivals.twice;
        self.strange = arrivals.strange;
        self.hung_up = subscriber.ended();
        self
    }
}
