//! `GET /api/events`: the events of the till that is open as server-sent events.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use contract::TillEvent;
use futures_util::StreamExt as _;
use tokio_stream::Stream;
use tokio_stream::wrappers::BroadcastStream;

use crate::answer::Refusal;
use crate::door::Door;
use crate::session::SessionId;

/// How often a comment shows that the stream is alive; a page takes a stream that is silent for three times
/// as long for a dead one.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Sends each event as it happens, until the session ends; one that was too slow for some of them hears
/// `missed`.
pub(crate) async fn stream(
    State(door): State<Arc<Door>>,
    Extension(session): Extension<SessionId>,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, Refusal> {
    let too_many =
        || Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "too many pages listen to this till");
    let seat = door.sessions.seat(session).ok_or_else(too_many)?;
    let permit = Arc::clone(&door.streams).try_acquire_owned().map_err(|_| too_many())?;
    let events = BroadcastStream::new(door.house.events()).map(move |event| {
        let _held_until_the_stream_ends = (&seat, &permit);
        Event::default().json_data(event.unwrap_or(TillEvent::Missed))
    });
    let ended = async move { door.sessions.ended(session).await };
    let events = events.take_until(Box::pin(ended));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}
