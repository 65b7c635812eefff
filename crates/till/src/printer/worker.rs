//! Who prints what waits: one task per open till, one slip at a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::{PrinterTrouble, PrinterTroubleView, PrinterView, TillEvent};
use store::SlipJob;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, timeout};

use super::job::{self, Outcome};
use super::status::Hearing;
use super::{Content, Target, Trouble};
use crate::settings::Current;

/// How often to look by itself: for what a process has left that died.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After a failure; twice as long after each one more, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// So long a till that is closed waits for what is on its way to the printer.
const LONGEST_END: Duration = Duration::from_secs(2);

/// The printing of one open till.
pub(crate) struct Printing {
    current: Arc<Current>,
    trouble: Mutex<Option<PrinterTroubleView>>,
    /// Somebody stands before the printer: what waits is tried now.
    asked: AtomicBool,
    /// Nothing more is begun.
    ending: AtomicBool,
    /// There may be something to do.
    wake: Notify,
    /// Held while a slip is on its way.
    at_it: tokio::sync::Mutex<()>,
}

/// What the task alone knows.
struct Course {
    target: Option<Target>,
    hearing: Hearing,
    pause: Duration,
    not_before: Instant,
    /// A thread that hangs in the system.
    stuck: Option<oneshot::Receiver<Outcome>>,
    told: Option<PrinterView>,
}

impl Printing {
    pub(crate) fn new(current: Arc<Current>) -> Self {
        Self {
            current,
            trouble: Mutex::default(),
            asked: AtomicBool::new(false),
            ending: AtomicBool::new(false),
            wake: Notify::new(),
            at_it: tokio::sync::Mutex::new(()),
        }
    }

    /// What the slips of this till are made of, as the settings are now.
    pub(crate) fn content(&self) -> Content {
        Content::of(&self.current)
    }

    /// The printer, and what waits for it.
    pub(crate) fn view(&self) -> PrinterView {
        let settings = self.current.settings().clone();
        let target = Target::of(&settings);
        // A log that is not read now is read at the next look.
        let waiting = self.current.checkout.outbox().map_or(0, |outbox| outbox.waiting);
        PrinterView {
            kind: target.as_ref().map(|target| target.kind),
            address: target.map(|target| target.address),
            waiting,
            trouble: self.trouble().clone(),
        }
    }

    /// Somebody has asked for a slip, and stands before the printer.
    pub(crate) fn ask(&self) {
        self.asked.store(true, Ordering::Relaxed);
        self.wake.notify_one();
    }

    /// Begins nothing more, and waits shortly for what is on its way, so that it is no doubt at the next start.
    pub(crate) async fn end(&self) {
        // What was put down a moment ago is begun.
        let is_over = timeout(LONGEST_END, async {
            while self.trouble().is_none() && self.is_due() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            self.ending.store(true, Ordering::Relaxed);
            drop(self.at_it.lock().await);
        });
        if is_over.await.is_err() {
            tracing::debug!("the printer is still at a slip");
        }
        self.ending.store(true, Ordering::Relaxed);
    }

    fn is_due(&self) -> bool {
        let checkout = &self.current.checkout;
        let due_at = checkout.outbox().ok().and_then(|outbox| outbox.due_at);
        Target::of(&self.current.settings()).is_some()
            && due_at.is_some_and(|at| at <= checkout.now())
    }

