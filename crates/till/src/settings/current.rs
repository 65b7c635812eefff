//! The connections of an open till: another process may connect or disconnect meanwhile, and nothing is
//! sold through an account that is not connected any more.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use checkout::Checkout;
use contract::{Failure, TillEvent};
use tokio::sync::broadcast;

use crate::connections::{self, Gathered};
use crate::settings::Settings;

/// How often the settings are looked at: what another process sells is to be asked about here as well.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After the vault did not open: it may ask a person, who should not be asked all the time.
const AFTER_TROUBLE: Duration = Duration::from_secs(30);

/// Makes the checkout sell through what the settings name.
pub(crate) struct Current {
    pub(crate) home: PathBuf,
    pub(crate) checkout: Arc<Checkout>,
    pub(crate) settings: Arc<Mutex<Settings>>,
    /// The settings whose connections the checkout has.
    pub(crate) taken: tokio::sync::Mutex<Settings>,
    /// Providers that are connected, but whose credentials could not be had.
    pub(crate) unusable: Mutex<Vec<String>>,
}

impl Current {
    /// Goes by the settings for as long as the till is open.
    pub(crate) async fn follow(self: Arc<Self>, events: broadcast::Sender<TillEvent>) {
        loop {
            tokio::time::sleep(match self.refresh().await {
                Ok(is_news) => {
                    if is_news {
                        // Nobody listening is no fault.
                        let _ = events.send(TillEvent::Missed);
                    }
                    LOOK_EVERY
                }
                Err(failure) => {
                    tracing::warn!(%failure, "the connections cannot be had");
                    AFTER_TROUBLE
                }
            })
            .await;
        }
    }

    /// Takes the connections that the settings name now; says whether they are others. Where they cannot
    /// be had, what is open is asked about as before, and nothing may be sold.
    pub(crate) async fn refresh(&self) -> Result<bool, Failure> {
        let mut taken = self.taken.lock().await;
        let settings = Settings::read(&self.home)?;
        if settings.has_connections_of(&taken) {
            return Ok(false);
        }
        let gathered = connections::gather(&self.home, &settings, None).await?;
        let Gathered { unusable, .. } = &gathered;
        unusable.clone_into(&mut self.unusable.lock().unwrap_or_else(PoisonError::into_inner));
        self.checkout.set_providers(gathered.into_providers());
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).take_connections_of(&settings);
        *taken = settings;
        Ok(true)
    }

    pub(crate) fn is_unusable(&self, id: &str) -> bool {
        let unusable = self.unusable.lock().unwrap_or_else(PoisonError::into_inner);
        unusable.iter().any(|it| it == id)
    }
}
