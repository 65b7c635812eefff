//! HTTP whose answers' `Date` is heard (RFC 9110, 6.6.1): each tells what time it is elsewhere.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Url;

use crate::answer::date;
use crate::http::{Http, HttpError, HttpRequest, HttpResponse};
use crate::psp::Clock;

/// The way to a provider, with a clock that hears every answer's `Date`.
pub(crate) struct Dated {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) clock: Arc<dyn Clock>,
}

#[async_trait]
impl Http for Dated {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let source = Url::parse(&request.url).map(|url| url.authority().to_owned());
        let sent = self.clock.monotonic();
        let answer = self.http.send(request).await?;
        if let (Ok(source), Some(date)) = (source, date(&answer)) {
            self.clock.heard(&source, date, sent);
        }
        Ok(answer)
    }
}
