//! Asks a relay's admin listener.

use std::path::PathBuf;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access::Access;
use super::words::Wrong;

/// An answer takes no longer than this.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most bytes of an answer: a list of a hundred thousand tills.
const LONGEST: usize = 64 * 1024 * 1024;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// There is no file that says where the relay is.
    #[error(
        "no relay is known here: start `balcao-relay serve`, or say --data with its folder, or \
         --admin-url with its token ({0} is not there)"
    )]
    NoFile(PathBuf),
    /// The file is not one of ours.
    #[error("cannot read {0}: {1}")]
    BadFile(PathBuf, std::io::Error),
    /// The address cannot be one.
    #[error("{0} is not an address such as http://127.0.0.1:8788")]
    BadUrl(String),
    /// Nobody answers there.
    #[error("nobody answers at {0}: is `balcao-relay serve` running?")]
    Unreachable(String),
    /// Who answers does not take the token.
    #[error("the relay does not take this token; the right one stands in admin.json in its folder")]
    BadToken,
    /// What was asked for does not exist or cannot be.
    #[error("{0}")]
    Usage(String),
    /// It was refused, or could not be done now.
    #[error("{0}")]
    Refused(String),
}

/// An admin listener.
pub struct Client {
    access: Access,
    http: Http<HttpConnector, Full<Bytes>>,
}

impl Client {
    /// That of the file.
    pub fn of_file(path: PathBuf) -> Result<Self, AskError> {
        match Access::read(&path) {
            Ok(access) => Ok(Self::new(access)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(AskError::NoFile(path))
            }
            Err(error) => Err(AskError::BadFile(path, error)),
        }
    }

    /// That of the address and the token.
    pub fn new(access: Access) -> Self {
        Self { access, http: Http::builder(TokioExecutor::new()).build_http() }
    }

    /// Asks for a list.
    pub async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, AskError> {
        self.ask(Method::GET, path, Bytes::new()).await
    }

    /// Asks for something to be done.
    pub async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        question: &impl Serialize,
    ) -> Result<A, AskError> {
        let body = serde_json::to_vec(question);
        let body = body.map_err(|error| AskError::Usage(error.to_string()))?;
        self.ask(Method::POST, path, body.into()).await
    }

    async fn ask<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<A, AskError> {
        let url = format!("{}{path}", self.access.url.trim_end_matches('/'));
        let request = Request::builder()
            .method(method)
            .uri(&url)
            .header(AUTHORIZATION, format!("Bearer {}", self.access.token))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|_| AskError::BadUrl(self.access.url.clone()))?;
        let unreachable = || AskError::Unreachable(self.access.url.clone());
        let asked = async {
            let answer = self.http.request(request).await.map_err(|_| unreachable())?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), LONGEST).collect().await;
            Ok((status, body.map_err(|_| unreachable())?.to_bytes()))
        };
        let asked = tokio::time::timeout(PATIENCE, asked).await;
        let (status, body) = asked.unwrap_or_else(|_| Err(unreachable()))?;
        if status.is_success() {
            let answer = serde_json::from_slice(&body);
            return answer
                .map_err(|error| AskError::Refused(format!("no relay's answer: {error}")));
        }
        let said = serde_json::from_slice::<Wrong>(&body).map(|wrong| wrong.error);
        let said = said.unwrap_or_else(|_| format!("the relay answers {status}"));
        Err(match status {
            StatusCode::UNAUTHORIZED => AskError::BadToken,
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => AskError::Usage(said),
            _ => AskError::Refused(said),
        })
    }
}
