//! The ways into the door.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use http_guard::{Pace, Rate};
use serde::{Deserialize, Serialize};

use crate::answer::{Question, Refusal};
use crate::door::Door;
use crate::session::{new_secret, same};

/// Opens one session, once.
pub struct Token(String);

impl Token {
    /// A new token of 122 random bits.
    #[allow(clippy::new_without_default, reason = "two tokens are never the same")]
    pub fn new() -> Self {
        Self(new_secret())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(redacted)")
    }
}

/// What opens a session.
pub(crate) struct Entrance {
    token: Mutex<Option<Token>>,
    begun: Instant,
    wrong: Pace,
}

impl Entrance {
    pub(crate) fn new(token: Token) -> Self {
        Self { token: Mutex::new(Some(token)), begun: Instant::now(), wrong: Pace::default() }
    }

    /// Uses the token up if it is the right one. A wrong one changes nothing: it is too long to be guessed,
    /// and whoever is on this computer could else shut the door.
    fn redeem(&self, offered: &str) -> bool {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = token.as_ref().is_some_and(|token| same(token.reveal(), offered));
        if is_right {
            *token = None;
        }
        is_right
    }

    /// One more wrong token, and how long to wait where there were too many.
    fn refuse(&self) -> Refusal {
        let now_ns = u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
        match self.wrong.take(Rate::per_minute(6, 12), now_ns) {
            Ok(()) => {
                tracing::warn!("somebody offered a token that does not open the door");
                Refusal::new(StatusCode::UNAUTHORIZED, "the token is wrong or has been used")
            }
            // Not logged: a stranger must not fill the log.
            Err(wait) => {
                let detail = format!("too many wrong tokens: wait {} s", wait.seconds);
                Refusal::new(StatusCode::TOO_MANY_REQUESTS, &detail)
            }
        }
    }
}

/// What the one-time address brings.
#[derive(Deserialize)]
pub(crate) struct Offer {
    token: String,
}

/// A session that was opened. It stands in no other answer.
#[derive(Serialize)]
pub(crate) struct NewSession {
    pub(crate) session: String,
}

/// `POST /api/session`: the token for a session.
pub(crate) async fn by_token(
    State(door): State<Arc<Door>>,
    Question(Offer { token }): Question<Offer>,
) -> Result<Json<NewSession>, Refusal> {
    if !door.entrance.redeem(&token) {
        return Err(door.entrance.refuse());
    }
    Ok(Json(NewSession { session: door.sessions.open() }))
}
