//! The way to the relay: kept as the settings say, and shown to screens and support.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use checkout::Checkout;
use checkout::relay::{Link, LinkState as State, Pairing};
use contract::{
    Failure, GapView, LinkState, Nothing, PairRelay, ReceivedView, RelayView, UnpairedView,
};
use domain::{Caller, Printable, UnixMs};
use secrecy::ExposeSecret;
use store::Received;
use tokio::time::Instant;

use crate::failure::from_checkout;
use crate::open::{Options, Till};
use crate::settings::{Changes, Relay, Settings};
use crate::view::words;
use crate::{holders, pairing, unpairing, vault, view};

/// How many of the newest events are shown.
const EVENTS_SHOWN: u32 = 20;
/// After the vault did not open: it may ask a person, who should not be asked all the time.
const AFTER_TROUBLE: Duration = Duration::from_secs(30);

/// How long a connection that is made only to look at it may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks at it.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Makes the checkout listen to the relay that the settings name.
pub(crate) struct RelayPairing {
    pub(crate) home: PathBuf,
    pub(crate) checkout: Arc<Checkout>,
    pub(crate) settings: Arc<Mutex<Settings>>,
    /// What the checkout listens to.
    pub(crate) applied: tokio::sync::Mutex<Option<Relay>>,
    /// Why it does not listen to what it should.
    pub(crate) trouble: Mutex<Option<Failure>>,
}

impl RelayPairing {
    /// Goes by the settings for as long as the till is open: another process or a person may have paired.
    pub(crate) async fn follow(self: Arc<Self>, mut changes: Changes) {
        loop {
            let pause = if self.refresh().await { changes.look_every() } else { AFTER_TROUBLE };
            changes.next(pause).await;
        }
    }

    /// Takes what the settings say now. False if the vault does not open; then the till sells on
    /// without the relay.
    pub(crate) async fn refresh(&self) -> bool {
        let mut applied = self.applied.lock().await;
        let Ok(settings) = Settings::read(&self.home) else { return true };
        let had_trouble = self.trouble().is_some();
        if *applied == settings.connections.relay && !had_trouble {
            return true;
        }
        let (pairing, trouble) = match &settings.connections.relay {
            None => (None, None),
            Some(relay) => match self.pairing(relay).await {
                Ok(pairing) => (Some(pairing), None),
                Err(failure) => (None, Some(failure)),
            },
        };
        if let Some(failure) = &trouble {
            tracing::warn!(%failure, "the relay's key cannot be had");
        }
        let is_good = trouble.is_none();
        *applied = settings.connections.relay.clone().filter(|_| is_good);
        self.checkout.set_pairing(pairing);
        *self.trouble() = trouble;
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).connections.relay =
            settings.connections.relay;
        is_good
    }

    fn trouble(&self) -> MutexGuard<'_, Option<Failure>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pairing(&self, relay: &Relay) -> Result<Pairing, Failure> {
        let identity = vault::read_relay(&self.home).await?;
        // One that was kept by an earlier version is not used either.
        let base = pairing::base_url(&relay.url)?;
        pairing::check_ingest(&base, identity.ingest_url.expose_secret())?;
        Ok(Pairing {
            url: relay.url.clone(),
            till: relay.till.clone(),
            key: identity.key,
            ingest_url: identity.ingest_url.expose_secret().to_owned(),
        })
    }
}

impl Till {
    /// This till's relay, and how the way to it does.
    #[allow(clippy::unused_async, reason = "the doors await every row of the table alike")]
    pub(crate) async fn relay(&self, _: &Caller, _: Nothing) -> Result<RelayView, Failure> {
        self.relay_view()
    }

    /// Pairs this till and begins to listen to the relay at once.
    pub(crate) async fn pair(&self, _: &Caller, request: PairRelay) -> Result<RelayView, Failure> {
        pairing::register(&self.home, &request.url, &request.code).await?;
        self.relay.refresh().await;
        self.relay_view()
    }

    /// Leaves the relay, and listens to it no more at once.
    pub(crate) async fn unpair(&self, _: &Caller, _: Nothing) -> Result<UnpairedView, Failure> {
        let unpaired = unpairing::leave(&self.home).await?;
        self.relay.refresh().await;
        Ok(UnpairedView {
            relay: self.relay_view()?,
            untold: unpaired.untold,
            key_left: unpaired.key_left,
        })
    }

    /// The same as [`Till::relay`], for a till that was opened to look only as well.
    pub fn relay_view(&self) -> Result<RelayView, Failure> {
        let relay = self.current_settings().connections.relay;
        let link = self.checkout.link().map_err(from_checkout)?;
        let received = self.checkout.received(EVENTS_SHOWN).map_err(from_checkout)?;
        let trouble = self.relay.trouble().clone();
        let trouble = trouble.map(|it| it.detail.unwrap_or_else(|| format!("{:?}", it.code)));
        Ok(of(relay.as_ref(), link, &received, trouble))
    }
}

