//! A request's body, as far as its size and its time go.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::time::timeout;

/// A body may take this long after its head.
pub const BODY_TIME: Duration = Duration::from_secs(4);

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It has more bytes than are allowed here: 413.
    #[error("the body is too large")]
    TooLarge,
    /// It took more than [`BODY_TIME`]: 408.
    #[error("the body took too long")]
    Slow,
    /// The connection broke within it, or it is not framed as HTTP says: 400.
    #[error("the body broke off")]
    Broken,
}

/// Reads a body of at most `most` bytes within [`BODY_TIME`].
pub async fn read(body: Body, most: usize) -> Result<Bytes, BodyError> {
    match timeout(BODY_TIME, Limited::new(body, most).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge),
        Ok(Err(_)) => Err(BodyError::Broken),
        Err(_) => Err(BodyError::Slow),
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use futures_util::stream;
    use tokio::time::Instant;

    use super::*;

    #[tokio::test]
    async fn the_last_byte_that_is_allowed_is_read() {
        assert_eq!(read(Body::from("1234"), 4).await.unwrap(), "1234");
        assert_eq!(read(Body::from("12345"), 4).await, Err(BodyError::TooLarge));
        assert_eq!(read(Body::empty(), 0).await.unwrap(), "");
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_no_body() {
        let lost = io::Error::from(io::ErrorKind::ConnectionReset);
        let broken = Body::from_stream(stream::iter([Ok("12"), Err(lost)]));
        assert_eq!(read(broken, 4).await, Err(BodyError::Broken));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let silent = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        let start = Instant::now();
        assert_eq!(read(silent, 4).await, Err(BodyError::Slow));
        assert_eq!(start.elapsed(), BODY_TIME);
    }
}
