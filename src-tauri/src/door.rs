//! What stands between the window and the till.

use std::sync::Arc;

use contract::{Failure, TillEvent};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager};
use till::{Caller, Desk, Device, Options, Till};
use tokio::sync::OnceCell;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The event under which the user interface hears of everything.
const EVENT: &str = "till";

/// What is told to one window, and to no other: what a customer's window may see is another type than what
/// the operator's may.
trait Audience: Serialize + Clone {
    /// The label of the window.
    const WINDOW: &'static str;
}

impl Audience for TillEvent {
    const WINDOW: &'static str = "main";
}

/// Sends an event to the window that may see it.
fn tell<E: Audience>(app: &AppHandle, event: E) -> tauri::Result<()> {
    app.emit_to(E::WINDOW, EVENT, event)
}

/// The till, opened while the window is. Where it does not open (a locked keyring, a damaged log) the window
/// shows why, and the next command tries again.
pub(crate) struct Door {
    app: AppHandle,
    options: Options,
    till: OnceCell<Arc<Till>>,
}

impl Door {
    pub(crate) fn new(app: AppHandle, options: Options) -> Self {
        Self { app, options, till: OnceCell::new() }
    }

    /// Begins to open the till, so that it is open when the page has been loaded. The page's first command waits
    /// for it, or tries again and tells why it does not open.
    pub(crate) fn begin(&self) {
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move {
            // The log has the reason, and the page's own command has it once more.
            let _ = app.state::<Self>().till().await;
        });
    }

    /// The till as whoever stands before the window may use it; fails with the reason for which it does not
    /// open.
    pub(crate) async fn desk(&self) -> Result<Desk<'_>, Failure> {
        Ok(self.till().await?.desk(Caller::owner(Device::Window)))
    }

    /// The orderly end of the till, if it was opened.
    pub(crate) async fn close(&self) {
        if let Some(till) = self.till.get() {
            till.close().await;
        }
    }

    async fn till(&self) -> Result<&Arc<Till>, Failure> {
        self.till.get_or_try_init(|| self.open()).await
    }

    async fn open(&self) -> Result<Arc<Till>, Failure> {
        let till = Till::open(self.options.clone())
            .await
            .inspect_err(|failure| tracing::error!(%failure, "the till does not open"))?;
        tauri::async_runtime::spawn(forward(till.events(), self.app.clone()));
        Ok(till)
    }
}

/// Sends the till's events to the user interface for as long as the till lives.
async fn forward(mut events: Receiver<TillEvent>, app: AppHandle) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => TillEvent::Missed,
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = tell(&app, event) {
            tracing::warn!(%error, "the window did not get an event");
        }
    }
}
