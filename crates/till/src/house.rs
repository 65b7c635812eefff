//! The house: what a door that stays open holds. It has the till that is open, or why none is, and changes
//! between the shop and training, whose files stand apart.
//!
//! In a home where no till was begun it makes nothing before a person says which one to begin.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

#[allow(clippy::wildcard_imports, reason = "the table names most of the contract")]
use contract::*;
use domain::Caller;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, MutexGuard, OnceCell, RwLock, RwLockReadGuard, broadcast};
use tokio::task::JoinHandle;

use crate::api::admitted_about;
use crate::doctor::{Surroundings, doctor};
use crate::limit::{LONGEST, within};
use crate::open::{EVENTS_KEPT, Options, Till};
use crate::restore::restore_by;
use crate::session::Session;
use crate::settings::Settings;
use crate::{backup, bundle, home, voice};

/// The till behind a door, and the way to the other one of its home.
pub struct House {
    pub(crate) options: Options,
    events: broadcast::Sender<TillEvent>,
    /// Held while a till opens or closes: whoever asks meanwhile waits for what comes of it.
    state: Mutex<State>,
    /// Held by each command of a till: whoever leaves the till waits for what is under way, which may begin a charge.
    under_way: RwLock<()>,
    surroundings: OnceLock<Surroundings>,
    /// Doctor's last look, also for the bundle.
    last_look: Mutex<Option<Arc<Look>>>,
}

struct State {
    training: bool,
    /// A till may be begun where there is none.
    create: bool,
    open: Option<OpenTill>,
    /// The shop, left for training with charges that a customer may still pay: it goes on asking about them.
    left: Option<Arc<Till>>,
}

/// A look of doctor. Whoever asks while it is under way gets what comes of it.
struct Look {
    /// Which till it is about.
    training: bool,
    seen: OnceCell<DoctorView>,
}

/// The till that is open, what hands its events on, and what says them.
struct OpenTill {
    till: Arc<Till>,
    events: JoinHandle<()>,
    voice: JoinHandle<()>,
}

impl Drop for OpenTill {
    fn drop(&mut self) {
        self.events.abort();
        self.voice.abort();
    }
}

impl House {
    /// The house of these options. Nothing is opened before something is asked of it.
    pub fn new(options: Options) -> Arc<Self> {
        let state =
            State { training: options.training, create: options.create, open: None, left: None };
        let events = broadcast::Sender::new(EVENTS_KEPT);
        let (surroundings, last_look) = (OnceLock::new(), Mutex::new(None));
        let (state, under_way) = (Mutex::new(state), RwLock::new(()));
        Arc::new(Self { options, events, state, under_way, surroundings, last_look })
    }

    /// Notes what shows this till, for doctor; said once.
    pub fn shown_by(&self, surroundings: Surroundings) {
        // Whatever was said first stays.
        let _ = self.surroundings.set(surroundings);
    }

    /// The commands as whoever uses this door may give them.
    pub const fn desk<'a>(&'a self, session: &'a Session) -> HouseDesk<'a> {
        HouseDesk { house: self, session }
    }

    /// What happens from now on at whichever till is open. A receiver that lags is told so by tokio and should
    /// read what it shows anew.
    pub fn events(&self) -> broadcast::Receiver<TillEvent> {
        self.events.subscribe()
    }

    /// The till that is open; opens it, where that has not been tried or came to nothing before. `no_till` in a
    /// home where none was begun.
    pub async fn till(&self) -> Result<Arc<Till>, Failure> {
        let mut state = self.state.lock().await;
        self.opened(&mut state).await
    }

    /// The same for a command, until it drops what comes with the till.
    async fn till_for_a_command(&self) -> Result<(Arc<Till>, RwLockReadGuard<'_, ()>), Failure> {
        let mut state = self.state.lock().await;
        let till = self.opened(&mut state).await?;
        Ok((till, self.under_way.read().await))
    }

    /// Has a shop that is open go by its connections as they are now.
    pub(crate) async fn follow_connections(&self) -> Result<(), Failure> {
        let state = self.state.lock().await;
        let till = state.open.as_ref().map(|open| Arc::clone(&open.till));
        drop(state);
        match till {
            Some(till) if !till.is_training() => till.follow_connections().await,
            _ => Ok(()),
        }
    }

