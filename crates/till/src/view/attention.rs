//! What waits for the manager, as a view.

use checkout::Attention as Waiting;
use contract::Attention;

pub(crate) const fn attention(waiting: Waiting) -> Attention {
    let Waiting { disputes, unmatched, unproven, overdue_refunds, by_hand } = waiting;
    Attention { disputes, unmatched, unproven, overdue_refunds, by_hand }
}
