//! The kinds of the events of all streams.

use super::bound::BOUND;
use super::row::{EVENT_KINDS, PAYOUT_SEEN, RECEIPT_CHECKED, SHIFT_KINDS, UNMATCHED_KINDS};
use crate::{operator, privacy, till, vault};

/// The kinds of all events that this version writes.
pub fn event_kinds() -> impl Iterator<Item = &'static str> {
    let others = [PAYOUT_SEEN, RECEIPT_CHECKED, till::TILL_NAMED, vault::MOVED, BOUND];
    let of_persons = [privacy::BLANKED, privacy::EXPORTED];
    let of_some = EVENT_KINDS.into_iter().chain(UNMATCHED_KINDS).chain(SHIFT_KINDS);
    of_some.chain(operator::KINDS).chain(of_persons).chain(others)
}
