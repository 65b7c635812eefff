//! The staff of an open till: who works here, proved by PINs, and changed by one at a time.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use checkout::{Checkout, Providers};
use contract::{Failure, FailureCode};
use domain::{Actor, OperatorChange, OperatorEvent, OperatorId};
use secrecy::{ExposeSecret as _, SecretString};
use store::{PinTry, Store};

use super::pin::{self, Verifier};
use super::{Known, Operators, Person};
use crate::failure::{from_checkout, from_store};
use crate::{holders, ports, vault};

/// Held while operators are changed.
pub(crate) const LOCK: &str = "operators.lock";
/// Longer than two calls to a keyring may take, as many as whoever holds it makes.
const LONGEST_WAIT: Duration = Duration::from_secs(12);
const TRY_EVERY: Duration = Duration::from_millis(20);
/// How long after the vault did not tell the names it is not asked for them again.
const AFTER_TROUBLE: Duration = Duration::from_secs(10);

/// Who works at a till.
pub(crate) struct Staff {
    home: PathBuf,
    checkout: Arc<Checkout>,
    known: Mutex<Known>,
    /// When the vault did not tell the names last.
    untold: Mutex<Option<Instant>>,
}

impl Staff {
    /// The staff of the till in `home`. Nothing is looked at yet.
    pub(crate) fn new(home: &Path, checkout: Arc<Checkout>) -> Self {
        let (known, untold) = (Mutex::default(), Mutex::default());
        Self { home: home.to_owned(), checkout, known, untold }
    }

    /// The same of a till that is not open; `None` where no log was begun.
    pub(crate) fn of_home(home: &Path) -> Result<Option<Self>, Failure> {
        if !home.join(store::DATABASE).exists() {
            return Ok(None);
        }
        let store = Store::open_to_read(home).map_err(from_store)?;
        let checkout = Checkout::new(store, Providers::only_known(Vec::new()), ports::system());
        Ok(Some(Self::new(home, checkout)))
    }

    /// Who works here now, as far as the log tells.
    pub(crate) fn look(&self) -> Result<Known, Failure> {
        let seq = self.known().seq;
        let records = self.checkout.operator_records(seq).map_err(from_checkout)?;
        let mut known = self.known();
        for record in records.iter().filter(|record| record.seq > known.seq).collect::<Vec<_>>() {
            known.follow(record);
        }
        Ok(known.clone())
    }

    /// What is known without a look: for names.
    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same as [`Self::look`], with the names, which only the vault has. It is asked where anybody works here, and
    /// where `always`; what it does not tell is said in [`Known`].
    pub(crate) async fn look_for_names(&self, always: bool) -> Result<Known, Failure> {
        let known = self.look()?;
        let is_wanted = known.lacks_names || known.unknown.is_some();
        if !is_wanted && !always {
            return Ok(known);
        }
        let untold = *self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        if untold.is_some_and(|at| at.elapsed() < AFTER_TROUBLE) {
            return Ok(known);
        }
        let read = self.read().await;
        let is_answered = read.is_ok();
        {
            let mut known = self.known();
            match read {
                Ok(list) => known.take(&list),
                // Where nobody is known to work here, a keyring that is not there is none that hides them.
                Err(failure) if known.has_any() => known.unknown = Some(failure),
                Err(failure) => {
                    tracing::warn!(%failure, "the keyring does not tell who works here");
                }
            }
        }
        *self.untold.lock().unwrap_or_else(PoisonError::into_inner) =
            (!is_answered).then(Instant::now);
        self.look()
    }

    /// Somebody who works here and has this PIN. The try is counted before the PIN is looked at.
    pub(crate) async fn prove(&self, id: &str, pin: &SecretString) -> Result<Person, Failure> {
        let person = self.look()?.find(id)?.clone();
        pin::check_form(pin)?;
        let list = self.read().await?;
        self.known().take(&list);
        let verifier = list.all().iter().find(|it| it.id == id).and_then(|it| it.verifier.clone());
        let now = ports::since_boot();
        let left = match self.checkout.count_pin_try(&person.id, now).map_err(from_checkout)? {
            PinTry::Wait(wait) => return Err(wait_for(wait)),
            PinTry::Counted { left } => left,
        };
        let is_right = match &verifier {
            Some(verifier) => pin::is_right(verifier, pin).await?,
            None => false,
        };
        if is_right {
            if let Err(error) = self.checkout.forget_pin_tries(&person.id) {
                tracing::warn!(%error, "the tries of a PIN that was right still count");
            }
            return self.look()?.find(id).cloned();
        }
        if left > 0 {
            return Err(Failure::with(FailureCode::WrongPin, left.to_string()));
        }
        tracing::warn!(operator = id, "locked out after too many wrong PINs");
        Err(wait_for(self.wait(&person.id)))
    }

