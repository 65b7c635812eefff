//! The till itself: what it is, how it does, and how a person likes it.

use contract::{
    Failure, Language, Nothing, Notice, Preferences, ProviderView, SettingMistake, SettingValue,
    Theme, TillView,
};
use domain::Caller;
use providers::name_of;

use crate::home;
use crate::open::Till;
use crate::settings::{self, Current, Gaps, Settings};
use crate::training::Training;
use crate::view;
use crate::zone;

impl Till {
    /// What this till is and how it does, after a look at the settings: whoever says that an account is
    /// connected now need not wait.
    pub(crate) async fn hello(&self, _: &Caller, _: Nothing) -> Result<TillView, Failure> {
        self.current.look().await?;
        Ok(self.current.view())
    }

    /// Changes language and colours.
    pub(crate) async fn set_preferences(
        &self,
        _: &Caller,
        preferences: Preferences,
    ) -> Result<TillView, Failure> {
        let Preferences { language, theme } = preferences;
        let language = match language {
            Language::PtBr => "pt-BR",
            Language::En => "en",
        };
        let theme = match theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let text = |text: &str| Some(SettingValue::Text(text.to_owned()));
        let choices = [("language", text(language)), ("theme", text(theme))];
        Settings::choose(&self.home, &choices)?;
        self.current.look().await?;
        Ok(self.current.view())
    }
}

/// Its name, else its number.
fn till_name(settings: &Settings) -> Option<String> {
    let number = || settings.till_number().map(|number| format!("{number:02}"));
    settings.till_name().as_deref().map(view::words).or_else(number)
}

impl Current {
    /// The till as a whole.
    pub(crate) fn view(&self) -> TillView {
        let settings = self.settings().clone();
        let providers = self.provider_views(&settings);
        TillView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            training: self.training.is_some(),
            customer_bank_url: self.training.as_ref().map(Training::bank_url),
            home: home::unusual(&self.home),
            shop_name: settings.shop_name().as_deref().map(view::words),
            time_zone: zone::of(&settings).iana_name().map(str::to_owned),
            provider: providers.first().cloned(),
            providers,
            listening: view::listening(&self.checkout.listening().borrow()),
            attention: view::attention(*self.checkout.attention().borrow()),
            notices: self.all_notices(),
            preferences: settings.preferences(),
            ceiling_centavos: settings.ceiling_centavos(),
            ask_payer: settings.ask_payer(),
            scanner: settings.scanner(),
            sounds: settings.sounds(),
            sound_volume: settings.sound_volume(),
            till_name: till_name(&settings),
            keys: settings.keys(),
        }
    }

    /// What has happened to the till; what stops it from selling comes first.
    fn all_notices(&self) -> Vec<Notice> {
        let Gaps { damage, unreadable, silent, .. } = self.gaps().clone();
        let cannot_sell = damage.or(silent).map(|failure| Notice::CannotSell { failure });
        let told = |file: &str, mistakes: Vec<SettingMistake>| Notice::SettingsUnreadable {
            file: self.home.join(file).display().to_string(),
            mistakes,
        };
        let unreadable = unreadable.map(|failure| {
            let why = failure.detail.unwrap_or_default();
            told(settings::CONNECTIONS, vec![SettingMistake::Unread { why }])
        });
        let mistakes = self.settings().mistakes().to_vec();
        let mistakes = (!mistakes.is_empty()).then(|| told(settings::FILE, mistakes));
        let unreadable = unreadable.into_iter().chain(mistakes);
        let unknown = self.settings().unknown().to_vec();
        let unknown = (!unknown.is_empty()).then_some(Notice::SettingsUnknown { keys: unknown });
        let told = self.notices().clone();
        let asked = self.access_codes().clone();
        let asked = asked
            .into_iter()
            .map(|it| Notice::AccessAsked { code: it.code, until_ms: it.until_ms });
        let forgotten = self.staff.known().notice();
        cannot_sell
            .into_iter()
            .chain(forgotten)
            .chain(asked)
            .chain(told)
            .chain(unreadable)
            .chain(unknown)
            .collect()
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
            let mut faces: Vec<_> =
                training.connections().iter().map(|face| view(&face.provider, "treino")).collect();
            let default = settings.default_provider();
            faces.sort_by_key(|face| Some(&face.id) != default.as_ref());
            return faces;
        }
        let environment = |id: &String| settings.connections.environment(id).unwrap_or_default();
        let Gaps { unusable, silent, .. } = self.gaps().clone();
        // What a keyring that is silent will have, is connected.
        let is_shown = |id: &String| silent.is_some() || !unusable.contains(id);
        let usable = settings.connected().into_iter().filter(is_shown);
        usable.map(|id| view(&id, environment(&id))).collect()
    }
}
