//! Who may speak to the till: whoever holds the one-time token, and then the session's cookie.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::answer::{Question, Refusal};
use crate::door::Door;

/// Wrong tokens after which the right one is void too.
const MAX_ATTEMPTS: u32 = 10;

/// Opens one session, once.
pub struct Token(String);

impl Token {
    /// A new token of 122 random bits.
    #[allow(clippy::new_without_default, reason = "two tokens are never the same")]
    pub fn new() -> Self {
        Self(Uuid::new_v4().simple().to_string())
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

/// The door's one session.
pub(crate) struct Session {
    /// Browsers keep one set of cookies for all ports of a host, so the name holds the port: the
    /// till and its training may be open side by side.
    cookie: String,
    /// The cookie's value; nobody knows it before the token has been used.
    secret: String,
    entry: Mutex<Entry>,
}

struct Entry {
    token: Option<Token>,
    attempts: u32,
}

impl Session {
    pub(crate) fn new(port: u16, token: Token) -> Self {
        Self {
            cookie: format!("balcao_session_{port}"),
            secret: Uuid::new_v4().simple().to_string(),
            entry: Mutex::new(Entry { token: Some(token), attempts: 0 }),
        }
    }

    /// The `Set-Cookie` header for the one who brings the token; none for anybody else.
    fn enter(&self, offered: &str) -> Option<String> {
        let mut entry = self.entry.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = entry.token.as_ref().is_some_and(|token| same(token.reveal(), offered));
        entry.attempts = entry.attempts.saturating_add(1);
        if is_right || entry.attempts >= MAX_ATTEMPTS {
            entry.token = None;
        }
        let Self { cookie, secret, .. } = self;
        is_right.then(|| format!("{cookie}={secret}; HttpOnly; SameSite=Strict; Path=/"))
    }

    /// Whether the request carries the session's cookie.
    pub(crate) fn is_open_for(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies.flat_map(|line| line.split(';')).any(|cookie| {
            let (name, value) = cookie.split_once('=').unwrap_or_default();
            name.trim() == self.cookie && same(&self.secret, value.trim())
        })
    }
}

/// Compares without telling by its duration how much of a guess was right.
fn same(secret: &str, offered: &str) -> bool {
    secret.as_bytes().ct_eq(offered.as_bytes()).into()
}

/// What the user interface sends to begin.
#[derive(Deserialize)]
pub(crate) struct Entrance {
    token: String,
}

/// `POST /api/session`: the token for a cookie.
pub(crate) async fn open(
    State(door): State<Arc<Door>>,
    Question(Entrance { token }): Question<Entrance>,
) -> Result<impl IntoResponse, Refusal> {
    let cookie = door.session.enter(&token).ok_or_else(|| {
        tracing::warn!("somebody offered a token that does not open the door");
        Refusal::new(StatusCode::UNAUTHORIZED, "the token is wrong or has been used")
    })?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, cookie)])))
}
