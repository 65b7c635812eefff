//! The till itself: what it is, how it does, and how a person likes it.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use std::sync::PoisonError;

use contract::{Failure, Nothing, Preferences, ProviderView, TillView};
use domain::Caller;
use providers::name_of;

use crate::open::Till;
use crate::settings::Settings;
use crate::view;

impl Till {
    /// What this till is and how it does.
    pub(crate) async fn hello(&self, _: &Caller, _: Nothing) -> Result<TillView, Failure> {
        Ok(self.view(&self.settings()))
    }

    /// Changes language and colours.
    pub(crate) async fn set_preferences(
        &self,
        _: &Caller,
        preferences: Preferences,
    ) -> Result<TillView, Failure> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        Settings::change(&self.home, |kept| kept.preferences = preferences)?;
        settings.preferences = preferences;
        Ok(self.view(&settings))
    }

    fn view(&self, settings: &Settings) -> TillView {
        let providers = self.provider_views(settings);
        TillView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            training: self.training.is_some(),
            customer_bank_url: self.training.as_ref().map(crate::training::Training::bank_url),
            shop_name: settings.shop_name.clone(),
            provider: providers.first().cloned(),
            providers,
            listening: view::listening(&self.checkout.listening().borrow()),
            attention: view::attention(*self.checkout.attention().borrow()),
            notices: self.notices.clone(),
            preferences: settings.preferences,
            ceiling_centavos: settings.ceiling_centavos,
            ask_payer: settings.ask_payer,
        }
    }

    /// The connected providers that can be used, the default first.
    fn provider_views(&self, settings: &Settings) -> Vec<ProviderView> {
        let view = |id: &str, environment: &str| ProviderView {
            id: id.to_owned(),
            name: name_of(id),
            environment: environment.to_owned(),
            trouble: self.checkout.trouble_with(id).as_ref().map(view::listening),
        };
        if let Some(training) = &self.training {
            let faces = training.connections();
            return faces.iter().map(|face| view(&face.provider, "treino")).collect();
        }
        let environment = |id: &String| settings.providers.get(id).map_or("", String::as_str);
        let usable = settings.connected().into_iter().filter(|id| !self.current.is_unusable(id));
        usable.map(|id| view(&id, environment(&id))).collect()
    }
}