    fn trouble(&self) -> MutexGuard<'_, Option<PrinterTroubleView>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints for as long as the till is open.
    pub(crate) async fn follow(self: Arc<Self>) {
        let mut course = Course {
            target: None,
            hearing: Hearing::Unknown,
            pause: FIRST_PAUSE,
            not_before: Instant::now(),
            stuck: None,
            told: Some(self.view()),
        };
        loop {
            self.print_all(&mut course).await;
            self.tell(&mut course);
            let wait = course.not_before.saturating_duration_since(Instant::now());
            let wait = if wait.is_zero() { LOOK_EVERY } else { wait.min(LOOK_EVERY) };
            tokio::select! {
                () = self.wake.notified() => {}
                () = self.current.checkout.slip_queued() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Tells the doors what is news.
    fn tell(&self, course: &mut Course) {
        let now = self.view();
        if course.told.as_ref() != Some(&now) {
            self.current.tell(TillEvent::PrinterChanged { printer: now.clone() });
            course.told = Some(now);
        }
    }

    async fn print_all(&self, course: &mut Course) {
        let target = Target::of(&self.current.settings());
        if self.asked.swap(false, Ordering::Relaxed) || target != course.target {
            course.not_before = Instant::now();
            course.hearing = Hearing::Unknown;
            course.pause = FIRST_PAUSE;
            if target != course.target {
                *self.trouble() = None;
            }
            course.target.clone_from(&target);
        }
        let Some(target) = target else { return };
        while !self.ending.load(Ordering::Relaxed)
            && Instant::now() >= course.not_before
            && self.is_due()
        {
            let _at_it = self.at_it.lock().await;
            match self.current.checkout.claim_slip() {
                Ok(Some(job)) => self.print(course, &target, job).await,
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "what is to be printed cannot be read");
                    course.not_before = Instant::now() + FIRST_PAUSE;
                }
            }
        }
    }

    async fn print(&self, course: &mut Course, target: &Target, job: SlipJob) {
        let id = job.id;
        if let Some(stuck) = course.stuck.as_mut() {
            if stuck.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
                return self.put_off(course, id, false, Trouble::new(PrinterTrouble::Hangs));
            }
            course.stuck = None;
        }
        // A thread that hangs keeps no till from being closed.
        let (current, target_of_job) = (Arc::downgrade(&self.current), target.clone());
        let bytes = Box::new(move || {
            let current = current.upgrade().ok_or("the till was closed")?;
            let begin = |is_paid| {
                current.checkout.begin_slip(id, is_paid).map_err(|error| error.to_string())
            };
            Content::of(&current).bytes(&job, &target_of_job, begin)
        });
        match job::send(target.clone(), course.hearing, bytes).await {
            Ok(Outcome::Printed(hearing)) => {
                course.hearing = hearing;
                course.pause = FIRST_PAUSE;
                *self.trouble() = None;
                noted(self.current.checkout.end_slip(id));
            }
            Ok(Outcome::NotBegun(trouble)) => self.put_off(course, id, false, trouble),
            Ok(Outcome::Doubtful(trouble)) => self.put_off(course, id, true, trouble),
            Ok(Outcome::NoBytes(why)) => {
                tracing::warn!(%why, "a slip cannot be made");
                noted(self.current.checkout.give_slip_up(id));
            }
            Err(stuck) => {
                course.stuck = Some(stuck);
                self.put_off(course, id, true, Trouble::new(PrinterTrouble::Hangs));
            }
        }
        self.tell(course);
    }

    fn put_off(&self, course: &mut Course, id: i64, doubtful: bool, trouble: Trouble) {
        tracing::warn!(what = trouble.word(), detail = ?trouble.detail, "the printer does not print");
        let now = self.current.checkout.now();
        let pause_ms = i64::try_from(course.pause.as_millis()).unwrap_or(i64::MAX);
        let (checkout, word) = (&self.current.checkout, trouble.word());
        noted(checkout.put_slip_off(id, doubtful, word, now.plus_ms(pause_ms)));
        course.not_before = Instant::now() + course.pause;
        course.pause = (course.pause * 2).min(LONGEST_PAUSE);
        // One that never answered may have been switched on since; one that did is known to.
        if course.hearing == Hearing::Silent {
            course.hearing = Hearing::Unknown;
        }
        let mut known = self.trouble();
        let since = known.as_ref().map_or(now.get(), |before| before.since_ms);
        *known = Some(PrinterTroubleView { since_ms: since, ..trouble.view(now) });
    }
}

/// What is not put down is a doubt at worst: the slip is printed again with its mark.
fn noted(done: Result<(), checkout::Error>) {
    if let Err(error) = done {
        tracing::error!(%error, "what became of a slip is not put down");
    }
}
