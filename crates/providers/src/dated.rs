//! HTTP whose answers' `Date` is heard (RFC 9110, 6.6.1): each tells what time it is elsewhere, and what is known of
//! the time tells whose fault a certificate's dates are.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;

use crate::answer::http_date;
use crate::http::{Http, HttpError, HttpRequest, HttpResponse};
use crate::psp::Clock;

/// A way, with a clock that hears every answer's `Date`.
pub struct Dated {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
}

impl Dated {
    /// The way with this clock.
    pub fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Self {
        Self { http, clock }
    }
}

#[async_trait]
impl Http for Dated {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let clock = self.clock.as_ref();
        let (url, sent) = (request.url.clone(), clock.monotonic());
        let answer = self.http.send(request).await.map_err(|error| error.by(clock))?;
        hear_date(clock, &url, answer.date.as_deref(), sent);
        Ok(answer)
    }
}

/// Lets the clock hear the `Date` of an answer that has just come from there. `sent`: when it was asked for, on the
/// monotonic clock.
pub fn hear_date(clock: &dyn Clock, url: &str, date: Option<&str>, sent: Duration) {
    if let (Ok(url), Some(date)) = (Url::parse(url), date.and_then(http_date)) {
        clock.heard(url.authority(), date, sent);
    }
}
