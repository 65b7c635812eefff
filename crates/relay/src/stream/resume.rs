//! Where a stream goes on, and whether anything between the till's cursor and there is lost.

use relay_protocol::{Cursor, GapReason};

use crate::ids::TillId;
#[cfg(feature = "sabotage")]
use crate::sabotage::{Sabotage, is_chosen};
use crate::store::{Head, Store, StoreError, StoredEvent};

/// Where a stream goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Start {
    /// As it is now.
    pub(super) head: Head,
    /// What comes next is behind this seq.
    pub(super) after: u64,
    /// What the till has to be told first.
    pub(super) gap: Option<GapReason>,
}

/// For a till that has everything up to `cursor`; `None`: it has never had anything.
pub(super) async fn resume(
    store: &impl Store,
    till: &TillId,
    cursor: Option<&Cursor>,
) -> Result<Start, StoreError> {
    let mut head = store.head(till).await?;
    let has = match cursor {
        None => 0,
        #[cfg(feature = "sabotage")]
        Some(Cursor { s, .. }) if is_chosen(Sabotage::NoEpochCheck) => (*s).min(head.head),
        Some(Cursor { e, s }) if **e == *head.epoch => *s,
        Some(_) => return anew(store, till, head, GapReason::EpochChanged).await,
    };
    if has > head.head {
        store.note_restored_copy(&head.epoch).await?;
        head = store.head(till).await?;
        return anew(store, till, head, GapReason::Unknown).await;
    }
    match next(store, till, has).await? {
        Some(next) if next.previous > has => {
            Ok(Start { head, after: next.seq - 1, gap: Some(GapReason::Expired) })
        }
        None if head.unparked > has => {
            Ok(Start { after: head.head, head, gap: Some(GapReason::Expired) })
        }
        // If only parked events are left they stay behind the cursor: the event that comes next names
        // the cursor as the place before it.
        _ => Ok(Start { head, after: has, gap: None }),
    }
}

/// From the oldest event that is kept.
async fn anew(
    store: &impl Store,
    till: &TillId,
    head: Head,
    reason: GapReason,
) -> Result<Start, StoreError> {
    let after = next(store, till, 0).await?.map_or(head.head, |next| next.seq - 1);
    Ok(Start { head, after, gap: Some(reason) })
}

async fn next(
    store: &impl Store,
    till: &TillId,
    after: u64,
) -> Result<Option<StoredEvent>, StoreError> {
    Ok(store.read_after(till, after, 1, 0).await?.into_iter().next())
}
