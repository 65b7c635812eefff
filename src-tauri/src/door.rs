//! What stands between the window and the till.

use std::sync::Arc;

use contract::{Failure, TillEvent};
use tauri::{AppHandle, Emitter};
use till::{Options, Till};
use tokio::sync::OnceCell;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The event under which the user interface hears of everything.
const EVENT: &str = "till";

/// The till, opened by the first command. Where it does not open (a locked keyring, a damaged log)
/// the window shows why, and the next command tries again.
pub(crate) struct Door {
    app: AppHandle,
    options: Options,
    till: OnceCell<Arc<Till>>,
}

impl Door {
    pub(crate) fn new(app: AppHandle, options: Options) -> Self {
        Self { app, options, till: OnceCell::new() }
    }

    /// The till; fails with the reason for which it does not open.
    pub(crate) async fn till(&self) -> Result<&Till, Failure> {
        Ok(self.till.get_or_try_init(|| self.open()).await?)
    }

    /// The orderly end of the till, if it was opened.
    pub(crate) async fn close(&self) {
        if let Some(till) = self.till.get() {
            till.close().await;
        }
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
        if let Err(error) = app.emit(EVENT, event) {
            tracing::warn!(%error, "the window did not get an event");
        }
    }
}
