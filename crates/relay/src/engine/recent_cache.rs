//! The newest events of tills that listen: a till that keeps up is served without a look into the file,
//! which takes a tenth of a webhook's way. What stands here is on disk, in the same order; whatever is
//! not here is read there.

use std::collections::{HashMap, VecDeque};

use crate::ids::TillId;
use crate::store::StoredEvent;

/// Most bytes of all of them together. Beyond, they begin anew.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Most events of one till.
const MOST_EVENTS: usize = 64;

/// Each till's newest events, oldest first, without a hole.
#[derive(Default)]
pub(crate) struct RecentCache {
    of_till: HashMap<TillId, VecDeque<StoredEvent>>,
    bytes: usize,
}

impl RecentCache {
    /// Puts an event behind the till's others.
    pub(crate) fn push(&mut self, till: &TillId, event: StoredEvent) {
        if self.bytes + size(&event) > MOST_BYTES {
            self.clear();
        }
        let follows = |last: &StoredEvent| last.seq == event.previous;
        if !self.of_till.get(till).and_then(VecDeque::back).is_some_and(follows) {
            self.forget(till);
        }
        self.bytes += size(&event);
        let events = self.of_till.entry(till.clone()).or_default();
        events.push_back(event);
        if events.len() > MOST_EVENTS
            && let Some(oldest) = events.pop_front()
        {
            self.bytes -= size(&oldest);
        }
    }

    /// As [`crate::store::Store::read_after`], if all that stands behind `after` up to `newest`
    /// is here.
    pub(crate) fn read_after(
        &self,
        till: &TillId,
        after: u64,
        newest: u64,
        most_events: usize,
        most_bytes: usize,
    ) -> Option<Vec<StoredEvent>> {
        let events = self.of_till.get(till)?;
        if events.front()?.previous > after || events.back()?.seq != newest {
            return None;
        }
        let mut left = most_bytes;
        let mut found: Vec<StoredEvent> = Vec::new();
        for event in events.iter().skip_while(|event| event.seq <= after).take(most_events) {
            if size(event) > left && !found.is_empty() {
                break;
            }
            left = left.saturating_sub(size(event));
            found.push(event.clone());
        }
        Some(found)
    }

    /// The till has everything up to `seq`.
    pub(crate) fn acked(&mut self, till: &TillId, seq: u64) {
        let Some(events) = self.of_till.get_mut(till) else { return };
        while let Some(event) = events.pop_front_if(|event| event.seq <= seq) {
            self.bytes -= size(&event);
        }
    }

    /// Something else than a new event happened to the till's stream.
    pub(crate) fn forget(&mut self, till: &TillId) {
        for event in self.of_till.remove(till).unwrap_or_default() {
            self.bytes -= size(&event);
        }
    }

    /// Something happened to all streams.
    pub(crate) fn clear(&mut self) {
        self.of_till.clear();
        self.bytes = 0;
    }
}

fn size(event: &StoredEvent) -> usize {
    event.body.len() + event.headers.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{EventId, RouteId};

    fn event(previous: u64, seq: u64, bytes: usize) -> StoredEvent {
        StoredEvent {
            seq,
            previous,
            event: EventId::random(),
            route: RouteId::random(),
            received_at_ms: 0,
            headers: String::new(),
            body: vec![7; bytes],
        }
    }

    fn seqs(found: Option<Vec<StoredEvent>>) -> Option<Vec<u64>> {
        found.map(|events| events.iter().map(|event| event.seq).collect())
    }

    #[test]
    fn only_what_is_whole_up_to_the_newest_is_answered() {
        let (mut cache, till) = (RecentCache::default(), TillId::random());
        for (previous, seq) in [(3, 5), (5, 6), (6, 9)] {
            cache.push(&till, event(previous, seq, 10));
        }
        let read = |cache: &RecentCache, after, newest| {
            seqs(cache.read_after(&till, after, newest, 64, 1_000))
        };
        assert_eq!(read(&cache, 3, 9), Some(vec![5, 6, 9]));
        assert_eq!(read(&cache, 4, 9), Some(vec![5, 6, 9]), "nothing of this till is between");
        assert_eq!(read(&cache, 6, 9), Some(vec![9]));
        assert_eq!(read(&cache, 9, 9), Some(vec![]));
        assert_eq!(read(&cache, 2, 9), None, "3 may be the till's, and is not here");
        assert_eq!(read(&cache, 6, 11), None, "11 is not here");
        cache.push(&till, event(11, 12, 10));
        assert_eq!(read(&cache, 9, 12), None, "11 is not here");
        assert_eq!(read(&cache, 11, 12), Some(vec![12]));
    }

    #[test]
    fn bounds_are_those_of_the_reader_and_one_event_always_fits() {
        let (mut cache, till) = (RecentCache::default(), TillId::random());
        for seq in 1..=4 {
            cache.push(&till, event(seq - 1, seq, 100));
        }
        let read = |events, bytes| seqs(cache.read_after(&till, 0, 4, events, bytes));
        assert_eq!(read(2, 1_000), Some(vec![1, 2]));
        assert_eq!(read(64, 300), Some(vec![1, 2, 3]));
        assert_eq!(read(64, 1), Some(vec![1]));
    }

    #[test]
    fn what_was_acknowledged_or_is_too_much_goes() {
        let (mut cache, till) = (RecentCache::default(), TillId::random());
        for seq in 1..=100 {
            cache.push(&till, event(seq - 1, seq, 10));
        }
        assert_eq!(cache.bytes, MOST_EVENTS * 10);
        assert_eq!(seqs(cache.read_after(&till, 35, 100, 1, 1)), None);
        assert_eq!(seqs(cache.read_after(&till, 36, 100, 1, 1)), Some(vec![37]));
        cache.acked(&till, 98);
        assert_eq!(cache.bytes, 20);
        cache.push(&TillId::random(), event(0, 101, MOST_BYTES));
        assert_eq!(seqs(cache.read_after(&till, 98, 100, 64, 64)), None, "all of them went");
        assert_eq!(cache.bytes, MOST_BYTES);
    }
}
