//! What all requests share.

use std::sync::Arc;

use till::{Caller, Desk, Device, Till};
use tokio::sync::Semaphore;

use crate::session::{Session, Token};

/// Event streams open at once: a shop has a few tabs, not hundreds.
const MAX_STREAMS: usize = 16;

/// The till, and who may speak to it.
pub(crate) struct Door {
    pub(crate) till: Arc<Till>,
    pub(crate) session: Session,
    pub(crate) streams: Arc<Semaphore>,
    /// How a browser on this computer names this door.
    hosts: [String; 2],
}

impl Door {
    pub(crate) fn new(till: Arc<Till>, port: u16, token: Token) -> Self {
        Self {
            till,
            session: Session::new(port, token),
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
        }
    }

    /// The till as whoever sits before the browser may use it.
    pub(crate) fn desk(&self) -> Desk<'_> {
        self.till.desk(Caller::owner(Device::Browser))
    }

    /// Whether a `Host` header names this door.
    pub(crate) fn is_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own == host)
    }

    /// Whether an `Origin` header names a page of this door.
    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_host(host))
    }
}
