//! ConnectPSP (API version 2.0.0). README.md in this folder tells what is documented and what is
//! assumed.

mod auth;
mod check;
mod map;
mod payout;
mod refund;
mod settings;
mod webhook;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::charge::Account;
use domain::{EndToEndId, Payer, ProviderId};
use secrecy::ExposeSecret;

pub use settings::{MANIFEST, PRODUCTION, STAGING, Settings};

use crate::error::Error;
use crate::http::{Http, HttpError, HttpRequest, HttpResponse, Method, segment};
use crate::manifest::Manifest;
use crate::obstacle::{Cause, ObstacleKind};
use crate::psp::{
    Clock, Created, Fetched, NewCharge, NoRefunds, PaymentsById, Payouts, Psp, Refunds, Sending,
};
use crate::webhook::Webhook;

/// The adapter: settings, a way to the provider, and the access token.
pub struct ConnectPsp {
    settings: Settings,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    token: auth::TokenSlot,
}

impl ConnectPsp {
    /// An adapter that has not spoken to the provider yet.
    pub fn new(settings: Settings, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Self {
        Self { settings, http, clock, token: auth::TokenSlot::default() }
    }

    /// One call with a token; once more with a new one if the provider says that it has expired.
    async fn call(
        &self,
        request: HttpRequest,
        signing: Signing,
    ) -> Result<HttpResponse, CallError> {
        let mut renewed = false;
        loop {
            let token = self.token().await.map_err(CallError::Token)?;
            let mut request = request.clone();
            let bearer = format!("Bearer {}", token.expose_secret());
            request.headers.push(("Authorization", bearer));
            let application_token = self.settings.application_token.expose_secret().to_owned();
            request.headers.push(("ApplicationToken", application_token));
            if let (Signing::Token, Some(key)) = (signing, &self.settings.crypto_token) {
                let signature = refund::digital_signature(key, token.expose_secret());
                request.headers.extend(signature.map(|it| ("DigitalSignature", it)));
            }
            let response = self.http.send(request).await.map_err(CallError::Http)?;
            if response.status == 401 && !renewed && map::is_expired_token(&response.body) {
                self.token.forget(&token).await;
                renewed = true;
                continue;
            }
            return Ok(response);
        }
    }

    async fn look_up(&self, id: &str) -> Result<HttpResponse, Error> {
        let request = HttpRequest {
            method: Method::Get,
            url: self.address(&format!("/cash-in/{}", segment(id)?)),
            headers: Vec::new(),
            body: None,
        };
        Ok(self.call(request, Signing::None).await?)
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.settings.base().as_str().trim_end_matches('/'))
    }
}

/// What a call carries besides its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signing {
    None,
    /// The header `DigitalSignature` over the access token, made anew for each token.
    Token,
}

/// What stands before the reason why there was no access token.
const NO_TOKEN: &str = "no access token";

/// A call without an answer.
enum CallError {
    /// There was no token, so the call itself was never sent.
    Token(Error),
    Http(HttpError),
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        match error {
            // Whatever became of the token request: the call that needed it changed nothing.
            CallError::Token(Self::OutcomeUnknown(cause)) => {
                Self::Unreachable(cause.prefixed(NO_TOKEN))
            }
            CallError::Token(Self::Malformed(text)) => {
                Self::Unreachable(Cause::new(ObstacleKind::Failing, text).prefixed(NO_TOKEN))
            }
            // Of the address for tokens, not of a charge: a wrong base URL, or a gateway's hiccup.
            CallError::Token(Self::NotFound) => {
                Self::Unreachable(Cause::new(ObstacleKind::Failing, "HTTP 404").prefixed(NO_TOKEN))
            }
            CallError::Token(error) => error,
            CallError::Http(error) => error.into(),
        }
    }
}

#[async_trait]
impl Psp for ConnectPsp {
    fn manifest(&self) -> &'static Manifest {
        &MANIFEST
    }

    fn account(&self) -> &Account {
        &self.settings.account
    }

    fn signs(&self) -> bool {
        self.settings.crypto_token.is_some()
    }

    fn body(&self, charge: &NewCharge<'_>) -> String {
        let payer: &Payer = charge.payer.unwrap_or(&self.settings.payer);
        map::cash_in_body(charge, payer)
    }

    fn payer(&self, body: &str) -> Option<Payer> {
        map::payer_of_body(body)
    }

    async fn create(&self, sending: &Sending<'_>) -> Result<Created, Error> {
        let request = HttpRequest {
            method: Method::Post,
            url: self.address("/cash-in"),
            headers: vec![
                ("X-Idempotency-Key", sending.idempotency_key.as_str().to_owned()),
                ("Content-Type", "application/json".to_owned()),
            ],
            body: Some(sending.body.to_owned()),
        };
        let response = self.call(request, Signing::None).await?;
        map::registration(&response, sending, self.clock.now())
    }

    async fn fetch(&self, id: &ProviderId) -> Result<Fetched, Error> {
        let response = self.look_up(id.as_str()).await?;
        map::fetched(&response, self.clock.now())
    }

    fn webhook(&self, headers: &BTreeMap<String, String>, body: &[u8]) -> Webhook {
        Webhook {
            trust: webhook::trust(self.settings.crypto_token.as_ref(), headers, body),
            says: webhook::says(body),
        }
    }

    fn refunds(&self) -> Result<&dyn Refunds, NoRefunds> {
        // Without it no refund can be signed.
        match self.settings.crypto_token {
            Some(_) => Ok(self),
            None => Err(NoRefunds::Missing("cryptoToken")),
        }
    }

    fn payouts(&self) -> Option<&dyn Payouts> {
        Some(self)
    }

    fn payments_by_id(&self) -> Option<&dyn PaymentsById> {
        Some(self)
    }

    async fn check(&self) -> Result<(), Error> {
        self.prove_address().await
    }

    async fn ping(&self) -> Result<(), Error> {
        self.look_up_nobodys().await
    }
}

#[async_trait]
impl PaymentsById for ConnectPsp {
    /// `GET /cash-in/{id}` takes the `endToEndId` too (C-ci-get).
    async fn fetch_paid(&self, id: &EndToEndId) -> Result<Fetched, Error> {
        let response = self.look_up(id.as_str()).await?;
        map::fetched(&response, self.clock.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const TOKEN: &str = r#"{"accessToken":"aaa.bbb.ccc","expiresIn":3600}"#;
    pub(super) const TYPED: [(&str, &str); 5] = [
        ("clientId", "1"),
        ("clientSecret", "client-secret"),
        ("applicationToken", "application-token"),
        ("payerName", "Loja da Esquina"),
        ("payerDocument", "12345678909"),
    ];

    #[test]
    fn a_call_that_got_no_token_was_not_sent() {
        for trouble in [
            Error::NotFound,
            Error::Malformed("x".into()),
            Error::OutcomeUnknown("HTTP 502".into()),
            Error::Unreachable("no route".into()),
        ] {
            let error = Error::from(CallError::Token(trouble));
            assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
        }
    }
}

#[cfg(test)]
#[path = "bent_tests.rs"]
mod bent_tests;
