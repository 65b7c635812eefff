//! Opening a till.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use checkout::{Checkout, Providers};
use contract::{Failure, FailureCode, Notice, TillEvent};
use domain::UnixMs;
use providers::Psp;
use store::Store;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::daily::Daily;
use crate::failure::{from_checkout, from_store};
use crate::home_watch::HomeWatch;
use crate::operator::Staff;
use crate::printer::Printing;
use crate::relay::RelayPairing;
use crate::settings::{Applied, Changes, Current, Gaps, Settings};
use crate::slip_pages::SlipPages;
use crate::training::Training;
use crate::update::Updating;
use crate::{accounts, connections, disk, holders, home, identity, ports, settings, vault, view};

/// How many events a slow door may lag behind.
pub(crate) const EVENTS_KEPT: usize = 256;

/// How to open a till.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where it keeps its files; absent: `BALCAO_HOME`, else the platform's data directory.
    pub home: Option<PathBuf>,
    /// Against the embedded sandbox, in a home of its own.
    pub training: bool,
    /// A till may be begun in a folder that has none. In training it always is.
    pub create: bool,
    /// Training only: each charge is paid by itself after this time.
    pub customer_pays_after: Option<Duration>,
    /// Who hears how far the update of an older order log is.
    pub updating: Updating,
    /// Where customers look at their slips, as far as a door shows them.
    pub slip_pages: SlipPages,
}

/// An open till: the log, the providers, and the tasks that watch.
pub struct Till {
    pub(crate) home: PathBuf,
    pub(crate) checkout: Arc<Checkout>,
    pub(crate) relay: Arc<RelayPairing>,
    pub(crate) current: Arc<Current>,
    pub(crate) staff: Arc<Staff>,
    /// The log's last event when this till was opened.
    pub(crate) opened_at: i64,
    pub(crate) printing: Arc<Printing>,
    pub(crate) slip_pages: SlipPages,
    daily: Arc<Daily>,
    tasks: Vec<JoinHandle<()>>,
    watch: Option<HomeWatch>,
    /// Why nothing can be written where this till was opened to look.
    pub(crate) unwritable: Option<Failure>,
}

