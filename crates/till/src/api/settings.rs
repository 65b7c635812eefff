//! The settings of an open till, as a screen shows and changes them.

use contract::{Failure, Nothing, SetSetting, SettingKey, SettingsView};
use domain::Caller;

use crate::open::Till;
use crate::settings;

impl Till {
    /// Every setting, after a look at the file.
    pub(crate) async fn settings(&self, _: &Caller, _: Nothing) -> Result<SettingsView, Failure> {
        self.current.look().await?;
        Ok(settings::view(&self.home, &self.current_settings()))
    }

    /// Chooses a value, as a person types it.
    pub(crate) async fn set_setting(
        &self,
        by: &Caller,
        request: SetSetting,
    ) -> Result<SettingsView, Failure> {
        settings::set(&self.home, &request.key, &request.value)?;
        self.settings(by, Nothing {}).await
    }

    /// Writes the file anew, as it held last; the one that cannot be read is kept beside it.
    pub(crate) async fn restore_settings(
        &self,
        by: &Caller,
        _: Nothing,
    ) -> Result<SettingsView, Failure> {
        settings::restore_good(&self.home)?;
        self.settings(by, Nothing {}).await
    }

    /// Goes back to the default.
    pub(crate) async fn unset_setting(
        &self,
        by: &Caller,
        request: SettingKey,
    ) -> Result<SettingsView, Failure> {
        settings::unset(&self.home, &request.key)?;
        self.settings(by, Nothing {}).await
    }
}