    /// Shows these codes in every window of the till that is open, each for so long; none: no code is good any more.
    /// Where no till is open nobody but the terminal shows them.
    pub async fn show_access_codes(&self, codes: Vec<(String, Duration)>) -> std::io::Result<()> {
        let till = self.state.lock().await.open.as_ref().map(|open| Arc::clone(&open.till));
        let Some(till) = till else { return Ok(()) };
        let shown = tokio::task::spawn_blocking(move || till.show_access_codes(&codes));
        shown.await.map_err(std::io::Error::other)?
    }

    /// From here on customers can look at their slips at this address, behind which the name of a page stands.
    pub fn show_slips_at(&self, base: String) {
        self.options.slip_pages.show_at(base);
    }

    /// The slip on the page of that name, where it is one of the till that is open.
    pub async fn slip_page(&self, name: &str) -> Option<SlipView> {
        let till = self.state.lock().await.open.as_ref().map(|open| Arc::clone(&open.till))?;
        till.slip_of_page(name)
    }

    /// The orderly end of what is open.
    pub async fn close(&self) {
        let mut state = self.state.lock().await;
        for till in state.open.take().map(|open| Arc::clone(&open.till)).iter().chain(&state.left) {
            till.close().await;
        }
        state.left = None;
    }

    async fn opened(&self, state: &mut MutexGuard<'_, State>) -> Result<Arc<Till>, Failure> {
        if let Some(open) = &state.open {
            return Ok(Arc::clone(&open.till));
        }
        // Left for training, it was open all the time.
        let is_here = |left: &Arc<Till>| left.is_training() == state.training;
        let till = if state.left.as_ref().is_some_and(is_here) { state.left.take() } else { None };
        let till = match till {
            Some(till) => till,
            None => self.open(state.training, state.create).await?,
        };
        let events = tokio::spawn(hand_on(till.events(), self.events.clone()));
        let voice = tokio::spawn(voice::follow(Arc::clone(&till)));
        state.open = Some(OpenTill { till: Arc::clone(&till), events, voice });
        Ok(till)
    }

    async fn open(&self, training: bool, create: bool) -> Result<Arc<Till>, Failure> {
        let options = Options { training, create, ..self.options.clone() };
        let opened = Till::open(options).await;
        opened.inspect_err(|failure| {
            // Nothing is wrong where no till was begun yet, or a person has to open the vault first.
            if matches!(failure.code, FailureCode::NoTill | FailureCode::VaultLocked) {
                tracing::info!(%failure, "the till does not open");
            } else {
                tracing::error!(%failure, "the till does not open");
            }
        })
    }

    /// Refuses what whoever uses a door may not do with the till that is open, or that would be.
    async fn admit(
        &self,
        session: &Session,
        right: Right,
        subject: Subject<'_>,
    ) -> Result<Caller, Failure> {
        let state = self.state.lock().await;
        // What is secret, and whom the till is connected to, is the shop's: training's owner owns no shop.
        let is_of_shop = matches!(right, Right::Connect | Right::ManageVault);
        match &state.open {
            Some(open) if !(state.training && is_of_shop) => {
                open.till.desk(session).admitted(right, subject)
            }
            _ => {
                let training = state.training && !is_of_shop;
                let place = home::place(self.options.home.as_deref(), training);
                let home =
                    place.map(|home| home.canonicalize().unwrap_or(home)).unwrap_or_default();
                admitted_about(&home, session, right, subject)
            }
        }
    }

    /// What this door has before it.
    async fn house(&self, _: &Caller, _: Nothing) -> Result<HouseView, Failure> {
        let mut state = self.state.lock().await;
        Ok(self.look(&mut state).await)
    }

    /// Leaves the till that is open for the other one of the home.
    async fn start(&self, _: &Caller, request: StartTill) -> Result<HouseView, Failure> {
        let mut state = self.state.lock().await;
        let training = request.kind == TillKind::Training;
        if state.training == training && state.open.is_some() {
            return Ok(self.look(&mut state).await);
        }
        if state.training != training {
            self.leave(&mut state, request.leave_open).await?;
        }
        state.training = training;
        // What a lost shop has left is no place for a new one, whatever a person chooses.
        state.create = training || !home::has_shop(&self.options)?;
        self.forget_look().await;
        let view = self.look(&mut state).await;
        let event = TillEvent::HouseChanged { house: Box::new(view.clone()) };
        // Nobody listening is no fault.
        let _ = self.events.send(event);
        Ok(view)
    }

