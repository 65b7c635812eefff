//! Opening a till.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use checkout::{Checkout, Providers};
use contract::{Failure, TillEvent};
use store::Store;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

use crate::failure::{from_checkout, from_store};
use crate::relay::Kept;
use crate::settings::Settings;
use crate::training::Training;
use crate::{connections, home, ports, view};

/// How many events a slow door may lag behind.
const EVENTS_KEPT: usize = 256;
/// No letters or digits that are mistaken for others (Crockford).
const CODE_LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How to open a till.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where it keeps its files; absent: `BALCAO_HOME`, else the platform's data directory.
    pub home: Option<PathBuf>,
    /// Against the embedded sandbox, in a home of its own.
    pub training: bool,
    /// Training only: each charge is paid by itself after this time.
    pub customer_pays_after: Option<Duration>,
}

/// An open till: the log, the providers, and the tasks that watch.
pub struct Till {
    pub(crate) home: PathBuf,
    pub(crate) checkout: Arc<Checkout>,
    pub(crate) settings: Arc<Mutex<Settings>>,
    pub(crate) relay: Arc<Kept>,
    pub(crate) training: Option<Training>,
    /// Providers that are connected, but whose credentials could not be had.
    pub(crate) unusable: Vec<String>,
    /// The log's last event when this till was opened.
    pub(crate) opened_at: i64,
    events: broadcast::Sender<TillEvent>,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Till {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
        if !self.tasks.is_empty()
            && let Err(error) = self.checkout.release_claims()
        {
            tracing::warn!(%error, "what was being asked is not given back");
        }
    }
}

impl Till {
    /// Opens a till to sell: checks the log and backs it up, gets the providers' credentials from the
    /// vault, and starts the watcher, which resumes every charge that is not settled. It is not opened
    /// without the default provider's credentials; without another's it sells all the same.
    pub async fn open(options: Options) -> Result<Arc<Self>, Failure> {
        let home = home::home(options.home.as_deref(), options.training)?;
        let settings = Settings::read(&home)?;
        let ports = ports::system();
        let store = open_store(&home)?;
        let training =
            Training::start_if(options.training, &home, options.customer_pays_after).await?;
        let known = connections::all(&home, &settings, training.as_ref()).await;
        let unusable = known.iter().filter(|it| it.psp.is_err()).map(|it| it.id.clone()).collect();
        let default = known.first().map(|it| it.id.clone()).unwrap_or_default();
        let providers = Providers::new(connections::usable(known)?, &default);
        let checkout = Checkout::new(store, providers, ports);
        let mut till = Self::assembled(home, checkout, settings, training)?;
        till.unusable = unusable;
        // The first charge already is to be heard of at once.
        till.relay.refresh().await;
        till.start();
        Ok(Arc::new(till))
    }

    /// Opens a till to look only: no provider, no vault, no backup, no task.
    pub fn open_to_look(options: &Options) -> Result<Self, Failure> {
        let home = home::home(options.home.as_deref(), options.training)?;
        let store = Store::open_to_read(&home).map_err(from_store)?;
        Self::without_providers(home, store)
    }

    /// Opens a till to write down what a person says: checks the log and backs it up, but has no
    /// provider, no vault and no task.
    pub fn open_to_note(options: &Options) -> Result<Self, Failure> {
        let home = home::home(options.home.as_deref(), options.training)?;
        let store = open_store(&home)?;
        Self::without_providers(home, store)
    }

    /// What happens from now on. A receiver that lags is told so by tokio and should ask again.
    pub fn events(&self) -> broadcast::Receiver<TillEvent> {
        self.events.subscribe()
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn without_providers(home: PathBuf, store: Store) -> Result<Self, Failure> {
        let settings = Settings::read(&home)?;
        let checkout = Checkout::new(store, Providers::none(), ports::system());
        Self::assembled(home, checkout, settings, None)
    }

    fn assembled(
        home: PathBuf,
        checkout: Arc<Checkout>,
        settings: Settings,
        training: Option<Training>,
    ) -> Result<Self, Failure> {
        let settings = Arc::new(Mutex::new(settings));
        let relay = Kept {
            home: home.clone(),
            checkout: Arc::clone(&checkout),
            settings: Arc::clone(&settings),
            taken: tokio::sync::Mutex::new(None),
            trouble: Mutex::new(None),
        };
        Ok(Self {
            home,
            opened_at: checkout.head().map_err(from_checkout)?,
            checkout,
            settings,
            relay: Arc::new(relay),
            training,
            unusable: Vec::new(),
            events: broadcast::Sender::new(EVENTS_KEPT),
            tasks: Vec::new(),
        })
    }

    fn start(&mut self) {
        let checkout = &self.checkout;
        // The follower first: what the watcher resumes is news already.
        self.tasks = vec![
            tokio::spawn(tell_orders(Arc::clone(checkout), self.events.clone())),
            tokio::spawn(tell_listening(Arc::clone(checkout), self.events.clone())),
            tokio::spawn(tell_attention(Arc::clone(checkout), self.events.clone())),
            tokio::spawn(Arc::clone(checkout).follow()),
            tokio::spawn(Arc::clone(checkout).watch()),
            tokio::spawn(Arc::clone(checkout).listen_to_relay()),
            tokio::spawn(Arc::clone(&self.relay).follow()),
        ];
    }
}

fn open_store(home: &std::path::Path) -> Result<Store, Failure> {
    let ports = ports::system();
    let mut store = Store::open(home, ports.clock.now()).map_err(from_store)?;
    store.name_till(&new_till_code(ports.random.next_u64())).map_err(from_store)?;
    Ok(store)
}

/// Four letters, about a million tills: enough that two tills of one merchant hardly ever agree.
fn new_till_code(chance: u64) -> String {
    (0..4)
        .filter_map(|i| {
            let index = usize::try_from((chance >> (i * 5)) & 31).ok()?;
            CODE_LETTERS.get(index).map(|letter| char::from(*letter))
        })
        .collect()
}

async fn tell_orders(checkout: Arc<Checkout>, events: broadcast::Sender<TillEvent>) {
    let mut changes = checkout.changes();
    loop {
        let event = match changes.recv().await {
            Ok(number) => match checkout.order(number) {
                Ok(history) => {
                    TillEvent::OrderChanged { order: Box::new(view::order(&checkout, &history)) }
                }
                Err(error) => {
                    tracing::error!(order = %number, %error, "a changed order cannot be read");
                    TillEvent::Missed
                }
            },
            Err(broadcast::error::RecvError::Lagged(_)) => TillEvent::Missed,
            Err(broadcast::error::RecvError::Closed) => return,
        };
        // Nobody listening is no fault.
        let _ = events.send(event);
    }
}

async fn tell_listening(checkout: Arc<Checkout>, events: broadcast::Sender<TillEvent>) {
    let mut heard = checkout.listening();
    while heard.changed().await.is_ok() {
        let listening = view::listening(*heard.borrow_and_update());
        let _ = events.send(TillEvent::ListeningChanged { listening });
    }
}

async fn tell_attention(checkout: Arc<Checkout>, events: broadcast::Sender<TillEvent>) {
    let mut waiting = checkout.attention();
    while waiting.changed().await.is_ok() {
        let attention = view::attention(*waiting.borrow_and_update());
        let _ = events.send(TillEvent::AttentionChanged { attention });
    }
}
