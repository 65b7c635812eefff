//! What stands between the window and the till.

use std::sync::Arc;

use contract::TillEvent;
use serde::Serialize;
use tauri::{AppHandle, Emitter};
use till::{Device, House, HouseDesk, Options, Session, Surroundings};
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

/// The house behind the window, whose till is opened while the window is. Where it does not open (a locked keyring,
/// a damaged log) the window shows why, and the next command tries again.
pub(crate) struct Door {
    house: Arc<House>,
    /// Whoever stands before the window.
    session: Session,
}

impl Door {
    /// Begins to open the till, so that it is open when the page has been loaded; who asks meanwhile waits for it, so
    /// that a person is asked once to unlock the keyring.
    pub(crate) fn begin(app: AppHandle, options: Options) -> Self {
        let house = House::new(options);
        tauri::async_runtime::spawn(forward(house.events(), app));
        let begun = Arc::clone(&house);
        // What comes of it is told to whoever asks.
        tauri::async_runtime::spawn(async move { begun.till().await.map(drop) });
        Self { house, session: Session::new(Device::Window) }
    }

    /// Notes what shows the till.
    pub(crate) fn shown_by(&self, surroundings: Surroundings) {
        self.house.shown_by(surroundings);
    }

    /// The till as whoever stands before the window may use it.
    pub(crate) fn desk(&self) -> HouseDesk<'_> {
        self.house.desk(&self.session)
    }

    /// The orderly end of what is open.
    pub(crate) async fn close(&self) {
        self.house.close().await;
    }
}

/// Sends the events to the user interface for as long as the door stands.
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