    /// For how long nobody may try this operator's PIN. Where that cannot be read it is said when somebody tries.
    pub(crate) fn wait(&self, id: &OperatorId) -> Duration {
        self.checkout.pin_wait(id, ports::since_boot()).unwrap_or_default()
    }

    /// Makes the verifier of a new PIN.
    pub(crate) async fn new_verifier(&self, pin: &SecretString) -> Result<Verifier, Failure> {
        pin::new_verifier(pin).await
    }

    /// Changes the list as it is now, by one at a time over all processes.
    pub(crate) async fn change<T>(
        &self,
        work: impl FnOnce(&mut Operators) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let _alone = self.alone().await?;
        let before = self.read().await?;
        self.put(before, work).await
    }

    /// The same at the machine itself, also where the vault has lost the list: then it is made anew of what the log
    /// tells, with ids for names.
    pub(crate) async fn change_without_pin<T>(
        &self,
        work: impl FnOnce(&mut Operators) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let _alone = self.alone().await?;
        let before = match self.read().await {
            Err(failure) if failure.code == FailureCode::OperatorsLost => self.of_log()?,
            read => read?,
        };
        self.put(before, work).await
    }

    /// A manager has seen that somebody got a PIN at the machine itself.
    pub(crate) fn see_forgotten(&self, by: &Actor) -> Result<(), Failure> {
        let Some((operator, _, number)) = self.look()?.unseen().cloned() else { return Ok(()) };
        let event = OperatorEvent { operator, change: OperatorChange::ForgottenSeen, number };
        self.checkout.note_operator(&event, by).map_err(from_checkout)?;
        self.look().map(drop)
    }

    /// The PIN is another one: no try counts any more.
    pub(crate) fn forget_tries(&self, id: &OperatorId) -> Result<(), Failure> {
        self.checkout.forget_pin_tries(id).map_err(from_checkout)
    }

    async fn put<T>(
        &self,
        before: Operators,
        work: impl FnOnce(&mut Operators) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut list = before.clone();
        let done = work(&mut list)?;
        if list.number() == before.number() {
            return Ok(done);
        }
        vault::keep_operators(&self.home, &list).await?;
        if let Some((event, by)) = list.last()
            && let Err(error) = self.checkout.note_operator(&event, &by)
        {
            // Without its trace it shall not be; where that cannot be undone, whoever reads the entry next tells it.
            let back = vault::keep_operators(&self.home, &before).await;
            if let Err(failure) = back {
                tracing::error!(%failure, "a change of operators is not in the log yet");
            }
            return Err(from_checkout(error));
        }
        self.look()?;
        self.known().take(&list);
        Ok(done)
    }

    /// The vault's list. The log is told of a last change that it does not know yet.
    async fn read(&self) -> Result<Operators, Failure> {
        let entry = vault::read_operators(&self.home).await?;
        let records = self.checkout.operator_records(0).map_err(from_checkout)?;
        let changes = records.iter().map(|record| &record.event);
        let told = changes.filter(|it| it.change != OperatorChange::ForgottenSeen);
        let told = told.map(|it| it.number).max();
        let Some(entry) = entry else {
            let is_lost = told.is_some();
            let none = Operators::default();
            return if is_lost { Err(Failure::new(FailureCode::OperatorsLost)) } else { Ok(none) };
        };
        let list = Operators::parse(entry.expose_secret());
        let mut list = list.ok_or_else(|| Failure::new(FailureCode::OperatorsLost))?;
        if list.number() > told.unwrap_or(0)
            && let Some((event, by)) = list.last()
            && let Err(error) = self.checkout.note_operator(&event, &by)
        {
            tracing::warn!(%error, "a change of operators is not in the log yet");
        }
        for record in &records {
            list.follow(&record.event);
        }
        Ok(list)
    }

    fn of_log(&self) -> Result<Operators, Failure> {
        let mut list = Operators::default();
        for record in self.checkout.operator_records(0).map_err(from_checkout)? {
            list.follow(&record.event);
        }
        Ok(list)
    }

    /// Waits until no other process changes who works here.
    async fn alone(&self) -> Result<File, Failure> {
        let path = self.home.join(LOCK);
        let unwritable = |error: std::io::Error| {
            Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", path.display()))
        };
        let lock = File::create(&path).map_err(unwritable)?;
        let until = Instant::now() + LONGEST_WAIT;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    tokio::time::sleep(TRY_EVERY).await;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(holders::named(&self.home, Failure::new(FailureCode::LogBusy)));
                }
                Err(TryLockError::Error(error)) => return Err(unwritable(error)),
            }
        }
    }
}

/// The seconds are rounded up: whoever waits for them tries no sooner.
fn wait_for(wait: Duration) -> Failure {
    let seconds = wait.as_millis().div_ceil(1_000).max(1);
    Failure::with(FailureCode::PinWait, seconds.to_string())
}