    /// Looks at everything that a sale needs, whether or not a till is open.
    async fn doctor(&self, _: &Caller, _: Nothing) -> Result<DoctorView, Failure> {
        let (options, open) = self.as_it_is().await;
        let surroundings = self.surroundings.get().cloned().unwrap_or_default();
        let look = self.look_of_doctor(options.training).await;
        let seen = look.seen.get_or_init(|| doctor(&options, open.as_deref(), &surroundings));
        Ok(seen.await.clone())
    }

    /// The look at this till that is under way, or a new one.
    async fn look_of_doctor(&self, training: bool) -> Arc<Look> {
        let mut last = self.last_look.lock().await;
        let is_under_way = |it: &&Arc<Look>| it.training == training && !it.seen.initialized();
        if let Some(look) = last.as_ref().filter(is_under_way) {
            return Arc::clone(look);
        }
        let look = Arc::new(Look { training, seen: OnceCell::new() });
        *last = Some(Arc::clone(&look));
        look
    }

    /// What doctor has found at another till, or before this one had another log, is true no more.
    async fn forget_look(&self) {
        *self.last_look.lock().await = None;
    }

    /// Saves what doctor has found last, and how the till is made.
    async fn save_bundle(&self, caller: &Caller, _: Nothing) -> Result<SavedBundle, Failure> {
        let (options, caller) = (self.as_it_is().await.0, caller.clone());
        let last = self.last_look.lock().await.clone();
        let last = last.filter(|it| it.training == options.training);
        let seen = match last.as_ref().and_then(|it| it.seen.get()) {
            Some(seen) => seen.clone(),
            None => self.doctor(&caller, Nothing {}).await?,
        };
        let saved = within(LONGEST, "bundle", move || bundle::save_for(&options, &caller, &seen));
        saved.await.unwrap_or_else(|| Err(Failure::new(FailureCode::FileNotSaved)))
    }

    /// The backups that there are, and where one may be put.
    async fn backups(&self, _: &Caller, _: Nothing) -> Result<BackupsView, Failure> {
        let options = self.as_it_is().await.0;
        let found = within(LONGEST, "copies", move || backup::backups(&options)).await;
        Ok(found.unwrap_or_else(|| BackupsView { files: Vec::new(), folders: Vec::new() }))
    }

    /// Copies the log, beside selling.
    async fn backup(&self, _: &Caller, request: BackUp) -> Result<BackedUpView, Failure> {
        let folder = backup::whole_path(&request.folder, FailureCode::BackupFolderMissing)?;
        let options = self.as_it_is().await.0;
        let copied = tokio::task::spawn_blocking(move || backup::copy(&options, &folder));
        copied.await.unwrap_or_else(|_| Err(broken_off()))
    }

    /// What the log has and the backup does not, while the till sells on.
    async fn compare_backup(&self, _: &Caller, request: RestoreLog) -> Result<NewerView, Failure> {
        let file = backup::whole_path(&request.file, FailureCode::NotRestorable)?;
        let options = self.as_it_is().await.0;
        let compared = tokio::task::spawn_blocking(move || backup::compare(&options, &file));
        compared.await.unwrap_or_else(|_| Err(broken_off()))
    }

    /// Closes the till, puts the backup in the log's place, and opens the till again.
    async fn restore(&self, caller: &Caller, request: RestoreLog) -> Result<RestoredView, Failure> {
        let file = backup::whole_path(&request.file, FailureCode::NotRestorable)?;
        let mut state = self.state.lock().await;
        // A shop that was left behind is no other till than the one that is restored.
        let training = state.training;
        let left = state.left.take_if(|left| left.is_training() == training);
        let open = state.open.take().map(|open| Arc::clone(&open.till));
        for till in open.iter().chain(&left) {
            till.close().await;
        }
        drop((open, left));
        // On another computer there is no till yet, and the file begins it.
        let options = Options { training: state.training, create: true, ..self.options.clone() };
        let restored = restore_alone(&options, caller, &file).await;
        self.forget_look().await;
        // Restored or not, the till that is there goes on.
        let view = self.look(&mut state).await;
        let _ = self.events.send(TillEvent::HouseChanged { house: Box::new(view) });
        restored
    }

    /// The options of the till that is open or would be, and that till. Nothing is begun by them. While one opens, which
    /// may take as long as a keyring does, nobody waits for it for long.
    async fn as_it_is(&self) -> (Options, Option<Arc<Till>>) {
        let options = Options { create: false, ..self.options.clone() };
        match tokio::time::timeout(LONGEST, self.state.lock()).await {
            Ok(state) => {
                let open = state.open.as_ref().map(|open| Arc::clone(&open.till));
                (Options { training: state.training, ..options }, open)
            }
            Err(_) => (options, None),
        }
    }

