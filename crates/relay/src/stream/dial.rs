//! `GET /v1/stream`: everything that can be refused is refused before the upgrade.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use relay_protocol::{LONGEST_TILL_FRAME, SUBPROTOCOL};

use crate::auth::Refusal;
use crate::clock::now_ms;
use crate::metrics::Connect;
use crate::state::{Phase, Relay};
use crate::stream::session;
use http_guard::{Source, Wait};

/// The buffer that a socket reads into: a thousand idle tills are 4 MiB.
const READ_BUFFER: usize = 4 * 1024;
/// The buffer is handed to the network when it holds so much.
const WRITE_BUFFER: usize = 16 * 1024;
/// Most that waits for a network that does not take it: a read of the pump with its envelopes in
/// base64, and small frames.
const MOST_UNSENT: usize = 512 * 1024;

/// A till dials.
pub async fn dial(
    State(relay): State<Arc<Relay>>,
    Extension(source): Extension<Source>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match check(&relay, source, &headers, upgrade) {
        Ok(response) => {
            relay.metrics.connects.count(Connect::Welcome);
            response
        }
        Err(No { counted, status, why, retry_after_s }) => {
            relay.metrics.connects.count(counted);
            let mut response = (status, why).into_response();
            let answer = response.headers_mut();
            if let Some(seconds) = retry_after_s {
                answer.insert(header::RETRY_AFTER, seconds.into());
            }
            if status == StatusCode::UPGRADE_REQUIRED {
                let name = |text| header::HeaderValue::from_static(text);
                answer.insert(header::UPGRADE, name("websocket"));
                answer.insert(header::SEC_WEBSOCKET_VERSION, name("13"));
                answer.insert(header::SEC_WEBSOCKET_PROTOCOL, name(SUBPROTOCOL));
            }
            response
        }
    }
}

/// A refusal.
struct No {
    counted: Connect,
    status: StatusCode,
    why: String,
    retry_after_s: Option<u64>,
}

impl No {
    fn new(counted: Connect, status: StatusCode, why: &dyn ToString) -> Self {
        Self { counted, status, why: why.to_string(), retry_after_s: None }
    }

    fn unavailable(why: &dyn ToString) -> Self {
        let no = Self::new(Connect::Unavailable, StatusCode::SERVICE_UNAVAILABLE, why);
        Self { retry_after_s: Some(2), ..no }
    }
}

impl From<Wait> for No {
    fn from(wait: Wait) -> Self {
        let why = "too many connections; dial again later";
        let no = Self::new(Connect::TooFast, StatusCode::TOO_MANY_REQUESTS, &why);
        Self { retry_after_s: Some(wait.seconds), ..no }
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Revoked => Self::new(Connect::Revoked, StatusCode::FORBIDDEN, &refusal),
            Refusal::Full => Self::unavailable(&refusal),
            Refusal::NotSigned | Refusal::WrongSignature | Refusal::Clock | Refusal::UsedTwice => {
                Self::new(Connect::Unauthorized, StatusCode::UNAUTHORIZED, &refusal)
            }
        }
    }
}

fn check(
    relay: &Arc<Relay>,
    source: Source,
    headers: &HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, No> {
    if relay.phase() != Phase::Serving {
        return Err(No::unavailable(&"the relay restarts; dial again"));
    }
    relay.limits.dial_from(source)?;
    let malformed = |why: &str| No::new(Connect::Malformed, StatusCode::UPGRADE_REQUIRED, &why);
    let upgrade = upgrade.map_err(|_| malformed("this address is for websockets only"))?;
    let upgrade = upgrade.protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return Err(malformed("no common websocket subprotocol; update the till or the relay"));
    }
    let token = headers.get(header::AUTHORIZATION).map(header::HeaderValue::as_bytes);
    let till = relay.auth.check(token, now_ms() / 1000, |id| relay.directory.till(id))?;
    relay.limits.dial_of(&till.id)?;
    let relay = Arc::clone(relay);
    Ok(upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MOST_UNSENT)
        .max_message_size(LONGEST_TILL_FRAME)
        .max_frame_size(LONGEST_TILL_FRAME)
        .on_upgrade(move |socket| session::serve(relay, till, socket)))
}
