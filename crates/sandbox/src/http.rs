//! The sandbox on a socket. By hyper itself and not by a framework, because faults must be able to
//! close a connection without an answer.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::message::{Request, Response};
use crate::sandbox::{Outcome, Sandbox};
use crate::{bank, deliver};

/// Most connections at once; the next wait to be accepted.
const MAX_CONNECTIONS: usize = 256;
const MAX_HEADERS: usize = 64;
const MAX_HEAD_BYTES: usize = 16 * 1024;
const MAX_BODY_BYTES: usize = 64 * 1024;
const HEAD_TIMEOUT: Duration = Duration::from_mins(1);
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The service's only error: hyper then closes the connection without a word.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
struct Closed;

impl Sandbox {
    /// Answers on `listener` and delivers webhooks until the future is dropped, which also closes all
    /// connections.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) -> Infallible {
        tokio::select! {
            never = Arc::clone(&self).accept(listener) => never,
            never = deliver::webhooks(&self) => never,
        }
    }

    async fn accept(self: Arc<Self>, listener: TcpListener) -> Infallible {
        let mut connections = JoinSet::new();
        loop {
            while connections.len() >= MAX_CONNECTIONS {
                connections.join_next().await;
            }
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(connection(Arc::clone(&self), stream));
                    }
                    Err(error) => {
                        // Out of file descriptors, most likely: others must be closed first.
                        tracing::warn!(%error, "the sandbox cannot accept a connection");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                },
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

async fn connection(sandbox: Arc<Sandbox>, stream: TcpStream) {
    let service = service_fn(|request| answer(Arc::clone(&sandbox), request));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection to the sandbox ended");
    }
}

async fn answer(
    sandbox: Arc<Sandbox>,
    incoming: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Closed> {
    let request = match tokio::time::timeout(BODY_TIMEOUT, whole(incoming)).await {
        Ok(Ok(request)) => request,
        Ok(Err(TooLarge)) => return sent(Response::new(413, "text/plain", "Too large.\n")),
        Err(_) => return Err(Closed),
    };
    let now_ms = jiff::Timestamp::now().as_millisecond();
    // On a thread of its own: it may write a file, and is then done even if the caller has left.
    let handled = tokio::task::spawn_blocking(move || sandbox.handle(&request, now_ms)).await;
    match handled {
        Ok(Outcome::Answer(response, delay)) => {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            sent(response)
        }
        Ok(Outcome::Close) | Err(_) => Err(Closed),
    }
}

struct TooLarge;

/// The request with its whole body, within limits.
async fn whole(incoming: hyper::Request<Incoming>) -> Result<Request, TooLarge> {
    let (head, body) = incoming.into_parts();
    let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let mut request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(header).collect(),
        body: Vec::new(),
    };
    let limit = if bank::is_scan(&request) { bank::MAX_SCAN_BYTES } else { MAX_BODY_BYTES };
    let collected = Limited::new(body, limit).collect().await.map_err(|_| TooLarge)?;
    request.body = collected.to_bytes().into();
    Ok(request)
}

fn sent(response: Response) -> Result<hyper::Response<Full<Bytes>>, Closed> {
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(*name, value);
    }
    builder.body(Full::new(response.body.into())).map_err(|_| Closed)
}
