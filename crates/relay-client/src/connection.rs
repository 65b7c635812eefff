//! One connection after the other, for as long as the relay lets this till in.

use std::time::Duration;

use providers::{Clock, Obstacle};
use tokio::time::{Instant, sleep_until, timeout};

use crate::back_off::{BackOff, part_of};
use crate::dial::dial;
use crate::end::End;
use crate::pairing::Pairing;
use crate::session;
use crate::till::{LinkReport, LinkState, Till};

/// A connection that lasted this long was a good one.
const STABLE: Duration = Duration::from_mins(1);
/// After a refusal. Not for ever: a wrong clock gets repaired, and a relay may be put right. At least
/// as long again, at most twice.
const AFTER_REFUSAL: Duration = Duration::from_mins(5);

/// For a farewell.
const HANG_UP: Duration = Duration::from_secs(1);

/// How long to wait before a relay that refused this till is dialled again: five to ten minutes.
pub fn pause_after_refusal(till: &impl Till) -> Duration {
    AFTER_REFUSAL + part_of(AFTER_REFUSAL, till.chance())
}

/// Dials, serves and dials again until the relay refuses this till; returns its reason.
pub async fn stay_connected(till: &impl Till, pairing: &Pairing) -> String {
    let mut back_off = BackOff::default();
    let mut report = LinkReport::default();
    loop {
        till.report(LinkState::Connecting, &report);
        let (end, lasted) = dial_and_serve(till, pairing).await;
        if lasted >= STABLE {
            back_off.reset();
        }
        let again_at = Instant::now() + back_off.next(till.chance());
        let again_at = match &end {
            End::Refused(why) => return why.clone(),
            End::Lost(_) | End::Unheard(_) => again_at,
            End::Later(pause, _) => again_at + *pause,
            End::Drained(at) => again_at.max(*at),
        };
        let (why, obstacle) = end.into_why();
        tracing::info!(why, "no connection to the relay");
        report = LinkReport { why: Some(why), obstacle, ..LinkReport::default() };
        till.report(LinkState::Connecting, &report);
        sleep_until(again_at).await;
    }
}

/// Why a relay's live connection was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoStream {
    /// For support.
    pub why: String,
    /// What stands in the way, where that is known.
    pub obstacle: Option<Obstacle>,
}

/// Dials once and hangs up: whether the live connection of a pairing can be made from here. Whoever is
/// connected stays so, for the relay takes over at a hello and none is said. `chance`: 128 random bits.
pub async fn try_once(
    pairing: &Pairing,
    clock: &dyn Clock,
    chance: [u64; 2],
) -> Result<(), NoStream> {
    match dial(pairing, clock, chance).await {
        Ok(mut socket) => {
            // A courtesy: the other side notices in any case.
            let _ = timeout(HANG_UP, socket.close(None)).await;
            Ok(())
        }
        Err(end) => {
            let (why, obstacle) = end.into_why();
            Err(NoStream { why, obstacle })
        }
    }
}

/// One connection, or the try to make one; and how long it served.
async fn dial_and_serve(till: &impl Till, pairing: &Pairing) -> (End, Duration) {
    let socket = match dial(pairing, till.clock(), [till.chance(), till.chance()]).await {
        Ok(socket) => socket,
        Err(end) => return (end, Duration::ZERO),
    };
    match session::begin(till, pairing, socket).await {
        Ok(session) => {
            let begun = Instant::now();
            (session.run().await, begun.elapsed())
        }
        Err(end) => (end, Duration::ZERO),
    }
}
