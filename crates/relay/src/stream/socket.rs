//! The socket: frames in, frames out, and never a wait for one that keeps the other from going on.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{Sink as _, Stream as _};
use relay_protocol::RelayFrame;

use crate::stream::frame;

/// What came.
pub(super) enum Heard {
    /// A frame.
    Text(Utf8Bytes),
    /// One that is no text, or too long.
    Unreadable,
    /// Everything that was queued is on its way.
    Flushed,
    /// The other side has closed, or the connection broke.
    Gone,
}

/// A till's websocket.
pub(super) struct Socket {
    websocket: WebSocket,
    /// Something is queued that the network has not taken.
    waits: bool,
}

impl Socket {
    pub(super) fn new(websocket: WebSocket) -> Self {
        Self { websocket, waits: false }
    }

    /// Whether the network is behind: nothing large should be queued.
    pub(super) fn waits(&self) -> bool {
        self.waits
    }

    /// Queues a frame; `false` if the socket is gone or its buffer full.
    pub(super) fn queue(&mut self, text: String) -> bool {
        self.waits = true;
        Pin::new(&mut self.websocket).start_send(Message::Text(text.into())).is_ok()
    }

    /// The next thing that happens, while what is queued is sent. May be dropped and called again.
    pub(super) async fn next(&mut self) -> Heard {
        poll_fn(|context| self.poll_next(context)).await
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        if self.waits {
            match Pin::new(&mut self.websocket).poll_flush(context) {
                Poll::Ready(Ok(())) => {
                    self.waits = false;
                    return Poll::Ready(Heard::Flushed);
                }
                Poll::Ready(Err(_)) => return Poll::Ready(Heard::Gone),
                Poll::Pending => {}
            }
        }
        loop {
            return Poll::Ready(match ready!(Pin::new(&mut self.websocket).poll_next(context)) {
                Some(Ok(Message::Text(text))) => Heard::Text(text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(Message::Close(_))) | None => Heard::Gone,
                Some(Err(error)) if is_lost(&error) => Heard::Gone,
                Some(Ok(Message::Binary(_)) | Err(_)) => Heard::Unreadable,
            });
        }
    }

    /// Says why, closes, and waits for the other side to close, so that it can read what was said.
    /// `false`: it was gone already.
    pub(super) async fn close(
        mut self,
        code: u16,
        word: &str,
        reason: &str,
        patience: Duration,
    ) -> bool {
        let error =
            RelayFrame::Error { code: word.to_owned(), fatal: true, msg: reason.to_owned() };
        let close = CloseFrame { code, reason: reason.into() };
        let said = self.queue(frame::text(&error))
            && Pin::new(&mut self.websocket).start_send(Message::Close(Some(close))).is_ok();
        if said {
            let _ = tokio::time::timeout(patience, self.until_gone()).await;
        }
        said
    }

    /// The other side has closed: lets the answer to that go out.
    pub(super) async fn end(mut self, patience: Duration) {
        let _ = tokio::time::timeout(patience, self.until_gone()).await;
    }

    async fn until_gone(&mut self) {
        let mut broken = false;
        loop {
            match self.next().await {
                // After a frame that cannot be read nothing more can be, and to hang up now would
                // take from the other side what was just sent.
                Heard::Unreadable => broken = true,
                Heard::Gone if !broken => return,
                Heard::Gone => std::future::pending().await,
                Heard::Text(_) | Heard::Flushed => {}
            }
        }
    }
}

/// Whether the connection broke, and it is not the frame that is bad. The error's type is the
/// websocket library's, which axum has inside and does not show; a test holds these words.
fn is_lost(error: &axum::Error) -> bool {
    let text = error.to_string();
    text.contains("IO error") || text.contains("without closing handshake")
}
