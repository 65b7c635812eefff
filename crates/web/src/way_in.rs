//! A new way in for a page without a session: it asks, a code is shown in the till's window and in the
//! terminal of `balcao serve`, and whoever reads it there types it into the page.
//!
//! A code has so many bits that nobody guesses it while it is good. So nothing has to be kept of who asks and who
//! guesses, nobody can fill it up, and a stranger's guesses cost nobody a try.

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
use crate::session::same;

/// A code is good for so long.
const LIFE: Duration = Duration::from_mins(2);
/// Whoever asks gets at least half a code's life to type it.
const FRESH: Duration = Duration::from_mins(1);
/// Crockford's base32: nothing in it looks like anything else.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 50 random bits, of which a program that tries 20,000 a second finds one in hundreds of
/// thousands of days.
const LENGTH: usize = 10;

/// A code that is good until then.
struct AccessCode {
    code: String,
    until: Instant,
}

/// The codes that are good, oldest first: two at most, for one is made when the one before is no longer fresh.
#[derive(Default)]
pub(crate) struct WaysIn {
    codes: Mutex<Vec<AccessCode>>,
}

/// What a page is let in by.
#[derive(Debug)]
struct Given {
    code: String,
    life: Duration,
    /// Nobody has been shown this code before.
    is_new: bool,
}

impl WaysIn {
    /// The code for whoever asks now: the one that stands, while it is fresh.
    fn ask(&self) -> Given {
        let now = Instant::now();
        let mut codes = self.lock(now);
        if let Some(newest) = codes.last().filter(|it| it.until.duration_since(now) >= FRESH) {
            let (code, life) = (newest.code.clone(), newest.until.duration_since(now));
            return Given { code, life, is_new: false };
        }
        let code = new_code();
        codes.push(AccessCode { code: code.clone(), until: now + LIFE });
        Given { code, life: LIFE, is_new: true }
    }

    /// Whether what was typed is a code that is good. It is good once.
    fn enter(&self, typed: &str) -> bool {
        let typed = as_code(typed);
        let mut codes = self.lock(Instant::now());
        let before = codes.len();
        codes.retain(|it| !same(&it.code, &typed));
        codes.len() < before
    }

    /// The codes that are good now, oldest first, and for how long.
    fn codes(&self) -> Vec<(String, Duration)> {
        let now = Instant::now();
        let codes = self.lock(now);
        codes.iter().map(|it| (for_people(&it.code), it.until.duration_since(now))).collect()
    }

    fn lock(&self, now: Instant) -> MutexGuard<'_, Vec<AccessCode>> {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|it| it.until > now);
        codes
    }
}

fn new_code() -> String {
    let mut bits = Uuid::new_v4().as_u128() & ((1 << 50) - 1); // its last 62 bits are random
    let mut code = String::new();
    for _ in 0..LENGTH {
        let letter = usize::try_from(bits % 32).ok().and_then(|place| LETTERS.get(place));
        code.extend(letter.map(|letter| char::from(*letter)));
        bits /= 32;
    }
    code
}

/// `ABCDE-12345`.
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

/// A code is shown.
#[derive(Serialize)]
pub(crate) struct Ticket {
    /// It is good for so long.
    seconds: u64,
}

/// `POST /api/session/ask`: has the till show a code.
pub(crate) async fn ask(State(door): State<Arc<Door>>) -> Json<Ticket> {
    let given = door.ways_in.ask();
    if given.is_new {
        // Where nobody reads the terminal, the window still shows the code.
        let _ = door.codes.try_send(for_people(&given.code));
        show(&door).await;
        tokio::spawn(async move {
            tokio::time::sleep(LIFE).await;
            show(&door).await;
        });
    }
    Json(Ticket { seconds: given.life.as_secs() })
}

/// What a person has typed.
#[derive(Deserialize)]
pub(crate) struct CodeOffer {
    code: String,
}

/// `POST /api/session/code`: the code for a session. 401 where it is wrong, used, or too old.
pub(crate) async fn enter(
    State(door): State<Arc<Door>>,
    Question(CodeOffer { code }): Question<CodeOffer>,
) -> Result<Json<NewSession>, Refusal> {
    if !door.ways_in.enter(&code) {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "no such code"));
    }
    show(&door).await;
    Ok(Json(NewSession { session: door.sessions.open() }))
}

/// Has the till's window show the codes that are good now. A disk that cannot be written leaves the terminal.
async fn show(door: &Arc<Door>) {
    if let Err(error) = door.house.show_access_codes(door.ways_in.codes()).await {
        tracing::warn!(%error, "the window does not show the code for a page");
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_code_is_good_once_and_for_two_minutes() {
        let ways = WaysIn::default();
        let Given { code, .. } = ways.ask();
        let other = ways.ask();
        assert_eq!((&other.code, other.is_new), (&code, false), "one code is shown");
        let typed = format!(" {} {} ", &code[..4].to_lowercase(), &code[4..]);
        assert!(ways.enter(&typed));
        assert!(!ways.enter(&typed), "it was used");
        let late = ways.ask();
        assert!(late.is_new);
        advance(LIFE).await;
        assert!(!ways.enter(&late.code));
        assert_eq!(ways.codes(), []);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_and_guesses_keeps_nobody_out_and_shows_few_codes() {
        let ways = WaysIn::default();
        let hour = Instant::now() + Duration::from_hours(1);
        let mut shown = 0;
        while Instant::now() < hour {
            let strangers = ways.ask();
            shown += u32::from(strangers.is_new);
            assert!(strangers.life >= FRESH);
            assert!(ways.codes().len() <= 2);
            (0..10).for_each(|_| assert!(!ways.enter("00000-00000")));
            advance(Duration::from_secs(1)).await;
        }
        assert!(shown <= 61, "{shown} lines in the terminal");
        assert!(ways.enter(&ways.ask().code));
    }

    #[test]
    fn a_code_is_ten_letters_that_look_like_nothing_else() {
        for _ in 0..200 {
            let code = new_code();
            assert_eq!(code.len(), LENGTH);
            assert_eq!(as_code(&for_people(&code).to_lowercase()), code);
        }
        assert_eq!(as_code("oil-o"), "0110");
    }
}
