//! What a till has been sent and has not acknowledged: the bound on what is in flight.

use std::collections::VecDeque;

use relay_protocol::{LONGEST_BODY, WINDOW_BYTES, WINDOW_EVENTS};
use tokio::time::Instant;

/// Events in flight, oldest first.
#[derive(Debug)]
pub(super) struct Window {
    most: usize,
    in_flight: VecDeque<(u64, usize)>,
    bytes: usize,
    /// When an ack last moved it, or when it stopped being empty.
    progress: Instant,
}

impl Window {
    /// As wide as the till says, within our own bounds.
    pub(super) fn new(asked: u32) -> Self {
        let most = usize::try_from(asked.clamp(1, WINDOW_EVENTS)).unwrap_or(1);
        Self { most, in_flight: VecDeque::new(), bytes: 0, progress: Instant::now() }
    }

    /// How many more events, and how many more bytes of bodies; `None`: wait for an ack. There is
    /// always room for a whole body, so the bound in bytes is kept.
    pub(super) fn room(&self) -> Option<(usize, usize)> {
        let events = self.most.saturating_sub(self.in_flight.len());
        let bytes = WINDOW_BYTES.saturating_sub(self.bytes);
        (events > 0 && bytes >= LONGEST_BODY).then_some((events, bytes))
    }

    /// An event was sent.
    pub(super) fn sent(&mut self, seq: u64, bytes: usize, now: Instant) {
        if self.in_flight.is_empty() {
            self.progress = now;
        }
        self.in_flight.push_back((seq, bytes));
        self.bytes += bytes;
    }

    /// The till has everything up to `seq`. Says how many events that are.
    pub(super) fn ack(&mut self, seq: u64, now: Instant) -> usize {
        let before = self.in_flight.len();
        while let Some((_, bytes)) = self.in_flight.pop_front_if(|(sent, _)| *sent <= seq) {
            self.bytes -= bytes;
        }
        let acked = before - self.in_flight.len();
        if acked > 0 {
            self.progress = now;
        }
        acked
    }

    /// The till cannot take this one in. `false`: it is not in flight.
    pub(super) fn nack(&mut self, seq: u64, now: Instant) -> bool {
        let place = self.in_flight.iter().position(|(sent, _)| *sent == seq);
        let Some((_, bytes)) = place.and_then(|place| self.in_flight.remove(place)) else {
            return false;
        };
        self.bytes -= bytes;
        self.progress = now;
        true
    }

    /// Since when a till owes an ack; `None` if it owes none.
    pub(super) fn waiting_since(&self) -> Option<Instant> {
        (!self.in_flight.is_empty()).then_some(self.progress)
    }

    /// Nothing is in flight any more: the stream begins anew.
    pub(super) fn clear(&mut self) {
        self.in_flight.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_full_window_waits_for_an_ack() {
        let mut window = Window::new(2);
        let now = Instant::now();
        window.sent(10, 1, now);
        assert_eq!(window.room(), Some((1, WINDOW_BYTES - 1)));
        window.sent(12, 1, now);
        assert_eq!(window.room(), None);
        assert_eq!(window.ack(11, now), 1, "cumulative, also between two seqs");
        assert_eq!(window.room(), Some((1, WINDOW_BYTES - 1)));
        assert_eq!(window.ack(11, now), 0);
    }

    #[test]
    fn a_till_cannot_ask_for_more_than_the_protocol_allows() {
        assert_eq!(Window::new(u32::MAX).room(), Some((64, WINDOW_BYTES)));
        assert_eq!(Window::new(0).room(), Some((1, WINDOW_BYTES)));
    }

    #[test]
    fn an_ack_is_owed_only_with_events_in_flight_and_progress_renews_the_wait() {
        let mut window = Window::new(64);
        let start = Instant::now();
        assert_eq!(window.waiting_since(), None);
        let later = |s| start + std::time::Duration::from_secs(s);
        window.sent(1, 1, later(1));
        window.sent(2, 1, later(2));
        assert_eq!(window.waiting_since(), Some(later(1)));
        window.ack(1, later(3));
        assert_eq!(window.waiting_since(), Some(later(3)));
        assert!(window.nack(2, later(4)));
        assert!(!window.nack(2, later(4)));
        assert_eq!(window.waiting_since(), None);
    }

    proptest! {
        #[test]
        fn never_more_in_flight_than_the_bounds(
            asked in any::<u32>(),
            steps in prop::collection::vec((0usize..=LONGEST_BODY, 0u64..40, any::<bool>()), 1..300),
        ) {
            let mut window = Window::new(asked);
            let (mut seq, mut bytes_of) = (0, std::collections::BTreeMap::new());
            let now = Instant::now();
            for (size, back, is_ack) in steps {
                if let Some((_, room)) = window.room() {
                    seq += 1;
                    prop_assert!(size <= room);
                    window.sent(seq, size, now);
                    bytes_of.insert(seq, size);
                }
                let upto = seq.saturating_sub(back);
                if is_ack {
                    window.ack(upto, now);
                    bytes_of.retain(|sent, _| *sent > upto);
                } else {
                    prop_assert_eq!(window.nack(upto, now), bytes_of.remove(&upto).is_some());
                }
                prop_assert!(bytes_of.len() <= 64);
                prop_assert_eq!(window.bytes, bytes_of.values().sum::<usize>());
                prop_assert!(window.bytes <= WINDOW_BYTES);
            }
        }
    }
}