/// The relay as it is now. Where no process of this till holds the connection, this one makes it
/// and waits a few seconds for what comes of it. Fails where what comes of it cannot be written down, which is no
/// fault of the relay.
pub async fn look_at_relay(options: &Options) -> Result<RelayView, Failure> {
    let looking = Till::open_to_look(options)?;
    let known = looking.relay_view()?;
    if matches!(known.state, LinkState::Off | LinkState::Connected) {
        return Ok(known);
    }
    let free = looking.checkout.check_free();
    free.map_err(|error| holders::named(&looking.home, from_checkout(error)))?;
    drop(looking);
    let till = Till::open(options.clone()).await?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let relay = till.relay_view()?;
        let is_settled = matches!(relay.state, LinkState::Connected | LinkState::Refused);
        if is_settled || Instant::now() >= deadline {
            return Ok(relay);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

fn of(
    relay: Option<&Relay>,
    link: Link,
    received: &[Received],
    trouble: Option<String>,
) -> RelayView {
    let state = state(relay.is_some(), link.state);
    let is_there = state == LinkState::Connected;
    RelayView {
        paired: relay.is_some(),
        url: relay.map(|it| words(&it.url)),
        till: relay.map(|it| words(&it.till)),
        name: relay.map(|it| words(&it.name)),
        state,
        since_ms: (state != LinkState::Off).then(|| known(link.since)).flatten(),
        obstacle: link.obstacle.map(|met| view::obstacle(relay.and_then(host).as_deref(), &met)),
        why: trouble.or(link.why).as_deref().map(words),
        session: link.session.filter(|_| is_there),
        epoch: link.epoch,
        cursor: link.cursor,
        head: link.head,
        last_event_at_ms: link.last_event_at.and_then(known),
        round_trip_ms: link.round_trip_ms.filter(|_| is_there),
        gap: link.gap.map(|(at, reason)| GapView { at_ms: at.get(), reason: words(&reason) }),
        received: link.received,
        set_aside: link.set_aside,
        other_tills: link.other_tills,
        dropped: link.dropped,
        events: received.iter().map(event).collect(),
    }
}

/// The relay's host, as a person knows it.
pub(crate) fn host(relay: &Relay) -> Option<String> {
    Some(url::Url::parse(&relay.url).ok()?.host_str()?.to_owned())
}

/// A paired till whose link nobody holds yet is about to be connected.
const fn state(paired: bool, link: State) -> LinkState {
    match (paired, link) {
        (false, _) => LinkState::Off,
        (true, State::Off | State::Connecting) => LinkState::Connecting,
        (true, State::Connected) => LinkState::Connected,
        (true, State::Refused) => LinkState::Refused,
    }
}

/// A moment, unless it is the one that stands for none.
fn known(at: UnixMs) -> Option<i64> {
    (at.get() > 0).then(|| at.get())
}

fn event(received: &Received) -> ReceivedView {
    ReceivedView {
        at_ms: received.at.get(),
        seq: received.seq,
        event: words(&received.event_id),
        outcome: view::outcome(received.outcome),
        set_aside: received.outcome.is_set_aside(),
        detail: received.detail.as_deref().map(words),
        order: received.charge.map(|key| key.order.to_string()),
        raw: received.raw.as_deref().map(Printable::lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Connections;

    #[tokio::test]
    async fn a_till_without_its_key_sells_on_and_says_why_it_is_not_live() {
        let home = tempfile::tempdir().unwrap();
        // A till is paired when it has a log.
        drop(store::Store::open(home.path(), UnixMs::new(1)).unwrap());
        let relay = Relay {
            url: "https://relay.example".into(),
            till: "t_1".into(),
            name: "Caixa 1".into(),
            paired_at_ms: 1,
            others: serde_json::Map::new(),
        };
        Connections::change(home.path(), |known| known.relay = Some(relay)).unwrap();
        let options = Options { home: Some(home.path().to_owned()), ..Options::default() };
        let till = Till::open_to_look(&options).unwrap();
        assert!(!till.relay.refresh().await, "no keyring has a key for this home");
        let view = till.relay_view().unwrap();
        assert_eq!((view.paired, view.state), (true, LinkState::Connecting));
        assert!(view.why.is_some());

        Connections::change(home.path(), |known| known.relay = None).unwrap();
        assert!(till.relay.refresh().await);
        let view = till.relay_view().unwrap();
        assert_eq!((view.paired, view.state, view.why), (false, LinkState::Off, None));
    }

    #[test]
    fn a_till_without_a_relay_has_no_link_whatever_the_log_remembers() {
        for link in [State::Off, State::Connecting, State::Connected, State::Refused] {
            assert_eq!(state(false, link), LinkState::Off);
        }
        assert_eq!(state(true, State::Off), LinkState::Connecting);
        assert_eq!(state(true, State::Connected), LinkState::Connected);
        assert_eq!(state(true, State::Refused), LinkState::Refused);
    }
}
