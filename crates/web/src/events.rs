//! `GET /api/events`: the till's events as server-sent events.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use contract::TillEvent;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

use crate::answer::Refusal;
use crate::door::Door;

/// How often a comment shows that the stream is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Sends each event as it happens; one that was too slow for some of them hears `missed`.
pub(crate) async fn stream(
    State(door): State<Arc<Door>>,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, Refusal> {
    let permit = Arc::clone(&door.streams).try_acquire_owned().map_err(|_| {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "too many windows are open on this till")
    })?;
    let events = BroadcastStream::new(door.till.events()).map(move |event| {
        let _held_until_the_stream_ends = &permit;
        Event::default().json_data(event.unwrap_or(TillEvent::Missed))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}
