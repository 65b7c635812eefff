//! Who may speak to the till: whoever holds a session's secret, which a way in brings.
//!
//! There is no cookie: a browser sends the cookies of a host to every port of it, and so to every program on
//! this computer that listens. A page keeps its session where only pages of this very address can read it,
//! and shows it in a header.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use subtle::ConstantTimeEq;
use till::Device;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;
use uuid::Uuid;

/// A session ends when nothing was asked for so long.
const IDLE: Duration = Duration::from_hours(12);
/// A session ends at this age.
const AGE: Duration = Duration::from_hours(7 * 24);
/// Sessions open at once: a shop has a few browsers. One more takes the place of the one that asked last
/// the longest ago.
const MOST: usize = 16;
/// Event streams of one session open at once: its tabs share one, and where they cannot there are few.
const STREAMS: usize = 6;
/// How often an open stream looks whether its session is.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Names a session within its door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SessionId(u64);

struct Session {
    id: SessionId,
    secret: String,
    opened: Duration,
    used: Duration,
    streams: Arc<Semaphore>,
    /// Who is signed in there.
    person: till::Session,
}

impl Session {
    fn has_ended(&self, now: Duration) -> bool {
        now.saturating_sub(self.used) >= IDLE || now.saturating_sub(self.opened) >= AGE
    }
}

#[derive(Default)]
struct Open {
    sessions: Vec<Session>,
    count: u64,
}

/// The sessions of a door. They end with it.
pub(crate) struct Sessions {
    open: Mutex<Open>,
    /// Time that goes on while the computer sleeps: a session ends by itself all the same.
    now: fn() -> Duration,
}

impl Sessions {
    pub(crate) fn by(now: fn() -> Duration) -> Self {
        Self { open: Mutex::default(), now }
    }

    /// Opens one more, and hands back its secret.
    pub(crate) fn open(&self) -> String {
        let now = (self.now)();
        let mut open = self.lock(now);
        open.count += 1;
        let id = SessionId(open.count);
        let secret = new_secret();
        if open.sessions.len() >= MOST {
            let longest = open.sessions.iter().enumerate().min_by_key(|(_, it)| it.used);
            if let Some((place, _)) = longest {
                open.sessions.swap_remove(place);
            }
        }
        let streams = Arc::new(Semaphore::new(STREAMS));
        let person = till::Session::new(Device::Browser);
        let secret_of = secret.clone();
        open.sessions.push(Session {
            id,
            secret: secret_of,
            opened: now,
            used: now,
            streams,
            person,
        });
        secret
    }

    /// The session whose secret the request carries; it is used by this.
    pub(crate) fn of(&self, headers: &HeaderMap) -> Option<SessionId> {
        let shown = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        let now = (self.now)();
        let mut open = self.lock(now);
        let session = open.sessions.iter_mut().find(|session| same(&session.secret, shown))?;
        session.used = now;
        Some(session.id)
    }

    /// Who is signed in at the session; `None` where it has ended.
    pub(crate) fn person(&self, id: SessionId) -> Option<till::Session> {
        let open = self.lock((self.now)());
        open.sessions.iter().find(|session| session.id == id).map(|session| session.person.clone())
    }

    /// A seat for one more event stream of the session, if it has one.
    pub(crate) fn seat(&self, id: SessionId) -> Option<OwnedSemaphorePermit> {
        let open = self.lock((self.now)());
        let session = open.sessions.iter().find(|session| session.id == id)?;
        Arc::clone(&session.streams).try_acquire_owned().ok()
    }

    /// Until the session has ended.
    pub(crate) async fn ended(&self, id: SessionId) {
        while self.lock((self.now)()).sessions.iter().any(|session| session.id == id) {
            sleep(LOOK_EVERY).await;
        }
    }

    /// The sessions that are open now.
    fn lock(&self, now: Duration) -> MutexGuard<'_, Open> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.sessions.retain(|session| !session.has_ended(now));
        open
    }
}

/// 122 random bits.
pub(crate) fn new_secret() -> String {
    Uuid::new_v4().simple().to_string()
}

/// Compares without telling by its duration how much of a guess was right.
pub(crate) fn same(secret: &str, offered: &str) -> bool {
    secret.as_bytes().ct_eq(offered.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, advance};

    use super::*;

    thread_local! {
        /// Each test has a thread, and a time, of its own.
        static BEGUN: Instant = Instant::now();
    }

    fn sessions() -> Sessions {
        Sessions::by(|| BEGUN.with(Instant::elapsed))
    }

    const HOUR: Duration = Duration::from_hours(1);

    fn shown(secret: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {secret}").parse().unwrap())])
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_ends_when_nothing_was_asked_for_half_a_day() {
        let sessions = sessions();
        let secret = shown(&sessions.open());
        advance(HOUR * 11).await;
        let id = sessions.of(&secret).unwrap();
        advance(HOUR * 11).await;
        assert_eq!(sessions.of(&secret), Some(id), "what is asked keeps it open");
        let begun = Instant::now();
        sessions.ended(id).await;
        assert!(begun.elapsed() >= IDLE && begun.elapsed() <= IDLE + LOOK_EVERY);
        assert_eq!(sessions.of(&secret), None);
    }

    #[tokio::test]
    async fn a_session_ends_while_the_computer_sleeps() {
        use std::sync::atomic::{AtomicU64, Ordering};
        /// Of the clock that goes on, in hours; tokio's stands still.
        static HOURS: AtomicU64 = AtomicU64::new(0);
        let sessions = Sessions::by(|| Duration::from_hours(HOURS.load(Ordering::Relaxed)));
        let secret = shown(&sessions.open());
        let id = sessions.of(&secret).unwrap();
        HOURS.store(12, Ordering::Relaxed);
        assert_eq!(sessions.of(&secret), None);
        sessions.ended(id).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_ends_after_a_week_however_much_is_asked() {
        let sessions = sessions();
        let secret = shown(&sessions.open());
        let begun = Instant::now();
        while sessions.of(&secret).is_some() {
            assert!(begun.elapsed() < AGE);
            advance(HOUR).await;
        }
        assert_eq!(begun.elapsed(), AGE);
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_secret_in_the_header_is_a_session() {
        let sessions = sessions();
        assert_eq!(sessions.of(&shown("")), None);
        let secret = sessions.open();
        let wrong =
            [shown(&secret[1..]), shown(&format!("{secret}0")), shown(""), HeaderMap::new()];
        for headers in wrong {
            assert_eq!(sessions.of(&headers), None);
        }
        let cookie = format!("balcao_session={secret}").parse().unwrap();
        let cookie = HeaderMap::from_iter([(axum::http::header::COOKIE, cookie)]);
        assert_eq!(sessions.of(&cookie), None);
        assert!(sessions.of(&shown(&secret)).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn one_session_more_takes_the_place_of_the_longest_idle() {
        let sessions = sessions();
        let first = shown(&sessions.open());
        let second = shown(&sessions.open());
        for _ in 2..MOST {
            advance(HOUR / 8).await;
            sessions.open();
        }
        assert!(sessions.of(&first).is_some());
        sessions.open();
        assert!(sessions.of(&first).is_some());
        assert_eq!(sessions.of(&second), None);
    }

    #[tokio::test]
    async fn a_session_has_a_few_streams() {
        let sessions = sessions();
        let id = sessions.of(&shown(&sessions.open())).unwrap();
        let mut seats: Vec<_> = (0..STREAMS).map(|_| sessions.seat(id).unwrap()).collect();
        assert!(sessions.seat(id).is_none());
        seats.pop();
        assert!(sessions.seat(id).is_some());
    }
}
