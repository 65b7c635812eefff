//! The relay: the provider's webhooks, pushed to this till as they come.
//!
//! The relay is trusted with delivery only. What an event is worth is decided in `webhook::judge`, and it
//! is on disk with the cursor before it is acknowledged. Losing the relay costs latency: the watcher
//! polls the provider in any case, only less often while webhooks come. Dialling and the session are the
//! matter of the room `relay-client`.

mod link;
mod lock;
mod mark;
mod till;

use std::sync::Arc;

use relay_client::{LinkReport, pause_after_refusal, stay_connected};
use store::Received;
use tokio::sync::watch;
use tokio::time::sleep;

pub use link::Link;
pub(crate) use link::LinkNow;
pub use relay_client::{Event, LinkState, NoStream, Pairing, try_once};

use self::lock::Held;
use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// Sets the relay that this till is paired with, or that it is with none (any more). From then
    /// on charges are made with its ingest URL, and [`Checkout::listen_to_relay`] goes by it.
    pub fn set_pairing(&self, pairing: Option<Pairing>) {
        self.pairing.send_replace(pairing.map(Arc::new));
    }

    /// The listener. Run one per process that sells; of all processes on one home one at a time is
    /// connected, and the others wait to take over.
    pub async fn listen_to_relay(self: Arc<Self>) {
        let mut pairings = self.pairing.subscribe();
        loop {
            let pairing = pairings.borrow_and_update().clone();
            tokio::select! {
                biased;
                changed = pairings.changed() => {
                    if changed.is_err() {
                        return;
                    }
                }
                () = self.stay_linked(pairing.as_deref()) => {}
            }
        }
    }

    /// The link whenever it changes, as [`Checkout::follow`] notices.
    pub fn links(&self) -> watch::Receiver<Link> {
        self.link.subscribe()
    }

    /// What came through the relay, newest first, at most `limit`.
    pub fn received(&self, limit: u32) -> Result<Vec<Received>, Error> {
        Ok(self.store().received(limit)?)
    }

    /// Where providers shall send webhooks about new charges.
    pub(crate) fn webhook_url(&self) -> Option<String> {
        self.pairing.borrow().as_ref().map(|pairing| pairing.ingest_url.clone())
    }

    /// Keeps a connection for as long as this future is polled.
    async fn stay_linked(&self, pairing: Option<&Pairing>) {
        // What an earlier pairing left.
        self.clear_link();
        let Some(pairing) = pairing else { return std::future::pending().await };
        loop {
            let held = Held::take(self).await;
            let why = stay_connected(self, pairing).await;
            tracing::error!(why, "the relay refuses this till");
            let report = LinkReport { why: Some(why), ..LinkReport::default() };
            self.report_link(LinkState::Refused, &report);
            // Another process may have a newer pairing.
            drop(held);
            sleep(pause_after_refusal(self)).await;
        }
    }
}