impl Drop for Till {
    fn drop(&mut self) {
        self.daily.stop();
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
    /// Opens a till to sell: checks the log, gets the providers' credentials from the
    /// vault, and starts the watcher, which resumes every charge that is not settled. It is not opened
    /// without the default provider's credentials; without another's it sells all the same. Where the keyring does
    /// not answer, it opens and sells nothing before that does.
    pub async fn open(options: Options) -> Result<Arc<Self>, Failure> {
        let home = home::home(&options)?;
        let ports = ports::system();
        let mut store = open_store(&home, &options)?;
        if !options.training
            && let Err(failure) = vault::finish(&home).await
        {
            tracing::warn!(%failure, "what a move of the vault has left is there still");
        }
        // Not before this process is known to live: whoever connects another account while it does keeps
        // the one that is read here.
        let settings = Settings::read(&home)?;
        identity::check_money(&store, options.training)?;
        let training =
            Training::start_if(options.training, &home, options.customer_pays_after).await?;
        for ended in accounts::ended(&settings, &store) {
            accounts::release(&home, &ended).await;
        }
        let settings = Settings::read(&home)?;
        if let Err(failure) = settings::keep_good(&home) {
            tracing::warn!(%failure, "what holds is not kept for the next start");
        }
        let gathered = connections::gather(&home, &settings, training.as_ref()).await?;
        // With the credentials at hand: what it tells is told to somebody who goes on.
        let is_real = !options.training && !settings.connected().is_empty();
        // One that does not answer is told of this till once it does, before anything is sold.
        let has_keyring = is_real && gathered.silent.is_none();
        let copied = identity::establish(&home, &mut store, options.training, has_keyring).await?;
        let mut notices: Vec<Notice> = copied.into_iter().collect();
        notices.extend(bind(&mut store, &gathered.usable, ports.clock.now())?);
        notices.extend(tell_kept(&store, &gathered.kept)?);
        let (unusable, silent) = (gathered.unusable.clone(), gathered.silent.clone());
        let gaps = Gaps { unusable, silent, ..Gaps::default() };
        let checkout = Checkout::new(store, gathered.into_providers(), ports);
        let mut till = Self::assembled(home, checkout, settings, gaps, training, notices)?;
        till.slip_pages = options.slip_pages;
        till.current.has_keyring.store(has_keyring, Ordering::Relaxed);
        // A log that was put back may not know of them yet.
        till.staff.look_for_names(has_keyring).await?;
        // The first charge already is to be heard of at once.
        till.relay.refresh().await;
        till.start();
        Ok(Arc::new(till))
    }

    /// Opens a till to look only: no provider, no vault, no backup, no task. It needs no disk that takes anything:
    /// [`Till::unwritable`] tells.
    pub fn open_to_look(options: &Options) -> Result<Self, Failure> {
        let home = home::home(options)?;
        home::refuse_if_lost(&home, options.training)?;
        let store = Store::open_to_look(&home, options.updating.tell());
        let store = store.map_err(|error| holders::named(&home, from_store(error)))?;
        Self::without_providers(home, store, options.training)
    }

    /// Opens a till to write down what a person says: checks the log, but has no provider, no vault and no
    /// task.
    pub fn open_to_note(options: &Options) -> Result<Self, Failure> {
        let home = home::home(options)?;
        let store = open_store(&home, options)?;
        Self::without_providers(home, store, options.training)
    }

    /// The orderly end: tells the keyring how far the log has come, so that the loss of its end is noticed
    /// even where everything in the home was put back, and makes a backup that was put off for too long.
    pub async fn close(&self) {
        self.printing.end().await;
        self.keep_end().await;
        self.daily.end().await;
    }

    async fn keep_end(&self) {
        if !self.current.has_keyring.load(Ordering::Relaxed) {
            return;
        }
        let mark = self.checkout.mark();
        let kept = match mark {
            Ok(mark) => identity::keep_end(&self.home, mark).await,
            Err(error) => Err(from_checkout(error)),
        };
        if let Err(failure) = kept {
            tracing::warn!(%failure, "the keyring does not know how far the log has come");
        }
    }

    /// What happens from now on. A receiver that lags is told so by tokio and should read what it shows anew.
    pub fn events(&self) -> broadcast::Receiver<TillEvent> {
        self.current.events.subscribe()
    }

    /// Before anything is sold: takes the connections as they are now.
    pub(crate) async fn follow_connections(&self) -> Result<(), Failure> {
        self.current.refresh().await
    }

    pub(crate) fn current_settings(&self) -> Settings {
        self.current.settings().clone()
    }

    fn without_providers(home: PathBuf, store: Store, training: bool) -> Result<Self, Failure> {
        identity::check_money(&store, training)?;
        let unwritable = store.unwritable().map(str::to_owned);
        let settings = Settings::read(&home)?;
        let kept = settings.connections.kept.iter().map(|kept| kept.fingerprint.clone()).collect();
        let checkout = Checkout::new(store, Providers::only_known(kept), ports::system());
        let mut till =
            Self::assembled(home, checkout, settings, Gaps::default(), None, Vec::new())?;
        till.unwritable = unwritable.map(|why| Failure::with(FailureCode::LogUnwritable, why));
        Ok(till)
    }

    fn assembled(
        home: PathBuf,
        checkout: Arc<Checkout>,
        settings: Settings,
        gaps: Gaps,
        training: Option<Training>,
        notices: Vec<Notice>,
    ) -> Result<Self, Failure> {
        let staff = Arc::new(Staff::new(&home, Arc::clone(&checkout)));
        let applied = Applied { settings: settings.clone(), at: Instant::now() };
        let settings = Arc::new(Mutex::new(settings));
        let current = Current {
            home: home.clone(),
            checkout: Arc::clone(&checkout),
            settings: Arc::clone(&settings),
            staff: Arc::clone(&staff),
            training,
            has_keyring: AtomicBool::new(false),
            notices: Mutex::new(notices),
            applied: tokio::sync::Mutex::new(applied),
            gaps: Mutex::new(gaps),
            access: Mutex::default(),
            events: broadcast::Sender::new(EVENTS_KEPT),
        };
        let current = Arc::new(current);
        current.print_on_payment();
        let relay = RelayPairing {
            home: home.clone(),
            checkout: Arc::clone(&checkout),
            settings: Arc::clone(&settings),
            applied: tokio::sync::Mutex::new(None),
            trouble: Mutex::new(None),
        };
        Ok(Self {
            daily: Arc::new(Daily::new(home.clone())),
            home,
            opened_at: checkout.head().map_err(from_checkout)?,
            checkout,
            relay: Arc::new(relay),
            printing: Arc::new(Printing::new(Arc::clone(&current))),
            slip_pages: SlipPages::default(),
            current,
            staff,
            tasks: Vec::new(),
            watch: None,
            unwritable: None,
        })
    }

    fn start(&mut self) {
        let (checkout, events) = (&self.checkout, &self.current.events);
        let (settings_changed, settings) = watch::channel(());
        let (log_grown, log) = watch::channel(());
        self.watch = HomeWatch::begin(&self.home, log_grown, settings_changed);
        // The follower first: what the watcher resumes is news already.
        self.tasks = vec![
            tokio::spawn(tell_orders(Arc::clone(&self.current))),
            tokio::spawn(tell_operators(Arc::clone(&self.current), log.clone())),
            tokio::spawn(hear_of_commits(Arc::clone(checkout), log)),
            tokio::spawn(tell_listening(Arc::clone(checkout), events.clone())),
            tokio::spawn(tell_attention(Arc::clone(checkout), events.clone())),
            tokio::spawn(Arc::clone(checkout).follow()),
            tokio::spawn(Arc::clone(checkout).watch()),
            tokio::spawn(Arc::clone(checkout).listen_to_relay()),
            tokio::spawn(disk::watch(self.home.clone(), Arc::clone(checkout))),
            tokio::spawn(Arc::clone(&self.printing).follow()),
            tokio::spawn(Arc::clone(&self.relay).follow(Changes(settings.clone()))),
            tokio::spawn(Arc::clone(&self.current).follow(Changes(settings))),
            tokio::spawn(
                Arc::clone(&self.daily).follow(Arc::clone(checkout), Arc::clone(&self.current)),
            ),
        ];
    }
}

fn open_store(home: &std::path::Path, options: &Options) -> Result<Store, Failure> {
    home::refuse_if_lost(home, options.training)?;
    let opened = Store::open_telling(home, ports::system().clock.now(), options.updating.tell());
    opened.map_err(|error| holders::named(home, from_store(error)))
}

/// Binds what an older log left without an account to the accounts that are connected.
fn bind(
    store: &mut Store,
    providers: &[Arc<dyn Psp>],
    now: UnixMs,
) -> Result<Vec<Notice>, Failure> {
    let mut notices = Vec::new();
    for psp in providers {
        let charges = store.bind(psp.account(), now).map_err(from_store)?;
        if charges > 0 {
            let (provider, address) =
                (psp.manifest().name.to_owned(), psp.account().address.clone());
            notices.push(Notice::ChargesBound { provider, address, charges });
        }
    }
    Ok(notices)
}

fn tell_kept(store: &Store, kept: &[Arc<dyn Psp>]) -> Result<Vec<Notice>, Failure> {
    let tell = |psp: &Arc<dyn Psp>| {
        let charges = store.open_at(&psp.account().fingerprint).map_err(from_store)?;
        let (provider, address) = (psp.manifest().name.to_owned(), psp.account().address.clone());
        Ok(Notice::AccountKept { provider, address, charges })
    };
    kept.iter().map(tell).collect()
}

async fn hear_of_commits(checkout: Arc<Checkout>, mut log: watch::Receiver<()>) {
    while log.changed().await.is_ok() {
        checkout.others_wrote();
    }
}

/// How often to look by itself whether who works here has changed.
const LOOK_AT_STAFF: Duration = Duration::from_secs(5);

/// Tells the doors that who works here has changed, in any process.
async fn tell_operators(current: Arc<Current>, mut log: watch::Receiver<()>) {
    let mut before = current.staff.known().clone();
    loop {
        // Where nobody tells of commits it is looked at by itself.
        if let Ok(Err(_)) = tokio::time::timeout(LOOK_AT_STAFF, log.changed()).await {
            tokio::time::sleep(LOOK_AT_STAFF).await;
        }
        let known = match current.staff.look() {
            Ok(known) => known,
            Err(failure) => {
                tracing::warn!(%failure, "who works here cannot be read");
                continue;
            }
        };
        if known == before {
            continue;
        }
        if known.notice() != before.notice() {
            current.tell(TillEvent::TillChanged { till: Box::new(current.view()) });
        }
        current.tell(TillEvent::OperatorsChanged);
        before = known;
    }
}

async fn tell_orders(current: Arc<Current>) {
    let checkout = &current.checkout;
    let mut changes = checkout.changes();
    loop {
        let event = match changes.recv().await {
            Ok(number) => match checkout.order(number).and_then(|it| Ok((it, current.terminal()?)))
            {
                Ok((history, terminal)) => {
                    let order = view::order(checkout, &current.staff.known(), &terminal, &history);
                    TillEvent::OrderChanged { order: Box::new(order) }
                }
                Err(error) => {
                    tracing::error!(order = %number, %error, "a changed order cannot be read");
                    TillEvent::Missed
                }
            },
            Err(broadcast::error::RecvError::Lagged(_)) => TillEvent::Missed,
            Err(broadcast::error::RecvError::Closed) => return,
        };
        current.tell(event);
    }
}

async fn tell_listening(checkout: Arc<Checkout>, events: broadcast::Sender<TillEvent>) {
    let mut heard = checkout.listening();
    while heard.changed().await.is_ok() {
        let listening = view::listening(&heard.borrow_and_update());
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
