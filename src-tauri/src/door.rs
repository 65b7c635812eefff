//! What stands between the window and the till.

use std::sync::Arc;

use contract::{Failure, TillEvent};
use tauri::{AppHandle, Emitter};
use till::{Options, Till};
use tokio::sync::broadcast::error::RecvError;

/// The event under which the user interface hears of everything.
const EVENT: &str = "till";

/// The till, or why there is none: a damaged log or a locked keyring is shown in the window.
pub(crate) struct Door {
    till: Result<Arc<Till>, Failure>,
}

impl Door {
    pub(crate) async fn open(options: Options) -> Self {
        let till = Till::open(options).await;
        if let Err(failure) = &till {
            tracing::error!(%failure, "the till does not open");
        }
        Self { till }
    }

    /// The till; fails with the reason for which it did not open.
    pub(crate) fn till(&self) -> Result<&Till, Failure> {
        self.till.as_deref().map_err(Clone::clone)
    }

    /// Sends the till's events to the user interface for as long as the till lives.
    pub(crate) fn forward_events(&self, app: &AppHandle) {
        let Ok(till) = &self.till else { return };
        let (mut events, app) = (till.events(), app.clone());
        tauri::async_runtime::spawn(async move {
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
        });
    }
}
