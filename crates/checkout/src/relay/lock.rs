//! One connection per till: of all processes on a home, the one that holds a file's lock dials.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use tokio::time::sleep;

use crate::till::Checkout;
use relay_client::LinkState;

const FILE: &str = "relay.lock";
/// How often the others try to take over.
const TRY_EVERY: Duration = Duration::from_secs(1);

/// The right to dial; the system ends it with the process, however that ends.
pub(super) struct Held<'a> {
    checkout: &'a Checkout,
    _lock: File,
}

impl<'a> Held<'a> {
    /// Waits until no other process has it.
    pub(super) async fn take(checkout: &'a Checkout) -> Self {
        let home = checkout.store().home().to_owned();
        let mut told = false;
        loop {
            match try_lock(&home) {
                Ok(Some(lock)) => return Self { checkout, _lock: lock },
                Ok(None) => {}
                Err(error) if told => tracing::debug!(%error, "the relay's lock"),
                Err(error) => {
                    told = true;
                    tracing::error!(%error, "the relay's lock cannot be used");
                }
            }
            sleep(TRY_EVERY).await;
        }
    }
}

impl Drop for Held<'_> {
    /// What this process said of its connection ends with it, but for a refusal: that is to be seen.
    fn drop(&mut self) {
        if self.checkout.link().is_ok_and(|link| link.state != LinkState::Refused) {
            self.checkout.clear_link();
        }
    }
}

fn try_lock(home: &Path) -> Result<Option<File>, std::io::Error> {
    let file = File::options().create(true).truncate(false).write(true).open(home.join(FILE))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}
