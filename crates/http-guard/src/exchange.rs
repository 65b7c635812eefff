//! HTTP over one connection, as far as its times go.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::connection::{Timed, Use};

/// A connection may rest this long between two requests.
const REST_TIME: Duration = Duration::from_secs(75);
/// Most bytes of a request's head.
const LONGEST_HEAD: usize = 32 * 1024;

/// Answers what comes over a connection until it ends, or until `stop` says so and the request that is under way
/// has its answer. `seat` is dropped with the connection, also where that goes on as another protocol; `prepare`
/// sees each request first.
pub async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    seat: impl Send + Unpin + 'static,
    router: Router,
    prepare: impl Fn(&mut Request<Incoming>),
    stop: impl Future<Output = ()>,
) {
    let used_for = Arc::new(Use::default());
    let io = TokioIo::new(Timed::new(stream, Arc::clone(&used_for), seat));
    let router = TowerToHyperService::new(router);
    let service = service_fn(|mut request: Request<Incoming>| {
        used_for.begin_request();
        prepare(&mut request);
        let answer = router.call(request);
        let used_for = Arc::clone(&used_for);
        async move {
            let answer = answer.await?;
            if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
                used_for.end_request();
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REST_TIME)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(io, service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    // How a connection ends is the other side's matter.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
