//! A TCP or TLS connection under HTTP that does not wait long for a request's head.
//!
//! Hyper's own limit also runs while a connection rests between two requests, where a proxy or a
//! provider keeps it on purpose. This one runs from the first byte of a head to its last.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// The head of a request may take this long.
pub const HEAD_TIME: Duration = Duration::from_secs(5);

const TOO_SLOW: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// What the connection is used for, as the service above it says.
#[derive(Debug, Default)]
pub(crate) struct Use(AtomicU8);

const HEAD: u8 = 0;
const REQUEST: u8 = 1;
const REST: u8 = 2;

impl Use {
    /// A head was read whole; what comes now is a body, or another protocol.
    pub(crate) fn begin_request(&self) {
        self.0.store(REQUEST, Ordering::Relaxed);
    }

    /// The answer is there; another head may come, or nothing.
    pub(crate) fn end_request(&self) {
        self.0.store(REST, Ordering::Relaxed);
    }
}

/// The stream of such a connection; it fails where a head takes longer than [`HEAD_TIME`].
pub(crate) struct Timed<S, T> {
    stream: S,
    used_for: Arc<Use>,
    until: Option<Pin<Box<Sleep>>>,
    /// Dropped with the connection.
    _seat: T,
}

impl<S, T> Timed<S, T> {
    /// A head has to come at once.
    pub(crate) fn new(stream: S, used_for: Arc<Use>, seat: T) -> Self {
        Self { stream, used_for, until: None, _seat: seat }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin, T: Unpin> AsyncRead for Timed<S, T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        match this.used_for.0.load(Ordering::Relaxed) {
            HEAD => {}
            REST if buf.filled().len() > before => {
                this.used_for.0.store(HEAD, Ordering::Relaxed);
                this.until = None;
            }
            _ => {
                this.until = None;
                return read;
            }
        }
        if read.is_pending() {
            let until = this.until.get_or_insert_with(|| Box::pin(sleep(HEAD_TIME)));
            ready!(until.as_mut().poll(cx));
            // As far as it goes: whoever is too slow to ask may be too slow to listen.
            let _ = Pin::new(&mut this.stream).poll_write(cx, TOO_SLOW);
            let _ = Pin::new(&mut this.stream).poll_flush(cx);
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin, T: Unpin> AsyncWrite for Timed<S, T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_head_that_drips_gets_a_408_after_five_seconds() {
        let (mut client, server) = duplex(1024);
        let mut timed = Timed::new(server, Arc::default(), ());
        let start = Instant::now();
        let drip = tokio::spawn(async move {
            while client.write_all(b"x").await.is_ok() && start.elapsed() < HEAD_TIME * 2 {
                sleep(Duration::from_secs(1)).await;
            }
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.unwrap();
            answer
        });
        let mut byte = [0];
        let error = loop {
            if let Err(error) = timed.read_exact(&mut byte).await {
                break error;
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(start.elapsed(), HEAD_TIME);
        drop(timed);
        assert!(drip.await.unwrap().starts_with("HTTP/1.1 408 "));
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_may_rest_and_then_has_five_seconds_again() {
        let (mut client, server) = duplex(1024);
        let used_for = Arc::new(Use::default());
        let mut timed = Timed::new(server, Arc::clone(&used_for), ());
        used_for.begin_request();
        used_for.end_request();
        let mut byte = [0];
        let rest = tokio::time::timeout(HEAD_TIME * 6, timed.read(&mut byte)).await;
        assert!(rest.is_err(), "it rests");
        client.write_all(b"x").await.unwrap();
        timed.read_exact(&mut byte).await.unwrap();
        let start = Instant::now();
        assert!(timed.read(&mut byte).await.is_err());
        assert_eq!(start.elapsed(), HEAD_TIME);
    }
}