    /// Closes the till that is open. A shop whose customers may still pay stays open behind the other till, so that
    /// their money is seen when it comes; so does one with a command under way that does not end soon.
    async fn leave(
        &self,
        state: &mut MutexGuard<'_, State>,
        leave_open: bool,
    ) -> Result<(), Failure> {
        let Some(open) = &state.open else { return Ok(()) };
        let till = Arc::clone(&open.till);
        let ended = tokio::time::timeout(LONGEST_END, self.under_way.write()).await;
        let charges = if till.is_training() { 0 } else { till.open_charges()? };
        if charges > 0 && !leave_open {
            return Err(Failure::with(FailureCode::ChargesOpen, charges.to_string()));
        }
        state.open = None;
        if charges > 0 || (ended.is_err() && !till.is_training()) {
            state.left = Some(till);
        } else {
            till.close().await;
        }
        Ok(())
    }

    async fn look(&self, state: &mut MutexGuard<'_, State>) -> HouseView {
        let opened = self.opened(state).await;
        let is = match opened {
            Ok(_) => HouseState::Open,
            Err(failure) if failure.code == FailureCode::NoTill => HouseState::New,
            Err(failure) => HouseState::Closed { failure },
        };
        HouseView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            state: is,
            training: state.training,
            has_training: home::has_training(&self.options),
            has_shop: home::has_shop(&self.options).unwrap_or(true),
            home: home::unusual_shop(&self.options),
            preferences: self.preferences(state.training),
        }
    }

    /// Language and colours, whether or not the till opens; nothing is made for them.
    fn preferences(&self, training: bool) -> Preferences {
        let home = home::place(self.options.home.as_deref(), training);
        let settings = home.map(|home| Settings::read(&home)).and_then(Result::ok);
        settings.map(|it| it.preferences()).unwrap_or_default()
    }
}

/// The house, for one door. Every command is checked against the right that it takes: those of the house here,
/// those of the till at its desk.
pub struct HouseDesk<'a> {
    house: &'a House,
    session: &'a Session,
}

macro_rules! house_commands {
    (
        [house] $($own:ident($asked:ty) -> $answer:ty, $needs:ident;)*
        [till] $($name:ident($request:ty) -> $response:ty, $right:ident;)*
    ) => {
        /// The contract's commands.
        #[allow(missing_docs, reason = "the table and its requests say what each does")]
        impl HouseDesk<'_> {
            $(
                pub async fn $own(&self, request: $asked) -> Result<$answer, Failure> {
                    let caller = self.house.admit(self.session, Right::$needs, request.subject()).await?;
                    self.house.$own(&caller, request).await
                }
            )*
            $(
                pub async fn $name(&self, request: $request) -> Result<$response, Failure> {
                    let (till, _under_way) = self.house.till_for_a_command().await?;
                    till.desk(self.session).$name(request).await
                }
            )*
        }
    };
}
contract::commands!(house_commands);

/// How long the last of what a closed till was doing may take.
const LONGEST_END: Duration = Duration::from_secs(10);
/// Between two looks whether it has ended.
const TRY_EVERY: Duration = Duration::from_millis(50);

/// Restores as soon as nothing of this process has the log open any more; another process is not waited for.
async fn restore_alone(
    options: &Options,
    caller: &Caller,
    file: &Path,
) -> Result<RestoredView, Failure> {
    let begun = Instant::now();
    loop {
        match restore_by(options, caller.clone(), Some(file)).await {
            // It names the other process, where there is one.
            Err(failure)
                if failure.code == FailureCode::TillInUse
                    && failure.detail.is_none()
                    && begun.elapsed() < LONGEST_END =>
            {
                tokio::time::sleep(TRY_EVERY).await;
            }
            ended => return ended,
        }
    }
}

fn broken_off() -> Failure {
    Failure::with(FailureCode::Internal, "a task broke off")
}

/// Hands the events of a till on for as long as it is the one that is open.
async fn hand_on(mut events: broadcast::Receiver<TillEvent>, doors: broadcast::Sender<TillEvent>) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => TillEvent::Missed,
            Err(RecvError::Closed) => return,
        };
        // Nobody listening is no fault.
        let _ = doors.send(event);
    }
}
