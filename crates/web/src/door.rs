//! What all requests share.

use std::sync::Arc;

use http_guard::Names;
use till::House;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::Sender;

use crate::entrance::{Entrance, Token};
use crate::session::Sessions;
use crate::way_in::WaysIn;

/// Event streams open at once, over all sessions: a shop has a few browsers, not hundreds.
const MAX_STREAMS: usize = 32;

/// The house, and who may speak to it.
pub(crate) struct Door {
    pub(crate) house: Arc<House>,
    pub(crate) entrance: Entrance,
    pub(crate) ways_in: WaysIn,
    /// Codes for the terminal.
    pub(crate) codes: Sender<String>,
    pub(crate) sessions: Sessions,
    pub(crate) streams: Arc<Semaphore>,
    /// How a browser on this computer names this door.
    pub(crate) names: Names,
}

impl Door {
    pub(crate) fn new(house: Arc<House>, port: u16, token: Token, codes: Sender<String>) -> Self {
        Self {
            house,
            entrance: Entrance::new(token),
            ways_in: WaysIn::default(),
            codes,
            sessions: Sessions::by(till::monotonic),
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            names: Names::of_loopback(port),
        }
    }
}
