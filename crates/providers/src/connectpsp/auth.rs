//! The access token: fetched when needed, by one caller at a time, renewed before its hour ends.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::wire::{TokenRequest, TokenResponse};
use super::{ConnectPsp, map};
use crate::answer::{is_success, malformed};
use crate::error::Error;
use crate::http::{HttpError, HttpRequest, Method};

/// Renewed this long before its end (decisions.md, X11).
const MARGIN: Duration = Duration::from_mins(1);
/// The documented life, where an answer does not tell it (C-token).
const DOCUMENTED_LIFE_S: u64 = 3_600;

/// The token of today and its last good moment on the monotonic clock.
#[derive(Default)]
pub(super) struct TokenSlot(Mutex<Option<(SecretString, Instant)>>);

impl TokenSlot {
    /// Drops the token if it is still this one; a newer one stays.
    pub(super) async fn forget(&self, used: &SecretString) {
        let mut slot = self.0.lock().await;
        if slot.as_ref().is_some_and(|(held, _)| held.expose_secret() == used.expose_secret()) {
            *slot = None;
        }
    }
}

impl ConnectPsp {
    /// A token that is good for at least some seconds. The lock is held while fetching, so that all
    /// who wait share one request.
    pub(super) async fn token(&self) -> Result<SecretString, Error> {
        let mut slot = self.token.0.lock().await;
        if let Some((token, renew_at)) = slot.as_ref()
            && Instant::now() < *renew_at
        {
            return Ok(token.clone());
        }
        *slot = None;
        let (token, renew_at) = self.fetch_token().await?;
        *slot = Some((token.clone(), renew_at));
        Ok(token)
    }

    /// Fetches a token now, for the calls to come.
    pub(super) async fn new_token(&self) -> Result<(), Error> {
        let mut slot = self.token.0.lock().await;
        *slot = Some(self.fetch_token().await?);
        Ok(())
    }

    /// A token, and its last good moment.
    async fn fetch_token(&self) -> Result<(SecretString, Instant), Error> {
        let body = serde_json::to_string(&TokenRequest {
            client_id: self.settings.client_id.expose_secret(),
            client_secret: self.settings.client_secret.expose_secret(),
        })
        .map_err(|error| Error::Malformed(error.to_string()))?;
        let request = HttpRequest {
            method: Method::Post,
            url: self.address("/auth/token"),
            headers: vec![("Content-Type", "application/json".to_owned())],
            body: Some(body),
        };
        let response = self.http.send(request).await.map_err(|error| match error {
            HttpError::NotSent(text) | HttpError::Lost(text) => Error::Unreachable(text),
            HttpError::NotTrusted(text) => Error::NotTrusted(text),
            HttpError::TooLarge => Error::Malformed("longer than 1 MiB".to_owned()),
        })?;
        if !is_success(&response) {
            let error = map::failure(&response, self.clock.now());
            return Err(match error {
                // Whoever answers there gives out no tokens.
                _ if response.status == 405 => Error::NotFound,
                // A token request that is refused for any reason means the credentials.
                Error::Rejected { code, .. } | Error::Conflict { code, .. } => {
                    Error::Unauthorized(code)
                }
                other => other,
            });
        }
        let token = TokenResponse::of(&map::read(&response.body)?);
        let text = token.access_token.unwrap_or_default();
        // It goes into a header.
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(malformed("the access token is empty or broken"));
        }
        let life_s = token.expires_in.as_deref().and_then(whole_seconds);
        let life = Duration::from_secs(life_s.unwrap_or(DOCUMENTED_LIFE_S).clamp(2, 24 * 3_600));
        let renew_in = life.checked_sub(MARGIN).unwrap_or(life / 2);
        Ok((SecretString::from(text), Instant::now() + renew_in))
    }
}

/// `3600`, also where it is written `3600.0`.
fn whole_seconds(text: &str) -> Option<u64> {
    text.split('.').next().and_then(|whole| whole.parse().ok())
}
