//! Changes: when to read the settings' file again.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

/// How often the file is looked at where nobody tells of its changes.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// And where somebody does.
const LOOK_SELDOM: Duration = Duration::from_secs(10);
/// An editor writes in several steps.
const STEPS: Duration = Duration::from_millis(20);

/// Hears of changes of the file. Without a sender nobody tells.
pub(crate) struct Changes(pub(crate) watch::Receiver<()>);

impl Changes {
    /// How often to look while all is well.
    pub(crate) fn look_every(&self) -> Duration {
        if self.is_watched() { LOOK_SELDOM } else { LOOK_EVERY }
    }

    /// Waits for the next change, and at most for so long.
    pub(crate) async fn next(&mut self, at_most: Duration) {
        if !self.is_watched() {
            return sleep(at_most).await;
        }
        tokio::select! {
            biased;
            _ = self.0.changed() => sleep(STEPS).await,
            () = sleep(at_most) => {}
        }
    }

    fn is_watched(&self) -> bool {
        self.0.has_changed().is_ok()
    }
}
