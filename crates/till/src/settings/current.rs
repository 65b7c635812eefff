//! What an open till goes by: another process or a person may change the settings meanwhile. Nothing is sold
//! through an account that is not connected any more, and every door hears of a change.
//!
//! The system tells of a change, and the file is looked at every so often as well: that word does not come on
//! every file system that a container or a network share has.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use checkout::Checkout;
use contract::{Failure, FailureCode, Notice, TillEvent};
use store::{OnPayment, Store};
use tokio::sync::broadcast;
use tokio::time::{Instant, timeout};

use super::{Changes, Settings};
use crate::access::{self, AccessCode};
use crate::connections::{self, Gathered};
use crate::failure::from_store;
use crate::identity;
use crate::operator::Staff;
use crate::printer::Target;
use crate::training::Training;
use crate::view::Terminal;

/// After the vault did not open: it may ask a person, who should not be asked all the time.
const AFTER_TROUBLE: Duration = Duration::from_secs(30);
/// After the keyring did not answer, the first time; then twice as long each time, up to [`AFTER_TROUBLE`].
const AFTER_SILENCE: Duration = Duration::from_secs(2);
/// How long a screen waits for a vault that asks a person.
const PATIENCE: Duration = Duration::from_secs(3);

/// Makes the till go by what the settings say, and tells the doors.
pub(crate) struct Current {
    pub(crate) home: PathBuf,
    pub(crate) checkout: Arc<Checkout>,
    pub(crate) staff: Arc<Staff>,
    pub(crate) training: Option<Training>,
    /// The keyring knows which till this is: not before its first connection.
    pub(crate) has_keyring: AtomicBool,
    /// What has happened to this till, told once.
    pub(crate) notices: Mutex<Vec<Notice>>,
    /// What the till goes by now.
    pub(crate) settings: Arc<Mutex<Settings>>,
    /// The connections that the checkout has.
    pub(crate) applied: tokio::sync::Mutex<Applied>,
    pub(crate) gaps: Mutex<Gaps>,
    /// The codes that let a page of the browser door in, here or in another process.
    pub(crate) access: Mutex<Vec<AccessCode>>,
    pub(crate) events: broadcast::Sender<TillEvent>,
}

/// The settings whose connections the checkout has.
pub(crate) struct Applied {
    pub(crate) settings: Settings,
    pub(crate) at: Instant,
}

/// What the settings name and the till could not have, and why it sells no further.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Gaps {
    /// Providers that are connected, but whose credentials could not be had.
    pub(crate) unusable: Vec<String>,
    /// The keyring does not answer, or what it told when it did keeps the till from selling: nothing is sold before
    /// that is over.
    pub(crate) silent: Option<Failure>,
    /// Why it cannot be read what the till is connected to, as long as it cannot.
    pub(crate) unreadable: Option<Failure>,
    /// The damage that was found in the log since the till was opened: it sells no further.
    pub(crate) damage: Option<Failure>,
}

impl Current {
    /// Goes by the settings for as long as the till is open: what another process sells is to be asked about
    /// here as well.
    pub(crate) async fn follow(self: Arc<Self>, mut changes: Changes) {
        let mut after_silence = AFTER_SILENCE;
        loop {
            let refreshed = self.refresh().await;
            let pause = match refreshed {
                Ok(()) => {
                    after_silence = AFTER_SILENCE;
                    changes.look_every()
                }
                Err(failure) if failure.code == FailureCode::VaultSilent => {
                    after_silence = (after_silence * 2).min(AFTER_TROUBLE);
                    after_silence / 2
                }
                Err(failure) => {
                    tracing::warn!(%failure, "the connections cannot be had");
                    AFTER_TROUBLE
                }
            };
            changes.next(pause).await;
        }
    }

