//! The relay: the provider's webhooks, pushed to this till as they come.
//!
//! The relay is trusted with delivery only. What an event is worth is decided in `webhook::judge`, and it
//! is on disk with the cursor before it is acknowledged. Losing the relay costs latency: the watcher
//! polls the provider in any case, only less often while webhooks come.

mod back_off;
mod dial;
mod end;
mod link;
mod lock;
mod mark;
mod pairing;
mod session;

use std::sync::Arc;
use std::time::Duration;

use store::Received;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

pub use crate::webhook::Frame;
pub use link::{Link, LinkState};
pub use pairing::Pairing;

use self::back_off::{BackOff, part_of};
use self::end::End;
use self::link::Told;
use self::lock::Held;
use crate::error::Error;
use crate::till::Checkout;

/// A connection that lasted this long was a good one.
const STABLE: Duration = Duration::from_mins(1);
/// After a refusal. Not for ever: a wrong clock gets repaired, and a relay may be put right. At least
/// as long again, at most twice.
const AFTER_REFUSAL: Duration = Duration::from_mins(5);

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
            let why = self.keep_dialling(pairing).await;
            tracing::error!(why, "the relay refuses this till");
            self.say_link(LinkState::Refused, &Told { why: Some(why), ..Told::default() });
            // Another process may have a newer pairing.
            drop(held);
            sleep(AFTER_REFUSAL + part_of(AFTER_REFUSAL, self.ports.random.as_ref())).await;
        }
    }

    /// Dials, serves and dials again until the relay refuses this till; returns its reason.
    async fn keep_dialling(&self, pairing: &Pairing) -> String {
        let random = self.ports.random.as_ref();
        let mut back_off = BackOff::default();
        let mut told = Told::default();
        loop {
            self.say_link(LinkState::Connecting, &told);
            let (end, lasted) = self.dial_and_serve(pairing).await;
            if lasted >= STABLE {
                back_off.reset();
            }
            let again_at = Instant::now() + back_off.next(random);
            let (again_at, why) = match end {
                End::Refused(why) => return why,
                End::Lost(why) => (again_at, why),
                End::Later(pause, why) => (again_at + pause, why),
                End::Drained(at) => (again_at.max(at), "the relay restarts".to_owned()),
            };
            tracing::info!(why, "no connection to the relay");
            told = Told { why: Some(why), ..Told::default() };
            self.say_link(LinkState::Connecting, &told);
            sleep_until(again_at).await;
        }
    }

    /// One connection, or the try to make one; and how long it served.
    async fn dial_and_serve(&self, pairing: &Pairing) -> (End, Duration) {
        let socket = match dial::dial(pairing, &self.ports).await {
            Ok(socket) => socket,
            Err(end) => return (end, Duration::ZERO),
        };
        match session::begin(self, pairing, socket).await {
            Ok(session) => {
                let begun = Instant::now();
                (session.run().await, begun.elapsed())
            }
            Err(end) => (end, Duration::ZERO),
        }
    }
}
