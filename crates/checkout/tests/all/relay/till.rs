//! A till with all its tasks, on a log of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checkout::relay::{Link, LinkState, Pairing};
use checkout::{Checkout, Ports, Providers};
use domain::charge::Charge;
use domain::{Actor, Order, OrderNumber};
use providers::{Clock, Psp};
use ring::rand::SystemRandom;
use ring::signature::Ed25519KeyPair;
use secrecy::SecretSlice;
use store::{Received, Store, Why};
use testkit::clock::SystemClock;
use testkit::random::Counting;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::fake::PATIENCE;
use crate::bank::sale;

pub(crate) const INGEST_URL: &str = "https://relay.example/i/key";

/// One process of a till; dropping it ends it.
pub(crate) struct Till {
    pub(crate) checkout: Arc<Checkout>,
    _tasks: JoinSet<()>,
}

impl Till {
    pub(crate) fn open(home: &Path, psp: Option<Arc<dyn Psp>>) -> Self {
        Self::with(home, Providers::new(psp.into_iter().collect(), "connectpsp"))
    }

    pub(crate) fn with(home: &Path, providers: Providers) -> Self {
        let mut store = Store::open(home, SystemClock.now()).unwrap();
        store.name_till("K7QD", Why::New, SystemClock.now()).unwrap();
        let random = Arc::new(Counting::spread(7));
        let checkout = Checkout::new(store, providers, Ports::new(Arc::new(SystemClock), random));
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&checkout).follow());
        tasks.spawn(Arc::clone(&checkout).watch());
        tasks.spawn(Arc::clone(&checkout).listen_to_relay());
        Self { checkout, _tasks: tasks }
    }

    /// Pairs with the relay at this address; returns the till's public key.
    pub(crate) fn pair(&self, url: &str) -> Vec<u8> {
        use ring::signature::KeyPair;
        let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let public = Ed25519KeyPair::from_pkcs8(key.as_ref()).unwrap();
        self.checkout.set_pairing(Some(Pairing {
            url: url.to_owned(),
            till: "t_1".into(),
            key: SecretSlice::from(key.as_ref().to_vec()),
            ingest_url: INGEST_URL.into(),
        }));
        public.public_key().as_ref().to_vec()
    }

    pub(crate) async fn sell(&self) -> Order {
        self.checkout.charge(sale("s1"), &Actor::Till).await.unwrap()
    }

    /// The only charge.
    pub(crate) fn charge(&self) -> Charge {
        let order = self.checkout.order(OrderNumber::new(1).unwrap()).unwrap().order;
        order.attempts.into_iter().next().unwrap()
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.checkout.received(100).unwrap()
    }

    /// The journal's outcomes with their details, oldest first.
    pub(crate) fn outcomes(&self) -> Vec<String> {
        let rows = self.received().into_iter().rev();
        rows.map(|it| format!("{} {}", it.outcome.word(), it.detail.unwrap_or_default())).collect()
    }

    pub(crate) async fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(
                Instant::now() < deadline,
                "{what}: {:?} {:?}",
                self.checkout.link(),
                self.outcomes()
            );
            sleep(Duration::from_millis(5)).await;
        }
    }

    pub(crate) async fn until_link(&self, state: LinkState) -> Link {
        let mut links = self.checkout.links();
        let link = links.wait_for(|link| link.state == state);
        let link = tokio::time::timeout(PATIENCE, link).await;
        link.unwrap_or_else(|_| panic!("{state:?} never came: {:?}", self.checkout.link()))
            .unwrap()
            .clone()
    }
}