    /// The same as [`Self::refresh`], for a person who waits before a screen. Fails only where the till has
    /// nothing to sell through, and what is connected cannot be had.
    pub(crate) async fn look(&self) -> Result<(), Failure> {
        match timeout(PATIENCE, self.refresh()).await {
            Ok(Err(failure)) if self.settings().connected().is_empty() => Err(failure),
            Ok(Err(failure)) => {
                tracing::warn!(%failure, "the connections cannot be had");
                Ok(())
            }
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }

    /// Takes what the settings say now, and tells the doors if it is news. Where the file cannot be read the
    /// till goes on by what it had, if the keyring has told all of that. Where the connections cannot be had, what is open is asked about as
    /// before, and nothing may be sold.
    pub(crate) async fn refresh(&self) -> Result<(), Failure> {
        let mut applied = self.applied.lock().await;
        let before = (self.settings().clone(), self.gaps().clone());
        let has_others = self.take(&mut applied).await;
        let is_news =
            self.take_access_codes() || before != (self.settings().clone(), self.gaps().clone());
        if is_news {
            self.tell(TillEvent::TillChanged { till: Box::new(self.view()) });
        }
        if has_others? {
            // What may be done with an order hangs on what is connected.
            self.tell(TillEvent::Missed);
        }
        Ok(())
    }

    /// Says whether the checkout has other connections than before.
    async fn take(&self, applied: &mut Applied) -> Result<bool, Failure> {
        self.gaps().damage = store::noted_damage(&self.home).map(from_store);
        let before = self.settings().values.clone();
        let read = match Settings::read_over(&self.home, Some(&before)) {
            Ok(read) => read,
            Err(failure) => {
                if self.gaps().unreadable.replace(failure.clone()).as_ref() != Some(&failure) {
                    tracing::error!(%failure, "the till goes on by the settings that it had");
                }
                // What a keyring that is silent has not told of these is as unknown as before.
                return self.gaps().silent.clone().map_or(Ok(false), Err);
            }
        };
        self.gaps().unreadable = None;
        if *self.settings() != read {
            for mistake in read.mistakes() {
                tracing::warn!(%mistake, "the till goes on by what held before");
            }
            self.settings().take_choices_of(&read);
            self.print_on_payment();
        }
        if let Err(failure) = super::keep_good(&self.home) {
            tracing::warn!(%failure, "what holds is not kept for the next start");
        }
        // Training's connections are its own; which of them charges is a choice.
        if let Some(training) = &self.training {
            if read.default_provider() == applied.settings.default_provider() {
                return Ok(false);
            }
            let gathered = connections::gather(&self.home, &read, Some(training)).await?;
            self.checkout.set_providers(gathered.into_providers());
            *applied = Applied { settings: read, at: Instant::now() };
            return Ok(true);
        }
        let Gaps { unusable, silent, .. } = self.gaps().clone();
        let is_whole = unusable.is_empty() || applied.at.elapsed() < AFTER_TROUBLE;
        if read.has_connections_of(&applied.settings) && is_whole && silent.is_none() {
            return Ok(false);
        }
        let gathered = match self.gather(&read).await {
            // What can be used needs no keyring; it is only looked whether more of it can.
            Err(failure)
                if failure.code == FailureCode::VaultSilent
                    && silent.is_none()
                    && read.has_connections_of(&applied.settings) =>
            {
                applied.at = Instant::now();
                return Ok(false);
            }
            Err(failure) if failure.code == FailureCode::VaultSilent => {
                self.gaps().silent = Some(failure.clone());
                return Err(failure);
            }
            Err(failure) => {
                // It is not silent any more, and what it told stands in the place of its silence.
                if let Some(known) = self.gaps().silent.as_mut() {
                    failure.clone_into(known);
                }
                return Err(failure);
            }
            Ok(gathered) => gathered,
        };
        self.gaps().silent = None;
        let Gathered { unusable, .. } = &gathered;
        unusable.clone_into(&mut self.gaps().unusable);
        self.checkout.set_providers(gathered.into_providers());
        self.settings().take_connections_of(&read);
        *applied = Applied { settings: read, at: Instant::now() };
        Ok(true)
    }

    /// Has each payment bring out of the printer what the settings say.
    pub(crate) fn print_on_payment(&self) {
        let on_payment = {
            let settings = self.settings();
            let has_printer = Target::of(&settings).is_some();
            OnPayment {
                slip: has_printer && settings.auto_print(),
                drawer: has_printer && settings.opens_drawer(),
            }
        };
        self.checkout.set_on_payment(on_payment);
    }

    /// Gets what the settings name. Where the keyring does not tell all of it, what the till has is better.
    async fn gather(&self, read: &Settings) -> Result<Gathered, Failure> {
        let gathered = connections::gather(&self.home, read, None).await?;
        match &gathered.silent {
            Some(failure) => Err(failure.clone()),
            None => self.make_known(read).await.map(|()| gathered),
        }
    }

    /// Says whether the codes that let a page in are others than before.
    fn take_access_codes(&self) -> bool {
        let codes = access::read(&self.home, access::now_ms());
        let before = std::mem::replace(&mut *self.access_codes(), codes.clone());
        before != codes
    }

    /// Makes the till known to the keyring at its first connection, as a start with one does: before anything
    /// real is sold, so that a copy of this home is noticed, and a log that lacks what the keyring knows of.
    async fn make_known(&self, read: &Settings) -> Result<(), Failure> {
        if self.has_keyring.load(Ordering::Relaxed) || read.connected().is_empty() {
            return Ok(());
        }
        let mut store = Store::open_to_read(&self.home).map_err(from_store)?;
        let copied = identity::establish(&self.home, &mut store, false, true).await?;
        self.has_keyring.store(true, Ordering::Relaxed);
        self.notices().extend(copied);
        Ok(())
    }

    pub(crate) fn notices(&self) -> MutexGuard<'_, Vec<Notice>> {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn gaps(&self) -> MutexGuard<'_, Gaps> {
        self.gaps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn access_codes(&self) -> MutexGuard<'_, Vec<AccessCode>> {
        self.access.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shop and its till, as fiscal notes name them.
    pub(crate) fn terminal(&self) -> Result<Terminal, checkout::Error> {
        Ok(Terminal::new(self.settings().clone(), self.checkout.code()?))
    }

    pub(crate) fn tell(&self, event: TillEvent) {
        // Nobody listening is no fault.
        let _ = self.events.send(event);
    }
}
