//! A new way in for a page without a session: it asks, a code is shown in the till's window and in the
//! terminal of `balcao serve`, and whoever reads it there types it into the page.
//!
//! Each page has tries of its own: what others on this computer guess costs nobody else one. Nor do they keep
//! anybody from asking: who asks while a code is fresh is let in by the same one, and nothing new is shown.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use uuid::Uuid;

use crate::answer::{Question, Refusal};
use crate::door::Door;
use crate::entrance::NewSession;
use crate::session::{new_secret, same};

/// A code is good for so long.
const LIFE: Duration = Duration::from_mins(2);
/// Wrong codes after which a request is over.
const TRIES: u32 = 5;
/// Whoever asks gets at least half a code's life to type it.
const FRESH: Duration = Duration::from_mins(1);
/// Requests open at once: with the tries of each, no chance against 40 bits.
const MOST: usize = 1_000;
/// Crockford's base32: nothing in it looks like anything else.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 40 random bits.
const LENGTH: usize = 8;

/// A page that has asked and waits for its person.
struct PageRequest {
    id: String,
    code: String,
    until: Instant,
    wrong: u32,
}

/// The requests that are open, oldest first.
#[derive(Default)]
pub(crate) struct WaysIn {
    asked: Mutex<Vec<PageRequest>>,
}

/// What a page has been given.
#[derive(Debug)]
struct Given {
    id: String,
    code: String,
    life: Duration,
    /// Nobody has been shown this code before.
    is_new: bool,
}

/// What came of a code that was typed.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    In,
    /// So many tries are left.
    Wrong(u32),
    /// Tried too often: the request is over now.
    Over,
    /// There is no such request: used, too old, or never made.
    Unknown,
}

impl WaysIn {
    /// A new request, or for how many seconds to wait.
    fn ask(&self) -> Result<Given, u64> {
        let now = Instant::now();
        let mut asked = self.lock(now);
        if let (Some(first), true) = (asked.first(), asked.len() >= MOST) {
            return Err(first.until.duration_since(now).as_secs().max(1));
        }
        let newest = asked.last().filter(|it| it.until.duration_since(now) >= FRESH);
        let standing = newest.map(|it| (it.code.clone(), it.until));
        let is_new = standing.is_none();
        let (code, until) = standing.unwrap_or_else(|| (new_code(), now + LIFE));
        let id = new_secret();
        asked.push(PageRequest { id: id.clone(), code: code.clone(), until, wrong: 0 });
        Ok(Given { id, code, life: until.duration_since(now), is_new })
    }

    fn enter(&self, id: &str, typed: &str) -> Outcome {
        let mut asked = self.lock(Instant::now());
        // One that was tried too often stands on, so that no stranger makes new codes by guessing.
        let open = asked.iter_mut().find(|it| same(&it.id, id) && it.wrong < TRIES);
        let Some(request) = open else { return Outcome::Unknown };
        if same(&request.code, &as_code(typed)) {
            // It is good once, for whichever page.
            let used = request.code.clone();
            asked.retain(|it| it.code != used);
            return Outcome::In;
        }
        request.wrong += 1;
        let left = TRIES.saturating_sub(request.wrong);
        if left == 0 { Outcome::Over } else { Outcome::Wrong(left) }
    }

    /// The codes that are good now, oldest first, and for how long.
    fn codes(&self) -> Vec<(String, Duration)> {
        let now = Instant::now();
        let asked = self.lock(now);
        let mut codes: Vec<_> =
            asked.iter().map(|it| (for_people(&it.code), it.until.duration_since(now))).collect();
        codes.dedup();
        codes
    }

    fn lock(&self, now: Instant) -> MutexGuard<'_, Vec<PageRequest>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|it| it.until > now);
        asked
    }
}

fn new_code() -> String {
    let mut bits = Uuid::new_v4().as_u128() >> 88; // its first 40 bits are random
    let mut code = String::new();
    for _ in 0..LENGTH {
        let letter = usize::try_from(bits % 32).ok().and_then(|place| LETTERS.get(place));
        code.extend(letter.map(|letter| char::from(*letter)));
        bits /= 32;
    }
    code
}

/// `ABCD-1234`.
fn for_people(code: &str) -> String {
    let (first, last) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{last}")
}

