//! From the open socket to its end: the hello, the seat, the pump, the close.

use std::sync::Arc;

use axum::extract::ws::WebSocket;
use relay_protocol::{Cursor, Mark, TillFrame, VERSION, close};

use crate::directory::Till;
use crate::ids::random_text;
use crate::metrics::Close;
use crate::state::{Phase, Relay};
use crate::stream::pump::Pump;
use crate::stream::socket::{Heard, Socket};

/// Why a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The till has closed, or the connection broke.
    Gone,
    /// We close.
    Close {
        /// Of [`close`], or 1011.
        code: u16,
        /// A word for the error frame.
        word: &'static str,
        /// A sentence of at most 120 bytes.
        reason: &'static str,
    },
}

impl End {
    /// A frame that is no frame of the protocol, or comes at the wrong time.
    pub(super) const fn bad_frame(reason: &'static str) -> Self {
        Self::Close { code: close::BAD_FRAME, word: "bad_frame", reason }
    }

    fn counted(self) -> Close {
        let Self::Close { code, .. } = self else { return Close::Gone };
        match code {
            close::DRAIN => Close::Drain,
            close::REPLACED => Close::Replaced,
            close::BAD_FRAME => Close::BadFrame,
            close::SLOW => Close::Slow,
            close::NO_PONG => Close::NoPong,
            close::BAD_TOKEN => Close::BadToken,
            close::REVOKED => Close::Revoked,
            close::VERSION => Close::Version,
            _ => Close::Gone,
        }
    }
}

/// What a till said first.
pub(super) struct Hello {
    /// What it has.
    pub(super) cursor: Option<Cursor>,
    /// How many events it takes in flight.
    pub(super) window: u32,
    /// The till's code, as it said it.
    pub(super) code: Option<String>,
    /// Its order log, as it said it.
    pub(super) mark: Option<Mark>,
}

/// The life of a socket whose dial was signed by `till`.
pub(super) async fn serve(relay: Arc<Relay>, till: Arc<Till>, websocket: WebSocket) {
    let mut socket = Socket::new(websocket);
    let session = random_text::<9>();
    let end = match hello(&relay, &till, &mut socket).await {
        Ok(hello) => seated(&relay, &till, &session, hello, &mut socket).await,
        Err(end) => end,
    };
    relay.metrics.closes.count(end.counted());
    let patience = relay.patience.close;
    match end {
        End::Gone => {
            tracing::info!(till = %till.id, session, "session ended");
            socket.end(patience).await;
        }
        End::Close { code, word, reason } => {
            tracing::info!(till = %till.id, session, code, reason, "session closed");
            socket.close(code, word, reason, patience).await;
        }
    }
}

async fn hello(relay: &Relay, till: &Till, socket: &mut Socket) -> Result<Hello, End> {
    let heard = tokio::time::timeout(relay.patience.hello, socket.next()).await;
    let text = match heard {
        Err(_) => return Err(End::bad_frame("no hello came in time")),
        Ok(Heard::Text(text)) => text,
        Ok(Heard::Gone) => return Err(End::Gone),
        Ok(Heard::Unreadable | Heard::Flushed) => {
            return Err(End::bad_frame("the first frame must be a hello of at most 4 KiB"));
        }
    };
    let frame = serde_json::from_str(&text).unwrap_or(TillFrame::Unknown);
    let TillFrame::Hello { v, till: whose, app, cursor, window, code, m } = frame else {
        return Err(End::bad_frame("the first frame must be a hello"));
    };
    if v != VERSION {
        let reason = "this relay speaks version 1 only";
        return Err(End::Close { code: close::VERSION, word: "version", reason });
    }
    if whose != till.id.as_str() {
        let reason = "the hello names another till than the one that signed";
        return Err(End::Close { code: close::BAD_TOKEN, word: "bad_token", reason });
    }
    if window == 0 {
        return Err(End::bad_frame("a window of 0 events takes nothing"));
    }
    let app: String = app.chars().filter(char::is_ascii_graphic).take(32).collect();
    tracing::debug!(till = %till.id, app, "hello");
    Ok(Hello { cursor, window, code, mark: m })
}

async fn seated(
    relay: &Relay,
    till: &Till,
    session: &str,
    hello: Hello,
    socket: &mut Socket,
) -> End {
    // A key of before must not take the seat of the one of now.
    if let Some(end) = not_any_more(relay, till) {
        return end;
    }
    let seat = relay.sessions.enter(&till.id);
    let _held = relay.metrics.sessions.hold();
    // Looked at once more: who revokes, pairs or drains after this finds the seat.
    if let Some(end) = not_any_more(relay, till) {
        return end;
    }
    if relay.phase() != Phase::Serving {
        let reason = "the relay restarts; dial again";
        return End::Close { code: close::DRAIN, word: "drain", reason };
    }
    match Pump::start(relay, till, session, hello, socket).await {
        Ok(mut pump) => pump.run(&seat).await,
        Err(end) => end,
    }
}

/// Why a till that could dial may not have a session: it was revoked or got another key meanwhile.
fn not_any_more(relay: &Relay, till: &Till) -> Option<End> {
    let known = relay.directory.till(&till.id).filter(|known| !known.revoked);
    let (code, word, reason) = match known {
        None => (close::REVOKED, "revoked", "the till was revoked"),
        Some(known) if known.public_key != till.public_key => {
            (close::BAD_TOKEN, "bad_token", "the till was paired with another computer")
        }
        Some(_) => return None,
    };
    Some(End::Close { code, word, reason })
}
