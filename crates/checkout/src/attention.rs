//! Attention: what waits for the manager.

use tokio::sync::watch;

use crate::till::Checkout;

/// What waits for the manager.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attention {
    /// Disputes that nobody has settled.
    pub disputes: u32,
    /// Money without a sale that nobody has looked at.
    pub orphans: u32,
}

impl Checkout {
    /// What waits for the manager, whenever it changes, as [`Checkout::follow`] notices.
    pub fn attention(&self) -> watch::Receiver<Attention> {
        self.attention.subscribe()
    }

    /// Takes note of what the log has.
    pub(crate) fn refresh_attention(&self) {
        let now = match self.store().attention() {
            Ok((disputes, orphans)) => Attention { disputes, orphans },
            Err(error) => return tracing::error!(%error, "nobody knows what waits for the manager"),
        };
        self.attention.send_if_modified(|attention| {
            let changed = *attention != now;
            *attention = now;
            changed
        });
    }
}
