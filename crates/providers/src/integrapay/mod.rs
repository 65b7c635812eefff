//! IntegraPay. README.md in this folder tells what is documented and what is assumed.

mod adopt;
mod check;
mod map;
mod settings;
mod webhook;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use domain::charge::Account;
use domain::charge::Registration;
use domain::{Payer, PayoutSeen, ProviderId};
use secrecy::{ExposeSecret, SecretString};

pub use settings::{MANIFEST, Settings};

use crate::answer::{is_success, malformed};
use crate::error::Error;
use crate::http::{Http, HttpRequest, HttpResponse, Method, segment};
use crate::lenient::is_json;
use crate::manifest::Manifest;
use crate::obstacle::{Cause, ObstacleKind};
use crate::psp::{Clock, Created, Fetched, NewCharge, NoRefunds, Payouts, Psp, Refunds, Sending};
use crate::webhook::Webhook;
use settings::Auth;

const CREATE: &str = "/transaction/qrcode/cashin";
const BY_ID: &str = "/transaction/get/by/id/";
const BY_ORDER_ID: &str = "/transaction/get/by/orderId/";

/// The adapter: settings, a way to the provider, and the verb of its look-ups.
pub struct IntegraPay {
    settings: Settings,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    /// Look-ups want POST: the documentation says both (integrapay.md, B4).
    asks_by_post: AtomicBool,
}

impl IntegraPay {
    /// An adapter that has not spoken to the provider yet.
    pub fn new(settings: Settings, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Self {
        Self { settings, http, clock, asks_by_post: AtomicBool::new(false) }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&str>,
    ) -> Result<HttpResponse, Error> {
        self.send_as(&self.settings.token, method, path, body).await
    }

    async fn send_as(
        &self,
        token: &SecretString,
        method: Method,
        path: &str,
        body: Option<&str>,
    ) -> Result<HttpResponse, Error> {
        let token = token.expose_secret();
        let authorization = match self.settings.auth {
            Auth::Raw => token.to_owned(),
            Auth::Bearer => format!("Bearer {token}"),
        };
        let mut headers = vec![("Authorization", authorization)];
        if body.is_some_and(|body| !body.is_empty()) {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        let base = self.settings.base().as_str().trim_end_matches('/');
        let url = format!("{base}{path}");
        let request = HttpRequest { method, url, headers, body: body.map(str::to_owned) };
        Ok(self.http.send(request).await?)
    }

    /// A look-up by the verb that was right last; a 405 tries the other one once, and what then is
    /// no 405 is remembered (decisions.md, X6).
    async fn ask(&self, path: &str) -> Result<HttpResponse, Error> {
        self.ask_as(&self.settings.token, path).await
    }

    async fn ask_as(&self, token: &SecretString, path: &str) -> Result<HttpResponse, Error> {
        let by_post = self.asks_by_post.load(Ordering::Relaxed);
        let answer = self.ask_by(token, by_post, path).await?;
        if answer.status != 405 {
            return Ok(answer);
        }
        let other = self.ask_by(token, !by_post, path).await?;
        if other.status != 405 {
            self.asks_by_post.store(!by_post, Ordering::Relaxed);
        }
        Ok(other)
    }

    async fn ask_by(
        &self,
        token: &SecretString,
        post: bool,
        path: &str,
    ) -> Result<HttpResponse, Error> {
        let (method, body) = if post { (Method::Post, Some("")) } else { (Method::Get, None) };
        self.send_as(token, method, path, body).await
    }

    async fn look_up(&self, path: &str, name: &str) -> Result<HttpResponse, Error> {
        let answer = self.ask(&format!("{path}{}", segment(name)?)).await?;
        // Any gateway says 404; that there is no such transaction is the provider's own to say.
        if answer.status == 404 && !is_json(&answer.body) {
            return Err(malformed("a 404 without JSON"));
        }
        self.checked(answer)
    }

    /// The answer if it is a success, else what it means.
    fn checked(&self, answer: HttpResponse) -> Result<HttpResponse, Error> {
        if is_success(&answer) {
            return Ok(answer);
        }
        Err(map::failure(&answer, self.clock.now(), self.settings.auth))
    }

    /// What an earlier sending has made; `None` where the provider says that it made nothing. Anything
    /// that is not clear or does not fit is an error, so that nothing is sent after it (decisions.md,
    /// X9).
    async fn find(&self, sending: &Sending<'_>) -> Result<Option<Registration>, Error> {
        let answer = self.look_up(BY_ORDER_ID, sending.reference.as_str()).await;
        match answer.and_then(|answer| adopt::found(&answer, sending, self.clock.now())) {
            Ok(registration) => Ok(Some(registration)),
            Err(Error::NotFound) => Ok(None),
            Err(Error::Rejected { code, .. } | Error::Conflict { code, .. }) => {
                let text = format!("the look-up is refused: {code}");
                Err(Error::OutcomeUnknown(Cause::new(ObstacleKind::Failing, text)))
            }
            Err(Error::Malformed(text)) => {
                Err(Error::OutcomeUnknown(Cause::new(ObstacleKind::Failing, text)))
            }
            Err(error) => Err(error),
        }
    }

    async fn create_once(&self, sending: &Sending<'_>) -> Result<Created, Error> {
        let answer = self.send(Method::Post, CREATE, Some(sending.body)).await?;
        map::registration(&self.checked(answer)?, sending)
    }
}

#[async_trait]
impl Psp for IntegraPay {
    fn manifest(&self) -> &'static Manifest {
        &MANIFEST
    }

    fn account(&self) -> &Account {
        &self.settings.account
    }

    /// A static header is no signature.
    fn signs(&self) -> bool {
        false
    }

    fn body(&self, charge: &NewCharge<'_>) -> String {
        map::cash_in_body(charge, &self.settings)
    }

    fn payer(&self, body: &str) -> Option<Payer> {
        map::payer_of_body(body)
    }

    /// There is no idempotency here (integrapay.md, B9): what may have been made is looked up by our
    /// unique orderId before anything is sent again. What was answered once is made, whatever the
    /// answer said, and is never sent again.
    async fn create(&self, sending: &Sending<'_>) -> Result<Created, Error> {
        if !sending.in_doubt {
            return self.create_once(sending).await;
        }
        if let Some(found) = self.find(sending).await? {
            return Ok(found.into());
        }
        if sending.was_contradicted {
            return Err(malformed("it was answered with another charge, and is not found"));
        }
        match self.create_once(sending).await {
            // It may be refused because the earlier sending has come through in between.
            Err(refusal @ Error::Rejected { .. }) => {
                self.find(sending).await?.map(Created::from).ok_or(refusal)
            }
            other => other,
        }
    }

    async fn fetch(&self, id: &ProviderId) -> Result<Fetched, Error> {
        map::fetched(&self.look_up(BY_ID, id.as_str()).await?)
    }

    fn webhook(&self, headers: &BTreeMap<String, String>, body: &[u8]) -> Webhook {
        let trust = webhook::trust(self.settings.webhook_header.as_ref(), headers);
        Webhook { trust, says: webhook::says(trust, body) }
    }

    /// No refund call is documented (decisions.md, X22).
    fn refunds(&self) -> Result<&dyn Refunds, NoRefunds> {
        Err(NoRefunds::AtProvider)
    }

    fn payouts(&self) -> Option<&dyn Payouts> {
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
impl Payouts for IntegraPay {
    async fn fetch_payout(&self, id: &ProviderId) -> Result<PayoutSeen, Error> {
        map::fetched_payout(&self.look_up(BY_ID, id.as_str()).await?, id)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
