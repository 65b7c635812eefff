//! What stands between the window and the till.

use std::sync::{Arc, Mutex, PoisonError};

use contract::{Failure, TillEvent};
use serde::Serialize;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Emitter};
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
    /// What began with the window, until the first command takes its outcome: a person is asked once to unlock
    /// the keyring.
    begun: Mutex<Option<JoinHandle<Opened>>>,
}

/// The till, or why it does not open.
type Opened = Result<Arc<Till>, Failure>;

impl Door {
    /// Begins to open the till, so that it is open when the page has been loaded.
    pub(crate) fn begin(app: AppHandle, options: Options) -> Self {
        let begun = tauri::async_runtime::spawn(open(app.clone(), options.clone()));
        Self { app, options, till: OnceCell::new(), begun: Mutex::new(Some(begun)) }
    }

    /// The till as whoever stands before the window may use it; fails with the reason for which it does not
    /// open.
    pub(crate) async fn desk(&self) -> Result<Desk<'_>, Failure> {
        let till = self.till.get_or_try_init(|| self.open()).await?;
        Ok(till.desk(Caller::owner(Device::Window)))
    }

    /// The orderly end of the till, if it was opened.
    pub(crate) async fn close(&self) {
        // A window that is closed before its page has asked for anything has a till all the same.
        let unasked = match self.begun() {
            Some(begun) => begun.await.ok().and_then(Result::ok),
            None => None,
        };
        if let Some(till) = self.till.get().or(unasked.as_ref()) {
            till.close().await;
        }
    }

    async fn open(&self) -> Opened {
        if let Some(begun) = self.begun()
            && let Ok(opened) = begun.await
        {
            return opened;
        }
        open(self.app.clone(), self.options.clone()).await
    }

    fn begun(&self) -> Option<JoinHandle<Opened>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

async fn open(app: AppHandle, options: Options) -> Opened {
    let till = Till::open(options)
        .await
        .inspect_err(|failure| tracing::error!(%failure, "the till does not open"))?;
    tauri::async_runtime::spawn(forward(till.events(), app));
    Ok(till)
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