/// What was typed, as a code: small letters, blanks and hyphens do not matter, and what people take for
/// another letter is that letter.
fn as_code(typed: &str) -> String {
    let letters = typed.chars().take(4 * LENGTH).filter(char::is_ascii_alphanumeric);
    let letters = letters.map(|letter| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    letters.collect()
}

/// A request was made.
#[derive(Serialize)]
pub(crate) struct Ticket {
    request: String,
    /// The code is good for so long.
    seconds: u64,
}

/// `POST /api/session/ask`: has the till show a code.
pub(crate) async fn ask(State(door): State<Arc<Door>>) -> Result<Json<Ticket>, Refusal> {
    let given = door
        .ways_in
        .ask()
        .map_err(|seconds| Refusal::new(StatusCode::TOO_MANY_REQUESTS, &seconds.to_string()))?;
    let ticket = Ticket { request: given.id, seconds: given.life.as_secs() };
    if given.is_new {
        // Where nobody reads the terminal, the window still shows the code.
        let _ = door.codes.try_send(for_people(&given.code));
        show(&door).await;
        tokio::spawn(async move {
            tokio::time::sleep(LIFE).await;
            show(&door).await;
        });
    }
    Ok(Json(ticket))
}

/// What a person has typed.
#[derive(Deserialize)]
pub(crate) struct CodeOffer {
    request: String,
    code: String,
}

/// `POST /api/session/code`: the code for a session. 401 with the tries that are left where it is wrong, 410
/// where the request is over.
pub(crate) async fn enter(
    State(door): State<Arc<Door>>,
    Question(CodeOffer { request, code }): Question<CodeOffer>,
) -> Result<Json<NewSession>, Refusal> {
    match door.ways_in.enter(&request, &code) {
        Outcome::In => {
            show(&door).await;
            Ok(Json(NewSession { session: door.sessions.open() }))
        }
        Outcome::Wrong(left) => Err(Refusal::new(StatusCode::UNAUTHORIZED, &left.to_string())),
        Outcome::Over | Outcome::Unknown => Err(over()),
    }
}

fn over() -> Refusal {
    Refusal::new(StatusCode::GONE, "the request is over")
}

/// Has the till's window show the codes that are good now. A disk that cannot be written leaves the terminal.
async fn show(door: &Arc<Door>) {
    let door = Arc::clone(door);
    let shown = tokio::task::spawn_blocking(move || {
        let codes = door.ways_in.codes();
        door.till.show_access_codes(&codes)
    });
    if let Ok(Err(error)) = shown.await {
        tracing::warn!(%error, "the window does not show the code for a page");
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_code_opens_a_page_that_asked_once() {
        let ways = WaysIn::default();
        let Given { id, code, .. } = ways.ask().unwrap();
        let other = ways.ask().unwrap();
        assert_eq!((&other.code, other.is_new), (&code, false), "one code is shown");
        assert_eq!(ways.enter("0123", &code), Outcome::Unknown);
        let typed = format!(" {} {} ", &code[..4].to_lowercase(), &code[4..]);
        assert_eq!(ways.enter(&id, &typed), Outcome::In);
        assert_eq!(ways.enter(&id, &code), Outcome::Unknown);
        assert_eq!(ways.enter(&other.id, &code), Outcome::Unknown, "it was used");
        assert!(ways.ask().unwrap().is_new);
    }

    #[tokio::test(start_paused = true)]
    async fn five_tries_and_two_minutes() {
        let ways = WaysIn::default();
        let (id, mine) = (ways.ask().unwrap().id, ways.ask().unwrap());
        for left in [4, 3, 2, 1] {
            assert_eq!(ways.enter(&id, "0000-0000"), Outcome::Wrong(left));
        }
        assert_eq!(ways.enter(&id, "0000-0000"), Outcome::Over);
        assert_eq!(ways.enter(&id, &mine.code), Outcome::Unknown);
        assert_eq!(ways.enter(&mine.id, &mine.code), Outcome::In, "another's tries are not mine");
        let late = ways.ask().unwrap();
        advance(LIFE).await;
        assert_eq!(ways.enter(&late.id, &late.code), Outcome::Unknown);
        assert_eq!(ways.codes(), []);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_and_asks_keeps_nobody_out_and_shows_few_codes() {
        let ways = WaysIn::default();
        let hour = Instant::now() + Duration::from_hours(1);
        let mut shown = 0;
        while Instant::now() < hour {
            let strangers = ways.ask().unwrap();
            shown += u32::from(strangers.is_new);
            assert!(strangers.life >= FRESH);
            assert!(ways.codes().len() <= 2);
            advance(Duration::from_secs(1)).await;
        }
        assert!(shown <= 61, "{shown} lines in the terminal");
        let mine = ways.ask().unwrap();
        assert_eq!(ways.enter(&mine.id, &mine.code), Outcome::In);
        while ways.ask().is_ok() {}
        assert!(ways.lock(Instant::now()).len() <= MOST);
    }

    #[test]
    fn a_code_is_eight_letters_that_look_like_nothing_else() {
        for _ in 0..200 {
            let code = new_code();
            assert_eq!(code.len(), LENGTH);
            assert_eq!(as_code(&for_people(&code).to_lowercase()), code);
        }
        assert_eq!(as_code("oil-o"), "0110");
    }
}
